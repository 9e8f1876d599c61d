// An employer's trace, from the domain to the contract: balances first, then events in order.
// Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/domain/batch.h"
#include "gateway/domain/region.h"
#include "gateway/usecases/trace_employer.h"
#include "levybridge/oversight/v1/trace.pb.h"

namespace levybridge::rpc {

// The batches that the traces mention, by number.
using TraceBatches = std::map<int64_t, domain::Batch>;
std::vector<int64_t> BatchesMentioned(const std::vector<usecases::ObligationTrace>& traces);

std::string UnitNameOf(const std::vector<usecases::ObligationTrace>& traces);
std::vector<oversight::v1::ObligationBalance> BalancesToWire(
    const std::vector<usecases::ObligationTrace>& traces);
// Ascending by time, positions from 1.
std::vector<oversight::v1::TraceEvent> EventsToWire(
    const std::vector<usecases::ObligationTrace>& traces, const TraceBatches& batches);

}  // namespace levybridge::rpc
