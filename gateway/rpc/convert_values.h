// Dates, months, regions, money, codes and problems between the contract and the domain.
//
// What arrives is hostile until it has been through here: FieldReader turns one message's fields
// into domain values and notes every problem, so that a bad row can be told all that is wrong with
// it. Codes keep their numbers on both sides; a number without a meaning is a problem, not a guess.
// Free functions are thread-safe; a FieldReader belongs to one row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/problem.h"
#include "gateway/domain/region.h"
#include "gateway/domain/sha256.h"
#include "levybridge/common/v1/batch.pb.h"
#include "levybridge/common/v1/codes.pb.h"

namespace levybridge::rpc {

// yyyymmdd and yyyymm; nothing for what is no date, 0 included.
std::optional<domain::CivilDate> DateFromWire(int32_t yyyymmdd);
std::optional<domain::FeePeriod> PeriodFromWire(int32_t yyyymm);
std::optional<domain::AccountingMonth> MonthFromWire(int32_t yyyymm);
std::optional<domain::RegionCode> RegionFromWire(int32_t six_digits);
int32_t ToWire(domain::CivilDate date);
int32_t ToWire(const std::optional<domain::CivilDate>& date);  // 0 when absent
template <class Tag>
int32_t ToWire(domain::CalendarMonth<Tag> month) {
  return month.year() * 100 + month.month();
}
inline int32_t ToWire(domain::RegionCode region) { return static_cast<int32_t>(region.number()); }

// Totals are clamped to 64 bits; a batch whose sum comes near is refused long before.
int64_t ToWire(domain::MoneySum sum);

std::optional<domain::InsuranceType> InsuranceTypeFromWire(int number);
common::v1::InsuranceType ToWire(domain::InsuranceType type);
common::v1::Role ToWire(domain::Role role);
common::v1::Component ToWire(domain::Component component);

// With both texts and the severity filled in.
common::v1::Problem ToWire(const domain::Problem& problem);
common::v1::RowProblems ToWire(const domain::RowProblems& row);
// At most eight problems; unknown codes become BAD_TEXT; parameters are cut to 200 bytes and lose
// their control characters.
std::vector<domain::Problem> ProblemsFromWire(
    const google::protobuf::RepeatedPtrField<common::v1::Problem>& problems);

// Reads one message field by field. `column` is the canonical column that a problem names.
class FieldReader {
 public:
  template <class Text>
  std::optional<Text> RequiredText(std::string_view column, std::string_view value) {
    std::optional<Text> text = Text::Parse(value);
    if (!text) CheckText(column, value, Text::kMaxBytes, true);
    return text;
  }
  template <class Text>
  std::optional<Text> OptionalText(std::string_view column, std::string_view value) {
    if (value.empty()) return std::nullopt;
    return RequiredText<Text>(column, value);
  }
  // Free text; empty when it had a problem.
  std::string PlainText(std::string_view column, std::string_view value, size_t max_bytes);
  domain::Money Amount(std::string_view column, int64_t fen);
  std::optional<domain::CivilDate> RequiredDate(std::string_view column, int32_t yyyymmdd);
  std::optional<domain::CivilDate> OptionalDate(std::string_view column, int32_t yyyymmdd);
  std::optional<domain::FeePeriod> RequiredPeriod(std::string_view column, int32_t yyyymm);
  std::optional<domain::RegionCode> RequiredRegion(std::string_view column, int32_t six_digits);
  std::optional<domain::InsuranceType> RequiredInsuranceType(std::string_view column, int number);
  std::optional<domain::UnitType> RequiredUnitType(std::string_view column, int number);

  void Report(domain::ProblemCode code, std::string_view column, std::string parameter = {});
  bool ok() const { return problems_.empty(); }
  std::vector<domain::Problem> TakeProblems() { return std::move(problems_); }

 private:
  bool CheckText(std::string_view column, std::string_view value, size_t max_bytes, bool required);
  std::vector<domain::Problem> problems_;
};

}  // namespace levybridge::rpc
