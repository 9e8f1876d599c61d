// BoundedText: strong types for opaque identifiers that arrive from outside.
//
// Each identifier is its own type, so that a receipt number can never be passed for a unit code,
// and is always well-formed: 1..kMaxBytes bytes of valid UTF-8 without control characters. Values
// are compared byte by byte. Immutable, thread-safe.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace levybridge::domain {

// Valid UTF-8, no C0/C1 control characters (tab included), no surrogates, no U+FFFE/U+FFFF.
bool IsCleanText(std::string_view text);
// Number of Unicode code points in valid UTF-8.
size_t CountCodePoints(std::string_view text);

template <class Tag, size_t kMaxBytesValue>
class BoundedText {
 public:
  static constexpr size_t kMaxBytes = kMaxBytesValue;

  // Nothing when empty, too long or not clean text.
  static std::optional<BoundedText> Parse(std::string_view text) {
    if (text.empty() || text.size() > kMaxBytes || !IsCleanText(text)) return std::nullopt;
    return BoundedText(std::string(text));
  }
  const std::string& value() const { return value_; }
  friend auto operator<=>(const BoundedText&, const BoundedText&) = default;
  template <class H>
  friend H AbslHashValue(H hash, const BoundedText& text) {
    return H::combine(std::move(hash), text.value_);
  }

 private:
  explicit BoundedText(std::string value) : value_(std::move(value)) {}
  std::string value_;
};

// 单位编号: opaque, unique only within its pooling area.
using UnitCode = BoundedText<struct UnitCodeTag, 32>;
// 核定单号: the agency's own number, unique per agency and fee period.
using AssessmentNumber = BoundedText<struct AssessmentNumberTag, 64>;
// 电子税票号.
using ReceiptNumber = BoundedText<struct ReceiptNumberTag, 24>;
// The sender's name for one submission; the idempotency key of files.
using BatchId = BoundedText<struct BatchIdTag, 64>;
// The agency's opaque name for an insured person; never an identity number.
using MemberRef = BoundedText<struct MemberRefTag, 64>;

}  // namespace levybridge::domain
