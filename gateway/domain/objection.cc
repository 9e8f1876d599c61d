#include "gateway/domain/objection.h"

#include <algorithm>

namespace levybridge::domain {
namespace {

// A value that may come later, but does not change once it is there.
template <class T>
bool Differs(const std::optional<T>& known, const std::optional<T>& given) {
  return known && given && *known != *given;
}

template <class T>
bool FillIn(std::optional<T>& known, const std::optional<T>& given) {
  if (known || !given) return false;
  known = given;
  return true;
}

const DocumentDigest* FindDocument(const ObjectionFiling& filing, const std::string& name) {
  const auto found =
      std::find_if(filing.documents.begin(), filing.documents.end(),
                   [&](const DocumentDigest& document) { return document.name == name; });
  return found == filing.documents.end() ? nullptr : &*found;
}

}  // namespace

ObjectionState StateOf(const Objection& objection) {
  if (!objection.decision) {
    return objection.filing.complete_on ? ObjectionState::kPending : ObjectionState::kIncomplete;
  }
  if (objection.decision->upheld) return ObjectionState::kUpheld;
  return objection.decision->notified_on ? ObjectionState::kRefusalNotified
                                         : ObjectionState::kRefused;
}

bool IsFinished(const Objection& objection) {
  return objection.decision && (objection.decision->upheld || objection.decision->notified_on);
}

bool IsOverdue(const Objection& objection, CivilDate today) {
  return !IsFinished(objection) && objection.decide_by && today > *objection.decide_by;
}

bool WasDecidedLate(const Objection& objection) {
  return objection.decision && objection.decide_by &&
         objection.decision->decided_on > *objection.decide_by;
}

absl::StatusOr<CivilDate> ObjectionDeadline(const WorkingCalendar& calendar, CivilDate complete_on,
                                            RegionCode region) {
  return calendar.WorkingDaysAfter(complete_on, kObjectionWorkingDays, region);
}

std::string_view Contradiction(const ObjectionFiling& known, const ObjectionFiling& given) {
  if (known.unit_code != given.unit_code) return "unit_code";
  if (known.region != given.region) return "region";
  if (known.received_on != given.received_on) return "received_on";
  if (known.first_fee_period != given.first_fee_period) return "first_fee_period";
  if (known.last_fee_period != given.last_fee_period) return "last_fee_period";
  if (Differs(known.complete_on, given.complete_on)) return "complete_on";
  for (const DocumentDigest& document : given.documents) {
    const DocumentDigest* const before = FindDocument(known, document.name);
    if (before != nullptr && before->sha256 != document.sha256) return "documents";
  }
  return "";
}

std::string_view Contradiction(const ObjectionDecision& known, const ObjectionDecision& given) {
  if (known.upheld != given.upheld) return "upheld";
  if (known.decided_on != given.decided_on) return "decided_on";
  if (known.reason != given.reason) return "reason";
  if (known.reassessment_no != given.reassessment_no) return "reassessment_no";
  if (Differs(known.notified_on, given.notified_on)) return "notified_on";
  return "";
}

bool Supplement(ObjectionFiling& known, const ObjectionFiling& given) {
  bool changed = FillIn(known.complete_on, given.complete_on);
  for (const DocumentDigest& document : given.documents) {
    if (FindDocument(known, document.name) != nullptr) continue;
    known.documents.push_back(document);
    changed = true;
  }
  return changed;
}

bool Supplement(ObjectionDecision& known, const ObjectionDecision& given) {
  return FillIn(known.notified_on, given.notified_on);
}

}  // namespace levybridge::domain
