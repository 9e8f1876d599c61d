#include "adapters/files/table_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "adapters/files/refusal.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Cannot be the first or last byte of a blank of either kind.
bool IsSolid(char c) { return !IsBlank(c) && c != '\xE3' && c != '\x80'; }

bool StartsFormula(std::string_view text) {
  return !text.empty() && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@');
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  absl::AsciiStrToLower(&lower);
  return lower;
}

bool Names(const ColumnSpec& column, std::string_view header) {
  return header == column.name ||
         (!header.empty() && (header == column.aliases[0] || header == column.aliases[1]));
}

}  // namespace

std::string_view Trim(std::string_view text) {
  // Nearly every cell: the blanks of both kinds begin with ' ', '\t' or E3, and end in those or 80.
  if (text.empty() || (IsSolid(text.front()) && IsSolid(text.back()))) return text;
  for (;;) {
    if (!text.empty() && IsBlank(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kIdeographicSpace)) {
      text.remove_prefix(kIdeographicSpace.size());
    } else {
      break;
    }
  }
  for (;;) {
    if (!text.empty() && IsBlank(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(kIdeographicSpace)) {
      text.remove_suffix(kIdeographicSpace.size());
    } else {
      return text;
    }
  }
}

bool NeedsNeutralising(std::string_view cell) {
  const size_t first = cell.find_first_not_of('\'');
  return first != std::string_view::npos && StartsFormula(cell.substr(first));
}

std::string Neutralise(std::string_view cell) {
  return NeedsNeutralising(cell) ? domain::Concatenate("'", cell) : std::string(cell);
}

std::string_view Unneutralise(std::string_view cell) {
  if (!cell.empty() && cell[0] == '\'' && NeedsNeutralising(cell)) cell.remove_prefix(1);
  return cell;
}

TableReader::TableReader(std::unique_ptr<ByteSource> source, const CsvOptions& options,
                         std::span<const ColumnSpec> columns)
    : csv_(std::move(source), options), columns_(columns), field_of_(columns.size(), -1) {}

absl::StatusOr<std::unique_ptr<TableReader>> TableReader::Open(
    std::unique_ptr<ByteSource> source, const CsvOptions& options,
    std::span<const ColumnSpec> columns) {
  std::unique_ptr<TableReader> reader(new TableReader(std::move(source), options, columns));
  absl::Status status = reader->ReadHeader();
  if (status.ok()) status = reader->MapHeader();
  if (!status.ok()) return status;
  return reader;
}

absl::Status TableReader::ReadHeader() {
  const absl::StatusOr<bool> read = csv_.Next();
  if (!read.ok()) return read.status();
  if (!*read) {
    return Refuse(RefusalReason::kEmptyFile, Place{csv_.name(), 0, ""}, "文件为空，没有表头",
                  "the file is empty, it has no header");
  }
  for (const std::string_view field : csv_.fields()) header_.emplace_back(Trim(field));
  return absl::OkStatus();
}

absl::Status TableReader::MapHeader() {
  bool has_codes = false;
  bool has_problems = false;
  for (size_t field = 0; field < header_.size(); ++field) {
    const std::string name = LowerCase(header_[field]);
    const auto column = std::find_if(columns_.begin(), columns_.end(), [&](const ColumnSpec& spec) {
      return Names(spec, name) || Names(spec, header_[field]);
    });
    if (column == columns_.end()) {
      has_codes = has_codes || name == kProblemCodesColumn;
      has_problems = has_problems || name == kProblemsColumn;
      const bool expected = name == kProblemCodesColumn || name == kProblemsColumn;
      if (!expected) unknown_columns_.push_back(ReplaceInvalid(header_[field]));
      continue;
    }
    int& found = field_of_[static_cast<size_t>(column - columns_.begin())];
    if (found >= 0) {
      return Refuse(RefusalReason::kDuplicateColumn,
                    Place{csv_.name(), csv_.line(), std::string(column->name)}, "该列出现了两次",
                    "the column is there twice");
    }
    found = static_cast<int>(field);
  }
  is_reject_file_ = has_codes && has_problems;
  std::string missing;
  for (size_t index = 0; index < columns_.size(); ++index) {
    if (!columns_[index].required || field_of_[index] >= 0) continue;
    if (!missing.empty()) missing += ", ";
    missing += columns_[index].name;
    if (!columns_[index].aliases[0].empty()) {
      missing += domain::Concatenate(" (", columns_[index].aliases[0], ")");
    }
  }
  if (missing.empty()) return absl::OkStatus();
  return Refuse(RefusalReason::kMissingColumn, Place{csv_.name(), csv_.line(), ""},
                domain::Concatenate("缺少必需的列：", missing),
                domain::Concatenate("required columns missing: ", missing));
}

absl::StatusOr<bool> TableReader::Next() { return csv_.Next(); }

std::string_view TableReader::CleanSlowly(std::string_view field) const {
  return Trim(is_reject_file_ ? Unneutralise(field) : field);
}

}  // namespace levybridge::files
