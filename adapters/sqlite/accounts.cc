#include "adapters/sqlite/accounts.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/account_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/sealed.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using ports::FiledAccount;

absl::StatusOr<std::vector<FiledAccount>> ReadAll(const Connection& connection, Query& query) {
  std::vector<FiledAccount> accounts;
  while (query.Next()) {
    auto account = ReadAccount(connection, query);
    if (!account.ok()) return account.status();
    accounts.push_back(*std::move(account));
  }
  if (!query.status().ok()) return query.status();
  return accounts;
}

// The row a bound query finds, if any; the query is ready for its next parameters afterwards.
absl::StatusOr<std::optional<FiledAccount>> ReadOne(const Connection& connection, Query& query) {
  std::optional<FiledAccount> found;
  if (query.Next()) {
    auto account = ReadAccount(connection, query);
    if (!account.ok()) return account.status();
    found = *std::move(account);
  }
  if (!query.status().ok()) return query.status();
  query.Reset();
  return found;
}

absl::StatusOr<std::string> Sealed(const Connection& connection, const AccountPlace& place,
                                   const domain::AccountOnFile& account) {
  std::string secret;
  EncodeValue(
      AccountSecret{account.account_no, account.account_name, account.bank_name, account.bank_code},
      secret);
  return SealFor(connection, secret, AccountContext(place));
}

}  // namespace

absl::StatusOr<FiledAccount> ReadAccount(const Connection& connection, const Query& query) {
  const AccountPlace place{query.Int(0), query.Int(1), query.Blob(2), query.Int(3)};
  const auto plain = OpenSealed(connection, query.Blob(5), AccountContext(place));
  if (!plain.ok()) return plain.status();
  auto secret = DecodeValue<AccountSecret>(*plain);
  auto filing = DecodeValue<AccountFiling>(query.Blob(4));
  const auto area = ReadPoolingArea(place.pooling_area);
  auto unit_code = domain::UnitCode::Parse(place.unit_code);
  const auto effective_on = domain::CivilDate::FromDays(static_cast<int32_t>(place.effective_on));
  if (!secret || !filing || !area || !unit_code || !effective_on) {
    return Damaged("account", absl::StrCat(place.filing_no));
  }
  return FiledAccount{.filing_no = place.filing_no,
                      .pooling_area = *area,
                      .account = {.unit_code = *std::move(unit_code),
                                  .region = filing->region,
                                  .account_no = std::move(secret->account_no),
                                  .account_name = std::move(secret->account_name),
                                  .bank_name = std::move(secret->bank_name),
                                  .bank_code = std::move(secret->bank_code),
                                  .effective_on = *effective_on},
                      .filed_by = std::move(filing->filed_by),
                      .filed_at = filing->filed_at};
}

absl::StatusOr<int64_t> SqliteAccounts::Add(const FiledAccount& account) {
  Query last(connection_, "SELECT coalesce(max(filing_no), 0) FROM account");
  const int64_t filing_no = last.Next() ? last.Int(0) + 1 : 0;
  if (!last.status().ok()) return last.status();
  const AccountPlace place{filing_no, account.pooling_area.region.number(),
                           account.account.unit_code.value(), account.account.effective_on.days()};
  const auto sealed = Sealed(connection_, place, account.account);
  if (!sealed.ok()) return sealed.status();
  std::string value;
  EncodeValue(AccountFiling{account.account.region, account.filed_by, account.filed_at}, value);
  Query insert(connection_,
               "INSERT INTO account(filing_no, pooling_area, unit_code, effective_on, value,"
               " sealed) VALUES(?,?,?,?,?,?)");
  absl::Status status = insert.Bind(place.filing_no)
                            .Bind(place.pooling_area)
                            .Bind(place.unit_code)
                            .Bind(place.effective_on)
                            .Bind(value)
                            .Bind(*sealed)
                            .Run();
  if (!status.ok()) return status;
  return filing_no;
}

absl::StatusOr<std::vector<std::optional<FiledAccount>>> SqliteAccounts::Find(
    absl::Span<const int64_t> filing_numbers) const {
  std::vector<std::optional<FiledAccount>> found;
  found.reserve(filing_numbers.size());
  Query query(connection_,
              "SELECT filing_no, pooling_area, unit_code, effective_on, value, sealed FROM account"
              " WHERE filing_no=?");
  for (const int64_t filing_no : filing_numbers) {
    query.Bind(filing_no);
    auto account = ReadOne(connection_, query);
    if (!account.ok()) return account.status();
    found.push_back(*std::move(account));
  }
  return found;
}

absl::StatusOr<std::vector<std::optional<FiledAccount>>> SqliteAccounts::InForce(
    absl::Span<const domain::EmployerKey> employers, domain::CivilDate day) const {
  std::vector<std::optional<FiledAccount>> found;
  found.reserve(employers.size());
  Query query(connection_,
              "SELECT filing_no, pooling_area, unit_code, effective_on, value, sealed FROM account"
              " WHERE pooling_area=? AND unit_code=? AND effective_on<=?"
              " ORDER BY effective_on DESC, filing_no DESC LIMIT 1");
  for (const domain::EmployerKey& employer : employers) {
    query.Bind(int64_t{employer.pooling_area.region.number()})
        .Bind(employer.unit_code.value())
        .Bind(int64_t{day.days()});
    auto account = ReadOne(connection_, query);
    if (!account.ok()) return account.status();
    found.push_back(*std::move(account));
  }
  return found;
}

absl::StatusOr<std::vector<FiledAccount>> SqliteAccounts::OfEmployer(
    const domain::EmployerKey& employer) const {
  Query query(connection_,
              "SELECT filing_no, pooling_area, unit_code, effective_on, value, sealed FROM account"
              " WHERE pooling_area=? AND unit_code=? ORDER BY filing_no");
  query.Bind(int64_t{employer.pooling_area.region.number()}).Bind(employer.unit_code.value());
  return ReadAll(connection_, query);
}

absl::StatusOr<std::vector<FiledAccount>> SqliteAccounts::List(int64_t after_filing_no,
                                                               int32_t limit) const {
  Query query(connection_,
              "SELECT filing_no, pooling_area, unit_code, effective_on, value, sealed FROM account"
              " WHERE filing_no>? ORDER BY filing_no LIMIT ?");
  query.Bind(after_filing_no).Bind(int64_t{limit});
  return ReadAll(connection_, query);
}

}  // namespace levybridge::sqlite
