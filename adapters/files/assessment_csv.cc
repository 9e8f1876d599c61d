#include "adapters/files/assessment_csv.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <utility>

#include "adapters/files/refusal.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

using domain::Assessment;
using domain::Money;
using domain::Problem;
using domain::ProblemCode;

enum Column : size_t {
  kAssessmentNo,
  kUnitCode,
  kUscc,
  kUnitName,
  kUnitType,
  kRegion,
  kInsuranceType,
  kFeePeriod,
  kKind,
  kSupersedesNo,
  kAppliedOn,
  kInsuredCount,
  kContributionBase,
  kEmployerRate,
  kOriginalEmployerRate,
  kEmployerMedical,
  kMaternity,
  kExcludedMedical,
  kPersonal,
  kAmountBefore,
  kReduction,
  kAmountAfter,
  kReductionStart,
  kReductionEnd,
  kColumnCount,
};

constexpr std::array<ColumnSpec, kColumnCount> kColumns = {{
    {"assessment_no", {"核定单号"}, true},
    {"unit_code", {"单位编号"}, true},
    {"uscc", {"统一社会信用代码"}},
    {"unit_name", {"单位名称"}, true},
    {"unit_type", {"单位类型"}, true},
    {"region", {"行政区划代码"}, true},
    {"insurance_type", {"险种"}, true},
    {"fee_period", {"费款所属期"}, true},
    {"kind", {"核定类型"}},
    {"supersedes_no", {"原核定单号"}},
    {"applied_on", {"申请日期", "办理日期"}},
    {"insured_count", {"参保人数"}, false, true},
    {"contribution_base", {"缴费基数"}, false, true},
    {"employer_rate", {"单位费率"}, false, true},
    {"original_employer_rate", {"原单位费率"}, false, true},
    {"employer_medical", {"单位医疗应缴金额"}, false, true},
    {"maternity", {"生育应缴金额"}, false, true},
    {"excluded_medical", {"不减征部分"}, false, true},
    {"personal", {"个人应缴金额"}, false, true},
    {"amount_before", {"减征前应征金额"}, false, true},
    {"reduction", {"减征金额"}, false, true},
    {"amount_after", {"减征后应缴金额"}, false, true},
    {"reduction_start", {"减征起始日期"}},
    {"reduction_end", {"减征终止日期"}},
}};

// Those that sums are made of.
constexpr std::array<size_t, 6> kAmountColumns = {kEmployerMedical, kMaternity, kExcludedMedical,
                                                  kAmountBefore,    kReduction, kAmountAfter};

constexpr int64_t kMaxInsured = 1'000'000'000;

// The identifiers of a row; what could not be read stands for itself no more, but lets the other
// checks run.
struct Identity {
  std::optional<domain::AssessmentNumber> assessment_no;
  std::optional<domain::UnitCode> unit_code;
  std::optional<domain::UnitType> unit_type;
  std::optional<domain::RegionCode> region;
  std::optional<domain::InsuranceType> insurance_type;
  std::optional<domain::FeePeriod> fee_period;
  std::optional<domain::AssessmentKind> kind;

  bool Complete() const {
    return assessment_no && unit_code && unit_type && region && insurance_type && fee_period;
  }
};

Identity ReadIdentity(RowCells& cells, RepeatedCells& repeated) {
  Identity id;
  id.assessment_no = cells.Identifier<domain::AssessmentNumber>(kAssessmentNo, Need::kRequired);
  id.unit_code = cells.Identifier<domain::UnitCode>(kUnitCode, Need::kRequired);
  id.unit_type = cells.Parsed(kUnitType, Need::kRequired, domain::ParseUnitType,
                              ProblemCode::kUnknownUnitType);
  id.region = cells.Region(kRegion, Need::kRequired);
  id.insurance_type =
      cells.Parsed(kInsuranceType, Need::kRequired, std::ref(repeated.insurance_type),
                   ProblemCode::kUnknownInsuranceType);
  id.fee_period = cells.Parsed(kFeePeriod, Need::kRequired, std::ref(repeated.fee_period),
                               ProblemCode::kBadFeePeriod);
  id.kind = domain::AssessmentKind::kRegular;
  if (!cells.Empty(kKind)) {
    id.kind =
        cells.Parsed(kKind, Need::kOptional, std::ref(repeated.kind), ProblemCode::kUnknownKind);
  }
  return id;
}

template <class T>
T ValueOr(std::optional<T>& value, std::optional<T> stand_in) {
  return value ? std::move(*value) : std::move(*stand_in);
}

Assessment StartRow(Identity& id, RowCells& cells, RepeatedCells& repeated) {
  using domain::AssessmentNumber;
  return Assessment{
      .assessment_no = ValueOr(id.assessment_no, AssessmentNumber::Parse("?")),
      .unit_code = ValueOr(id.unit_code, domain::UnitCode::Parse("?")),
      .uscc = std::string(cells.Get(kUscc)),
      .unit_name = std::string(cells.Get(kUnitName)),
      .unit_type = id.unit_type.value_or(domain::UnitType::kEnterprise),
      .region = ValueOr(id.region, domain::RegionCode::FromNumber(100000)),
      .insurance_type = id.insurance_type.value_or(domain::InsuranceType::kEmployeeMedical),
      .fee_period = ValueOr(id.fee_period, domain::FeePeriod::FromYearMonth(2020, 2)),
      .kind = id.kind.value_or(domain::AssessmentKind::kRegular),
      .supersedes_no = cells.Identifier<AssessmentNumber>(kSupersedesNo, Need::kOptional),
      .applied_on = cells.Date(kAppliedOn, Need::kOptional),
      .insured_count = cells.Count(kInsuredCount, kMaxInsured),
      .contribution_base = cells.Amount(kContributionBase),
      .employer_rate = cells.Parsed(kEmployerRate, Need::kOptional,
                                    std::ref(repeated.employer_rate), ProblemCode::kBadRate),
      .original_employer_rate = cells.Parsed(kOriginalEmployerRate, Need::kOptional,
                                             domain::ParseRate, ProblemCode::kBadRate),
      .employer_medical = {},
      .maternity = {},
      .maternity_stated = false,
      .excluded_medical = {},
      .personal = {},
      .amount_before = {},
      .reduction = std::nullopt,
      .amount_after = std::nullopt,
      .reduction_start = cells.Parsed(kReductionStart, Need::kOptional,
                                      std::ref(repeated.reduction_start), ProblemCode::kBadDate),
      .reduction_end = cells.Parsed(kReductionEnd, Need::kOptional,
                                    std::ref(repeated.reduction_end), ProblemCode::kBadDate),
  };
}

// One of before and medical may be left out; it follows from the other and maternity.
void ReadAmounts(RowCells& cells, Assessment& row) {
  const std::optional<Money> medical = cells.Amount(kEmployerMedical);
  const std::optional<Money> maternity = cells.Amount(kMaternity);
  const std::optional<Money> before = cells.Amount(kAmountBefore);
  row.maternity = maternity.value_or(Money());
  row.maternity_stated = maternity.has_value();
  row.excluded_medical = cells.Amount(kExcludedMedical).value_or(Money());
  row.personal = cells.Amount(kPersonal).value_or(Money());
  row.reduction = cells.Amount(kReduction);
  row.amount_after = cells.Amount(kAmountAfter);
  if (cells.Empty(kEmployerMedical) && cells.Empty(kAmountBefore)) {
    cells.Report(ProblemCode::kMissingValue, kAmountBefore);
    return;
  }
  const std::optional<Money> derived_medical =
      before ? domain::CheckedSubtract(*before, row.maternity) : std::nullopt;
  const std::optional<Money> derived_before =
      medical ? domain::CheckedAdd(*medical, row.maternity) : std::nullopt;
  row.employer_medical = medical.value_or(derived_medical.value_or(Money()));
  row.amount_before = before.value_or(derived_before.value_or(Money()));
  if (cells.Empty(kEmployerMedical) && before && !derived_medical) {
    cells.Report(ProblemCode::kAmountOutOfRange, kEmployerMedical);
  }
  if (cells.Empty(kAmountBefore) && medical && !derived_before) {
    cells.Report(ProblemCode::kAmountOutOfRange, kAmountBefore);
  }
}

bool IsArithmetic(ProblemCode code) {
  return code == ProblemCode::kBeforeIsNotSumOfParts || code == ProblemCode::kAmountMismatch ||
         code == ProblemCode::kExcludedExceedsMedical;
}

// Adds what the row shows as a whole. After a cell that could not be read, a stand-in took its
// place: what only the stand-in is guilty of stays out.
void AddCheck(std::vector<Problem> found, bool amounts_unreadable, RowCells& cells,
              std::vector<Problem>& out) {
  std::vector<Problem> kept;
  for (Problem& problem : found) {
    if (cells.HasProblem(problem.column)) continue;
    if (amounts_unreadable && IsArithmetic(problem.code)) continue;
    if (problem.column == "supersedes_no" && cells.HasProblem("kind")) continue;
    if (problem.column == "supersedes_no" && cells.HasProblem("assessment_no")) continue;
    kept.push_back(std::move(problem));
  }
  std::move(kept.begin(), kept.end(), std::back_inserter(out));
}

}  // namespace

std::span<const ColumnSpec> AssessmentColumns() { return kColumns; }

AssessmentReader::AssessmentReader(std::unique_ptr<TableReader> table, bool for_submission)
    : for_submission_(for_submission),
      reader_(std::move(table), [this](RowCells& cells) { return Parse(cells); }) {}

absl::StatusOr<std::unique_ptr<AssessmentReader>> AssessmentReader::Open(
    std::unique_ptr<ByteSource> source, const AssessmentCsvOptions& options) {
  auto table = TableReader::Open(std::move(source), options.csv, kColumns);
  if (!table.ok()) return table.status();
  std::string missing;
  const auto need = [&](bool present, std::string_view name) {
    if (!present) missing += domain::Concatenate(missing.empty() ? "" : ", ", name);
  };
  need((*table)->HasColumn(kEmployerMedical) || (*table)->HasColumn(kAmountBefore),
       "amount_before (减征前应征金额) / employer_medical (单位医疗应缴金额)");
  if (options.for_submission) {
    need((*table)->HasColumn(kReduction), "reduction (减征金额)");
    need((*table)->HasColumn(kAmountAfter), "amount_after (减征后应缴金额)");
  }
  if (!missing.empty()) {
    return Refuse(RefusalReason::kMissingColumn,
                  Place{(*table)->csv().name(), (*table)->line(), ""},
                  domain::Concatenate("缺少必需的列：", missing),
                  domain::Concatenate("required columns missing: ", missing));
  }
  return std::unique_ptr<AssessmentReader>(
      new AssessmentReader(*std::move(table), options.for_submission));
}

absl::StatusOr<bool> AssessmentReader::Next() {
  const absl::StatusOr<bool> more = reader_.Next();
  if (!more.ok() || !*more) return more;
  ++totals_.records;
  if (!table().WidthMatches()) ++totals_.unreadable_amounts;
  return true;
}

RecordReader<Assessment>::Parsed AssessmentReader::Parse(RowCells& cells) {
  std::vector<Problem>& problems = cells.problems();
  Identity id = ReadIdentity(cells, repeated_);
  const bool identified = id.Complete() && id.kind.has_value();
  RecordReader<Assessment>::Parsed parsed{StartRow(id, cells, repeated_), {}};
  Assessment& row = *parsed.value;
  ReadAmounts(cells, row);
  bool amounts_unreadable = false;
  if (!problems.empty()) {
    amounts_unreadable =
        std::any_of(kAmountColumns.begin(), kAmountColumns.end(),
                    [&](size_t column) { return cells.HasProblem(kColumns[column].name); });
  }
  std::vector<Problem> found = CheckAssessment(row, for_submission_);
  if (!found.empty()) AddCheck(std::move(found), amounts_unreadable, cells, problems);
  totals_.before += row.amount_before;
  if (row.reduction) totals_.reduction += *row.reduction;
  if (row.amount_after) totals_.after += *row.amount_after;
  if (amounts_unreadable) ++totals_.unreadable_amounts;
  parsed.claimed = row.amount_before;
  if (!identified) parsed.value.reset();
  return parsed;
}

}  // namespace levybridge::files
