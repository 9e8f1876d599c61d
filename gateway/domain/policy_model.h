// Policy: one policy document's rules for one kind of relief, as data.
//
// Customer rule: a new document of the same kinds of rule needs no recompiling, and every decision
// can be explained to an employer: so each rule carries the document's number, the clause and the
// phrase it rests on. A policy either halves (`reduction`), defers without application
// (`rule_deferral`) or defers on application (`application_deferral`): exactly one of the three.
// Plain data, filled by an adapter; FindDefects (policy_book.h) says whether it makes sense.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/policy_parameters.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

// The place in a document that a rule rests on.
struct Citation {
  std::string document;  // 文号 (or issuer and date where it has none): "武医保〔2020〕25号"
  std::string clause;    // "一(三)3"
  std::string quote;     // the Chinese phrase, word for word
  std::string english;   // our rendering of it
};

struct UnitTypeGroup {
  std::vector<UnitType> types;
  Citation citation;
};

// Types in no group are not listed.
struct UnitTypeRules {
  std::vector<UnitTypeGroup> eligible;
  std::vector<UnitTypeGroup> excluded;
  std::vector<UnitTypeGroup> commitment_required;  // size unknown: held until it is settled
  Citation not_listed;                             // the clause that lists who takes part
};

// Fee periods first..last, both included.
struct PolicyWindow {
  FeePeriod first;
  FeePeriod last;
  Citation citation;
  std::optional<Citation> before;  // a clause about earlier periods, where the document has one
  std::optional<Citation> after;
};

// A fund with above < payable months <= up_to.
struct FundTier {
  FundMonths above;
  std::optional<FundMonths> up_to;    // absent: without an upper bound
  std::optional<int> at_most_months;  // cap on the region's own number of months
  Citation citation;
};

struct FundRule {
  std::vector<FundTier> tiers;  // ascending, without gaps
  Citation below;               // what the document says of funds under the first tier
  bool months_decided_by_region = false;
  std::optional<int>
      override_at_most_months;  // set: the local government may grant it all the same
};

// Back-payments applied for from `applied_from` on are no longer reduced, but for the exceptions.
struct BackPaymentRule {
  CivilDate applied_from;
  bool excepted_within_deferral = false;
  bool excepted_within_late_handling = false;  // until the region's late_handling_until
  Citation in_time;
  Citation after_cutoff;
  Citation exception;
};

// Dues of a period that were not paid then are collected together with those of a later one, and
// bear no late fee.
struct CollectedTogether {
  FeePeriod period;
  FeePeriod with;  // > period
  Citation citation;
};

struct ReductionRules {
  PolicyWindow window;
  HalvedComponents base;
  Citation base_citation;
  std::optional<FundRule> fund;
  std::optional<Citation> rate_check;  // present: the original rate must have been used
  std::optional<BackPaymentRule> back_payment;
  Citation already_paid;  // its value stands in the parameters; unset there: the region must say
  std::optional<CollectedTogether> collected_together;
};

struct RuleDeferralRules {
  PolicyWindow window;
  std::vector<FeePeriod> first_periods;  // what a region may choose as its first period
  FundRule fund;
  CivilDate made_up_by;
  Citation citation;
  Citation already_paid;  // of what was collected before it was deferred; value: the parameters
};

struct ApplicationDeferralRules {
  std::optional<int> at_most_months;
  std::optional<CivilDate> not_beyond;
  Citation duration;
  std::vector<std::string> documents;  // what an application must come with
  Citation citation;
};

// Of a deferral: which events of a member make that member's share due at once.
struct MemberEventRule {
  std::vector<MemberTrigger> triggers;
  Citation citation;
};

// Tables owed to a higher authority.
struct ReportDuty {
  std::string report;  // which table: "reduction_statistics", "deferral_summary"
  int due_day = 1;
  FeePeriod first_month;  // months in which it is handed in
  FeePeriod last_month;
  Citation citation;
};

// What the document orders beside the decision itself (refunds, late fees, notices), for `explain`
// and for the people who carry it out.
struct Duty {
  std::string topic;                        // "already_paid", "late_fee", "personal_account", ...
  std::vector<std::string> documents = {};  // of kObjectionDuty: what complete materials are
  Citation citation;
};
inline constexpr std::string_view kObjectionDuty = "objection";

struct Policy {
  std::string id;  // "wuhan-2020-reduction"
  std::string title;
  std::string title_english;
  std::string document;                     // number of the document it rests on
  std::optional<std::string> forwarded_by;  // number of the letter that put it in force here
  std::vector<RegionCode> regions;          // in force here and in everything within
  std::vector<RegionCode> adoptable_in;     // a city in here may take it up (RegionParameters)
  UnitTypeRules unit_types;
  std::optional<ReductionRules> reduction;
  std::optional<RuleDeferralRules> rule_deferral;
  std::optional<ApplicationDeferralRules> application_deferral;
  std::optional<MemberEventRule> member_events;  // absent: they change nothing of the deferral
  RegionParameters defaults;
  std::vector<ReportDuty> reports;
  std::vector<Duty> duties;
};

}  // namespace levybridge::domain
