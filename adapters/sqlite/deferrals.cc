#include "adapters/sqlite/deferrals.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/deferral_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

// Binds pooling_area, unit_code, fee_period, insurance_type: the order of the table's own index.
Query& BindByUnit(Query& query, const domain::ObligationKey& key) {
  return query.Bind(int64_t{key.pooling_area.region.number()})
      .Bind(key.unit_code.value())
      .Bind(int64_t{key.fee_period.index()})
      .Bind(static_cast<int64_t>(key.insurance_type));
}

// Of a row that begins with id, value.
absl::StatusOr<domain::Deferral> ReadDeferral(const Query& query) {
  auto deferral = DecodeValue<domain::Deferral>(query.Blob(1));
  if (!deferral) return Damaged("deferral", absl::StrCat(query.Int(0)));
  deferral->id = query.Int(0);
  return *std::move(deferral);
}

absl::StatusOr<std::vector<domain::Deferral>> ReadAll(Query& query) {
  std::vector<domain::Deferral> deferrals;
  while (query.Next()) {
    auto deferral = ReadDeferral(query);
    if (!deferral.ok()) return deferral.status();
    deferrals.push_back(*std::move(deferral));
  }
  if (!query.status().ok()) return query.status();
  return deferrals;
}

}  // namespace

absl::StatusOr<std::vector<std::optional<domain::Deferral>>> SqliteDeferrals::Find(
    absl::Span<const domain::ObligationKey> keys) const {
  std::vector<std::optional<domain::Deferral>> found(keys.size());
  Query query(connection_,
              "SELECT id, value FROM deferral WHERE pooling_area=? AND unit_code=?"
              " AND fee_period=? AND insurance_type=?");
  for (size_t i = 0; i < keys.size(); ++i) {
    if (BindByUnit(query, keys[i]).Next()) {
      auto deferral = ReadDeferral(query);
      if (!deferral.ok()) return deferral.status();
      if (deferral->key != keys[i]) return Damaged("deferral", KeyText(keys[i]));
      found[i] = *std::move(deferral);
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return found;
}

absl::Status SqliteDeferrals::Put(absl::Span<const domain::Deferral> deferrals) {
  Query dated(connection_,
              "INSERT INTO deferral(pooling_area, unit_code, fee_period, insurance_type,"
              " next_issue, value) VALUES(?,?,?,?,?,?)"
              " ON CONFLICT(pooling_area, unit_code, fee_period, insurance_type) DO UPDATE SET"
              " next_issue=excluded.next_issue, value=excluded.value");
  Query undated(connection_,
                "INSERT INTO deferral(pooling_area, unit_code, fee_period, insurance_type,"
                " next_issue, value) VALUES(?,?,?,?,NULL,?)"
                " ON CONFLICT(pooling_area, unit_code, fee_period, insurance_type) DO UPDATE SET"
                " next_issue=NULL, value=excluded.value");
  std::string value;
  for (const domain::Deferral& deferral : deferrals) {
    EncodeValue(deferral, value);
    const std::optional<domain::CivilDate> next = deferral.NextIssue();
    Query& query = next ? dated : undated;
    BindByUnit(query, deferral.key);
    if (next) query.Bind(int64_t{next->days()});
    if (absl::Status status = query.Bind(value).Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<domain::Deferral>> SqliteDeferrals::OfUnit(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const {
  Query query(connection_,
              "SELECT id, value FROM deferral WHERE pooling_area=? AND unit_code=?"
              " ORDER BY fee_period, insurance_type");
  query.Bind(int64_t{pooling_area.region.number()}).Bind(unit_code.value());
  return ReadAll(query);
}

absl::StatusOr<std::vector<domain::Deferral>> SqliteDeferrals::List(int64_t after_id,
                                                                    int32_t limit) const {
  Query query(connection_, "SELECT id, value FROM deferral WHERE id>? ORDER BY id LIMIT ?");
  query.Bind(after_id).Bind(int64_t{limit});
  return ReadAll(query);
}

absl::StatusOr<std::vector<domain::Deferral>> SqliteDeferrals::ListDue(
    domain::CivilDate day, const std::optional<ports::DuePosition>& after, int32_t limit) const {
  Query query(connection_,
              "SELECT id, value FROM deferral WHERE next_issue IS NOT NULL AND next_issue<=?"
              " AND (next_issue, id) > (?,?) ORDER BY next_issue, id LIMIT ?");
  query.Bind(int64_t{day.days()})
      .Bind(after ? int64_t{after->instruct_on.days()} : INT64_MIN)
      .Bind(after ? after->id : 0)
      .Bind(int64_t{limit});
  return ReadAll(query);
}

absl::StatusOr<std::optional<ports::RecordedMemberEvent>> SqliteDeferrals::FindMemberEvent(
    const ports::MemberEventKey& key) const {
  Query query(connection_,
              "SELECT value FROM member_event WHERE pooling_area=? AND fee_period=? AND"
              " unit_code=? AND insurance_type=? AND member_ref=?");
  if (BindKey(query, key.obligation).Bind(key.member_ref.value()).Next()) {
    auto event = DecodeValue<ports::RecordedMemberEvent>(query.Blob(0));
    if (!event) return Damaged("member_event", KeyText(key.obligation));
    return event;
  }
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::Status SqliteDeferrals::PutMemberEvent(const ports::MemberEventKey& key,
                                             const ports::RecordedMemberEvent& event) {
  std::string value;
  EncodeValue(event, value);
  Query query(connection_,
              "INSERT OR REPLACE INTO member_event(pooling_area, fee_period, unit_code,"
              " insurance_type, member_ref, value) VALUES(?,?,?,?,?,?)");
  return BindKey(query, key.obligation).Bind(key.member_ref.value()).Bind(value).Run();
}

absl::StatusOr<std::optional<ports::MakeUpAnswer>> SqliteDeferrals::FindMakeUp(
    const domain::PartyId& agency, const std::string& request_id) const {
  const auto agency_no = FindPartyNo(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  if (!*agency_no) return std::nullopt;
  Query query(connection_, "SELECT value FROM make_up_request WHERE agency_no=? AND request_id=?");
  if (query.Bind(**agency_no).Bind(request_id).Next()) {
    auto answer = DecodeValue<ports::MakeUpAnswer>(query.Blob(0));
    if (!answer) return Damaged("make_up_request", request_id);
    return answer;
  }
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::Status SqliteDeferrals::PutMakeUp(const domain::PartyId& agency,
                                        const std::string& request_id,
                                        const ports::MakeUpAnswer& answer) {
  const auto agency_no = InternParty(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  std::string value;
  EncodeValue(answer, value);
  Query query(connection_,
              "INSERT OR REPLACE INTO make_up_request(agency_no, request_id, value)"
              " VALUES(?,?,?)");
  return query.Bind(*agency_no).Bind(request_id).Bind(value).Run();
}

}  // namespace levybridge::sqlite
