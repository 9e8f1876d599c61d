// WireFields: takes a Protobuf message apart, field by field, without making an object of it.
//
// For what arrives by the million: the fields are views into the message. The format is Protobuf's
// own; groups, which proto3 never writes, count as malformed. Bounded by the message; never reads
// outside it. For this folder only. Not thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace levybridge::client {

class WireFields {
 public:
  explicit WireFields(std::string_view message) : rest_(message) {}

  // Moves to the next field; false at the end, and from the first malformed one on.
  bool Next() {
    if (malformed_ || rest_.empty()) return false;
    const uint64_t tag = Varint();
    number_ = tag <= kLargestTag ? static_cast<uint32_t>(tag >> 3) : 0;
    type_ = static_cast<Type>(tag & 7);
    malformed_ = malformed_ || number_ == 0 || !TakeValue();
    return !malformed_;
  }
  bool malformed() const { return malformed_; }

  // Of the current field. A number that has another type than ours is an unknown field.
  bool IsNumber(uint32_t number) const { return number_ == number && type_ == Type::kVarint; }
  bool IsBytes(uint32_t number) const { return number_ == number && type_ == Type::kBytes; }
  uint32_t number() const { return number_; }
  bool is_number() const { return type_ == Type::kVarint; }
  bool is_bytes() const { return type_ == Type::kBytes; }
  uint64_t value() const { return value_; }
  std::string_view bytes() const { return bytes_; }

 private:
  enum class Type : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
  static constexpr uint64_t kLargestTag = 0xFFFFFFFF;
  static constexpr int kMostVarintBits = 64;

  bool TakeValue() {
    if (type_ == Type::kVarint) {
      value_ = Varint();
      return !malformed_;
    }
    uint64_t size = 0;
    if (type_ == Type::kBytes) {
      size = Varint();
    } else if (type_ == Type::kFixed64) {
      size = sizeof(uint64_t);
    } else if (type_ == Type::kFixed32) {
      size = sizeof(uint32_t);
    } else {
      return false;
    }
    if (malformed_ || size > rest_.size()) return false;
    bytes_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  uint64_t Varint() {
    uint64_t value = 0;
    int shift = 0;
    for (size_t i = 0; i < rest_.size() && shift < kMostVarintBits; ++i, shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_[i]);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) {
        rest_.remove_prefix(i + 1);
        return value;
      }
    }
    malformed_ = true;
    return 0;
  }

  std::string_view rest_;
  std::string_view bytes_;
  uint64_t value_ = 0;
  uint32_t number_ = 0;
  Type type_ = Type::kVarint;
  bool malformed_ = false;
};

}  // namespace levybridge::client
