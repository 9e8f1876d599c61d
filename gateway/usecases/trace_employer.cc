#include "gateway/usecases/trace_employer.h"

#include <algorithm>
#include <utility>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Obligation;

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
      ObligationTrace trace{std::move(obligation), {}, {}, {}};
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
      traces.push_back(std::move(trace));
    }
    return absl::OkStatus();
  }));
  return traces;
}

}  // namespace levybridge::usecases
