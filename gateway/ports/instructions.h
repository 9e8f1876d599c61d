// Instructions: the one sequence the tax bureaus read from, each from its own position.
//
// Sequences are assigned in commit order without gaps, and nothing is ever filled in behind a
// reader. Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/party.h"

namespace levybridge::ports {

// How far one tax party has read. acknowledged <= delivered.
struct PullPosition {
  int64_t delivered = 0;
  int64_t acknowledged = 0;
  friend bool operator==(const PullPosition&, const PullPosition&) = default;
};

// A pooling area whose instructions a reader may see, all of them or those of some regions.
struct ReadableArea {
  domain::PoolingArea area;
  std::function<bool(domain::RegionCode)> only{};  // empty: all
};

// A page of the sequence: what there is for a reader, and where to go on.
struct InstructionPage {
  std::string rows;            // domain/instruction_row.h, one after the other, ascending
  int64_t count = 0;           // of rows
  int64_t first_sequence = 0;  // of the rows; 0 when there are none
  int64_t last_sequence = 0;
  int64_t scanned_through = 0;  // everything up to here has been looked at
  bool at_end = false;          // nothing is issued beyond scanned_through
};

class Instructions {
 public:
  virtual ~Instructions() = default;

  // The sequence the next instruction will get.
  virtual absl::StatusOr<int64_t> NextSequence() const = 0;
  // Their sequences must continue from NextSequence() without gap, else FAILED_PRECONDITION.
  virtual absl::Status Append(absl::Span<const domain::Instruction> instructions) = 0;
  virtual absl::StatusOr<std::optional<domain::Instruction>> Find(int64_t sequence) const = 0;
  // At most `limit` instructions of `areas`, after `after_sequence`. Pooling areas not listed are
  // skipped cheaply; of one that may be read whole the rows are copied as they stand.
  virtual absl::StatusOr<InstructionPage> Read(absl::Span<const ReadableArea> areas,
                                               int64_t after_sequence, int32_t limit) const = 0;
  // Pooling areas that have any instruction.
  virtual absl::StatusOr<std::vector<domain::PoolingArea>> PoolingAreas() const = 0;

  // Nothing when only the reader's position tells the state.
  virtual absl::StatusOr<std::optional<domain::InstructionOutcome>> FindOutcome(
      int64_t sequence) const = 0;
  virtual absl::Status PutOutcome(int64_t sequence, const domain::InstructionOutcome& outcome) = 0;
  // Sequences after `after_sequence` whose outcome has that state, ascending, at most `limit`.
  virtual absl::StatusOr<std::vector<int64_t>> ListOutcomes(domain::InstructionState state,
                                                            int64_t after_sequence,
                                                            int32_t limit) const = 0;

  virtual absl::StatusOr<PullPosition> FindPosition(const domain::PartyId& party) const = 0;
  virtual absl::Status PutPosition(const domain::PartyId& party, const PullPosition& position) = 0;
  // The positions of every party that ever pulled.
  virtual absl::StatusOr<std::vector<std::pair<domain::PartyId, PullPosition>>> Positions()
      const = 0;
};

}  // namespace levybridge::ports
