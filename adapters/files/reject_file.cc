#include "adapters/files/reject_file.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "adapters/files/atomic_file.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/cells.h"
#include "adapters/files/refusal.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

bool IsProblemColumn(std::string name) {
  absl::AsciiStrToLower(&name);
  return name == kProblemCodesColumn || name == kProblemsColumn;
}

// Writes the rows of one original.
class RejectRows {
 public:
  RejectRows(const TableReader& table, AtomicFile& out) : table_(table), out_(out) {
    numeric_.resize(table.header().size());
    for (size_t column = 0; column < table.columns().size(); ++column) {
      if (!table.columns()[column].numeric) continue;
      if (const int field = table.FieldOf(column); field >= 0) {
        numeric_[static_cast<size_t>(field)] = true;
      }
    }
    for (const std::string& name : table.header()) {
      dropped_.push_back(table.is_reject_file() && IsProblemColumn(name));
    }
  }

  void WriteHeader() {
    text_ = kUtf8Mark;
    for (size_t field = 0; field < table_.header().size(); ++field) {
      if (!dropped_[field]) Add(ReplaceInvalid(table_.header()[field]));
    }
    Add(kProblemCodesColumn);
    Add(kProblemsColumn);
    EndRow();
  }

  void WriteRow(const std::vector<domain::Problem>& problems) {
    const auto fields = table_.csv().fields();
    for (size_t field = 0; field < fields.size(); ++field) {
      if (field < dropped_.size() && dropped_[field] && table_.WidthMatches()) continue;
      std::string_view cell = fields[field];
      if (table_.is_reject_file()) cell = Unneutralise(cell);
      const std::string text = ReplaceInvalid(cell);
      const bool is_number =
          field < numeric_.size() && numeric_[field] && ParseAmount(Trim(text)).amount.has_value();
      Add(is_number ? text : Neutralise(text));
    }
    Add(ProblemCodesText(problems));
    Add(Neutralise(ProblemsText(problems)));
    EndRow();
  }

 private:
  void Add(std::string_view cell) {
    if (!first_) text_.push_back(table_.csv().delimiter());
    first_ = false;
    AppendCell(cell, table_.csv().delimiter(), text_);
  }
  void EndRow() {
    text_ += kCsvLineEnd;
    out_.Append(text_);
    text_.clear();
    first_ = true;
  }

  const TableReader& table_;
  AtomicFile& out_;
  std::vector<bool> numeric_;
  std::vector<bool> dropped_;
  std::string text_;
  bool first_ = true;
};

absl::Status AdvanceTo(int64_t row, TableReader& table) {
  if (row <= table.row()) {
    return absl::InternalError("the rows of a reject file must come in ascending order");
  }
  while (table.row() < row) {
    const absl::StatusOr<bool> more = table.Next();
    if (!more.ok()) return more.status();
    if (!*more) {
      return Refuse(RefusalReason::kFileChanged, Place{table.csv().name(), 0, ""},
                    "文件在读取期间被改动", "the file was changed while it was being read");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> WriteRejectFile(const RejectFileJob& job, const NextProblems& next) {
  auto source = OpenFile(job.original_path);
  if (!source.ok()) return source.status();
  auto table = TableReader::Open(*std::move(source), job.csv, job.columns);
  if (!table.ok()) return table.status();
  auto out = AtomicFile::Create(job.reject_path, AtomicFile::Readers::kOwner);
  if (!out.ok()) return out.status();
  RejectRows rows(**table, **out);
  rows.WriteHeader();
  int64_t written = 0;
  for (;;) {
    const auto problems = next();
    if (!problems.ok()) return problems.status();
    if (!problems->has_value()) break;
    const absl::Status found = AdvanceTo((*problems)->row, **table);
    if (!found.ok()) return found;
    rows.WriteRow((*problems)->problems);
    ++written;
  }
  const absl::Status committed = (*out)->Commit();
  if (!committed.ok()) return committed;
  return written;
}

std::string RejectPathOf(const std::string& path) { return path + ".rejects.csv"; }

std::string ProblemCodesText(const std::vector<domain::Problem>& problems) {
  std::string text;
  for (const domain::Problem& problem : problems) {
    if (!text.empty()) text += ";";
    text += domain::EntryOf(problem.code).name;
  }
  return text;
}

std::string ProblemsText(const std::vector<domain::Problem>& problems) {
  std::string text;
  for (const domain::Problem& problem : problems) {
    if (!text.empty()) text += " | ";
    if (!problem.column.empty()) text += domain::Concatenate("[", problem.column, "] ");
    text += domain::Concatenate(domain::MessageOf(problem, domain::Language::kChinese), " / ",
                                domain::MessageOf(problem, domain::Language::kEnglish));
  }
  return text;
}

}  // namespace levybridge::files
