// `policy evaluate`: decides every row of an assessment file without a gateway.
//
// Customer rule: one output line per input line, in order; a row that can't be read is `refused`,
// INVALID_ROW, with its problems under `warnings`. Memory does not grow with the file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/files/byte_source.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/policy_book.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::policy {

struct EvaluateCounts {
  int64_t rows = 0;
  int64_t reduced = 0;
  int64_t full = 0;
  int64_t refused = 0;
  int64_t deferred = 0;
};

struct EvaluateInput {
  const domain::PolicyBook& book;
  const domain::RegisterIndex& registers;
  // The day that counts where a row states none; a row's own application date goes first unless
  // `business_date_given`.
  domain::CivilDate business_date;
  bool business_date_given = false;
};

// The result stands under `out_path` whole or not at all.
absl::StatusOr<EvaluateCounts> EvaluateFile(const EvaluateInput& input,
                                            std::unique_ptr<files::ByteSource> source,
                                            const std::string& out_path);

// The decision on one row as `policy evaluate` makes it.
domain::Decision EvaluateRow(const EvaluateInput& input, const domain::Assessment& row);

}  // namespace levybridge::policy
