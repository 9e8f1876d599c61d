#include "gateway/usecases/record_treasury_refunds.h"

#include <string>
#include <utility>
#include <vector>

#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::NumberedRow;
using domain::Problem;
using domain::ProblemCode;
using domain::TreasuryRefund;

using Problems = std::vector<Problem>;

// The column in which a refund sent again differs from the one recorded.
std::string DifferingColumn(const TreasuryRefund& recorded, const TreasuryRefund& again) {
  if (recorded.amount != again.amount) return "amount";
  if (recorded.booked_on != again.booked_on) return "booked_on";
  return "region";
}

class Recording {
 public:
  Recording(ports::Transaction& store, const domain::Batch& batch, const Rules& rules,
            const ports::Clock& clock)
      : store_(store), batch_(batch), rules_(rules), clock_(clock) {}

  // True when it was recorded before.
  absl::StatusOr<bool> Run(const TreasuryRefund& refund, Problems& problems) {
    const domain::RegionTree& regions = rules_.book.regions();
    if (!regions.Contains(batch_.header.party.region, refund.region)) {
      problems.push_back({ProblemCode::kRegionNotAllowed, "region", refund.region.ToString(),
                          batch_.header.party.region.ToString()});
    }
    if (refund.amount <= domain::Money()) {
      problems.push_back({ProblemCode::kAmountNotPositive, "amount", refund.amount.ToYuan(), ""});
    }
    if (!problems.empty()) return false;
    const ports::TreasuryRefundKey key{{regions.PoolingAreaOf(refund.region), refund.fee_period,
                                        refund.unit_code, refund.insurance_type},
                                       refund.component,
                                       refund.refund_no};
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, store_.refunds().FindTreasuryRefund(key));
    if (!known) {
      LEVYBRIDGE_RETURN_IF_ERROR(Record(key, refund, problems));
      return false;
    }
    if (*known == refund) return true;
    problems.push_back({ProblemCode::kTreasuryRefundConflict, "refund_no", refund.refund_no.value(),
                        DifferingColumn(*known, refund)});
    return false;
  }

 private:
  absl::Status Record(const ports::TreasuryRefundKey& key, const TreasuryRefund& refund,
                      Problems& problems) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store_.obligations().Find({&key.obligation, 1}));
    const bool visible =
        found[0] && rules_.book.regions().Contains(batch_.header.party.region, found[0]->region);
    if (!visible) {
      problems.push_back({ProblemCode::kUnknownObligation, "unit_code", refund.unit_code.value(),
                          refund.fee_period.ToIso()});
      return absl::OkStatus();
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(const StandingUse standing,
                                StandingUseOf(store_, rules_.book, *found[0]));
    if (standing.channel != domain::RefundChannel::kTreasury) {
      problems.push_back({ProblemCode::kRefundChannelIsAgency, "region", "", ""});
      return absl::OkStatus();
    }
    const domain::Money most = found[0]->balance(refund.component).Returnable();
    if (refund.amount > most) {
      problems.push_back(
          {ProblemCode::kExceedsOverpaid, "amount", refund.amount.ToYuan(), most.ToYuan()});
      return absl::OkStatus();
    }
    RefundDesk desk(store_, clock_.Now(), batch_.header.business_date);
    LEVYBRIDGE_RETURN_IF_ERROR(desk.RefundByTreasury(refund, key.obligation));
    LEVYBRIDGE_RETURN_IF_ERROR(desk.Save());
    return store_.refunds().PutTreasuryRefund(key, refund);
  }

  ports::Transaction& store_;
  const domain::Batch& batch_;
  const Rules& rules_;
  const ports::Clock& clock_;
};

}  // namespace

absl::Status TreasuryRefundDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                           const domain::BatchChunk& chunk,
                                           ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<TreasuryRefund>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a batch of treasury refunds holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  Recording recording(store, batch, *rules, clock_);
  for (const NumberedRow<TreasuryRefund>& row : *rows) {
    Problems problems;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool known, recording.Run(row.value, problems));
    if (known) {
      ++decision.already_accepted_rows;
      problems.push_back(
          {ProblemCode::kAlreadyAccepted, "refund_no", row.value.refund_no.value(), ""});
    }
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
