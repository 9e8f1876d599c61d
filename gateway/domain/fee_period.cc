#include "gateway/domain/fee_period.h"

#include "gateway/domain/date_text.h"

namespace levybridge::domain {

template <class Tag>
std::optional<CalendarMonth<Tag>> CalendarMonth<Tag>::Parse(std::string_view text) {
  const std::optional<DateParts> parts = SplitMonthText(text);
  if (!parts) return std::nullopt;
  return FromYearMonth(parts->year, parts->month);
}

template <class Tag>
CivilDate CalendarMonth<Tag>::FirstDay() const {
  // Months and dates have the same range, so the first day always exists.
  return *CivilDate::FromYmd(year(), month(), 1);
}

template <class Tag>
CivilDate CalendarMonth<Tag>::LastDay() const {
  return *CivilDate::FromYmd(year(), month(), DaysInMonth(year(), month()));
}

template <class Tag>
std::string CalendarMonth<Tag>::ToIso() const {
  std::string out;
  AppendIso(out);
  return out;
}

template <class Tag>
void CalendarMonth<Tag>::AppendIso(std::string& out) const {
  char text[7];
  char* end = WriteTwoDigits(year() % 100, WriteTwoDigits(year() / 100, text));
  *end++ = '-';
  end = WriteTwoDigits(month(), end);
  out.append(text, static_cast<size_t>(end - text));
}

template class CalendarMonth<FeePeriodTag>;
template class CalendarMonth<AccountingMonthTag>;

}  // namespace levybridge::domain
