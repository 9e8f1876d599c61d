// Batches between the contract and the domain: header, trailer, chunks, receipt.
//
// A header or a chunk that is malformed as such (not one of its rows) is an error: INVALID_REQUEST
// or CHUNK_MALFORMED, nothing of it is stored. Thread-safe.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/batch.h"
#include "gateway/rpc/convert_rows.h"
#include "gateway/usecases/batch_intake.h"
#include "levybridge/reconciliation/v1/statement.pb.h"

namespace levybridge::rpc {

// INVALID_ARGUMENT with reason INVALID_REQUEST and the field's name.
absl::Status InvalidField(std::string_view field, std::string_view expected_zh,
                          std::string_view expected_en);
absl::Status MalformedChunk(std::string_view what);

absl::StatusOr<domain::BatchHeader> HeaderFromWire(const common::v1::BatchHeader& message,
                                                   domain::BatchKind kind, domain::PartyId party);
absl::StatusOr<usecases::BatchTrailer> TrailerFromWire(const common::v1::BatchTrailer& message);
absl::StatusOr<domain::BatchId> BatchIdFromWire(const std::string& text);
absl::StatusOr<domain::BatchKind> BatchKindFromWire(int number);
// Side and pooling area are the caller's to fill; `message.region` is looked at there.
absl::StatusOr<domain::StatementHeader> StatementHeaderFromWire(
    const reconciliation::v1::StatementScope& scope,
    const reconciliation::v1::StatementTotals& totals, domain::StatementSide side);

common::v1::BatchReceipt ReceiptToWire(const domain::Batch& batch, bool replayed);

// The end of reading a chunk: the numbers of readable and unreadable rows together must be
// first_row, first_row + 1, ….
absl::StatusOr<domain::BatchChunk> FinishChunk(domain::BatchChunk chunk,
                                               std::vector<int64_t> numbers);
// The rows' values, or for each that has none an unreadable row with its problems and the message's
// own bytes.
template <class Value, class Chunk>
absl::StatusOr<domain::BatchChunk> ChunkFromWire(const Chunk& message) {
  domain::BatchChunk chunk{.number = static_cast<int64_t>(message.chunk_number()),
                           .first_row = static_cast<int64_t>(message.first_row()),
                           .rows = std::vector<domain::NumberedRow<Value>>(),
                           .unreadable = {}};
  if (message.rows_size() + message.unreadable_size() > domain::kRowsPerChunk ||
      message.rows_size() + message.unreadable_size() == 0) {
    return MalformedChunk("1..2000 rows");
  }
  auto& rows = std::get<std::vector<domain::NumberedRow<Value>>>(chunk.rows);
  std::vector<int64_t> numbers;
  rows.reserve(static_cast<size_t>(message.rows_size()));
  numbers.reserve(static_cast<size_t>(message.rows_size()) +
                  static_cast<size_t>(message.unreadable_size()));
  using Row = std::remove_cvref_t<decltype(message.rows(0))>;
  constexpr size_t kMaxRaw = kMayBeQuoted<Row> ? 4096 : 0;
  for (const auto& row : message.rows()) {
    const auto number = static_cast<int64_t>(row.row());
    if (!numbers.empty() && number <= numbers.back()) return MalformedChunk("rows ascending");
    numbers.push_back(number);
    FieldReader fields;
    if (std::optional<Value> value = FromWire(row, fields)) {
      rows.push_back({number, *std::move(value)});
    } else {
      chunk.unreadable.push_back({number, row.SerializeAsString().substr(0, kMaxRaw),
                                  fields.TakeProblems(), StatedAmount(row)});
    }
  }
  for (const common::v1::UnreadableRow& row : message.unreadable()) {
    numbers.push_back(static_cast<int64_t>(row.row()));
    chunk.unreadable.push_back(FromWire(row, kMayBeQuoted<Row>));
  }
  return FinishChunk(std::move(chunk), std::move(numbers));
}

}  // namespace levybridge::rpc
