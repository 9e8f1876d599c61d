#include "adapters/sqlite/obligations.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

absl::StatusOr<domain::Obligation> ReadObligation(const domain::ObligationKey& key,
                                                  std::string_view value) {
  auto obligation = DecodeValue<domain::Obligation>(value);
  if (!obligation) return Damaged("obligation", KeyText(key));
  obligation->key = key;
  return *std::move(obligation);
}

// Rows with the key in columns 0..3 and the value in 4, until the visitor has enough.
absl::Status VisitRows(Query& query, absl::FunctionRef<bool(const domain::Obligation&)> visit) {
  while (query.Next()) {
    const auto key = ReadKey(query, 0);
    if (!key) return Damaged("obligation", absl::StrCat(query.Int(0), "/", query.Int(1)));
    const auto obligation = ReadObligation(*key, query.Blob(4));
    if (!obligation.ok()) return obligation.status();
    if (!visit(*obligation)) return absl::OkStatus();
  }
  return query.status();
}

// Takes back the numbers taken so far, so that a refused call leaves nothing behind.
absl::Status Release(Connection& connection, int64_t agency_no,
                     absl::Span<const ports::AssessmentIdentity> identities) {
  Query query(connection, "DELETE FROM assessment WHERE agency_no=? AND fee_period=? AND number=?");
  for (const ports::AssessmentIdentity& identity : identities) {
    absl::Status status = query.Bind(agency_no)
                              .Bind(int64_t{identity.fee_period.index()})
                              .Bind(identity.assessment_no.value())
                              .Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::optional<domain::Obligation>>> SqliteObligations::Find(
    absl::Span<const domain::ObligationKey> keys) const {
  std::vector<std::optional<domain::Obligation>> found(keys.size());
  Query query(connection_,
              "SELECT value FROM obligation WHERE pooling_area=? AND fee_period=?"
              " AND unit_code=? AND insurance_type=?");
  for (size_t i = 0; i < keys.size(); ++i) {
    if (BindKey(query, keys[i]).Next()) {
      auto obligation = ReadObligation(keys[i], query.Blob(0));
      if (!obligation.ok()) return obligation.status();
      found[i] = *std::move(obligation);
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return found;
}

absl::Status SqliteObligations::Put(absl::Span<const domain::Obligation> obligations) {
  Query query(connection_,
              "INSERT OR REPLACE INTO obligation(pooling_area, fee_period, unit_code,"
              " insurance_type, value) VALUES(?,?,?,?,?)");
  std::string value;
  for (const domain::Obligation& obligation : obligations) {
    EncodeValue(obligation, value);
    absl::Status status = BindKey(query, obligation.key).Bind(value).Run();
    if (!status.ok()) return status;
  }
  return query.status();
}

absl::StatusOr<std::vector<std::optional<domain::ObligationKey>>>
SqliteObligations::FindAssessments(const domain::PartyId& agency,
                                   absl::Span<const ports::AssessmentIdentity> identities) const {
  std::vector<std::optional<domain::ObligationKey>> found(identities.size());
  const auto agency_no = FindPartyNo(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  if (!agency_no->has_value()) return found;
  Query query(connection_,
              "SELECT pooling_area, fee_period, unit_code, insurance_type FROM assessment"
              " WHERE agency_no=? AND fee_period=? AND number=?");
  for (size_t i = 0; i < identities.size(); ++i) {
    query.Bind(**agency_no)
        .Bind(int64_t{identities[i].fee_period.index()})
        .Bind(identities[i].assessment_no.value());
    if (query.Next()) {
      found[i] = ReadKey(query, 0);
      if (!found[i]) return Damaged("assessment", identities[i].assessment_no.value());
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return found;
}

absl::Status SqliteObligations::PutAssessments(
    const domain::PartyId& agency, absl::Span<const ports::AssessmentIdentity> identities,
    absl::Span<const domain::ObligationKey> keys) {
  if (identities.size() != keys.size()) {
    return absl::InvalidArgumentError("store: each assessment number needs its obligation's key");
  }
  const auto agency_no = InternParty(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  Query query(connection_,
              "INSERT OR IGNORE INTO assessment(agency_no, fee_period, number, pooling_area,"
              " unit_code, insurance_type) VALUES(?,?,?,?,?,?)");
  for (size_t i = 0; i < identities.size(); ++i) {
    if (identities[i].fee_period != keys[i].fee_period) {
      absl::Status released = Release(connection_, *agency_no, identities.first(i));
      return released.ok() ? absl::InvalidArgumentError(
                                 "store: an assessment number belongs to"
                                 " an obligation of another fee period")
                           : released;
    }
    absl::Status status = query.Bind(*agency_no)
                              .Bind(int64_t{identities[i].fee_period.index()})
                              .Bind(identities[i].assessment_no.value())
                              .Bind(int64_t{keys[i].pooling_area.region.number()})
                              .Bind(keys[i].unit_code.value())
                              .Bind(static_cast<int64_t>(keys[i].insurance_type))
                              .Run();
    if (!status.ok()) return status;
    if (connection_.Changes() == 0) {
      absl::Status released = Release(connection_, *agency_no, identities.first(i));
      return released.ok() ? absl::AlreadyExistsError(absl::StrCat(
                                 "store: assessment number ", identities[i].assessment_no.value(),
                                 " of ", identities[i].fee_period.ToIso(), " is taken"))
                           : released;
    }
  }
  return query.status();
}

absl::Status SqliteObligations::Scan(
    domain::PoolingArea pooling_area, const std::optional<domain::ObligationKey>& after,
    absl::FunctionRef<bool(const domain::Obligation&)> visit) const {
  if (after && after->pooling_area > pooling_area) return absl::OkStatus();
  if (!after || after->pooling_area < pooling_area) {
    Query query(connection_,
                "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM obligation"
                " WHERE pooling_area=?"
                " ORDER BY pooling_area, fee_period, unit_code, insurance_type");
    query.Bind(int64_t{pooling_area.region.number()});
    return VisitRows(query, visit);
  }
  Query query(connection_,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM obligation"
              " WHERE pooling_area=? AND (fee_period, unit_code, insurance_type) > (?,?,?)"
              " ORDER BY pooling_area, fee_period, unit_code, insurance_type");
  BindKey(query, *after);
  return VisitRows(query, visit);
}

absl::StatusOr<std::vector<domain::Obligation>> SqliteObligations::OfUnit(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const {
  std::vector<domain::Obligation> obligations;
  const auto collect = [&obligations](const domain::Obligation& obligation) {
    obligations.push_back(obligation);
    return true;
  };
  // From period to period: there are few of them, however many employers each has.
  Query next_period(connection_,
                    "SELECT min(fee_period), count(*) FROM (SELECT fee_period FROM obligation"
                    " WHERE pooling_area=? AND fee_period>? ORDER BY fee_period LIMIT 1)");
  Query rows(connection_,
             "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM obligation"
             " WHERE pooling_area=? AND fee_period=? AND unit_code=? ORDER BY insurance_type");
  const int64_t area = pooling_area.region.number();
  int64_t period = -1;
  while (next_period.Bind(area).Bind(period).Next() && next_period.Int(1) > 0) {
    period = next_period.Int(0);
    next_period.Reset();
    rows.Bind(area).Bind(period).Bind(unit_code.value());
    if (absl::Status status = VisitRows(rows, collect); !status.ok()) return status;
    rows.Reset();
  }
  if (!next_period.status().ok()) return next_period.status();
  return obligations;
}

absl::StatusOr<std::vector<domain::PoolingArea>> SqliteObligations::PoolingAreas() const {
  std::vector<domain::PoolingArea> areas;
  Query query(connection_,
              "SELECT pooling_area FROM obligation WHERE pooling_area>? ORDER BY pooling_area"
              " LIMIT 1");
  int64_t previous = -1;
  while (query.Bind(previous).Next()) {
    previous = query.Int(0);
    const auto area = ReadPoolingArea(previous);
    if (!area) return Damaged("obligation", absl::StrCat(previous));
    areas.push_back(*area);
    query.Reset();
  }
  if (!query.status().ok()) return query.status();
  return areas;
}

}  // namespace levybridge::sqlite
