// DeferralMakeUp: deferrals whose day has come, and employers who make up before it. Flow 4.
//
// Customer rules: the `deferred_due` instruction goes out by itself, ahead of the document's latest
// date or after expiry as the document says, once and only once; an employer may make up early.
// What the tax bureau refused waits for the agency: the same request again issues it again. Work is
// done in slices of one transaction each: a crash between two loses nothing and repeats nothing,
// and other writers get in between. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/domain/deferral.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct DueRun {
  int64_t issued = 0;  // instructions
  domain::MoneySum fen;
  int64_t waiting = 0;  // whose due date the calendar of working days does not cover
};

struct MakeUpRequest {
  domain::PartyId party;
  std::string request_id;  // 1..64 bytes
  domain::UnitCode unit_code;
  domain::RegionCode region;
  std::vector<domain::FeePeriod> fee_periods;  // empty: all that are deferred
};
struct MakeUpResult {
  std::vector<int64_t> instructions;  // sequences, by fee period
  bool replayed = false;
};

inline bool Always() { return true; }

class DeferralMakeUp {
 public:
  static constexpr int32_t kDeferralsPerSlice = 500;

  // `per_slice`: deferrals of one transaction, at least 1.
  DeferralMakeUp(ports::Store& store, const RuleSource& rules, const ports::Clock& clock,
                 int32_t per_slice = kDeferralsPerSlice)
      : store_(store), rules_(rules), clock_(clock), per_slice_(per_slice) {}

  // Issues everything that is due on `today` or was before. A second run on the same day finds
  // nothing to do. Asks `go_on` before every slice; the next run does what is left.
  absl::StatusOr<DueRun> RunDue(domain::CivilDate today, absl::FunctionRef<bool()> go_on = Always);

  // Issues what the employer has deferred, today. A repetition gets the answer again, and what of
  // it the tax bureau refused and nothing asks for is issued anew: the answer names the new
  // instruction from then on. Its party's region is the caller's to check.
  // UNIT_UNKNOWN, NOTHING_DEFERRED (in any of the periods named), REQUEST_CONFLICT (the request id
  // stands for something else), CALENDAR_YEAR_MISSING.
  absl::StatusOr<MakeUpResult> MakeUpEarly(const MakeUpRequest& request);

 private:
  ports::Store& store_;
  const RuleSource& rules_;
  const ports::Clock& clock_;
  const int32_t per_slice_;
};

}  // namespace levybridge::usecases
