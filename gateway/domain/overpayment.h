// Overpayments: what is to become of money collected above what is due (flow 3), and the records of
// offsets (抵扣), which let it reduce the employer's side of later instructions.
//
// Customer rules: the policy and region say whether an overpayment becomes a refund or an offset
// and which is preferred; offsets touch only the employer's components; an offset stays within one
// pooling area, unit and insurance type, component to same component.
// Plain data and pure functions. Persisted enums: never renumber.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/obligation.h"
#include "gateway/domain/policy_book.h"

namespace levybridge::domain {

enum class OverpaymentUse : uint8_t { kRefund = 1, kOffset = 2 };
std::string_view MachineName(OverpaymentUse use);
std::string_view ChineseName(OverpaymentUse use);

// The components that an offset may touch.
inline constexpr std::array kOffsetComponents = {Component::kEmployerMedical,
                                                 Component::kMaternity};

// What a policy says of an overpayment, and whether the agency may decide otherwise.
struct OverpaymentRule {
  std::string policy;  // empty: no policy speaks of it
  OverpaymentUse use = OverpaymentUse::kRefund;
  bool agency_may_choose = false;
  friend bool operator==(const OverpaymentRule&, const OverpaymentRule&) = default;
};

// The rule of `policy` in `region`. Refund without choice where the policy is not in force there or
// leaves it unsaid.
OverpaymentRule RuleOfPolicy(const PolicyBook& book, std::string_view policy, RegionCode region);
// The policies that decided an obligation's newest row; empty: none did.
struct DecidingPolicies {
  std::string_view reduction;
  std::string_view deferral;
};
// The rule for an obligation so decided. What a deferral by rule holds back although it was
// collected follows that policy, anything else the policy of the reduction.
OverpaymentRule RuleOf(const PolicyBook& book, const DecidingPolicies& policies,
                       const Obligation& obligation);

// True when more than is due was collected in a component that an offset may touch.
bool HasOffsettableOverpayment(const Obligation& obligation);

// Kept for an obligation whose overpayment is to be offset, or about which the agency has decided.
// How much there is to offset is never stored: the obligation tells (ComponentBalance::Returnable).
struct Credit {
  ObligationKey source;
  OverpaymentRule rule;
  std::optional<OverpaymentUse> chosen;  // by the agency, where the rule lets it
  OverpaymentUse use() const { return chosen.value_or(rule.use); }
  friend bool operator==(const Credit&, const Credit&) = default;
};

// What one instruction took from one obligation.
struct OffsetPart {
  ObligationKey source;
  ComponentAmounts amounts;
  friend bool operator==(const OffsetPart&, const OffsetPart&) = default;
};

// What one instruction uses; kept when it no longer does, for it may come into force again.
struct OffsetUse {
  int64_t sequence = 0;  // of the instruction
  ObligationKey target;
  std::vector<OffsetPart> parts;  // oldest fee period first
  bool live = true;
  friend bool operator==(const OffsetUse&, const OffsetUse&) = default;
};

}  // namespace levybridge::domain
