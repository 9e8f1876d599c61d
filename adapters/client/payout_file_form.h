// In which form a bank tells what became of payouts, told by the file's content. Thread-safe: a
// free function.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace levybridge::client {

// kCamt: camt.053 or camt.054, or XML that is neither and whose reader says so.
enum class PayoutFileForm : uint8_t { kCsv, kPain002, kCamt };

// Refuses XML that can't be read as far as its message's name.
absl::StatusOr<PayoutFileForm> FormOf(const std::string& path);

}  // namespace levybridge::client
