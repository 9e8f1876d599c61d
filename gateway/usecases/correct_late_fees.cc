#include "gateway/usecases/correct_late_fees.h"

#include <utility>

#include "gateway/domain/obligation_change.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/settle_refunds.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Component;
using domain::LateFeeCorrection;
using domain::NumberedRow;
using domain::ObligationKey;
using domain::Problem;
using domain::ProblemCode;

using Problems = std::vector<Problem>;

absl::Status DecideRow(ports::Transaction& store, const domain::Batch& batch, const Rules& rules,
                       domain::Timestamp now, const LateFeeCorrection& row, Problems& problems) {
  const domain::RegionTree& regions = rules.book.regions();
  if (!regions.Contains(batch.header.party.region, row.region)) {
    problems.push_back({ProblemCode::kRegionNotAllowed, "region", row.region.ToString(),
                        batch.header.party.region.ToString()});
    return absl::OkStatus();
  }
  if (row.late_fee_due.IsNegative()) {
    problems.push_back(
        {ProblemCode::kNegativeAmount, "late_fee_due", row.late_fee_due.ToYuan(), ""});
    return absl::OkStatus();
  }
  const ObligationKey key{regions.PoolingAreaOf(row.region), row.fee_period, row.unit_code,
                          row.insurance_type};
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.obligations().Find({&key, 1}));
  if (!found[0]) {
    problems.push_back({ProblemCode::kUnknownObligation, "unit_code", row.unit_code.value(),
                        row.fee_period.ToIso()});
    return absl::OkStatus();
  }
  domain::Obligation obligation = *std::move(found[0]);
  if (obligation.late_fee_corrected == row.late_fee_due) {
    problems.push_back({ProblemCode::kAlreadyAccepted, "late_fee_due", "", ""});
    return absl::OkStatus();
  }
  MonthChooser months(store);
  const domain::CivilDate date = batch.header.business_date;
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month, months.Choose(key.pooling_area, date));
  domain::ObligationChange change(
      obligation, {domain::EventKind::kLateFeeCorrected, month.month, month.adjusts, date, now,
                   batch.header.batch_id.value()});
  const domain::Money delta = row.late_fee_due - obligation.balance(Component::kLateFee).due;
  if (!change.AddDue(Component::kLateFee, delta)) {
    problems.push_back(
        {ProblemCode::kAmountOutOfRange, "late_fee_due", row.late_fee_due.ToYuan(), ""});
    return absl::OkStatus();
  }
  const domain::JournalEntry entry = std::move(change).Finish();
  obligation.late_fee_corrected = row.late_fee_due;
  LEVYBRIDGE_RETURN_IF_ERROR(store.obligations().Put({&obligation, 1}));
  LEVYBRIDGE_RETURN_IF_ERROR(store.journal().Append({&entry, 1}));
  LEVYBRIDGE_RETURN_IF_ERROR(months.VoidComparisons());
  return SettleRefunds({store, rules, now, date}, {&obligation, 1}, {&entry, 1});
}

}  // namespace

absl::Status LateFeeDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                    const domain::BatchChunk& chunk,
                                    ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<LateFeeCorrection>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a late fee batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  for (const NumberedRow<LateFeeCorrection>& row : *rows) {
    Problems problems;
    LEVYBRIDGE_RETURN_IF_ERROR(DecideRow(store, batch, *rules, clock_.Now(), row.value, problems));
    const bool repeated = !problems.empty() && problems[0].code == ProblemCode::kAlreadyAccepted;
    decision.already_accepted_rows += repeated ? 1 : 0;
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
