// SettleCommitments: what the joint list (名单) and written commitments (承诺) say of an employer,
// held against what was decided of its deferrals before they came.
//
// Customer rule: list and commitment override the declared type. A deferral that waited for the
// employer's size gets its last day, or ends. Where an entry contradicts what was decided by the
// declared type, what the document says is made good: an employer that may not defer is asked for
// all that is still held, by a new main instruction; one that may has its share held from now on,
// and what was collected of it already is an overpayment. What it cannot make good stays: the
// deferral's last day is over, the employer is going to deregister, or the tax bureau was asked
// already. The agency is told of each fee period. Changes the store within the caller's
// transaction.
#pragma once

#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/problem.h"
#include "gateway/usecases/settling_context.h"

namespace levybridge::usecases {

// Warnings for the row that brought them, by fee period; none for employers without any.
using RegisterFindings = std::map<domain::EmployerKey, std::vector<domain::Problem>>;

struct ChangedEmployer {
  domain::RegisteredEmployer now;
  // Its entries of list and commitments before: what was decided until now was decided by these.
  std::vector<domain::EligibleEmployer> eligible_before;
};

// Contradictions are found and made good `within` that region only: other districts' obligations
// are not its agency's business.
absl::StatusOr<RegisterFindings> SettleCommitments(const SettlingContext& context,
                                                   domain::RegionCode within,
                                                   const std::vector<ChangedEmployer>& employers);

}  // namespace levybridge::usecases
