// HoldDeferral: what one accepted assessment does to the deferral of its obligation. Flows 3 and 4.
//
// A deferred row gets a deferral with its dates; a reassessed one gets new figures: what is held
// becomes the new amount less what was passed on already, and where that is too much, what was
// passed on is reduced, newest first, by instructions of its own. A row that is no longer deferred
// holds nothing back; its main instruction asks for the rest. Pure: no store, no clock.
// Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/domain/deferral.h"
#include "gateway/domain/policy_book.h"
#include "gateway/usecases/assess_row.h"

namespace levybridge::usecases {

// What a decision holds back: what it defers, and the employer's share while the employer's size is
// not settled.
domain::DeferralScope ScopeHeld(const domain::Decision& decision);
// The dates of a deferral so decided; without a last day while the employer's size is not settled.
domain::DeferralAgenda AgendaOf(const domain::Decision& decision, const domain::PolicyBook& book,
                                domain::RegionCode region, domain::FeePeriod fee_period);
// One that defers nothing yet, whose obligation is to have it for the row of `chain`.
domain::Deferral BlankDeferral(const domain::ObligationKey& key, size_t chain,
                               domain::Instruction demand);
// Which document's rule it rests on.
void NameRule(const domain::Decision& decision, domain::Deferral& deferral);
// The whole of what `scope` defers, as one instruction would ask for it; `whole`: the instruction
// that would ask for everything the assessment makes due.
domain::Instruction DemandOf(domain::Instruction whole, const domain::AssessmentLink& link,
                             domain::DeferralScope scope);
// The employer is going to deregister: what is held is to be passed on from `from` on.
void BringForward(domain::Deferral& deferral, domain::CivilDate deregisters_on,
                  domain::CivilDate from);

struct HeldRow {
  std::optional<domain::Deferral> deferral;       // to be stored; absent: nothing to do with it
  std::vector<domain::Instruction> instructions;  // each replaces an earlier part's
};
// `obligation` is as AssessRow left it; the new instructions are added to its chain. `before`: its
// deferral until now. `deregisters_on`: where the employer's deregistration is planned.
HeldRow HoldDeferral(const RowToAssess& work, const domain::PolicyBook& book,
                     std::optional<domain::CivilDate> deregisters_on,
                     std::optional<domain::Deferral> before, domain::Obligation& obligation,
                     int64_t next_sequence);

}  // namespace levybridge::usecases
