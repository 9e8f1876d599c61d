#include "gateway/domain/refund_batch.h"

#include <algorithm>

#include "gateway/domain/canonical_bytes.h"
#include "gateway/domain/policy_book.h"

namespace levybridge::domain {

std::string_view MachineName(RefundBatchState state) {
  switch (state) {
    case RefundBatchState::kLocked:
      return "locked";
    case RefundBatchState::kProposed:
      return "proposed";
    case RefundBatchState::kAccountsConfirmed:
      return "accounts_confirmed";
    case RefundBatchState::kFundsRequested:
      return "funds_requested";
    case RefundBatchState::kFunded:
      return "funded";
    case RefundBatchState::kPaying:
      return "paying";
    case RefundBatchState::kSettled:
      return "settled";
    case RefundBatchState::kWithdrawn:
      return "withdrawn";
    case RefundBatchState::kGathering:
      return "gathering";
  }
  return "";
}

std::string_view ChineseName(RefundBatchState state) {
  switch (state) {
    case RefundBatchState::kLocked:
      return "已锁定";
    case RefundBatchState::kProposed:
      return "已提出";
    case RefundBatchState::kAccountsConfirmed:
      return "账户已确认";
    case RefundBatchState::kFundsRequested:
      return "已请款";
    case RefundBatchState::kFunded:
      return "款已到位";
    case RefundBatchState::kPaying:
      return "拨付中";
    case RefundBatchState::kSettled:
      return "已有结果";
    case RefundBatchState::kWithdrawn:
      return "已撤回";
    case RefundBatchState::kGathering:
      return "归集中";
  }
  return "";
}

std::optional<Role> OwnerOf(RefundBatchState state) {
  switch (state) {
    case RefundBatchState::kGathering:
    case RefundBatchState::kLocked:
      return Role::kAgency;
    case RefundBatchState::kProposed:
      return Role::kTax;
    case RefundBatchState::kAccountsConfirmed:
      return Role::kFundFinance;
    case RefundBatchState::kFundsRequested:
      return Role::kFiscal;
    case RefundBatchState::kFunded:
    case RefundBatchState::kPaying:
      return Role::kBank;
    case RefundBatchState::kSettled:
    case RefundBatchState::kWithdrawn:
      return std::nullopt;
  }
  return std::nullopt;
}

RefundState RefundStateIn(RefundBatchState state) {
  switch (state) {
    case RefundBatchState::kGathering:
    case RefundBatchState::kLocked:
      return RefundState::kLocked;
    case RefundBatchState::kProposed:
      return RefundState::kProposed;
    case RefundBatchState::kAccountsConfirmed:
      return RefundState::kAccountsConfirmed;
    case RefundBatchState::kFundsRequested:
      return RefundState::kFundsRequested;
    case RefundBatchState::kFunded:
      return RefundState::kFunded;
    case RefundBatchState::kPaying:
    case RefundBatchState::kSettled:
      return RefundState::kPaying;
    case RefundBatchState::kWithdrawn:
      return RefundState::kReleased;
  }
  return RefundState::kReleased;
}

bool IsUnfetched(RefundBatchState state) {
  switch (state) {
    case RefundBatchState::kGathering:
    case RefundBatchState::kLocked:
    case RefundBatchState::kProposed:
    case RefundBatchState::kAccountsConfirmed:
    case RefundBatchState::kFundsRequested:
    case RefundBatchState::kFunded:
      return true;
    case RefundBatchState::kPaying:
    case RefundBatchState::kSettled:
    case RefundBatchState::kWithdrawn:
      return false;
  }
  return false;
}

Money RefundFunds::Free(Component component) const {
  MoneySum free(released[component]);
  free -= paid_out[component];
  free -= reserved[component];
  if (free.fen() <= 0) return Money();
  return Money::Proven(static_cast<int64_t>(std::min<__int128>(free.fen(), Money::kMaxFen)));
}

void Cover(RefundBatch& batch, RefundFunds& funds) {
  for (const Component component : kAllComponents) {
    const Money lacking = batch.total[component] - batch.covered[component];
    const Money more = std::min(std::max(Money(), lacking), funds.Free(component));
    batch.covered[component] = batch.covered[component] + more;
    funds.reserved[component] = funds.reserved[component] + more;
  }
}

ComponentAmounts ToRequest(const RefundBatch& batch) { return Minus(batch.total, batch.covered); }

RefundBatchDigest::RefundBatchDigest(const RefundBatch& batch) {
  std::string bytes;
  CanonicalRow(bytes)
      .Text("refund batch")
      .Text(batch.agency.ToUri())
      .Text(batch.batch_id.value())
      .Region(batch.paying_unit);
  hash_.Update(bytes);
}

void RefundBatchDigest::Add(const Refund& refund) {
  std::string bytes;
  CanonicalRow(bytes)
      .Integer(refund.refund_no)
      .Region(refund.obligation.pooling_area.region)
      .Text(refund.obligation.unit_code.value())
      .Integer(static_cast<int64_t>(refund.obligation.insurance_type))
      .Period(refund.obligation.fee_period)
      .Text(MachineName(refund.component))
      .Amount(refund.amount)
      .Integer(refund.filing_no)
      .Integer(static_cast<int64_t>(refund.payouts.size()));
  hash_.Update(bytes);
}

RegionCode PayingUnitOf(const PolicyBook& book, RegionCode region) {
  const RegionTree& regions = book.regions();
  const PoolingArea area = regions.PoolingAreaOf(region);
  for (const RegionCode candidate : regions.SelfAndAncestors(region)) {
    if (candidate == area.region) break;
    for (const Policy& policy : book.policies()) {
      const RegionParameters* parameters = book.ParametersOf(policy.id, area.region);
      if (parameters == nullptr || !parameters->new_town_districts) continue;
      const auto& districts = *parameters->new_town_districts;
      if (std::find(districts.begin(), districts.end(), candidate) != districts.end()) {
        return candidate;
      }
    }
  }
  return area.region;
}

}  // namespace levybridge::domain
