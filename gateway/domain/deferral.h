// Deferral (缓缴) as a life: what one assessment holds back, when the employer is reminded, when it
// becomes due, and by which instructions it was passed on to the tax bureau. Flow 4.
//
// Customer rules: the employer counts as having paid (视同缴费) while the deferral lasts; before it
// ends there is a reminder, then a `deferred_due` instruction without late fee: ahead of the latest
// date where the document names one, after expiry where it says so. It may be made up early, and
// members' events and deregistration bring it forward. At all times, per component, what the
// assessment makes due = what its main instruction asks for + what was passed on + what is held.
// An obligation has at most one deferral: only its regular assessment can be deferred. Whether a
// deferral is made up, or overdue, is worked out when asked and never stored.
// Plain data and pure functions: thread-safe. The late fee itself is the tax bureau's to compute.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/domain/decision.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/obligation.h"
#include "gateway/domain/policy_model.h"

namespace levybridge::domain {

// A part of a deferral that an instruction asks for.
struct DeferredPart {
  int64_t sequence = 0;  // of the instruction in force
  ComponentAmounts amounts;
  CivilDate due_on;
  CivilDate overdue_after;  // last day on which it may still be unpaid without being overdue
  Timestamp issued_at;
  friend bool operator==(const DeferredPart&, const DeferredPart&) = default;
};

// When things happen. Without a last day the employer's size is not settled: nobody has granted the
// deferral, but what is held is reminded of and asked for all the same, by the latest date of the
// document that lets it wait.
struct DeferralAgenda {
  std::optional<CivilDate> deferred_until = {};  // last day; absent: not settled
  std::optional<CivilDate> remind_from = {};
  std::optional<CivilDate> instruct_on = {};
  std::optional<CivilDate> due_on = {};  // absent: reckoned from the day the instruction goes out
  friend bool operator==(const DeferralAgenda&, const DeferralAgenda&) = default;
};

struct Deferral {
  int64_t id = 0;  // assigned by the store, ascending; the position in the list of deferrals
  ObligationKey key;
  int64_t chain = 0;  // index into the obligation's chains
  DeferralScope scope = DeferralScope::kEmployer;
  bool on_application = false;
  std::string policy;    // id
  std::string clause;    // of its document
  std::string document;  // 文号
  DeferralAgenda agenda;
  // The employer is going to deregister: what is held is due now, and not after this day.
  std::optional<CivilDate> deregisters_on;
  Instruction demand;  // the whole of what was deferred, as a deferred_due would ask for it
  ComponentAmounts held;
  std::vector<DeferredPart> parts;  // oldest first
  bool blocked =
      false;  // the tax bureau refused an instruction: nothing more until the agency acts

  ComponentAmounts PassedOn() const;
  ComponentAmounts Deferred() const;  // held and passed on
  // The last day on which it may be unpaid: its own, or the latest one while nothing is settled.
  std::optional<CivilDate> LastDay() const {
    return agenda.deferred_until ? agenda.deferred_until : agenda.due_on;
  }
  bool AwaitsCommitment() const { return !agenda.deferred_until && !held.AllZero(); }
  // Nothing is deferred any more, nor ever was passed on: a reassessment ended it.
  bool IsWithdrawn() const { return Deferred().AllZero(); }
  // When its instruction goes out by itself; nothing when none will.
  std::optional<CivilDate> NextIssue() const;
  friend bool operator==(const Deferral&, const Deferral&) = default;
};

inline constexpr int kDefaultMakeupLeadDays = 30;
inline constexpr int kDefaultReminderDays = 30;
inline constexpr int kDefaultLateFeeFromDay = 1;

// Of a deferral without application: made up by the document's latest date, or, by instalments, one
// fee period a month so that the last one meets it. The instruction goes out `makeup_lead_days`
// before; that day is the document's and no rest day moves it.
DeferralAgenda AgendaByRule(const RuleDeferralRules& rules, const RegionParameters& parameters,
                            FeePeriod fee_period);
// While the employer's size is not settled: in one sum by the document's latest date, whatever the
// region lets others do, for instalments are granted to employers that may defer.
DeferralAgenda AgendaWhileUnsettled(const RuleDeferralRules& rules,
                                    const RegionParameters& parameters);
// Of a deferral on application: the instruction goes out the day after its last day.
DeferralAgenda AgendaOnApplication(CivilDate deferred_until, const RegionParameters& parameters);

// What `held` becomes when the assessment makes `due` due and `passed_on` was passed on: all the
// rest of what the scope defers.
ComponentAmounts HeldOf(const ComponentAmounts& due, const ComponentAmounts& passed_on,
                        DeferralScope scope);

// An instruction for a part tells nothing of the reduction: the whole was reduced, not the part.
void TellNoReduction(Instruction& instruction);
// The instruction (without a sequence) that asks for `amounts`, beside those issued before: it adds
// to them and replaces none. Only the first and whole one tells what was reduced.
Instruction DeferredDue(const Deferral& deferral, const ComponentAmounts& amounts, CivilDate due_on,
                        bool late_fee_waived);
// The instruction (without a sequence) that changes the part to `amounts`, or cancels it.
Instruction ChangedPart(const Deferral& deferral, const DeferredPart& part,
                        const ComponentAmounts& amounts, InstructionAction action);

// What was made up so far: money collected beyond what is due without the deferral, and never more
// than was passed on.
ComponentAmounts MadeUp(const Deferral& deferral, const Obligation& obligation);

struct DeferralStanding {
  ComponentAmounts made_up;
  bool reminder_due = false;
  // Its day came and the employer's size was still not settled: neither list nor commitment.
  bool never_settled = false;
  bool overdue = false;
  std::optional<CivilDate> late_fee_from;  // when overdue: the statutory late fee's first day
};
// How the deferral stands on a day; what was made up counts for the oldest part first.
DeferralStanding StandingOn(const Deferral& deferral, const Obligation& obligation, CivilDate day,
                            int late_fee_from_day);

}  // namespace levybridge::domain
