#include "adapters/files/member_event_csv.h"

#include <array>
#include <optional>
#include <utility>

namespace levybridge::files {
namespace {

using domain::Money;
using domain::ProblemCode;

enum EventColumn : size_t {
  kUnit,
  kRegion,
  kPeriod,
  kMember,
  kTrigger,
  kEventOn,
  kMedical,
  kMaternity
};
constexpr std::array<ColumnSpec, 8> kEventColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"fee_period", {"费款所属期"}, true},
    {"member_ref", {"人员编号"}, true},
    {"trigger", {"变动原因"}, true},
    {"event_on", {"变动日期"}, true},
    {"employer_medical", {"单位医疗应缴金额"}, true, true},
    {"maternity", {"生育应缴金额"}, false, true},
}};

enum DeregistrationColumn : size_t { kLeavingUnit, kLeavingRegion, kPlannedOn };
constexpr std::array<ColumnSpec, 3> kDeregistrationColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"planned_on", {"拟注销日期"}, true},
}};

// A member's share of one component; nothing when it is wrong, or missing though required.
std::optional<Money> Share(RowCells& cells, size_t column, Need need) {
  if (cells.Empty(column)) {
    if (need == Need::kOptional) return Money();
    cells.Report(ProblemCode::kMissingValue, column);
    return std::nullopt;
  }
  const std::optional<Money> share = cells.Amount(column);
  if (share && share->IsNegative()) {
    cells.Report(ProblemCode::kNegativeAmount, column, share->ToYuan());
    return std::nullopt;
  }
  return share;
}

MemberEventReader::Parsed ParseEvent(RowCells& cells) {
  auto unit = cells.Identifier<domain::UnitCode>(kUnit, Need::kRequired);
  const auto region = cells.Region(kRegion, Need::kRequired);
  const auto period = cells.FeePeriod(kPeriod, Need::kRequired);
  auto member = cells.Identifier<domain::MemberRef>(kMember, Need::kRequired);
  const auto trigger = cells.Parsed(kTrigger, Need::kRequired, domain::ParseMemberTrigger,
                                    ProblemCode::kUnknownCode);
  const auto event_on = cells.Date(kEventOn, Need::kRequired);
  const auto medical = Share(cells, kMedical, Need::kRequired);
  const auto maternity = Share(cells, kMaternity, Need::kOptional);
  if (!unit || !region || !period || !member || !trigger || !event_on || !medical || !maternity) {
    return {};
  }
  return {domain::MemberEvent{.unit_code = *std::move(unit),
                              .region = *region,
                              .fee_period = *period,
                              .member_ref = *std::move(member),
                              .trigger = *trigger,
                              .event_on = *event_on,
                              .employer_medical = *medical,
                              .maternity = *maternity},
          {}};
}

DeregistrationReader::Parsed ParseDeregistration(RowCells& cells) {
  auto unit = cells.Identifier<domain::UnitCode>(kLeavingUnit, Need::kRequired);
  const auto region = cells.Region(kLeavingRegion, Need::kRequired);
  const auto planned_on = cells.Date(kPlannedOn, Need::kRequired);
  if (!unit || !region || !planned_on) return {};
  return {domain::Deregistration{*std::move(unit), *region, *planned_on}, {}};
}

}  // namespace

absl::StatusOr<std::unique_ptr<MemberEventReader>> OpenMemberEvents(
    std::unique_ptr<ByteSource> source, const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kEventColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<MemberEventReader>(*std::move(table), ParseEvent);
}

absl::StatusOr<std::unique_ptr<DeregistrationReader>> OpenDeregistrations(
    std::unique_ptr<ByteSource> source, const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kDeregistrationColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<DeregistrationReader>(*std::move(table), ParseDeregistration);
}

std::span<const ColumnSpec> MemberEventColumns() { return kEventColumns; }
std::span<const ColumnSpec> DeregistrationColumns() { return kDeregistrationColumns; }

}  // namespace levybridge::files
