#include "adapters/settings/calendar_file.h"

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {
namespace {

using YearTable = std::map<int, domain::CalendarYear>;

constexpr int kSaturday = 6;

struct DayRange {
  domain::CivilDate first;
  domain::CivilDate last;
};

// "2020-01-24..2020-02-02", or one day.
std::optional<DayRange> ParseDayRange(std::string_view text) {
  const size_t dots = text.find("..");
  const auto first = domain::CivilDate::Parse(text.substr(0, dots));
  if (!first.has_value()) return std::nullopt;
  if (dots == std::string_view::npos) return DayRange{*first, *first};
  const auto last = domain::CivilDate::Parse(text.substr(dots + 2));
  if (!last.has_value() || *last < *first) return std::nullopt;
  return DayRange{*first, *last};
}

std::set<domain::CivilDate> ReadDays(const YamlValue& list, int year) {
  std::set<domain::CivilDate> days;
  for (const YamlValue& element : list.AsList(400)) {
    const auto range = element.AsParsed(
        ParseDayRange, "a day like 2020-01-01 or days like 2020-05-01..2020-05-05");
    if (!range.has_value()) continue;
    if (range->first.year() != year || range->last.year() != year) {
      element.ReportExpected(domain::Concatenate("days of the year ", year));
      continue;
    }
    for (int32_t day = range->first.days(); day <= range->last.days(); ++day) {
      if (!days.insert(*domain::CivilDate::FromDays(day)).second) {
        element.ReportExpected("each day once; part of this stands above already");
        break;
      }
    }
  }
  return days;
}

domain::CalendarYear ReadYear(const YamlValue& value, int year) {
  domain::CalendarYear result;
  YamlMap map = value.AsMap();
  result.holidays = ReadDays(map.Optional("holidays"), year);
  const YamlValue makeup = map.Optional("makeup_workdays");
  result.makeup_workdays = ReadDays(makeup, year);
  for (const domain::CivilDate day : result.makeup_workdays) {
    if (day.iso_weekday() < kSaturday) {
      makeup.Report(domain::Concatenate("expected Saturdays and Sundays, found ", day.ToIso(),
                                        ", a working day by itself"));
    } else if (result.holidays.count(day) > 0) {
      makeup.Report(domain::Concatenate("expected working days, found ", day.ToIso(),
                                        ", which stands under holidays too"));
    }
  }
  return result;
}

std::optional<int> ParseYear(std::string_view text) {
  // The range of a CivilDate; "2020" is the only spelling.
  if (text.size() != 4) return std::nullopt;
  const auto first_day = domain::CivilDate::Parse(domain::Concatenate(text, "-01-01"));
  if (!first_day.has_value()) return std::nullopt;
  return first_day->year();
}

// `national`: null for the national table itself; else the years a regional one may add to.
YearTable ReadYears(const YamlValue& value, const YearTable* national) {
  YearTable years;
  YamlMap map = value.AsMap();
  for (const auto& [key, days] : map.Entries()) {
    const std::optional<int> year = key.AsParsed(ParseYear, "a year from 1990 to 2099");
    if (!year.has_value()) continue;
    if (national != nullptr && national->count(*year) == 0) {
      key.ReportExpected("a year that stands under years too");
    }
    years.emplace(*year, ReadYear(days, *year));
  }
  return years;
}

}  // namespace

Loaded<domain::WorkingCalendar> LoadCalendar(const std::string& path,
                                             const domain::RegionTree& regions) {
  YamlFile file = YamlFile::Read(path);
  YearTable national;
  std::map<domain::RegionCode, YearTable> regional;
  {
    YamlMap root = file.root().AsMap();
    const YamlValue years = root.Required("years");
    national = ReadYears(years, nullptr);
    if (years.IsMap() && national.empty()) years.ReportExpected("at least one year");
    YamlMap additions = root.Optional("regions").AsMap();
    for (const auto& [key, value] : additions.Entries()) {
      const std::optional<domain::RegionCode> region = key.AsRegion();
      YearTable table = ReadYears(value, &national);
      if (region.has_value()) regional.emplace(*region, std::move(table));
    }
  }
  return Loaded<domain::WorkingCalendar>::Of(
      domain::WorkingCalendar(std::move(national), std::move(regional), regions),
      file.TakeProblems());
}

}  // namespace levybridge::settings
