// CollectionInstruction (征集通知): what the tax bureau is told to collect, change, cancel, or
// collect after deferral.
//
// Instructions stand in one sequence per gateway without gaps filled in behind a reader; the number
// people see is that sequence with a check digit. Amounts are the whole of what the obligation's
// chain now demands, never a delta. Invariants: amount_after = employer_medical_after + maternity;
// payable = amount_after + personal - offset_applied, never negative.
// Plain data. Persisted enums: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/assessment.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

enum class InstructionAction : uint8_t {
  kCollect = 1,
  kAdjust = 2,
  kCancel = 3,
  kDeferredDue = 4,
};
std::string_view MachineName(InstructionAction action);
std::string_view ChineseName(InstructionAction action);

enum class InstructionState : uint8_t {
  kIssued = 1,
  kDelivered = 2,
  kAcknowledged = 3,
  kRejectedByTax = 4,
  kSuperseded = 5,
  kCancelled = 6,
};
std::string_view MachineName(InstructionState state);
std::string_view ChineseName(InstructionState state);

// "LB" + 13 digits of the sequence + one check digit (ISO 7064 MOD 11,10), e.g. LB00000000000428.
class InstructionNumber {
 public:
  static constexpr int64_t kMaxSequence = 9'999'999'999'999;
  // `sequence` is 1..kMaxSequence; anything else stops the process.
  explicit InstructionNumber(int64_t sequence);
  // Nothing when the form or the check digit is wrong.
  static std::optional<InstructionNumber> Parse(std::string_view text);
  int64_t sequence() const { return sequence_; }
  std::string ToString() const;
  void AppendTo(std::string& out) const;
  // The same into memory that has room for kTextBytes.
  static constexpr size_t kTextBytes = 16;
  void WriteTo(char* text) const;
  friend auto operator<=>(InstructionNumber, InstructionNumber) = default;

 private:
  int64_t sequence_;
};

struct Instruction {
  int64_t sequence = 0;  // assigned when issued
  InstructionAction action = InstructionAction::kCollect;
  PoolingArea pooling_area;
  UnitCode unit_code;
  std::string uscc;
  std::string unit_name;
  RegionCode region;
  InsuranceType insurance_type = InsuranceType::kEmployeeMedical;
  FeePeriod fee_period;
  Money amount_before;
  Money reduction;
  Money amount_after;
  std::optional<CivilDate> reduction_start;
  std::optional<CivilDate> reduction_end;
  Money employer_medical_after;
  Money maternity;
  Money personal;
  Money offset_applied;
  Money payable;
  CivilDate due_on;
  bool late_fee_waived = false;
  std::optional<CivilDate> deferred_until;
  AssessmentNumber assessment_no;
  int64_t replaces_sequence = 0;  // 0 = replaces none
  std::string policy;             // policy id, empty when none applied

  friend bool operator==(const Instruction&, const Instruction&) = default;
};

// What happened to an instruction after it was issued, where that differs from what the reader's
// position tells (delivered, acknowledged).
struct InstructionOutcome {
  // rejected_by_tax, superseded or cancelled; kIssued: none of these (any more), see the position.
  InstructionState state = InstructionState::kIssued;
  std::string code;         // the tax bureau's code, for rejections; <= 32 bytes
  std::string message;      // its words; <= 1000 bytes
  int64_t replaced_by = 0;  // sequence of the successor, for superseded and cancelled
  friend bool operator==(const InstructionOutcome&, const InstructionOutcome&) = default;
};

}  // namespace levybridge::domain
