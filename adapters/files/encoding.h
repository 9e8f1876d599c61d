// Encoding: turns the bytes of an agency's file into UTF-8 while they stream by.
//
// Customer rule: files are UTF-8 with or without BOM, or GB18030/GBK, detected or stated. A byte
// order mark always wins (our own reject files carry one). Detection waits for the first byte above
// 0x7F, so a long ASCII beginning decides nothing, and then looks at the next 4 KiB.
// A byte that belongs to no character becomes kInvalidByte, which never occurs in UTF-8: whatever
// cell it stands in is then refused by row and column like any other bad text. Never throws.
// One transcoder per file; not thread-safe (the shared GBK table is).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace levybridge::files {

enum class Encoding : uint8_t { kDetect, kUtf8, kGb18030 };
// "utf-8", "utf8", "gb18030", "gbk", "gb2312", "auto", in any case.
std::optional<Encoding> ParseEncoding(std::string_view name);
std::string_view MachineName(Encoding encoding);

// Marks a byte of the original that is not valid in the file's encoding (GB18030 only; UTF-8 is
// handed through as it is, and its invalid bytes speak for themselves).
inline constexpr char kInvalidByte = '\xFF';

class Transcoder {
 public:
  // How many bytes it may want to see beyond the first one it cannot place.
  static constexpr size_t kLookahead = 4096;
  // Output bytes per input byte, at most (two bytes of GBK become three of UTF-8).
  static constexpr size_t MaxOutput(size_t input_bytes) { return input_bytes * 3 / 2 + 4; }

  explicit Transcoder(Encoding stated);
  ~Transcoder();
  Transcoder(const Transcoder&) = delete;
  Transcoder& operator=(const Transcoder&) = delete;

  struct Step {
    size_t consumed = 0;
    size_t written = 0;
  };
  // Writes the UTF-8 of `input` to `output`, which has room for MaxOutput(input.size()). May leave
  // up to kLookahead bytes for the next call; none when `at_end` is set.
  Step Convert(std::string_view input, bool at_end, char* output);

  // What the file turned out to be; kDetect while only ASCII was seen.
  Encoding encoding() const { return encoding_; }
  int64_t invalid_bytes() const { return invalid_bytes_; }

 private:
  struct SlowConverter;
  Step ConvertGb18030(std::string_view input, bool at_end, char* output);
  // One character of two or four bytes at the start of `input`; 0 when more input is needed.
  size_t ConvertOne(std::string_view input, bool at_end, char*& output);
  size_t ConvertFourBytes(std::string_view input, char*& output);
  size_t MarkInvalid(char*& output);

  Encoding encoding_;
  bool started_ = false;
  int64_t invalid_bytes_ = 0;
  std::unique_ptr<SlowConverter> slow_;
};

// Which of the two it looks like, judging all of `sample` (whose end may cut a character).
Encoding GuessEncoding(std::string_view sample);

// UTF-8 to GB18030, for writers of test data and of files for old systems. Characters that are no
// valid UTF-8 become '?'.
std::string ToGb18030(std::string_view utf8);

// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD; for messages and
// reject files, which must be valid themselves.
std::string ReplaceInvalid(std::string_view text);

// Length of the valid UTF-8 character at the start of `text`; 0 when there is none.
size_t Utf8CharacterLength(std::string_view text);

}  // namespace levybridge::files
