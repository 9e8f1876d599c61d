// SettleCommitments: deferrals that waited for the employer's size, decided again once the joint
// list (名单) or a written commitment (承诺) has told it.
//
// Customer rule: an employer that may defer gets the deferral's dates; one that may not is asked
// for the employer's share at once, by a new main instruction. What is still not settled goes on
// waiting. Changes the store within the caller's transaction.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct SettlingContext {
  ports::Transaction& store;
  const Rules& rules;
  domain::Timestamp now;
  domain::CivilDate day;  // the business date
};

// `employers`: those whose registers changed, as they stand now.
absl::Status SettleCommitments(const SettlingContext& context,
                               const std::vector<domain::RegisteredEmployer>& employers);

}  // namespace levybridge::usecases
