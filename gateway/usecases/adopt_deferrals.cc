#include "gateway/usecases/adopt_deferrals.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/domain/check.h"
#include "gateway/usecases/due_dates.h"
#include "gateway/usecases/hold_deferral.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/stored_assessments.h"

namespace levybridge::usecases {
namespace {

using domain::Deferral;
using domain::Obligation;
using domain::ObligationKey;
using domain::PoolingArea;

bool HasDeferred(const Obligation& obligation) {
  for (const domain::ComponentBalance& balance : obligation.balances) {
    if (!balance.deferred.IsZero()) return true;
  }
  return false;
}

// The one chain that has something deferred; nothing when there is none, or more.
std::optional<size_t> DeferredChain(const Obligation& obligation) {
  std::optional<size_t> found;
  for (size_t i = 0; i < obligation.chains.size(); ++i) {
    const domain::AssessmentLink& last = obligation.chains[i].links.back();
    if (!last.live || last.deferred.AllZero()) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

// Pooling areas in which more, or less, is deferred by the ledger than deferrals hold.
absl::StatusOr<std::vector<PoolingArea>> AreasThatDiffer(const ports::Transaction& store,
                                                         int32_t per_page) {
  std::map<PoolingArea, __int128> fen;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto balances, store.journal().Balances(std::nullopt));
  for (const ports::AccountBalance& balance : balances) {
    if (balance.account == domain::Account::kDeferred) {
      fen[balance.pooling_area] += balance.fen.fen();
    }
  }
  int64_t after = 0;
  for (bool more = !fen.empty(); more;) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Deferral> page,
                                store.deferrals().List(after, per_page));
    for (const Deferral& deferral : page) {
      for (const domain::Component component : domain::kAllComponents) {
        fen[deferral.key.pooling_area] -= deferral.held[component].fen();
      }
      after = deferral.id;
    }
    more = std::ssize(page) == per_page;
  }
  std::vector<PoolingArea> areas;
  for (const auto& [area, difference] : fen) {
    if (difference != 0) areas.push_back(area);
  }
  return areas;
}

// Makes the missing records of one transaction.
class Adopting {
 public:
  Adopting(ports::Transaction& store, const Rules& rules)
      : store_(store), rules_(rules), book_(rules.book), rows_(store) {}

  // The record of `obligation`, which has something deferred; nothing when it cannot be told.
  absl::StatusOr<std::optional<Deferral>> Adopt(Obligation obligation) {
    const std::optional<size_t> chain = DeferredChain(obligation);
    if (!chain) return std::nullopt;
    const domain::AssessmentLink link = obligation.chains[*chain].links.back();
    const auto row = rows_.Of(link);
    if (absl::IsNotFound(row.status()) || absl::IsDataLoss(row.status())) return std::nullopt;
    if (!row.ok()) return row.status();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batch, store_.batches().FindByNumber(link.batch_no));
    if (!batch) return std::nullopt;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto employer, EmployerOf(obligation.key));
    const domain::Decision decision =
        book_.Decide(*row, employer ? employer->registers() : domain::EmployerRegisters{},
                     {link.kind, link.applied_on, batch->header.business_date});
    const domain::DeferralScope holds = ScopeHeld(decision);
    if (holds == domain::DeferralScope::kNone || HeldOf(link.due, {}, holds) != link.deferred) {
      return std::nullopt;
    }
    std::optional<domain::CivilDate> deregisters_on;
    if (employer && employer->deregistration) deregisters_on = employer->deregistration->planned_on;
    const RowToAssess work =
        WorkOn(*row, decision, {*chain, true, link.kind, link.applied_on}, link, *batch);
    return HoldDeferral(work, book_, deregisters_on, std::nullopt, obligation, 0).deferral;
  }

 private:
  // As it was when the row was taken in.
  RowToAssess WorkOn(const domain::Assessment& row, const domain::Decision& decision,
                     const RowPlace& place, const domain::AssessmentLink& link,
                     const domain::Batch& batch) const {
    const domain::CivilDate day = batch.header.business_date;
    DueDates due_dates(rules_, day);
    const auto& due_on = due_dates.Of(row.fee_period, row.region, decision.policy);
    const auto month = domain::AccountingMonth::Of(day);
    LEVYBRIDGE_CHECK(month, "a date lies in a month");
    return {.row = row,
            .decision = decision,
            .place = place,
            .content = link.content,
            .batch_no = link.batch_no,
            .row_number = link.row,
            .due_on = due_on.ok() ? *due_on : row.fee_period.LastDay(),
            .late_fee_waived = false,
            .event = {domain::EventKind::kAssessed,
                      *month,
                      std::nullopt,
                      day,
                      {},
                      link.assessment_no.value()},
            .holds = ScopeHeld(decision)};
  }
  absl::StatusOr<std::optional<domain::RegisteredEmployer>> EmployerOf(
      const ObligationKey& key) const {
    const domain::EmployerKey employer{key.pooling_area, key.unit_code};
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store_.registers().Find({&employer, 1}));
    return std::move(found[0]);
  }

  ports::Transaction& store_;
  const Rules& rules_;
  const domain::PolicyBook& book_;
  StoredAssessments rows_;
};

// Keys after `after` that have something deferred, at most `limit`.
absl::StatusOr<std::vector<ObligationKey>> DeferredKeys(const ports::Transaction& store,
                                                        PoolingArea area,
                                                        const std::optional<ObligationKey>& after,
                                                        int32_t limit) {
  std::vector<ObligationKey> keys;
  LEVYBRIDGE_RETURN_IF_ERROR(
      store.obligations().Scan(area, after, [&](const Obligation& obligation) {
        if (HasDeferred(obligation)) keys.push_back(obligation.key);
        return std::ssize(keys) < limit;
      }));
  return keys;
}

absl::Status AdoptSlice(ports::Transaction& store, const Rules& rules,
                        const std::vector<ObligationKey>& keys, AdoptionRun& run) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, store.deferrals().Find(keys));
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto obligations, store.obligations().Find(keys));
  Adopting adopting(store, rules);
  std::vector<Deferral> made;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (known[i] || !obligations[i] || !HasDeferred(*obligations[i])) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto deferral, adopting.Adopt(*std::move(obligations[i])));
    if (deferral) {
      made.push_back(*std::move(deferral));
    } else {
      ++run.undecided;
    }
  }
  run.adopted += std::ssize(made);
  return store.deferrals().Put(made);
}

// The dates that a deferral of unknown size stored without any is to have; nothing for others.
std::optional<domain::DeferralAgenda> MissingDates(const domain::PolicyBook& book,
                                                   const Deferral& deferral) {
  const bool undated = deferral.AwaitsCommitment() && !deferral.agenda.instruct_on;
  const domain::Policy* policy = book.FindPolicy(deferral.policy);
  const auto* parameters = book.ParametersOf(deferral.policy, deferral.demand.region);
  if (!undated || policy == nullptr || !policy->rule_deferral || parameters == nullptr) {
    return std::nullopt;
  }
  return AgendaWhileUnsettled(*policy->rule_deferral, *parameters);
}

}  // namespace

absl::Status DeferralAdoption::DateAll(absl::FunctionRef<bool()> go_on, AdoptionRun& total) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  int64_t after = 0;
  for (bool more = true; more && go_on();) {
    std::vector<Deferral> page;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.deferrals().List(after, per_slice_));
      return absl::OkStatus();
    }));
    more = std::ssize(page) == per_slice_;
    std::vector<ObligationKey> keys;
    for (const Deferral& deferral : page) {
      after = deferral.id;
      if (MissingDates(rules->book, deferral)) keys.push_back(deferral.key);
    }
    if (keys.empty()) continue;
    int64_t dated = 0;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto now, store.deferrals().Find(keys));
      std::vector<Deferral> changed;
      for (const std::optional<Deferral>& deferral : now) {
        const auto dates = deferral ? MissingDates(rules->book, *deferral) : std::nullopt;
        if (!dates) continue;
        changed.push_back(*deferral);
        changed.back().agenda = *dates;
      }
      dated = std::ssize(changed);
      return store.deferrals().Put(changed);
    }));
    total.dated += dated;
  }
  return absl::OkStatus();
}

absl::Status DeferralAdoption::AdoptIn(PoolingArea area, absl::FunctionRef<bool()> go_on,
                                       AdoptionRun& total) {
  std::optional<ObligationKey> after;
  for (bool more = true; more && go_on();) {
    const std::shared_ptr<const Rules> rules = rules_.Current();
    std::vector<ObligationKey> keys;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(keys, DeferredKeys(store, area, after, per_slice_));
      return absl::OkStatus();
    }));
    more = std::ssize(keys) == per_slice_;
    if (keys.empty()) break;
    after = keys.back();
    AdoptionRun slice;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) {
      slice = AdoptionRun();
      return AdoptSlice(store, *rules, keys, slice);
    }));
    total.adopted += slice.adopted;
    total.undecided += slice.undecided;
  }
  return absl::OkStatus();
}

absl::StatusOr<AdoptionRun> DeferralAdoption::Run(absl::FunctionRef<bool()> go_on) {
  AdoptionRun total;
  LEVYBRIDGE_RETURN_IF_ERROR(DateAll(go_on, total));
  std::vector<PoolingArea> areas;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(areas, AreasThatDiffer(store, per_slice_));
    return absl::OkStatus();
  }));
  for (const PoolingArea area : areas) {
    LEVYBRIDGE_RETURN_IF_ERROR(AdoptIn(area, go_on, total));
  }
  return total;
}

}  // namespace levybridge::usecases
