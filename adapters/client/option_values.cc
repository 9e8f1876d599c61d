#include "adapters/client/option_values.h"

#include "gateway/domain/concatenate.h"

namespace levybridge::client {

absl::Status BadOption(std::string_view option, std::string_view value, std::string_view expected) {
  return absl::InvalidArgumentError(domain::Concatenate(option, " ", value, ": ", expected));
}

absl::StatusOr<domain::CivilDate> DayOption(std::string_view option, const std::string& text) {
  return OptionValue<domain::CivilDate>(option, text,
                                        "应为日期，如 2020-03-05 / must be a date such as "
                                        "2020-03-05");
}

absl::StatusOr<std::optional<domain::CivilDate>> OptionalDayOption(std::string_view option,
                                                                   const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = DayOption(option, text);
  if (!day.ok()) return day.status();
  return *day;
}

absl::StatusOr<domain::FeePeriod> PeriodOption(std::string_view option, const std::string& text) {
  return OptionValue<domain::FeePeriod>(option, text,
                                        "应为月份，如 2020-03 / must be a month such as 2020-03");
}

absl::StatusOr<domain::RegionCode> RegionOption(const std::string& text,
                                                domain::RegionCode otherwise) {
  if (text.empty()) return otherwise;
  return OptionValue<domain::RegionCode>(
      "--region", text, "应为六位区划代码，如 420100 / must be six digits such as 420100");
}

}  // namespace levybridge::client
