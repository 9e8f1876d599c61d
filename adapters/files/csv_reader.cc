#include "adapters/files/csv_reader.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

constexpr size_t kBlockBytes = 256 * 1024;
constexpr size_t kInputCapacity = kBlockBytes + Transcoder::kLookahead;
// StopFinder reads whole blocks, past the end of the window.
constexpr size_t kStopBlock = 64;
constexpr size_t kPadding = kStopBlock;

// Finds delimiters, LFs and NULs. Reads up to kStopBlock bytes past what it is asked about.
class StopFinder {
 public:
#if defined(__SSE2__)
  explicit StopFinder(char delimiter)
      : delimiter_(_mm_set1_epi8(delimiter)), line_feed_(_mm_set1_epi8('\n')) {}

  // Bit i: a stop stands at from[i].
  uint64_t InBlock(const char* from) const {
    return InVector(from) | InVector(from + 16) << 16 | InVector(from + 32) << 32 |
           InVector(from + 48) << 48;
  }

 private:
  uint64_t InVector(const char* from) const {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i hits = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter_), _mm_cmpeq_epi8(bytes, _mm_setzero_si128())),
        _mm_cmpeq_epi8(bytes, line_feed_));
    return static_cast<uint32_t>(_mm_movemask_epi8(hits));
  }

  __m128i delimiter_;
  __m128i line_feed_;
#else
  explicit StopFinder(char delimiter) : delimiter_(delimiter) {}

  uint64_t InBlock(const char* from) const {
    uint64_t stops = 0;
    for (size_t i = 0; i < kStopBlock; ++i) {
      const bool stop = from[i] == delimiter_ || from[i] == '\n' || from[i] == '\0';
      stops |= uint64_t{stop} << i;
    }
    return stops;
  }

 private:
  char delimiter_;
#endif

 public:
  // The first stop at or after `from`; `end` when there is none before it.
  const char* Find(const char* from, const char* end) const {
    for (; from < end; from += kStopBlock) {
      const uint64_t stops = InBlock(from);
      if (stops != 0) return std::min(from + std::countr_zero(stops), end);
    }
    return end;
  }
};

}  // namespace

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, const CsvOptions& options)
    : source_(std::move(source)),
      options_(options),
      transcoder_(options.encoding),
      input_(new char[kInputCapacity]),
      text_capacity_(options.max_line_bytes + Transcoder::MaxOutput(kInputCapacity)) {
  text_.reset(new char[text_capacity_ + kPadding]);
  std::memset(text_.get(), 0, kPadding);
}

absl::StatusOr<bool> CsvReader::Next() {
  if (!failure_.ok()) return failure_;
  for (;;) {
    switch (ScanRecord()) {
      case Scan::kFailed:
        return failure_;
      case Scan::kNeedMore:
        if (at_end_) return false;
        failure_ = Refill();
        if (!failure_.ok()) return failure_;
        continue;
      case Scan::kDelimiter:
      case Scan::kLineEnd:
        break;
    }
    begin_ = static_cast<size_t>(cursor_ - text_.get());
    next_line_ = cursor_line_;
    if (raw_.empty()) continue;
    ++record_;
    return true;
  }
}

// Moves the unconsumed text to the front and appends at least one more block, or finds the end.
absl::Status CsvReader::Refill() {
  const size_t pending = end_ - begin_;
  if (pending > options_.max_line_bytes) {
    line_ = next_line_;
    RefuseRecord(RefusalReason::kLineTooLong, "一行过长（是否有未闭合的引号？）",
                 "a line is too long (is a quote never closed?)");
    return failure_;
  }
  std::memmove(text_.get(), text_.get() + begin_, pending);
  begin_ = 0;
  end_ = pending;
  while (!source_at_end_ && input_size_ < kInputCapacity) {
    absl::StatusOr<size_t> got =
        source_->Read(input_.get() + input_size_, kInputCapacity - input_size_);
    if (!got.ok()) return got.status();
    if (*got == 0) source_at_end_ = true;
    input_size_ += *got;
  }
  const Transcoder::Step step = transcoder_.Convert(std::string_view(input_.get(), input_size_),
                                                    source_at_end_, text_.get() + end_);
  input_size_ -= step.consumed;
  std::memmove(input_.get(), input_.get() + step.consumed, input_size_);
  end_ += step.written;
  std::memset(text_.get() + end_, 0, kPadding);
  if (source_at_end_ && input_size_ == 0) at_end_ = true;
  return absl::OkStatus();
}

CsvReader::Scan CsvReader::ScanRecord() {
  fields_.clear();
  unescaped_.clear();
  const char* const start = text_.get() + begin_;
  cursor_ = start;
  cursor_line_ = next_line_;
  line_ = next_line_;
  if (begin_ == end_) return Scan::kNeedMore;
  for (;;) {
    TakePlainFields();
    const Scan scan = ScanField();
    if (scan == Scan::kNeedMore || scan == Scan::kFailed) return scan;
    if (fields_.size() > options_.max_fields) {
      return RefuseRecord(
          RefusalReason::kTooManyFields,
          domain::Concatenate("字段超过 ", std::to_string(options_.max_fields), " 个"),
          domain::Concatenate("more than ", std::to_string(options_.max_fields), " fields"));
    }
    if (scan == Scan::kDelimiter) continue;
    const char* stop = cursor_;
    if (stop > start && stop[-1] == '\n') --stop;
    if (stop > start && stop[-1] == '\r') --stop;
    raw_ = std::string_view(start, static_cast<size_t>(stop - start));
    if (raw_.size() > options_.max_line_bytes) {
      return RefuseRecord(RefusalReason::kLineTooLong, "一行过长", "a line is too long");
    }
    return Scan::kLineEnd;
  }
}

// The common case, kept short: unquoted fields that end in a delimiter. Stops before anything else.
void CsvReader::TakePlainFields() {
  const StopFinder stops(options_.delimiter);
  const char* const end = text_.get() + end_;
  const char* field = cursor_;
  for (const char* block = cursor_; block < end; block += kStopBlock) {
    for (uint64_t left = stops.InBlock(block); left != 0; left &= left - 1) {
      const char* const stop = block + std::countr_zero(left);
      const bool plain = stop < end && *stop == options_.delimiter && *field != '"' &&
                         fields_.size() < options_.max_fields;
      if (!plain) {
        cursor_ = field;
        return;
      }
      fields_.emplace_back(field, static_cast<size_t>(stop - field));
      field = stop + 1;
    }
  }
  cursor_ = field;
}

CsvReader::Scan CsvReader::ScanField() {
  const char* const end = text_.get() + end_;
  if (cursor_ < end && *cursor_ == '"') return ScanQuotedField();
  const char* const stop = StopFinder(options_.delimiter).Find(cursor_, end);
  if (stop == end && !at_end_) return Scan::kNeedMore;
  return EndAt(cursor_, stop, stop);
}

// `stop` is where the field is followed by a delimiter, a line end, a NUL byte or the end of file.
CsvReader::Scan CsvReader::EndAt(const char* field_begin, const char* field_end, const char* stop) {
  const char* const end = text_.get() + end_;
  if (stop < end && *stop == '\0') {
    return RefuseHere(RefusalReason::kNulByte, "含有 NUL 字节（是否为 UTF-16 或二进制文件？）",
                      "holds a NUL byte (is it UTF-16, or not a text file?)");
  }
  const bool ends_line = stop == end || *stop == '\n';
  if (ends_line && field_end == stop && field_end > field_begin && field_end[-1] == '\r') {
    --field_end;
  }
  fields_.emplace_back(field_begin, static_cast<size_t>(field_end - field_begin));
  cursor_ = stop == end ? stop : stop + 1;
  if (!ends_line) return Scan::kDelimiter;
  ++cursor_line_;
  return Scan::kLineEnd;
}

CsvReader::Scan CsvReader::ScanQuotedField() {
  const char* const end = text_.get() + end_;
  const char* const content = cursor_ + 1;
  bool has_doubled = false;
  const char* quote = content;
  for (;;) {
    quote = static_cast<const char*>(std::memchr(quote, '"', static_cast<size_t>(end - quote)));
    if (quote == nullptr) {
      if (!at_end_) return Scan::kNeedMore;
      return RefuseHere(RefusalReason::kMalformedQuotes, "引号未闭合", "a quote is never closed");
    }
    if (quote + 1 == end && !at_end_) return Scan::kNeedMore;
    if (quote + 1 == end || quote[1] != '"') break;
    has_doubled = true;
    quote += 2;
  }
  return CloseQuotedField(std::string_view(content, static_cast<size_t>(quote - content)),
                          has_doubled);
}

CsvReader::Scan CsvReader::CloseQuotedField(std::string_view content, bool has_doubled) {
  const char* const end = text_.get() + end_;
  const char* stop = content.data() + content.size() + 1;
  if (stop < end && *stop == '\r') {
    if (stop + 1 == end && !at_end_) return Scan::kNeedMore;
    if (stop + 1 == end || stop[1] == '\n') ++stop;
  }
  if (stop < end && *stop != options_.delimiter && *stop != '\n') {
    return RefuseHere(RefusalReason::kMalformedQuotes, "闭合引号之后还有文字",
                      "text follows a closing quote");
  }
  if (content.find('\0') != std::string_view::npos) {
    return RefuseHere(RefusalReason::kNulByte, "含有 NUL 字节", "holds a NUL byte");
  }
  cursor_line_ += std::count(content.begin(), content.end(), '\n');
  if (has_doubled) {
    std::string& plain = unescaped_.emplace_back();
    plain.reserve(content.size());
    for (size_t i = 0; i < content.size(); ++i) {
      plain.push_back(content[i]);
      if (content[i] == '"') ++i;
    }
    content = plain;
  }
  return EndAt(content.data(), content.data() + content.size(), stop);
}

CsvReader::Scan CsvReader::RefuseHere(RefusalReason reason, std::string_view zh,
                                      std::string_view en) {
  const std::string field = std::to_string(fields_.size() + 1);
  failure_ = Refuse(
      reason, Place{source_->name(), cursor_line_, domain::Concatenate("field ", field)}, zh, en);
  return Scan::kFailed;
}

CsvReader::Scan CsvReader::RefuseRecord(RefusalReason reason, std::string_view zh,
                                        std::string_view en) {
  failure_ = Refuse(reason, Place{source_->name(), line_, ""}, zh, en);
  return Scan::kFailed;
}

}  // namespace levybridge::files
