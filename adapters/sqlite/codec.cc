#include "adapters/sqlite/codec.h"

namespace levybridge::sqlite {
namespace {

constexpr int kBitsPerByte = 7;
constexpr uint8_t kMore = 0x80;
constexpr uint8_t kPayload = 0x7F;

template <class Number>
void AppendVarint(std::string& out, Number value) {
  while (value >= kMore) {
    out.push_back(static_cast<char>(static_cast<uint8_t>(value) | kMore));
    value >>= kBitsPerByte;
  }
  out.push_back(static_cast<char>(value));
}

// Nothing is read past the end, and bits that do not fit Number are a failure, not cut off.
template <class Number>
bool TakeVarint(std::string_view& rest, Number& value) {
  constexpr int kBits = static_cast<int>(sizeof(Number)) * 8;
  value = 0;
  int shift = 0;
  for (size_t i = 0; i < rest.size(); ++i, shift += kBitsPerByte) {
    if (shift >= kBits) return false;
    const auto byte = static_cast<uint8_t>(rest[i]);
    const auto bits = static_cast<Number>(byte & kPayload);
    if (kBits - shift < kBitsPerByte && (bits >> (kBits - shift)) != 0) return false;
    value |= bits << shift;
    if ((byte & kMore) == 0) {
      rest.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

using Wide128 = unsigned __int128;

}  // namespace

void Encoder::Unsigned(uint64_t value) { AppendVarint(out_, value); }

void Encoder::Signed(int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  Unsigned((bits << 1) ^ (value < 0 ? ~uint64_t{0} : 0));
}

void Encoder::Wide(__int128 value) {
  const auto bits = static_cast<Wide128>(value);
  AppendVarint<Wide128>(out_, (bits << 1) ^ (value < 0 ? ~Wide128{0} : 0));
}

void Encoder::Bytes(std::string_view bytes) {
  Unsigned(bytes.size());
  Raw(bytes);
}

uint8_t Decoder::Byte() {
  if (rest_.empty()) {
    Fail();
    return 0;
  }
  const auto byte = static_cast<uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

uint64_t Decoder::Unsigned() {
  uint64_t value = 0;
  if (TakeVarint(rest_, value)) return value;
  Fail();
  return 0;
}

int64_t Decoder::Signed() {
  const uint64_t bits = Unsigned();
  return static_cast<int64_t>((bits >> 1) ^ ((bits & 1) != 0 ? ~uint64_t{0} : 0));
}

__int128 Decoder::Wide() {
  Wide128 bits = 0;
  if (!TakeVarint(rest_, bits)) {
    Fail();
    return 0;
  }
  return static_cast<__int128>((bits >> 1) ^ ((bits & 1) != 0 ? ~Wide128{0} : 0));
}

std::string_view Decoder::Bytes() { return Raw(Count()); }

std::string_view Decoder::Raw(size_t count) {
  if (count > rest_.size()) {
    Fail();
    return {};
  }
  const std::string_view bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return bytes;
}

size_t Decoder::Count() {
  const uint64_t count = Unsigned();
  // Every element takes at least one byte, so a larger count is a lie.
  if (count > rest_.size()) {
    Fail();
    return 0;
  }
  return static_cast<size_t>(count);
}

}  // namespace levybridge::sqlite
