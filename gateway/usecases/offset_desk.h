// OffsetDesk: lets overpayments reduce the employer's side of instructions (抵扣), and takes that
// back when an instruction falls. docs/adr/0005-offsets.md says why it is done so.
//
// Customer rules: an offset goes component to same component, employer's components only, within
// one pooling area, unit and insurance type, oldest fee period first; only money that is overpaid
// and booked is used; an instruction's payable never becomes negative; what one obligation gives,
// another receives, in the same month. What a source owes again after it gave is taken back by
// ReclaimOffsets (reclaim_offsets.h).
//
// Serves one transaction and belongs to whoever runs it: target obligations are handed in and
// changed in place (their owner stores them), sources are read and written through the book,
// journal entries are appended to `entries`. In pooling areas without credits every call returns at
// once. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/ledger.h"
#include "gateway/domain/obligation_change.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/obligation_book.h"

namespace levybridge::usecases {

struct OffsetOccasion {
  domain::CivilDate business_date;
  domain::Timestamp recorded_at;
};

// Whether one instruction asks for all that is due of the obligation: no back-payment beside the
// main row, no part of a deferral. Only then does what is overpaid and owed of the obligation say
// what the tax bureau has and asks for; money is known by obligation, not by instruction.
absl::StatusOr<bool> IsAskedForByOne(const ports::Transaction& store,
                                     const domain::Obligation& obligation);

class OffsetDesk {
 public:
  // All of them must outlive this.
  OffsetDesk(ports::Transaction& store, ObligationBook& book, MonthChooser& months,
             std::vector<domain::JournalEntry>& entries, OffsetOccasion occasion);

  // After an assessment: settles what is to become of an overpayment of `obligation`. A choice of
  // the agency stands while the rule still leaves it the choice.
  absl::Status Settle(const domain::Obligation& obligation, const domain::OverpaymentRule& rule);

  // Lets the instruction, numbered but not issued yet, use what the target's employer has: sets
  // offset_applied and lowers payable. The target must owe by then what the instruction demands (a
  // deferral that it ends is lifted, waiting payments are applied). Does nothing for a
  // cancellation. What its predecessor has just given back it may take again from a source that
  // several instructions ask for, although that one is not overpaid as a whole.
  absl::Status Use(domain::Instruction& instruction, domain::Obligation& target);

  // What the instruction uses goes back where it came from. False when an amount would leave its
  // bounds: nothing is changed then. Does nothing when it uses nothing, or for sequence 0.
  absl::StatusOr<bool> GiveBack(int64_t sequence, domain::Obligation& target);

  // An instruction whose use was given back is in force again: takes what it had as far as the
  // sources still have it and the target still owes it. What is missing stays outstanding: the
  // instruction as the tax bureau has it then asks for less than is owed.
  absl::Status TakeAgain(int64_t sequence, domain::Obligation& target);

 private:
  enum class Direction { kForth, kBack };
  absl::StatusOr<bool> HasAny(domain::PoolingArea pooling_area);
  absl::StatusOr<domain::EventHeader> Event(domain::EventKind kind, domain::PoolingArea area,
                                            int64_t sequence);
  // `had`: what the instruction's predecessor took from it.
  absl::StatusOr<domain::ComponentAmounts> Available(const domain::ObligationKey& source,
                                                     const domain::ComponentAmounts& had) const;
  // What the instruction gave back from `source` at this desk.
  domain::ComponentAmounts GivenBack(int64_t sequence, const domain::ObligationKey& source) const;
  // Moves the amounts between a source and the target; false when out of bounds.
  absl::StatusOr<bool> Move(const domain::OffsetPart& part, Direction direction, int64_t sequence,
                            domain::Obligation& target);

  ports::Transaction& store_;
  ObligationBook& book_;
  MonthChooser& months_;
  std::vector<domain::JournalEntry>& entries_;
  const OffsetOccasion occasion_;
  std::map<domain::PoolingArea, bool> has_any_;
  std::map<int64_t, std::vector<domain::OffsetPart>> given_back_;  // by instruction
};

}  // namespace levybridge::usecases
