#include "gateway/rpc/convert_refund_trace.h"

#include <string>
#include <utility>

#include "gateway/domain/instruction.h"
#include "gateway/rpc/convert_values.h"

namespace levybridge::rpc {
namespace {

namespace wire = oversight::v1;

using domain::Payout;
using domain::Refund;

wire::TraceEvent NewEvent(const domain::ObligationKey& key, domain::Component component,
                          wire::TraceEventKind kind, domain::Timestamp at) {
  wire::TraceEvent event;
  event.set_kind(kind);
  event.set_insurance_type(ToWire(key.insurance_type));
  event.set_fee_period(ToWire(key.fee_period));
  event.set_component(ToWire(component));
  event.set_recorded_at_ms(at.unix_ms);
  event.set_effective_on(ToWire(domain::DateInShanghai(at)));
  return event;
}

std::string ReasonZh(const Payout& payout, const domain::PayoutReason* reason) {
  if (payout.reason_code.empty()) return {};
  std::string text = "（" + payout.reason_code;
  if (reason != nullptr) text += " " + std::string(reason->chinese);
  return text + "）";
}

std::string ReasonEn(const Payout& payout, const domain::PayoutReason* reason) {
  if (payout.reason_code.empty()) return {};
  std::string text = " (" + payout.reason_code;
  if (reason != nullptr) text += ": " + std::string(reason->english);
  return text + ")";
}

wire::TraceEvent PayoutEvent(const Refund& refund, const Payout& payout, size_t attempt) {
  wire::TraceEvent event = NewEvent(refund.obligation, refund.component,
                                    wire::TRACE_EVENT_KIND_PAYOUT, payout.fetched_at);
  event.set_amount_fen(payout.amount.fen());
  event.set_reference(domain::PayoutIdOf(payout.sequence).value());
  const domain::PayoutReason* reason = domain::ReasonOf(payout);
  const std::string number = std::to_string(attempt);
  event.set_text_zh("第 " + number + " 次拨付：" + std::string(domain::ChineseName(payout.result)) +
                    ReasonZh(payout, reason));
  event.set_text_en("payout, attempt " + number + ": " +
                    std::string(domain::EnglishName(payout.result)) + ReasonEn(payout, reason));
  return event;
}

wire::TraceEvent StandingEvent(const Refund& refund) {
  wire::TraceEvent event = NewEvent(refund.obligation, refund.component,
                                    wire::TRACE_EVENT_KIND_REFUND_MOVED, refund.since);
  event.set_amount_fen(refund.amount.fen());
  event.set_reference(domain::RefundNumberOf(refund.refund_no).value());
  std::string chinese = "退费" + std::string(domain::ChineseName(refund.state));
  std::string english = "refund " + std::string(domain::MachineName(refund.state));
  if (const auto owner = domain::OwnerOf(refund)) {
    chinese += "，待" + std::string(domain::ChineseName(*owner)) + "处理";
    english += ", next move: " + std::string(domain::MachineName(*owner));
  }
  event.set_text_zh(std::move(chinese));
  event.set_text_en(std::move(english));
  return event;
}

wire::TraceEvent RecoverableEvent(const domain::Recoverable& recoverable) {
  wire::TraceEvent event = NewEvent(recoverable.obligation, recoverable.component,
                                    wire::TRACE_EVENT_KIND_RECOVERABLE, recoverable.booked_at);
  event.set_amount_fen(recoverable.amount.fen());
  event.set_reference(domain::RecoverableNumberOf(recoverable.recoverable_no));
  const std::string reason(domain::MachineName(recoverable.reason));
  std::string chinese = "多退应收回 " + recoverable.amount.ToYuan() + " 元（" + reason + "）";
  std::string english =
      "given back too much, " + recoverable.amount.ToYuan() + " yuan to come back (" + reason + ")";
  if (recoverable.instruction != 0) {
    const std::string number = domain::InstructionNumber(recoverable.instruction).ToString();
    chinese += "，补征通知 " + number;
    english += ", asked for by instruction " + number;
  }
  event.set_text_zh(std::move(chinese));
  event.set_text_en(std::move(english));
  return event;
}

}  // namespace

std::vector<wire::TraceEvent> RefundEvents(const usecases::ObligationTrace& trace) {
  std::vector<wire::TraceEvent> events;
  for (const Refund& refund : trace.refunds) {
    for (size_t i = 0; i < refund.payouts.size(); ++i) {
      events.push_back(PayoutEvent(refund, refund.payouts[i], i + 1));
    }
    events.push_back(StandingEvent(refund));
  }
  for (const domain::Recoverable& recoverable : trace.recoverables) {
    events.push_back(RecoverableEvent(recoverable));
  }
  return events;
}

}  // namespace levybridge::rpc
