// Any bytes: a refusal with a reason, or rows that are either a value or problems that refuse it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/files/refusal.h"
#include "adapters/files/register_csv.h"

namespace levybridge::files {
namespace {

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

}  // namespace
}  // namespace levybridge::files

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  files::ReadAll(files::OpenDeferrals(files::FromMemory("fuzz.csv", bytes), {}));
  files::ReadAll(files::OpenEligible(files::FromMemory("fuzz.csv", bytes), {}));
  return 0;
}
