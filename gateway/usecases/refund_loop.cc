#include "gateway/usecases/refund_loop.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/recoverables.h"
#include "gateway/usecases/refund_access.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/supplements.h"

namespace levybridge::usecases {

using domain::Money;
using domain::Recoverable;
using domain::Refund;
using domain::RefundState;

namespace {

std::string NumberText(const Refund& refund) {
  return domain::RefundNumberOf(refund.refund_no).value();
}

absl::Status Exhausted(const Refund& refund) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "ATTEMPTS_EXHAUSTED",
                 {"该笔退费已失败三次，须人工决定",
                  "the refund failed three times; a person has to decide about it"},
                 {{"refund_no", NumberText(refund)}});
}

absl::Status AboutAccount(const Refund& refund) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "FAILURE_IS_ABOUT_ACCOUNT",
                 {"失败原因在账户，须由单位更换备案账户",
                  "it failed because of the account; the employer has to file another one"},
                 {{"refund_no", NumberText(refund)}});
}

absl::Status NothingSettled() {
  return Refusal(absl::StatusCode::kInvalidArgument, "INVALID_ARGUMENT",
                 {"金额应大于零", "the amount must be above zero"}, {{"field", "amount_fen"}});
}

void Enter(RefundState state, domain::Timestamp now, Refund& refund) {
  if (refund.state == state) return;
  refund.state = state;
  refund.since = now;
}

absl::Status PassOnOne(Refund& refund, domain::Timestamp now) {
  if (!domain::IsFailed(refund.state)) return WrongRefundState(refund, refund.state);
  if (refund.passed_on) return absl::OkStatus();
  refund.passed_on = true;
  refund.since = now;
  if (refund.state == RefundState::kReturned) Enter(RefundState::kFailed, now, refund);
  return absl::OkStatus();
}

absl::Status ApproveOne(Refund& refund, domain::Timestamp now) {
  if (refund.state == RefundState::kNeedsDecision) return Exhausted(refund);
  if (refund.state == RefundState::kRetryApproved) return absl::OkStatus();
  const domain::PayoutReason* failure = domain::LastFailure(refund);
  if (refund.state != RefundState::kFailed || !refund.passed_on || failure == nullptr) {
    return WrongRefundState(refund, refund.state);
  }
  if (domain::IsAboutAccount(*failure)) return AboutAccount(refund);
  Enter(RefundState::kRetryApproved, now, refund);
  return absl::OkStatus();
}

bool MayBeReleased(RefundState state) {
  return domain::IsFailed(state) || domain::IsReadyForNextAttempt(state);
}

absl::StatusOr<Money> OpenAmountOf(const ports::Transaction& store,
                                   const Recoverable& recoverable) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Recoverable> all,
                              RecoverablesOf(store, recoverable.obligation, recoverable.component));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found,
                              store.obligations().Find({&recoverable.obligation, 1}));
  if (!found[0]) return absl::DataLossError("a recoverable amount belongs to no obligation");
  const std::vector<Money> open = OpenAmounts(all, *found[0]);
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].recoverable_no == recoverable.recoverable_no) return open[i];
  }
  return absl::DataLossError("a recoverable amount is not listed");
}

}  // namespace

absl::StatusOr<RefundsAnswer> RefundLoop::ForEach(
    const domain::PartyId& party, const std::string& request_id,
    const domain::Sha256Digest& content, const std::vector<int64_t>& refund_numbers,
    absl::FunctionRef<absl::Status(Refund&, domain::Timestamp)> change) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<RefundsAnswer> answer;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool replayed, IsReplay(store, party, request_id, content));
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> refunds,
                                FindRefunds(store, rules->book.regions(), party, refund_numbers));
    if (!replayed) {
      for (Refund& refund : refunds) {
        LEVYBRIDGE_RETURN_IF_ERROR(change(refund, clock_.Now()));
      }
      LEVYBRIDGE_RETURN_IF_ERROR(store.refunds().Put(refunds));
      LEVYBRIDGE_RETURN_IF_ERROR(store.refunds().PutRequest(party, request_id, content));
    }
    answer = RefundsAnswer{std::move(refunds), replayed};
    return absl::OkStatus();
  }));
  return *std::move(answer);
}

absl::StatusOr<RefundsAnswer> RefundLoop::PassOn(const domain::PartyId& fund_finance,
                                                 const std::string& request_id,
                                                 const std::vector<int64_t>& refund_numbers,
                                                 const std::string& note) {
  std::vector<std::string> parts = {"pass on", note};
  for (const int64_t number : refund_numbers) parts.push_back(std::to_string(number));
  return ForEach(fund_finance, request_id, RequestDigest(parts), refund_numbers, PassOnOne);
}

absl::StatusOr<RefundsAnswer> RefundLoop::ApproveRetry(const domain::PartyId& agency,
                                                       const std::string& request_id,
                                                       const std::vector<int64_t>& refund_numbers) {
  std::vector<std::string> parts = {"retry"};
  for (const int64_t number : refund_numbers) parts.push_back(std::to_string(number));
  return ForEach(agency, request_id, RequestDigest(parts), refund_numbers, ApproveOne);
}

absl::StatusOr<RefundsAnswer> RefundLoop::Decide(const domain::PartyId& agency,
                                                 const std::string& request_id, int64_t refund_no,
                                                 RefundDecision decision,
                                                 const std::string& reason) {
  const domain::Sha256Digest content = RequestDigest(
      {"decide", std::to_string(refund_no), std::to_string(static_cast<int>(decision)), reason});
  if (decision == RefundDecision::kRetry) {
    return ForEach(agency, request_id, content, {refund_no},
                   [](Refund& refund, domain::Timestamp now) -> absl::Status {
                     if (refund.state != RefundState::kNeedsDecision) {
                       return WrongRefundState(refund, refund.state);
                     }
                     Enter(RefundState::kRetryApproved, now, refund);
                     return absl::OkStatus();
                   });
  }
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<RefundsAnswer> answer;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool replayed, IsReplay(store, agency, request_id, content));
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> refunds,
                                FindRefunds(store, rules->book.regions(), agency, {refund_no}));
    answer = RefundsAnswer{std::move(refunds), replayed};
    if (replayed) return absl::OkStatus();
    LEVYBRIDGE_RETURN_IF_ERROR(
        GiveUp(store, rules->book, decision == RefundDecision::kOffset, answer->refunds[0]));
    return store.refunds().PutRequest(agency, request_id, content);
  }));
  return *std::move(answer);
}

absl::Status RefundLoop::GiveUp(ports::Transaction& store, const domain::PolicyBook& book,
                                bool into_offset, Refund& refund) {
  if (!MayBeReleased(refund.state)) return WrongRefundState(refund, refund.state);
  RefundDesk desk(store, clock_.Now(), clock_.Today());
  Refund& at_desk = desk.Take(Refund(refund));
  LEVYBRIDGE_RETURN_IF_ERROR(desk.Release(at_desk));
  refund = at_desk;
  LEVYBRIDGE_RETURN_IF_ERROR(desk.Save());
  if (!into_offset) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.obligations().Find({&refund.obligation, 1}));
  if (!found[0]) return absl::DataLossError("a refund belongs to no obligation");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const StandingUse standing, StandingUseOf(store, book, *found[0]));
  if (UseOf(standing, refund.component) == domain::OverpaymentUse::kOffset) {
    return absl::OkStatus();
  }
  const auto& offsettable = domain::kOffsetComponents;
  const bool possible =
      std::find(offsettable.begin(), offsettable.end(), refund.component) != offsettable.end();
  if (!possible || !standing.agency_may_choose) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "OFFSET_NOT_PERMITTED",
                   {"政策不允许此项抵扣", "the policy permits no offset of this"},
                   {{"refund_no", NumberText(refund)}});
  }
  return ChooseUse(store, book, *found[0], domain::OverpaymentUse::kOffset).status();
}

absl::StatusOr<RecoverableAnswer> RefundLoop::SettleRecoverable(const domain::PartyId& fund_finance,
                                                                const std::string& request_id,
                                                                int64_t recoverable_no,
                                                                Money amount,
                                                                const std::string& explanation) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::Sha256Digest content = RequestDigest(
      {"settle", std::to_string(recoverable_no), std::to_string(amount.fen()), explanation});
  std::optional<RecoverableAnswer> answer;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool replayed,
                                IsReplay(store, fund_finance, request_id, content));
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.refunds().FindRecoverable(recoverable_no));
    if (!found || !rules->book.regions().Contains(fund_finance.region, found->region)) {
      return Refusal(absl::StatusCode::kNotFound, "RECOVERABLE_UNKNOWN",
                     {"没有此应收回编号", "there is no such recoverable amount"});
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(Money open, OpenAmountOf(store, *found));
    answer = RecoverableAnswer{*found, open, replayed};
    if (replayed) return absl::OkStatus();
    if (amount > open) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "SETTLES_TOO_MUCH",
                     {"金额超过尚未收回的部分", "more than is still to come back"},
                     {{"open_fen", std::to_string(open.fen())}});
    }
    if (amount <= Money()) return NothingSettled();
    found->settled = found->settled + amount;
    LEVYBRIDGE_RETURN_IF_ERROR(LowerSupplement(store, *found));
    LEVYBRIDGE_RETURN_IF_ERROR(store.refunds().PutRecoverable(*found));
    RefundDesk desk(store, clock_.Now(), clock_.Today());
    LEVYBRIDGE_RETURN_IF_ERROR(desk.Recover(*found, amount));
    LEVYBRIDGE_RETURN_IF_ERROR(desk.Save());
    LEVYBRIDGE_ASSIGN_OR_RETURN(open, OpenAmountOf(store, *found));
    answer = RecoverableAnswer{*found, open, false};
    return store.refunds().PutRequest(fund_finance, request_id, content);
  }));
  return *std::move(answer);
}

}  // namespace levybridge::usecases
