#include "adapters/client/register_calls.h"

#include <utility>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "gateway/domain/policy_registers.h"
#include "gateway/domain/sha256.h"
#include "levybridge/assessment/v1/register_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = assessment::v1;

constexpr char kListRegisteredEmployers[] =
    "/levybridge.assessment.v1.RegisterService/ListRegisteredEmployers";

GrantedDeferral DeferralFromWire(const wire::DeferralRow& row) {
  GrantedDeferral deferral{.unit_code = row.unit_code(),
                           .region = row.region(),
                           .first_fee_period = MonthText(row.first_fee_period()),
                           .last_fee_period = MonthText(row.last_fee_period()),
                           .deferred_until = DateText(row.deferred_until()),
                           .applied_on = DateText(row.applied_on()),
                           .approved_on = DateText(row.approved_on()),
                           .filed_on = DateText(row.filed_on()),
                           .copied_to_tax_on = DateText(row.copied_to_tax_on()),
                           .documents = {}};
  for (const wire::DocumentDigest& document : row.documents()) {
    const auto digest = domain::Sha256Digest::FromBytes(document.sha256());
    deferral.documents.push_back({document.name(), digest ? digest->ToHex() : ""});
  }
  return deferral;
}

EligibleEntry EntryFromWire(const wire::EligibleEmployerRow& row) {
  return {.unit_code = row.unit_code(),
          .region = row.region(),
          .unit_type = EnumText(*common::v1::UnitType_descriptor(), row.unit_type()),
          .source = EnumText(*wire::EligibilitySource_descriptor(), row.source()),
          .effective_from = DateText(row.effective_from_on())};
}

}  // namespace

absl::StatusOr<Registers> ListRegisters(Session& session, const std::string& unit_code) {
  Registers registers;
  wire::ListRegisteredEmployersRequest request;
  request.set_unit_code(unit_code);
  const absl::Status status = StreamWithRetries<wire::ListRegisteredEmployersResponse,
                                                wire::ListRegisteredEmployersRequest>(
      *session.connection, session.retry, kListRegisteredEmployers, [&] { return request; },
      [&](const wire::ListRegisteredEmployersResponse& response) {
        for (const wire::RegisteredEmployer& employer : response.employers()) {
          for (const auto& row : employer.deferrals()) {
            registers.deferrals.push_back(DeferralFromWire(row));
          }
          for (const auto& row : employer.eligible_entries()) {
            registers.eligible.push_back(EntryFromWire(row));
          }
          request.set_after_pooling_area(employer.pooling_area());
          request.set_after_unit_code(employer.unit_code());
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return registers;
}

}  // namespace levybridge::client
