#include "gateway/domain/instruction.h"

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

constexpr int kDigits = 13;

// ISO 7064 MOD 11,10 over the digits of the sequence.
char CheckDigitOf(int64_t sequence) {
  int64_t divisor = 1'000'000'000'000;
  int product = 10;
  for (int i = 0; i < kDigits; ++i, divisor /= 10) {
    int sum = (product + static_cast<int>(sequence / divisor % 10)) % 10;
    if (sum == 0) sum = 10;
    product = 2 * sum % 11;
  }
  return static_cast<char>('0' + (11 - product) % 10);
}

}  // namespace

std::string_view MachineName(InstructionAction action) {
  switch (action) {
    case InstructionAction::kCollect:
      return "collect";
    case InstructionAction::kAdjust:
      return "adjust";
    case InstructionAction::kCancel:
      return "cancel";
    case InstructionAction::kDeferredDue:
      return "deferred_due";
  }
  return "";
}

std::string_view ChineseName(InstructionAction action) {
  switch (action) {
    case InstructionAction::kCollect:
      return "征集";
    case InstructionAction::kAdjust:
      return "调整";
    case InstructionAction::kCancel:
      return "撤销";
    case InstructionAction::kDeferredDue:
      return "缓缴到期补缴";
  }
  return "";
}

std::string_view MachineName(InstructionState state) {
  switch (state) {
    case InstructionState::kIssued:
      return "issued";
    case InstructionState::kDelivered:
      return "delivered";
    case InstructionState::kAcknowledged:
      return "acknowledged";
    case InstructionState::kRejectedByTax:
      return "rejected_by_tax";
    case InstructionState::kSuperseded:
      return "superseded";
    case InstructionState::kCancelled:
      return "cancelled";
  }
  return "";
}

std::string_view ChineseName(InstructionState state) {
  switch (state) {
    case InstructionState::kIssued:
      return "已生成";
    case InstructionState::kDelivered:
      return "已下发";
    case InstructionState::kAcknowledged:
      return "已签收";
    case InstructionState::kRejectedByTax:
      return "税务退回";
    case InstructionState::kSuperseded:
      return "已被替代";
    case InstructionState::kCancelled:
      return "已撤销";
  }
  return "";
}

InstructionNumber::InstructionNumber(int64_t sequence) : sequence_(sequence) {
  LEVYBRIDGE_CHECK(sequence >= 1 && sequence <= kMaxSequence, "instruction sequence out of range");
}

std::optional<InstructionNumber> InstructionNumber::Parse(std::string_view text) {
  if (text.size() != kDigits + 3 || text.substr(0, 2) != "LB") return std::nullopt;
  int64_t sequence = 0;
  for (const char c : text.substr(2, kDigits)) {
    if (c < '0' || c > '9') return std::nullopt;
    sequence = sequence * 10 + (c - '0');
  }
  if (sequence < 1 || text.back() != CheckDigitOf(sequence)) return std::nullopt;
  return InstructionNumber(sequence);
}

std::string InstructionNumber::ToString() const {
  std::string text;
  AppendTo(text);
  return text;
}

void InstructionNumber::WriteTo(char* text) const {
  text[0] = 'L';
  text[1] = 'B';
  int64_t rest = sequence_;
  for (int i = kDigits + 1; i >= 2; --i, rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
  text[kDigits + 2] = CheckDigitOf(sequence_);
}

void InstructionNumber::AppendTo(std::string& out) const {
  char text[kTextBytes];
  WriteTo(text);
  out.append(text, kTextBytes);
}

}  // namespace levybridge::domain
