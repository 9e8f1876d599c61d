#include "adapters/settings/policy_reader.h"

#include <algorithm>
#include <utility>

#include "gateway/domain/concatenate.h"
#include "gateway/domain/document_digest.h"

namespace levybridge::settings {
namespace {

constexpr size_t kMostQuoteBytes = 4096;
constexpr int kMostMonths = 120;

bool IsPolicyId(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}

std::optional<std::string> ParsePolicyId(std::string_view text) {
  return IsPolicyId(text) ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<int> ToInt(std::optional<int64_t> number) {
  return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

std::vector<domain::RegionCode> ReadRegions(const YamlValue& value) {
  std::vector<domain::RegionCode> regions;
  for (const YamlValue& element : value.AsList()) {
    const std::optional<domain::RegionCode> region = element.AsRegion();
    if (region) regions.push_back(*region);
  }
  return regions;
}

// Names that a document can be handed in under, each once; a list that is there names one at least.
std::vector<std::string> ReadDocuments(const YamlValue& value) {
  const auto parse = [](std::string_view text) {
    return domain::IsDocumentName(text) ? std::optional<std::string>(text) : std::nullopt;
  };
  std::vector<std::string> names;
  for (const YamlValue& element : value.AsList(domain::kMaxDocuments)) {
    const std::optional<std::string> name =
        element.AsParsed(parse, "a document's name of 1 to 100 characters without = and ;");
    if (!name) continue;
    if (std::find(names.begin(), names.end(), *name) == names.end()) {
      names.push_back(*name);
    } else {
      element.Report("expected every document once");
    }
  }
  if (value.IsList() && names.empty()) value.Report("expected at least one document");
  return names;
}

}  // namespace

YamlValue PolicyReader::Required(std::string_view key) {
  YamlValue value = root_.Required(key);
  if (!value.present()) complete_ = false;
  places_[std::string(key)] = value;
  return value;
}

YamlValue PolicyReader::Optional(std::string_view key) {
  YamlValue value = root_.Optional(key);
  if (value.present()) places_[std::string(key)] = value;
  return value;
}

domain::Citation PolicyReader::ReadCitation(YamlMap& map) {
  domain::Citation citation;
  citation.document = map.Optional("document").AsText().value_or(document_);
  citation.clause = map.Required("clause").AsText(64).value_or("");
  citation.quote = map.Required("quote").AsProse(kMostQuoteBytes).value_or("");
  citation.english = map.Required("english").AsProse(kMostQuoteBytes).value_or("");
  return citation;
}

domain::Citation PolicyReader::ReadCitationAt(const YamlValue& value) {
  if (!value.present()) return {};
  YamlMap map = value.AsMap();
  return ReadCitation(map);
}

std::vector<domain::UnitTypeGroup> PolicyReader::ReadGroups(const YamlValue& value) {
  std::vector<domain::UnitTypeGroup> groups;
  for (const YamlValue& element : value.AsList()) {
    YamlMap map = element.AsMap();
    domain::UnitTypeGroup group;
    const YamlValue types = map.Required("types");
    for (const YamlValue& name : types.AsList()) {
      const auto type = name.AsParsed(domain::ParseUnitType, "a unit type like enterprise_small");
      if (type) group.types.push_back(*type);
    }
    if (types.IsList() && group.types.empty()) types.Report("expected at least one unit type");
    group.citation = ReadCitation(map);
    groups.push_back(std::move(group));
  }
  return groups;
}

domain::UnitTypeRules PolicyReader::ReadUnitTypes(const YamlValue& value) {
  domain::UnitTypeRules rules;
  YamlMap map = value.AsMap();
  const YamlValue eligible = map.Required("eligible");
  places_["unit_types.eligible"] = eligible;
  rules.eligible = ReadGroups(eligible);
  rules.excluded = ReadGroups(map.Optional("excluded"));
  rules.commitment_required = ReadGroups(map.Optional("commitment_required"));
  rules.not_listed = ReadCitationAt(map.Required("not_listed"));
  return rules;
}

std::optional<domain::PolicyWindow> PolicyReader::ReadWindow() {
  const YamlValue value = Required("window");
  YamlMap map = value.AsMap();
  const std::optional<domain::FeePeriod> first = map.Required("first").AsFeePeriod();
  const std::optional<domain::FeePeriod> last = map.Required("last").AsFeePeriod();
  const YamlValue months = map.Required("months");
  const std::optional<int64_t> count = months.AsInteger(1, kMostMonths);
  const domain::Citation citation = ReadCitation(map);
  const YamlValue before = map.Optional("before");
  const YamlValue after = map.Optional("after");
  std::optional<domain::Citation> of_before, of_after;
  if (before.present()) of_before = ReadCitationAt(before);
  if (after.present()) of_after = ReadCitationAt(after);
  if (!first || !last) {
    complete_ = false;
    return std::nullopt;
  }
  const int64_t found = last->index() - first->index() + 1;
  if (count && found > 0 && *count != found) {
    months.ReportExpected(
        domain::Concatenate(found, ", the months from ", first->ToIso(), " to ", last->ToIso()));
  }
  return domain::PolicyWindow{*first, *last, citation, of_before, of_after};
}

std::optional<domain::FundTier> PolicyReader::ReadTier(const YamlValue& value) {
  YamlMap map = value.AsMap();
  const std::optional<domain::FundMonths> above = ReadFundMonths(map.Required("above"));
  domain::FundTier tier;
  tier.up_to = ReadFundMonths(map.Optional("up_to"));
  tier.at_most_months = ToInt(map.Optional("at_most_months").AsInteger(1, kMostMonths));
  tier.citation = ReadCitation(map);
  if (!above) return std::nullopt;
  tier.above = *above;
  return tier;
}

domain::FundRule PolicyReader::ReadFund(const YamlValue& value) {
  domain::FundRule rule;
  YamlMap map = value.AsMap();
  const YamlValue tiers = map.Required("tiers");
  places_["fund.tiers"] = tiers;
  for (const YamlValue& element : tiers.AsList(20)) {
    std::optional<domain::FundTier> tier = ReadTier(element);
    if (tier) rule.tiers.push_back(std::move(*tier));
  }
  rule.below = ReadCitationAt(map.Required("below"));
  rule.months_decided_by_region = map.Optional("months_decided_by_region").AsBool().value_or(false);
  const YamlValue override_cap = map.Optional("override_at_most_months");
  places_["fund.override_at_most_months"] = override_cap;
  rule.override_at_most_months = ToInt(override_cap.AsInteger(1, kMostMonths));
  return rule;
}

std::optional<domain::BackPaymentRule> PolicyReader::ReadBackPayment(const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  YamlMap map = value.AsMap();
  const YamlValue from = map.Required("applied_from");
  places_["back_payment.applied_from"] = from;
  const std::optional<domain::CivilDate> applied_from = from.AsDate();
  bool within_deferral = false;
  bool within_late_handling = false;
  for (const YamlValue& element : map.Optional("excepted_within").AsList(2)) {
    const auto late = element.AsEnum<bool>({{"deferral", false}, {"late_handling", true}});
    if (late) (*late ? within_late_handling : within_deferral) = true;
  }
  const domain::Citation in_time = ReadCitationAt(map.Required("in_time"));
  const domain::Citation after_cutoff = ReadCitationAt(map.Required("after_cutoff"));
  const YamlValue exception = map.Optional("exception");
  places_["back_payment.exception"] = exception.present() ? exception : value;
  const domain::Citation excepted = ReadCitationAt(exception);
  if (!applied_from) {
    complete_ = false;
    return std::nullopt;
  }
  return domain::BackPaymentRule{*applied_from, within_deferral, within_late_handling,
                                 in_time,       after_cutoff,    excepted};
}

std::optional<domain::CollectedTogether> PolicyReader::ReadCollectedTogether(
    const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  YamlMap map = value.AsMap();
  const std::optional<domain::FeePeriod> period = map.Required("period").AsFeePeriod();
  const YamlValue with = map.Required("with");
  places_["collected_together.with"] = with;
  const std::optional<domain::FeePeriod> later = with.AsFeePeriod();
  const domain::Citation citation = ReadCitation(map);
  if (!period || !later) {
    complete_ = false;
    return std::nullopt;
  }
  return domain::CollectedTogether{*period, *later, citation};
}

void PolicyReader::ReadReduction(domain::Policy& policy) {
  const std::optional<domain::PolicyWindow> window = ReadWindow();
  const YamlValue base_value = Required("base");
  YamlMap base = base_value.AsMap();
  const auto components = ReadComponents(base.Required("components"));
  const domain::Citation base_citation = ReadCitation(base);
  const YamlValue fund_value = Optional("fund");
  std::optional<domain::FundRule> fund;
  if (fund_value.present()) fund = ReadFund(fund_value);
  const YamlValue rate_value = Optional("rate_check");
  std::optional<domain::Citation> rate_check;
  if (rate_value.present()) rate_check = ReadCitationAt(rate_value);
  std::optional<domain::BackPaymentRule> back_payment = ReadBackPayment(Optional("back_payment"));
  const domain::Citation already_paid = ReadCitationAt(Required("already_paid"));
  std::optional<domain::CollectedTogether> together =
      ReadCollectedTogether(Optional("collected_together"));
  if (!window) return;
  policy.reduction =
      domain::ReductionRules{*window,       components.value_or(domain::HalvedComponents{}),
                             base_citation, fund,
                             rate_check,    back_payment,
                             already_paid,  std::move(together)};
}

void PolicyReader::ReadRuleDeferral(domain::Policy& policy) {
  const std::optional<domain::PolicyWindow> window = ReadWindow();
  std::vector<domain::FeePeriod> first_periods;
  for (const YamlValue& element : Required("first_periods").AsList(12)) {
    const std::optional<domain::FeePeriod> period = element.AsFeePeriod();
    if (period) first_periods.push_back(*period);
  }
  const domain::FundRule fund = ReadFund(Required("fund"));
  const std::optional<domain::CivilDate> made_up_by = Required("made_up_by").AsDate();
  const domain::Citation citation = ReadCitationAt(Required("deferral"));
  const domain::Citation already_paid = ReadCitationAt(Required("already_paid"));
  policy.member_events = ReadMemberEvents();
  if (!window || !made_up_by) {
    complete_ = false;
    return;
  }
  policy.rule_deferral =
      domain::RuleDeferralRules{*window, first_periods, fund, *made_up_by, citation, already_paid};
}

void PolicyReader::ReadApplicationDeferral(domain::Policy& policy) {
  domain::ApplicationDeferralRules rules;
  const YamlValue duration_value = Required("duration");
  YamlMap duration = duration_value.AsMap();
  rules.at_most_months = ToInt(duration.Optional("at_most_months").AsInteger(1, kMostMonths));
  rules.not_beyond = duration.Optional("not_beyond").AsDate();
  rules.duration = ReadCitation(duration);
  const YamlValue application_value = Required("application");
  YamlMap application = application_value.AsMap();
  rules.documents = ReadDocuments(application.Optional("documents"));
  rules.citation = ReadCitation(application);
  policy.application_deferral = std::move(rules);
  policy.member_events = ReadMemberEvents();
}

std::optional<domain::MemberEventRule> PolicyReader::ReadMemberEvents() {
  const YamlValue value = Optional("member_events");
  if (!value.present()) return std::nullopt;
  YamlMap map = value.AsMap();
  domain::MemberEventRule rule;
  const YamlValue triggers = map.Required("triggers");
  for (const YamlValue& element : triggers.AsList(3)) {
    const auto trigger = element.AsEnum<domain::MemberTrigger>(
        {{"left", domain::MemberTrigger::kLeft},
         {"retired", domain::MemberTrigger::kRetired},
         {"transferred", domain::MemberTrigger::kTransferred}});
    if (!trigger) continue;
    if (std::find(rule.triggers.begin(), rule.triggers.end(), *trigger) == rule.triggers.end()) {
      rule.triggers.push_back(*trigger);
    } else {
      element.Report("expected every event once");
    }
  }
  if (triggers.IsList() && rule.triggers.empty()) triggers.Report("expected at least one event");
  rule.citation = ReadCitation(map);
  return rule;
}

void PolicyReader::ReadHeading(domain::Policy& policy) {
  policy.id = Required("policy")
                  .AsParsed(ParsePolicyId, "an id of lower-case letters, digits and hyphens")
                  .value_or("");
  policy.title = Required("title").AsText(400).value_or("");
  policy.title_english = Required("title_english").AsText(400).value_or("");
  document_ = Required("document").AsText(200).value_or("");
  policy.document = document_;
  policy.forwarded_by = Optional("forwarded_by").AsText(200);
  policy.regions = ReadRegions(Optional("regions"));
  policy.adoptable_in = ReadRegions(Optional("adoptable_in"));
}

void PolicyReader::ReadReports(domain::Policy& policy) {
  for (const YamlValue& element : Optional("reports").AsList(20)) {
    YamlMap map = element.AsMap();
    const std::optional<std::string> name = map.Required("report").AsText(64);
    const std::optional<int64_t> due_day = map.Required("due_day").AsInteger(1, 28);
    const std::optional<domain::FeePeriod> first = map.Required("first_month").AsFeePeriod();
    const std::optional<domain::FeePeriod> last = map.Required("last_month").AsFeePeriod();
    domain::Citation citation = ReadCitation(map);
    if (!name || !due_day || !first || !last) continue;
    policy.reports.push_back(
        {*name, static_cast<int>(*due_day), *first, *last, std::move(citation)});
  }
}

void PolicyReader::ReadDuties(domain::Policy& policy) {
  for (const YamlValue& element : Optional("duties").AsList(50)) {
    YamlMap map = element.AsMap();
    domain::Duty duty;
    duty.topic = map.Required("topic").AsText(64).value_or("");
    const YamlValue documents = map.Optional("documents");
    duty.documents = ReadDocuments(documents);
    if (duty.topic != domain::kObjectionDuty) {
      documents.Report("expected only where the topic is objection");
    }
    duty.citation = ReadCitation(map);
    policy.duties.push_back(std::move(duty));
  }
}

std::optional<domain::Policy> PolicyReader::Read() {
  domain::Policy policy;
  ReadHeading(policy);
  const auto kind = Required("kind").AsEnum<PolicyKind>(
      {{"reduction", PolicyKind::kReduction},
       {"deferral_by_rule", PolicyKind::kDeferralByRule},
       {"deferral_on_application", PolicyKind::kDeferralOnApplication}});
  policy.unit_types = ReadUnitTypes(Required("unit_types"));
  Places of_defaults;
  policy.defaults = ReadRegionParameters(Optional("defaults"), of_defaults);
  ReadReports(policy);
  ReadDuties(policy);
  if (!kind) return std::nullopt;
  switch (*kind) {
    case PolicyKind::kReduction:
      ReadReduction(policy);
      break;
    case PolicyKind::kDeferralByRule:
      ReadRuleDeferral(policy);
      break;
    case PolicyKind::kDeferralOnApplication:
      ReadApplicationDeferral(policy);
      break;
  }
  if (!complete_ || policy.id.empty()) return std::nullopt;
  return policy;
}

}  // namespace levybridge::settings
