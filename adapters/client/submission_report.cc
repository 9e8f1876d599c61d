// The half of submit.h that puts a receipt into words and numbers.
#include <string_view>

#include "adapters/client/submit.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

Json TallyJson(const Tally& tally) { return {{"rows", tally.rows}, {"fen", tally.fen}}; }

std::string_view ChineseStatus(std::string_view status) {
  if (status == "accepted") return "全部接受";
  if (status == "partly_accepted") return "部分接受";
  if (status == "rejected") return "整批拒绝";
  return "处理中";
}

std::string TallyText(const Receipt& receipt) {
  Table table{{{"what", ""},
               {"rows", "行 rows", Column::Form::kNumber},
               {"fen", "金额（元） yuan", Column::Form::kFen}},
              {}};
  table.rows.push_back({"收到 received", receipt.received.rows, receipt.received.fen});
  table.rows.push_back({"接受 accepted", receipt.accepted.rows, receipt.accepted.fen});
  table.rows.push_back({"拒绝 rejected", receipt.rejected.rows, receipt.rejected.fen});
  return table.ToText();
}

std::string CodesText(const std::map<std::string, RowProblemList::Count>& codes) {
  if (codes.empty()) return "";
  Table table{{{"code", "问题 problem"},
               {"severity", "程度 severity"},
               {"rows", "行 rows", Column::Form::kNumber},
               {"meaning", "说明 meaning"}},
              {}};
  for (const auto& [code, count] : codes) {
    std::string meaning;
    if (const auto known = domain::ParseProblemCode(code)) {
      meaning = domain::MessageOf({*known, "", "", ""}, domain::Language::kChinese);
    }
    table.rows.push_back(
        {code, count.warning ? "提示 warning" : "错误 error", count.rows, meaning});
  }
  return "\n" + table.ToText();
}

std::string NextStep(const SubmissionReport& report) {
  const Receipt& receipt = report.receipt;
  if (!report.rejects_file.empty()) {
    return Concatenate("\n请改正 ", report.rejects_file,
                       " 中的行后直接再次提交该文件。\nCorrect the rows in ", report.rejects_file,
                       " and submit that file as it is.\n");
  }
  if (!receipt.reason.empty()) {
    return "\n整个文件未生效；请按上述原因改正后重新提交。\n"
           "Nothing of the file took effect; correct it as said above and submit it again.\n";
  }
  if (receipt.dry_run && receipt.Clean()) {
    return "\n试运行：未存入任何内容；可以正式提交。\n"
           "Dry run: nothing was stored; the file may be submitted.\n";
  }
  return "";
}

}  // namespace

Json ToJson(const SubmissionReport& report) {
  const Receipt& receipt = report.receipt;
  Json document = {{"batch_id", receipt.batch_id},
                   {"kind", receipt.kind},
                   {"status", receipt.status},
                   {"received", TallyJson(receipt.received)},
                   {"accepted", TallyJson(receipt.accepted)},
                   {"rejected", TallyJson(receipt.rejected)},
                   {"replayed", receipt.replayed},
                   {"receipt", receipt.receipt_no},
                   {"dry_run", receipt.dry_run},
                   {"business_date", receipt.business_date},
                   {"warning_rows", receipt.warning_rows},
                   {"already_accepted_rows", receipt.already_accepted_rows},
                   {"content_digest", receipt.content_digest}};
  Json problems = Json::object();
  for (const auto& [code, count] : report.codes) problems[code] = count.rows;
  document["problems"] = std::move(problems);
  document["rejects_file"] =
      report.rejects_file.empty() ? Json(nullptr) : Json(report.rejects_file);
  if (report.skipped_entries > 0) document["skipped_entries"] = report.skipped_entries;
  if (!receipt.reason.empty()) {
    document["reason"] = receipt.reason;
    document["message"] = Concatenate(receipt.reason_zh, " / ", receipt.reason_en);
  }
  return document;
}

std::string ToText(const SubmissionReport& report) {
  const Receipt& receipt = report.receipt;
  std::string text =
      Concatenate("批次 batch    ", receipt.batch_id, "\n回执 receipt  ",
                  receipt.receipt_no.empty() ? "-" : receipt.receipt_no, "\n状态 status   ",
                  ChineseStatus(receipt.status), " ", receipt.status,
                  receipt.replayed ? "（重复提交，原回执 / repeated: the original receipt）" : "",
                  receipt.dry_run ? "（试运行 / dry run）" : "", "\n\n");
  text += TallyText(receipt);
  if (receipt.already_accepted_rows > 0) {
    text += Concatenate("其中先前已接受 / of these accepted before: ",
                        std::to_string(receipt.already_accepted_rows), "\n");
  }
  if (report.skipped_entries > 0) {
    text += Concatenate("未提交的其他流水 / entries that are no payouts, left out: ",
                        std::to_string(report.skipped_entries), "\n");
  }
  if (!receipt.reason.empty()) {
    text +=
        Concatenate("\n", receipt.reason, ": ", receipt.reason_zh, "\n", receipt.reason_en, "\n");
  }
  return text + CodesText(report.codes) + NextStep(report);
}

}  // namespace levybridge::client
