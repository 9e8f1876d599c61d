// The contract's wire format (that of Protocol Buffers), as far as the rows of large files need it:
// numbers and texts, written and read straight, without message objects in between.
//
// Rows come and go by the million; building an object per row costs more than everything else that
// is done with it. Tests hold both classes to the library's own bytes. WireReader is total: on any
// bytes it gives fields or fails, and it never reads past the end. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace levybridge::domain {

// Writes fields into memory that the caller has made large enough.
class WireWriter {
 public:
  // No number takes more, field number included (below 2048).
  static constexpr size_t kMaxNumberBytes = 12;

  explicit WireWriter(char* at) : at_(at) {}

  // Left out when 0, as the format wants it.
  void Number(uint32_t field, uint64_t value) {
    if (value != 0) Stated(field, value);
  }
  void Signed(uint32_t field, int64_t value) { Number(field, static_cast<uint64_t>(value)); }
  // Written even when it is 0.
  void Stated(uint32_t field, uint64_t value) {
    Varint(field << 3);
    Varint(value);
  }
  // Left out when empty.
  void Text(uint32_t field, std::string_view text) {
    if (text.empty()) return;
    Head(field, text.size());
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  // The head of a text or an inner message of `size` bytes, which come next.
  void Head(uint32_t field, size_t size) {
    Varint(field << 3 | 2);
    Varint(size);
  }
  void Varint(uint64_t value) {
    while (value >= 0x80) {
      *at_++ = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    *at_++ = static_cast<char>(value);
  }
  char* end() const { return at_; }

 private:
  char* at_;
};

// How many bytes WireWriter::Varint takes.
inline size_t VarintSize(uint64_t value) {
  size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

// Reads one message field by field, whatever their order.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  // Takes the next field; false at the end, or when the bytes are malformed: see failed().
  bool Next() {
    if (at_ == end_) return false;
    const uint64_t tag = Varint();
    field_ = static_cast<uint32_t>(tag >> 3);
    if (failed_ || field_ == 0 || tag > UINT32_MAX) return Fail();
    switch (tag & 7) {
      case kNumber:
        text_ = {};
        number_ = Varint();
        return !failed_;
      case kText:
        return Take(Varint()) && Keep();
      case kEightBytes:
        return Take(8);
      case kFourBytes:
        return Take(4);
      default:
        return Fail();
    }
  }
  uint32_t field() const { return field_; }
  // Of the field last taken; 0 or empty when it is of the other kind.
  uint64_t number() const { return number_; }
  int64_t signed_number() const { return static_cast<int64_t>(number_); }
  int32_t small_number() const { return static_cast<int32_t>(static_cast<uint32_t>(number_)); }
  std::string_view text() const { return text_; }
  bool failed() const { return failed_; }
  // How many bytes come after the field last taken.
  size_t left() const { return static_cast<size_t>(end_ - at_); }

 private:
  enum Kind : uint8_t { kNumber = 0, kEightBytes = 1, kText = 2, kFourBytes = 5 };

  bool Fail() {
    failed_ = true;
    at_ = end_;
    return false;
  }
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const auto byte = static_cast<uint8_t>(*at_++);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    failed_ = true;
    return 0;
  }
  // The contract has no numbers of fixed width: they are passed over.
  bool Take(uint64_t size) {
    if (failed_ || size > static_cast<size_t>(end_ - at_)) return Fail();
    number_ = 0;
    text_ = {};
    taken_ = {at_, static_cast<size_t>(size)};
    at_ += size;
    return true;
  }
  bool Keep() {
    text_ = taken_;
    return true;
  }

  const char* at_;
  const char* const end_;
  uint32_t field_ = 0;
  uint64_t number_ = 0;
  std::string_view text_;
  std::string_view taken_;
  bool failed_ = false;
};

}  // namespace levybridge::domain
