// Deferral (缓缴) as agency and tax bureau see it: what is deferred and how it stands, making up
// before the end, and whether an employer may be deregistered. Plain values. Calls are repeated
// after a broken connection; all of them may be, and the list goes on where it broke. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/client/session.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"

namespace levybridge::client {

// What one employer has deferred in one fee period. Dates are ISO texts, empty when there is none.
struct DeferredItem {
  uint64_t position = 0;
  std::string unit_code;
  std::string unit_name;
  int32_t region = 0;
  int32_t insurance_type = 0;
  std::string fee_period;  // "2022-08"
  int64_t deferred_fen = 0;
  int64_t made_up_fen = 0;
  int64_t held_fen = 0;  // no instruction asks for it yet
  std::string deferred_until;
  std::string remind_from_on;
  std::string instruct_on;
  std::string late_fee_from_on;
  std::string instruction_no;
  std::string policy;
  std::string clause;
  bool overdue = false;
  bool awaiting_commitment = false;
  bool personal_account_held = false;
  bool reminder_due = false;
  bool rejected_by_tax = false;
  bool commitment_missing = false;     // asked for, and neither list nor commitment had come
  std::string register_contradiction;  // "may_defer", "may_not_defer", unlike what was declared
};

struct DeferralQuery {
  std::string unit_code;  // empty: all
  std::optional<domain::CivilDate> ending_until;
  bool reminder_due_only = false;
};
// In the gateway's order, each once.
absl::StatusOr<std::vector<DeferredItem>> ListDeferred(Session& session,
                                                       const DeferralQuery& query);

struct MakeUpOrder {
  std::string request_id;  // 1..64 bytes
  domain::UnitCode unit_code;
  domain::RegionCode region;
  std::vector<domain::FeePeriod> fee_periods;  // none: all that are deferred
};
// The same order on the same day has the same id, so that its repetition is a replay: a digest of
// unit, region, fee periods and `day`. Sorts the fee periods and drops what stands there twice.
MakeUpOrder OrderOfTheDay(domain::UnitCode unit_code, domain::RegionCode region,
                          std::vector<domain::FeePeriod> fee_periods, domain::CivilDate day);

struct MakeUpAnswer {
  std::vector<std::string> instruction_nos;
  bool replayed = false;
};
absl::StatusOr<MakeUpAnswer> MakeUpEarly(Session& session, const MakeUpOrder& order);

struct ClearanceObstacle {
  std::string code;  // DEFERRED_UNPAID, OUTSTANDING, …
  std::string fee_period;
  std::string component;  // machine name; empty: several or none
  int64_t amount_fen = 0;
  std::string reference;
};
struct Clearance {
  bool clear = false;
  std::vector<ClearanceObstacle> obstacles;
};
// NOT_FOUND with UNIT_UNKNOWN.
absl::StatusOr<Clearance> CheckClearance(Session& session, const domain::UnitCode& unit_code,
                                         domain::RegionCode region);

}  // namespace levybridge::client
