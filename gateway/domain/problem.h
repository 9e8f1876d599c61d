// Problem: one thing wrong (or worth a warning) with one row, told to people and to programs.
//
// Customer rule: all problems of a row are reported, not only the first: row, column, code, message
// in Chinese and English. A rejected row is data, not an error status. Codes are stable; they are
// listed, with their texts, in one table (problem_codes.h). Messages never hold account numbers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/problem_codes.h"

namespace levybridge::domain {

enum class Language : uint8_t { kChinese, kEnglish };

struct Problem {
  ProblemCode code;
  std::string column;      // canonical column name; empty when the row as a whole is meant
  std::string parameter1;  // fill {1} and {2} of the code's text; bounded, control-free
  std::string parameter2;
  friend bool operator==(const Problem&, const Problem&) = default;
};

// The finished sentence, parameters filled in, without row and column.
std::string MessageOf(const Problem& problem, Language language);

// The problems of one row. `row` counts data rows of the file from 1, header not counted.
struct RowProblems {
  int64_t row = 0;
  std::vector<Problem> problems;
  friend bool operator==(const RowProblems&, const RowProblems&) = default;
};

// True when any problem is severe enough to refuse the row (warnings alone do not).
bool RefusesRow(const std::vector<Problem>& problems);

}  // namespace levybridge::domain
