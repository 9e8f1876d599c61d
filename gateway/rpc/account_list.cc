#include "gateway/rpc/account_list.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/refund_scope.h"
#include "gateway/rpc/request_fields.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

using ports::FiledAccount;
using ports::Transaction;

constexpr int32_t kRowsPerMessage = 500;

class AccountList {
 public:
  AccountList(Call& call, const wire::ListAccountsRequest& request,
              grpc::ServerWriter<wire::ListAccountsResponse>& writer)
      : call_(call),
        request_(request),
        writer_(writer),
        after_(static_cast<int64_t>(std::min<uint64_t>(request.after_filing_no(), INT64_MAX))) {}

  absl::Status Run() {
    LEVYBRIDGE_ASSIGN_OR_RETURN(unit_, UnitFilter(request_.unit_code()));
    if (!request_.batch_id().empty()) return RunBatch();
    return unit_ ? RunEmployer() : RunAll();
  }

 private:
  absl::Status RunAll() {
    std::vector<FiledAccount> page;
    do {
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const Transaction& store) -> absl::Status {
            LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.accounts().List(after_, kRowsPerMessage));
            return absl::OkStatus();
          }));
      if (!page.empty()) after_ = page.back().filing_no;
      LEVYBRIDGE_RETURN_IF_ERROR(Send(page));
    } while (std::ssize(page) == kRowsPerMessage);
    return absl::OkStatus();
  }

  // How often one employer files is bounded by its patience.
  absl::Status RunEmployer() {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto employers, EmployersOf(call_, *unit_));
    std::vector<FiledAccount> all;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call_.environment().store.Read([&](const Transaction& store) -> absl::Status {
          all.clear();
          for (const domain::EmployerKey& employer : employers) {
            LEVYBRIDGE_ASSIGN_OR_RETURN(const auto some, store.accounts().OfEmployer(employer));
            std::copy_if(some.begin(), some.end(), std::back_inserter(all),
                         [&](const FiledAccount& account) { return account.filing_no > after_; });
          }
          return absl::OkStatus();
        }));
    std::sort(all.begin(), all.end(), [](const FiledAccount& a, const FiledAccount& b) {
      return a.filing_no < b.filing_no;
    });
    return SendInParts(all);
  }

  absl::Status RunBatch() {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto filters,
                                RefundFiltersOf(call_, request_.batch_id(), request_.unit_code()));
    std::set<int64_t> filings;
    for (const ports::RefundFilter& filter : filters) {
      LEVYBRIDGE_RETURN_IF_ERROR(AddFilings(filter, filings));
    }
    filings.erase(filings.begin(), filings.upper_bound(std::max<int64_t>(after_, 0)));
    const std::vector<int64_t> numbers(filings.begin(), filings.end());
    for (size_t begin = 0; begin < numbers.size(); begin += kRowsPerMessage) {
      const size_t count = std::min<size_t>(kRowsPerMessage, numbers.size() - begin);
      LEVYBRIDGE_RETURN_IF_ERROR(SendNumbered(absl::MakeConstSpan(&numbers[begin], count)));
    }
    return absl::OkStatus();
  }

  // The accounts that the refunds of a batch go to, or went to when it was paid.
  absl::Status AddFilings(const ports::RefundFilter& filter, std::set<int64_t>& filings) {
    int64_t after_refund = 0;
    std::vector<domain::Refund> page;
    do {
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const Transaction& store) -> absl::Status {
            LEVYBRIDGE_ASSIGN_OR_RETURN(
                page, store.refunds().List(filter, after_refund, kRowsPerMessage));
            return absl::OkStatus();
          }));
      for (const domain::Refund& refund : page) {
        after_refund = refund.refund_no;
        if (refund.batch_no == filter.batch_no) filings.insert(refund.filing_no);
        for (const domain::Payout& payout : refund.payouts) {
          if (payout.batch_no == filter.batch_no) filings.insert(payout.filing_no);
        }
      }
    } while (std::ssize(page) == kRowsPerMessage);
    return absl::OkStatus();
  }

  absl::Status SendNumbered(absl::Span<const int64_t> numbers) {
    std::vector<FiledAccount> accounts;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call_.environment().store.Read([&](const Transaction& store) -> absl::Status {
          accounts.clear();
          LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.accounts().Find(numbers));
          for (const auto& account : found) {
            if (account) accounts.push_back(*account);
          }
          return absl::OkStatus();
        }));
    return Send(accounts);
  }

  absl::Status SendInParts(absl::Span<const FiledAccount> all) {
    for (size_t begin = 0; begin < all.size(); begin += kRowsPerMessage) {
      LEVYBRIDGE_RETURN_IF_ERROR(Send(all.subspan(begin, kRowsPerMessage)));
    }
    return absl::OkStatus();
  }

  absl::Status Send(absl::Span<const FiledAccount> accounts) {
    wire::ListAccountsResponse response;
    for (const FiledAccount& account : accounts) {
      if (!call_.MaySee(account.account.region)) continue;
      const bool filer = account.filed_by == call_.party();
      FillWire(account, filer ? AccountView::kInFull : AccountView::kMasked,
               *response.add_accounts());
    }
    if (response.accounts_size() == 0) return absl::OkStatus();
    return SendTo(call_, writer_, response);
  }

  Call& call_;
  const wire::ListAccountsRequest& request_;
  grpc::ServerWriter<wire::ListAccountsResponse>& writer_;
  std::optional<domain::UnitCode> unit_;
  int64_t after_;
};

}  // namespace

absl::Status ListAccounts(Call& call, const wire::ListAccountsRequest& request,
                          grpc::ServerWriter<wire::ListAccountsResponse>& writer) {
  return AccountList(call, request, writer).Run();
}

}  // namespace levybridge::rpc
