#include "gateway/usecases/settle_commitments.h"

#include <string>
#include <utility>

#include "gateway/usecases/hold_deferral.h"
#include "gateway/usecases/pass_on_deferral.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Deferral;
using domain::DeferralReason;
using domain::RegisteredEmployer;

absl::StatusOr<domain::Decision> DecideAgain(const SettlingContext& context, PassingOn& passing_on,
                                             const Deferral& deferral,
                                             const RegisteredEmployer& employer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::Obligation obligation,
                              passing_on.ObligationOf(deferral.key));
  const domain::AssessmentLink& link =
      obligation.chains[static_cast<size_t>(deferral.chain)].links.back();
  return context.rules.book.DecideDeferral(
      {.region = deferral.demand.region,
       .fee_period = deferral.key.fee_period,
       .unit_type = obligation.unit_type.value_or(domain::UnitType::kEnterprise),
       .registers = employer.registers(),
       .context = {link.kind, link.applied_on, context.day}});
}

absl::Status Settle(const SettlingContext& context, PassingOn& passing_on, Deferral deferral,
                    const RegisteredEmployer& employer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::Decision decision,
                              DecideAgain(context, passing_on, deferral, employer));
  switch (decision.deferral_reason) {
    // Not settled, or nothing can be said of it here: it goes on waiting.
    case DeferralReason::kCommitmentRequired:
    case DeferralReason::kRegionParameterMissing:
      return absl::OkStatus();
    case DeferralReason::kDeferredByRule:
    case DeferralReason::kDeferredOnApplication:
      deferral.agenda =
          AgendaOf(decision, context.rules.book, deferral.demand.region, deferral.key.fee_period);
      deferral.on_application = decision.deferral_reason == DeferralReason::kDeferredOnApplication;
      deferral.policy = std::string(decision.deferral_policy);
      deferral.clause = std::string(decision.deferral_clause);
      if (decision.deferral_citation != nullptr) {
        deferral.document = decision.deferral_citation->document;
      }
      passing_on.Put(std::move(deferral));
      return absl::OkStatus();
    case DeferralReason::kNone:
    case DeferralReason::kUnitTypeExcluded:
    case DeferralReason::kUnitTypeNotListed:
    case DeferralReason::kFundBelowThreshold:
      break;
  }
  absl::Status released = passing_on.Release(deferral, context.day);
  // Without a due date nothing can be asked for; the next entry, or a reassessment, tries again.
  return absl::IsOutOfRange(released) ? absl::OkStatus() : released;
}

}  // namespace

absl::Status SettleCommitments(const SettlingContext& context,
                               const std::vector<RegisteredEmployer>& employers) {
  PassingOn passing_on(context.store, context.rules, context.now);
  for (const RegisteredEmployer& employer : employers) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        std::vector<Deferral> deferrals,
        context.store.deferrals().OfUnit(employer.key.pooling_area, employer.key.unit_code));
    for (Deferral& deferral : deferrals) {
      if (!deferral.AwaitsCommitment()) continue;
      LEVYBRIDGE_RETURN_IF_ERROR(Settle(context, passing_on, std::move(deferral), employer));
    }
  }
  return passing_on.Save();
}

}  // namespace levybridge::usecases
