// Option texts of the command line as domain values. An error is INVALID_ARGUMENT (exit code 2) and
// names the option, what it says and what was expected. Thread-safe: no state.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"

namespace levybridge::client {

absl::Status BadOption(std::string_view option, std::string_view value, std::string_view expected);

// `text` as T.
template <class T>
absl::StatusOr<T> OptionValue(std::string_view option, const std::string& text,
                              std::string_view expected) {
  auto value = T::Parse(text);
  if (!value) return BadOption(option, text, expected);
  return *std::move(value);
}

absl::StatusOr<domain::CivilDate> DayOption(std::string_view option, const std::string& text);
// Nothing when it is not given.
absl::StatusOr<std::optional<domain::CivilDate>> OptionalDayOption(std::string_view option,
                                                                   const std::string& text);
absl::StatusOr<domain::FeePeriod> PeriodOption(std::string_view option, const std::string& text);
// --region; `otherwise` when it is not given.
absl::StatusOr<domain::RegionCode> RegionOption(const std::string& text,
                                                domain::RegionCode otherwise);

}  // namespace levybridge::client
