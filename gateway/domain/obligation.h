// Obligation (应缴账): what one employer owes for one (pooling area, fee period, unit, insurance
// type), by component, with the chain of assessments and instructions it rests on.
//
// Customer rules: per component, outstanding = due - deferred - collected + refunded + offset_given
// - offset_received; what is locked for a refund is given back in no other way; what was given back
// and is owed after all is recoverable, never more than was refunded or is outstanding; components
// never net against each other; an obligation has at most one live `regular` assessment or chain of
// reassessments, and each back-payment adds a chain of its own. Every balance here can be
// re-derived from the journal alone (ledger.h); `store verify` does so. Plain data: not thread-safe
// while being changed.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/domain/assessment.h"
#include "gateway/domain/batch_digest.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/money.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

struct ObligationKey {
  PoolingArea pooling_area;
  FeePeriod fee_period;
  UnitCode unit_code;
  InsuranceType insurance_type = InsuranceType::kEmployeeMedical;
  // The order of all scans: pooling area, fee period, unit code by bytes, insurance type.
  friend auto operator<=>(const ObligationKey&, const ObligationKey&) = default;
};

// One amount per component, in the order of the enum.
class ComponentAmounts {
 public:
  Money& operator[](Component component) { return amounts_[static_cast<size_t>(component) - 1]; }
  Money operator[](Component component) const {
    return amounts_[static_cast<size_t>(component) - 1];
  }
  bool AllZero() const;
  // The sum of all components; nothing when it is out of Money's bounds.
  std::optional<Money> Sum() const;
  friend bool operator==(const ComponentAmounts&, const ComponentAmounts&) = default;

 private:
  std::array<Money, kComponentCount> amounts_;
};

// Per component; each result must be in Money's bounds.
ComponentAmounts Plus(const ComponentAmounts& a, const ComponentAmounts& b);
ComponentAmounts Minus(const ComponentAmounts& a, const ComponentAmounts& b);
// The smaller of the two, per component.
ComponentAmounts Least(const ComponentAmounts& a, const ComponentAmounts& b);

struct ComponentBalance {
  Money due;
  Money deferred;
  Money collected;  // booked at the treasury or not
  Money unbooked;   // the part of `collected` that is paid but not yet booked (入库)
  Money refunded;   // paid back, or on its way: what the bank may pay counts as gone
  Money offset_given;
  Money offset_received;
  Money refund_locked;  // 锁定待转金: overpaid, and promised to a refund
  Money refunding;      // the part of `refunded` that the bank has not confirmed
  Money recoverable;    // 应收回: the part of Outstanding() that was given back too much

  // False when the figures add up to more than Money can hold; then the calls below must not be
  // made.
  bool InBounds() const;
  Money Outstanding() const;  // negative: overpaid
  Money Overpaid() const;     // max(0, -Outstanding())
  // What can be given back, by refund or offset: overpaid by money that is booked at the treasury.
  // A lock may not exceed it.
  Money Coverable() const;
  // The part of it that is not locked: what can be given back now.
  Money Returnable() const;
  // Overpaid and not locked: what kOverpaymentHeld stands at. Negative while a lock is too large.
  Money HeldFree() const { return Overpaid() - refund_locked; }
  friend bool operator==(const ComponentBalance&, const ComponentBalance&) = default;
};

enum class ComponentState : uint8_t {
  kOpen = 1,
  kPartPaid = 2,
  kPaid = 3,
  kOverpaid = 4,
  kDeferred = 5,
  kCancelled = 6,
};
ComponentState StateOf(const ComponentBalance& balance);
std::string_view MachineName(ComponentState state);

// One assessment as the obligation remembers it; the whole row stands in its batch.
struct AssessmentLink {
  AssessmentNumber assessment_no;
  AssessmentKind kind = AssessmentKind::kRegular;  // effective: a reassessment has its root's
  std::optional<CivilDate> applied_on;             // effective likewise
  int64_t batch_no = 0;
  int64_t row = 0;
  Sha256Digest content;       // of the canonical bytes: tells a replay from a conflict
  ComponentAmounts due;       // what it makes due, after reduction
  ComponentAmounts deferred;  // the part of `due` that a deferral holds back
  bool live = true;           // false once a reassessment replaced it
  int64_t instruction = 0;    // sequence of the instruction it caused; 0 = none
  friend bool operator==(const AssessmentLink&, const AssessmentLink&) = default;
};

// A root assessment and the reassessments that replaced one another, oldest first.
struct AssessmentChain {
  std::vector<AssessmentLink> links;  // never empty; at most the last is live
  std::vector<int64_t> instructions;  // sequences, oldest first
  int64_t last_known_to_tax = 0;      // newest instruction the tax bureau did not reject; 0 = none
  bool cancelled = false;             // the newest instruction is a cancellation
  friend bool operator==(const AssessmentChain&, const AssessmentChain&) = default;
};

// What one accounting month moved: the columns of a statement.
struct MonthMovement {
  AccountingMonth month;
  ComponentAmounts assessed;   // signed: reassessment downwards is negative
  ComponentAmounts collected;  // booked money only, by treasury booking date; reversals negative
  ComponentAmounts refunded;
  ComponentAmounts offset;  // received; given to other obligations: negative
  friend bool operator==(const MonthMovement&, const MonthMovement&) = default;
};

struct Obligation {
  ObligationKey key;
  RegionCode region;  // the district of the newest assessment
  std::array<ComponentBalance, kComponentCount> balances;
  std::vector<AssessmentChain> chains;
  std::optional<Money> late_fee_corrected;  // the tax bureau's corrected late fee, when it gave one
  std::vector<MonthMovement> movements;     // ascending by month
  std::optional<UnitType> unit_type = {};   // as its newest assessment declares it

  ComponentBalance& balance(Component component) {
    return balances[static_cast<size_t>(component) - 1];
  }
  const ComponentBalance& balance(Component component) const {
    return balances[static_cast<size_t>(component) - 1];
  }
  // The movement of `month`, added when it is not there yet.
  MonthMovement& movement(AccountingMonth month);
  // True when any component is still to be paid.
  bool HasOutstanding() const;
  bool NothingCollected() const;
  friend bool operator==(const Obligation&, const Obligation&) = default;
};

}  // namespace levybridge::domain
