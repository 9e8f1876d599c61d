// InstructionDelivery: the tax bureau pulls what is new since its last acknowledged position,
// writes its import file, and acknowledges (flow 1).
//
// Customer rules: one position per party that never has gaps filled in behind it; what was not
// acknowledged is delivered again; acknowledging twice changes nothing. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/party.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

// An instruction with where it stands now.
struct InstructionStatus {
  domain::Instruction instruction;
  domain::InstructionState state = domain::InstructionState::kIssued;
  domain::InstructionOutcome outcome;
};

// Where an instruction stands, by its outcome and the positions of the tax parties of its region.
absl::StatusOr<InstructionStatus> StatusOfInstruction(const ports::Transaction& store,
                                                      const domain::RegionTree& regions,
                                                      domain::Instruction instruction);

// A rejected instruction; `replaced` once a later one of its chain took its place.
struct RejectedInstruction {
  InstructionStatus status;
  bool replaced = false;
};
struct RejectedPage {
  std::vector<RejectedInstruction> rejected;  // ascending
  int64_t scanned_through = 0;
  bool at_end = false;
};

class InstructionDelivery {
 public:
  InstructionDelivery(ports::Store& store, const RuleSource& rules)
      : store_(store), rules_(rules) {}

  // The next page for `party` after `after_sequence`, at most `limit` (1..2000) instructions of its
  // region. An empty page that is not at_end means: go on from scanned_through.
  absl::StatusOr<ports::InstructionPage> ReadPage(const domain::PartyId& party,
                                                  int64_t after_sequence, int32_t limit) const;
  // Remembers that everything up to `through` was handed to the party.
  absl::Status MarkDelivered(const domain::PartyId& party, int64_t through);
  // BEYOND_DELIVERED when `through` was never delivered. Going back changes nothing.
  absl::StatusOr<ports::PullPosition> Acknowledge(const domain::PartyId& party, int64_t through);
  absl::StatusOr<ports::PullPosition> Position(const domain::PartyId& party) const;
  // UNKNOWN_INSTRUCTION (NOT_FOUND) also when it lies outside the party's region.
  absl::StatusOr<InstructionStatus> Find(const domain::PartyId& party, int64_t sequence) const;
  // Instructions of the party's region that the tax bureau rejected, after `after_sequence`; looks
  // at `limit` of them, whatever their region, at most.
  absl::StatusOr<RejectedPage> ListRejected(const domain::PartyId& party, int64_t after_sequence,
                                            int32_t limit) const;

 private:
  ports::Store& store_;
  const RuleSource& rules_;
};

}  // namespace levybridge::usecases
