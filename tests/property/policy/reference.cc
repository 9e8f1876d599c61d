#include "tests/property/policy/reference.h"

#include <set>
#include <string_view>

namespace levybridge::property {
namespace {

using domain::Assessment;
using Types = std::set<std::string>;

const Types kEnterprises = {"enterprise_large", "enterprise_medium", "enterprise_small",
                            "enterprise_micro", "enterprise"};
const Types kPublic = {"government_agency", "public_institution",
                       "public_institution_enterprise_pension"};
const Types kSocial = {"private_non_enterprise", "social_organization", "foundation", "law_firm",
                       "accounting_firm"};

struct Case {
  const Assessment& row;
  const ReferenceRegions& regions;
  const std::vector<domain::DeferralEntry>& deferrals;
  std::string type = std::string(MachineName(row.unit_type));
  std::string region = row.region.ToString();
  std::string period = row.fee_period.ToIso();
  std::string applied = row.applied_on->ToIso();

  bool Enterprise() const { return kEnterprises.contains(type); }
  bool Public() const { return kPublic.contains(type); }
  bool Social() const { return kSocial.contains(type); }
  bool Is(std::string_view name) const { return type == name; }
  bool In(std::string_view prefix) const { return region.starts_with(prefix); }
};

// District before city before province, each key by itself.
ReferenceRegion Inherited(const Case& c, const std::string& policy) {
  ReferenceRegion all;
  for (const std::string& level :
       {c.region, c.region.substr(0, 4) + "00", c.region.substr(0, 2) + "0000"}) {
    const auto found = c.regions.find(policy + "/" + level);
    if (found == c.regions.end()) continue;
    const ReferenceRegion& own = found->second;
    if (!all.fund_tenths) all.fund_tenths = own.fund_tenths;
    if (!all.months) all.months = own.months;
    if (!all.override_months) all.override_months = own.override_months;
    if (!all.first_period) all.first_period = own.first_period;
    if (!all.late_handling_until) all.late_handling_until = own.late_handling_until;
    all.already_paid_set = all.already_paid_set || own.already_paid_set;
    all.rate_was_lowered = all.rate_was_lowered || own.rate_was_lowered;
  }
  return all;
}

void Say(ReferenceAnswer& answer, const char* decision, const char* reason) {
  answer.decision = decision;
  answer.reason = reason;
}

void Halve(ReferenceAnswer& answer, int64_t base, const char* window_end) {
  Say(answer, "reduced", "HALVED");
  const int64_t after = base % 2 == 0 ? base / 2 : base / 2 + 1;
  answer.reduction = base - after;
  answer.window_end = window_end;
}

int64_t MedicalBase(const Case& c) {
  return c.row.employer_medical.fen() - c.row.excluded_medical.fen();
}

bool BackPayment(const Case& c) { return c.row.kind == domain::AssessmentKind::kBackPayment; }

bool MayDeferInWuhan(const Case& c) {
  return c.Enterprise() || c.Social() || c.Is("individual_business_unit") ||
         c.Is("public_institution_enterprise_pension");
}

void Wuhan(const Case& c, ReferenceAnswer& answer) {
  if (c.Public() || c.Is("individual_business_person") || c.Is("flexible_employment") ||
      c.Is("fiscal_funded")) {
    return Say(answer, "full", "UNIT_TYPE_EXCLUDED");
  }
  if (c.period <= "2020-01") return Say(answer, "full", "PERIOD_BEFORE_WINDOW");
  if (c.period >= "2020-07") return Say(answer, "full", "PERIOD_AFTER_WINDOW");
  if (BackPayment(c) && c.applied >= "2020-07-01") {
    bool excepted = false;
    for (const domain::DeferralEntry& entry : c.deferrals) {
      excepted = excepted || (entry.first_fee_period.ToIso() + "-01" <= c.applied &&
                              c.applied <= entry.deferred_until.ToIso() && MayDeferInWuhan(c));
    }
    const auto late = Inherited(c, "wuhan-2020-reduction").late_handling_until;
    if (late && c.applied <= *late) excepted = true;
    if (!excepted) return Say(answer, "full", "APPLIED_AFTER_CUTOFF");
  }
  Halve(answer, MedicalBase(c), "2020-06");
}

void Lincang(const Case& c, ReferenceAnswer& answer) {
  if (c.Public() || c.Is("flexible_employment") || c.Is("individual_business_person")) {
    return Say(answer, "full", "UNIT_TYPE_EXCLUDED");
  }
  if (c.Is("fiscal_funded")) return Say(answer, "full", "UNIT_TYPE_NOT_LISTED");
  if (c.period < "2020-02") return Say(answer, "full", "PERIOD_BEFORE_WINDOW");
  if (c.period > "2020-04") return Say(answer, "full", "PERIOD_AFTER_WINDOW");
  Halve(answer, MedicalBase(c) + c.row.maternity.fen(), "2020-04");
}

void Nantong(const Case& c, ReferenceAnswer& answer) {
  const ReferenceRegion region = Inherited(c, "jiangsu-2020-reduction");
  if (c.Public()) return Say(answer, "full", "UNIT_TYPE_EXCLUDED");
  if (!c.Enterprise() && !c.Is("individual_business_unit")) {
    return Say(answer, "full", "UNIT_TYPE_NOT_LISTED");
  }
  if (c.period < "2020-02") return Say(answer, "full", "PERIOD_BEFORE_WINDOW");
  if (c.period > "2020-06") return Say(answer, "full", "PERIOD_AFTER_WINDOW");
  if (!region.fund_tenths) return Say(answer, "refused", "REGION_PARAMETER_MISSING");
  if (*region.fund_tenths <= 60) return Say(answer, "full", "FUND_BELOW_THRESHOLD");
  const bool stated = c.row.contribution_base && c.row.original_employer_rate;
  if (!stated && region.rate_was_lowered) return Say(answer, "refused", "RATE_NOT_RESTORED");
  if (stated) {
    const int64_t exact = c.row.contribution_base->fen() * c.row.original_employer_rate->ppm;
    const int64_t due = exact / 1'000'000 + (exact % 1'000'000 >= 500'000 ? 1 : 0);
    if (due != c.row.employer_medical.fen()) return Say(answer, "refused", "RATE_NOT_RESTORED");
  }
  Halve(answer, MedicalBase(c), "2020-06");
}

void Alxa(const Case& c, ReferenceAnswer& answer) {
  const ReferenceRegion region = Inherited(c, "neimenggu-2020-reduction");
  if (!c.Enterprise() && !c.Is("individual_business_unit")) {
    return Say(answer, "full", "UNIT_TYPE_NOT_LISTED");
  }
  if (c.period < "2020-02") return Say(answer, "full", "PERIOD_BEFORE_WINDOW");
  if (c.period > "2020-06") return Say(answer, "full", "PERIOD_AFTER_WINDOW");
  if (!region.fund_tenths) return Say(answer, "refused", "REGION_PARAMETER_MISSING");
  std::optional<int> months;
  if (*region.fund_tenths <= 60) {
    if (!region.override_months) return Say(answer, "full", "FUND_BELOW_THRESHOLD");
    months = region.override_months;
  } else {
    months = region.months;
  }
  if (!months || !region.already_paid_set) {
    return Say(answer, "refused", "REGION_PARAMETER_MISSING");
  }
  const char* const ends[] = {"2020-01", "2020-02", "2020-03", "2020-04", "2020-05", "2020-06"};
  const char* end = ends[*months];
  if (c.period > end) return Say(answer, "full", "PERIOD_AFTER_WINDOW");
  Halve(answer, MedicalBase(c), end);
}

void Jiangsu2022(const Case& c, const std::vector<domain::EligibleEmployer>& eligible,
                 ReferenceAnswer& answer) {
  const ReferenceRegion region = Inherited(c, "jiangsu-2022-deferral");
  const bool august = region.first_period == "2022-08";
  if (c.period < (august ? "2022-08" : "2022-07")) return;
  if (c.period > (august ? "2022-10" : "2022-09")) return;
  std::string type = c.type;
  for (const domain::EligibleEmployer& entry : eligible) type = MachineName(entry.unit_type);
  if (type == "enterprise_large" || kPublic.contains(type)) {
    answer.deferral_reason = "UNIT_TYPE_EXCLUDED";
  } else if (type == "individual_business_person" || type == "flexible_employment" ||
             type == "fiscal_funded") {
    answer.deferral_reason = "UNIT_TYPE_NOT_LISTED";
  } else if (!region.fund_tenths) {
    answer.deferral_reason = "REGION_PARAMETER_MISSING";
    answer.decision = "refused";
  } else if (*region.fund_tenths <= 60) {
    answer.deferral_reason = "FUND_BELOW_THRESHOLD";
  } else if (type == "enterprise") {
    answer.deferral_reason = "COMMITMENT_REQUIRED";
  } else {
    answer.deferral_reason = "DEFERRED_BY_RULE";
    answer.deferred_until = "2022-12-31";
  }
}

void OnApplication(const Case& c, ReferenceAnswer& answer) {
  const bool small_circle = c.Enterprise() || c.Is("individual_business_unit");
  const bool may = c.In("4201") ? MayDeferInWuhan(c) : small_circle;
  for (const domain::DeferralEntry& entry : c.deferrals) {
    if (!may || c.period < entry.first_fee_period.ToIso()) continue;
    if (c.period > entry.last_fee_period.ToIso()) continue;
    if (c.applied > entry.deferred_until.ToIso()) continue;
    answer.deferral_reason = "DEFERRED_ON_APPLICATION";
    answer.deferred_until = entry.deferred_until.ToIso();
    return;
  }
}

}  // namespace

ReferenceAnswer Answer(const Assessment& row, const ReferenceRegions& regions,
                       const std::vector<domain::DeferralEntry>& deferrals,
                       const std::vector<domain::EligibleEmployer>& eligible) {
  const Case c{row, regions, deferrals};
  ReferenceAnswer answer;
  if (c.In("4201")) Wuhan(c, answer);
  if (c.In("5309")) Lincang(c, answer);
  if (c.In("3206")) Nantong(c, answer);
  if (c.In("1529")) Alxa(c, answer);
  const bool pays_now = BackPayment(c) || row.kind == domain::AssessmentKind::kPrepayment;
  if (!pays_now) {
    if (c.In("32")) Jiangsu2022(c, eligible, answer);
    if (c.In("4201") || c.In("5309") || c.In("1529")) OnApplication(c, answer);
  }
  if (answer.decision == "refused") {
    answer.reduction = 0;
    answer.window_end.clear();
  }
  return answer;
}

}  // namespace levybridge::property
