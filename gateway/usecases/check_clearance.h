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
#include "gateway/usecases/rules.h"

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

class ClearanceCheck {
 public:
  ClearanceCheck(const ports::Store& store, const RuleSource& rules)
      : store_(store), rules_(rules) {}

  // Of obligations in regions for which `may_see` holds. UNIT_UNKNOWN when there are none, and no
  // money either. By fee period, then component; unapplied money last.
  absl::StatusOr<std::vector<ClearanceObstacle>> Check(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code,
      absl::FunctionRef<bool(domain::RegionCode)> may_see) const;

 private:
  const ports::Store& store_;
  const RuleSource& rules_;
};

}  // namespace levybridge::usecases
