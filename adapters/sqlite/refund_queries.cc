#include "adapters/sqlite/refund_queries.h"

#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/refund_query_fields.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

// Of a row that begins with id, value.
absl::StatusOr<domain::RefundQuery> Decode(const Query& row) {
  auto query = DecodeValue<domain::RefundQuery>(row.Blob(1));
  if (!query) return Damaged("refund_query", absl::StrCat(row.Int(0)));
  query->id = row.Int(0);
  return *std::move(query);
}

// By id, of one unit, the open ones, or all: each has an index of its own.
const char* ListSql(const ports::RefundQueryFilter& filter) {
  if (filter.unit_code) {
    return "SELECT id, value FROM refund_query WHERE id>? AND unit_code=? ORDER BY id";
  }
  if (filter.open_only)
    return "SELECT id, value FROM refund_query WHERE id>? AND open=1 ORDER BY id";
  return "SELECT id, value FROM refund_query WHERE id>? ORDER BY id";
}

}  // namespace

absl::StatusOr<std::optional<domain::RefundQuery>> SqliteRefundQueries::Find(
    const domain::PartyId& asked, const domain::QueryNumber& query_no) const {
  const auto asked_no = FindPartyNo(connection_, asked);
  if (!asked_no.ok()) return asked_no.status();
  if (!*asked_no) return std::nullopt;
  Query row(connection_, "SELECT id, value FROM refund_query WHERE asked_no=? AND number=?");
  if (row.Bind(**asked_no).Bind(query_no.value()).Next()) {
    auto query = Decode(row);
    if (!query.ok()) return query.status();
    if (query->query_no != query_no) return Damaged("refund_query", query_no.value());
    return *std::move(query);
  }
  if (!row.status().ok()) return row.status();
  return std::nullopt;
}

absl::Status SqliteRefundQueries::Put(const domain::RefundQuery& query) {
  const auto asked_no = InternParty(connection_, query.asked);
  if (!asked_no.ok()) return asked_no.status();
  std::string value;
  EncodeValue(query, value);
  Query row(connection_,
            "INSERT INTO refund_query(asked_no, number, unit_code, open, value) VALUES(?,?,?,?,?)"
            " ON CONFLICT(asked_no, number) DO UPDATE SET unit_code=excluded.unit_code,"
            " open=excluded.open, value=excluded.value");
  return row.Bind(*asked_no)
      .Bind(query.query_no.value())
      .Bind(query.employer.unit_code.value())
      .Bind(int64_t{query.open() ? 1 : 0})
      .Bind(value)
      .Run();
}

absl::StatusOr<std::vector<domain::RefundQuery>> SqliteRefundQueries::List(
    const ports::RefundQueryFilter& filter, int64_t after_id, int32_t limit) const {
  Query row(connection_, ListSql(filter));
  row.Bind(after_id);
  if (filter.unit_code) row.Bind(filter.unit_code->value());
  std::vector<domain::RefundQuery> queries;
  while (std::ssize(queries) < limit && row.Next()) {
    auto query = Decode(row);
    if (!query.ok()) return query.status();
    if (!filter.open_only || query->open()) queries.push_back(*std::move(query));
  }
  if (!row.status().ok()) return row.status();
  return queries;
}

}  // namespace levybridge::sqlite
