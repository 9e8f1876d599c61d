// PassingOn: parts of deferrals become due: each by a `deferred_due` instruction that adds to those
// before it, a balanced entry that ends the deferral of that part, and whatever money waited.
//
// Collects the work of one transaction in memory and stores it at the end; what was changed is seen
// by what follows. Not thread-safe; lives for one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/deferral.h"
#include "gateway/domain/ledger.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/obligation_book.h"
#include "gateway/usecases/reclaim_offsets.h"
#include "gateway/usecases/rules.h"
#include "gateway/usecases/waiting_payments.h"

namespace levybridge::usecases {

// Why a part becomes due; it decides until when it has to be paid.
enum class MakeUpOccasion : uint8_t {
  kAgenda,         // its day has come, or the employer is going to deregister
  kEarly,          // the employer asked to
  kMemberLeaving,  // a member left, retired or was transferred
};

class PassingOn {
 public:
  PassingOn(ports::Transaction& store, const Rules& rules, domain::Timestamp now)
      : store_(store), rules_(rules), now_(now), months_(store), obligations_(store) {}

  // As it stands now, changes of this transaction included.
  absl::StatusOr<std::optional<domain::Deferral>> Find(const domain::ObligationKey& key);
  absl::StatusOr<domain::Obligation> ObligationOf(const domain::ObligationKey& key);
  // To be stored as it is.
  void Put(domain::Deferral deferral);
  void Put(domain::Obligation obligation);

  // Asks for `amounts`, which must be part of what `deferral` holds, on `day`. What was collected
  // for the obligation already goes back to its main instruction and is not asked for again. Gives
  // the sequence of the instruction. OUT_OF_RANGE when the calendar of working days does not cover
  // the due date: nothing has changed then.
  absl::StatusOr<int64_t> PassOn(domain::Deferral deferral, const domain::ComponentAmounts& amounts,
                                 MakeUpOccasion occasion, domain::CivilDate day);
  // Lets the obligation's main instruction ask for all that `deferral` holds: it was none.
  absl::Status Release(domain::Deferral deferral, domain::CivilDate day);
  // What the main instruction asked for so far is deferred after all: `amounts`, of what `deferral`
  // does not hold yet. The main instruction asks for the rest, and what was collected of them
  // already is to become what the document says.
  absl::Status HoldBack(domain::Deferral deferral, const domain::ComponentAmounts& amounts,
                        domain::CivilDate day);
  // The tax bureau refused the part's instruction: it is held again and goes out with the rest;
  // when there is none, not before the agency acts.
  absl::Status HoldAgain(domain::Deferral deferral, int64_t sequence, domain::CivilDate day);
  // The tax bureau refused to change a part: `change`'s predecessor is in force there again.
  absl::Status KeepPart(domain::Deferral deferral, const domain::Instruction& change,
                        domain::CivilDate day);

  absl::Status Save();

 private:
  struct Terms {
    domain::CivilDate due_on;
    domain::CivilDate overdue_after;
  };
  absl::StatusOr<Terms> TermsFor(const domain::Deferral& deferral, MakeUpOccasion occasion,
                                 domain::CivilDate day) const;
  absl::StatusOr<domain::CivilDate> GenericDueDate(const domain::Deferral& deferral,
                                                   domain::CivilDate day) const;
  // Changes what the obligation has deferred by `amounts`, with its entry.
  absl::Status ChangeDeferred(domain::Obligation& obligation, const domain::Deferral& deferral,
                              const domain::ComponentAmounts& amounts, domain::EventKind kind,
                              domain::CivilDate day);
  // Waiting money and overpayments of other periods meet the instruction before it is issued.
  absl::Status Fund(domain::Instruction& instruction, domain::Obligation& obligation,
                    domain::CivilDate day);
  // Ends the deferral of `amounts` by letting the main instruction ask for them; its sequence.
  absl::StatusOr<int64_t> ReturnToMain(domain::Deferral& deferral,
                                       const domain::ComponentAmounts& amounts,
                                       domain::Obligation& obligation, domain::CivilDate day);
  // Issues `main` in place of the chain's main instruction; its sequence.
  absl::StatusOr<int64_t> IssueMain(domain::Instruction main, const domain::Deferral& deferral,
                                    domain::Obligation& obligation, domain::CivilDate day);
  absl::StatusOr<int64_t> NextSequence();

  ports::Transaction& store_;
  const Rules& rules_;
  const domain::Timestamp now_;
  MonthChooser months_;
  ChangedObligations obligations_;
  std::map<domain::ObligationKey, domain::Deferral> deferrals_;
  std::vector<domain::Instruction> instructions_;
  std::vector<std::pair<int64_t, domain::InstructionOutcome>> outcomes_;
  std::vector<domain::JournalEntry> entries_;
  OwedAgain owed_again_;
  std::optional<domain::CivilDate> owed_on_;  // the day of what is owed again
  int64_t next_sequence_ = 0;
};

}  // namespace levybridge::usecases
