#include "adapters/iso20022/pain002_reader.h"

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/iso20022/element_values.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::iso20022 {
namespace {

using domain::MoneySum;
using domain::PayoutResult;
using files::RefusalReason;

constexpr std::string_view kMessagePath = "CstmrPmtStsRpt";
constexpr std::string_view kGroupPath = "CstmrPmtStsRpt/OrgnlGrpInfAndSts";
constexpr std::string_view kPaymentPath = "CstmrPmtStsRpt/OrgnlPmtInfAndSts";
constexpr std::string_view kTransactionPath = "CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts";
// A status, and the totals by status, are few; a file with more is not a status report.
constexpr size_t kMaxStatuses = 64;

struct Tally {
  int64_t count = 0;
  MoneySum sum;
  bool all_amounts_known = true;
  void Add(const std::optional<domain::Money>& amount) {
    ++count;
    if (amount) sum += *amount;
    all_amounts_known = all_amounts_known && amount.has_value();
  }
};

struct StatedTally {
  std::string status;
  std::optional<int64_t> count;
  std::optional<MoneySum> sum;
};

// Group or payment: its own status and reason, what it says about its totals, what was listed.
struct Scope {
  std::string payment_id;
  std::string status;
  ReasonText reason;
  std::optional<int64_t> stated_count;
  std::optional<MoneySum> stated_sum;
  std::vector<StatedTally> stated_by_status;
  Tally listed;
  std::map<std::string, Tally, std::less<>> listed_by_status;
};

enum class Field : uint8_t {
  kStatus,
  kReasonCode,
  kReasonText,
  kCount,
  kSum,
  kTallyCount,
  kTallyStatus,
  kTallySum,
  kPaymentId,
  kMessageId,
  kEndToEnd,
  kAmount,
  kDate,
};
enum class Level : uint8_t { kMessage, kGroup, kPayment, kTransaction };
struct Place {
  Level level;
  Field field;
};

using Places = PathMap<Place>;

void AddScopePlaces(Level level, std::string_view parent, std::string_view status_name,
                    Places& places) {
  const auto add = [&](std::string_view name, Field field) {
    places.emplace(domain::Concatenate(parent, "/", name), Place{level, field});
  };
  add(status_name, Field::kStatus);
  add("StsRsnInf/Rsn/Cd", Field::kReasonCode);
  add("StsRsnInf/Rsn/Prtry", Field::kReasonCode);
  add("StsRsnInf/AddtlInf", Field::kReasonText);
  if (level == Level::kTransaction) return;
  add("OrgnlNbOfTxs", Field::kCount);
  add("OrgnlCtrlSum", Field::kSum);
  add("NbOfTxsPerSts/DtldNbOfTxs", Field::kTallyCount);
  add("NbOfTxsPerSts/DtldSts", Field::kTallyStatus);
  add("NbOfTxsPerSts/DtldCtrlSum", Field::kTallySum);
}

const Places& AllPlaces() {
  static const Places* const kPlaces = [] {
    auto* places = new Places;
    places->emplace("CstmrPmtStsRpt/GrpHdr/MsgId", Place{Level::kMessage, Field::kMessageId});
    AddScopePlaces(Level::kGroup, kGroupPath, "GrpSts", *places);
    AddScopePlaces(Level::kPayment, kPaymentPath, "PmtInfSts", *places);
    AddScopePlaces(Level::kTransaction, kTransactionPath, "TxSts", *places);
    const auto add = [&](std::string_view parent, std::string_view name, Place place) {
      places->emplace(domain::Concatenate(parent, "/", name), place);
    };
    add(kGroupPath, "OrgnlMsgId", {Level::kGroup, Field::kMessageId});
    add(kPaymentPath, "OrgnlPmtInfId", {Level::kPayment, Field::kPaymentId});
    add(kTransactionPath, "OrgnlEndToEndId", {Level::kTransaction, Field::kEndToEnd});
    add(kTransactionPath, "OrgnlTxRef/Amt/InstdAmt", {Level::kTransaction, Field::kAmount});
    // The day of settlement, where the version has it.
    for (const std::string_view day : {"FctvIntrBkSttlmDt/Dt", "FctvIntrBkSttlmDt/DtTm"}) {
      add(kTransactionPath, day, {Level::kTransaction, Field::kDate});
    }
    return places;
  }();
  return *kPlaces;
}

PayoutResult ResultOf(std::string_view status) {
  const auto meaning = domain::StatusMeaningOf(status);
  if (!meaning) return PayoutResult::kUnknown;
  switch (*meaning) {
    case domain::StatusMeaning::kPaid:
      return PayoutResult::kPaid;
    case domain::StatusMeaning::kFailed:
      return PayoutResult::kFailed;
    case domain::StatusMeaning::kPending:
      return PayoutResult::kPending;
    case domain::StatusMeaning::kLookBelow:
      return PayoutResult::kUnknown;
  }
  return PayoutResult::kUnknown;
}

bool LooksBelow(std::string_view status) {
  return domain::StatusMeaningOf(status) == domain::StatusMeaning::kLookBelow;
}

std::string Text(MoneySum sum) { return sum.ToYuan(); }

// What the scope states against what was listed below it. A bank may list less than there is (the
// failures only), never more, and a status of which it lists some it lists completely.
MaybeFault CheckTotals(const Scope& scope) {
  const Tally& listed = scope.listed;
  if (scope.stated_count && listed.count > *scope.stated_count) {
    return TotalsDisagree("OrgnlNbOfTxs", std::to_string(*scope.stated_count),
                          std::to_string(listed.count));
  }
  const bool complete = scope.stated_count == listed.count && listed.all_amounts_known;
  if (scope.stated_sum && complete && !(listed.sum == *scope.stated_sum)) {
    return TotalsDisagree("OrgnlCtrlSum", Text(*scope.stated_sum), Text(listed.sum));
  }
  for (const StatedTally& stated : scope.stated_by_status) {
    const auto found = scope.listed_by_status.find(stated.status);
    if (found == scope.listed_by_status.end()) continue;
    const Tally& tally = found->second;
    if (stated.count && *stated.count != tally.count) {
      return TotalsDisagree("DtldNbOfTxs", std::to_string(*stated.count),
                            std::to_string(tally.count));
    }
    if (stated.sum && tally.all_amounts_known && !(*stated.sum == tally.sum)) {
      return TotalsDisagree("DtldCtrlSum", Text(*stated.sum), Text(tally.sum));
    }
  }
  return std::nullopt;
}

class Handler : public XmlHandler {
 public:
  explicit Handler(const Pain002Sink& sink) : sink_(sink) {}

  MaybeFault Message(std::string_view root, std::string_view message) override {
    if (root == "Document" && message == kMessagePath) return std::nullopt;
    return XmlFault{RefusalReason::kWrongMessage, "不是 pain.002 支付状态报告",
                    "this is not a payment status report (pain.002)"};
  }
  MaybeFault Start(std::string_view path, std::string_view currency) override;
  MaybeFault End(std::string_view path, std::string_view text) override;

  const absl::Status& sink_status() const { return sink_status_; }
  Pain002Summary& summary() { return summary_; }

 private:
  struct Transaction {
    std::string payout_id;
    std::string status;
    ReasonText reason;
    std::optional<domain::Money> amount;
    std::optional<domain::CivilDate> date;
  };

  MaybeFault Take(Place place, std::string_view path, std::string_view text);
  MaybeFault TakeOfScope(Scope& scope, Place place, std::string_view path, std::string_view text);
  MaybeFault TakeOfTransaction(Field field, std::string_view path, std::string_view text);
  MaybeFault FinishTransaction(std::string_view path);
  MaybeFault FinishScope(const Scope& scope);
  MaybeFault Tell(absl::Status status);

  const Pain002Sink& sink_;
  absl::Status sink_status_;
  Pain002Summary summary_;
  Scope group_;
  Scope payment_;
  Transaction transaction_;
  bool payments_began_ = false;
};

// The sink's own status is not the file's fault; the fault only stops reading.
MaybeFault Handler::Tell(absl::Status status) {
  if (status.ok()) return std::nullopt;
  sink_status_ = std::move(status);
  return BadElement("");
}

MaybeFault Handler::Start(std::string_view path, std::string_view currency) {
  if (path == kPaymentPath) {
    payment_ = Scope();
    payments_began_ = true;
  } else if (path == kTransactionPath) {
    transaction_ = Transaction();
  } else if (path == kGroupPath && payments_began_) {
    return BadElement(path);
  } else if (path.ends_with("/NbOfTxsPerSts")) {
    for (const auto& [scope, parent] :
         {std::pair(&group_, kGroupPath), {&payment_, kPaymentPath}}) {
      if (!IsBelow(path, parent, "NbOfTxsPerSts")) continue;
      if (scope->stated_by_status.size() == kMaxStatuses) return BadElement(path);
      scope->stated_by_status.emplace_back();
    }
  } else if (!currency.empty() && currency != "CNY") {
    return BadElement(path);
  }
  return std::nullopt;
}

MaybeFault Handler::End(std::string_view path, std::string_view text) {
  if (path == kTransactionPath) return FinishTransaction(path);
  if (path == kPaymentPath) return FinishScope(payment_);
  if (path == kMessagePath) {
    group_.payment_id.clear();
    return FinishScope(group_);
  }
  const auto place = AllPlaces().find(path);
  if (place == AllPlaces().end()) return std::nullopt;
  return Take(place->second, path, text);
}

MaybeFault Handler::Take(Place place, std::string_view path, std::string_view text) {
  switch (place.level) {
    case Level::kMessage:
      summary_.message_id = text;
      return std::nullopt;
    case Level::kGroup:
      if (place.field == Field::kMessageId) {
        summary_.original_message_id = text;
        return std::nullopt;
      }
      return TakeOfScope(group_, place, path, text);
    case Level::kPayment:
      return TakeOfScope(payment_, place, path, text);
    case Level::kTransaction:
      return TakeOfTransaction(place.field, path, text);
  }
  return std::nullopt;
}

MaybeFault Handler::TakeOfScope(Scope& scope, Place place, std::string_view path,
                                std::string_view text) {
  switch (place.field) {
    case Field::kStatus:
      // Behind transactions it would change what was handed out already; twice it contradicts.
      if (scope.listed.count > 0 || !scope.status.empty()) return BadElement(path);
      scope.status = text;
      return std::nullopt;
    case Field::kReasonCode:
    case Field::kReasonText:
      if (scope.listed.count > 0) return BadElement(path);
      place.field == Field::kReasonCode ? scope.reason.AddCode(text) : scope.reason.AddText(text);
      return std::nullopt;
    case Field::kCount:
      scope.stated_count = ParseNumeric15(text);
      return scope.stated_count ? std::nullopt : MaybeFault(BadElement(path));
    case Field::kSum:
      scope.stated_sum = ParseDecimalSum(text);
      return scope.stated_sum ? std::nullopt : MaybeFault(BadElement(path));
    case Field::kTallyCount:
      scope.stated_by_status.back().count = ParseNumeric15(text);
      return scope.stated_by_status.back().count ? std::nullopt : MaybeFault(BadElement(path));
    case Field::kTallyStatus:
      scope.stated_by_status.back().status = text;
      return std::nullopt;
    case Field::kTallySum:
      scope.stated_by_status.back().sum = ParseDecimalSum(text);
      return scope.stated_by_status.back().sum ? std::nullopt : MaybeFault(BadElement(path));
    case Field::kPaymentId:
      scope.payment_id = text;
      return std::nullopt;
    case Field::kMessageId:
    case Field::kEndToEnd:
    case Field::kAmount:
    case Field::kDate:
      return BadElement(path);
  }
  return std::nullopt;
}

MaybeFault Handler::TakeOfTransaction(Field field, std::string_view path, std::string_view text) {
  if (field == Field::kStatus) {
    if (!transaction_.status.empty()) return BadElement(path);
    transaction_.status = text;
  } else if (field == Field::kReasonCode) {
    transaction_.reason.AddCode(text);
  } else if (field == Field::kReasonText) {
    transaction_.reason.AddText(text);
  } else if (field == Field::kEndToEnd) {
    transaction_.payout_id = text;
  } else if (field == Field::kAmount) {
    transaction_.amount = ParseDecimalFen(text);
    if (!transaction_.amount) return BadElement(path);
  } else if (field == Field::kDate) {
    transaction_.date = ParseIsoDay(text);
    if (!transaction_.date) return BadElement(path);
  }
  return std::nullopt;
}

MaybeFault Handler::FinishTransaction(std::string_view path) {
  auto payout_id = domain::PayoutId::Parse(transaction_.payout_id);
  if (!payout_id) return BadElement(domain::Concatenate(path, "/OrgnlEndToEndId"));
  // A status and its reason are inherited together; an own status has only its own reason.
  if (transaction_.status.empty()) {
    const Scope& from = payment_.status.empty() ? group_ : payment_;
    transaction_.status = from.status;
    if (transaction_.reason.empty()) transaction_.reason = from.reason;
  }
  const std::string& status = transaction_.status;
  payment_.listed.Add(transaction_.amount);
  group_.listed.Add(transaction_.amount);
  payment_.listed_by_status[status].Add(transaction_.amount);
  group_.listed_by_status[status].Add(transaction_.amount);
  if (group_.listed_by_status.size() > kMaxStatuses) return BadElement(path);
  ++summary_.transactions;
  TransactionStatus told{
      .row = summary_.transactions,
      .payment_id = payment_.payment_id,
      .iso_status = status,
      .report = {.payout_id = *std::move(payout_id),
                 .result = ResultOf(status),
                 .reason_code = std::move(transaction_.reason.code),
                 .reason_text = std::move(transaction_.reason.text),
                 .amount = transaction_.amount,
                 .value_on = transaction_.date},
  };
  return Tell(sink_.transaction(told));
}

MaybeFault Handler::FinishScope(const Scope& scope) {
  if (MaybeFault fault = CheckTotals(scope)) return fault;
  if (scope.status.empty()) return std::nullopt;
  return Tell(sink_.scope({.payment_id = scope.payment_id,
                           .iso_status = scope.status,
                           .result = ResultOf(scope.status),
                           .look_below = LooksBelow(scope.status),
                           .reason_code = scope.reason.code,
                           .reason_text = scope.reason.text,
                           .listed = scope.listed.count}));
}

}  // namespace

absl::StatusOr<Pain002Summary> ReadPain002(files::ByteSource& source, const XmlLimits& limits,
                                           const Pain002Sink& sink) {
  Handler handler(sink);
  const absl::Status status = ReadXml(source, limits, handler);
  if (!handler.sink_status().ok()) return handler.sink_status();
  if (!status.ok()) return status;
  return std::move(handler.summary());
}

}  // namespace levybridge::iso20022
