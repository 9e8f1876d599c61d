// What a list of refunds or accounts is narrowed to: an employer's unit code and a batch's id may
// each stand for one thing in every pooling area that the caller may look into. Thread-safe: free
// functions.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/refunds.h"
#include "gateway/rpc/call.h"

namespace levybridge::rpc {

// One for each pooling area.
absl::StatusOr<std::vector<domain::EmployerKey>> EmployersOf(Call& call,
                                                             const domain::UnitCode& unit_code);
// One for each pooling area that has it; BATCH_UNKNOWN when there is none.
absl::StatusOr<std::vector<domain::RefundBatch>> RefundBatchesOf(Call& call,
                                                                 const std::string& batch_id);
// Every pair of batch and employer; an empty text leaves its part out, both give one filter.
absl::StatusOr<std::vector<ports::RefundFilter>> RefundFiltersOf(Call& call,
                                                                 const std::string& batch_id,
                                                                 const std::string& unit_code);

}  // namespace levybridge::rpc
