// Overpayments as the parties see them: the list, and the agency's choice of refund or offset. The
// choice may be repeated and is, after a broken connection. Not thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/output.h"
#include "adapters/client/session.h"
#include "gateway/domain/assessment.h"

namespace levybridge::client {

// More collected than is due, by component; of one employer, unless `unit_code` is empty.
absl::StatusOr<Table> ListOverpayments(Session& session, const std::string& unit_code);

struct OverpaymentChoice {
  domain::UnitCode unit_code;
  domain::RegionCode region;
  domain::FeePeriod fee_period;
  bool offset = false;  // else refund
};
struct OverpaymentAnswer {
  Table overpayments;  // of that obligation, as they stand now
  bool replayed = false;
};
absl::StatusOr<OverpaymentAnswer> ChooseOverpaymentUse(Session& session,
                                                       const OverpaymentChoice& choice);
void PrintChoice(Output& output, const OverpaymentAnswer& answer);

}  // namespace levybridge::client
