#include "gateway/usecases/row_decider.h"

#include <algorithm>
#include <utility>

namespace levybridge::usecases {

bool ChunkDecision::Settle(int64_t row, domain::Money amount,
                           std::vector<domain::Problem> row_problems) {
  const bool refused = domain::RefusesRow(row_problems);
  (refused ? rejected : accepted) += domain::RowTally{1, domain::MoneySum(amount)};
  if (!refused) warnings += static_cast<int64_t>(row_problems.size());
  if (!row_problems.empty()) problems.push_back({row, std::move(row_problems)});
  return refused;
}

void ChunkDecision::SortProblems() {
  std::sort(
      problems.begin(), problems.end(),
      [](const domain::RowProblems& a, const domain::RowProblems& b) { return a.row < b.row; });
}

absl::Status RowDecider::Admit(const ports::Transaction&, const domain::Batch&) const {
  return absl::OkStatus();
}

absl::Status RowDecider::Inspect(const ports::Transaction& /*store*/,
                                 const domain::Batch& /*batch*/) const {
  return absl::OkStatus();
}

std::unique_ptr<const PortionFacts> RowDecider::Prepare(
    const domain::Batch&, absl::Span<const domain::BatchChunk>) const {
  return nullptr;
}

absl::Status RowDecider::DecidePortion(ports::Transaction& store, const domain::Batch& batch,
                                       absl::Span<const domain::BatchChunk> chunks,
                                       const PortionFacts*, ChunkDecision& decision) const {
  for (const domain::BatchChunk& chunk : chunks) {
    absl::Status status = Decide(store, batch, chunk, decision);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RowDecider::Conclude(ports::Transaction&, const domain::Batch&) const {
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
