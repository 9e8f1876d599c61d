// The refund detail list (退费明细表) as Wuhan's fund office works with it: one row per refund,
// with the account it goes to in full.
//
// Customer rule: a file for people, so text that a spreadsheet would run as a formula is
// neutralised; and one that holds accounts in full, so it is for the fund office only. The last row
// is a total (合计). Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapters/files/atomic_file.h"
#include "gateway/domain/payout.h"

namespace levybridge::files {

class RefundDetailWriter {
 public:
  static absl::StatusOr<std::unique_ptr<RefundDetailWriter>> Create(const std::string& path);
  // `unit_name` may be empty where it is not known.
  void Append(const domain::PayoutOrder& order, std::string_view unit_name,
              domain::InsuranceType insurance_type);
  // Writes the total and makes the file durable.
  absl::Status Finish();

 private:
  explicit RefundDetailWriter(std::unique_ptr<AtomicFile> file);

  std::unique_ptr<AtomicFile> file_;
  int64_t rows_ = 0;
  domain::MoneySum total_;
  std::string text_;
};

}  // namespace levybridge::files
