// ClearanceCheck: may this employer be deregistered? Everything that stands in the way, by fee
// period and component. Flow 4. Changes nothing. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/domain/deferral.h"
#include "gateway/domain/payment.h"
#include "gateway/ports/store.h"

namespace levybridge::usecases {

enum class ObstacleKind : uint8_t {
  kDeferredUnpaid,    // held back, or passed on and not made up
  kOutstanding,       // asked for and not paid
  kRefundOpen,        // an overpayment to be given back
  kOffsetOpen,        // an overpayment to be set off against later dues
  kUnappliedPayment,  // money of this employer that fits no obligation
};
std::string_view MachineName(ObstacleKind kind);

struct ClearanceObstacle {
  ObstacleKind kind;
  domain::InsuranceType insurance_type = domain::InsuranceType::kEmployeeMedical;
  std::optional<domain::FeePeriod> fee_period;
  domain::Component component = domain::Component::kEmployerMedical;
  domain::Money amount;
  std::string reference;  // instruction, or receipt and line; may be empty
  friend bool operator==(const ClearanceObstacle&, const ClearanceObstacle&) = default;
};

// What is to become of a component's overpayment: kRefundOpen or kOffsetOpen.
using OverpaymentUse =
    absl::FunctionRef<ObstacleKind(const domain::Obligation&, domain::Component)>;
// Every overpayment is to be refunded.
ObstacleKind RefundEverything(const domain::Obligation& obligation, domain::Component component);

class ClearanceCheck {
 public:
  explicit ClearanceCheck(const ports::Store& store) : store_(store) {}

  // Of obligations in regions for which `may_see` holds. UNIT_UNKNOWN when there are none, and no
  // money either. By fee period, then component; unapplied money last.
  absl::StatusOr<std::vector<ClearanceObstacle>> Check(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code,
      absl::FunctionRef<bool(domain::RegionCode)> may_see,
      OverpaymentUse use_of = RefundEverything) const;

 private:
  const ports::Store& store_;
};

}  // namespace levybridge::usecases
