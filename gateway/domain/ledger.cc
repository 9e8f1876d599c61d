#include "gateway/domain/ledger.h"

#include <algorithm>
#include <array>

namespace levybridge::domain {

std::string_view MachineName(Account account) {
  switch (account) {
    case Account::kReceivable:
      return "receivable";
    case Account::kLevied:
      return "levied";
    case Account::kPaidNotBooked:
      return "paid_not_booked";
    case Account::kTreasury:
      return "treasury";
    case Account::kUnapplied:
      return "unapplied";
    case Account::kOverpaymentHeld:
      return "overpayment_held";
    case Account::kDeferred:
      return "deferred";
    case Account::kOffsetClearing:
      return "offset_clearing";
    case Account::kRefundLocked:
      return "refund_locked";
    case Account::kRefundInTransit:
      return "refund_in_transit";
    case Account::kRefundPaid:
      return "refund_paid";
    case Account::kRecoverable:
      return "recoverable";
    case Account::kRefundFunds:
      return "refund_funds";
    case Account::kFiscalRelease:
      return "fiscal_release";
    case Account::kRefundedByTreasury:
      return "refunded_by_treasury";
  }
  return "";
}

std::string_view ChineseName(Account account) {
  switch (account) {
    case Account::kReceivable:
      return "应收保费";
    case Account::kLevied:
      return "核定应征";
    case Account::kPaidNotBooked:
      return "已缴未入库";
    case Account::kTreasury:
      return "已入库";
    case Account::kUnapplied:
      return "待认领";
    case Account::kOverpaymentHeld:
      return "多缴暂存";
    case Account::kDeferred:
      return "缓缴";
    case Account::kOffsetClearing:
      return "抵扣过渡";
    case Account::kRefundLocked:
      return "退费锁定";
    case Account::kRefundInTransit:
      return "退费在途";
    case Account::kRefundPaid:
      return "已退费";
    case Account::kRecoverable:
      return "应收回";
    case Account::kRefundFunds:
      return "退费资金";
    case Account::kFiscalRelease:
      return "财政拨付";
    case Account::kRefundedByTreasury:
      return "国库退库";
  }
  return "";
}

std::string_view MachineName(EventKind kind) {
  switch (kind) {
    case EventKind::kAssessed:
      return "assessed";
    case EventKind::kReassessed:
      return "reassessed";
    case EventKind::kPaid:
      return "paid";
    case EventKind::kBooked:
      return "booked";
    case EventKind::kReversed:
      return "reversed";
    case EventKind::kHeldUnapplied:
      return "held_unapplied";
    case EventKind::kAppliedLater:
      return "applied_later";
    case EventKind::kLateFeeCorrected:
      return "late_fee_corrected";
    case EventKind::kDeferralEnded:
      return "deferral_ended";
    case EventKind::kDeferredAgain:
      return "deferred_again";
    case EventKind::kOffsetGiven:
      return "offset_given";
    case EventKind::kOffsetReceived:
      return "offset_received";
    case EventKind::kOffsetTakenBack:
      return "offset_taken_back";
    case EventKind::kDeferralBegun:
      return "deferral_begun";
    case EventKind::kRefundLocked:
      return "refund_locked";
    case EventKind::kRefundUnlocked:
      return "refund_unlocked";
    case EventKind::kRefundSent:
      return "refund_sent";
    case EventKind::kRefundPaid:
      return "refund_paid";
    case EventKind::kRefundFailed:
      return "refund_failed";
    case EventKind::kRefundReturned:
      return "refund_returned";
    case EventKind::kRefundPaidTwice:
      return "refund_paid_twice";
    case EventKind::kRefundedByTreasury:
      return "refunded_by_treasury";
    case EventKind::kFundsReleased:
      return "funds_released";
    case EventKind::kRecoverableSettled:
      return "recoverable_settled";
  }
  return "";
}

std::string_view ChineseName(EventKind kind) {
  switch (kind) {
    case EventKind::kAssessed:
      return "核定";
    case EventKind::kReassessed:
      return "重新核定";
    case EventKind::kPaid:
      return "缴款";
    case EventKind::kBooked:
      return "入库";
    case EventKind::kReversed:
      return "冲销";
    case EventKind::kHeldUnapplied:
      return "暂列待认领";
    case EventKind::kAppliedLater:
      return "认领入账";
    case EventKind::kLateFeeCorrected:
      return "滞纳金更正";
    case EventKind::kDeferralEnded:
      return "缓缴到期转征";
    case EventKind::kDeferredAgain:
      return "恢复缓缴";
    case EventKind::kOffsetGiven:
      return "转出抵扣";
    case EventKind::kOffsetReceived:
      return "抵扣入账";
    case EventKind::kOffsetTakenBack:
      return "抵扣退回";
    case EventKind::kDeferralBegun:
      return "转为缓缴";
    case EventKind::kRefundLocked:
      return "锁定待退";
    case EventKind::kRefundUnlocked:
      return "解除锁定";
    case EventKind::kRefundSent:
      return "交银行拨付";
    case EventKind::kRefundPaid:
      return "退费到账";
    case EventKind::kRefundFailed:
      return "拨付失败";
    case EventKind::kRefundReturned:
      return "退汇";
    case EventKind::kRefundPaidTwice:
      return "重复到账";
    case EventKind::kRefundedByTreasury:
      return "国库退库";
    case EventKind::kFundsReleased:
      return "财政拨款";
    case EventKind::kRecoverableSettled:
      return "应收回结清";
  }
  return "";
}

bool IsBalanced(const JournalEntry& entry) {
  std::array<MoneySum, kComponentCount> sums;
  for (const Posting& posting : entry.postings) {
    if (posting.amount.IsZero()) return false;
    sums[static_cast<size_t>(posting.component) - 1] += posting.amount;
  }
  return std::all_of(sums.begin(), sums.end(), [](MoneySum sum) { return sum.fen() == 0; });
}

void Post(JournalEntry& entry, Component component, Account debit, Account credit, Money amount) {
  if (amount.IsZero()) return;
  entry.postings.push_back({debit, component, amount});
  entry.postings.push_back({credit, component, -amount});
}

void PostOverpaymentChange(JournalEntry& entry, Component component, const ComponentBalance& before,
                           const ComponentBalance& now) {
  Post(entry, component, Account::kReceivable, Account::kOverpaymentHeld,
       now.HeldFree() - before.HeldFree());
  Post(entry, component, Account::kRecoverable, Account::kReceivable,
       now.recoverable - before.recoverable);
}

}  // namespace levybridge::domain
