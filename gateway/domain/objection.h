// Objection (异议): an employer's objection against not being reduced, with its report and the
// proof of its nature, kept as the digests of these documents.
//
// Customer rule: the day complete materials arrive is day 0; the objection is decided by the end of
// the third working day of its region. It ends with a reassessment or with a refusal, which has a
// reason and must be notified. Plain data and pure functions: thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/document_digest.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/party.h"
#include "gateway/domain/region.h"
#include "gateway/domain/working_calendar.h"

namespace levybridge::domain {

inline constexpr int kObjectionWorkingDays = 3;

// The agency's own number of an objection.
using ObjectionNumber = BoundedText<struct ObjectionNumberTag, 64>;

// The numbers are those of the contract. Derived from the objection, never stored.
enum class ObjectionState : uint8_t {
  kIncomplete = 1,  // the deadline does not run
  kPending = 2,
  kUpheld = 3,
  kRefused = 4,  // the employer is still to be told
  kRefusalNotified = 5,
};

struct ObjectionFiling {
  ObjectionNumber objection_no;
  UnitCode unit_code;
  RegionCode region;
  CivilDate received_on;
  std::optional<CivilDate> complete_on;  // day 0; >= received_on
  std::vector<DocumentDigest> documents;
  FeePeriod first_fee_period;
  FeePeriod last_fee_period;  // >= first_fee_period
  friend bool operator==(const ObjectionFiling&, const ObjectionFiling&) = default;
};

struct ObjectionDecision {
  bool upheld = false;
  CivilDate decided_on;
  std::string reason;                               // never empty for a refusal
  std::optional<AssessmentNumber> reassessment_no;  // present when upheld
  std::optional<CivilDate> notified_on;
  friend bool operator==(const ObjectionDecision&, const ObjectionDecision&) = default;
};

struct Objection {
  PartyId agency;
  PoolingArea pooling_area;
  ObjectionFiling filing;
  std::optional<CivilDate> decide_by;  // last day to decide; absent while incomplete
  std::optional<ObjectionDecision> decision;
  friend bool operator==(const Objection&, const Objection&) = default;
};

ObjectionState StateOf(const Objection& objection);
// True when nothing is left to do: upheld with its reassessment, or refused and notified.
bool IsFinished(const Objection& objection);
// True when `today` is past the last day to decide and the objection is not finished.
bool IsOverdue(const Objection& objection, CivilDate today);
// True when it was decided after the last day to decide; stays true.
bool WasDecidedLate(const Objection& objection);

// The last day to decide. OUT_OF_RANGE when the calendar does not cover it.
absl::StatusOr<CivilDate> ObjectionDeadline(const WorkingCalendar& calendar, CivilDate complete_on,
                                            RegionCode region);

// The field in which `given` contradicts what is recorded; empty when it says the same, less (an
// earlier filing sent again), or adds to it: documents, the day they were complete.
std::string_view Contradiction(const ObjectionFiling& known, const ObjectionFiling& given);
// Likewise for a decision sent again, which may add the day of the notice.
std::string_view Contradiction(const ObjectionDecision& known, const ObjectionDecision& given);

// Adds what is new in `given`, which does not contradict `known`; true when anything was.
bool Supplement(ObjectionFiling& known, const ObjectionFiling& given);
bool Supplement(ObjectionDecision& known, const ObjectionDecision& given);

}  // namespace levybridge::domain
