#include "gateway/usecases/handle_objections.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::CivilDate;
using domain::Objection;
using domain::ObjectionDecision;
using domain::ObjectionFiling;
using domain::ObjectionNumber;
using domain::PartyId;

absl::Status Reversed(std::string_view earlier, std::string_view later) {
  return Refusal(absl::StatusCode::kInvalidArgument, "DATES_REVERSED",
                 {"日期先后颠倒，请核对", "the dates are in the wrong order"},
                 {{"earlier", std::string(earlier)}, {"later", std::string(later)}});
}

// What is recorded has happened.
absl::Status CheckHappened(std::string_view field, const std::optional<CivilDate>& day,
                           CivilDate today) {
  if (!day || *day <= today) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, "DATE_IN_FUTURE",
                 {"日期晚于今天，请核对", "the date lies in the future"},
                 {{"field", std::string(field)}, {"today", today.ToIso()}});
}

absl::Status CheckHappened(const ObjectionDecision& decision, CivilDate today) {
  LEVYBRIDGE_RETURN_IF_ERROR(CheckHappened("decided_on", decision.decided_on, today));
  return CheckHappened("notified_on", decision.notified_on, today);
}

absl::Status CheckFiling(const ObjectionFiling& filing, CivilDate today) {
  LEVYBRIDGE_RETURN_IF_ERROR(CheckHappened("received_on", filing.received_on, today));
  LEVYBRIDGE_RETURN_IF_ERROR(CheckHappened("complete_on", filing.complete_on, today));
  if (filing.complete_on && *filing.complete_on < filing.received_on) {
    return Reversed("received_on", "complete_on");
  }
  if (filing.last_fee_period < filing.first_fee_period) {
    return Reversed("first_fee_period", "last_fee_period");
  }
  return absl::OkStatus();
}

absl::Status CheckRegion(const Rules& rules, const PartyId& agency, domain::RegionCode region) {
  if (rules.book.regions().Contains(agency.region, region)) return absl::OkStatus();
  return Refusal(
      absl::StatusCode::kPermissionDenied, "REGION_NOT_ALLOWED",
      {"该行政区划不在本方权限范围内", "the region is outside what this party may act on"},
      {{"region", region.ToString()}});
}

// What the unit owes in the regions that the agency may act on.
absl::StatusOr<std::vector<domain::Obligation>> KnownObligations(const ports::Transaction& store,
                                                                 const Rules& rules,
                                                                 const Objection& objection) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      std::vector<domain::Obligation> all,
      store.obligations().OfUnit(objection.pooling_area, objection.filing.unit_code));
  std::erase_if(all, [&](const domain::Obligation& obligation) {
    return obligation.chains.empty() ||
           !rules.book.regions().Contains(objection.agency.region, obligation.region);
  });
  return all;
}

absl::Status CheckUnit(const ports::Transaction& store, const Rules& rules,
                       const Objection& objection) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, KnownObligations(store, rules, objection));
  if (!known.empty()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kNotFound, "UNIT_UNKNOWN",
                 {"没有该单位的核定记录", "no assessment of this employer is known"});
}

bool IsAbout(const Objection& objection, const domain::ObligationKey& key) {
  return key.insurance_type == domain::InsuranceType::kEmployeeMedical &&
         objection.filing.first_fee_period <= key.fee_period &&
         key.fee_period <= objection.filing.last_fee_period;
}

// True when the link at `index` changed what is due, in a batch that came after the one of what it
// replaced, and not before the objection.
absl::StatusOr<bool> Answers(const ports::Transaction& store, const Objection& objection,
                             const domain::AssessmentChain& chain, size_t index) {
  if (index == 0) return false;
  const domain::AssessmentLink& link = chain.links[index];
  const domain::AssessmentLink& before = chain.links[index - 1];
  if (link.due == before.due || link.batch_no <= before.batch_no) return false;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batch, store.batches().FindByNumber(link.batch_no));
  if (!batch) return absl::DataLossError("an assessment points to no batch");
  return domain::DateInShanghai(batch->received_at) >= objection.filing.received_on;
}

// An objection is carried out by a reassessment, not by the assessment it was made against.
absl::Status CheckReassessment(const ports::Transaction& store, const Rules& rules,
                               const Objection& objection,
                               const domain::AssessmentNumber& reassessment_no) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, KnownObligations(store, rules, objection));
  bool named = false;
  for (const domain::Obligation& obligation : known) {
    for (const domain::AssessmentChain& chain : obligation.chains) {
      for (size_t index = 0; index < chain.links.size(); ++index) {
        if (chain.links[index].assessment_no != reassessment_no) continue;
        named = true;
        LEVYBRIDGE_ASSIGN_OR_RETURN(const bool answers, Answers(store, objection, chain, index));
        if (answers && IsAbout(objection, obligation.key)) return absl::OkStatus();
      }
    }
  }
  if (named) {
    return Refusal(
        absl::StatusCode::kFailedPrecondition, "NOT_A_REASSESSMENT",
        {"此核定单不是收到异议后对所异议费款所属期变更应缴金额的重新核定；请先提交重新核定",
         "this is no reassessment, sent after the objection was received, that changes "
         "what is due of a fee period the objection is about; submit it first"},
        {{"reassessment_no", reassessment_no.value()}});
  }
  return Refusal(absl::StatusCode::kNotFound, "ASSESSMENT_UNKNOWN",
                 {"该单位没有此核定单号；请先提交重新核定",
                  "this employer has no such assessment; submit the reassessment first"},
                 {{"reassessment_no", reassessment_no.value()}});
}

// Complete is what has every document that the policy names.
absl::Status CheckComplete(const domain::PolicyBook& book, const ObjectionFiling& filing) {
  const std::vector<domain::MissingDocument> missing = book.MissingForObjection(filing);
  if (missing.empty()) return absl::OkStatus();
  std::string names;
  for (const domain::MissingDocument& document : missing) {
    if (!names.empty()) names += "、";
    names += document.name;
  }
  const domain::Citation& citation = *missing.front().citation;
  const std::string source = citation.document + citation.clause;
  const std::string chinese = "材料尚未齐全，还缺：" + names + "（" + source + "）";
  const std::string english = "the materials are not complete, missing: " + names + " (" + source +
                              "); record them without the day of completeness meanwhile";
  return Refusal(absl::StatusCode::kFailedPrecondition, "DOCUMENT_MISSING", {chinese, english},
                 {{"documents", names}, {"clause", citation.clause}});
}

// Sets the day to decide once the materials are complete.
absl::Status StartDeadline(const Rules& rules, Objection& objection) {
  const ObjectionFiling& filing = objection.filing;
  if (objection.decide_by || !filing.complete_on) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(CheckComplete(rules.book, filing));
  const auto decide_by =
      domain::ObjectionDeadline(rules.calendar, *filing.complete_on, filing.region);
  if (!decide_by.ok()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "CALENDAR_MISSING",
                   {"工作日历未覆盖所需年份，无法确定办理期限；请管理员补充日历后重新提交",
                    "the calendar of working days does not cover the deadline; have it extended"},
                   {{"complete_on", filing.complete_on->ToIso()}});
  }
  objection.decide_by = *decide_by;
  return absl::OkStatus();
}

absl::Status FilingConflict(std::string_view field) {
  return Refusal(absl::StatusCode::kAlreadyExists, "REQUEST_CONFLICT",
                 {"此异议编号已登记，且内容不同或已办结",
                  "this objection number is recorded with other content, or already decided"},
                 {{"field", std::string(field)}});
}

absl::Status DecisionConflict(std::string_view field) {
  return Refusal(absl::StatusCode::kAlreadyExists, "OBJECTION_DECIDED",
                 {"该异议已另行作出决定", "this objection was decided otherwise"},
                 {{"field", std::string(field)}});
}

absl::StatusOr<Objection> LoadObjection(const ports::Transaction& store, const PartyId& agency,
                                        const ObjectionNumber& objection_no) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.objections().Find(agency, objection_no));
  if (found) return *std::move(found);
  return Refusal(absl::StatusCode::kNotFound, "OBJECTION_UNKNOWN",
                 {"没有此异议编号", "no objection has this number"},
                 {{"objection_no", objection_no.value()}});
}

absl::Status CheckDecision(const ports::Transaction& store, const Rules& rules,
                           const Objection& objection, const ObjectionDecision& decision) {
  if (decision.decided_on < objection.filing.received_on) {
    return Reversed("received_on", "decided_on");
  }
  if (decision.upheld) {
    if (decision.reassessment_no) {
      return CheckReassessment(store, rules, objection, *decision.reassessment_no);
    }
    return Refusal(absl::StatusCode::kInvalidArgument, "ASSESSMENT_UNKNOWN",
                   {"异议成立须填写重新核定的核定单号",
                    "an upheld objection names the reassessment that follows from it"});
  }
  if (decision.reason.empty()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "REASON_MISSING",
                   {"不予认定须说明理由", "a refusal needs a reason"});
  }
  return absl::OkStatus();
}

absl::Status RecordDecision(ports::Transaction& store, const Rules& rules,
                            const ObjectionDecision& decision, RecordedObjection& result) {
  if (decision.notified_on && *decision.notified_on < decision.decided_on) {
    return Reversed("decided_on", "notified_on");
  }
  Objection& objection = result.objection;
  if (objection.decision) {
    const std::string_view field = Contradiction(*objection.decision, decision);
    if (!field.empty()) return DecisionConflict(field);
    result.replayed = !Supplement(*objection.decision, decision);
  } else {
    LEVYBRIDGE_RETURN_IF_ERROR(CheckDecision(store, rules, objection, decision));
    objection.decision = decision;
    result.replayed = false;
  }
  return result.replayed ? absl::OkStatus() : store.objections().Put(objection);
}

}  // namespace

absl::StatusOr<RecordedObjection> ObjectionHandling::File(const PartyId& agency,
                                                          const ObjectionFiling& filing) {
  LEVYBRIDGE_RETURN_IF_ERROR(CheckFiling(filing, clock_.Today()));
  const std::shared_ptr<const Rules> rules = rules_.Current();
  LEVYBRIDGE_RETURN_IF_ERROR(CheckRegion(*rules, agency, filing.region));
  const domain::PoolingArea area = rules->book.regions().PoolingAreaOf(filing.region);
  RecordedObjection result{{agency, area, filing, std::nullopt, std::nullopt}};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    Objection& objection = result.objection;
    objection = {agency, area, filing, std::nullopt, std::nullopt};
    result.replayed = false;
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto known, store.objections().Find(agency, filing.objection_no));
    if (known) {
      objection = *std::move(known);
      const std::string_view field = Contradiction(objection.filing, filing);
      if (!field.empty()) return FilingConflict(field);
      result.replayed = !Supplement(objection.filing, filing);
      if (result.replayed) return absl::OkStatus();
      if (objection.decision) return FilingConflict("decided_on");
    } else {
      LEVYBRIDGE_RETURN_IF_ERROR(CheckUnit(store, *rules, objection));
    }
    LEVYBRIDGE_RETURN_IF_ERROR(StartDeadline(*rules, objection));
    return store.objections().Put(objection);
  }));
  return result;
}

absl::StatusOr<RecordedObjection> ObjectionHandling::Decide(const PartyId& agency,
                                                            const ObjectionNumber& objection_no,
                                                            const ObjectionDecision& decision) {
  LEVYBRIDGE_RETURN_IF_ERROR(CheckHappened(decision, clock_.Today()));
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<RecordedObjection> result;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto objection, LoadObjection(store, agency, objection_no));
    result = RecordedObjection{std::move(objection)};
    return RecordDecision(store, *rules, decision, *result);
  }));
  return *std::move(result);
}

absl::StatusOr<RecordedObjection> ObjectionHandling::Notify(const PartyId& agency,
                                                            const ObjectionNumber& objection_no,
                                                            CivilDate notified_on) {
  LEVYBRIDGE_RETURN_IF_ERROR(CheckHappened("notified_on", notified_on, clock_.Today()));
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<RecordedObjection> result;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto objection, LoadObjection(store, agency, objection_no));
    if (!objection.decision) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "OBJECTION_NOT_DECIDED",
                     {"该异议尚未作出决定", "this objection is not decided yet"});
    }
    ObjectionDecision decision = *objection.decision;
    decision.notified_on = notified_on;
    result = RecordedObjection{std::move(objection)};
    return RecordDecision(store, *rules, decision, *result);
  }));
  return *std::move(result);
}

}  // namespace levybridge::usecases
