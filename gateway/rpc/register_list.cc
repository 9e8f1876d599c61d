#include "gateway/rpc/register_list.h"

#include <optional>
#include <string>
#include <vector>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = assessment::v1;

using domain::RegisteredEmployer;

constexpr int32_t kEmployersPerMessage = 500;
// An entry may name fifty documents: messages end early rather than grow beyond what gRPC takes.
constexpr size_t kBytesPerMessage = size_t{1} << 20;

struct Filter {
  std::optional<domain::EmployerKey> after;
  std::optional<domain::UnitCode> unit_code;
};

absl::StatusOr<Filter> FilterFromWire(const wire::ListRegisteredEmployersRequest& request) {
  Filter filter;
  if (request.after_pooling_area() != 0 || !request.after_unit_code().empty()) {
    const auto area = RegionFromWire(request.after_pooling_area());
    auto unit = domain::UnitCode::Parse(request.after_unit_code());
    if (!area || !unit) {
      return InvalidField("after_unit_code", "应为此前结果中的统筹区和单位编号",
                          "pooling area and unit code of an earlier answer");
    }
    filter.after = domain::EmployerKey{{*area}, *std::move(unit)};
  }
  if (request.unit_code().empty()) return filter;
  filter.unit_code = domain::UnitCode::Parse(request.unit_code());
  if (!filter.unit_code) return InvalidField("unit_code", "请给出单位编号", "a unit code");
  return filter;
}

void ToWire(const domain::DeferralEntry& entry, wire::DeferralRow& row) {
  row.set_unit_code(entry.unit_code.value());
  row.set_region(rpc::ToWire(entry.region));
  row.set_first_fee_period(rpc::ToWire(entry.first_fee_period));
  row.set_last_fee_period(rpc::ToWire(entry.last_fee_period));
  row.set_deferred_until(rpc::ToWire(entry.deferred_until));
  row.set_filed_on(rpc::ToWire(entry.filed_on));
  row.set_applied_on(rpc::ToWire(entry.applied_on));
  row.set_approved_on(rpc::ToWire(entry.approved_on));
  row.set_copied_to_tax_on(rpc::ToWire(entry.copied_to_tax_on));
  for (const domain::DocumentDigest& document : entry.documents) {
    wire::DocumentDigest& message = *row.add_documents();
    message.set_name(document.name);
    message.set_sha256(std::string(document.sha256.AsBytes()));
  }
}

void ToWire(const domain::EligibleEmployer& entry, wire::EligibleEmployerRow& row) {
  row.set_unit_code(entry.unit_code.value());
  row.set_region(rpc::ToWire(entry.region));
  row.set_unit_type(static_cast<common::v1::UnitType>(entry.unit_type));
  row.set_source(static_cast<wire::EligibilitySource>(entry.source));
  row.set_effective_from_on(rpc::ToWire(entry.effective_from));
}

// What the caller may see of the employer; false when that is nothing.
bool FillVisible(const Call& call, const RegisteredEmployer& employer,
                 wire::RegisteredEmployer& message) {
  for (const domain::DeferralEntry& entry : employer.deferrals) {
    if (call.MaySee(entry.region)) ToWire(entry, *message.add_deferrals());
  }
  for (const domain::EligibleEmployer& entry : employer.eligible) {
    if (call.MaySee(entry.region)) ToWire(entry, *message.add_eligible_entries());
  }
  message.set_pooling_area(rpc::ToWire(employer.key.pooling_area.region));
  message.set_unit_code(employer.key.unit_code.value());
  return message.deferrals_size() > 0 || message.eligible_entries_size() > 0;
}

using Writer = grpc::ServerWriter<wire::ListRegisteredEmployersResponse>;

absl::Status SendPage(Call& call, const Filter& filter, const std::vector<RegisteredEmployer>& page,
                      Writer& writer) {
  wire::ListRegisteredEmployersResponse response;
  size_t bytes = 0;
  for (const RegisteredEmployer& employer : page) {
    if (filter.unit_code && employer.key.unit_code != *filter.unit_code) continue;
    wire::RegisteredEmployer message;
    if (!FillVisible(call, employer, message)) continue;
    bytes += message.ByteSizeLong();
    *response.add_employers() = std::move(message);
    if (bytes < kBytesPerMessage) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
    response.Clear();
    bytes = 0;
  }
  if (response.employers_size() == 0) return absl::OkStatus();
  return SendTo(call, writer, response);
}

}  // namespace

absl::Status ListRegisteredEmployers(Call& call,
                                     const wire::ListRegisteredEmployersRequest& request,
                                     Writer& writer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Filter filter, FilterFromWire(request));
  bool more = true;
  while (more) {
    std::vector<RegisteredEmployer> page;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(page,
                                      store.registers().List(filter.after, kEmployersPerMessage));
          return absl::OkStatus();
        }));
    more = std::ssize(page) == kEmployersPerMessage;
    if (!page.empty()) filter.after = page.back().key;
    LEVYBRIDGE_RETURN_IF_ERROR(SendPage(call, filter, page, writer));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::rpc
