// What requests about refunds, accounts and queries have in common: texts, dates and numbers of
// unary calls, checked as the contract's comments say. InvalidField names what breaks it. A text
// that is no number of a refund is a refund that nobody knows. Thread-safe: free functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/region.h"
#include "gateway/domain/sha256.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace levybridge::rpc {

inline constexpr int kMaxListedNumbers = 2000;  // of refunds or employers in one request

using TextList = google::protobuf::RepeatedPtrField<std::string>;

// Idempotency key of a request, or another number of the caller's: 1 to 64 bytes.
absl::StatusOr<std::string> NumberText(std::string_view field, const std::string& text);
// Clean text of `least` (0 or 1) to `most` characters.
absl::StatusOr<std::string> Words(std::string_view field, const std::string& text, size_t least,
                                  size_t most);
absl::StatusOr<domain::CivilDate> RequiredDate(std::string_view field, int32_t yyyymmdd);
// 0: no limit.
absl::StatusOr<std::optional<domain::FeePeriod>> PeriodLimit(std::string_view field,
                                                             int32_t yyyymm);
absl::StatusOr<domain::RegionCode> RequiredRegion(std::string_view field, int32_t six_digits);
absl::StatusOr<domain::UnitCode> RequiredUnit(const std::string& text);
// Empty: all.
absl::StatusOr<std::optional<domain::UnitCode>> UnitFilter(const std::string& text);
absl::StatusOr<domain::Sha256Digest> RequiredDigest(std::string_view field,
                                                    const std::string& bytes);
absl::StatusOr<domain::Money> PositiveAmount(std::string_view field, int64_t fen);
absl::StatusOr<std::vector<domain::UnitCode>> UnitCodes(const TextList& texts);

// REFUND_UNKNOWN.
absl::StatusOr<int64_t> RefundNoFromWire(const std::string& text);
// At least `least` (0 or 1), each once.
absl::StatusOr<std::vector<int64_t>> RefundNumbersFromWire(const TextList& texts, int least);
// RECOVERABLE_UNKNOWN.
absl::StatusOr<int64_t> RecoverableNoFromWire(const std::string& text);

}  // namespace levybridge::rpc
