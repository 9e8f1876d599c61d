#include "adapters/sqlite/months.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/month_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

constexpr size_t kDifferencesPerChunk = 256;

absl::StatusOr<domain::MonthRecord> ReadMonth(int64_t area, int64_t month, std::string_view value) {
  auto record = DecodeValue<domain::MonthRecord>(value);
  if (!record || record->pooling_area.region.number() != area || record->month.index() != month) {
    return Damaged("month_record", absl::StrCat(area, "/", month));
  }
  return *std::move(record);
}

Query& BindMonth(Query& query, domain::PoolingArea pooling_area, domain::AccountingMonth month) {
  return query.Bind(int64_t{pooling_area.region.number()}).Bind(int64_t{month.index()});
}

domain::ObligationKey KeyOf(domain::PoolingArea pooling_area, const domain::StatementLine& line) {
  return {pooling_area, line.fee_period, line.unit_code, line.insurance_type};
}

// Takes back the lines put so far, so that a refused call leaves nothing behind.
absl::Status RemoveLines(Connection& connection, int64_t batch_no, domain::PoolingArea area,
                         absl::Span<const domain::StatementLine> lines) {
  Query query(connection,
              "DELETE FROM statement_line WHERE batch_no=? AND pooling_area=? AND fee_period=?"
              " AND unit_code=? AND insurance_type=?");
  for (const domain::StatementLine& line : lines) {
    const domain::ObligationKey key = KeyOf(area, line);
    absl::Status status = BindKey(query.Bind(batch_no), key).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<domain::MonthRecord>> SqliteMonths::Find(
    domain::PoolingArea pooling_area, domain::AccountingMonth month) const {
  Query query(connection_, "SELECT value FROM month_record WHERE pooling_area=? AND month=?");
  if (BindMonth(query, pooling_area, month).Next()) {
    auto record = ReadMonth(pooling_area.region.number(), month.index(), query.Blob(0));
    if (!record.ok()) return record.status();
    return *std::move(record);
  }
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::Status SqliteMonths::Put(const domain::MonthRecord& record) {
  std::string value;
  EncodeValue(record, value);
  Query query(connection_,
              "INSERT OR REPLACE INTO month_record(pooling_area, month, value) VALUES(?,?,?)");
  return BindMonth(query, record.pooling_area, record.month).Bind(value).Run();
}

absl::StatusOr<std::vector<domain::MonthRecord>> SqliteMonths::List(
    domain::PoolingArea pooling_area) const {
  std::vector<domain::MonthRecord> records;
  Query query(connection_,
              "SELECT pooling_area, month, value FROM month_record WHERE pooling_area=?"
              " ORDER BY month");
  query.Bind(int64_t{pooling_area.region.number()});
  while (query.Next()) {
    auto record = ReadMonth(query.Int(0), query.Int(1), query.Blob(2));
    if (!record.ok()) return record.status();
    records.push_back(*std::move(record));
  }
  if (!query.status().ok()) return query.status();
  return records;
}

absl::Status SqliteMonths::PutStatementLines(int64_t batch_no, domain::PoolingArea pooling_area,
                                             absl::Span<const domain::StatementLine> lines) {
  Query query(connection_,
              "INSERT OR IGNORE INTO statement_line(batch_no, pooling_area, fee_period, unit_code,"
              " insurance_type, value) VALUES(?,?,?,?,?,?)");
  std::string value;
  for (size_t i = 0; i < lines.size(); ++i) {
    const domain::ObligationKey key = KeyOf(pooling_area, lines[i]);
    EncodeValue(lines[i], value);
    absl::Status status = BindKey(query.Bind(batch_no), key).Bind(value).Run();
    if (!status.ok()) return status;
    if (connection_.Changes() == 0) {
      status = RemoveLines(connection_, batch_no, pooling_area, lines.first(i));
      return status.ok() ? absl::AlreadyExistsError(absl::StrCat(
                               "store: the statement has two lines for ", KeyText(key)))
                         : status;
    }
  }
  return query.status();
}

absl::Status SqliteMonths::DropStatementLines(int64_t batch_no) {
  Query query(connection_, "DELETE FROM statement_line WHERE batch_no=?");
  return query.Bind(batch_no).Run();
}

absl::StatusOr<std::vector<domain::StatementLine>> SqliteMonths::ReadStatementLines(
    int64_t batch_no, const std::optional<domain::ObligationKey>& after, int32_t limit) const {
  Query from_start(connection_,
                   "SELECT pooling_area, fee_period, unit_code, insurance_type, value"
                   " FROM statement_line WHERE batch_no=?"
                   " ORDER BY pooling_area, fee_period, unit_code, insurance_type LIMIT ?");
  Query from_key(connection_,
                 "SELECT pooling_area, fee_period, unit_code, insurance_type, value"
                 " FROM statement_line WHERE batch_no=?"
                 " AND (pooling_area, fee_period, unit_code, insurance_type) > (?,?,?,?)"
                 " ORDER BY pooling_area, fee_period, unit_code, insurance_type LIMIT ?");
  Query& query = after ? from_key : from_start;
  query.Bind(batch_no);
  if (after) BindKey(query, *after);
  query.Bind(int64_t{limit});
  std::vector<domain::StatementLine> lines;
  while (query.Next()) {
    const auto key = ReadKey(query, 0);
    auto line = DecodeValue<domain::StatementLine>(query.Blob(4));
    if (!key || !line || KeyOf(key->pooling_area, *line) != *key) {
      return Damaged("statement_line",
                     absl::StrCat(batch_no, "/", key ? KeyText(*key) : "unreadable key"));
    }
    lines.push_back(*std::move(line));
  }
  if (!query.status().ok()) return query.status();
  return lines;
}

absl::StatusOr<int64_t> SqliteMonths::FindStatement(domain::PoolingArea pooling_area,
                                                    domain::AccountingMonth month,
                                                    domain::StatementSide side) const {
  Query query(connection_,
              "SELECT batch_no FROM statement WHERE pooling_area=? AND month=? AND side=?");
  BindMonth(query, pooling_area, month).Bind(static_cast<int64_t>(side));
  const int64_t batch_no = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return batch_no;
}

absl::Status SqliteMonths::PutStatement(domain::PoolingArea pooling_area,
                                        domain::AccountingMonth month, domain::StatementSide side,
                                        int64_t batch_no) {
  Query query(connection_,
              "INSERT OR REPLACE INTO statement(pooling_area, month, side, batch_no)"
              " VALUES(?,?,?,?)");
  return BindMonth(query, pooling_area, month)
      .Bind(static_cast<int64_t>(side))
      .Bind(batch_no)
      .Run();
}

absl::Status SqliteMonths::AppendDifferences(int64_t comparison_no,
                                             absl::Span<const domain::Difference> differences) {
  Query last(connection_,
             "SELECT first_offset + count FROM difference_chunk WHERE comparison_no=?"
             " ORDER BY first_offset DESC LIMIT 1");
  int64_t offset = last.Bind(comparison_no).Next() ? last.Int(0) : 0;
  if (!last.status().ok()) return last.status();
  Query insert(connection_,
               "INSERT INTO difference_chunk(comparison_no, first_offset, count, value)"
               " VALUES(?,?,?,?)");
  while (!differences.empty()) {
    const auto chunk = differences.subspan(0, kDifferencesPerChunk);
    BlockWriter block;
    for (const domain::Difference& difference : chunk) block.Add(difference);
    const std::string value = block.Finish();
    const auto count = static_cast<int64_t>(chunk.size());
    absl::Status status = insert.Bind(comparison_no).Bind(offset).Bind(count).Bind(value).Run();
    if (!status.ok()) return status;
    offset += count;
    differences.remove_prefix(chunk.size());
  }
  return insert.status();
}

absl::StatusOr<std::vector<domain::Difference>> SqliteMonths::ReadDifferences(int64_t comparison_no,
                                                                              int64_t offset,
                                                                              int32_t limit) const {
  std::vector<domain::Difference> differences;
  Query query(connection_,
              "SELECT first_offset, count, value FROM difference_chunk WHERE comparison_no=?"
              " AND first_offset>? AND first_offset<? ORDER BY first_offset");
  query.Bind(comparison_no)
      .Bind(offset - static_cast<int64_t>(kDifferencesPerChunk))
      .Bind(offset + limit);
  while (query.Next()) {
    const int64_t first = query.Int(0);
    const auto block = BlockReader::Open(query.Blob(2));
    bool sound = block && static_cast<int64_t>(block->count()) == query.Int(1);
    const int64_t end = sound ? std::min(first + query.Int(1), offset + limit) : 0;
    for (int64_t at = std::max(first, offset); sound && at < end; ++at) {
      auto difference = block->Read<domain::Difference>(static_cast<size_t>(at - first));
      sound = difference.has_value();
      if (sound) differences.push_back(*std::move(difference));
    }
    if (!sound) return Damaged("difference_chunk", absl::StrCat(comparison_no, "/", first));
  }
  if (!query.status().ok()) return query.status();
  return differences;
}

absl::Status SqliteMonths::DropDifferences(int64_t comparison_no) {
  Query query(connection_, "DELETE FROM difference_chunk WHERE comparison_no=?");
  return query.Bind(comparison_no).Run();
}

absl::StatusOr<int64_t> SqliteMonths::NextComparison() {
  Query query(connection_,
              "INSERT INTO counter(name, value) VALUES('comparison', 1)"
              " ON CONFLICT(name) DO UPDATE SET value=value+1 RETURNING value");
  if (!query.Next()) return query.status();
  const int64_t number = query.Int(0);
  if (absl::Status status = query.Run(); !status.ok()) return status;
  return number;
}

}  // namespace levybridge::sqlite
