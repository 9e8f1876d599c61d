#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/refund_fields.h"
#include "adapters/sqlite/refunds.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using domain::RefundBatch;

// Of rows of (batch_no, value).
absl::StatusOr<std::vector<RefundBatch>> ReadAll(Query& query) {
  std::vector<RefundBatch> batches;
  while (query.Next()) {
    auto batch = DecodeValue<RefundBatch>(query.Blob(1));
    if (!batch) return Damaged("refund_batch", absl::StrCat(query.Int(0)));
    batch->batch_no = query.Int(0);
    batches.push_back(*std::move(batch));
  }
  if (!query.status().ok()) return query.status();
  return batches;
}

}  // namespace

absl::StatusOr<int64_t> SqliteRefunds::AddBatch(const RefundBatch& batch) {
  std::string value;
  EncodeValue(batch, value);
  Query insert(connection_,
               "INSERT INTO refund_batch(batch_id, pooling_area, paying_unit, state, value)"
               " VALUES(?,?,?,?,?) RETURNING batch_no");
  insert.Bind(batch.batch_id.value())
      .Bind(int64_t{batch.pooling_area.region.number()})
      .Bind(int64_t{batch.paying_unit.number()})
      .Bind(static_cast<int64_t>(batch.state))
      .Bind(value);
  if (!insert.Next()) return insert.status();
  const int64_t batch_no = insert.Int(0);
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  return batch_no;
}

absl::Status SqliteRefunds::UpdateBatch(const RefundBatch& batch) {
  std::string value;
  EncodeValue(batch, value);
  Query update(connection_,
               "UPDATE refund_batch SET state=?, value=? WHERE batch_no=? AND batch_id=? AND"
               " pooling_area=? AND paying_unit=?");
  absl::Status status = update.Bind(static_cast<int64_t>(batch.state))
                            .Bind(value)
                            .Bind(batch.batch_no)
                            .Bind(batch.batch_id.value())
                            .Bind(int64_t{batch.pooling_area.region.number()})
                            .Bind(int64_t{batch.paying_unit.number()})
                            .Run();
  if (!status.ok()) return status;
  if (connection_.Changes() != 1) {
    return absl::NotFoundError(absl::StrCat("store: no refund batch ", batch.batch_no,
                                            " of that id, pooling area and paying unit"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RefundBatch>> SqliteRefunds::FindBatch(int64_t batch_no) const {
  Query query(connection_, "SELECT batch_no, value FROM refund_batch WHERE batch_no=?");
  auto batches = ReadAll(query.Bind(batch_no));
  if (!batches.ok()) return batches.status();
  if (batches->empty()) return std::nullopt;
  return std::move(batches->front());
}

absl::StatusOr<std::vector<RefundBatch>> SqliteRefunds::FindBatches(
    const domain::BatchId& batch_id) const {
  Query query(connection_,
              "SELECT batch_no, value FROM refund_batch WHERE batch_id=? ORDER BY batch_no");
  return ReadAll(query.Bind(batch_id.value()));
}

absl::StatusOr<std::vector<RefundBatch>> SqliteRefunds::ListBatches(
    const ports::RefundBatchFilter& filter, int32_t limit) const {
  const int64_t before = filter.before_batch_no > 0 ? filter.before_batch_no : INT64_MAX;
  if (filter.paying_unit) {
    Query query(connection_,
                "SELECT batch_no, value FROM refund_batch WHERE paying_unit=? AND batch_no<?"
                " ORDER BY batch_no DESC LIMIT ?");
    query.Bind(int64_t{filter.paying_unit->number()}).Bind(before).Bind(int64_t{limit});
    return ReadAll(query);
  }
  Query query(connection_,
              "SELECT batch_no, value FROM refund_batch WHERE batch_no<?"
              " ORDER BY batch_no DESC LIMIT ?");
  return ReadAll(query.Bind(before).Bind(int64_t{limit}));
}

// Two partial indexes: the batches that may be fetched from, and the refunds that wait for it.
absl::StatusOr<std::vector<int64_t>> SqliteRefunds::ListFetchable() const {
  static_assert(static_cast<int>(domain::RefundBatchState::kFunded) == 5 &&
                static_cast<int>(domain::RefundBatchState::kPaying) == 6 &&
                static_cast<int>(domain::RefundState::kLocked) == 1);
  Query query(connection_,
              "SELECT batch_no FROM refund_batch WHERE state IN (5, 6) AND EXISTS(SELECT 1 FROM"
              " refund WHERE refund.batch_no=refund_batch.batch_no AND refund.state=1)"
              " ORDER BY batch_no");
  std::vector<int64_t> numbers;
  while (query.Next()) numbers.push_back(query.Int(0));
  if (!query.status().ok()) return query.status();
  return numbers;
}

absl::StatusOr<domain::RefundFunds> SqliteRefunds::FindFunds(domain::RegionCode paying_unit) const {
  Query query(connection_, "SELECT value FROM refund_funds WHERE paying_unit=?");
  domain::RefundFunds funds{paying_unit, {}, {}, {}};
  if (query.Bind(int64_t{paying_unit.number()}).Next()) {
    const auto stored = DecodeValue<domain::RefundFunds>(query.Blob(0));
    if (!stored || stored->paying_unit != paying_unit) {
      return Damaged("refund_funds", paying_unit.ToString());
    }
    funds = *stored;
  }
  if (!query.status().ok()) return query.status();
  return funds;
}

absl::Status SqliteRefunds::PutFunds(const domain::RefundFunds& funds) {
  std::string value;
  EncodeValue(funds, value);
  Query query(connection_, "INSERT OR REPLACE INTO refund_funds(paying_unit, value) VALUES(?,?)");
  return query.Bind(int64_t{funds.paying_unit.number()}).Bind(value).Run();
}

}  // namespace levybridge::sqlite
