#include "gateway/rpc/call.h"

#include <exception>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/status.h"
#include "gateway/security/identity.h"

namespace levybridge::rpc {
namespace {

absl::Status RunGuarded(Call& call, absl::FunctionRef<absl::Status(Call&)> handler) {
  try {
    return handler(call);
  } catch (const std::exception& error) {
    return absl::InternalError(error.what());
  }
}

bool IsInside(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::INTERNAL ||
         status.error_code() == grpc::StatusCode::UNAVAILABLE;
}

}  // namespace

absl::Status Call::RequireRegion(domain::RegionCode wanted) const {
  const std::shared_ptr<const usecases::Rules> rules = environment_.rules.Current();
  return security::RequireRegion(party_, wanted, rules->book.regions());
}

bool Call::MaySee(domain::RegionCode region) const {
  return environment_.rules.Current()->book.regions().Contains(party_.region, region);
}

absl::StatusOr<domain::PoolingArea> Call::PoolingAreaFor(int32_t six_digits) const {
  const std::optional<domain::RegionCode> region =
      six_digits == 0 ? std::optional(party_.region) : RegionFromWire(six_digits);
  if (!region) return InvalidField("region", "请给出六位行政区划代码", "six digits of a region");
  if (absl::Status status = RequireRegion(*region); !status.ok()) return status;
  return environment_.rules.Current()->book.regions().PoolingAreaOf(*region);
}

absl::StatusOr<domain::PoolingArea> Call::WholePoolingArea(int32_t six_digits) const {
  const std::optional<domain::RegionCode> region = RegionFromWire(six_digits);
  if (!region)
    return InvalidField("region", "请给出六位统筹区代码", "six digits of a pooling area");
  const domain::PoolingArea area =
      environment_.rules.Current()->book.regions().PoolingAreaOf(*region);
  if (absl::Status status = RequireRegion(area.region); !status.ok()) return status;
  if (area.region == *region) return area;
  return InvalidField("region", "应为统筹区，而非其中的区县",
                      "a pooling area, not a district inside one");
}

domain::Party Call::Settings() const {
  const std::shared_ptr<const domain::PartyDirectory> parties = environment_.parties();
  if (const domain::Party* found = parties->Find(party_)) return *found;
  return domain::Party{
      .id = party_, .display_name = {}, .origin = {}, .valid_from = {}, .valid_until = {}};
}

std::vector<domain::PoolingArea> Call::VisibleAreas(
    const std::vector<domain::PoolingArea>& all) const {
  const std::shared_ptr<const usecases::Rules> rules = environment_.rules.Current();
  const domain::RegionTree& regions = rules->book.regions();
  std::vector<domain::PoolingArea> visible;
  for (const domain::PoolingArea& area : all) {
    if (regions.Contains(party_.region, area.region) ||
        regions.Contains(area.region, party_.region)) {
      visible.push_back(area);
    }
  }
  return visible;
}

grpc::Status HandleCall(grpc::ServerContext& context, Environment& environment,
                        std::string_view method, absl::FunctionRef<absl::Status(Call&)> handler) {
  const auto started = std::chrono::steady_clock::now();
  FinishedCall finished;
  finished.method = method;
  absl::Status result;
  const absl::StatusOr<domain::PartyId> party = security::PartyOf(context);
  if (party.ok()) {
    Call call(context, environment, *party);
    result = RunGuarded(call, handler);
    finished.party = party->ToUri();
    finished.batch_id = call.batch_id();
  } else {
    result = party.status();
  }
  const grpc::Status status = ToGrpcStatus(result);
  finished.code = CodeName(status.error_code());
  finished.reason = ReasonOnWire(result);
  if (IsInside(status)) {
    finished.detail = std::string(result.message().data(), result.message().size());
  }
  finished.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started);
  environment.observer.CallFinished(finished);
  return status;
}

}  // namespace levybridge::rpc
