// ObjectionHandling: an employer's objection is filed, completed, decided and answered (policy
// 一(四): decided by the end of the third working day, a refusal must be notified).
//
// Every call is idempotent by the agency and its objection number: what is recorded already is
// answered again, what adds to it is added, what contradicts it is refused. Thread-safe.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/domain/objection.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct RecordedObjection {
  domain::Objection objection;
  bool replayed = false;  // nothing was new
};

class ObjectionHandling {
 public:
  ObjectionHandling(ports::Store& store, const RuleSource& rules, const ports::Clock& clock)
      : store_(store), rules_(rules), clock_(clock) {}

  // Refusals: REGION_NOT_ALLOWED, UNIT_UNKNOWN (no assessment in what the agency may see),
  // CALENDAR_MISSING, REQUEST_CONFLICT (contradicts what is filed, or adds to a decided one),
  // DATES_REVERSED, DATE_IN_FUTURE, DOCUMENT_MISSING (complete without a document that the policy
  // names).
  absl::StatusOr<RecordedObjection> File(const domain::PartyId& agency,
                                         const domain::ObjectionFiling& filing);
  // Refusals: OBJECTION_UNKNOWN, OBJECTION_DECIDED (otherwise), REASON_MISSING, ASSESSMENT_UNKNOWN
  // (the reassessment is none of this unit), NOT_A_REASSESSMENT (no later batch's changed one of
  // this objection's fee periods), DATES_REVERSED, DATE_IN_FUTURE.
  absl::StatusOr<RecordedObjection> Decide(const domain::PartyId& agency,
                                           const domain::ObjectionNumber& objection_no,
                                           const domain::ObjectionDecision& decision);
  // The employer was told. Refusals: OBJECTION_UNKNOWN, OBJECTION_NOT_DECIDED, OBJECTION_DECIDED
  // (told on another day), DATES_REVERSED, DATE_IN_FUTURE.
  absl::StatusOr<RecordedObjection> Notify(const domain::PartyId& agency,
                                           const domain::ObjectionNumber& objection_no,
                                           domain::CivilDate notified_on);

 private:
  ports::Store& store_;
  const RuleSource& rules_;
  const ports::Clock& clock_;
};

}  // namespace levybridge::usecases
