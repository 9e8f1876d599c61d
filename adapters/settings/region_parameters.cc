#include "adapters/settings/region_parameters.h"

#include <utility>

namespace levybridge::settings {
namespace {

constexpr int kMostMonths = 120;
constexpr int kMostDays = 366;
constexpr int kLastDayOfEveryMonth = 28;

// Asks for keys and remembers where they stand.
class ParameterMap {
 public:
  ParameterMap(const YamlValue& value, Places& places) : map_(value.AsMap()), places_(places) {}

  YamlValue Get(std::string_view key) {
    YamlValue value = map_.Optional(key);
    if (value.present()) places_[std::string(key)] = value;
    return value;
  }
  std::optional<int> GetInteger(std::string_view key, int min, int max) {
    const std::optional<int64_t> number = Get(key).AsInteger(min, max);
    return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
  }

 private:
  YamlMap map_;
  Places& places_;
};

std::optional<std::vector<domain::RegionCode>> ReadRegionList(const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  std::vector<domain::RegionCode> regions;
  for (const YamlValue& element : value.AsList()) {
    const std::optional<domain::RegionCode> region = element.AsRegion();
    if (region) regions.push_back(*region);
  }
  return regions;
}

std::map<domain::UnitType, domain::UnitStanding> ReadStandings(const YamlValue& value) {
  std::map<domain::UnitType, domain::UnitStanding> standings;
  if (!value.present()) return standings;
  YamlMap map = value.AsMap();
  for (const auto& [key, standing] : map.Entries()) {
    const auto type = key.AsParsed(domain::ParseUnitType, "a unit type like enterprise_small");
    const auto kind =
        standing.AsEnum<domain::UnitStanding>({{"eligible", domain::UnitStanding::kEligible},
                                               {"excluded", domain::UnitStanding::kExcluded},
                                               {"not_listed", domain::UnitStanding::kNotListed}});
    if (type && kind) standings[*type] = *kind;
  }
  return standings;
}

void ReadReductionKeys(ParameterMap& map, domain::RegionParameters& out) {
  out.adopted = map.Get("adopted").AsBool();
  out.fund_payable_months = ReadFundMonths(map.Get("fund_payable_months"));
  out.months = map.GetInteger("months", 0, kMostMonths);
  out.override_months = map.GetInteger("override_months", 1, kMostMonths);
  out.already_paid = map.Get("already_paid")
                         .AsEnum<domain::AlreadyPaid>(
                             {{"refund", domain::AlreadyPaid::kRefund},
                              {"offset", domain::AlreadyPaid::kOffset},
                              {"refund_or_offset", domain::AlreadyPaid::kRefundOrOffset},
                              {"offset_or_refund", domain::AlreadyPaid::kOffsetOrRefund}});
  out.refund_channel =
      map.Get("refund_channel")
          .AsEnum<domain::RefundChannel>({{"agency_payout", domain::RefundChannel::kAgencyPayout},
                                          {"treasury", domain::RefundChannel::kTreasury}});
  out.late_handling_until = map.Get("late_handling_until").AsDate();
  out.rate_was_lowered = map.Get("rate_was_lowered").AsBool();
  out.rounding_level =
      map.Get("rounding_level")
          .AsEnum<domain::RoundingLevel>({{"employer", domain::RoundingLevel::kEmployer},
                                          {"member", domain::RoundingLevel::kMember}});
  out.half_fen = map.Get("half_fen")
                     .AsEnum<domain::HalfFen>(
                         {{"up", domain::HalfFen::kUp}, {"down", domain::HalfFen::kDown}});
  out.base = ReadComponents(map.Get("base"));
  out.new_town_districts = ReadRegionList(map.Get("new_town_districts"));
}

void ReadDeferralKeys(ParameterMap& map, domain::RegionParameters& out) {
  out.first_period = map.Get("first_period").AsFeePeriod();
  out.deferral_scope =
      map.Get("deferral_scope")
          .AsEnum<domain::DeferralScope>({{"employer", domain::DeferralScope::kEmployer},
                                          {"whole", domain::DeferralScope::kWhole}});
  out.deferral_max_months = map.GetInteger("deferral_max_months", 1, kMostMonths);
  out.deferral_runs_from =
      map.Get("deferral_runs_from")
          .AsEnum<domain::DeferralStart>(
              {{"first_day_of_first_period", domain::DeferralStart::kFirstDayOfFirstPeriod},
               {"day_after_first_period", domain::DeferralStart::kDayAfterFirstPeriod}});
  out.deferral_must_cover_period = map.Get("deferral_must_cover_period").AsBool();
  out.reminder_days = map.GetInteger("reminder_days", 0, kMostDays);
  out.makeup_lead_days = map.GetInteger("makeup_lead_days", 0, kMostDays);
  out.makeup_method =
      map.Get("makeup_method")
          .AsEnum<domain::MakeUpMethod>({{"one_sum", domain::MakeUpMethod::kOneSum},
                                         {"instalments", domain::MakeUpMethod::kInstalments}});
  out.late_fee_from_day = map.GetInteger("late_fee_from_day", 0, kMostDays);
}

}  // namespace

std::optional<domain::HalvedComponents> ReadComponents(const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  domain::HalvedComponents components;
  for (const YamlValue& element : value.AsList(2)) {
    const std::optional<bool> is_maternity =
        element.AsEnum<bool>({{"employer_medical", false}, {"maternity", true}});
    if (!is_maternity) continue;
    bool& halved = *is_maternity ? components.maternity : components.employer_medical;
    if (halved) element.ReportExpected("each component once");
    halved = true;
  }
  if (value.IsList() && !components.employer_medical && !components.maternity) {
    value.Report("expected employer_medical, maternity or both");
  }
  return components;
}

std::optional<domain::FundMonths> ReadFundMonths(const YamlValue& value) {
  constexpr int kDecimals = 3;
  constexpr int64_t kMost = 1'000'000;  // a thousand months
  const std::optional<int64_t> thousandths = value.AsDecimal(kDecimals, 0, kMost);
  if (!thousandths) return std::nullopt;
  return domain::FundMonths{*thousandths};
}

domain::RegionParameters ReadRegionParameters(const YamlValue& value, Places& places) {
  domain::RegionParameters parameters;
  if (!value.present()) return parameters;
  ParameterMap map(value, places);
  ReadReductionKeys(map, parameters);
  ReadDeferralKeys(map, parameters);
  parameters.due_day = map.GetInteger("due_day", 1, kLastDayOfEveryMonth);
  parameters.unit_types = ReadStandings(map.Get("unit_types"));
  return parameters;
}

}  // namespace levybridge::settings
