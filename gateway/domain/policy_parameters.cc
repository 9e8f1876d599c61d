#include "gateway/domain/policy_parameters.h"

namespace levybridge::domain {
namespace {

template <class T>
void TakeIfUnset(std::optional<T>& own, const std::optional<T>& inherited) {
  if (!own.has_value()) own = inherited;
}

}  // namespace

void RegionParameters::InheritFrom(const RegionParameters& parent) {
  TakeIfUnset(adopted, parent.adopted);
  TakeIfUnset(fund_payable_months, parent.fund_payable_months);
  TakeIfUnset(months, parent.months);
  TakeIfUnset(override_months, parent.override_months);
  TakeIfUnset(first_period, parent.first_period);
  TakeIfUnset(already_paid, parent.already_paid);
  TakeIfUnset(refund_channel, parent.refund_channel);
  TakeIfUnset(deferral_scope, parent.deferral_scope);
  TakeIfUnset(deferral_max_months, parent.deferral_max_months);
  TakeIfUnset(deferral_runs_from, parent.deferral_runs_from);
  TakeIfUnset(deferral_must_cover_period, parent.deferral_must_cover_period);
  TakeIfUnset(late_handling_until, parent.late_handling_until);
  TakeIfUnset(rate_was_lowered, parent.rate_was_lowered);
  TakeIfUnset(rounding_level, parent.rounding_level);
  TakeIfUnset(half_fen, parent.half_fen);
  TakeIfUnset(base, parent.base);
  TakeIfUnset(due_day, parent.due_day);
  TakeIfUnset(new_town_districts, parent.new_town_districts);
  TakeIfUnset(reminder_days, parent.reminder_days);
  TakeIfUnset(makeup_lead_days, parent.makeup_lead_days);
  TakeIfUnset(makeup_method, parent.makeup_method);
  TakeIfUnset(late_fee_from_day, parent.late_fee_from_day);
  unit_types.insert(parent.unit_types.begin(), parent.unit_types.end());
}

std::string_view MachineName(AlreadyPaid value) {
  switch (value) {
    case AlreadyPaid::kRefund:
      return "refund";
    case AlreadyPaid::kOffset:
      return "offset";
    case AlreadyPaid::kRefundOrOffset:
      return "refund_or_offset";
    case AlreadyPaid::kOffsetOrRefund:
      return "offset_or_refund";
  }
  return "";
}

std::string_view MachineName(RefundChannel value) {
  switch (value) {
    case RefundChannel::kAgencyPayout:
      return "agency_payout";
    case RefundChannel::kTreasury:
      return "treasury";
  }
  return "";
}

}  // namespace levybridge::domain
