#include "tests/bench/rows.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace levybridge::bench {
namespace {

// Wuhan's central districts, as levybridge_generate takes them by default.
constexpr uint32_t kDistricts[] = {420102, 420103, 420104, 420105, 420106, 420107, 420111};
constexpr int32_t kRatePpm = 80'000;
constexpr int32_t kReductionStart = 20200201;
constexpr int32_t kReductionEnd = 20200630;

}  // namespace

support::AssessmentGenerator WuhanGenerator(uint64_t seed, int64_t rows,
                                            const std::string& fee_period) {
  std::vector<domain::RegionCode> regions;
  for (const uint32_t district : kDistricts) {
    regions.push_back(*domain::RegionCode::FromNumber(district));
  }
  const auto period = domain::FeePeriod::Parse(fee_period);
  if (!period) {
    std::fprintf(stderr, "不是月份 / not a month: %s\n", fee_period.c_str());
    std::exit(2);
  }
  return support::AssessmentGenerator(
      support::GeneratorOptions{seed, rows, std::move(regions), *period, 0, 1'000'000});
}

void ToWire(const support::GeneratedRow& row, domain::FeePeriod period, uint64_t number,
            assessment::v1::AssessmentRow& wire) {
  wire.set_row(number);
  wire.set_assessment_no(row.assessment_no);
  wire.set_unit_code(row.unit_code);
  wire.set_uscc(row.uscc);
  wire.set_unit_name(row.unit_name);
  wire.set_unit_type(static_cast<common::v1::UnitType>(row.unit_type));
  wire.set_region(std::stoi(row.region));
  wire.set_insurance_type(common::v1::INSURANCE_TYPE_EMPLOYEE_MEDICAL);
  wire.set_fee_period(period.year() * 100 + period.month());
  wire.set_kind(common::v1::ASSESSMENT_KIND_REGULAR);
  wire.set_insured_count(row.insured_count);
  wire.set_contribution_base_fen(row.base_fen);
  wire.set_employer_rate_ppm(kRatePpm);
  wire.set_employer_medical_fen(row.medical_fen);
  wire.set_maternity_fen(row.maternity_fen);
  wire.set_personal_fen(row.personal_fen);
  wire.set_amount_before_fen(row.medical_fen + row.maternity_fen);
  wire.set_reduction_fen(row.reduction_fen);
  wire.set_amount_after_fen(row.medical_fen + row.maternity_fen - row.reduction_fen);
  if (row.reduction_fen > 0) {
    wire.set_reduction_start_on(kReductionStart);
    wire.set_reduction_end_on(kReductionEnd);
  }
}

}  // namespace levybridge::bench
