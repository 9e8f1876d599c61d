#include "gateway/rpc/convert_trace.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "gateway/rpc/convert_refund_trace.h"
#include "gateway/rpc/convert_values.h"

namespace levybridge::rpc {
namespace {

namespace wire = oversight::v1;

using domain::Obligation;
using usecases::InstructionStatus;
using usecases::ObligationTrace;

// What the events of one trace have in common.
class EventList {
 public:
  explicit EventList(const TraceBatches& batches) : batches_(batches) {}

  wire::TraceEvent& Add(const Obligation& obligation, wire::TraceEventKind kind, int64_t batch_no) {
    wire::TraceEvent& event = events_.emplace_back();
    event.set_kind(kind);
    event.set_insurance_type(ToWire(obligation.key.insurance_type));
    event.set_fee_period(ToWire(obligation.key.fee_period));
    if (const auto found = batches_.find(batch_no); found != batches_.end()) {
      const domain::Batch& batch = found->second;
      event.set_recorded_at_ms(batch.received_at.unix_ms);
      event.set_batch_id(batch.header.batch_id.value());
      event.set_party(batch.header.party.ToUri());
      event.set_effective_on(ToWire(batch.header.business_date));
    }
    return event;
  }
  void Add(wire::TraceEvent event) { events_.push_back(std::move(event)); }
  std::vector<wire::TraceEvent> Take() {
    std::stable_sort(events_.begin(), events_.end(), [](const auto& a, const auto& b) {
      return a.recorded_at_ms() < b.recorded_at_ms();
    });
    uint64_t position = 0;
    for (wire::TraceEvent& event : events_) event.set_position(++position);
    return std::move(events_);
  }

 private:
  const TraceBatches& batches_;
  std::vector<wire::TraceEvent> events_;
};

void Say(wire::TraceEvent& event, std::string chinese, std::string english) {
  event.set_text_zh(std::move(chinese));
  event.set_text_en(std::move(english));
}

int64_t SumOf(const domain::ComponentAmounts& amounts) {
  const auto sum = amounts.Sum();
  return sum ? sum->fen() : 0;
}

wire::TraceEventKind KindOf(domain::InstructionState state) {
  switch (state) {
    case domain::InstructionState::kDelivered:
      return wire::TRACE_EVENT_KIND_INSTRUCTION_DELIVERED;
    case domain::InstructionState::kAcknowledged:
      return wire::TRACE_EVENT_KIND_INSTRUCTION_ACKNOWLEDGED;
    case domain::InstructionState::kRejectedByTax:
      return wire::TRACE_EVENT_KIND_INSTRUCTION_REJECTED;
    case domain::InstructionState::kIssued:
    case domain::InstructionState::kSuperseded:
    case domain::InstructionState::kCancelled:
      break;
  }
  return wire::TRACE_EVENT_KIND_INSTRUCTION_ISSUED;
}

// What happens on its own day, not with a batch.
void Happened(wire::TraceEvent& event, std::optional<domain::Timestamp> at) {
  if (!at) return;
  event.set_recorded_at_ms(at->unix_ms);
  event.set_effective_on(ToWire(domain::DateInShanghai(*at)));
}

// `issued_at`: of an instruction that no batch brought.
void AddInstruction(const Obligation& obligation, const InstructionStatus& status, int64_t batch_no,
                    std::optional<domain::Timestamp> issued_at, EventList& events) {
  const domain::Instruction& instruction = status.instruction;
  const std::string number = domain::InstructionNumber(instruction.sequence).ToString();
  wire::TraceEvent& issued =
      events.Add(obligation, wire::TRACE_EVENT_KIND_INSTRUCTION_ISSUED, batch_no);
  issued.set_amount_fen(instruction.payable.fen());
  issued.set_reference(number);
  Happened(issued, issued_at);
  const bool offset = !instruction.offset_applied.IsZero();
  const std::string credit = instruction.offset_applied.ToYuan();
  Say(issued,
      "发出征集通知（" + std::string(domain::ChineseName(instruction.action)) + "），应收 " +
          instruction.payable.ToYuan() + " 元" + (offset ? "（已抵扣 " + credit + " 元）" : "") +
          "，现为" + std::string(domain::ChineseName(status.state)),
      "instruction issued (" + std::string(domain::MachineName(instruction.action)) +
          ") to collect " + instruction.payable.ToYuan() + " yuan" +
          (offset ? " after an offset of " + credit : "") + ", now " +
          std::string(domain::MachineName(status.state)));
  const wire::TraceEventKind kind = KindOf(status.state);
  if (kind == wire::TRACE_EVENT_KIND_INSTRUCTION_ISSUED) return;
  wire::TraceEvent& moved = events.Add(obligation, kind, batch_no);
  moved.set_reference(number);
  moved.clear_party();
  Happened(moved, issued_at);
  std::string chinese = "征集通知" + std::string(domain::ChineseName(status.state));
  std::string english = "instruction " + std::string(domain::MachineName(status.state));
  if (!status.outcome.code.empty()) {
    chinese += "：" + status.outcome.code + " " + status.outcome.message;
    english += ": " + status.outcome.code + " " + status.outcome.message;
  }
  Say(moved, std::move(chinese), std::move(english));
}

void AddAssessments(const ObligationTrace& trace, EventList& events) {
  for (const domain::AssessmentChain& chain : trace.obligation.chains) {
    for (const domain::AssessmentLink& link : chain.links) {
      wire::TraceEvent& event =
          events.Add(trace.obligation, wire::TRACE_EVENT_KIND_ASSESSED, link.batch_no);
      event.set_amount_fen(SumOf(link.due));
      event.set_reference(link.assessment_no.value());
      const auto due = domain::Money::FromFen(event.amount_fen()).value_or(domain::Money());
      Say(event,
          "受理核定（" + std::string(domain::ChineseName(link.kind)) + "），应缴 " + due.ToYuan() +
              " 元" + (link.live ? "" : "，已被重新核定取代"),
          "assessment accepted (" + std::string(domain::MachineName(link.kind)) + "), due " +
              due.ToYuan() + " yuan" + (link.live ? "" : ", replaced since"));
      for (const InstructionStatus& status : trace.instructions) {
        if (status.instruction.sequence == link.instruction) {
          AddInstruction(trace.obligation, status, link.batch_no, std::nullopt, events);
        }
      }
    }
  }
}

bool IsAssessments(const Obligation& obligation, int64_t sequence) {
  for (const domain::AssessmentChain& chain : obligation.chains) {
    for (const domain::AssessmentLink& link : chain.links) {
      if (link.instruction == sequence) return true;
    }
  }
  return false;
}

std::string SumText(const domain::ComponentAmounts& amounts) {
  return amounts.Sum().value_or(domain::Money()).ToYuan();
}

void AddDeferralEvents(const ObligationTrace& trace, const domain::Deferral& deferral,
                       EventList& events) {
  const auto& links = trace.obligation.chains[static_cast<size_t>(deferral.chain)].links;
  wire::TraceEvent& began =
      events.Add(trace.obligation, wire::TRACE_EVENT_KIND_DEFERRED, links.back().batch_no);
  began.set_amount_fen(SumOf(deferral.Deferred()));
  began.set_reference(links.back().assessment_no.value());
  const auto& until = deferral.agenda.deferred_until;
  Say(began,
      "缓缴 " + SumText(deferral.Deferred()) + " 元" + (until ? "，至 " + until->ToIso() : ""),
      "deferred " + SumText(deferral.Deferred()) + " yuan" +
          (until ? " until " + until->ToIso() : ""));
  for (const domain::DeferredPart& part : deferral.parts) {
    wire::TraceEvent& ended =
        events.Add(trace.obligation, wire::TRACE_EVENT_KIND_DEFERRAL_ENDED, 0);
    ended.set_amount_fen(SumOf(part.amounts));
    ended.set_reference(domain::InstructionNumber(part.sequence).ToString());
    Happened(ended, part.issued_at);
    Say(ended, "缓缴结束 " + SumText(part.amounts) + " 元，应于 " + part.due_on.ToIso() + " 前补缴",
        "deferral ended for " + SumText(part.amounts) + " yuan, to be made up by " +
            part.due_on.ToIso());
  }
}

// The deferral, and the instructions beside the main ones that asked for its parts.
void AddDeferral(const ObligationTrace& trace, EventList& events) {
  if (!trace.deferral || trace.deferral->IsWithdrawn()) return;
  AddDeferralEvents(trace, *trace.deferral, events);
}

void AddPartInstructions(const ObligationTrace& trace, EventList& events) {
  for (const InstructionStatus& status : trace.instructions) {
    const int64_t sequence = status.instruction.sequence;
    if (IsAssessments(trace.obligation, sequence) || !trace.deferral) continue;
    std::optional<domain::Timestamp> issued_at;
    for (const domain::DeferredPart& part : trace.deferral->parts) {
      if (part.sequence == sequence) issued_at = part.issued_at;
    }
    const auto chain = static_cast<size_t>(trace.deferral->chain);
    const int64_t batch_no = trace.obligation.chains[chain].links.back().batch_no;
    AddInstruction(trace.obligation, status, issued_at ? 0 : batch_no, issued_at, events);
  }
}

void AddPayments(const ObligationTrace& trace, EventList& events) {
  for (const domain::Payment& payment : trace.payments) {
    const bool reversal = payment.line.type == domain::PaymentType::kReversal;
    const std::string reference =
        payment.line.id.receipt_no.value() + "/" + std::to_string(payment.line.id.line_no);
    wire::TraceEvent& event = events.Add(
        trace.obligation, reversal ? wire::TRACE_EVENT_KIND_REVERSED : wire::TRACE_EVENT_KIND_PAID,
        payment.batch_no);
    event.set_amount_fen(SumOf(payment.line.amounts));
    event.set_effective_on(ToWire(payment.line.paid_on));
    event.set_reference(reference);
    const auto sum = domain::Money::FromFen(event.amount_fen()).value_or(domain::Money());
    Say(event, (reversal ? "冲正 " : "缴款 ") + sum.ToYuan() + " 元",
        (reversal ? "reversed " : "paid ") + sum.ToYuan() + " yuan");
    if (!payment.line.booked_on) continue;
    wire::TraceEvent& booked =
        events.Add(trace.obligation, wire::TRACE_EVENT_KIND_BOOKED, payment.batch_no);
    booked.set_amount_fen(event.amount_fen());
    booked.set_effective_on(ToWire(payment.line.booked_on));
    booked.set_reference(reference);
    Say(booked, "入库 " + sum.ToYuan() + " 元", "booked at the treasury " + sum.ToYuan() + " yuan");
  }
}

common::v1::Role OwnerOf(domain::ComponentState state) {
  switch (state) {
    case domain::ComponentState::kOpen:
    case domain::ComponentState::kPartPaid:
      return common::v1::ROLE_TAX;
    case domain::ComponentState::kOverpaid:
      return common::v1::ROLE_AGENCY;
    case domain::ComponentState::kPaid:
    case domain::ComponentState::kDeferred:
    case domain::ComponentState::kCancelled:
      break;
  }
  return common::v1::ROLE_UNSPECIFIED;
}

}  // namespace

std::vector<int64_t> BatchesMentioned(const std::vector<ObligationTrace>& traces) {
  std::vector<int64_t> numbers;
  for (const ObligationTrace& trace : traces) {
    for (const domain::AssessmentChain& chain : trace.obligation.chains) {
      for (const domain::AssessmentLink& link : chain.links) numbers.push_back(link.batch_no);
    }
    for (const domain::Payment& payment : trace.payments) numbers.push_back(payment.batch_no);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::string UnitNameOf(const std::vector<ObligationTrace>& traces) {
  for (auto trace = traces.rbegin(); trace != traces.rend(); ++trace) {
    if (!trace->instructions.empty()) return trace->instructions.back().instruction.unit_name;
  }
  return {};
}

std::vector<wire::ObligationBalance> BalancesToWire(const std::vector<ObligationTrace>& traces) {
  std::vector<wire::ObligationBalance> messages;
  for (const ObligationTrace& trace : traces) {
    for (const domain::Component component : domain::kAllComponents) {
      const domain::ComponentBalance& balance = trace.obligation.balance(component);
      if (balance == domain::ComponentBalance() || !balance.InBounds()) continue;
      const domain::ComponentState state = domain::StateOf(balance);
      wire::ObligationBalance& message = messages.emplace_back();
      message.set_insurance_type(ToWire(trace.obligation.key.insurance_type));
      message.set_fee_period(ToWire(trace.obligation.key.fee_period));
      message.set_component(ToWire(component));
      message.set_state(static_cast<common::v1::ObligationState>(state));
      message.set_due_fen(balance.due.fen());
      message.set_deferred_fen(balance.deferred.fen());
      message.set_collected_fen(balance.collected.fen());
      message.set_refunded_fen(balance.refunded.fen());
      message.set_offset_given_fen(balance.offset_given.fen());
      message.set_offset_received_fen(balance.offset_received.fen());
      message.set_outstanding_fen(balance.Outstanding().fen());
      message.set_owner(OwnerOf(state));
    }
  }
  return messages;
}

std::vector<wire::TraceEvent> EventsToWire(const std::vector<ObligationTrace>& traces,
                                           const TraceBatches& batches) {
  EventList events(batches);
  for (const ObligationTrace& trace : traces) {
    AddAssessments(trace, events);
    AddDeferral(trace, events);
    AddPartInstructions(trace, events);
    AddPayments(trace, events);
    for (wire::TraceEvent& event : RefundEvents(trace)) events.Add(std::move(event));
  }
  return events.Take();
}

}  // namespace levybridge::rpc
