#include "gateway/domain/policy_explain.h"

namespace levybridge::domain {
namespace {

// Writes "label: value" lines in one language.
class Report {
 public:
  explicit Report(Language language) : language_(language) {}

  std::string_view Pick(std::string_view chinese, std::string_view english) const {
    return language_ == Language::kChinese ? chinese : english;
  }
  void Line(std::string_view chinese_label, std::string_view english_label,
            std::string_view value) {
    text_ += Pick(chinese_label, english_label);
    text_ += Pick("：", ": ");
    text_ += value;
    text_ += '\n';
  }
  void Cite(std::string_view policy, const Policy* source, const Citation* citation) {
    if (source != nullptr) {
      Line("政策", "Policy",
           std::string(policy) + " " + std::string(Pick(source->title, source->title_english)));
    }
    if (citation == nullptr) return;
    std::string document = citation->document;
    if (source != nullptr && source->forwarded_by && document == source->document) {
      document += std::string(Pick("（由 ", " (put in force here by ")) + *source->forwarded_by +
                  std::string(Pick(" 转发）", ")"));
    }
    Line("文号", "Document", document);
    Line("条款", "Clause", citation->clause);
    Line("原文", "It says", "“" + citation->quote + "”");
    if (language_ == Language::kEnglish) Line("", "In English", citation->english);
  }
  Language language() const { return language_; }
  std::string Take() { return std::move(text_); }

 private:
  Language language_;
  std::string text_;
};

std::string_view ScopeText(const Report& report, DeferralScope scope) {
  switch (scope) {
    case DeferralScope::kNone:
      return "";
    case DeferralScope::kEmployer:
      return report.Pick("单位缴费部分", "the employer's share");
    case DeferralScope::kWhole:
      return report.Pick("单位和个人全部", "the whole contribution");
  }
  return "";
}

void ExplainReduction(const PolicyBook& book, const Decision& decision, Report& report) {
  report.Line(
      "结论", "Decision",
      std::string(MachineName(decision.kind)) + " / " + std::string(MachineName(decision.reason)));
  report.Line("说明", "Meaning", TextOf(decision.reason, report.language()));
  report.Cite(decision.policy, book.FindPolicy(decision.policy), decision.citation);
  report.Line("减征金额（元）", "Reduction (yuan)", decision.reduction.ToYuan());
  report.Line("减征后应缴金额（元）", "Amount after (yuan)", decision.amount_after.ToYuan());
  if (decision.reduction_start && decision.reduction_end) {
    report.Line("减征期", "Window",
                decision.reduction_start->ToIso() + " – " + decision.reduction_end->ToIso());
  }
  if (decision.collected_with) {
    report.Line("未缴部分", "If not paid yet",
                std::string(report.Pick("与该所属期合并征收，免收滞纳金：",
                                        "collected with this period, without late fee: ")) +
                    decision.collected_with->ToIso());
  }
}

void ExplainDeferral(const PolicyBook& book, const Decision& decision, Report& report) {
  if (decision.deferral_reason == DeferralReason::kNone) return;
  report.Line("缓缴", "Deferral", MachineName(decision.deferral_reason));
  report.Line("说明", "Meaning", TextOf(decision.deferral_reason, report.language()));
  report.Cite(decision.deferral_policy, book.FindPolicy(decision.deferral_policy),
              decision.deferral_citation);
  if (decision.deferred_until) {
    report.Line("缓缴至", "Deferred until", decision.deferred_until->ToIso());
    report.Line("缓缴范围", "Deferred is", ScopeText(report, decision.deferral_scope));
  }
}

}  // namespace

std::string ExplainDecision(const PolicyBook& book, const Assessment& row, const Decision& decision,
                            Language language) {
  Report report(language);
  report.Line("核定", "Assessment",
              row.assessment_no.value() + ", " + row.unit_code.value() + ", " +
                  row.region.ToString() + " " + std::string(book.regions().NameOf(row.region)) +
                  ", " + row.fee_period.ToIso());
  report.Line("单位类型", "Unit type",
              report.Pick(ChineseName(row.unit_type), MachineName(row.unit_type)));
  ExplainReduction(book, decision, report);
  ExplainDeferral(book, decision, report);
  for (const Problem& problem : decision.problems) {
    report.Line("提示", "Note", MessageOf(problem, language));
  }
  return report.Take();
}

}  // namespace levybridge::domain
