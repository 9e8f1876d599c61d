#include "gateway/usecases/offset_desk.h"

#include <algorithm>
#include <utility>

#include "gateway/domain/check.h"
#include "gateway/domain/instruction.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Component;
using domain::ComponentAmounts;
using domain::Credit;
using domain::EventKind;
using domain::Instruction;
using domain::InstructionAction;
using domain::kOffsetComponents;
using domain::Money;
using domain::Obligation;
using domain::ObligationKey;
using domain::OffsetPart;
using domain::OffsetUse;

bool Collects(InstructionAction action) {
  switch (action) {
    case InstructionAction::kCollect:
    case InstructionAction::kAdjust:
    case InstructionAction::kDeferredDue:
      return true;
    case InstructionAction::kCancel:
      return false;
  }
  return false;
}

// How much of an offset the target can take, by component.
ComponentAmounts OwedBy(const Obligation& target) {
  ComponentAmounts owed;
  for (const Component component : kOffsetComponents) {
    owed[component] = std::max(Money(), target.balance(component).Outstanding());
  }
  return owed;
}

// What the instruction itself demands in the components that an offset may touch.
ComponentAmounts DemandOf(const Instruction& instruction) {
  ComponentAmounts demand;
  demand[Component::kEmployerMedical] = instruction.employer_medical_after;
  demand[Component::kMaternity] = instruction.maternity;
  return demand;
}

}  // namespace

absl::StatusOr<bool> IsAskedForByOne(const ports::Transaction& store,
                                     const Obligation& obligation) {
  const auto in_force = std::count_if(obligation.chains.begin(), obligation.chains.end(),
                                      [](const domain::AssessmentChain& chain) {
                                        return chain.last_known_to_tax != 0 && !chain.cancelled;
                                      });
  // Nor a supplementary instruction for what was refunded too much.
  const bool supplemented =
      std::any_of(obligation.balances.begin(), obligation.balances.end(),
                  [](const auto& balance) { return !balance.recoverable.IsZero(); });
  if (in_force > 1 || supplemented) return false;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto deferrals, store.deferrals().Find({&obligation.key, 1}));
  return !deferrals[0] || deferrals[0]->parts.empty();
}

OffsetDesk::OffsetDesk(ports::Transaction& store, ObligationBook& book, MonthChooser& months,
                       std::vector<domain::JournalEntry>& entries, OffsetOccasion occasion)
    : store_(store), book_(book), months_(months), entries_(entries), occasion_(occasion) {}

absl::StatusOr<bool> OffsetDesk::HasAny(domain::PoolingArea pooling_area) {
  const auto known = has_any_.find(pooling_area);
  if (known != has_any_.end()) return known->second;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, store_.offsets().HasAny(pooling_area));
  has_any_.emplace(pooling_area, any);
  return any;
}

absl::StatusOr<domain::EventHeader> OffsetDesk::Event(EventKind kind, domain::PoolingArea area,
                                                      int64_t sequence) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month,
                              months_.Choose(area, occasion_.business_date));
  return domain::EventHeader{kind,
                             month.month,
                             month.adjusts,
                             occasion_.business_date,
                             occasion_.recorded_at,
                             domain::InstructionNumber(sequence).ToString()};
}

absl::StatusOr<ComponentAmounts> OffsetDesk::Available(const ObligationKey& source,
                                                       const ComponentAmounts& had) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto obligation, book_.Find(source));
  if (!obligation) return absl::DataLossError("a credit belongs to no obligation");
  bool one = true;
  if (!had.AllZero()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(one, IsAskedForByOne(store_, *obligation));
  }
  ComponentAmounts available;
  for (const Component component : kOffsetComponents) {
    const Money returnable = obligation->balance(component).Returnable();
    available[component] = one ? returnable : std::max(returnable, had[component]);
  }
  return available;
}

ComponentAmounts OffsetDesk::GivenBack(int64_t sequence, const ObligationKey& source) const {
  const auto at = given_back_.find(sequence);
  if (at == given_back_.end()) return {};
  for (const OffsetPart& part : at->second) {
    if (part.source == source) return part.amounts;
  }
  return {};
}

absl::StatusOr<bool> OffsetDesk::Move(const OffsetPart& part, Direction direction, int64_t sequence,
                                      Obligation& target) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, book_.Find(part.source));
  if (!found) return absl::DataLossError("an offset comes from no obligation");
  Obligation source = *std::move(found);
  Obligation draft = target;
  const domain::PoolingArea area = target.key.pooling_area;
  const bool forth = direction == Direction::kForth;
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      auto given,
      Event(forth ? EventKind::kOffsetGiven : EventKind::kOffsetTakenBack, area, sequence));
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      auto received,
      Event(forth ? EventKind::kOffsetReceived : EventKind::kOffsetTakenBack, area, sequence));
  domain::ObligationChange giving(source, std::move(given));
  domain::ObligationChange receiving(draft, std::move(received));
  for (const Component component : kOffsetComponents) {
    const Money amount = forth ? part.amounts[component] : -part.amounts[component];
    if (!giving.GiveOffset(component, amount)) return false;
    if (!receiving.ReceiveOffset(component, amount)) return false;
  }
  entries_.push_back(std::move(giving).Finish());
  entries_.push_back(std::move(receiving).Finish());
  target = std::move(draft);
  LEVYBRIDGE_RETURN_IF_ERROR(book_.Put(std::move(source)));
  return true;
}

absl::Status OffsetDesk::Settle(const Obligation& obligation, const domain::OverpaymentRule& rule) {
  if (!domain::HasOffsettableOverpayment(obligation)) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, HasAny(obligation.key.pooling_area));
  const bool wants_offset = rule.use == domain::OverpaymentUse::kOffset;
  if (!any && !wants_offset) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool kept, KeepRule(store_, obligation.key, rule));
  if (kept) has_any_[obligation.key.pooling_area] = true;
  return absl::OkStatus();
}

absl::Status OffsetDesk::Use(Instruction& instruction, Obligation& target) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, HasAny(target.key.pooling_area));
  if (!any || !Collects(instruction.action)) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const std::vector<Credit> credits,
      store_.offsets().CreditsOf({target.key.pooling_area, target.key.unit_code}));
  OffsetUse use{instruction.sequence, target.key, {}, true};
  ComponentAmounts demand = DemandOf(instruction);
  for (const Credit& credit : credits) {
    const bool usable = credit.use() == domain::OverpaymentUse::kOffset &&
                        credit.source.insurance_type == target.key.insurance_type &&
                        credit.source != target.key;
    if (!usable) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const ComponentAmounts available,
        Available(credit.source, GivenBack(instruction.replaces_sequence, credit.source)));
    const OffsetPart part{credit.source, Least(available, Least(OwedBy(target), demand))};
    if (part.amounts.AllZero()) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool moved,
                                Move(part, Direction::kForth, instruction.sequence, target));
    if (!moved) continue;
    for (const Component component : kOffsetComponents) {
      demand[component] = demand[component] - part.amounts[component];
      instruction.offset_applied = instruction.offset_applied + part.amounts[component];
    }
    use.parts.push_back(part);
  }
  if (use.parts.empty()) return absl::OkStatus();
  instruction.payable =
      instruction.amount_after + instruction.personal - instruction.offset_applied;
  return store_.offsets().PutUse(use);
}

absl::StatusOr<bool> OffsetDesk::GiveBack(int64_t sequence, Obligation& target) {
  if (sequence == 0) return true;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, HasAny(target.key.pooling_area));
  if (!any) return true;
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto use, store_.offsets().FindUse(sequence));
  if (!use || !use->live) return true;
  for (size_t i = 0; i < use->parts.size(); ++i) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool moved,
                                Move(use->parts[i], Direction::kBack, sequence, target));
    if (moved) continue;
    // Sending forth again what was in bounds a moment ago cannot fail.
    while (i-- > 0) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const bool restored,
                                  Move(use->parts[i], Direction::kForth, sequence, target));
      LEVYBRIDGE_CHECK(restored, "an offset can be put back where it was");
    }
    return false;
  }
  use->live = false;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.offsets().PutUse(*use));
  given_back_.insert_or_assign(sequence, use->parts);
  return true;
}

absl::Status OffsetDesk::TakeAgain(int64_t sequence, Obligation& target) {
  if (sequence == 0) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, HasAny(target.key.pooling_area));
  if (!any) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto before, store_.offsets().FindUse(sequence));
  if (!before || before->live) return absl::OkStatus();
  OffsetUse use{sequence, before->target, {}, true};
  for (const OffsetPart& had : before->parts) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const ComponentAmounts available, Available(had.source, {}));
    const OffsetPart part{had.source, Least(had.amounts, Least(available, OwedBy(target)))};
    if (part.amounts.AllZero()) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool moved, Move(part, Direction::kForth, sequence, target));
    if (moved) use.parts.push_back(part);
  }
  return store_.offsets().PutUse(use);
}

}  // namespace levybridge::usecases
