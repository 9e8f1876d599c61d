// AssessRow: what one accepted assessment does to its obligation: new due amounts, the instruction
// that tells the tax bureau, and the balanced journal entry. Flow 1 and flow 3 of the exchange.
//
// A first assessment gives `collect`; a reassessment gives `adjust`, or `cancel` when nothing is
// due and nothing was paid; when the tax bureau never took the earlier instruction (it rejected
// it), a fresh `collect`. What was collected above the new due is recognised and held as an
// overpayment. Pure: no store, no clock. Thread-safe.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/decision.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/ledger.h"
#include "gateway/domain/obligation.h"
#include "gateway/domain/obligation_change.h"

namespace levybridge::usecases {

// The place in its obligation that a row will take.
struct RowPlace {
  size_t chain = 0;       // index into obligation.chains; == size() for a new chain
  bool replaces = false;  // the chain's last link is replaced
  domain::AssessmentKind kind = domain::AssessmentKind::kRegular;  // effective
  std::optional<domain::CivilDate> applied_on;                     // effective
};
// Problems when the row has no place: a duplicate, or a reassessment of nothing.
std::variant<RowPlace, domain::Problem> FindPlace(const domain::Assessment& row,
                                                  const domain::Obligation* obligation);

// True while no money at all was received for the obligation.
bool NothingCollected(const domain::Obligation& obligation);

struct RowToAssess {
  const domain::Assessment& row;
  const domain::Decision& decision;
  RowPlace place;
  domain::Sha256Digest content;
  int64_t batch_no;
  int64_t row_number;
  domain::CivilDate due_on;
  bool late_fee_waived;  // by the document, for what is collected together with a later period
  domain::EventHeader event;
};

struct AssessedRow {
  domain::Obligation obligation;
  std::optional<domain::JournalEntry> entry;       // always set; may have no postings
  std::optional<domain::Instruction> instruction;  // sequence = the one given
  int64_t replaced_sequence = 0;                   // instruction that the new one replaces
};
// `obligation` is the stored one, or a fresh one of the right key. Nothing when amounts would leave
// their bounds. `sequence`: of the instruction, if one is caused.
std::optional<AssessedRow> AssessRow(const RowToAssess& work, domain::Obligation obligation,
                                     int64_t sequence);

}  // namespace levybridge::usecases
