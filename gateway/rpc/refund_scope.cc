#include "gateway/rpc/refund_scope.h"

#include <algorithm>
#include <optional>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {

absl::StatusOr<std::vector<domain::EmployerKey>> EmployersOf(Call& call,
                                                             const domain::UnitCode& unit_code) {
  std::vector<domain::PoolingArea> areas;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(areas, store.obligations().PoolingAreas());
        return absl::OkStatus();
      }));
  // An account can be on file, or a question be asked, before there is an obligation.
  const auto rules = call.environment().rules.Current();
  areas.push_back(rules->book.regions().PoolingAreaOf(call.party().region));
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  std::vector<domain::EmployerKey> employers;
  for (const domain::PoolingArea& area : call.VisibleAreas(areas)) {
    employers.push_back({area, unit_code});
  }
  return employers;
}

absl::StatusOr<std::vector<domain::RefundBatch>> RefundBatchesOf(Call& call,
                                                                 const std::string& batch_id) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::BatchId id, BatchIdFromWire(batch_id));
  call.set_batch_id(batch_id);
  std::vector<domain::RefundBatch> found;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
        LEVYBRIDGE_ASSIGN_OR_RETURN(found, store.refunds().FindBatches(id));
        return absl::OkStatus();
      }));
  std::erase_if(found, [&](const domain::RefundBatch& batch) {
    return call.VisibleAreas({batch.pooling_area}).empty();
  });
  if (!found.empty()) return found;
  return usecases::Refusal(absl::StatusCode::kNotFound, "BATCH_UNKNOWN",
                           {"没有该批次", "there is no such batch"});
}

absl::StatusOr<std::vector<ports::RefundFilter>> RefundFiltersOf(Call& call,
                                                                 const std::string& batch_id,
                                                                 const std::string& unit_code) {
  std::vector<ports::RefundFilter> filters(1);
  if (!batch_id.empty()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batches, RefundBatchesOf(call, batch_id));
    filters.clear();
    for (const domain::RefundBatch& batch : batches)
      filters.push_back({.batch_no = batch.batch_no});
  }
  if (unit_code.empty()) return filters;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::UnitCode unit, RequiredUnit(unit_code));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto employers, EmployersOf(call, unit));
  std::vector<ports::RefundFilter> pairs;
  for (const ports::RefundFilter& filter : filters) {
    for (const domain::EmployerKey& employer : employers) {
      pairs.push_back({.batch_no = filter.batch_no, .employer = employer});
    }
  }
  return pairs;
}

}  // namespace levybridge::rpc
