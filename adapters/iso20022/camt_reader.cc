#include "adapters/iso20022/camt_reader.h"

#include <string_view>
#include <utility>

#include "adapters/iso20022/element_values.h"
#include "gateway/domain/payout.h"

namespace levybridge::iso20022 {
namespace {

using domain::Money;
using domain::MoneySum;
using files::RefusalReason;

enum class Direction : uint8_t { kUnknown, kCredit, kDebit };

std::optional<Direction> ParseDirection(std::string_view text) {
  if (text == "CRDT") return Direction::kCredit;
  if (text == "DBIT") return Direction::kDebit;
  return std::nullopt;
}

struct Tally {
  int64_t count = 0;
  MoneySum sum;
  void Add(Money amount) {
    ++count;
    sum += amount;
  }
};

struct StatedTally {
  std::optional<int64_t> count;
  std::optional<MoneySum> sum;
};

// What a statement says about its entries, and what they make: all of them and the booked ones.
struct Totals {
  StatedTally stated_all, stated_credit, stated_debit;
  Tally all, credit, debit;
  Tally booked_all, booked_credit, booked_debit;
};

struct Transaction {
  std::string end_to_end_id;
  std::optional<Money> amount;  // of the transaction (Amt, else AmtDtls/TxAmt)
  std::optional<Money> detail_amount;
  Direction direction = Direction::kUnknown;
  bool returned = false;
  ReasonText reason;
};

struct Entry {
  std::optional<Money> amount;
  Direction direction = Direction::kUnknown;
  bool reversal = false;
  bool booked = false;
  std::optional<domain::CivilDate> booked_on;
  std::optional<domain::CivilDate> value_on;
  int64_t transactions = 0;
  bool amount_borrowed = false;  // its only transaction has no amount and takes the entry's
  MoneySum sum;                  // of its transactions, in the direction of the entry
  StatedTally batch;
  Tally in_batch;  // transactions of the current details
};

enum class Field : uint8_t {
  kEntryAmount,
  kEntryDirection,
  kEntryReversal,
  kEntryStatus,
  kBookingDate,
  kValueDate,
  kBatchCount,
  kBatchSum,
  kEndToEnd,
  kAmount,
  kDetailAmount,
  kDirection,
  kReasonCode,
  kReasonText,
  kAllCount,
  kAllSum,
  kCreditCount,
  kCreditSum,
  kDebitCount,
  kDebitSum,
};

// Paths below a statement or notification. Versions before .04 have the transaction's amount in its
// details and the status as text; later ones as a code.
const PathMap<Field>& AllFields() {
  static const auto* const kFields = new PathMap<Field>{
      {"Ntry/Amt", Field::kEntryAmount},
      {"Ntry/CdtDbtInd", Field::kEntryDirection},
      {"Ntry/RvslInd", Field::kEntryReversal},
      {"Ntry/Sts", Field::kEntryStatus},
      {"Ntry/Sts/Cd", Field::kEntryStatus},
      {"Ntry/BookgDt/Dt", Field::kBookingDate},
      {"Ntry/BookgDt/DtTm", Field::kBookingDate},
      {"Ntry/ValDt/Dt", Field::kValueDate},
      {"Ntry/ValDt/DtTm", Field::kValueDate},
      {"Ntry/NtryDtls/Btch/NbOfTxs", Field::kBatchCount},
      {"Ntry/NtryDtls/Btch/TtlAmt", Field::kBatchSum},
      {"Ntry/NtryDtls/TxDtls/Refs/EndToEndId", Field::kEndToEnd},
      {"Ntry/NtryDtls/TxDtls/Amt", Field::kAmount},
      {"Ntry/NtryDtls/TxDtls/AmtDtls/TxAmt/Amt", Field::kDetailAmount},
      {"Ntry/NtryDtls/TxDtls/CdtDbtInd", Field::kDirection},
      {"Ntry/NtryDtls/TxDtls/RtrInf/Rsn/Cd", Field::kReasonCode},
      {"Ntry/NtryDtls/TxDtls/RtrInf/Rsn/Prtry", Field::kReasonCode},
      {"Ntry/NtryDtls/TxDtls/RtrInf/AddtlInf", Field::kReasonText},
      {"TxsSummry/TtlNtries/NbOfNtries", Field::kAllCount},
      {"TxsSummry/TtlNtries/Sum", Field::kAllSum},
      {"TxsSummry/TtlCdtNtries/NbOfNtries", Field::kCreditCount},
      {"TxsSummry/TtlCdtNtries/Sum", Field::kCreditSum},
      {"TxsSummry/TtlDbtNtries/NbOfNtries", Field::kDebitCount},
      {"TxsSummry/TtlDbtNtries/Sum", Field::kDebitSum},
  };
  return *kFields;
}

bool Agrees(const StatedTally& stated, const Tally& found) {
  return (!stated.count || *stated.count == found.count) &&
         (!stated.sum || *stated.sum == found.sum);
}

MaybeFault Compare(std::string_view what, const StatedTally& stated, const Tally& found) {
  if (stated.count && *stated.count != found.count) {
    return TotalsDisagree(what, std::to_string(*stated.count), std::to_string(found.count));
  }
  if (stated.sum && !(*stated.sum == found.sum)) {
    return TotalsDisagree(what, stated.sum->ToYuan(), found.sum.ToYuan());
  }
  return std::nullopt;
}

// Banks count either all entries or only the booked ones; one of the two has to hold throughout.
MaybeFault CheckSummary(const Totals& totals) {
  if (Agrees(totals.stated_all, totals.booked_all) &&
      Agrees(totals.stated_credit, totals.booked_credit) &&
      Agrees(totals.stated_debit, totals.booked_debit)) {
    return std::nullopt;
  }
  if (MaybeFault fault = Compare("TtlNtries", totals.stated_all, totals.all)) return fault;
  if (MaybeFault fault = Compare("TtlCdtNtries", totals.stated_credit, totals.credit)) return fault;
  return Compare("TtlDbtNtries", totals.stated_debit, totals.debit);
}

EntryKind KindOf(const Entry& entry, Direction direction, bool returned) {
  if (direction == Direction::kDebit) {
    return entry.reversal ? EntryKind::kReversal : EntryKind::kPaid;
  }
  return returned || entry.reversal ? EntryKind::kReturned : EntryKind::kCredit;
}

template <class Value>
MaybeFault Store(std::optional<Value>& target, std::optional<Value> value, std::string_view path) {
  if (!value) return BadElement(path);
  target = *std::move(value);
  return std::nullopt;
}

class Handler : public XmlHandler {
 public:
  explicit Handler(const CamtSink& sink) : sink_(sink) {}

  MaybeFault Message(std::string_view root, std::string_view message) override;
  MaybeFault Start(std::string_view path, std::string_view currency) override;
  MaybeFault End(std::string_view path, std::string_view text) override;

  const absl::Status& sink_status() const { return sink_status_; }
  CamtSummary& summary() { return summary_; }

 private:
  std::string_view Below(std::string_view path) const;
  MaybeFault Take(Field field, std::string_view path, std::string_view text);
  MaybeFault TakeOfEntry(Field field, std::string_view path, std::string_view text);
  MaybeFault TakeOfTransaction(Field field, std::string_view path, std::string_view text);
  MaybeFault TakeOfSummary(Field field, std::string_view path, std::string_view text);
  MaybeFault FinishTransaction(std::string_view path);
  MaybeFault FinishDetails();
  MaybeFault FinishEntry(std::string_view path);
  MaybeFault Tell(Direction direction, Money amount);

  const CamtSink& sink_;
  absl::Status sink_status_;
  CamtSummary summary_;
  std::string message_path_;
  std::string statement_path_;
  Totals totals_;
  Entry entry_;
  Transaction transaction_;
};

MaybeFault Handler::Message(std::string_view root, std::string_view message) {
  message_path_ = message;
  if (root == "Document" && message == "BkToCstmrStmt") {
    statement_path_ = message_path_ + "/Stmt";
  } else if (root == "Document" && message == "BkToCstmrDbtCdtNtfctn") {
    statement_path_ = message_path_ + "/Ntfctn";
  } else {
    return XmlFault{RefusalReason::kWrongMessage, "不是 camt.053 或 camt.054 报文",
                    "this is neither a statement (camt.053) nor a notification (camt.054)"};
  }
  return std::nullopt;
}

// The path below the statement; empty when it is not inside one.
std::string_view Handler::Below(std::string_view path) const {
  if (path.size() <= statement_path_.size() || !path.starts_with(statement_path_)) return {};
  if (path[statement_path_.size()] != '/') return {};
  return path.substr(statement_path_.size() + 1);
}

MaybeFault Handler::Start(std::string_view path, std::string_view currency) {
  if (path == statement_path_) {
    totals_ = Totals();
    ++summary_.statements;
  }
  const std::string_view below = Below(path);
  if (below == "Ntry") {
    entry_ = Entry();
  } else if (below == "Ntry/NtryDtls") {
    entry_.batch = StatedTally();
    entry_.in_batch = Tally();
  } else if (below == "Ntry/NtryDtls/TxDtls") {
    transaction_ = Transaction();
  } else if (below == "Ntry/NtryDtls/TxDtls/RtrInf") {
    transaction_.returned = true;
  } else if (below == "Ntry/Amt" && currency != "CNY") {
    return BadElement(path);
  } else if (!currency.empty() && currency != "CNY" && AllFields().contains(below)) {
    return BadElement(path);
  }
  return std::nullopt;
}

MaybeFault Handler::End(std::string_view path, std::string_view text) {
  if (path == statement_path_) return CheckSummary(totals_);
  const std::string_view below = Below(path);
  if (below.empty()) {
    if (IsBelow(path, message_path_, "GrpHdr/MsgId")) summary_.message_id = text;
    return std::nullopt;
  }
  if (below == "Ntry") return FinishEntry(path);
  if (below == "Ntry/NtryDtls") return FinishDetails();
  if (below == "Ntry/NtryDtls/TxDtls") return FinishTransaction(path);
  const auto field = AllFields().find(below);
  if (field == AllFields().end()) return std::nullopt;
  return Take(field->second, path, text);
}

MaybeFault Handler::Take(Field field, std::string_view path, std::string_view text) {
  if (field <= Field::kBatchSum) return TakeOfEntry(field, path, text);
  if (field <= Field::kReasonText) return TakeOfTransaction(field, path, text);
  return TakeOfSummary(field, path, text);
}

MaybeFault Handler::TakeOfEntry(Field field, std::string_view path, std::string_view text) {
  // What transactions take over from the entry has to stand before them.
  const bool before_details = field < Field::kBatchCount;
  if (before_details && entry_.transactions > 0) return BadElement(path);
  if (field == Field::kEntryAmount) return Store(entry_.amount, ParseDecimalFen(text), path);
  if (field == Field::kBookingDate) return Store(entry_.booked_on, ParseIsoDay(text), path);
  if (field == Field::kValueDate) return Store(entry_.value_on, ParseIsoDay(text), path);
  if (field == Field::kBatchCount) return Store(entry_.batch.count, ParseNumeric15(text), path);
  if (field == Field::kBatchSum) return Store(entry_.batch.sum, ParseDecimalSum(text), path);
  if (field == Field::kEntryReversal) {
    if (text != "true" && text != "false" && text != "1" && text != "0") return BadElement(path);
    entry_.reversal = text == "true" || text == "1";
  } else if (field == Field::kEntryStatus) {
    // The parent of Sts/Cd has no text of its own.
    if (!text.empty()) entry_.booked = text == "BOOK";
  } else {
    const auto direction = ParseDirection(text);
    if (!direction) return BadElement(path);
    entry_.direction = *direction;
  }
  return std::nullopt;
}

MaybeFault Handler::TakeOfTransaction(Field field, std::string_view path, std::string_view text) {
  if (field == Field::kAmount) return Store(transaction_.amount, ParseDecimalFen(text), path);
  if (field == Field::kDetailAmount) {
    return Store(transaction_.detail_amount, ParseDecimalFen(text), path);
  }
  if (field == Field::kEndToEnd) {
    // What the standard writes where the payer gave none.
    transaction_.end_to_end_id = text == "NOTPROVIDED" ? std::string_view() : text;
  } else if (field == Field::kReasonCode) {
    transaction_.reason.AddCode(text);
  } else if (field == Field::kReasonText) {
    transaction_.reason.AddText(text);
  } else {
    const auto direction = ParseDirection(text);
    if (!direction) return BadElement(path);
    transaction_.direction = *direction;
  }
  return std::nullopt;
}

MaybeFault Handler::TakeOfSummary(Field field, std::string_view path, std::string_view text) {
  if (field == Field::kAllCount || field == Field::kAllSum) {
    return field == Field::kAllCount ? Store(totals_.stated_all.count, ParseNumeric15(text), path)
                                     : Store(totals_.stated_all.sum, ParseDecimalSum(text), path);
  }
  StatedTally& stated = field == Field::kCreditCount || field == Field::kCreditSum
                            ? totals_.stated_credit
                            : totals_.stated_debit;
  return field == Field::kCreditCount || field == Field::kDebitCount
             ? Store(stated.count, ParseNumeric15(text), path)
             : Store(stated.sum, ParseDecimalSum(text), path);
}

MaybeFault Handler::Tell(Direction direction, Money amount) {
  ++summary_.transactions;
  const absl::Status status =
      sink_({.row = summary_.transactions,
             .end_to_end_id = std::move(transaction_.end_to_end_id),
             .amount = amount,
             .kind = KindOf(entry_, direction, transaction_.returned),
             .booked = entry_.booked,
             .value_on = entry_.value_on ? entry_.value_on : entry_.booked_on,
             .reason_code = std::move(transaction_.reason.code),
             .reason_text = std::move(transaction_.reason.text)});
  if (status.ok()) return std::nullopt;
  // The sink's own status is not the file's fault; the fault only stops reading.
  sink_status_ = status;
  return BadElement("");
}

MaybeFault Handler::FinishTransaction(std::string_view path) {
  if (!entry_.amount || entry_.direction == Direction::kUnknown) return BadElement(path);
  // An entry's amount can stand for one transaction only.
  if (entry_.amount_borrowed) return BadElement(path);
  ++entry_.transactions;
  if (!transaction_.amount) transaction_.amount = transaction_.detail_amount;
  if (!transaction_.amount) {
    if (entry_.transactions > 1) return BadElement(path);
    entry_.amount_borrowed = true;
    transaction_.amount = entry_.amount;
  }
  const Direction direction =
      transaction_.direction == Direction::kUnknown ? entry_.direction : transaction_.direction;
  MoneySum signed_amount(*transaction_.amount);
  if (direction != entry_.direction) signed_amount = MoneySum(-*transaction_.amount);
  entry_.sum += signed_amount;
  ++entry_.in_batch.count;
  entry_.in_batch.sum += signed_amount;
  return Tell(direction, *transaction_.amount);
}

MaybeFault Handler::FinishDetails() {
  if (entry_.in_batch.count == 0) return std::nullopt;
  return Compare("Btch", entry_.batch, entry_.in_batch);
}

MaybeFault Handler::FinishEntry(std::string_view path) {
  if (!entry_.amount || entry_.direction == Direction::kUnknown) return BadElement(path);
  ++summary_.entries;
  const bool credit = entry_.direction == Direction::kCredit;
  totals_.all.Add(*entry_.amount);
  (credit ? totals_.credit : totals_.debit).Add(*entry_.amount);
  if (entry_.booked) {
    totals_.booked_all.Add(*entry_.amount);
    (credit ? totals_.booked_credit : totals_.booked_debit).Add(*entry_.amount);
  }
  if (entry_.transactions == 0) {
    transaction_ = Transaction();
    return Tell(entry_.direction, *entry_.amount);
  }
  if (entry_.sum == MoneySum(*entry_.amount)) return std::nullopt;
  return TotalsDisagree("Ntry/Amt", entry_.amount->ToYuan(), entry_.sum.ToYuan());
}

}  // namespace

absl::StatusOr<CamtSummary> ReadCamt(files::ByteSource& source, const XmlLimits& limits,
                                     const CamtSink& sink) {
  Handler handler(sink);
  const absl::Status status = ReadXml(source, limits, handler);
  if (!handler.sink_status().ok()) return handler.sink_status();
  if (!status.ok()) return status;
  return std::move(handler.summary());
}

}  // namespace levybridge::iso20022
