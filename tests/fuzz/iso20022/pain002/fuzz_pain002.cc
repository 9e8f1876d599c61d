// Any bytes: a refusal with a reason, or answers about payouts that are well-formed.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/files/refusal.h"
#include "adapters/iso20022/pain002_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace iso20022 = levybridge::iso20022;
  namespace files = levybridge::files;
  const auto source =
      files::FromMemory("fuzz.xml", std::string(reinterpret_cast<const char*>(data), size));
  int64_t rows = 0;
  const iso20022::Pain002Sink sink = {
      [&](const iso20022::TransactionStatus& status) {
        if (status.row != ++rows) std::abort();
        if (status.report.amount && status.report.amount->IsNegative()) std::abort();
        if (status.report.reason_text.size() > levybridge::domain::kMaxReasonTextBytes) {
          std::abort();
        }
        return absl::OkStatus();
      },
      [&](const iso20022::ScopeStatus& status) {
        if (status.listed > rows) std::abort();
        return absl::OkStatus();
      }};
  const auto summary = iso20022::ReadPain002(*source, {}, sink);
  if (summary.ok() ? summary->transactions != rows
                   : files::RefusalReasonOf(summary.status()).empty()) {
    std::abort();
  }
  return 0;
}
