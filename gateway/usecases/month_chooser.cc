#include "gateway/usecases/month_chooser.h"

#include <algorithm>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::AccountingMonth;
using domain::MonthRecord;
using domain::MonthState;

absl::StatusOr<std::optional<AccountingMonth>> LatestClosedMonth(const ports::Transaction& store,
                                                                 domain::PoolingArea pooling_area) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<MonthRecord> records,
                              store.months().List(pooling_area));
  std::optional<AccountingMonth> latest;
  for (const MonthRecord& record : records) {
    if (record.state != MonthState::kClosed) continue;
    if (!latest || *latest < record.month) latest = record.month;
  }
  return latest;
}

absl::StatusOr<ChosenMonth> MonthChooser::Choose(domain::PoolingArea pooling_area,
                                                 domain::CivilDate date) {
  auto known = closed_through_.find(pooling_area);
  if (known == closed_through_.end()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto latest, LatestClosedMonth(store_, pooling_area));
    known = closed_through_.emplace(pooling_area, latest).first;
  }
  const AccountingMonth natural = *AccountingMonth::Of(date);
  ChosenMonth choice{natural, std::nullopt};
  if (known->second && natural <= *known->second) {
    const std::optional<AccountingMonth> open = known->second->PlusMonths(1);
    if (!open) return absl::OutOfRangeError("no open accounting month is left");
    choice = {*open, natural};
  }
  const auto moved = earliest_moved_.try_emplace(pooling_area, choice.month).first;
  moved->second = std::min(moved->second, choice.month);
  return choice;
}

absl::Status MonthChooser::VoidComparisons() {
  for (const auto& [pooling_area, month] : earliest_moved_) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<MonthRecord> records,
                                store_.months().List(pooling_area));
    for (MonthRecord record : records) {
      if (record.month < month || record.comparison_no == 0) continue;
      record.comparison_no = 0;
      record.state = MonthState::kOpen;
      record.by_agency.reset();
      record.by_tax.reset();
      LEVYBRIDGE_RETURN_IF_ERROR(store_.months().Put(record));
    }
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
