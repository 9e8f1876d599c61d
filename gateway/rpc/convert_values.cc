#include "gateway/rpc/convert_values.h"

#include <algorithm>
#include <limits>

namespace levybridge::rpc {
namespace {

constexpr int kMaxProblemsPerRow = 8;
constexpr size_t kMaxParameterBytes = 200;

// Cuts at a character, never inside one.
std::string BoundedParameter(std::string_view text) {
  std::string kept;
  for (const char byte : text.substr(0, kMaxParameterBytes)) {
    if (static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7F) kept += byte;
  }
  while (!kept.empty() && !domain::IsCleanText(kept)) kept.pop_back();
  return kept;
}

template <class Month>
std::optional<Month> CalendarMonthFromWire(int32_t yyyymm) {
  return Month::FromYearMonth(yyyymm / 100, yyyymm % 100);
}

}  // namespace

std::optional<domain::CivilDate> DateFromWire(int32_t yyyymmdd) {
  if (yyyymmdd <= 0) return std::nullopt;
  return domain::CivilDate::FromYmd(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

std::optional<domain::FeePeriod> PeriodFromWire(int32_t yyyymm) {
  return CalendarMonthFromWire<domain::FeePeriod>(yyyymm);
}

std::optional<domain::AccountingMonth> MonthFromWire(int32_t yyyymm) {
  return CalendarMonthFromWire<domain::AccountingMonth>(yyyymm);
}

std::optional<domain::RegionCode> RegionFromWire(int32_t six_digits) {
  if (six_digits <= 0) return std::nullopt;
  return domain::RegionCode::FromNumber(static_cast<uint32_t>(six_digits));
}

int32_t ToWire(domain::CivilDate date) {
  return date.year() * 10000 + date.month() * 100 + date.day();
}

int32_t ToWire(const std::optional<domain::CivilDate>& date) { return date ? ToWire(*date) : 0; }

int64_t ToWire(domain::MoneySum sum) {
  if (const std::optional<int64_t> fen = sum.ToInt64()) return *fen;
  return sum.fen() < 0 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
}

std::optional<domain::InsuranceType> InsuranceTypeFromWire(int number) {
  if (number <= 0 || !common::v1::InsuranceType_IsValid(number)) return std::nullopt;
  return static_cast<domain::InsuranceType>(number);
}

common::v1::InsuranceType ToWire(domain::InsuranceType type) {
  return static_cast<common::v1::InsuranceType>(type);
}

common::v1::Role ToWire(domain::Role role) { return static_cast<common::v1::Role>(role); }

common::v1::Component ToWire(domain::Component component) {
  return static_cast<common::v1::Component>(component);
}

common::v1::Problem ToWire(const domain::Problem& problem) {
  const domain::ProblemCodeEntry& entry = domain::EntryOf(problem.code);
  common::v1::Problem message;
  message.set_code(std::string(entry.name));
  message.set_column(problem.column);
  message.set_parameter1(problem.parameter1);
  message.set_parameter2(problem.parameter2);
  message.set_severity(entry.severity == domain::Severity::kError ? common::v1::SEVERITY_ERROR
                                                                  : common::v1::SEVERITY_WARNING);
  message.set_message_zh(domain::MessageOf(problem, domain::Language::kChinese));
  message.set_message_en(domain::MessageOf(problem, domain::Language::kEnglish));
  return message;
}

common::v1::RowProblems ToWire(const domain::RowProblems& row) {
  common::v1::RowProblems message;
  message.set_row(static_cast<uint64_t>(row.row));
  message.set_rejected(domain::RefusesRow(row.problems));
  for (const domain::Problem& problem : row.problems) *message.add_problems() = ToWire(problem);
  return message;
}

std::vector<domain::Problem> ProblemsFromWire(
    const google::protobuf::RepeatedPtrField<common::v1::Problem>& problems) {
  std::vector<domain::Problem> result;
  for (const common::v1::Problem& problem : problems) {
    if (result.size() == kMaxProblemsPerRow) break;
    result.push_back(
        {domain::ParseProblemCode(problem.code()).value_or(domain::ProblemCode::kBadText),
         BoundedParameter(problem.column()), BoundedParameter(problem.parameter1()),
         BoundedParameter(problem.parameter2())});
  }
  return result;
}

bool FieldReader::CheckText(std::string_view column, std::string_view value, size_t max_bytes,
                            bool required) {
  if (value.empty()) {
    if (required) Report(domain::ProblemCode::kMissingValue, column);
    return false;
  }
  if (value.size() > max_bytes) {
    Report(domain::ProblemCode::kTooLong, column, std::to_string(max_bytes));
    return false;
  }
  if (!domain::IsCleanText(value)) {
    Report(domain::ProblemCode::kBadText, column);
    return false;
  }
  return true;
}

std::string FieldReader::PlainText(std::string_view column, std::string_view value,
                                   size_t max_bytes) {
  return CheckText(column, value, max_bytes, false) ? std::string(value) : std::string();
}

domain::Money FieldReader::Amount(std::string_view column, int64_t fen) {
  if (const std::optional<domain::Money> amount = domain::Money::FromFen(fen)) return *amount;
  Report(domain::ProblemCode::kAmountOutOfRange, column);
  return domain::Money();
}

std::optional<domain::CivilDate> FieldReader::RequiredDate(std::string_view column,
                                                           int32_t yyyymmdd) {
  if (yyyymmdd != 0) return OptionalDate(column, yyyymmdd);
  Report(domain::ProblemCode::kMissingValue, column);
  return std::nullopt;
}

std::optional<domain::CivilDate> FieldReader::OptionalDate(std::string_view column,
                                                           int32_t yyyymmdd) {
  if (yyyymmdd == 0) return std::nullopt;
  std::optional<domain::CivilDate> date = DateFromWire(yyyymmdd);
  if (!date) Report(domain::ProblemCode::kBadDate, column, std::to_string(yyyymmdd));
  return date;
}

std::optional<domain::UnitType> FieldReader::RequiredUnitType(std::string_view column, int number) {
  if (number >= 1 && number <= domain::kUnitTypeCount) return domain::UnitType(number);
  Report(number == 0 ? domain::ProblemCode::kMissingValue : domain::ProblemCode::kUnknownUnitType,
         column, number == 0 ? std::string() : std::to_string(number));
  return std::nullopt;
}

std::optional<domain::FeePeriod> FieldReader::RequiredPeriod(std::string_view column,
                                                             int32_t yyyymm) {
  std::optional<domain::FeePeriod> period = PeriodFromWire(yyyymm);
  if (!period) {
    Report(yyyymm == 0 ? domain::ProblemCode::kMissingValue : domain::ProblemCode::kBadFeePeriod,
           column, yyyymm == 0 ? std::string() : std::to_string(yyyymm));
  }
  return period;
}

std::optional<domain::RegionCode> FieldReader::RequiredRegion(std::string_view column,
                                                              int32_t six_digits) {
  std::optional<domain::RegionCode> region = RegionFromWire(six_digits);
  if (!region) {
    Report(six_digits == 0 ? domain::ProblemCode::kMissingValue : domain::ProblemCode::kBadRegion,
           column, six_digits == 0 ? std::string() : std::to_string(six_digits));
  }
  return region;
}

std::optional<domain::InsuranceType> FieldReader::RequiredInsuranceType(std::string_view column,
                                                                        int number) {
  std::optional<domain::InsuranceType> type = InsuranceTypeFromWire(number);
  if (!type) {
    Report(number == 0 ? domain::ProblemCode::kMissingValue
                       : domain::ProblemCode::kUnknownInsuranceType,
           column, number == 0 ? std::string() : std::to_string(number));
  }
  return type;
}

void FieldReader::Report(domain::ProblemCode code, std::string_view column, std::string parameter) {
  problems_.push_back({code, std::string(column), std::move(parameter), {}});
}

}  // namespace levybridge::rpc
