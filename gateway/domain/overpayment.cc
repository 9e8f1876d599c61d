#include "gateway/domain/overpayment.h"

#include <algorithm>

namespace levybridge::domain {

std::string_view MachineName(OverpaymentUse use) {
  switch (use) {
    case OverpaymentUse::kRefund:
      return "refund";
    case OverpaymentUse::kOffset:
      return "offset";
  }
  return "";
}

std::string_view ChineseName(OverpaymentUse use) {
  switch (use) {
    case OverpaymentUse::kRefund:
      return "退费";
    case OverpaymentUse::kOffset:
      return "抵扣";
  }
  return "";
}

OverpaymentRule RuleOfPolicy(const PolicyBook& book, std::string_view policy, RegionCode region) {
  const RegionParameters* parameters = book.ParametersOf(policy, region);
  if (parameters == nullptr || !parameters->already_paid) return {};
  const std::string id(policy);
  switch (*parameters->already_paid) {
    case AlreadyPaid::kRefund:
      return {id, OverpaymentUse::kRefund, false};
    case AlreadyPaid::kOffset:
      return {id, OverpaymentUse::kOffset, false};
    case AlreadyPaid::kRefundOrOffset:
      return {id, OverpaymentUse::kRefund, true};
    case AlreadyPaid::kOffsetOrRefund:
      return {id, OverpaymentUse::kOffset, true};
  }
  return {};
}

OverpaymentRule RuleOf(const PolicyBook& book, const DecidingPolicies& policies,
                       const Obligation& obligation) {
  const Policy* deferral = book.FindPolicy(policies.deferral);
  const bool held_by_rule =
      deferral != nullptr && deferral->rule_deferral &&
      std::any_of(kOffsetComponents.begin(), kOffsetComponents.end(), [&](Component component) {
        return !obligation.balance(component).deferred.IsZero();
      });
  return RuleOfPolicy(book, held_by_rule ? policies.deferral : policies.reduction,
                      obligation.region);
}

bool HasOffsettableOverpayment(const Obligation& obligation) {
  return std::any_of(kOffsetComponents.begin(), kOffsetComponents.end(), [&](Component component) {
    return !obligation.balance(component).Overpaid().IsZero();
  });
}

}  // namespace levybridge::domain
