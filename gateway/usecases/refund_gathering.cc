#include "gateway/usecases/refund_gathering.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/refund_accounts.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Component;
using domain::Money;
using domain::Obligation;
using domain::ObligationKey;
using domain::Refund;
using domain::RefundBatch;
using domain::RefundState;

namespace {

constexpr int kObligationsPerRead = 5000;
constexpr int32_t kRefundsPerWrite = 500;

bool HasReturnable(const Obligation& obligation) {
  return std::any_of(obligation.balances.begin(), obligation.balances.end(),
                     [](const auto& balance) { return balance.Returnable() > Money(); });
}

}  // namespace

RefundGatherer::RefundGatherer(ports::Store& store, const Rules& rules, const ports::Clock& clock,
                               const RefundGathering& gathering, RefundBatch batch)
    : store_(store),
      rules_(rules),
      clock_(clock),
      gathering_(gathering),
      batch_(std::move(batch)) {}

absl::StatusOr<int64_t> RefundGatherer::Run() {
  if (gathering_.next_attempt) {
    LEVYBRIDGE_RETURN_IF_ERROR(RunFailed());
  } else if (gathering_.unit_codes.empty()) {
    LEVYBRIDGE_RETURN_IF_ERROR(RunArea());
  } else {
    LEVYBRIDGE_RETURN_IF_ERROR(RunUnits());
  }
  return batch_.batch_no;
}

bool RefundGatherer::PaidByUnit(domain::RegionCode region) {
  const auto known = paid_by_unit_.find(region);
  if (known != paid_by_unit_.end()) return known->second;
  const bool paid = rules_.book.regions().Contains(gathering_.paying_unit, region) ||
                    rules_.book.regions().Contains(batch_.pooling_area.region, region);
  const bool here = paid && domain::PayingUnitOf(rules_.book, region) == gathering_.paying_unit;
  paid_by_unit_.emplace(region, here);
  return here;
}

bool RefundGatherer::InPeriods(domain::FeePeriod period) const {
  return (!gathering_.from || *gathering_.from <= period) &&
         (!gathering_.to || period <= *gathering_.to);
}

bool RefundGatherer::WantedUnit(const domain::UnitCode& unit_code) const {
  const auto& units = gathering_.unit_codes;
  return units.empty() || std::find(units.begin(), units.end(), unit_code) != units.end();
}

bool RefundGatherer::Wanted(const Obligation& obligation) {
  return HasReturnable(obligation) && InPeriods(obligation.key.fee_period) &&
         PaidByUnit(obligation.region);
}

absl::Status RefundGatherer::RunUnits() {
  for (const domain::UnitCode& unit_code : gathering_.unit_codes) {
    std::vector<ObligationKey> keys;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      keys.clear();
      LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Obligation> all,
                                  store.obligations().OfUnit(batch_.pooling_area, unit_code));
      for (const Obligation& obligation : all) {
        if (Wanted(obligation)) keys.push_back(obligation.key);
      }
      return absl::OkStatus();
    }));
    LEVYBRIDGE_RETURN_IF_ERROR(LockPage(keys));
  }
  return absl::OkStatus();
}

absl::Status RefundGatherer::RunArea() {
  std::optional<ObligationKey> after;
  std::vector<ObligationKey> keys;
  for (bool at_end = false; !at_end;) {
    int looked_at = 0;
    const std::optional<ObligationKey> begin = after;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      looked_at = 0;
      keys.clear();
      return store.obligations().Scan(batch_.pooling_area, begin, [&](const Obligation& found) {
        after = found.key;
        if (Wanted(found)) keys.push_back(found.key);
        return ++looked_at < kObligationsPerRead && keys.size() < kRefundsPerWrite;
      });
    }));
    at_end = looked_at < kObligationsPerRead && keys.size() < kRefundsPerWrite;
    LEVYBRIDGE_RETURN_IF_ERROR(LockPage(keys));
  }
  return absl::OkStatus();
}

absl::Status RefundGatherer::LockPage(const std::vector<ObligationKey>& keys) {
  if (keys.empty()) return absl::OkStatus();
  int64_t batch_no = 0;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    batch_no = batch_.batch_no;
    RefundDesk desk(store, clock_.Now(), clock_.Today());
    std::vector<ObligationKey> to_lock;
    for (const ObligationKey& key : keys) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const Obligation* obligation, desk.ObligationOf(key));
      LEVYBRIDGE_ASSIGN_OR_RETURN(const StandingUse standing,
                                  StandingUseOf(store, rules_.book, *obligation));
      const bool refunds = std::any_of(
          domain::kAllComponents.begin(), domain::kAllComponents.end(), [&](Component component) {
            return obligation->balance(component).Returnable() > Money() &&
                   UseOf(standing, component) == domain::OverpaymentUse::kRefund;
          });
      if (!refunds) continue;
      if (standing.channel == domain::RefundChannel::kTreasury) {
        saw_treasury_channel_ = true;
      } else {
        to_lock.push_back(key);
      }
    }
    if (to_lock.empty()) return absl::OkStatus();
    LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, BatchIn(store, desk, batch_no));
    for (const ObligationKey& key : to_lock) {
      LEVYBRIDGE_RETURN_IF_ERROR(LockObligation(desk, store, key, *batch));
    }
    return desk.Save();
  }));
  batch_.batch_no = batch_no;
  return absl::OkStatus();
}

absl::Status RefundGatherer::LockObligation(RefundDesk& desk, const ports::Transaction& store,
                                            const ObligationKey& key, RefundBatch& batch) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Obligation* obligation, desk.ObligationOf(key));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const StandingUse standing,
                              StandingUseOf(store, rules_.book, *obligation));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t filing_no, AccountOf(store, key));
  for (const Component component : domain::kAllComponents) {
    const Money amount = obligation->balance(component).Returnable();
    if (amount <= Money() || UseOf(standing, component) != domain::OverpaymentUse::kRefund) {
      continue;
    }
    Refund refund{.refund_no = 0,
                  .obligation = key,
                  .component = component,
                  .region = obligation->region,
                  .unit_name = standing.unit_name,
                  .amount = amount,
                  .state = RefundState::kLocked,
                  .batch_no = 0,
                  .filing_no = filing_no,
                  .passed_on = false,
                  .since = {},
                  .payouts = {}};
    LEVYBRIDGE_RETURN_IF_ERROR(desk.Open(std::move(refund), batch));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RefundGatherer::AccountOf(const ports::Transaction& store,
                                                  const ObligationKey& key) const {
  const domain::EmployerKey employer{key.pooling_area, key.unit_code};
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found,
                              store.accounts().InForce({&employer, 1}, clock_.Today()));
  return found[0] ? found[0]->filing_no : 0;
}

absl::StatusOr<RefundBatch*> RefundGatherer::BatchIn(ports::Transaction& store, RefundDesk& desk,
                                                     int64_t& batch_no) {
  if (batch_no == 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(batch_no, store.refunds().AddBatch(batch_));
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(RefundBatch * batch, desk.BatchOf(batch_no));
  if (batch == nullptr) return absl::DataLossError("a refund batch vanished");
  if (batch->state != domain::RefundBatchState::kGathering) {
    return absl::AbortedError("the batch was finished by another call meanwhile");
  }
  return batch;
}

absl::Status RefundGatherer::RunFailed() {
  const ports::RefundFilter ready{.batch_no = std::nullopt,
                                  .employer = std::nullopt,
                                  .states = {RefundState::kAccountCorrected,
                                             RefundState::kRetryApproved, RefundState::kFailed}};
  int64_t after = 0;
  for (bool at_end = false; !at_end;) {
    std::vector<Refund> page;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.refunds().List(ready, after, kRefundsPerWrite));
      return absl::OkStatus();
    }));
    at_end = page.size() < kRefundsPerWrite;
    if (!page.empty()) after = page.back().refund_no;
    std::erase_if(page, [&](const Refund& refund) {
      return refund.obligation.pooling_area != batch_.pooling_area ||
             !InPeriods(refund.obligation.fee_period) || !WantedUnit(refund.obligation.unit_code) ||
             !PaidByUnit(refund.region);
    });
    LEVYBRIDGE_RETURN_IF_ERROR(JoinPage(page));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RefundGatherer::IsReady(const ports::Transaction& store, const Refund& refund,
                                             int64_t filing_no) {
  // The same account once more would only hold up the batch.
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool same, IsSameAsFailed(store, refund, filing_no));
  if (same) return false;
  if (domain::IsReadyForNextAttempt(refund.state)) return true;
  const domain::PayoutReason* failure = domain::LastFailure(refund);
  return refund.state == RefundState::kFailed && refund.passed_on && filing_no != 0 &&
         failure != nullptr && domain::IsAboutAccount(*failure);
}

absl::Status RefundGatherer::JoinPage(const std::vector<Refund>& page) {
  if (page.empty()) return absl::OkStatus();
  int64_t batch_no = 0;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    batch_no = batch_.batch_no;
    RefundDesk desk(store, clock_.Now(), clock_.Today());
    RefundBatch* batch = nullptr;
    for (const Refund& seen : page) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(Refund * refund, desk.RefundOf(seen.refund_no));
      if (refund == nullptr || !domain::MayPay(*refund)) continue;
      LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t filing_no, AccountOf(store, refund->obligation));
      LEVYBRIDGE_ASSIGN_OR_RETURN(const bool ready, IsReady(store, *refund, filing_no));
      if (!ready) continue;
      if (batch == nullptr) {
        LEVYBRIDGE_ASSIGN_OR_RETURN(batch, BatchIn(store, desk, batch_no));
      }
      refund->filing_no = filing_no;
      LEVYBRIDGE_RETURN_IF_ERROR(desk.Join(*refund, *batch));
    }
    return batch != nullptr ? desk.Save() : absl::OkStatus();
  }));
  batch_.batch_no = batch_no;
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
