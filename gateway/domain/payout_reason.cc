#include "gateway/domain/payout_reason.h"

#include <algorithm>
#include <array>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

// Status reasons of pain.002 (ExternalStatusReason1Code), by code.
constexpr auto kStatusReasons = std::to_array<PayoutReason>({
    {"AB05", Role::kBank, "收款行处理超时", "timeout at the payee's bank"},
    {"AB06", Role::kBank, "中间行处理超时", "timeout at an intermediary bank"},
    {"AB08", Role::kBank, "收款行系统未联机", "the payee's bank is offline"},
    {"AC01", Role::kTax, "收款账号错误", "the account number is wrong"},
    {"AC02", Role::kFundFinance, "付款账号错误", "the paying account number is wrong"},
    {"AC03", Role::kTax, "收款账号无效或不存在",
     "the payee's account number is invalid or missing"},
    {"AC04", Role::kTax, "收款账户已销户", "the account is closed"},
    {"AC05", Role::kFundFinance, "付款账户已销户", "the paying account is closed"},
    {"AC06", Role::kTax, "收款账户冻结或止付", "the account is blocked"},
    {"AC07", Role::kTax, "收款账户已销户（收款方）", "the payee's account is closed"},
    {"AC13", Role::kFundFinance, "付款账户类型不符", "the type of the paying account is wrong"},
    {"AC14", Role::kTax, "收款账户类型不符", "the type of the payee's account is wrong"},
    {"AG01", Role::kTax, "该账户不允许此类交易",
     "this kind of payment is not allowed for the account"},
    {"AG02", Role::kBank, "银行交易代码无效", "the bank's operation code is invalid"},
    {"AM01", Role::kFundFinance, "金额为零", "the amount is zero"},
    {"AM02", Role::kFundFinance, "金额超过允许的上限", "the amount exceeds the allowed maximum"},
    {"AM03", Role::kFundFinance, "币种不支持", "the currency is not handled"},
    {"AM04", Role::kFundFinance, "余额不足", "insufficient funds"},
    {"AM05", Role::kBank, "重复的支付", "duplicate payment"},
    {"AM07", Role::kFundFinance, "付款金额被冻结", "the amount is blocked"},
    {"AM09", Role::kFundFinance, "金额有误", "the amount is wrong"},
    {"AM10", Role::kFundFinance, "控制总额不符", "the control sum does not match"},
    {"AM14", Role::kFundFinance, "金额超过约定限额", "the amount exceeds the agreed limit"},
    {"AM18", Role::kFundFinance, "笔数不符", "the number of transactions does not match"},
    {"BE01", Role::kTax, "户名与账号不符", "name and account number do not belong together"},
    {"BE04", Role::kTax, "收款人地址缺失", "the payee's address is missing"},
    {"BE05", Role::kFundFinance, "无法识别发起方", "the initiating party is not recognised"},
    {"BE06", Role::kTax, "收款人不是该行客户", "the payee is not known to the bank"},
    {"BE22", Role::kTax, "收款户名缺失", "the payee's name is missing"},
    {"CH03", Role::kFundFinance, "要求执行日期过远", "the requested date is too far in the future"},
    {"CH16", Role::kBank, "报文内容不合规范", "the content of the message is formally wrong"},
    {"CNOR", Role::kTax, "收款行不在清算系统内",
     "the payee's bank is not registered in the clearing system"},
    {"CUST", Role::kFundFinance, "付款方要求撤销", "cancelled by the payer"},
    {"DNOR", Role::kBank, "付款行不在清算系统内",
     "the payer's bank is not registered in the clearing system"},
    {"DS0H", Role::kFundFinance, "签字人无权限", "the signer is not allowed to sign"},
    {"DT01", Role::kFundFinance, "日期无效", "the date is invalid"},
    {"DU01", Role::kFundFinance, "报文编号重复", "the message number is a duplicate"},
    {"DU04", Role::kFundFinance, "端到端标识号重复", "the end-to-end number is a duplicate"},
    {"DUPL", Role::kBank, "重复的支付", "duplicate payment"},
    {"ED05", Role::kBank, "清算失败", "settlement failed"},
    {"FF01", Role::kBank, "报文格式无效", "the file format is invalid"},
    {"MD07", Role::kTax, "收款人已终止", "the payee no longer exists"},
    {"MS02", Role::kTax, "收款方拒收，原因未说明", "refused by the payee, without a reason"},
    {"MS03", Role::kBank, "银行未说明原因", "the bank gave no reason"},
    {"NARR", Role::kFundFinance, "原因见银行说明", "see the bank's words"},
    {"RC01", Role::kTax, "行号格式错误", "the bank code is malformed"},
    {"RC04", Role::kTax, "收款行行号错误", "the payee's bank code is wrong"},
    {"RC10", Role::kTax, "收款行清算行号错误", "the clearing code of the payee's bank is wrong"},
    {"RR04", Role::kFundFinance, "监管原因", "regulatory reason"},
    {"TA01", Role::kBank, "交易被中止", "the transmission was aborted"},
    {"TM01", Role::kBank, "超过受理时间", "received after the cut-off time"},
});

// Return reasons of camt.053/054 (ExternalReturnReason1Code): another list, with other codes.
constexpr auto kReturnReasons = std::to_array<PayoutReason>({
    {"AC01", Role::kTax, "收款账号错误，已退回", "returned: the account number is wrong"},
    {"AC03", Role::kTax, "收款账号无效，已退回", "returned: the payee's account number is invalid"},
    {"AC04", Role::kTax, "收款账户已销户，已退回", "returned: the account is closed"},
    {"AC06", Role::kTax, "收款账户冻结或止付，已退回", "returned: the account is blocked"},
    {"AC13", Role::kFundFinance, "付款账户类型不符，已退回",
     "returned: the type of the paying account is wrong"},
    {"AC14", Role::kTax, "收款账户类型不符，已退回",
     "returned: the type of the payee's account is wrong"},
    {"AC15", Role::kTax, "收款账号已变更，已退回", "returned: the account number has changed"},
    {"AG01", Role::kTax, "该账户不允许此类交易，已退回",
     "returned: this kind of payment is not allowed"},
    {"AG02", Role::kBank, "银行交易代码无效，已退回",
     "returned: the bank's operation code is invalid"},
    {"AM05", Role::kBank, "重复的支付，已退回", "returned: duplicate payment"},
    {"AM09", Role::kFundFinance, "金额有误，已退回", "returned: the amount is wrong"},
    {"BE01", Role::kTax, "户名与账号不符，已退回",
     "returned: name and account number do not belong together"},
    {"BE04", Role::kTax, "收款人地址缺失，已退回", "returned: the payee's address is missing"},
    {"BE06", Role::kTax, "收款人不是该行客户，已退回",
     "returned: the payee is not known to the bank"},
    {"BE08", Role::kBank, "银行差错，已退回", "returned: error of a bank"},
    {"CUST", Role::kTax, "收款方要求退回", "returned at the payee's request"},
    {"DUPL", Role::kBank, "重复的支付，已退回", "returned: sent twice"},
    {"ED05", Role::kBank, "清算失败，已退回", "returned: settlement failed"},
    {"FOCR", Role::kFundFinance, "应撤销请求退回", "returned after a request for cancellation"},
    {"FR01", Role::kFundFinance, "涉嫌欺诈，已退回", "returned: suspected fraud"},
    {"MD06", Role::kTax, "收款方要求退款", "returned: refund asked for by the end customer"},
    {"MD07", Role::kTax, "收款人已终止，已退回", "returned: the payee no longer exists"},
    {"MS02", Role::kTax, "收款方拒收，原因未说明，已退回",
     "returned: refused by the payee, without a reason"},
    {"MS03", Role::kBank, "银行未说明原因，已退回", "returned: the bank gave no reason"},
    {"NARR", Role::kFundFinance, "退汇原因见银行说明", "returned: see the bank's words"},
    {"NOCM", Role::kFundFinance, "不符合客户要求，已退回",
     "returned: not as the customer instructed"},
    {"NOOR", Role::kBank, "找不到原交易，已退回", "returned: the original payment was not found"},
    {"RC01", Role::kTax, "行号格式错误，已退回", "returned: the bank code is malformed"},
    {"RC04", Role::kTax, "收款行行号错误，已退回", "returned: the payee's bank code is wrong"},
    {"RC07", Role::kTax, "收款行标识错误，已退回",
     "returned: the payee's bank identifier is wrong"},
    {"RR04", Role::kFundFinance, "监管原因，已退回", "returned: regulatory reason"},
    {"RUTA", Role::kBank, "无法追加付款，已退回", "returned: the payment could not be applied"},
    {"TM01", Role::kBank, "超过受理时间，已退回", "returned: received after the cut-off time"},
    {"UPAY", Role::kFundFinance, "非应付款项，已退回", "returned: the payment is not justified"},
});

// What domestic result files say, by code.
constexpr auto kDomestic = std::to_array<DomesticResult>({
    {PayoutResult::kUnknown,
     {"", Role::kBank, "结果未返回", "no result yet; only a statement settles it"}},
    {PayoutResult::kPaid, {"00", Role::kBank, "支付成功", "paid"}},
    {PayoutResult::kFailed, {"01", Role::kTax, "账号不符", "the account number is wrong"}},
    {PayoutResult::kFailed,
     {"02", Role::kTax, "账号户名不符", "name and account number do not belong together"}},
    {PayoutResult::kFailed, {"03", Role::kFundFinance, "余额不足", "insufficient funds"}},
    {PayoutResult::kFailed,
     {"10", Role::kFundFinance, "付款账户密码或支付凭证有误",
      "password or voucher of the paying account is wrong"}},
    {PayoutResult::kFailed,
     {"11", Role::kTax, "收款账户状态异常", "the payee's account is not in a state to be paid to"}},
    {PayoutResult::kFailed, {"20", Role::kFundFinance, "已撤销", "withdrawn"}},
    {PayoutResult::kFailed, {"90", Role::kBank, "其他原因", "another reason"}},
});

struct StatusName {
  std::string_view name;
  StatusMeaning meaning;
};
constexpr auto kStatuses = std::to_array<StatusName>({
    {"ACCC", StatusMeaning::kPaid},
    {"ACCP", StatusMeaning::kPending},
    {"ACSC", StatusMeaning::kPaid},
    {"ACSP", StatusMeaning::kPending},
    {"ACTC", StatusMeaning::kPending},
    {"ACWC", StatusMeaning::kPending},
    {"PART", StatusMeaning::kLookBelow},
    {"PDNG", StatusMeaning::kPending},
    {"RCVD", StatusMeaning::kPending},
    {"RJCT", StatusMeaning::kFailed},
});

constexpr bool InOrder(std::span<const PayoutReason> reasons) {
  return std::is_sorted(
      reasons.begin(), reasons.end(),
      [](const PayoutReason& a, const PayoutReason& b) { return a.code < b.code; });
}
static_assert(InOrder(kStatusReasons) && InOrder(kReturnReasons), "the lists are searched by code");

const PayoutReason& Find(std::span<const PayoutReason> reasons, std::string_view code) {
  const auto position = [&](std::string_view wanted) {
    return std::lower_bound(
        reasons.begin(), reasons.end(), wanted,
        [](const PayoutReason& reason, std::string_view key) { return reason.code < key; });
  };
  const auto found = position(code);
  if (found != reasons.end() && found->code == code) return *found;
  return *position("NARR");
}

[[noreturn]] void NotAnEnumerator() {
  CheckFailed("enumerator", "a payout result holds a value outside its list", __FILE__, __LINE__);
}

}  // namespace

std::optional<PayoutResult> PayoutResultFromNumber(int number) {
  if (number < 1 || number > 5) return std::nullopt;
  return static_cast<PayoutResult>(number);
}

std::string_view ChineseName(PayoutResult result) {
  switch (result) {
    case PayoutResult::kPaid:
      return "已支付";
    case PayoutResult::kFailed:
      return "支付失败";
    case PayoutResult::kPending:
      return "处理中";
    case PayoutResult::kUnknown:
      return "结果不明";
    case PayoutResult::kReturned:
      return "退汇";
  }
  NotAnEnumerator();
}

std::string_view EnglishName(PayoutResult result) {
  switch (result) {
    case PayoutResult::kPaid:
      return "paid";
    case PayoutResult::kFailed:
      return "failed";
    case PayoutResult::kPending:
      return "pending";
    case PayoutResult::kUnknown:
      return "unknown";
    case PayoutResult::kReturned:
      return "returned";
  }
  NotAnEnumerator();
}

const PayoutReason& StatusReasonOf(std::string_view code) { return Find(kStatusReasons, code); }
const PayoutReason& ReturnReasonOf(std::string_view code) { return Find(kReturnReasons, code); }
std::span<const PayoutReason> AllStatusReasons() { return kStatusReasons; }
std::span<const PayoutReason> AllReturnReasons() { return kReturnReasons; }

const DomesticResult* DomesticResultOf(std::string_view code) {
  for (const DomesticResult& entry : kDomestic) {
    if (entry.reason.code == code) return &entry;
  }
  return nullptr;
}

std::span<const DomesticResult> AllDomesticResults() { return kDomestic; }

std::optional<StatusMeaning> StatusMeaningOf(std::string_view iso_status) {
  for (const StatusName& status : kStatuses) {
    if (status.name == iso_status) return status.meaning;
  }
  return std::nullopt;
}

}  // namespace levybridge::domain
