#include "gateway/rpc/refund_lists.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/rpc/merge_page.h"
#include "gateway/rpc/refund_scope.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/usecases/refund_batches.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

using domain::Refund;
using ports::Transaction;

constexpr int32_t kBatchesPerMessage = 100;
constexpr int32_t kRowsPerMessage = 500;

absl::StatusOr<std::vector<domain::RefundState>> StatesFromWire(
    const wire::ListRefundsRequest& request) {
  std::vector<domain::RefundState> states;
  for (const int number : request.states()) {
    if (number < wire::REFUND_STATE_LOCKED || number > wire::REFUND_STATE_RELEASED) {
      return InvalidField("states", "应为退费状态", "states of a refund");
    }
    const auto state = domain::RefundState(number);
    if (std::find(states.begin(), states.end(), state) == states.end()) states.push_back(state);
  }
  return states;
}

class RefundList {
 public:
  RefundList(Call& call, const wire::ListRefundsRequest& request)
      : call_(call), request_(request) {}

  absl::Status Run(grpc::ServerWriter<wire::ListRefundsResponse>& writer) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto states, StatesFromWire(request_));
    if (!request_.after_refund_no().empty()) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(after_, RefundNoFromWire(request_.after_refund_no()));
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(filters_,
                                RefundFiltersOf(call_, request_.batch_id(), request_.unit_code()));
    states_ = states;
    // Refunds in an unfetched batch are stored as locked, whatever step they show.
    std::vector<domain::RefundState> stored;
    for (const domain::RefundState state : states) {
      const bool step = state <= domain::RefundState::kFunded;
      stored.push_back(step ? domain::RefundState::kLocked : state);
    }
    for (ports::RefundFilter& filter : filters_) filter.states = stored;
    for (bool more = true; more;) {
      wire::ListRefundsResponse response;
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const Transaction& store) -> absl::Status {
            response.Clear();
            LEVYBRIDGE_ASSIGN_OR_RETURN(page_, ReadPage(store, more));
            return Fill(store, response);
          }));
      if (!page_.empty()) after_ = page_.back().refund_no;
      if (response.refunds_size() == 0) continue;
      LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call_, writer, response));
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<std::vector<Refund>> ReadPage(const Transaction& store, bool& more) const {
    std::vector<Refund> page;
    for (const ports::RefundFilter& filter : filters_) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(auto part, store.refunds().List(filter, after_, kRowsPerMessage));
      std::move(part.begin(), part.end(), std::back_inserter(page));
    }
    more = MergePage(
        page, [](const Refund& refund) { return refund.refund_no; }, kRowsPerMessage);
    return page;
  }

  absl::Status Fill(const Transaction& store, wire::ListRefundsResponse& response) const {
    std::vector<Refund> wanted;
    std::map<int64_t, std::optional<domain::RefundBatch>> batches;
    for (Refund refund : page_) {
      LEVYBRIDGE_RETURN_IF_ERROR(ShowStep(store, batches, refund));
      const bool asked = states_.empty() ||
                         std::find(states_.begin(), states_.end(), refund.state) != states_.end();
      if (!asked) continue;
      const bool moves = !request_.my_move_only() || OwnerOf(refund) == call_.party().role;
      if (moves && call_.MaySee(refund.region)) wanted.push_back(refund);
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(const RefundFiller filler, RefundFiller::For(store, wanted));
    for (const Refund& refund : wanted) filler.Fill(refund, *response.add_refunds());
    return absl::OkStatus();
  }

  static absl::Status ShowStep(const Transaction& store,
                               std::map<int64_t, std::optional<domain::RefundBatch>>& batches,
                               Refund& refund) {
    if (refund.batch_no == 0 || refund.state != domain::RefundState::kLocked) {
      return absl::OkStatus();
    }
    auto known = batches.find(refund.batch_no);
    if (known == batches.end()) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(auto batch, store.refunds().FindBatch(refund.batch_no));
      known = batches.emplace(refund.batch_no, std::move(batch)).first;
    }
    const auto& batch = known->second;
    refund.state = usecases::StandingOf(refund, batch ? &*batch : nullptr);
    if (batch) refund.since = std::max(refund.since, batch->since);
    return absl::OkStatus();
  }

  Call& call_;
  const wire::ListRefundsRequest& request_;
  std::vector<domain::RefundState> states_;
  std::vector<ports::RefundFilter> filters_;
  std::vector<Refund> page_;
  int64_t after_ = 0;
};

// Reads the next batches before `filter`'s and fills those that are wanted; how many there were.
absl::StatusOr<size_t> FillBatches(Call& call, const wire::ListRefundBatchesRequest& request,
                                   ports::RefundBatchFilter& filter,
                                   wire::ListRefundBatchesResponse& response) {
  std::vector<domain::RefundBatch> page;
  LEVYBRIDGE_RETURN_IF_ERROR(
      call.environment().store.Read([&](const Transaction& store) -> absl::Status {
        response.Clear();
        LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.refunds().ListBatches(filter, kBatchesPerMessage));
        for (domain::RefundBatch& batch : page) {
          const bool moves = !request.my_move_only() || OwnerOf(batch.state) == call.party().role;
          if (!moves || !call.MaySee(batch.paying_unit)) continue;
          if (!batch.content) {
            LEVYBRIDGE_ASSIGN_OR_RETURN(batch.content, usecases::ContentOf(store, batch));
          }
          FillWire(batch, *response.add_batches());
        }
        return absl::OkStatus();
      }));
  if (!page.empty()) filter.before_batch_no = page.back().batch_no;
  return page.size();
}

}  // namespace

absl::Status ListRefundBatches(Call& call, const wire::ListRefundBatchesRequest& request,
                               grpc::ServerWriter<wire::ListRefundBatchesResponse>& writer) {
  ports::RefundBatchFilter filter;
  if (request.paying_region() != 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(filter.paying_unit,
                                RequiredRegion("paying_region", request.paying_region()));
    LEVYBRIDGE_RETURN_IF_ERROR(call.RequireRegion(*filter.paying_unit));
  }
  filter.before_batch_no =
      static_cast<int64_t>(std::min<uint64_t>(request.before_position(), INT64_MAX));
  size_t read = kBatchesPerMessage;
  while (read == kBatchesPerMessage) {
    wire::ListRefundBatchesResponse response;
    LEVYBRIDGE_ASSIGN_OR_RETURN(read, FillBatches(call, request, filter, response));
    if (response.batches_size() == 0) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call, writer, response));
  }
  return absl::OkStatus();
}

absl::Status ListRefunds(Call& call, const wire::ListRefundsRequest& request,
                         grpc::ServerWriter<wire::ListRefundsResponse>& writer) {
  return RefundList(call, request).Run(writer);
}

}  // namespace levybridge::rpc
