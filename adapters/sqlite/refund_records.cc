#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/refund_fields.h"
#include "adapters/sqlite/refunds.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using domain::Recoverable;

Query& BindTreasuryKey(Query& query, const ports::TreasuryRefundKey& key) {
  return BindKey(query, key.obligation)
      .Bind(static_cast<int64_t>(key.component))
      .Bind(key.refund_no.value());
}

absl::StatusOr<Recoverable> Decode(int64_t recoverable_no, std::string_view value) {
  auto recoverable = DecodeValue<Recoverable>(value);
  if (!recoverable || recoverable->recoverable_no != recoverable_no) {
    return Damaged("recoverable", absl::StrCat(recoverable_no));
  }
  return *std::move(recoverable);
}

// The part of the filter that the query may have left to do.
bool Passes(const Recoverable& recoverable, const ports::RecoverableFilter& filter) {
  const domain::ObligationKey& key = recoverable.obligation;
  if (filter.obligation && key != *filter.obligation) return false;
  return !filter.employer || (key.pooling_area == filter.employer->pooling_area &&
                              key.unit_code == filter.employer->unit_code);
}

}  // namespace

absl::StatusOr<ports::PullPosition> SqliteRefunds::FindPosition(const domain::PartyId& bank) const {
  const auto party_no = FindPartyNo(connection_, bank);
  if (!party_no.ok()) return party_no.status();
  ports::PullPosition position;
  if (!*party_no) return position;
  Query query(connection_, "SELECT delivered, acknowledged FROM payout_position WHERE party_no=?");
  if (query.Bind(**party_no).Next()) position = {query.Int(0), query.Int(1)};
  if (!query.status().ok()) return query.status();
  return position;
}

absl::Status SqliteRefunds::PutPosition(const domain::PartyId& bank,
                                        const ports::PullPosition& position) {
  const auto party_no = InternParty(connection_, bank);
  if (!party_no.ok()) return party_no.status();
  Query query(connection_,
              "INSERT OR REPLACE INTO payout_position(party_no, delivered, acknowledged)"
              " VALUES(?,?,?)");
  return query.Bind(*party_no).Bind(position.delivered).Bind(position.acknowledged).Run();
}

absl::StatusOr<int64_t> SqliteRefunds::NextRecoverableNo() const {
  Query query(connection_, "SELECT coalesce(max(recoverable_no), 0) FROM recoverable");
  const int64_t next = query.Next() ? query.Int(0) + 1 : 0;
  if (!query.status().ok()) return query.status();
  return next;
}

absl::Status SqliteRefunds::PutRecoverable(const Recoverable& recoverable) {
  std::string value;
  EncodeValue(recoverable, value);
  Query query(connection_,
              "INSERT OR REPLACE INTO recoverable(pooling_area, fee_period, unit_code,"
              " insurance_type, recoverable_no, value) VALUES(?,?,?,?,?,?)");
  return BindKey(query, recoverable.obligation).Bind(recoverable.recoverable_no).Bind(value).Run();
}

absl::StatusOr<std::optional<Recoverable>> SqliteRefunds::FindRecoverable(
    int64_t recoverable_no) const {
  Query query(connection_, "SELECT value FROM recoverable WHERE recoverable_no=?");
  if (query.Bind(recoverable_no).Next()) {
    auto recoverable = Decode(recoverable_no, query.Blob(0));
    if (!recoverable.ok()) return recoverable.status();
    return *std::move(recoverable);
  }
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::StatusOr<std::vector<Recoverable>> SqliteRefunds::ListRecoverables(
    const ports::RecoverableFilter& filter, int64_t after_no, int32_t limit) const {
  const bool of_one = filter.obligation || filter.employer;
  Query query(connection_,
              of_one ? "SELECT recoverable_no, value FROM recoverable"
                       " INDEXED BY recoverable_by_obligation WHERE recoverable_no>? AND"
                       " pooling_area=? AND unit_code=? ORDER BY recoverable_no"
                     : "SELECT recoverable_no, value FROM recoverable WHERE recoverable_no>?"
                       " ORDER BY recoverable_no");
  query.Bind(after_no);
  if (filter.obligation) {
    query.Bind(int64_t{filter.obligation->pooling_area.region.number()})
        .Bind(filter.obligation->unit_code.value());
  } else if (filter.employer) {
    query.Bind(int64_t{filter.employer->pooling_area.region.number()})
        .Bind(filter.employer->unit_code.value());
  }
  std::vector<Recoverable> recoverables;
  while (std::ssize(recoverables) < limit && query.Next()) {
    auto recoverable = Decode(query.Int(0), query.Blob(1));
    if (!recoverable.ok()) return recoverable.status();
    if (Passes(*recoverable, filter)) recoverables.push_back(*std::move(recoverable));
  }
  if (!query.status().ok()) return query.status();
  return recoverables;
}

absl::StatusOr<std::optional<domain::TreasuryRefund>> SqliteRefunds::FindTreasuryRefund(
    const ports::TreasuryRefundKey& key) const {
  Query query(connection_,
              "SELECT value FROM treasury_refund WHERE pooling_area=? AND fee_period=? AND"
              " unit_code=? AND insurance_type=? AND component=? AND number=?");
  std::optional<domain::TreasuryRefund> refund;
  if (BindTreasuryKey(query, key).Next()) {
    refund = DecodeValue<domain::TreasuryRefund>(query.Blob(0));
    if (!refund || refund->refund_no != key.refund_no) {
      return Damaged("treasury_refund", KeyText(key.obligation));
    }
  }
  if (!query.status().ok()) return query.status();
  return refund;
}

absl::Status SqliteRefunds::PutTreasuryRefund(const ports::TreasuryRefundKey& key,
                                              const domain::TreasuryRefund& refund) {
  std::string value;
  EncodeValue(refund, value);
  Query query(connection_,
              "INSERT OR REPLACE INTO treasury_refund(pooling_area, fee_period, unit_code,"
              " insurance_type, component, number, value) VALUES(?,?,?,?,?,?,?)");
  return BindTreasuryKey(query, key).Bind(value).Run();
}

absl::StatusOr<std::optional<domain::Sha256Digest>> SqliteRefunds::FindRequest(
    const domain::PartyId& party, const std::string& request_id) const {
  const auto party_no = FindPartyNo(connection_, party);
  if (!party_no.ok()) return party_no.status();
  if (!*party_no) return std::nullopt;
  Query query(connection_, "SELECT content FROM refund_request WHERE party_no=? AND request_id=?");
  std::optional<domain::Sha256Digest> content;
  if (query.Bind(**party_no).Bind(request_id).Next()) {
    content = domain::Sha256Digest::FromBytes(query.Blob(0));
    if (!content) return Damaged("refund_request", request_id);
  }
  if (!query.status().ok()) return query.status();
  return content;
}

absl::Status SqliteRefunds::PutRequest(const domain::PartyId& party, const std::string& request_id,
                                       const domain::Sha256Digest& content) {
  const auto party_no = InternParty(connection_, party);
  if (!party_no.ok()) return party_no.status();
  Query query(connection_,
              "INSERT OR REPLACE INTO refund_request(party_no, request_id, content)"
              " VALUES(?,?,?)");
  return query.Bind(*party_no).Bind(request_id).Bind(content.AsBytes()).Run();
}

}  // namespace levybridge::sqlite
