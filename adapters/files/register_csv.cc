#include "adapters/files/register_csv.h"

#include <array>
#include <optional>
#include <utility>

namespace levybridge::files {
namespace {

using domain::DeferralEntry;
using domain::EligibleEmployer;
using domain::ProblemCode;

enum DeferralColumn : size_t {
  kUnit,
  kRegion,
  kFirst,
  kLast,
  kUntil,
  kFiled,
  kApplied,
  kApproved,
  kCopied,
  kDocuments
};
constexpr std::array<ColumnSpec, 10> kDeferralColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"first_fee_period", {"起始所属期"}, true},
    {"last_fee_period", {"终止所属期"}, true},
    {"deferred_until", {"缓缴截止日期"}, true},
    {"filed_on", {"备案日期"}, true},
    {"applied_on", {"申请日期"}},
    {"approved_on", {"核准日期"}},
    {"copied_to_tax_on", {"抄送税务日期"}},
    {"documents", {"材料"}},
}};

enum EligibleColumn : size_t { kEligibleUnit, kEligibleRegion, kUnitType, kSource, kFrom };
constexpr std::array<ColumnSpec, 5> kEligibleColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"unit_type", {"单位类型"}, true},
    {"source", {"来源"}, true},
    {"effective_from", {"生效日期"}, true},
}};

DeferralReader::Parsed ParseDeferral(RowCells& cells) {
  const auto unit = cells.Identifier<domain::UnitCode>(kUnit, Need::kRequired);
  const auto region = cells.Region(kRegion, Need::kRequired);
  const auto first = cells.FeePeriod(kFirst, Need::kRequired);
  const auto last = cells.FeePeriod(kLast, Need::kRequired);
  const auto until = cells.Date(kUntil, Need::kRequired);
  const auto filed = cells.Date(kFiled, Need::kRequired);
  const auto applied = cells.Date(kApplied, Need::kOptional);
  const auto approved = cells.Date(kApproved, Need::kOptional);
  const auto copied = cells.Date(kCopied, Need::kOptional);
  auto documents =
      cells.Parsed(kDocuments, Need::kOptional, domain::ParseDocuments, ProblemCode::kBadDocument);
  if (!unit || !region || !first || !last || !until || !filed) return {};
  return {DeferralEntry{
              .unit_code = *unit,
              .region = *region,
              .first_fee_period = *first,
              .last_fee_period = *last,
              .deferred_until = *until,
              .filed_on = *filed,
              .applied_on = applied,
              .approved_on = approved,
              .copied_to_tax_on = copied,
              .documents = std::move(documents).value_or(std::vector<domain::DocumentDigest>())},
          {}};
}

EligibleReader::Parsed ParseEligible(RowCells& cells) {
  const auto unit = cells.Identifier<domain::UnitCode>(kEligibleUnit, Need::kRequired);
  const auto region = cells.Region(kEligibleRegion, Need::kRequired);
  const auto type = cells.Parsed(kUnitType, Need::kRequired, domain::ParseUnitType,
                                 ProblemCode::kUnknownUnitType);
  const auto source = cells.Parsed(kSource, Need::kRequired, domain::ParseEligibleSource,
                                   ProblemCode::kUnknownCode);
  const auto from = cells.Date(kFrom, Need::kRequired);
  if (!unit || !region || !type || !source || !from) return {};
  return {EligibleEmployer{*unit, *region, *type, *source, *from}, {}};
}

}  // namespace

absl::StatusOr<std::unique_ptr<DeferralReader>> OpenDeferrals(std::unique_ptr<ByteSource> source,
                                                              const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kDeferralColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<DeferralReader>(*std::move(table), ParseDeferral);
}

absl::StatusOr<std::unique_ptr<EligibleReader>> OpenEligible(std::unique_ptr<ByteSource> source,
                                                             const CsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options, kEligibleColumns);
  if (!table.ok()) return table.status();
  return std::make_unique<EligibleReader>(*std::move(table), ParseEligible);
}

std::span<const ColumnSpec> DeferralColumns() { return kDeferralColumns; }
std::span<const ColumnSpec> EligibleColumns() { return kEligibleColumns; }

}  // namespace levybridge::files
