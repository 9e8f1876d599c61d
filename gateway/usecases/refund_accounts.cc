#include "gateway/usecases/refund_accounts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/usecases/refund_access.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Refund;
using domain::RefundBatch;
using domain::RefundBatchState;

namespace {

constexpr int32_t kRefundsPerPage = 1000;

ports::RefundFilter WaitingIn(int64_t batch_no) {
  ports::RefundFilter filter;
  filter.waiting_in = batch_no;
  return filter;
}

absl::Status AttachPage(ports::Transaction& store, const ports::Clock& clock, int64_t batch_no,
                        int64_t& after, bool& at_end) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> page,
                              store.refunds().List(WaitingIn(batch_no), after, kRefundsPerPage));
  at_end = page.size() < kRefundsPerPage;
  if (page.empty()) return absl::OkStatus();
  after = page.back().refund_no;
  std::vector<domain::EmployerKey> employers;
  employers.reserve(page.size());
  for (const Refund& refund : page) {
    employers.push_back({refund.obligation.pooling_area, refund.obligation.unit_code});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto accounts,
                              store.accounts().InForce(employers, clock.Today()));
  RefundDesk desk(store, clock.Now(), clock.Today());
  LEVYBRIDGE_ASSIGN_OR_RETURN(const RefundBatch* batch, desk.BatchOf(batch_no));
  if (batch == nullptr || batch->state != RefundBatchState::kLocked) return absl::OkStatus();
  bool any = false;
  for (size_t i = 0; i < page.size(); ++i) {
    const int64_t filing_no = accounts[i] ? accounts[i]->filing_no : 0;
    if (page[i].filing_no == filing_no) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(desk.Attach(desk.Take(std::move(page[i])), filing_no));
    any = true;
  }
  return any ? desk.Save() : absl::OkStatus();
}

absl::Status SameAsFailed(const Refund& refund) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "SAME_ACCOUNT_AS_FAILED",
                 {"该笔退费曾因账户原因失败，账户尚未更换",
                  "this refund failed because of its account, and it is still the same account"},
                 {{"refund_no", domain::RefundNumberOf(refund.refund_no).value()}});
}

}  // namespace

absl::Status AttachAccounts(ports::Store& store, const domain::RegionTree& regions,
                            const ports::Clock& clock, const domain::PartyId& agency,
                            const BatchStep& step) {
  int64_t batch_no = 0;
  LEVYBRIDGE_RETURN_IF_ERROR(store.Read([&](const ports::Transaction& view) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const RefundBatch batch,
        FindRefundBatch(view, regions, agency, step.batch_id, std::nullopt));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::Sha256Digest content, ContentOf(view, batch));
    const bool due = batch.state == RefundBatchState::kLocked && content == step.content;
    batch_no = due ? batch.batch_no : 0;
    return absl::OkStatus();
  }));
  if (batch_no == 0) return absl::OkStatus();
  int64_t after = 0;
  for (bool at_end = false; !at_end;) {
    const int64_t begin = after;
    LEVYBRIDGE_RETURN_IF_ERROR(store.Write([&](ports::Transaction& work) -> absl::Status {
      after = begin;
      return AttachPage(work, clock, batch_no, after, at_end);
    }));
  }
  return absl::OkStatus();
}

absl::Status CheckAttachedAccounts(const ports::Transaction& store, const RefundBatch& batch) {
  if (batch.accounts_missing > 0) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "ACCOUNT_MISSING",
                   {"有退费单位没有可用的备案账户，请先报送账户",
                    "some employers have no account on file that is in force; file theirs first"},
                   {{"refunds", std::to_string(batch.accounts_missing)}});
  }
  if (!batch.next_attempt) return absl::OkStatus();
  int64_t after = 0;
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const std::vector<Refund> page,
        store.refunds().List(WaitingIn(batch.batch_no), after, kRefundsPerPage));
    for (const Refund& refund : page) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const bool same, IsSameAsFailed(store, refund, refund.filing_no));
      if (same) return SameAsFailed(refund);
    }
    if (page.size() < kRefundsPerPage) return absl::OkStatus();
    after = page.back().refund_no;
  }
}

absl::StatusOr<bool> IsSameAsFailed(const ports::Transaction& store, const Refund& refund,
                                    int64_t filing_no) {
  std::vector<int64_t> failed;
  for (const domain::Payout& payout : refund.payouts) {
    const domain::PayoutReason* failure = domain::ReasonOf(payout);
    if (failure == nullptr || !domain::IsAboutAccount(*failure)) continue;
    if (payout.filing_no == filing_no) return true;
    failed.push_back(payout.filing_no);
  }
  if (failed.empty() || filing_no == 0) return false;
  failed.push_back(filing_no);
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.accounts().Find(failed));
  const auto& last = found.back();
  return last && std::any_of(found.begin(), found.end() - 1, [&](const auto& other) {
           return other && other->account.account_no == last->account.account_no &&
                  other->account.account_name == last->account.account_name &&
                  other->account.bank_code == last->account.bank_code;
         });
}

}  // namespace levybridge::usecases
