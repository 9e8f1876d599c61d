#include "adapters/sqlite/obligation_rows.h"

#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/run_catalog.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using domain::ObligationKey;
using FoundRow = absl::FunctionRef<absl::Status(size_t index, std::string_view value)>;
using FoundNumber = absl::FunctionRef<absl::Status(size_t index, const ObligationKey& key)>;

// Fewer keys than this are asked for one by one.
constexpr size_t kKeysForOnePass = 8;
// A pass over the table gives up when it has met this many rows more than keys.
constexpr size_t kRowsPerKey = 4;

// Keys ascending within one pooling area and fee period, from `begin`; gives their end.
size_t EndOfGroup(absl::Span<const ObligationKey* const> keys, size_t begin) {
  size_t end = begin + 1;
  while (end < keys.size() && keys[end]->pooling_area == keys[begin]->pooling_area &&
         keys[end]->fee_period == keys[begin]->fee_period && *keys[end - 1] < *keys[end]) {
    ++end;
  }
  return end;
}

absl::Status FindOneByOne(Connection& connection, absl::Span<const ObligationKey* const> keys,
                          size_t begin, size_t end, FoundRow found) {
  Query query(connection,
              "SELECT value FROM obligation WHERE pooling_area=? AND fee_period=?"
              " AND unit_code=? AND insurance_type=?");
  for (size_t i = begin; i < end; ++i) {
    if (BindKey(query, *keys[i]).Next()) {
      if (absl::Status status = found(i, query.Blob(0)); !status.ok()) return status;
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return absl::OkStatus();
}

// Steps through rows and keys side by side. Leaves in `begin` the first key not looked for yet: one
// pass is not worth it when far more rows than keys lie in between.
absl::Status FindInOnePass(Connection& connection, absl::Span<const ObligationKey* const> keys,
                           size_t& begin, size_t end, FoundRow found) {
  Query query(connection,
              "SELECT unit_code, insurance_type, value FROM obligation WHERE pooling_area=? AND"
              " fee_period=? AND (unit_code, insurance_type) >= (?,?)"
              " ORDER BY pooling_area, fee_period, unit_code, insurance_type");
  BindKey(query, *keys[begin]);
  size_t rows_left = (end - begin) * kRowsPerKey;
  while (query.Next()) {
    const std::string_view unit_code = query.Blob(0);
    const int64_t type = query.Int(1);
    const auto row_order = [&](const ObligationKey& key) {
      const int order = std::string_view(key.unit_code.value()).compare(unit_code);
      return order != 0 ? order : static_cast<int>(static_cast<int64_t>(key.insurance_type) - type);
    };
    while (begin < end && row_order(*keys[begin]) < 0) ++begin;
    if (begin == end || rows_left-- == 0) return absl::OkStatus();
    if (row_order(*keys[begin]) == 0) {
      if (absl::Status status = found(begin++, query.Blob(2)); !status.ok()) return status;
    }
  }
  begin = end;
  return query.status();
}

absl::StatusOr<ObligationKey> OwnerOf(const Query& query, std::string_view number) {
  auto key = ReadKey(query, 0);
  if (!key) return Damaged("assessment", number);
  return *std::move(key);
}

absl::Status FindNumbersOneByOne(Connection& connection, int64_t agency_no,
                                 absl::Span<const ports::AssessmentIdentity* const> identities,
                                 FoundNumber found) {
  Query query(connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type FROM assessment"
              " WHERE agency_no=? AND fee_period=? AND number=?");
  for (size_t i = 0; i < identities.size(); ++i) {
    const std::string& number = identities[i]->assessment_no.value();
    query.Bind(agency_no).Bind(int64_t{identities[i]->fee_period.index()}).Bind(number);
    if (query.Next()) {
      const auto key = OwnerOf(query, number);
      if (!key.ok()) return key.status();
      if (absl::Status status = found(i, *key); !status.ok()) return status;
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FindObligationRows(Connection& connection, absl::Span<const ObligationKey* const> keys,
                                FoundRow found) {
  size_t begin = 0;
  while (begin < keys.size()) {
    const size_t end = EndOfGroup(keys, begin);
    absl::Status status;
    if (end - begin >= kKeysForOnePass) {
      status = FindInOnePass(connection, keys, begin, end, found);
    }
    if (status.ok()) status = FindOneByOne(connection, keys, begin, end, found);
    if (!status.ok()) return status;
    begin = end;
  }
  return absl::OkStatus();
}

absl::Status PutObligationRows(Connection& connection,
                               absl::Span<const domain::Obligation* const> obligations) {
  Query query(connection,
              "INSERT OR REPLACE INTO obligation(pooling_area, fee_period, unit_code,"
              " insurance_type, value) VALUES(?,?,?,?,?)");
  std::string value;
  for (const domain::Obligation* obligation : obligations) {
    EncodeValue(*obligation, value);
    absl::Status status = BindKey(query, obligation->key).Bind(value).Run();
    if (!status.ok()) return status;
  }
  connection.run_cache().CountSingleRows(static_cast<int64_t>(obligations.size()));
  return query.status();
}

absl::Status FindNumberRows(Connection& connection, int64_t agency_no,
                            absl::Span<const ports::AssessmentIdentity* const> identities,
                            FoundNumber found) {
  if (identities.size() < kKeysForOnePass) {
    return FindNumbersOneByOne(connection, agency_no, identities, found);
  }
  // Few rows are looked at once and remembered; of many, each number is looked for.
  Query query(connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, number FROM assessment"
              " WHERE agency_no=? AND fee_period=? LIMIT ?");
  const size_t limit = identities.size();
  query.Bind(agency_no)
      .Bind(int64_t{identities.front()->fee_period.index()})
      .Bind(static_cast<int64_t>(limit));
  std::unordered_map<std::string, ObligationKey> rows;
  while (query.Next()) {
    auto key = OwnerOf(query, query.Blob(4));
    if (!key.ok()) return key.status();
    rows.emplace(query.Blob(4), *std::move(key));
  }
  if (!query.status().ok()) return query.status();
  if (rows.size() == limit) {
    return FindNumbersOneByOne(connection, agency_no, identities, found);
  }
  for (size_t i = 0; !rows.empty() && i < identities.size(); ++i) {
    const auto at = rows.find(identities[i]->assessment_no.value());
    if (at == rows.end()) continue;
    if (absl::Status status = found(i, at->second); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status PutNumberRows(Connection& connection, int64_t agency_no,
                           absl::Span<const ports::AssessmentIdentity* const> identities,
                           absl::Span<const ObligationKey* const> keys) {
  Query query(connection,
              "INSERT INTO assessment(agency_no, fee_period, number, pooling_area,"
              " unit_code, insurance_type) VALUES(?,?,?,?,?,?)");
  for (size_t i = 0; i < identities.size(); ++i) {
    absl::Status status = query.Bind(agency_no)
                              .Bind(int64_t{identities[i]->fee_period.index()})
                              .Bind(identities[i]->assessment_no.value())
                              .Bind(int64_t{keys[i]->pooling_area.region.number()})
                              .Bind(keys[i]->unit_code.value())
                              .Bind(static_cast<int64_t>(keys[i]->insurance_type))
                              .Run();
    if (!status.ok()) return status;
  }
  connection.run_cache().CountSingleRows(static_cast<int64_t>(identities.size()));
  return query.status();
}

}  // namespace levybridge::sqlite
