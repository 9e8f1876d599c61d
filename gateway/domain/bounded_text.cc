#include "gateway/domain/bounded_text.h"

#include <cstdint>
#include <cstring>

namespace levybridge::domain {
namespace {

constexpr uint32_t kInvalid = 0xFFFFFFFF;
constexpr size_t kWordBytes = sizeof(uint64_t);

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The code point at the front of `text` (not ASCII, not empty) and its length; kInvalid when it is
// not well-formed UTF-8.
struct CodePoint {
  uint32_t value;
  size_t length;
};
CodePoint DecodeMultiByte(std::string_view text) {
  constexpr uint32_t kSmallestOfLength[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  // Three bytes first: that is what Chinese is written in.
  if ((lead & 0xF0) == 0xE0 && text.size() >= 3) {
    const auto second = static_cast<unsigned char>(text[1]);
    const auto third = static_cast<unsigned char>(text[2]);
    const uint32_t three = (lead & 0x0FU) << 12 | (second & 0x3FU) << 6 | (third & 0x3FU);
    const bool sound = IsContinuation(second) && IsContinuation(third) && three >= 0x800;
    return {sound ? three : kInvalid, 3};
  }
  size_t length = 0;
  uint32_t value = 0;
  if ((lead & 0xE0) == 0xC0) {
    length = 2;
    value = lead & 0x1FU;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3;
    value = lead & 0x0FU;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4;
    value = lead & 0x07U;
  } else {
    return {kInvalid, 1};
  }
  if (text.size() < length) return {kInvalid, 1};
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!IsContinuation(byte)) return {kInvalid, 1};
    value = value << 6 | (byte & 0x3FU);
  }
  if (value < kSmallestOfLength[length] || value > 0x10FFFF) return {kInvalid, 1};
  return {value, length};
}

bool IsCleanCodePoint(uint32_t value) {
  if (value < 0xA0) return false;                        // C1 controls; ASCII is not seen here
  if (value >= 0xD800 && value <= 0xDFFF) return false;  // surrogates
  return value != 0xFFFE && value != 0xFFFF && value != kInvalid;
}

// Whether the eight bytes at `text` are all printable ASCII, 0x20..0x7E: most of what is checked.
bool AreEightPrintable(const char* text) {
  constexpr uint64_t kEach = 0x0101010101010101;
  constexpr uint64_t kHighBits = 0x80 * kEach;
  uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof(bytes));
  // The sums carry into no other byte unless one is above 0x7F, and then `bytes` itself says no.
  const uint64_t below_space = ~(bytes + 0x60 * kEach);
  const uint64_t delete_character = bytes + kEach;
  return ((bytes | below_space | delete_character) & kHighBits) == 0;
}

// Whether a Chinese character of U+4000..U+9FFF stands at the front of `text`.
bool StartsWithCommonHan(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  return lead >= 0xE4 && lead <= 0xE9 && text.size() >= 3 &&
         IsContinuation(static_cast<unsigned char>(text[1])) &&
         IsContinuation(static_cast<unsigned char>(text[2]));
}

}  // namespace

bool IsCleanText(std::string_view text) {
  size_t position = 0;
  while (position < text.size()) {
    const auto byte = static_cast<unsigned char>(text[position]);
    if (byte >= 0x80) {
      if (StartsWithCommonHan(text.substr(position))) {
        position += 3;
        continue;
      }
      const CodePoint point = DecodeMultiByte(text.substr(position));
      if (!IsCleanCodePoint(point.value)) return false;
      position += point.length;
      continue;
    }
    if (text.size() - position >= kWordBytes) {
      if (AreEightPrintable(text.data() + position)) {
        position += kWordBytes;
        continue;
      }
    } else if (text.size() >= kWordBytes &&
               AreEightPrintable(text.data() + text.size() - kWordBytes)) {
      return true;  // what is left, and some of what was seen to be clean
    }
    if (byte < 0x20 || byte == 0x7F) return false;
    ++position;
  }
  return true;
}

size_t CountCodePoints(std::string_view text) {
  size_t count = 0;
  for (const char c : text) {
    if (!IsContinuation(static_cast<unsigned char>(c))) ++count;
  }
  return count;
}

}  // namespace levybridge::domain
