#include "adapters/sqlite/offsets.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/offset_fields.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {

absl::StatusOr<bool> SqliteOffsets::HasAny(domain::PoolingArea pooling_area) const {
  Query query(connection_,
              "SELECT EXISTS(SELECT 1 FROM credit WHERE pooling_area=?1) OR"
              " EXISTS(SELECT 1 FROM offset_use WHERE pooling_area=?1)");
  query.Bind(int64_t{pooling_area.region.number()});
  const bool any = query.Next() && query.Int(0) != 0;
  if (!query.status().ok()) return query.status();
  return any;
}

absl::StatusOr<std::optional<domain::Credit>> SqliteOffsets::FindCredit(
    const domain::ObligationKey& source) const {
  Query query(connection_,
              "SELECT value FROM credit WHERE pooling_area=? AND fee_period=? AND unit_code=?"
              " AND insurance_type=?");
  std::optional<domain::Credit> credit;
  if (BindKey(query, source).Next()) {
    credit = DecodeValue<domain::Credit>(query.Blob(0));
    if (!credit || credit->source != source) return Damaged("credit", KeyText(source));
  }
  if (!query.status().ok()) return query.status();
  return credit;
}

absl::StatusOr<std::vector<domain::Credit>> SqliteOffsets::CreditsOf(
    const domain::EmployerKey& employer) const {
  Query query(connection_,
              "SELECT value FROM credit WHERE pooling_area=? AND unit_code=?"
              " ORDER BY fee_period, insurance_type");
  query.Bind(int64_t{employer.pooling_area.region.number()}).Bind(employer.unit_code.value());
  std::vector<domain::Credit> credits;
  while (query.Next()) {
    auto credit = DecodeValue<domain::Credit>(query.Blob(0));
    if (!credit) return Damaged("credit", employer.unit_code.value());
    credits.push_back(*std::move(credit));
  }
  if (!query.status().ok()) return query.status();
  return credits;
}

absl::Status SqliteOffsets::PutCredit(const domain::Credit& credit) {
  Query query(connection_,
              "INSERT OR REPLACE INTO credit(pooling_area, fee_period, unit_code, insurance_type,"
              " value) VALUES(?,?,?,?,?)");
  std::string value;
  EncodeValue(credit, value);
  return BindKey(query, credit.source).Bind(value).Run();
}

absl::Status SqliteOffsets::RemoveCredit(const domain::ObligationKey& source) {
  Query query(connection_,
              "DELETE FROM credit WHERE pooling_area=? AND fee_period=? AND unit_code=?"
              " AND insurance_type=?");
  return BindKey(query, source).Run();
}

absl::StatusOr<std::optional<domain::OffsetUse>> SqliteOffsets::FindUse(int64_t sequence) const {
  Query query(connection_, "SELECT value FROM offset_use WHERE sequence=?");
  std::optional<domain::OffsetUse> use;
  if (query.Bind(sequence).Next()) {
    use = DecodeValue<domain::OffsetUse>(query.Blob(0));
    if (!use || use->sequence != sequence) return Damaged("offset_use", absl::StrCat(sequence));
  }
  if (!query.status().ok()) return query.status();
  return use;
}

absl::Status SqliteOffsets::PutUse(const domain::OffsetUse& use) {
  Query query(connection_,
              "INSERT OR REPLACE INTO offset_use(sequence, pooling_area, value) VALUES(?,?,?)");
  std::string value;
  EncodeValue(use, value);
  return query.Bind(use.sequence)
      .Bind(int64_t{use.target.pooling_area.region.number()})
      .Bind(value)
      .Run();
}

}  // namespace levybridge::sqlite
