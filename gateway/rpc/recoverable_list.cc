// The list of recoverable amounts of refund_lists.h.
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/merge_page.h"
#include "gateway/rpc/refund_lists.h"
#include "gateway/rpc/refund_scope.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/usecases/recoverables.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

using domain::Recoverable;
using ports::Transaction;

constexpr int32_t kRowsPerMessage = 500;

// How much is open of the recoverable amounts of one component of one obligation, by number.
using OpenByNumber = std::map<int64_t, domain::Money>;

absl::StatusOr<OpenByNumber> ReadOpen(const Transaction& store, const Recoverable& one) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto all,
                              usecases::RecoverablesOf(store, one.obligation, one.component));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.obligations().Find({&one.obligation, 1}));
  if (!found[0]) return absl::DataLossError("a recoverable amount without its obligation");
  const std::vector<domain::Money> amounts = usecases::OpenAmounts(all, *found[0]);
  OpenByNumber open;
  for (size_t i = 0; i < all.size(); ++i) open.emplace(all[i].recoverable_no, amounts.at(i));
  return open;
}

class RecoverableList {
 public:
  RecoverableList(Call& call, const wire::ListRecoverablesRequest& request)
      : call_(call), request_(request) {}

  absl::Status Run(grpc::ServerWriter<wire::ListRecoverablesResponse>& writer) {
    if (!request_.after_recoverable_no().empty()) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(after_, RecoverableNoFromWire(request_.after_recoverable_no()));
    }
    LEVYBRIDGE_RETURN_IF_ERROR(SetFilters());
    for (bool more = true; more;) {
      wire::ListRecoverablesResponse response;
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const Transaction& store) -> absl::Status {
            response.Clear();
            LEVYBRIDGE_ASSIGN_OR_RETURN(page_, ReadPage(store, more));
            return Fill(store, response);
          }));
      if (!page_.empty()) after_ = page_.back().recoverable_no;
      if (response.recoverables_size() == 0) continue;
      LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call_, writer, response));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status SetFilters() {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto unit, UnitFilter(request_.unit_code()));
    if (!unit) {
      filters_.emplace_back();
      return absl::OkStatus();
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto employers, EmployersOf(call_, *unit));
    for (const domain::EmployerKey& employer : employers) {
      filters_.push_back({.employer = employer});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Recoverable>> ReadPage(const Transaction& store, bool& more) const {
    std::vector<Recoverable> page;
    for (const ports::RecoverableFilter& filter : filters_) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(
          auto part, store.refunds().ListRecoverables(filter, after_, kRowsPerMessage));
      std::move(part.begin(), part.end(), std::back_inserter(page));
    }
    more = MergePage(
        page, [](const Recoverable& row) { return row.recoverable_no; }, kRowsPerMessage);
    return page;
  }

  absl::Status Fill(const Transaction& store, wire::ListRecoverablesResponse& response) const {
    std::map<std::pair<domain::ObligationKey, domain::Component>, OpenByNumber> known;
    for (const Recoverable& row : page_) {
      if (!call_.MaySee(row.region)) continue;
      const auto [place, is_new] = known.try_emplace({row.obligation, row.component});
      if (is_new) {
        LEVYBRIDGE_ASSIGN_OR_RETURN(place->second, ReadOpen(store, row));
      }
      const domain::Money open = place->second[row.recoverable_no];
      if (request_.open_only() && open.IsZero()) continue;
      FillWire(row, open, *response.add_recoverables());
    }
    return absl::OkStatus();
  }

  Call& call_;
  const wire::ListRecoverablesRequest& request_;
  std::vector<ports::RecoverableFilter> filters_;
  std::vector<Recoverable> page_;
  int64_t after_ = 0;
};

}  // namespace

absl::Status ListRecoverables(Call& call, const wire::ListRecoverablesRequest& request,
                              grpc::ServerWriter<wire::ListRecoverablesResponse>& writer) {
  return RecoverableList(call, request).Run(writer);
}

}  // namespace levybridge::rpc
