// Any bytes: a refusal with a reason, or bookings that are well-formed.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/files/refusal.h"
#include "adapters/iso20022/camt_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace iso20022 = levybridge::iso20022;
  namespace files = levybridge::files;
  const auto source =
      files::FromMemory("fuzz.xml", std::string(reinterpret_cast<const char*>(data), size));
  int64_t rows = 0;
  const auto summary = iso20022::ReadCamt(*source, {}, [&](const iso20022::BookedTransaction& row) {
    if (row.row != ++rows || row.amount.IsNegative()) std::abort();
    return absl::OkStatus();
  });
  if (summary.ok() ? summary->transactions != rows
                   : files::RefusalReasonOf(summary.status()).empty()) {
    std::abort();
  }
  return 0;
}
