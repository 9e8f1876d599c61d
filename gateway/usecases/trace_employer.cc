#include "gateway/usecases/trace_employer.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Obligation;

namespace {

constexpr int32_t kRecoverables = 1000;  // of one obligation; more is not a life but an attack

absl::Status AddRefunds(const ports::Transaction& store, ObligationTrace& trace) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(trace.refunds, store.refunds().OfObligation(trace.obligation.key));
  const ports::RecoverableFilter filter{.employer = std::nullopt,
                                        .obligation = trace.obligation.key};
  LEVYBRIDGE_ASSIGN_OR_RETURN(trace.recoverables,
                              store.refunds().ListRecoverables(filter, 0, kRecoverables));
  for (domain::Refund& refund : trace.refunds) {
    if (refund.batch_no == 0) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batch, store.refunds().FindBatch(refund.batch_no));
    refund.state = StandingOf(refund, batch ? &*batch : nullptr);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ObligationTrace>> EmployerTrace::Trace(
    domain::PoolingArea pooling_area, const domain::UnitCode& unit_code,
    const std::optional<domain::FeePeriod>& fee_period) const {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::vector<ObligationTrace> traces;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    traces.clear();
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Obligation> all,
                                store.obligations().OfUnit(pooling_area, unit_code));
    for (Obligation& obligation : all) {
      if (fee_period && obligation.key.fee_period != *fee_period) continue;
      ObligationTrace trace{std::move(obligation), {}, {}, {}, {}, {}};
      std::vector<int64_t> sequences;
      for (const domain::AssessmentChain& chain : trace.obligation.chains) {
        sequences.insert(sequences.end(), chain.instructions.begin(), chain.instructions.end());
      }
      std::sort(sequences.begin(), sequences.end());
      for (const int64_t sequence : sequences) {
        LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.instructions().Find(sequence));
        if (!found) return absl::DataLossError("an obligation points to no instruction");
        LEVYBRIDGE_ASSIGN_OR_RETURN(
            InstructionStatus status,
            StatusOfInstruction(store, rules->book.regions(), *std::move(found)));
        trace.instructions.push_back(std::move(status));
      }
      LEVYBRIDGE_ASSIGN_OR_RETURN(trace.payments, store.payments().AppliedTo(trace.obligation.key));
      LEVYBRIDGE_ASSIGN_OR_RETURN(auto deferrals,
                                  store.deferrals().Find({&trace.obligation.key, 1}));
      trace.deferral = std::move(deferrals[0]);
      LEVYBRIDGE_RETURN_IF_ERROR(AddRefunds(store, trace));
      traces.push_back(std::move(trace));
    }
    return absl::OkStatus();
  }));
  return traces;
}

}  // namespace levybridge::usecases
