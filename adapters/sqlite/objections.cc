#include "adapters/sqlite/objections.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sqlite/objection_fields.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

// In column decide_by: the deadline does not run, so it is never overdue.
constexpr int64_t kNoDeadline = INT64_MAX;

absl::StatusOr<domain::Objection> Decode(std::string_view objection_no, std::string_view value) {
  auto objection = DecodeValue<domain::Objection>(value);
  if (!objection || objection->filing.objection_no.value() != objection_no) {
    return Damaged("objection", std::string(objection_no));
  }
  return *std::move(objection);
}

// Asked of the value, not of column `open`: older programs wrote 0 there from the decision on,
// while a refusal is open until its notice.
bool Passes(const domain::Objection& objection, const ports::ObjectionFilter& filter) {
  if (filter.open_only && domain::IsFinished(objection)) return false;
  return !filter.overdue_on || domain::IsOverdue(objection, *filter.overdue_on);
}

}  // namespace

absl::StatusOr<std::optional<domain::Objection>> SqliteObjections::Find(
    const domain::PartyId& agency, const domain::ObjectionNumber& objection_no) const {
  const auto agency_no = FindPartyNo(connection_, agency);
  if (!agency_no.ok()) return agency_no.status();
  if (!*agency_no) return std::nullopt;
  Query query(connection_, "SELECT value FROM objection WHERE agency_no=? AND number=?");
  if (query.Bind(**agency_no).Bind(objection_no.value()).Next()) {
    auto objection = Decode(objection_no.value(), query.Blob(0));
    if (!objection.ok()) return objection.status();
    return *std::move(objection);
  }
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::Status SqliteObjections::Put(const domain::Objection& objection) {
  const auto agency_no = InternParty(connection_, objection.agency);
  if (!agency_no.ok()) return agency_no.status();
  std::string value;
  EncodeValue(objection, value);
  Query query(connection_,
              "INSERT INTO objection(pooling_area, received_on, number, agency_no, unit_code, open,"
              " decide_by, value) VALUES(?,?,?,?,?,?,?,?)"
              " ON CONFLICT(agency_no, number) DO UPDATE SET unit_code=excluded.unit_code,"
              " open=excluded.open, decide_by=excluded.decide_by, value=excluded.value");
  return query.Bind(int64_t{objection.pooling_area.region.number()})
      .Bind(int64_t{objection.filing.received_on.days()})
      .Bind(objection.filing.objection_no.value())
      .Bind(*agency_no)
      .Bind(objection.filing.unit_code.value())
      .Bind(int64_t{domain::IsFinished(objection) ? 0 : 1})
      .Bind(objection.decide_by ? int64_t{objection.decide_by->days()} : kNoDeadline)
      .Bind(value)
      .Run();
}

absl::StatusOr<std::vector<domain::Objection>> SqliteObjections::List(
    domain::PoolingArea pooling_area, const ports::ObjectionFilter& filter,
    const std::optional<ports::ObjectionPosition>& after, int32_t limit) const {
  int64_t after_agency = -1;
  if (after) {
    const auto agency_no = FindPartyNo(connection_, after->agency);
    if (!agency_no.ok()) return agency_no.status();
    after_agency = agency_no->value_or(-1);
  }
  // An absent filter is bound so that every row passes it.
  Query query(connection_,
              "SELECT number, value FROM objection WHERE pooling_area=?"
              " AND (received_on, number, agency_no) > (?,?,?)"
              " AND (? OR unit_code=?) AND decide_by<=?"
              " ORDER BY received_on, number, agency_no");
  const std::string unit_code = filter.unit_code ? filter.unit_code->value() : "";
  const int64_t last_deadline = filter.overdue_on ? filter.overdue_on->days() - 1 : kNoDeadline;
  query.Bind(int64_t{pooling_area.region.number()})
      .Bind(after ? int64_t{after->received_on.days()} : INT64_MIN)
      .Bind(after ? std::string_view(after->objection_no.value()) : "")
      .Bind(after_agency)
      .Bind(int64_t{filter.unit_code ? 0 : 1})
      .Bind(unit_code)
      .Bind(last_deadline);
  std::vector<domain::Objection> objections;
  while (std::ssize(objections) < limit && query.Next()) {
    auto objection = Decode(query.Blob(0), query.Blob(1));
    if (!objection.ok()) return objection.status();
    if (Passes(*objection, filter)) objections.push_back(*std::move(objection));
  }
  if (!query.status().ok()) return query.status();
  return objections;
}

}  // namespace levybridge::sqlite
