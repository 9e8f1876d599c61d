#include "adapters/policy/register_files.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "adapters/files/byte_source.h"
#include "adapters/files/cells.h"
#include "adapters/files/record_reader.h"
#include "adapters/files/table_reader.h"
#include "gateway/domain/policy_explain.h"

namespace levybridge::policy {
namespace {

using domain::DeferralEntry;
using domain::EligibleEmployer;
using domain::EligibleSource;
using domain::ProblemCode;
using files::Need;
using files::RowCells;

enum DeferralColumn : size_t { kUnit, kRegion, kFirst, kLast, kUntil, kFiled };
constexpr std::array<files::ColumnSpec, 10> kDeferralColumns = {{
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
constexpr std::array<files::ColumnSpec, 5> kEligibleColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"region", {"行政区划代码"}, true},
    {"unit_type", {"单位类型"}, true},
    {"source", {"来源"}, true},
    {"effective_from", {"生效日期"}, true},
}};

std::optional<EligibleSource> ParseSource(std::string_view text) {
  if (text == "joint_list" || text == "名单") return EligibleSource::kJointList;
  if (text == "commitment" || text == "承诺" || text == "书面承诺") {
    return EligibleSource::kCommitment;
  }
  return std::nullopt;
}

files::RecordReader<DeferralEntry>::Parsed ParseDeferral(RowCells& cells) {
  const auto unit = cells.Identifier<domain::UnitCode>(kUnit, Need::kRequired);
  const auto region = cells.Region(kRegion, Need::kRequired);
  const auto first = cells.FeePeriod(kFirst, Need::kRequired);
  const auto last = cells.FeePeriod(kLast, Need::kRequired);
  const auto until = cells.Date(kUntil, Need::kRequired);
  const auto filed = cells.Date(kFiled, Need::kRequired);
  if (!unit || !region || !first || !last || !until || !filed) return {};
  return {DeferralEntry{*unit, *region, *first, *last, *until, *filed}, {}};
}

files::RecordReader<EligibleEmployer>::Parsed ParseEligible(RowCells& cells) {
  const auto unit = cells.Identifier<domain::UnitCode>(kEligibleUnit, Need::kRequired);
  const auto region = cells.Region(kEligibleRegion, Need::kRequired);
  const auto type = cells.Parsed(kUnitType, Need::kRequired, domain::ParseUnitType,
                                 ProblemCode::kUnknownUnitType);
  const auto source =
      cells.Parsed(kSource, Need::kRequired, ParseSource, ProblemCode::kUnknownCode);
  const auto from = cells.Date(kFrom, Need::kRequired);
  if (!unit || !region || !type || !source || !from) return {};
  return {EligibleEmployer{*unit, *region, *type, *source, *from}, {}};
}

RefusedEntry Refuse(const std::string& file, int64_t row,
                    const std::vector<domain::Problem>& problems) {
  RefusedEntry refused{file, row, {}, {}};
  for (const domain::Problem& problem : problems) {
    refused.chinese += problem.column + "：" + MessageOf(problem, domain::Language::kChinese) + " ";
    refused.english += problem.column + ": " + MessageOf(problem, domain::Language::kEnglish) + " ";
  }
  return refused;
}

RefusedEntry Refuse(const std::string& file, int64_t row,
                    const std::vector<domain::DeferralEntryDefect>& defects) {
  RefusedEntry refused{file, row, {}, {}};
  for (const domain::DeferralEntryDefect& defect : defects) {
    refused.chinese += ExplainEntryDefect(defect, domain::Language::kChinese) + " ";
    refused.english += ExplainEntryDefect(defect, domain::Language::kEnglish) + " ";
  }
  return refused;
}

// Hands every row that could be read to `take`, with its number.
template <class Entry, class Take>
absl::Status ReadRows(const std::string& path, std::span<const files::ColumnSpec> columns,
                      typename files::RecordReader<Entry>::Parse parse,
                      std::vector<RefusedEntry>& refused, Take take) {
  absl::StatusOr<std::unique_ptr<files::ByteSource>> source = files::OpenFile(path);
  if (!source.ok()) return source.status();
  absl::StatusOr<std::unique_ptr<files::TableReader>> table =
      files::TableReader::Open(std::move(*source), files::CsvOptions{}, columns);
  if (!table.ok()) return table.status();
  files::RecordReader<Entry> reader(std::move(*table), std::move(parse));
  while (true) {
    const absl::StatusOr<bool> more = reader.Next();
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    if (reader.row().value) {
      take(reader.row().row, std::move(*reader.row().value));
    } else {
      refused.push_back(Refuse(path, reader.row().row, reader.row().problems));
    }
  }
}

}  // namespace

absl::StatusOr<RegisterFile<DeferralEntry>> ReadDeferrals(const std::string& path,
                                                          const domain::PolicyBook& book) {
  RegisterFile<DeferralEntry> result;
  std::map<std::pair<domain::PoolingArea, std::string>, std::vector<DeferralEntry>> by_employer;
  const absl::Status status = ReadRows<DeferralEntry>(
      path, kDeferralColumns, ParseDeferral, result.refused, [&](int64_t row, DeferralEntry entry) {
        std::vector<DeferralEntry>& earlier =
            by_employer[{book.regions().PoolingAreaOf(entry.region), entry.unit_code.value()}];
        const auto defects = book.CheckDeferralEntry(entry, std::nullopt, earlier);
        if (!defects.empty()) {
          result.refused.push_back(Refuse(path, row, defects));
          return;
        }
        earlier.push_back(entry);
        result.entries.push_back(std::move(entry));
      });
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<RegisterFile<EligibleEmployer>> ReadEligible(const std::string& path) {
  RegisterFile<EligibleEmployer> result;
  const absl::Status status = ReadRows<EligibleEmployer>(
      path, kEligibleColumns, ParseEligible, result.refused,
      [&](int64_t, EligibleEmployer entry) { result.entries.push_back(std::move(entry)); });
  if (!status.ok()) return status;
  return result;
}

}  // namespace levybridge::policy
