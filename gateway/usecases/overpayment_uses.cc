#include "gateway/usecases/overpayment_uses.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Credit;
using domain::Instruction;
using domain::Obligation;
using domain::OverpaymentRule;

// The newest instruction that a live assessment caused.
absl::StatusOr<std::optional<Instruction>> LiveInstruction(const ports::Transaction& store,
                                                           const Obligation& obligation) {
  int64_t newest = 0;
  for (const domain::AssessmentChain& chain : obligation.chains) {
    for (const domain::AssessmentLink& link : chain.links) {
      if (link.live) newest = std::max(newest, link.instruction);
    }
  }
  if (newest == 0) return std::nullopt;
  return store.instructions().Find(newest);
}

// An employer that is going to deregister has no later dues to offset against.
absl::StatusOr<bool> IsDeregistering(const ports::Transaction& store,
                                     const domain::ObligationKey& key) {
  const domain::EmployerKey employer{key.pooling_area, key.unit_code};
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.registers().Find({&employer, 1}));
  return found[0] && found[0]->deregistration.has_value();
}

// By the policies that decided the newest row, as the instruction and the deferral tell them.
absl::StatusOr<OverpaymentRule> RuleOfNewestRow(const ports::Transaction& store,
                                                const domain::PolicyBook& book,
                                                const Obligation& obligation) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction, LiveInstruction(store, obligation));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto deferrals, store.deferrals().Find({&obligation.key, 1}));
  domain::DecidingPolicies policies;
  if (deferrals[0]) policies = {deferrals[0]->demand.policy, deferrals[0]->policy};
  if (instruction) policies.reduction = instruction->policy;
  return RuleOf(book, policies, obligation);
}

// What the policy says for the region; where it says nothing, or no policy decided, what any other
// policy in force there says.
domain::RefundChannel ChannelOf(const domain::PolicyBook& book, std::string_view policy,
                                domain::RegionCode region) {
  const domain::RegionParameters* own = book.ParametersOf(policy, region);
  if (own != nullptr && own->refund_channel) return *own->refund_channel;
  for (const domain::Policy& other : book.policies()) {
    const domain::RegionParameters* parameters = book.ParametersOf(other.id, region);
    if (parameters != nullptr && parameters->refund_channel) return *parameters->refund_channel;
  }
  return domain::RefundChannel::kAgencyPayout;
}

// What is kept of the obligation, or what its policy says of it; and the employer's name.
struct Known {
  Credit credit;
  std::string unit_name;
  domain::RefundChannel channel;
};
absl::StatusOr<Known> KnownOf(const ports::Transaction& store, const domain::PolicyBook& book,
                              const Obligation& obligation) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction, LiveInstruction(store, obligation));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto kept, store.offsets().FindCredit(obligation.key));
  std::string unit_name = instruction ? instruction->unit_name : "";
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool leaving, IsDeregistering(store, obligation.key));
  LEVYBRIDGE_ASSIGN_OR_RETURN(OverpaymentRule rule, RuleOfNewestRow(store, book, obligation));
  const domain::RefundChannel channel = ChannelOf(book, rule.policy, obligation.region);
  if (leaving) {
    return Known{Credit{obligation.key, {}, std::nullopt}, std::move(unit_name), channel};
  }
  if (kept) return Known{*std::move(kept), std::move(unit_name), channel};
  rule.use = domain::OverpaymentUse::kRefund;
  return Known{Credit{obligation.key, std::move(rule), std::nullopt}, std::move(unit_name),
               channel};
}

StandingUse Standing(const Known& known, const Obligation& obligation) {
  const bool concerned = domain::HasOffsettableOverpayment(obligation);
  return {known.credit.use(), concerned && known.credit.rule.agency_may_choose, known.unit_name,
          known.channel};
}

absl::StatusOr<Obligation> FindOverpaid(const ports::Transaction& store,
                                        const domain::RegionTree& regions,
                                        const domain::PartyId& agency,
                                        const domain::ObligationKey& key) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Obligation> all,
                              store.obligations().OfUnit(key.pooling_area, key.unit_code));
  std::erase_if(all, [&](const Obligation& obligation) {
    return obligation.chains.empty() || !regions.Contains(agency.region, obligation.region);
  });
  if (all.empty()) {
    return Refusal(absl::StatusCode::kNotFound, "UNIT_UNKNOWN",
                   {"没有该单位的核定记录", "no assessment of this employer is known"});
  }
  for (Obligation& obligation : all) {
    const bool overpaid = std::any_of(
        obligation.balances.begin(), obligation.balances.end(),
        [](const domain::ComponentBalance& balance) { return !balance.Overpaid().IsZero(); });
    if (obligation.key == key && overpaid) return std::move(obligation);
  }
  return Refusal(absl::StatusCode::kNotFound, "OVERPAYMENT_UNKNOWN",
                 {"该单位该所属期没有多缴", "nothing is overpaid there"},
                 {{"fee_period", key.fee_period.ToIso()}});
}

absl::Status NotPermitted(const OverpaymentRule& rule) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "USE_NOT_PERMITTED",
                 {"政策未允许经办机构选择此项多缴的处理方式",
                  "the policy does not leave this choice to the agency"},
                 {{"policy", rule.policy}, {"use", std::string(MachineName(rule.use))}});
}

}  // namespace

domain::OverpaymentUse UseOf(const StandingUse& standing, domain::Component of) {
  const auto& all = domain::kOffsetComponents;
  const bool may_be_offset = std::find(all.begin(), all.end(), of) != all.end();
  return may_be_offset ? standing.use : domain::OverpaymentUse::kRefund;
}

absl::StatusOr<StandingUse> StandingUseOf(const ports::Transaction& store,
                                          const domain::PolicyBook& book,
                                          const Obligation& obligation) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Known known, KnownOf(store, book, obligation));
  return Standing(known, obligation);
}

absl::StatusOr<bool> KeepRule(ports::Transaction& store, const domain::ObligationKey& source,
                              const OverpaymentRule& rule) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, store.offsets().FindCredit(source));
  Credit credit{source, rule, std::nullopt};
  if (known && rule.agency_may_choose) credit.chosen = known->chosen;
  const bool keeps = rule.use == domain::OverpaymentUse::kOffset || credit.chosen.has_value();
  if (keeps && known != credit) LEVYBRIDGE_RETURN_IF_ERROR(store.offsets().PutCredit(credit));
  if (!keeps && known) LEVYBRIDGE_RETURN_IF_ERROR(store.offsets().RemoveCredit(source));
  return keeps;
}

absl::Status SettleOverpayments(ports::Transaction& store, const domain::PolicyBook& book,
                                absl::Span<const Obligation> changed) {
  for (const Obligation& obligation : changed) {
    if (!domain::HasOffsettableOverpayment(obligation)) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool leaving, IsDeregistering(store, obligation.key));
    OverpaymentRule rule;
    if (!leaving) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(rule, RuleOfNewestRow(store, book, obligation));
    }
    LEVYBRIDGE_RETURN_IF_ERROR(KeepRule(store, obligation.key, rule).status());
  }
  return absl::OkStatus();
}

absl::Status TurnIntoRefund(ports::Transaction& store, const domain::EmployerKey& employer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Credit> credits,
                              store.offsets().CreditsOf(employer));
  for (const Credit& credit : credits) {
    LEVYBRIDGE_RETURN_IF_ERROR(store.offsets().RemoveCredit(credit.source));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ChooseUse(ports::Transaction& store, const domain::PolicyBook& book,
                               const Obligation& obligation, domain::OverpaymentUse use) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(Known known, KnownOf(store, book, obligation));
  if (!Standing(known, obligation).agency_may_choose) return NotPermitted(known.credit.rule);
  if (known.credit.use() == use) return false;
  known.credit.chosen = use;
  LEVYBRIDGE_RETURN_IF_ERROR(store.offsets().PutCredit(known.credit));
  return true;
}

absl::StatusOr<ChosenUse> OverpaymentUses::Choose(const domain::PartyId& agency,
                                                  const UseChoice& choice) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<ChosenUse> result;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Obligation obligation,
                                FindOverpaid(store, rules->book.regions(), agency, choice.source));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool changed,
                                ChooseUse(store, rules->book, obligation, choice.use));
    LEVYBRIDGE_ASSIGN_OR_RETURN(Known known, KnownOf(store, rules->book, obligation));
    known.credit.chosen = choice.use;
    const StandingUse standing = Standing(known, obligation);
    result = ChosenUse{std::move(obligation), standing, !changed};
    return absl::OkStatus();
  }));
  return *std::move(result);
}

}  // namespace levybridge::usecases
