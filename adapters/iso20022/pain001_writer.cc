#include "adapters/iso20022/pain001_writer.h"

#include <memory>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "adapters/files/atomic_file.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::iso20022 {
namespace {

using domain::Concatenate;
using domain::MoneySum;
using domain::PayoutOrder;

constexpr size_t kMaxIdBytes = 35;
constexpr size_t kMaxNameCharacters = 140;
// xs:decimal with totalDigits 18, two of them fen.
constexpr int64_t kMaxSumFen = 999'999'999'999'999'999;

struct Payment {
  const DebtorAccount* debtor;
  int64_t payouts = 0;
  MoneySum total;
};

absl::Status Unwritable(std::string_view what, std::string_view zh, std::string_view en) {
  return absl::InvalidArgumentError(domain::Concatenate(what, ": ", zh, " / ", en));
}

bool IsText(std::string_view text, size_t max_characters) {
  // Blanks at the ends would be lost, and are never meant.
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && domain::IsCleanText(text) &&
         domain::CountCodePoints(text) <= max_characters;
}

bool IsId(std::string_view text) { return text.size() <= kMaxIdBytes && IsText(text, kMaxIdBytes); }

absl::Status CheckPayout(const PayoutOrder& order) {
  const std::string& id = order.payout_id.value();
  if (!IsId(id))
    return Unwritable("EndToEndId", "拨付编号首尾有空格", "blanks around the payout id");
  if (!IsId(order.refund_no.value())) {
    return Unwritable(id, "退费编号首尾有空格", "blanks around the refund number");
  }
  if (order.amount.fen() <= 0) {
    return Unwritable(id, "金额必须大于 0", "the amount must be above zero");
  }
  if (!IsText(order.account_name.InFullForBankOrFiler(), domain::AccountName::kMaxCharacters)) {
    return Unwritable(id, "户名首尾有空格", "blanks around the account name");
  }
  return absl::OkStatus();
}

absl::Status CheckDebtor(const DebtorAccount& debtor) {
  if (!IsId(debtor.payment_id)) {
    return Unwritable("PmtInfId", "应为 1 至 35 个字节的文本", "must be text of 1 to 35 bytes");
  }
  if (!IsText(debtor.name, kMaxNameCharacters)) {
    return Unwritable("Dbtr/Nm", "应为 1 至 140 个字符的文本",
                      "must be text of 1 to 140 characters");
  }
  return absl::OkStatus();
}

absl::Status CheckHeader(const Pain001Header& header) {
  if (!IsId(header.message_id)) {
    return Unwritable("MsgId", "应为 1 至 35 个字节的文本", "must be text of 1 to 35 bytes");
  }
  if (!IsText(header.initiator, kMaxNameCharacters)) {
    return Unwritable("InitgPty/Nm", "应为 1 至 140 个字符的文本",
                      "must be text of 1 to 140 characters");
  }
  return absl::OkStatus();
}

// The first pass.
class Counter {
 public:
  absl::Status Take(const DebtorAccount& debtor, const PayoutOrder& order) {
    if (payments_.empty() || payments_.back().debtor != &debtor) {
      if (absl::Status status = CheckDebtor(debtor); !status.ok()) return status;
      if (!ids_.insert(debtor.payment_id).second) {
        return Unwritable(debtor.payment_id, "付款批次编号重复", "the payment id repeats");
      }
      payments_.push_back({&debtor, 0, {}});
    }
    if (absl::Status status = CheckPayout(order); !status.ok()) return status;
    ++payments_.back().payouts;
    payments_.back().total += order.amount;
    ++summary_.payouts;
    summary_.total += order.amount;
    return absl::OkStatus();
  }

  absl::StatusOr<Pain001Summary> Finish() {
    summary_.payments = static_cast<int64_t>(payments_.size());
    if (payments_.empty()) return Unwritable("PmtInf", "没有可拨付的记录", "there are no payouts");
    if (summary_.total.fen() > kMaxSumFen) {
      return Unwritable("CtrlSum", "总额过大", "the total is too large for the format");
    }
    return summary_;
  }
  const std::vector<Payment>& payments() const { return payments_; }

 private:
  std::vector<Payment> payments_;
  std::unordered_set<std::string> ids_;
  Pain001Summary summary_;
};

// The second pass.
class Writer {
 public:
  Writer(files::AtomicFile& file, const std::vector<Payment>& payments)
      : file_(file), payments_(payments) {}

  void Begin(const Pain001Header& header, const Pain001Summary& summary) {
    text_ =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn>"
        "<GrpHdr>";
    Element("MsgId", header.message_id);
    Element("CreDtTm", domain::ToIsoUtc(header.created_at));
    Totals(summary.payouts, summary.total);
    text_ += "<InitgPty>";
    Element("Nm", header.initiator);
    text_ += "</InitgPty></GrpHdr>\n";
    Flush();
  }

  absl::Status Take(const DebtorAccount& debtor, const PayoutOrder& order) {
    if (left_ == 0) {
      if (next_ == payments_.size() || payments_[next_].debtor != &debtor) return Changed();
      BeginPayment(payments_[next_]);
    }
    if (payments_[next_].debtor != &debtor || order.amount.fen() <= 0) return Changed();
    if (absl::Status status = CheckPayout(order); !status.ok()) return status;
    Payout(order);
    written_ += order.amount;
    if (--left_ == 0) {
      if (!(written_ == payments_[next_].total)) return Changed();
      text_ += "</PmtInf>\n";
      ++next_;
    }
    Flush();
    return file_.status();
  }

  absl::Status End() {
    if (left_ != 0 || next_ != payments_.size()) return Changed();
    file_.Append("</CstmrCdtTrfInitn></Document>\n");
    return absl::OkStatus();
  }

 private:
  static absl::Status Changed() {
    return absl::InternalError(
        "两次读取的拨付记录不一致 / the payouts differ between the two passes");
  }

  void Element(std::string_view name, std::string_view value) {
    text_ += domain::Concatenate("<", name, ">");
    AppendXmlText(value, text_);
    text_ += domain::Concatenate("</", name, ">");
  }
  void Totals(int64_t payouts, MoneySum total) {
    Element("NbOfTxs", std::to_string(payouts));
    Element("CtrlSum", total.ToYuan());
  }
  void Account(std::string_view name, const domain::BankAccountNumber& account_no) {
    text_ += domain::Concatenate("<", name, "><Id><Othr>");
    Element("Id", account_no.InFullForBankOrFiler());
    text_ += domain::Concatenate("</Othr></Id></", name, ">");
  }
  void Agent(std::string_view name, const domain::BankCode& code) {
    text_ += domain::Concatenate("<", name,
                                 "><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>");
    Element("MmbId", code.value());
    text_ += domain::Concatenate("</ClrSysMmbId></FinInstnId></", name, ">");
  }

  void BeginPayment(const Payment& payment) {
    const DebtorAccount& debtor = *payment.debtor;
    left_ = payment.payouts;
    written_ = MoneySum();
    text_ += "<PmtInf>";
    Element("PmtInfId", debtor.payment_id);
    Element("PmtMtd", "TRF");
    Totals(payment.payouts, payment.total);
    text_ += "<ReqdExctnDt>";
    Element("Dt", debtor.pay_on.ToIso());
    text_ += "</ReqdExctnDt><Dbtr>";
    Element("Nm", debtor.name);
    text_ += "</Dbtr>";
    Account("DbtrAcct", debtor.account_no);
    Agent("DbtrAgt", debtor.bank_code);
    text_ += "\n";
  }

  void Payout(const PayoutOrder& order) {
    text_ += "<CdtTrfTxInf><PmtId>";
    Element("InstrId", order.refund_no.value());
    Element("EndToEndId", order.payout_id.value());
    text_ += "</PmtId><Amt><InstdAmt Ccy=\"CNY\">";
    order.amount.AppendYuan(text_);
    text_ += "</InstdAmt></Amt>";
    Agent("CdtrAgt", order.bank_code);
    text_ += "<Cdtr>";
    Element("Nm", order.account_name.InFullForBankOrFiler());
    text_ += "</Cdtr>";
    Account("CdtrAcct", order.account_no);
    text_ += "<Purp><Cd>REFU</Cd></Purp></CdtTrfTxInf>\n";
  }

  void Flush() {
    file_.Append(text_);
    text_.clear();
  }

  files::AtomicFile& file_;
  const std::vector<Payment>& payments_;
  size_t next_ = 0;   // the payment being written, or to be begun
  int64_t left_ = 0;  // payouts of it still to come
  MoneySum written_;
  std::string text_;
};

}  // namespace

void AppendXmlText(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out.push_back(c);
    }
  }
}

absl::StatusOr<Pain001Summary> WritePain001(const std::string& path, const Pain001Header& header,
                                            const PayoutSource& source) {
  if (absl::Status status = CheckHeader(header); !status.ok()) return status;
  Counter counter;
  absl::Status status = source([&](const DebtorAccount& debtor, const PayoutOrder& order) {
    return counter.Take(debtor, order);
  });
  if (!status.ok()) return status;
  absl::StatusOr<Pain001Summary> summary = counter.Finish();
  if (!summary.ok()) return summary.status();

  auto file = files::AtomicFile::Create(path, files::AtomicFile::Readers::kOwner);
  if (!file.ok()) return file.status();
  Writer writer(**file, counter.payments());
  writer.Begin(header, *summary);
  status = source([&](const DebtorAccount& debtor, const PayoutOrder& order) {
    return writer.Take(debtor, order);
  });
  if (status.ok()) status = writer.End();
  if (status.ok()) status = (*file)->Commit();
  if (!status.ok()) return status;
  return summary;
}

}  // namespace levybridge::iso20022
