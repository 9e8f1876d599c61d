#include "gateway/usecases/settle_commitments.h"

#include <optional>
#include <string>
#include <utility>

#include "gateway/domain/register_contradiction.h"
#include "gateway/usecases/hold_deferral.h"
#include "gateway/usecases/pass_on_deferral.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/stored_assessments.h"

namespace levybridge::usecases {
namespace {

using domain::ComponentAmounts;
using domain::Deferral;
using domain::DeferralReason;
using domain::EligibleEmployer;
using domain::Obligation;
using domain::Problem;
using domain::ProblemCode;

// The chain whose row can be deferred; its index, or nothing.
std::optional<size_t> RegularChain(const Obligation& obligation) {
  for (size_t i = 0; i < obligation.chains.size(); ++i) {
    const domain::AssessmentLink& last = obligation.chains[i].links.back();
    if (last.live && last.kind == domain::AssessmentKind::kRegular) return i;
  }
  return std::nullopt;
}

std::string YuanOf(const ComponentAmounts& amounts) {
  return amounts.Sum().value_or(domain::Money()).ToYuan();
}

// Every fee period in which some document defers without application.
std::vector<domain::ObligationKey> KeysOf(const domain::PolicyBook& book,
                                          const domain::EmployerKey& employer) {
  std::vector<domain::ObligationKey> keys;
  for (const domain::Policy& policy : book.policies()) {
    if (!policy.rule_deferral) continue;
    const domain::PolicyWindow& window = policy.rule_deferral->window;
    std::optional<domain::FeePeriod> period = window.first;
    for (; period && *period <= window.last; period = period->PlusMonths(1)) {
      keys.push_back({employer.pooling_area, *period, employer.unit_code,
                      domain::InsuranceType::kEmployeeMedical});
    }
  }
  return keys;
}

// One fee period of one employer.
struct Case {
  const ChangedEmployer& employer;
  const Obligation& obligation;
  size_t chain;
  std::optional<Deferral> deferral;
  domain::UnitType declared;
  const domain::AssessmentLink& link() const { return obligation.chains[chain].links.back(); }
};

class Settling {
 public:
  Settling(const SettlingContext& context, domain::RegionCode within)
      : context_(context),
        book_(context.rules.book),
        within_(within),
        passing_on_(context.store, context.rules, context.now),
        rows_(context.store) {}

  absl::Status Settle(const ChangedEmployer& employer, std::vector<Problem>& findings);
  absl::Status Save() { return passing_on_.Save(); }

 private:
  domain::Decision Decide(const Case& at, const std::vector<EligibleEmployer>& eligible) const;
  absl::StatusOr<domain::UnitType> DeclaredTypeOf(const Obligation& obligation, size_t chain);
  absl::Status SettleCase(Case at, std::vector<Problem>& findings);
  absl::Status MayDefer(Case at, const domain::Decision& decision, std::vector<Problem>& findings);
  // `contradicts`: as decided until now it may.
  absl::Status MayNotDefer(Case at, bool contradicts, std::vector<Problem>& findings);
  // The dates that `decision` gives; what a deregistration brought forward stays so.
  void Date(const domain::Decision& decision, Deferral& deferral) const;
  absl::Status HoldFromNow(Case at, const domain::Decision& decision,
                           std::vector<Problem>& findings);
  // Not `within`: what is known there is not the sender's to hear of or to change.
  bool IsForeign(const Case& at) const {
    return !book_.regions().Contains(within_, at.obligation.region);
  }

  const SettlingContext& context_;
  const domain::PolicyBook& book_;
  const domain::RegionCode within_;
  PassingOn passing_on_;
  StoredAssessments rows_;
};

Problem Finding(ProblemCode code, const Case& at, const ComponentAmounts& amounts) {
  return {code, "unit_type", at.obligation.key.fee_period.ToIso(), YuanOf(amounts)};
}

domain::Decision Settling::Decide(const Case& at,
                                  const std::vector<EligibleEmployer>& eligible) const {
  return book_.DecideDeferral(
      {.region = at.deferral ? at.deferral->demand.region : at.obligation.region,
       .fee_period = at.obligation.key.fee_period,
       .unit_type = at.declared,
       .registers = {at.employer.now.deferrals, eligible},
       .context = {at.link().kind, at.link().applied_on, context_.day}});
}

absl::StatusOr<domain::UnitType> Settling::DeclaredTypeOf(const Obligation& obligation,
                                                          size_t chain) {
  if (obligation.unit_type) return *obligation.unit_type;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::Assessment row,
                              rows_.Of(obligation.chains[chain].links.back()));
  return row.unit_type;
}

void Settling::Date(const domain::Decision& decision, Deferral& deferral) const {
  const std::optional<domain::CivilDate> brought_forward_to = deferral.agenda.instruct_on;
  deferral.agenda = AgendaOf(decision, book_, deferral.demand.region, deferral.key.fee_period);
  if (deferral.deregisters_on) deferral.agenda.instruct_on = brought_forward_to;
  deferral.on_application = decision.deferral_reason == DeferralReason::kDeferredOnApplication;
  NameRule(decision, deferral);
}

absl::Status Settling::HoldFromNow(Case at, const domain::Decision& decision,
                                   std::vector<Problem>& findings) {
  const domain::AssessmentLink& link = at.link();
  const ComponentAmounts passed_on =
      at.deferral ? Least(at.deferral->PassedOn(), link.due) : ComponentAmounts();
  const ComponentAmounts amounts = HeldOf(link.due, passed_on, decision.deferral_scope);
  const bool over = decision.deferred_until && context_.day > *decision.deferred_until;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto main,
                              context_.store.instructions().Find(link.instruction));
  if (amounts.AllZero() || !main) return absl::OkStatus();
  Deferral deferral =
      at.deferral ? *std::move(at.deferral) : BlankDeferral(at.obligation.key, at.chain, *main);
  deferral.chain = static_cast<int64_t>(at.chain);
  deferral.scope = decision.deferral_scope;
  deferral.demand = DemandOf(*main, link, decision.deferral_scope);
  Date(decision, deferral);
  const bool leaving = at.employer.now.deregistration.has_value();
  findings.push_back(Finding(over || leaving ? ProblemCode::kDeferralUnlikeRegister
                                             : ProblemCode::kDeferralBegunByRegister,
                             at, amounts));
  // Kept all the same: the list of deferrals shows the contradiction.
  if (over || leaving) {
    passing_on_.Put(std::move(deferral));
    return absl::OkStatus();
  }
  return passing_on_.HoldBack(std::move(deferral), amounts, context_.day);
}

absl::Status Settling::MayDefer(Case at, const domain::Decision& decision,
                                std::vector<Problem>& findings) {
  if (ExcludesEmployer(Decide(at, at.employer.eligible_before).deferral_reason)) {
    return IsForeign(at) ? absl::OkStatus() : HoldFromNow(std::move(at), decision, findings);
  }
  const bool unsettled =
      at.deferral && !at.deferral->IsWithdrawn() && !at.deferral->agenda.deferred_until;
  if (!unsettled) return absl::OkStatus();  // as decided before
  Date(decision, *at.deferral);
  passing_on_.Put(*std::move(at.deferral));
  return absl::OkStatus();
}

absl::Status Settling::MayNotDefer(Case at, bool contradicts, std::vector<Problem>& findings) {
  if (!at.deferral || at.deferral->IsWithdrawn()) return absl::OkStatus();
  const Deferral& deferral = *at.deferral;
  if (contradicts && IsForeign(at)) return absl::OkStatus();
  if (deferral.held.AllZero()) {
    if (contradicts) {
      findings.push_back(Finding(ProblemCode::kDeferralUnlikeRegister, at, deferral.PassedOn()));
    }
    return absl::OkStatus();
  }
  if (!contradicts && !deferral.AwaitsCommitment()) return absl::OkStatus();
  const absl::Status released = passing_on_.Release(deferral, context_.day);
  // Without a due date nothing can be asked for; the next entry, or a reassessment, tries again.
  const bool waits = absl::IsOutOfRange(released);
  if (!released.ok() && !waits) return released;
  if (contradicts) {
    findings.push_back(Finding(
        waits ? ProblemCode::kDeferralUnlikeRegister : ProblemCode::kDeferralEndedByRegister, at,
        deferral.held));
  }
  return absl::OkStatus();
}

absl::Status Settling::SettleCase(Case at, std::vector<Problem>& findings) {
  const bool waits = at.deferral && at.deferral->AwaitsCommitment();
  const domain::Decision decision = Decide(at, at.employer.now.eligible);
  switch (decision.deferral_reason) {
    // Not settled, or nothing can be said of it here: it goes on as it is.
    case DeferralReason::kCommitmentRequired:
    case DeferralReason::kRegionParameterMissing:
      return absl::OkStatus();
    case DeferralReason::kDeferredByRule:
      return MayDefer(std::move(at), decision, findings);
    case DeferralReason::kDeferredOnApplication:
      if (waits) {
        Date(decision, *at.deferral);
        passing_on_.Put(*std::move(at.deferral));
      }
      return absl::OkStatus();
    case DeferralReason::kUnitTypeExcluded:
    case DeferralReason::kUnitTypeNotListed: {
      const domain::Decision before = Decide(at, at.employer.eligible_before);
      const bool might = before.deferral_reason == DeferralReason::kDeferredByRule;
      return MayNotDefer(std::move(at), might, findings);
    }
    // Not the employer's standing but the document's: only what waits is settled by it.
    case DeferralReason::kNone:
    case DeferralReason::kFundBelowThreshold:
      return waits ? MayNotDefer(std::move(at), false, findings) : absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Settling::Settle(const ChangedEmployer& employer, std::vector<Problem>& findings) {
  const std::vector<domain::ObligationKey> keys = KeysOf(book_, employer.now.key);
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto obligations, context_.store.obligations().Find(keys));
  for (const std::optional<Obligation>& obligation : obligations) {
    const auto chain = obligation ? RegularChain(*obligation) : std::nullopt;
    if (!chain) continue;
    const domain::CivilDate day = obligation->key.fee_period.LastDay();
    if (!domain::TypeByRegister(employer.now.eligible, day))
      continue;  // says nothing of this period
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::optional<Deferral> deferral,
                                passing_on_.Find(obligation->key));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::UnitType declared,
                                DeclaredTypeOf(*obligation, *chain));
    LEVYBRIDGE_RETURN_IF_ERROR(
        SettleCase({employer, *obligation, *chain, std::move(deferral), declared}, findings));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RegisterFindings> SettleCommitments(const SettlingContext& context,
                                                   domain::RegionCode within,
                                                   const std::vector<ChangedEmployer>& employers) {
  RegisterFindings findings;
  Settling settling(context, within);
  for (const ChangedEmployer& employer : employers) {
    std::vector<Problem> found;
    LEVYBRIDGE_RETURN_IF_ERROR(settling.Settle(employer, found));
    if (!found.empty()) findings.emplace(employer.now.key, std::move(found));
  }
  LEVYBRIDGE_RETURN_IF_ERROR(settling.Save());
  return findings;
}

}  // namespace levybridge::usecases
