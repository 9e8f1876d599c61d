// Any bytes, as each of the files about refunds: a refusal with a reason, or rows that are either a
// value or problems that refuse it. Problems of the accounts' file quote no cell.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/files/account_csv.h"
#include "adapters/files/bank_csv.h"
#include "adapters/files/refusal.h"

namespace levybridge::files {
namespace {

template <class Reader>
void ReadAll(absl::StatusOr<std::unique_ptr<Reader>> reader, bool quotes_cells) {
  if (!reader.ok()) {
    if (RefusalReasonOf(reader.status()).empty()) std::abort();
    return;
  }
  for (;;) {
    const absl::StatusOr<bool> more = (*reader)->Next();
    if (!more.ok() && RefusalReasonOf(more.status()).empty()) std::abort();
    if (!more.ok() || !*more) return;
    const auto& row = (*reader)->row();
    if (row.value.has_value() == domain::RefusesRow(row.problems)) std::abort();
    for (const domain::Problem& problem : row.problems) {
      if (quotes_cells || problem.code == domain::ProblemCode::kWrongColumnCount) continue;
      if (!problem.parameter1.empty() || !problem.parameter2.empty()) std::abort();
    }
  }
}

}  // namespace
}  // namespace levybridge::files

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  files::ReadAll(files::OpenAccounts(files::FromMemory("fuzz.csv", bytes), {}), false);
  files::ReadAll(files::OpenTreasuryRefunds(files::FromMemory("fuzz.csv", bytes), {}), true);
  files::ReadAll(files::OpenPayoutResults(files::FromMemory("fuzz.csv", bytes), {}), true);
  files::ReadAll(files::OpenPayoutStatement(files::FromMemory("fuzz.csv", bytes), {}), true);
  return 0;
}
