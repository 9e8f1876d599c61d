#include "gateway/usecases/compare_month.h"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/usecases/classify_difference.h"
#include "gateway/usecases/key_cursors.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::AccountingMonth;
using domain::Difference;
using domain::MonthRecord;
using domain::MonthState;
using domain::ObligationKey;
using domain::PoolingArea;
using domain::StatementSide;

constexpr int kAttempts = 3;
constexpr size_t kDifferencesPerWrite = 1000;

absl::StatusOr<int64_t> StatementInForce(const ports::Transaction& store, const MonthRecord& record,
                                         StatementSide side) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t batch_no, store.months().FindStatement(
                                                          record.pooling_area, record.month, side));
  if (batch_no != 0) return batch_no;
  return Refusal(
      absl::StatusCode::kFailedPrecondition, "STATEMENT_MISSING",
      {"尚未收到对账单，无法比对", "no statement to compare with yet"},
      {{"side", std::string(domain::MachineName(side))}, {"month", record.month.ToIso()}});
}

// Gathers differences, stores them page by page, and feeds the digest that both sides will confirm.
class DifferenceSink {
 public:
  DifferenceSink(ports::Store& store, int64_t comparison_no)
      : store_(store), comparison_no_(comparison_no) {}

  absl::Status Add(std::vector<Difference> found) {
    for (Difference& difference : found) {
      AppendCanonicalBytes(difference, bytes_);
      page_.push_back(std::move(difference));
      ++count_;
    }
    if (bytes_.size() > 1 << 16) FeedDigest();
    return page_.size() < kDifferencesPerWrite ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    if (page_.empty()) return absl::OkStatus();
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([this](ports::Transaction& store) {
      return store.months().AppendDifferences(comparison_no_, page_);
    }));
    page_.clear();
    return absl::OkStatus();
  }
  // The digest over all differences and then `totals`.
  domain::Sha256Digest Finish(const MonthRecord& totals) {
    AppendCanonicalTotals(totals, bytes_);
    FeedDigest();
    return digest_.Finish();
  }
  int64_t count() const { return count_; }

 private:
  void FeedDigest() {
    digest_.Update(bytes_);
    bytes_.clear();
  }

  ports::Store& store_;
  const int64_t comparison_no_;
  std::vector<Difference> page_;
  std::string bytes_;
  domain::Sha256 digest_;
  int64_t count_ = 0;
};

// Walks the three sides in key order and classifies what stands at each key.
absl::Status Merge(const ports::Store& store, MonthRecord& record, DifferenceSink& sink) {
  LedgerCursor ledger(store, record.pooling_area, record.month);
  StatementCursor agency(store, record.pooling_area, record.agency_batch);
  StatementCursor tax(store, record.pooling_area, record.tax_batch);
  LEVYBRIDGE_RETURN_IF_ERROR(ledger.Advance());
  LEVYBRIDGE_RETURN_IF_ERROR(agency.Advance());
  LEVYBRIDGE_RETURN_IF_ERROR(tax.Advance());
  while (ledger.key() || agency.key() || tax.key()) {
    const ObligationKey key =
        *std::min({ledger.key(), agency.key(), tax.key()},
                  [](const auto& a, const auto& b) { return a && (!b || *a < *b); });
    const bool at_ledger = ledger.key() == key;
    const bool at_agency = agency.key() == key;
    const bool at_tax = tax.key() == key;
    const SidesAtKey sides{key, at_ledger ? ledger.line() : nullptr,
                           at_agency ? agency.line() : nullptr, at_tax ? tax.line() : nullptr,
                           at_ledger ? ledger.unbooked() : domain::Money()};
    if (sides.ledger != nullptr) record.ledger.Add(*sides.ledger);
    if (sides.agency != nullptr) record.agency.Add(*sides.agency);
    if (sides.tax != nullptr) record.tax.Add(*sides.tax);
    std::vector<Difference> found = Classify(sides);
    if (found.empty() && sides.AnyLine()) ++record.matched;
    LEVYBRIDGE_RETURN_IF_ERROR(sink.Add(std::move(found)));
    if (at_ledger) LEVYBRIDGE_RETURN_IF_ERROR(ledger.Advance());
    if (at_agency) LEVYBRIDGE_RETURN_IF_ERROR(agency.Advance());
    if (at_tax) LEVYBRIDGE_RETURN_IF_ERROR(tax.Advance());
  }
  return absl::OkStatus();
}

// Money that fits no obligation is a difference of its own kind.
absl::Status AddUnapplied(const ports::Store& store, const MonthRecord& record,
                          DifferenceSink& sink) {
  std::optional<domain::PaymentKey> after;
  while (true) {
    std::vector<domain::Payment> page;
    LEVYBRIDGE_RETURN_IF_ERROR(store.Read([&](const ports::Transaction& snapshot) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(
          page, snapshot.payments().ListUnapplied(record.pooling_area, after, 1000));
      return absl::OkStatus();
    }));
    if (page.empty()) return absl::OkStatus();
    after = domain::PaymentKey{page.back().pooling_area, page.back().line.id};
    std::vector<Difference> found;
    for (const domain::Payment& payment : page) {
      if (AccountingMonth::Of(payment.line.booked_on.value_or(payment.line.paid_on)) >
          record.month) {
        continue;
      }
      found.push_back(UnappliedDifference(payment, record.month));
    }
    LEVYBRIDGE_RETURN_IF_ERROR(sink.Add(std::move(found)));
  }
}

}  // namespace

absl::StatusOr<MonthRecord> MonthComparison::Begin(PoolingArea pooling_area,
                                                   AccountingMonth month) {
  MonthRecord record{.pooling_area = pooling_area, .month = month};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto closed, LatestClosedMonth(store, pooling_area));
    if (closed && month <= *closed) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_CLOSED",
                     {"该月已关账，不能再比对", "the month is closed and is not compared again"},
                     {{"month", month.ToIso()}});
    }
    record = MonthRecord{.pooling_area = pooling_area, .month = month};
    LEVYBRIDGE_ASSIGN_OR_RETURN(record.agency_batch,
                                StatementInForce(store, record, StatementSide::kAgency));
    LEVYBRIDGE_ASSIGN_OR_RETURN(record.tax_batch,
                                StatementInForce(store, record, StatementSide::kTax));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto earlier, store.months().Find(pooling_area, month));
    // Movements and new statements void a comparison, so one that stands has nothing new.
    if (earlier && earlier->comparison_no != 0 && earlier->state != MonthState::kOpen) {
      record = *earlier;
      return absl::OkStatus();
    }
    if (earlier && earlier->comparison_no != 0) {
      LEVYBRIDGE_RETURN_IF_ERROR(store.months().DropDifferences(earlier->comparison_no));
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(record.comparison_no, store.months().NextComparison());
    LEVYBRIDGE_ASSIGN_OR_RETURN(record.journal_sequence, store.journal().LastSequence());
    return store.months().Put(record);
  }));
  return record;
}

absl::StatusOr<bool> MonthComparison::Finish(MonthRecord& record) {
  bool undisturbed = false;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto now,
                                store.months().Find(record.pooling_area, record.month));
    undisturbed = now && now->comparison_no == record.comparison_no;
    if (!undisturbed) return store.months().DropDifferences(record.comparison_no);
    record.state = MonthState::kCompared;
    record.compared_at = clock_.Now();
    return store.months().Put(record);
  }));
  return undisturbed;
}

absl::StatusOr<MonthRecord> MonthComparison::Compare(PoolingArea pooling_area,
                                                     AccountingMonth month) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(MonthRecord record, Begin(pooling_area, month));
    if (record.state != MonthState::kOpen) return record;
    DifferenceSink sink(store_, record.comparison_no);
    LEVYBRIDGE_RETURN_IF_ERROR(Merge(store_, record, sink));
    LEVYBRIDGE_RETURN_IF_ERROR(AddUnapplied(store_, record, sink));
    LEVYBRIDGE_RETURN_IF_ERROR(sink.Flush());
    record.differences = sink.count();
    record.digest = sink.Finish(record);
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool undisturbed, Finish(record));
    if (undisturbed) return record;
  }
  return Refusal(absl::StatusCode::kAborted, "MONTH_BUSY",
                 {"比对期间账目仍在变动，请稍后再试",
                  "the ledger kept moving during the comparison; try again later"},
                 {{"month", month.ToIso()}});
}

}  // namespace levybridge::usecases
