#include "adapters/files/encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/strings/ascii.h"

namespace levybridge::files {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Writes `code_point` as UTF-8 and returns its length.
size_t PutUtf8(uint32_t code_point, char* output) {
  const auto put = [&](size_t index, uint32_t value) {
    output[index] = static_cast<char>(static_cast<unsigned char>(value));
  };
  if (code_point < 0x80) {
    put(0, code_point);
    return 1;
  }
  if (code_point < 0x800) {
    put(0, 0xC0 | (code_point >> 6));
    put(1, 0x80 | (code_point & 0x3F));
    return 2;
  }
  if (code_point < 0x10000) {
    put(0, 0xE0 | (code_point >> 12));
    put(1, 0x80 | ((code_point >> 6) & 0x3F));
    put(2, 0x80 | (code_point & 0x3F));
    return 3;
  }
  put(0, 0xF0 | (code_point >> 18));
  put(1, 0x80 | ((code_point >> 12) & 0x3F));
  put(2, 0x80 | ((code_point >> 6) & 0x3F));
  put(3, 0x80 | (code_point & 0x3F));
  return 4;
}

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using ConverterHandle = std::unique_ptr<UConverter, ConverterCloser>;

ConverterHandle OpenConverter(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  ConverterHandle converter(ucnv_open(name, &error));
  if (U_FAILURE(error)) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  return converter;
}

// The one code point that `bytes` stand for; 0 when they stand for none.
uint32_t Decode(UConverter* converter, const char* bytes, size_t size) {
  if (converter == nullptr) return 0;
  ucnv_resetToUnicode(converter);
  UErrorCode error = U_ZERO_ERROR;
  const char* source = bytes;
  const UChar32 code_point = ucnv_getNextUChar(converter, &source, bytes + size, &error);
  if (U_FAILURE(error) || source != bytes + size || code_point < 0x80) return 0;
  return static_cast<uint32_t>(code_point);
}

// UTF-8 of every two-byte character: up to three bytes, the length on top; 0 when there is none.
class TwoByteTable {
 public:
  static const TwoByteTable& Get() {
    static const TwoByteTable kTable;
    return kTable;
  }
  uint32_t At(unsigned char lead, unsigned char trail) const {
    return entries_[static_cast<size_t>(lead) << 8 | trail];
  }

 private:
  TwoByteTable() : entries_(0x10000) {
    const ConverterHandle converter = OpenConverter("gb18030");
    for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
      for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
        const char bytes[2] = {static_cast<char>(lead), static_cast<char>(trail)};
        const uint32_t code_point = Decode(converter.get(), bytes, 2);
        if (code_point == 0 || code_point > 0xFFFF) continue;
        char utf8[4] = {};
        const size_t length = PutUtf8(code_point, utf8);
        uint32_t packed = 0;
        std::memcpy(&packed, utf8, 3);
        entries_[lead << 8 | trail] = packed | static_cast<uint32_t>(length) << 24;
      }
    }
  }
  std::vector<uint32_t> entries_;
};

// The code point of one valid UTF-8 character.
uint32_t CodePoint(std::string_view character) {
  const auto at = [&](size_t index) {
    return static_cast<uint32_t>(static_cast<unsigned char>(character[index]));
  };
  switch (character.size()) {
    case 1:
      return at(0);
    case 2:
      return (at(0) & 0x1F) << 6 | (at(1) & 0x3F);
    case 3:
      return (at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F);
    default:
      return (at(0) & 0x07) << 18 | (at(1) & 0x3F) << 12 | (at(2) & 0x3F) << 6 | (at(3) & 0x3F);
  }
}

// The two bytes of every character of the basic plane that has them; else 0.
const std::vector<uint16_t>& ReverseTable() {
  static const std::vector<uint16_t> kTable = [] {
    std::vector<uint16_t> pairs(0x10000);
    for (uint32_t pair = 0x8140; pair <= 0xFEFE; ++pair) {
      const uint32_t packed = TwoByteTable::Get().At(static_cast<unsigned char>(pair >> 8),
                                                     static_cast<unsigned char>(pair & 0xFF));
      if (packed == 0) continue;
      char utf8[4];
      std::memcpy(utf8, &packed, 4);
      pairs[CodePoint(std::string_view(utf8, packed >> 24))] = static_cast<uint16_t>(pair);
    }
    return pairs;
  }();
  return kTable;
}

// Four bytes of GB18030, or '?' when the character has none.
std::string Encode(UConverter* converter, uint32_t code_point) {
  if (converter == nullptr) return "?";
  std::array<UChar, 2> units{static_cast<UChar>(code_point), 0};
  int32_t unit_count = 1;
  if (code_point > 0xFFFF) {
    units = {static_cast<UChar>(U16_LEAD(code_point)), static_cast<UChar>(U16_TRAIL(code_point))};
    unit_count = 2;
  }
  std::array<char, 8> bytes{};
  UErrorCode error = U_ZERO_ERROR;
  const int32_t written =
      ucnv_fromUChars(converter, bytes.data(), static_cast<int32_t>(bytes.size()), units.data(),
                      unit_count, &error);
  return U_SUCCESS(error) ? std::string(bytes.data(), static_cast<size_t>(written)) : "?";
}

// Copies the run of ASCII at the start of `input` and gives its length. `output` has room for all
// of `input`: up to eight bytes may be written past the run.
size_t CopyAscii(std::string_view input, char* output) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  constexpr uint64_t kHighBits = 0x8080808080808080;
  size_t position = 0;
  while (position + sizeof(uint64_t) <= input.size()) {
    uint64_t word = 0;
    std::memcpy(&word, input.data() + position, sizeof(word));
    std::memcpy(output + position, &word, sizeof(word));
    const uint64_t high = word & kHighBits;
    if (high != 0) return position + static_cast<size_t>(std::countr_zero(high)) / 8;
    position += sizeof(word);
  }
  while (position < input.size() && static_cast<unsigned char>(input[position]) < 0x80) {
    output[position] = input[position];
    ++position;
  }
  return position;
}

}  // namespace

struct Transcoder::SlowConverter {
  ConverterHandle handle = OpenConverter("gb18030");
};

std::optional<Encoding> ParseEncoding(std::string_view name) {
  const std::string lower = absl::AsciiStrToLower(absl::string_view(name.data(), name.size()));
  if (lower == "utf-8" || lower == "utf8") return Encoding::kUtf8;
  if (lower == "gb18030" || lower == "gbk" || lower == "gb2312") return Encoding::kGb18030;
  if (lower == "auto") return Encoding::kDetect;
  return std::nullopt;
}

std::string_view MachineName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kDetect:
      return "auto";
    case Encoding::kUtf8:
      return "utf-8";
    case Encoding::kGb18030:
      return "gb18030";
  }
  return "";
}

size_t Utf8CharacterLength(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  size_t length = 0;
  unsigned char lowest = 0x80;
  unsigned char highest = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) lowest = 0xA0;
    if (lead == 0xED) highest = 0x9F;  // no surrogates
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) lowest = 0x90;
    if (lead == 0xF4) highest = 0x8F;
  } else {
    return 0;
  }
  if (text.size() < length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lowest || second > highest) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  return length;
}

// Chinese text in UTF-8 is nearly all three-byte characters, which GBK pairs hardly ever imitate;
// so a UTF-8 file with a few damaged bytes is still recognised, and its damage reported cell by
// cell.
Encoding GuessEncoding(std::string_view sample) {
  size_t invalid = 0;
  size_t long_characters = 0;
  size_t position = 0;
  while (position < sample.size()) {
    const std::string_view rest = sample.substr(position);
    const size_t length = Utf8CharacterLength(rest);
    if (length == 0) {
      if (rest.size() < 4 && static_cast<unsigned char>(rest[0]) >= 0xC2 &&
          std::all_of(rest.begin() + 1, rest.end(), IsContinuation)) {
        break;  // cut by the end of the sample
      }
      ++invalid;
      ++position;
      continue;
    }
    if (length >= 3) ++long_characters;
    position += length;
  }
  return invalid == 0 || long_characters > 4 * invalid ? Encoding::kUtf8 : Encoding::kGb18030;
}

Transcoder::Transcoder(Encoding stated) : encoding_(stated) {}
Transcoder::~Transcoder() = default;

Transcoder::Step Transcoder::Convert(std::string_view input, bool at_end, char* output) {
  Step total;
  if (!started_) {
    if (input.size() < kByteOrderMark.size() && !at_end) return total;
    started_ = true;
    if (input.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      encoding_ = Encoding::kUtf8;
      total.consumed = kByteOrderMark.size();
      input.remove_prefix(kByteOrderMark.size());
    }
  }
  if (encoding_ == Encoding::kDetect) {
    const size_t ascii = CopyAscii(input, output);
    total.consumed += ascii;
    total.written += ascii;
    input.remove_prefix(ascii);
    if (input.empty() || (input.size() < kLookahead && !at_end)) return total;
    encoding_ = GuessEncoding(input.substr(0, kLookahead));
  }
  Step rest;
  if (encoding_ == Encoding::kGb18030) {
    rest = ConvertGb18030(input, at_end, output + total.written);
  } else {
    if (!input.empty()) std::memcpy(output + total.written, input.data(), input.size());
    rest = {input.size(), input.size()};
  }
  return {total.consumed + rest.consumed, total.written + rest.written};
}

Transcoder::Step Transcoder::ConvertGb18030(std::string_view input, bool at_end, char* output) {
  const TwoByteTable& table = TwoByteTable::Get();
  char* const begin = output;
  size_t position = 0;
  while (position < input.size()) {
    const auto lead = static_cast<unsigned char>(input[position]);
    if (lead < 0x80) {
      const size_t run = CopyAscii(input.substr(position), output);
      output += run;
      position += run;
      continue;
    }
    if (position + 1 < input.size()) {
      const uint32_t packed = table.At(lead, static_cast<unsigned char>(input[position + 1]));
      if (packed != 0) {
        std::memcpy(output, &packed, 3);
        output += packed >> 24;
        position += 2;
        continue;
      }
    }
    const size_t consumed = ConvertOne(input.substr(position), at_end, output);
    if (consumed == 0) break;
    position += consumed;
  }
  return {position, static_cast<size_t>(output - begin)};
}

size_t Transcoder::ConvertOne(std::string_view input, bool at_end, char*& output) {
  const auto lead = static_cast<unsigned char>(input[0]);
  if (lead < 0x81 || lead > 0xFE) return MarkInvalid(output);
  if (input.size() < 2) return at_end ? MarkInvalid(output) : 0;
  if (!absl::ascii_isdigit(static_cast<unsigned char>(input[1]))) return MarkInvalid(output);
  if (input.size() < 4) return at_end ? MarkInvalid(output) : 0;
  return ConvertFourBytes(input, output);
}

size_t Transcoder::ConvertFourBytes(std::string_view input, char*& output) {
  if (slow_ == nullptr) slow_ = std::make_unique<SlowConverter>();
  const uint32_t code_point = Decode(slow_->handle.get(), input.data(), 4);
  if (code_point == 0) return MarkInvalid(output);
  output += PutUtf8(code_point, output);
  return 4;
}

size_t Transcoder::MarkInvalid(char*& output) {
  *output++ = kInvalidByte;
  ++invalid_bytes_;
  return 1;
}

std::string ToGb18030(std::string_view utf8) {
  std::string result;
  result.reserve(utf8.size());
  ConverterHandle slow;
  while (!utf8.empty()) {
    const size_t length = Utf8CharacterLength(utf8);
    if (length <= 1) {
      result.push_back(length == 1 ? utf8[0] : '?');
      utf8.remove_prefix(1);
      continue;
    }
    const uint32_t code_point = CodePoint(utf8.substr(0, length));
    const uint16_t pair = code_point <= 0xFFFF ? ReverseTable()[code_point] : uint16_t{0};
    if (pair != 0) {
      result.push_back(static_cast<char>(pair >> 8));
      result.push_back(static_cast<char>(pair & 0xFF));
    } else {
      if (slow == nullptr) slow = OpenConverter("gb18030");
      result += Encode(slow.get(), code_point);
    }
    utf8.remove_prefix(length);
  }
  return result;
}

std::string ReplaceInvalid(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const size_t length = Utf8CharacterLength(text);
    if (length == 0) {
      result += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      result.append(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return result;
}

}  // namespace levybridge::files
