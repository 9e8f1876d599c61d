// OverpaymentUses: what is to become of an overpayment, as it stands and as the agency chooses
// where the region's policy leaves it the choice (flow 3). Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/overpayment.h"
#include "gateway/domain/party.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct StandingUse {
  // Of the employer's components; everything else is refunded, and nobody chooses about it.
  domain::OverpaymentUse use = domain::OverpaymentUse::kRefund;
  bool agency_may_choose = false;
  std::string unit_name;  // of the newest instruction; empty when there is none
  // Through which channel the region gives refunds back; the agency where no policy speaks of it.
  domain::RefundChannel channel = domain::RefundChannel::kAgencyPayout;
};
// `of` its component: what is to become of what is overpaid there.
domain::OverpaymentUse UseOf(const StandingUse& standing, domain::Component of);
// An obligation about which nothing is kept is refunded; whether the agency may choose follows from
// the policy of its newest live instruction.
absl::StatusOr<StandingUse> StandingUseOf(const ports::Transaction& store,
                                          const domain::PolicyBook& book,
                                          const domain::Obligation& obligation);

// Keeps what is to become of the overpayment of `source`: a record where it is to be offset or the
// agency has chosen and still may; true then. None otherwise.
absl::StatusOr<bool> KeepRule(ports::Transaction& store, const domain::ObligationKey& source,
                              const domain::OverpaymentRule& rule);

// After money or deferrals moved, and after the obligations are stored: settles what is to become
// of what is overpaid on them, by the policies that decided their newest rows. An overpayment that
// arises by a payment follows the same rule as one that an assessment leaves.
absl::Status SettleOverpayments(ports::Transaction& store, const domain::PolicyBook& book,
                                absl::Span<const domain::Obligation> changed);

// For deregistration: no later dues are left to offset against, so all that the employer has
// overpaid is refunded. What instructions used already stands.
absl::Status TurnIntoRefund(ports::Transaction& store, const domain::EmployerKey& employer);

// The agency's choice about an overpayment, where the policy leaves it one. False when it stood
// before. USE_NOT_PERMITTED.
absl::StatusOr<bool> ChooseUse(ports::Transaction& store, const domain::PolicyBook& book,
                               const domain::Obligation& obligation, domain::OverpaymentUse use);

struct UseChoice {
  domain::ObligationKey source;
  domain::OverpaymentUse use;
};
struct ChosenUse {
  domain::Obligation obligation;
  StandingUse standing;
  bool replayed = false;  // the choice stood before
};

class OverpaymentUses {
 public:
  OverpaymentUses(ports::Store& store, const RuleSource& rules) : store_(store), rules_(rules) {}

  // Idempotent by the obligation. Refusals: UNIT_UNKNOWN (no assessment in what the agency may
  // see), OVERPAYMENT_UNKNOWN (nothing is overpaid there), USE_NOT_PERMITTED (the policy decides,
  // or no component of the employer's is overpaid).
  absl::StatusOr<ChosenUse> Choose(const domain::PartyId& agency, const UseChoice& choice);

 private:
  ports::Store& store_;
  const RuleSource& rules_;
};

}  // namespace levybridge::usecases
