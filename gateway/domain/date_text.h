// Splitting date and month texts into their numbers; shared by CivilDate and CalendarMonth.
// Says nothing about whether the numbers form a real date.
#pragma once

#include <optional>
#include <string_view>

namespace levybridge::domain {

struct DateParts {
  int year = 0;
  int month = 0;
  int day = 0;  // 0 in a month text
};

// "2020-03-05", "20200305", "2020/3/5", "2020年3月5日"; nothing for any other shape.
std::optional<DateParts> SplitDateText(std::string_view text);
// "2020-02", "202002", "2020年2月"; nothing for any other shape.
std::optional<DateParts> SplitMonthText(std::string_view text);

// Writes `value` (0..99) as two digits at `to`; returns the place after them. For writers of many
// rows.
inline char* WriteTwoDigits(int value, char* to) {
  to[0] = static_cast<char>('0' + value / 10);
  to[1] = static_cast<char>('0' + value % 10);
  return to + 2;
}

}  // namespace levybridge::domain
