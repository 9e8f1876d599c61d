#include "gateway/usecases/key_cursors.h"

#include <utility>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Obligation;
using domain::ObligationKey;

constexpr int32_t kPage = 2000;

// Money paid up to the month's end that has not reached the treasury.
domain::Money UnbookedOf(const Obligation& obligation) {
  domain::Money sum;
  for (const domain::ComponentBalance& balance : obligation.balances) sum = sum + balance.unbooked;
  return sum;
}

}  // namespace

absl::Status LedgerCursor::ReadPage() {
  page_.clear();
  next_ = 0;
  return store_.Read([&](const ports::Transaction& store) -> absl::Status {
    int32_t seen = 0;
    const std::optional<ObligationKey> from = scanned_through_;
    page_.clear();
    at_end_ = true;
    return store.obligations().Scan(pooling_area_, from, [&](const Obligation& obligation) {
      scanned_through_ = obligation.key;
      Entry entry{obligation.key, domain::LedgerLine(obligation, month_), UnbookedOf(obligation)};
      if (entry.line || !entry.unbooked.IsZero()) page_.push_back(std::move(entry));
      at_end_ = ++seen < kPage;
      return at_end_;
    });
  });
}

absl::Status LedgerCursor::Advance() {
  while (next_ == page_.size()) {
    if (at_end_) {
      key_.reset();
      line_.reset();
      return absl::OkStatus();
    }
    LEVYBRIDGE_RETURN_IF_ERROR(ReadPage());
  }
  Entry& entry = page_[next_++];
  key_ = std::move(entry.key);
  line_ = std::move(entry.line);
  unbooked_ = entry.unbooked;
  return absl::OkStatus();
}

absl::Status StatementCursor::Advance() {
  if (next_ == page_.size()) {
    const std::optional<ObligationKey> after = key_;
    std::vector<domain::StatementLine> page;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.months().ReadStatementLines(batch_no_, after, kPage));
      return absl::OkStatus();
    }));
    page_ = std::move(page);
    next_ = 0;
    if (page_.empty()) {
      key_.reset();
      return absl::OkStatus();
    }
  }
  const domain::StatementLine& line = page_[next_++];
  key_ = ObligationKey{pooling_area_, line.fee_period, line.unit_code, line.insurance_type};
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
