// The refunds of one obligation in an employer's history: where each stands, every payout with what
// the bank said of it, and what must come back.
#pragma once

#include <vector>

#include "gateway/usecases/trace_employer.h"
#include "levybridge/oversight/v1/trace.pb.h"

namespace levybridge::rpc {

// In no particular order, without positions.
std::vector<oversight::v1::TraceEvent> RefundEvents(const usecases::ObligationTrace& trace);

}  // namespace levybridge::rpc
