#include "gateway/usecases/reclaim_offsets.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/domain/instruction.h"
#include "gateway/domain/overpayment.h"
#include "gateway/usecases/due_dates.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/obligation_book.h"
#include "gateway/usecases/offset_desk.h"
#include "gateway/usecases/settle_refunds.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::AssessmentChain;
using domain::Component;
using domain::ComponentAmounts;
using domain::Instruction;
using domain::kOffsetComponents;
using domain::Money;
using domain::Obligation;
using domain::ObligationKey;
using domain::OffsetUse;

Money Owed(const Obligation& obligation, Component component) {
  return std::max(Money(), obligation.balance(component).Outstanding());
}

// Of `amounts`, what the obligation still owes and has given away.
ComponentAmounts ToReclaim(const ComponentAmounts& amounts, const Obligation& obligation) {
  ComponentAmounts result;
  for (const Component component : kOffsetComponents) {
    result[component] = std::min({amounts[component], Owed(obligation, component),
                                  obligation.balance(component).offset_given});
  }
  return result;
}

AssessmentChain* ChainOf(Obligation& obligation, int64_t sequence) {
  for (AssessmentChain& chain : obligation.chains) {
    const auto& all = chain.instructions;
    if (std::find(all.begin(), all.end(), sequence) != all.end()) return &chain;
  }
  return nullptr;
}

class Reclaiming {
 public:
  explicit Reclaiming(const SettlingContext& context)
      : context_(context),
        store_(context.store),
        months_(context.store),
        book_(context.store),
        desk_(context.store, book_, months_, entries_, {context.day, context.now}) {}

  absl::Status Run(const OwedAgain& owed);

 private:
  struct Debt {
    ObligationKey source;
    ComponentAmounts amounts;
  };

  absl::Status Reclaim(const Debt& debt);
  absl::StatusOr<Obligation> Find(const ObligationKey& key) const;
  // The newest live use that took any of `amounts` from `source`.
  absl::StatusOr<std::optional<OffsetUse>> NewestUse(const ObligationKey& source,
                                                     const ComponentAmounts& amounts) const;
  // False when nothing could be taken back: nothing is changed then.
  absl::StatusOr<bool> IssueAgain(const OffsetUse& use);
  // `again` takes the place of the use's instruction: of the chain's main one, or of a part of a
  // deferral.
  absl::Status Replace(const OffsetUse& use, const Instruction& again, Obligation& target);
  // For an instruction that goes out today; what it was where the calendar does not say.
  domain::CivilDate DueOn(const Instruction& instruction) const;

  const SettlingContext& context_;
  ports::Transaction& store_;
  MonthChooser months_;
  StoredObligations book_;
  std::vector<domain::JournalEntry> entries_;
  OffsetDesk desk_;
  // Taking back shrinks what is given away by what was owed, and a new use takes no more than what
  // is overpaid, so this runs dry.
  std::deque<Debt> debts_;
  std::vector<ObligationKey> targets_;
};

absl::StatusOr<Obligation> Reclaiming::Find(const ObligationKey& key) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, book_.Find(key));
  if (!found) return absl::DataLossError("an offset points to no obligation");
  return *std::move(found);
}

domain::CivilDate Reclaiming::DueOn(const Instruction& instruction) const {
  DueDates due_dates(context_.rules, context_.day);
  const auto& due_on = due_dates.Of(instruction.fee_period, instruction.region, instruction.policy);
  return due_on.ok() ? std::max(*due_on, instruction.due_on) : instruction.due_on;
}

absl::Status Reclaiming::Run(const OwedAgain& owed) {
  for (const auto& [source, amounts] : owed.amounts()) debts_.push_back({source, amounts});
  while (!debts_.empty()) {
    const Debt debt = std::move(debts_.front());
    debts_.pop_front();
    LEVYBRIDGE_RETURN_IF_ERROR(Reclaim(debt));
  }
  if (entries_.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.journal().Append(entries_));
  LEVYBRIDGE_RETURN_IF_ERROR(months_.VoidComparisons());
  // A target that lost its credit may have had more locked for a refund than is left now.
  std::vector<Obligation> targets;
  for (const ObligationKey& key : targets_) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation target, Find(key));
    targets.push_back(std::move(target));
  }
  return SettleRefunds(context_, targets, {});
}

absl::Status Reclaiming::Reclaim(const Debt& debt) {
  ComponentAmounts left = debt.amounts;
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Obligation before, Find(debt.source));
    // Of several instructions one may ask for the increase already.
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool one, IsAskedForByOne(store_, before));
    if (!one) return absl::OkStatus();
    const ComponentAmounts wanted = ToReclaim(left, before);
    if (wanted.AllZero()) return absl::OkStatus();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto use, NewestUse(debt.source, wanted));
    if (!use) return absl::OkStatus();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool issued, IssueAgain(*use));
    if (!issued) return absl::OkStatus();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Obligation after, Find(debt.source));
    for (const Component component : kOffsetComponents) {
      const Money taken = Owed(before, component) - Owed(after, component);
      left[component] = std::max(Money(), left[component] - taken);
    }
  }
}

absl::StatusOr<std::optional<OffsetUse>> Reclaiming::NewestUse(
    const ObligationKey& source, const ComponentAmounts& amounts) const {
  std::optional<OffsetUse> newest;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Obligation> all,
                              store_.obligations().OfUnit(source.pooling_area, source.unit_code));
  for (const Obligation& obligation : all) {
    for (const AssessmentChain& chain : obligation.chains) {
      for (const int64_t sequence : chain.instructions) {
        if (newest && newest->sequence > sequence) continue;
        LEVYBRIDGE_ASSIGN_OR_RETURN(auto use, store_.offsets().FindUse(sequence));
        if (!use || !use->live) continue;
        const bool took =
            std::any_of(use->parts.begin(), use->parts.end(), [&](const domain::OffsetPart& part) {
              return part.source == source && !Least(part.amounts, amounts).AllZero();
            });
        if (took) newest = std::move(use);
      }
    }
  }
  return newest;
}

absl::StatusOr<bool> Reclaiming::IssueAgain(const OffsetUse& use) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto issued, store_.instructions().Find(use.sequence));
  if (!issued) return absl::DataLossError("an offset is used by no instruction");
  LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation target, Find(use.target));
  const Obligation before = target;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool given_back, desk_.GiveBack(use.sequence, target));
  if (!given_back) return false;
  Instruction again = *issued;
  LEVYBRIDGE_ASSIGN_OR_RETURN(again.sequence, store_.instructions().NextSequence());
  again.action = domain::InstructionAction::kAdjust;
  again.replaces_sequence = use.sequence;
  again.offset_applied = Money();
  again.payable = again.amount_after + again.personal;
  again.due_on = DueOn(again);
  LEVYBRIDGE_RETURN_IF_ERROR(Replace(use, again, target));
  LEVYBRIDGE_RETURN_IF_ERROR(desk_.Use(again, target));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().Append({&again, 1}));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.instructions().PutOutcome(
      use.sequence, {domain::InstructionState::kSuperseded, "", "", again.sequence}));
  OwedAgain owed;
  owed.Note(before, target);
  for (const auto& [source, amounts] : owed.amounts()) debts_.push_back({source, amounts});
  targets_.push_back(target.key);
  LEVYBRIDGE_RETURN_IF_ERROR(book_.Put(std::move(target)));
  return true;
}

absl::Status Reclaiming::Replace(const OffsetUse& use, const Instruction& again,
                                 Obligation& target) {
  AssessmentChain* chain = ChainOf(target, use.sequence);
  if (chain == nullptr) return absl::DataLossError("an instruction stands in no chain");
  chain->instructions.push_back(again.sequence);
  if (chain->last_known_to_tax == use.sequence) {
    chain->last_known_to_tax = again.sequence;
    chain->links.back().instruction = again.sequence;
    return absl::OkStatus();
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto deferrals, store_.deferrals().Find({&use.target, 1}));
  if (deferrals[0]) {
    for (domain::DeferredPart& part : deferrals[0]->parts) {
      if (part.sequence != use.sequence) continue;
      part.sequence = again.sequence;
      part.due_on = again.due_on;
      part.overdue_after = std::max(part.overdue_after, again.due_on);
      return store_.deferrals().Put({&*deferrals[0], 1});
    }
  }
  return absl::DataLossError("an offset is used by an instruction that is not in force");
}

}  // namespace

void OwedAgain::Note(const Obligation& before, const Obligation& after) {
  for (const Component component : kOffsetComponents) {
    if (after.balance(component).offset_given.IsZero()) continue;
    const Money increase = Owed(after, component) - Owed(before, component);
    if (increase <= Money()) continue;
    Money& amount = amounts_[after.key][component];
    amount = amount + increase;
  }
}

absl::Status ReclaimOffsets(const SettlingContext& context, const OwedAgain& owed) {
  if (owed.empty()) return absl::OkStatus();
  return Reclaiming(context).Run(owed);
}

}  // namespace levybridge::usecases
