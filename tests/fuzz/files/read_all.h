// What every reader of files must keep to, whatever the bytes: a file refused has a reason, rows
// are counted without gaps, each is a value or problems that refuse it, and problems are bounded
// and have a text. Anything else ends the process.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/refusal.h"
#include "gateway/domain/problem.h"

namespace levybridge::files {

template <class Reader>
void ReadAll(absl::StatusOr<std::unique_ptr<Reader>> reader) {
  if (!reader.ok()) {
    if (RefusalReasonOf(reader.status()).empty()) std::abort();
    return;
  }
  int64_t expected_row = 0;
  for (;;) {
    const absl::StatusOr<bool> more = (*reader)->Next();
    if (!more.ok() && RefusalReasonOf(more.status()).empty()) std::abort();
    if (!more.ok() || !*more) return;
    const auto& row = (*reader)->row();
    if (row.row != ++expected_row) std::abort();
    if (row.value.has_value() == domain::RefusesRow(row.problems)) std::abort();
    for (const domain::Problem& problem : row.problems) {
      if (problem.parameter1.size() > 200 || problem.parameter2.size() > 200) std::abort();
      (void)domain::MessageOf(problem, domain::Language::kChinese);
    }
  }
}

// The fuzzer's bytes as a file.
inline std::unique_ptr<ByteSource> FuzzFile(const uint8_t* data, size_t size) {
  return FromMemory("fuzz.csv", std::string(reinterpret_cast<const char*>(data), size));
}

}  // namespace levybridge::files
