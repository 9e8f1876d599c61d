// CsvReader: pulls the records of a delimited text file (RFC 4180) out of a stream of any size.
//
// Memory is one block of input plus the longest line allowed. Quoted fields may hold delimiters,
// doubled quotes and line ends; lines end with LF or CRLF, mixed as they come; empty lines are
// skipped. A quote inside an unquoted field is an ordinary character. What makes record boundaries
// uncertain (text after a closing quote, a quote never closed, NUL bytes, too long a line, too many
// fields) refuses the file, with line and column. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/encoding.h"
#include "adapters/files/refusal.h"

namespace levybridge::files {

struct CsvOptions {
  Encoding encoding = Encoding::kDetect;
  char delimiter = ',';             // any ASCII character but quote, CR, LF and NUL
  size_t max_line_bytes = 1 << 20;  // of one record, in UTF-8
  size_t max_fields = 256;
};

class CsvReader {
 public:
  CsvReader(std::unique_ptr<ByteSource> source, const CsvOptions& options);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // Moves to the next record; false at the end of the file. A refusal (refusal.h) or an error of
  // the disk ends reading: the same status comes back from then on.
  absl::StatusOr<bool> Next();

  // The current record. All views are valid until the next call of Next().
  std::span<const std::string_view> fields() const { return fields_; }
  // Its text as it stands in the file (in UTF-8), without the line end.
  std::string_view raw() const { return raw_; }
  // Physical line on which it begins, from 1.
  int64_t line() const { return line_; }
  // Its number among the records, from 1, the header included.
  int64_t record() const { return record_; }

  const std::string& name() const { return source_->name(); }
  char delimiter() const { return options_.delimiter; }
  // kDetect until a byte above 0x7F was seen.
  Encoding encoding() const { return transcoder_.encoding(); }

 private:
  enum class Scan : uint8_t { kDelimiter, kLineEnd, kNeedMore, kFailed };

  absl::Status Refill();
  Scan ScanRecord();
  void TakePlainFields();
  Scan ScanField();
  Scan ScanQuotedField();
  Scan CloseQuotedField(std::string_view content, bool has_doubled);
  Scan EndAt(const char* field_begin, const char* field_end, const char* stop);
  Scan RefuseHere(RefusalReason reason, std::string_view zh, std::string_view en);
  Scan RefuseRecord(RefusalReason reason, std::string_view zh, std::string_view en);

  std::unique_ptr<ByteSource> source_;
  CsvOptions options_;
  Transcoder transcoder_;

  std::unique_ptr<char[]> input_;  // bytes read but not transcoded yet
  size_t input_size_ = 0;
  std::unique_ptr<char[]> text_;  // UTF-8; the window [begin_, end_) is not consumed yet
  size_t text_capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool source_at_end_ = false;
  bool at_end_ = false;  // everything is in the window

  const char* cursor_ = nullptr;  // while scanning a record
  int64_t cursor_line_ = 1;
  int64_t next_line_ = 1;
  int64_t line_ = 0;
  int64_t record_ = 0;
  std::string_view raw_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // fields that had doubled quotes
  absl::Status failure_;
};

}  // namespace levybridge::files
