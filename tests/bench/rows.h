// Rows: the generator's employers as messages of the contract.
//
// The same rows that levybridge_generate writes into files, for the measurements that send rows
// without reading a file. Thread-safe: no state.
#pragma once

#include <cstdint>
#include <string>

#include "levybridge/assessment/v1/assessment_row.pb.h"
#include "tests/support/generate_assessments.h"

namespace levybridge::bench {

// Correct assessments of Wuhan's districts for one month; stops the program when `fee_period` is
// no month.
support::AssessmentGenerator WuhanGenerator(uint64_t seed, int64_t rows,
                                            const std::string& fee_period);

// `row.row` is `number`.
void ToWire(const support::GeneratedRow& row, domain::FeePeriod period, uint64_t number,
            assessment::v1::AssessmentRow& wire);

}  // namespace levybridge::bench
