// Rows of the agency's registers on their way in.
#include <string>
#include <utility>

#include "gateway/rpc/convert_rows.h"

namespace levybridge::rpc {
namespace {

using domain::ProblemCode;

std::vector<domain::DocumentDigest> DocumentsFromWire(const assessment::v1::DeferralRow& row,
                                                      FieldReader& fields) {
  std::vector<domain::DocumentDigest> documents;
  if (static_cast<size_t>(row.documents_size()) > domain::kMaxDocuments) {
    fields.Report(ProblemCode::kBadDocument, "documents");
    return documents;
  }
  for (const assessment::v1::DocumentDigest& document : row.documents()) {
    const auto digest = domain::Sha256Digest::FromBytes(document.sha256());
    if (digest && domain::IsDocumentName(document.name())) {
      documents.push_back({document.name(), *digest});
    } else {
      fields.Report(ProblemCode::kBadDocument, "documents");
    }
  }
  return documents;
}

std::optional<domain::EligibleSource> SourceFromWire(int number, FieldReader& fields) {
  if (number == assessment::v1::ELIGIBILITY_SOURCE_JOINT_LIST ||
      number == assessment::v1::ELIGIBILITY_SOURCE_COMMITMENT) {
    return domain::EligibleSource(number);
  }
  fields.Report(number == 0 ? ProblemCode::kMissingValue : ProblemCode::kUnknownCode, "source",
                number == 0 ? std::string() : std::to_string(number));
  return std::nullopt;
}

std::optional<domain::MemberTrigger> TriggerFromWire(int number, FieldReader& fields) {
  if (number >= assessment::v1::MEMBER_TRIGGER_LEFT &&
      number <= assessment::v1::MEMBER_TRIGGER_TRANSFERRED) {
    return domain::MemberTrigger(number);
  }
  fields.Report(number == 0 ? ProblemCode::kMissingValue : ProblemCode::kUnknownCode, "trigger",
                number == 0 ? std::string() : std::to_string(number));
  return std::nullopt;
}

domain::Money ShareFromWire(std::string_view column, int64_t fen, FieldReader& fields) {
  const domain::Money share = fields.Amount(column, fen);
  if (share.IsNegative()) fields.Report(ProblemCode::kNegativeAmount, column, share.ToYuan());
  return share;
}

}  // namespace

std::optional<domain::DeferralEntry> FromWire(const assessment::v1::DeferralRow& row,
                                              FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto first = fields.RequiredPeriod("first_fee_period", row.first_fee_period());
  const auto last = fields.RequiredPeriod("last_fee_period", row.last_fee_period());
  const auto until = fields.RequiredDate("deferred_until", row.deferred_until());
  const auto filed = fields.RequiredDate("filed_on", row.filed_on());
  const auto applied = fields.OptionalDate("applied_on", row.applied_on());
  const auto approved = fields.OptionalDate("approved_on", row.approved_on());
  const auto copied = fields.OptionalDate("copied_to_tax_on", row.copied_to_tax_on());
  std::vector<domain::DocumentDigest> documents = DocumentsFromWire(row, fields);
  if (!fields.ok()) return std::nullopt;
  return domain::DeferralEntry{.unit_code = *std::move(unit),
                               .region = *region,
                               .first_fee_period = *first,
                               .last_fee_period = *last,
                               .deferred_until = *until,
                               .filed_on = *filed,
                               .applied_on = applied,
                               .approved_on = approved,
                               .copied_to_tax_on = copied,
                               .documents = std::move(documents)};
}

std::optional<domain::EligibleEmployer> FromWire(const assessment::v1::EligibleEmployerRow& row,
                                                 FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto type = fields.RequiredUnitType("unit_type", row.unit_type());
  const auto source = SourceFromWire(row.source(), fields);
  const auto from = fields.RequiredDate("effective_from", row.effective_from_on());
  if (!fields.ok()) return std::nullopt;
  return domain::EligibleEmployer{*std::move(unit), *region, *type, *source, *from};
}

std::optional<domain::MemberEvent> FromWire(const assessment::v1::MemberEventRow& row,
                                            FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto period = fields.RequiredPeriod("fee_period", row.fee_period());
  auto member = fields.RequiredText<domain::MemberRef>("member_ref", row.member_ref());
  const auto trigger = TriggerFromWire(row.trigger(), fields);
  const auto event_on = fields.RequiredDate("event_on", row.event_on());
  const domain::Money medical =
      ShareFromWire("employer_medical", row.employer_medical_fen(), fields);
  const domain::Money maternity = ShareFromWire("maternity", row.maternity_fen(), fields);
  if (!fields.ok()) return std::nullopt;
  return domain::MemberEvent{.unit_code = *std::move(unit),
                             .region = *region,
                             .fee_period = *period,
                             .member_ref = *std::move(member),
                             .trigger = *trigger,
                             .event_on = *event_on,
                             .employer_medical = medical,
                             .maternity = maternity};
}

std::optional<domain::Deregistration> FromWire(const assessment::v1::DeregistrationRow& row,
                                               FieldReader& fields) {
  auto unit = fields.RequiredText<domain::UnitCode>("unit_code", row.unit_code());
  const auto region = fields.RequiredRegion("region", row.region());
  const auto planned_on = fields.RequiredDate("planned_on", row.planned_on());
  if (!fields.ok()) return std::nullopt;
  return domain::Deregistration{*std::move(unit), *region, *planned_on};
}

domain::Money StatedAmount(const assessment::v1::DeferralRow&) { return {}; }

domain::Money StatedAmount(const assessment::v1::EligibleEmployerRow&) { return {}; }

domain::Money StatedAmount(const assessment::v1::MemberEventRow&) { return {}; }

domain::Money StatedAmount(const assessment::v1::DeregistrationRow&) { return {}; }

}  // namespace levybridge::rpc
