// AssessmentGenerator: realistic assessment files of any size, and the payments that follow.
//
// Everything about an employer (code, name, type, region, wages) follows from the seed and its
// number, so that months made with the same seed are about the same employers; the order of a file
// is a permutation of them. Amounts are right to the fen by Wuhan's rule (employer medical halved,
// half up, fee periods 2020-02 to 2020-06, types that the document includes). A stated share of
// rows is broken on purpose, each in one way. Memory does not depend on the number of rows.
// Thread-safe once made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"
#include "tests/support/permutation.h"

namespace levybridge::support {

struct GeneratorOptions {
  uint64_t seed = 1;
  int64_t rows = 1000;                      // employers, at least 1
  std::vector<domain::RegionCode> regions;  // at least one
  domain::FeePeriod fee_period;
  int32_t bad_per_million = 0;
  int32_t paid_per_million = 1'000'000;  // of the good rows, for payments
};

// What is wrong with a row that is broken on purpose.
enum class Defect : uint8_t {
  kNone,
  kThirdDecimal,
  kUnrealDate,
  kBadRegion,
  kWrongReduction,
  kUnknownUnitType,
  kNoName,
};

struct GeneratedRow {
  int64_t employer = 0;
  Defect defect = Defect::kNone;
  domain::UnitType unit_type = domain::UnitType::kEnterprise;
  std::string assessment_no, unit_code, uscc, unit_name, region;
  int64_t insured_count = 0;
  int64_t base_fen = 0;
  int64_t medical_fen = 0, maternity_fen = 0, personal_fen = 0;  // before reduction
  int64_t reduction_fen = 0;
};

class AssessmentGenerator {
 public:
  explicit AssessmentGenerator(GeneratorOptions options);

  // The row at `position` of the file, 0 <= position < rows.
  GeneratedRow At(int64_t position) const;

  // Lines with their line end, UTF-8.
  static std::string AssessmentHeader();
  void AppendAssessment(const GeneratedRow& row, std::string& out) const;

  struct PaymentDates {
    domain::CivilDate paid_on;
    std::optional<domain::CivilDate> booked_on;
  };
  static std::string PaymentHeader();
  // Appends nothing for broken rows and for employers that do not pay.
  void AppendPayment(const GeneratedRow& row, const PaymentDates& dates, std::string& out) const;

  const GeneratorOptions& options() const { return options_; }

 private:
  bool Reduced(domain::UnitType type) const;

  GeneratorOptions options_;
  Permutation order_;
};

// 18 characters with right check characters: `prefix` of two, six digits of region, a number.
std::string MakeUscc(std::string_view prefix, domain::RegionCode region, uint64_t number);

}  // namespace levybridge::support
