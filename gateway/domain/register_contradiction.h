// Whether list (名单) and commitments (承诺) say the contrary of what an assessment's declared type
// meant for its deferral. Worked out when asked and never stored. Pure: thread-safe.
#pragma once

#include <cstdint>

#include "gateway/domain/policy_book.h"

namespace levybridge::domain {

enum class RegisterContradiction : uint8_t {
  kNone,
  kMayNotDefer,  // as declared it may, by the registers it may not
  kMayDefer,     // as declared it may not, by the registers it may
};
// True when the document does not let employers of this type defer.
bool ExcludesEmployer(DeferralReason reason);
// An employer of unknown size contradicts nothing: the registers are what settles it.
RegisterContradiction ContradictionOf(const PolicyBook& book, const DeferralQuestion& question);

}  // namespace levybridge::domain
