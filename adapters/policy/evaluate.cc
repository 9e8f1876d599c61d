#include "adapters/policy/evaluate.h"

#include <string_view>
#include <utility>
#include <vector>

#include "adapters/files/assessment_csv.h"
#include "adapters/files/atomic_file.h"
#include "adapters/files/cells.h"

namespace levybridge::policy {
namespace {

using domain::Decision;
using domain::Problem;

constexpr std::string_view kHeader =
    "assessment_no,decision,reason,policy,clause,reduction,amount_after,reduction_start,"
    "reduction_end,deferred_until,deferral_reason,deferral_policy,deferral_clause,deferral_scope,"
    "warnings";

// One line of output, cell by cell.
class OutputLine {
 public:
  explicit OutputLine(std::string& out) : out_(out) {}

  void Cell(std::string_view text) {
    Separate();
    files::AppendCell(text, ',', out_);
  }
  // One of our own names, which need no quotes.
  void Name(std::string_view name) {
    Separate();
    out_ += name;
  }
  void Amount(domain::Money amount) {
    Separate();
    amount.AppendYuan(out_);
  }
  void Date(const std::optional<domain::CivilDate>& date) {
    Separate();
    if (date) date->AppendIso(out_);
  }
  void End() { out_ += files::kCsvLineEnd; }

 private:
  void Separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

// "MATERNITY_MISSING(maternity); PAST_PERIOD_REGULAR(kind)".
std::string Listed(const std::vector<Problem>& first, const std::vector<Problem>& second) {
  std::string text;
  for (const std::vector<Problem>* problems : {&first, &second}) {
    for (const Problem& problem : *problems) {
      if (!text.empty()) text += "; ";
      text += domain::EntryOf(problem.code).name;
      if (!problem.column.empty()) text += "(" + problem.column + ")";
    }
  }
  return text;
}

void WriteDecision(std::string_view assessment_no, const Decision& decision,
                   const std::vector<Problem>& of_row, std::string& out) {
  OutputLine line(out);
  line.Cell(assessment_no);
  line.Name(MachineName(decision.kind));
  line.Name(MachineName(decision.reason));
  line.Cell(decision.policy);
  line.Cell(decision.clause);
  line.Amount(decision.reduction);
  line.Amount(decision.amount_after);
  line.Date(decision.reduction_start);
  line.Date(decision.reduction_end);
  line.Date(decision.deferred_until);
  line.Name(MachineName(decision.deferral_reason));
  line.Cell(decision.deferral_policy);
  line.Cell(decision.deferral_clause);
  line.Name(MachineName(decision.deferral_scope));
  if (of_row.empty() && decision.problems.empty()) {
    line.Name("");
  } else {
    line.Cell(Listed(of_row, decision.problems));
  }
  line.End();
}

void Count(const Decision& decision, EvaluateCounts& counts) {
  ++counts.rows;
  switch (decision.kind) {
    case domain::DecisionKind::kReduced:
      ++counts.reduced;
      break;
    case domain::DecisionKind::kFull:
      ++counts.full;
      break;
    case domain::DecisionKind::kRefused:
      ++counts.refused;
      break;
  }
  if (decision.deferral_scope != domain::DeferralScope::kNone) ++counts.deferred;
}

Decision Unreadable(domain::Money claimed) {
  Decision decision;
  decision.kind = domain::DecisionKind::kRefused;
  decision.reason = domain::Reason::kInvalidRow;
  decision.amount_after = claimed;
  return decision;
}

}  // namespace

Decision EvaluateRow(const EvaluateInput& input, const domain::Assessment& row) {
  const domain::CivilDate business_date = input.business_date_given
                                              ? input.business_date
                                              : row.applied_on.value_or(input.business_date);
  const domain::EmployerRegisters registers =
      input.registers.empty()
          ? domain::EmployerRegisters{}
          : input.registers.Of(input.book.regions().PoolingAreaOf(row.region), row.unit_code);
  return input.book.Decide(row, registers, domain::DecisionContext::Of(row, business_date));
}

absl::StatusOr<EvaluateCounts> EvaluateFile(const EvaluateInput& input,
                                            std::unique_ptr<files::ByteSource> source,
                                            const std::string& out_path) {
  files::AssessmentCsvOptions options;
  options.for_submission = false;
  auto reader = files::AssessmentReader::Open(std::move(source), options);
  if (!reader.ok()) return reader.status();
  auto out = files::AtomicFile::Create(out_path);
  if (!out.ok()) return out.status();
  (*out)->Append(kHeader);
  (*out)->Append(files::kCsvLineEnd);
  EvaluateCounts counts;
  std::string line;
  while (true) {
    const absl::StatusOr<bool> more = (*reader)->Next();
    if (!more.ok()) return more.status();
    if (!*more) break;
    files::ParsedRow<domain::Assessment>& row = (*reader)->row();
    const Decision decision = row.value ? EvaluateRow(input, *row.value) : Unreadable(row.claimed);
    // The first column is the number; a row that can't be read keeps what stands there.
    std::string stated;
    if (!row.value) stated = files::CutText((*reader)->table().Cell(0), 64);
    const std::string_view number =
        row.value ? std::string_view(row.value->assessment_no.value()) : stated;
    line.clear();
    WriteDecision(number, decision, row.problems, line);
    (*out)->Append(line);
    Count(decision, counts);
  }
  const absl::Status committed = (*out)->Commit();
  if (!committed.ok()) return committed;
  return counts;
}

}  // namespace levybridge::policy
