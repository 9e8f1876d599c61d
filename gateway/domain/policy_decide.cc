#include "gateway/domain/policy_decide.h"

#include <string>

namespace levybridge::domain {
namespace {

Decision WithoutPolicy(const Assessment& row) {
  Decision decision;
  decision.amount_after = row.amount_before;
  return decision;
}

// A refused row is sent back: it has no reduction and no window.
void ClearRefused(const Assessment& row, Decision& decision) {
  decision.reduction = Money();
  decision.maternity_reduction = Money();
  decision.amount_after = row.amount_before;
  decision.reduction_start.reset();
  decision.reduction_end.reset();
}

Decision DecideAs(const DecisionSubject& subject) {
  Decision decision = WithoutPolicy(subject.row);
  DecideReduction(subject, decision);
  if (decision.reason != Reason::kInvalidRow) {
    DecideDeferral({subject.row.region, subject.row.fee_period, subject.unit_type,
                    subject.registers, subject.context},
                   subject.region, decision);
  }
  if (decision.kind == DecisionKind::kRefused) ClearRefused(subject.row, decision);
  return decision;
}

// The type that the registration authority's code (first two digits) stands for.
std::optional<UnitType> HintOf(std::string_view uscc) {
  if (uscc.size() < 2) return std::nullopt;
  const std::string_view prefix = uscc.substr(0, 2);
  if (prefix == "11") return UnitType::kGovernmentAgency;
  if (prefix == "12") return UnitType::kPublicInstitution;
  if (prefix == "51") return UnitType::kSocialOrganization;
  if (prefix == "52") return UnitType::kPrivateNonEnterprise;
  if (prefix == "53") return UnitType::kFoundation;
  if (prefix == "91") return UnitType::kEnterprise;
  if (prefix == "92") return UnitType::kIndividualBusinessUnit;
  return std::nullopt;
}

// The types that are registered under one code: their differences say nothing against a row.
UnitType FamilyOf(UnitType type) {
  switch (type) {
    case UnitType::kEnterpriseLarge:
    case UnitType::kEnterpriseMedium:
    case UnitType::kEnterpriseSmall:
    case UnitType::kEnterpriseMicro:
    case UnitType::kEnterprise:
      return UnitType::kEnterprise;
    case UnitType::kIndividualBusinessUnit:
    case UnitType::kIndividualBusinessPerson:
      return UnitType::kIndividualBusinessUnit;
    case UnitType::kPublicInstitution:
    case UnitType::kPublicInstitutionEnterprisePension:
      return UnitType::kPublicInstitution;
    case UnitType::kPrivateNonEnterprise:
    case UnitType::kSocialOrganization:
    case UnitType::kFoundation:
      return UnitType::kSocialOrganization;
    case UnitType::kLawFirm:
    case UnitType::kAccountingFirm:
    case UnitType::kGovernmentAgency:
    case UnitType::kFlexibleEmployment:
    case UnitType::kFiscalFunded:
      return type;
  }
  return type;
}

void WarnOfHint(const DecisionSubject& subject, Decision& decision) {
  const std::optional<UnitType> hint = HintOf(subject.row.uscc);
  if (!hint || FamilyOf(*hint) == FamilyOf(subject.unit_type)) return;
  const DecisionSubject hinted{subject.row, *hint, subject.region, subject.registers,
                               subject.context};
  const Decision other = DecideAs(hinted);
  const bool same_hold = (other.deferral_reason == DeferralReason::kCommitmentRequired) ==
                         (decision.deferral_reason == DeferralReason::kCommitmentRequired);
  if (other.kind == decision.kind && other.deferral_scope == decision.deferral_scope && same_hold) {
    return;
  }
  decision.problems.push_back({ProblemCode::kUsccTypeDisagrees, "unit_type",
                               std::string(ChineseName(*hint)),
                               std::string(ChineseName(subject.unit_type))});
}

// A period that is over belongs in a back-payment, unless the row replaces an earlier one.
void WarnOfPastPeriod(const Assessment& row, const DecisionContext& context, Decision& decision) {
  if (context.kind != AssessmentKind::kRegular || row.supersedes_no.has_value() ||
      row.kind == AssessmentKind::kReassessment) {
    return;
  }
  if (context.business_date > row.fee_period.LastDay()) {
    decision.problems.push_back({ProblemCode::kPastPeriodRegular, "kind", row.fee_period.ToIso(),
                                 context.business_date.ToIso()});
  }
}

}  // namespace

Decision PolicyBook::DecideDeferral(const DeferralQuestion& question) const {
  Decision decision;
  if (const RegionPolicies* region = resolved_->Find(question.region)) {
    domain::DecideDeferral(question, *region, decision);
  }
  return decision;
}

Decision PolicyBook::Decide(const Assessment& row, const EmployerRegisters& registers,
                            const DecisionContext& context) const {
  if (row.insurance_type != InsuranceType::kEmployeeMedical) {
    Decision decision = WithoutPolicy(row);
    decision.kind = DecisionKind::kRefused;
    decision.reason = Reason::kInvalidRow;
    decision.problems.push_back({ProblemCode::kInsuranceTypeNotHandled, "insurance_type",
                                 std::to_string(static_cast<unsigned>(row.insurance_type)),
                                 std::string(ChineseName(row.insurance_type))});
    return decision;
  }
  const RegionPolicies* region = resolved_->Find(row.region);
  if (region == nullptr) {
    Decision decision = WithoutPolicy(row);
    WarnOfPastPeriod(row, context, decision);
    return decision;
  }
  const DecisionSubject subject{row, row.unit_type, *region, registers, context};
  Decision decision = DecideAs(subject);
  if (decision.reason == Reason::kInvalidRow) return decision;
  WarnOfHint(subject, decision);
  WarnOfPastPeriod(row, context, decision);
  return decision;
}

}  // namespace levybridge::domain
