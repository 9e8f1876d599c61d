// RegionParameters: what a region decides, or what is only known of it, for one policy.
//
// Customer rule: parameters belong to a policy *and* a region (the fund of 2022 must not un-halve
// 2020) and are inherited key by key: district from its predecessors, from the city, from the
// province, and last from the policy's own defaults. Every reading of a document that is open to
// doubt is a key here, so that a region can settle it without recompiling. An unset key is absent.
// Plain data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/decision.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

// How many months the fund can pay (统筹基金累计结存可支付月数), in thousandths: 8.1 is 8100.
struct FundMonths {
  int64_t thousandths = 0;
  friend auto operator<=>(FundMonths, FundMonths) = default;
};

// What becomes of money collected above what is due. The name of the two-way choices begins with
// the preferred way.
enum class AlreadyPaid : uint8_t {
  kRefund = 1,
  kOffset = 2,
  kRefundOrOffset = 3,
  kOffsetOrRefund = 4,
};
enum class RefundChannel : uint8_t { kAgencyPayout = 1, kTreasury = 2 };
// Where the core system rounds: once per employer, or per member (then its sum may differ).
enum class RoundingLevel : uint8_t { kEmployer = 1, kMember = 2 };
// What happens to the odd fen of `base / 2` in the amount that stays due.
enum class HalfFen : uint8_t { kUp = 1, kDown = 2 };
// Whether a document lists a unit type, excludes it by name, or says nothing.
enum class UnitStanding : uint8_t { kEligible = 1, kExcluded = 2, kNotListed = 3 };
// From where "at most N months" of deferral run.
enum class DeferralStart : uint8_t { kFirstDayOfFirstPeriod = 1, kDayAfterFirstPeriod = 2 };
enum class MakeUpMethod : uint8_t { kOneSum = 1, kInstalments = 2 };

struct HalvedComponents {
  bool employer_medical = false;
  bool maternity = false;
  friend bool operator==(const HalvedComponents&, const HalvedComponents&) = default;
};

struct RegionParameters {
  std::optional<bool> adopted;  // a region in `adoptable_in` takes the policy up, or not
  std::optional<FundMonths> fund_payable_months;
  std::optional<int> months;           // months granted, where the region decides the number
  std::optional<int> override_months;  // months granted although the fund is below the tiers
  std::optional<FeePeriod> first_period;
  std::optional<AlreadyPaid> already_paid;
  std::optional<RefundChannel> refund_channel;
  std::optional<DeferralScope> deferral_scope;
  std::optional<int> deferral_max_months;
  std::optional<DeferralStart> deferral_runs_from;
  std::optional<bool> deferral_must_cover_period;  // for back-payments made within a deferral
  std::optional<CivilDate> late_handling_until;
  std::optional<bool> rate_was_lowered;
  std::optional<RoundingLevel> rounding_level;
  std::optional<HalfFen> half_fen;
  std::optional<HalvedComponents> base;
  std::optional<int> due_day;  // day of the fee period's month, 1..28
  std::optional<std::vector<RegionCode>> new_town_districts;
  std::optional<int> reminder_days;
  std::optional<int> makeup_lead_days;
  std::optional<MakeUpMethod> makeup_method;
  std::optional<int> late_fee_from_day;  // days after the deferral's last day; 1: the next day
  std::map<UnitType, UnitStanding> unit_types;  // overrides the document's lists, type by type

  // Takes every key that is unset here from `parent`.
  void InheritFrom(const RegionParameters& parent);
  friend bool operator==(const RegionParameters&, const RegionParameters&) = default;
};

std::string_view MachineName(AlreadyPaid value);
std::string_view MachineName(RefundChannel value);

}  // namespace levybridge::domain
