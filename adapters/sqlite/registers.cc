#include "adapters/sqlite/registers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/register_fields.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

Query& BindEmployer(Query& query, const domain::EmployerKey& key) {
  return query.Bind(int64_t{key.pooling_area.region.number()}).Bind(key.unit_code.value());
}

}  // namespace

absl::StatusOr<bool> SqliteRegisters::HasAny() const {
  Query query(connection_, "SELECT EXISTS(SELECT 1 FROM registered_employer)");
  const bool any = query.Next() && query.Int(0) != 0;
  if (!query.status().ok()) return query.status();
  return any;
}

absl::StatusOr<std::vector<std::optional<domain::RegisteredEmployer>>> SqliteRegisters::Find(
    absl::Span<const domain::EmployerKey> keys) const {
  std::vector<std::optional<domain::RegisteredEmployer>> found(keys.size());
  Query query(connection_,
              "SELECT value FROM registered_employer WHERE pooling_area=? AND unit_code=?");
  for (size_t i = 0; i < keys.size(); ++i) {
    if (BindEmployer(query, keys[i]).Next()) {
      found[i] = DecodeValue<domain::RegisteredEmployer>(query.Blob(0));
      if (!found[i] || found[i]->key != keys[i]) {
        return Damaged("registered_employer", absl::StrCat(keys[i].pooling_area.region.ToString(),
                                                           "/", keys[i].unit_code.value()));
      }
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return found;
}

absl::StatusOr<std::vector<domain::RegisteredEmployer>> SqliteRegisters::List(
    const std::optional<domain::EmployerKey>& after, int32_t limit) const {
  std::vector<domain::RegisteredEmployer> employers;
  Query query(connection_,
              "SELECT value, unit_code FROM registered_employer WHERE (pooling_area, unit_code) >"
              " (?,?) ORDER BY pooling_area, unit_code LIMIT ?");
  const std::string_view after_unit = after ? after->unit_code.value() : std::string_view();
  query.Bind(after ? int64_t{after->pooling_area.region.number()} : 0)
      .Bind(after_unit)
      .Bind(int64_t{limit});
  while (query.Next()) {
    auto employer = DecodeValue<domain::RegisteredEmployer>(query.Blob(0));
    if (!employer) return Damaged("registered_employer", std::string(query.Blob(1)));
    employers.push_back(*std::move(employer));
  }
  if (!query.status().ok()) return query.status();
  return employers;
}

absl::Status SqliteRegisters::Put(absl::Span<const domain::RegisteredEmployer> employers) {
  Query query(connection_,
              "INSERT OR REPLACE INTO registered_employer(pooling_area, unit_code, value)"
              " VALUES(?,?,?)");
  std::string value;
  for (const domain::RegisteredEmployer& employer : employers) {
    EncodeValue(employer, value);
    absl::Status status = BindEmployer(query, employer.key).Bind(value).Run();
    if (!status.ok()) return status;
  }
  return query.status();
}

}  // namespace levybridge::sqlite
