// RefundGatherer: finds what a refund batch gathers, page by page, and locks it.
//
// Overpayments of employers whose refunds this unit pays: booked at the treasury, not locked, to be
// refunded rather than offset, paid by the agency rather than the treasury; or, for a next attempt,
// failed refunds that may be tried again. The account in force is attached. Serves one call.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/usecases/refund_batches.h"
#include "gateway/usecases/refund_desk.h"

namespace levybridge::usecases {

class RefundGatherer {
 public:
  // `batch` is the record to add when the first refund is found; with a number it is there already.
  RefundGatherer(ports::Store& store, const Rules& rules, const ports::Clock& clock,
                 const RefundGathering& gathering, domain::RefundBatch batch);

  // Locks all there is. The number of the batch; 0 when nothing was found and there is none.
  absl::StatusOr<int64_t> Run();
  // Something was left to the treasury.
  bool saw_treasury_channel() const { return saw_treasury_channel_; }

 private:
  absl::Status RunUnits();
  absl::Status RunArea();
  absl::Status RunFailed();
  bool Wanted(const domain::Obligation& obligation);
  bool WantedUnit(const domain::UnitCode& unit_code) const;
  bool InPeriods(domain::FeePeriod period) const;
  bool PaidByUnit(domain::RegionCode region);
  absl::Status LockPage(const std::vector<domain::ObligationKey>& keys);
  absl::Status LockObligation(RefundDesk& desk, const ports::Transaction& store,
                              const domain::ObligationKey& key, domain::RefundBatch& batch);
  // May be tried again with that account, by approval or because it is another one.
  static absl::StatusOr<bool> IsReady(const ports::Transaction& store, const domain::Refund& refund,
                                      int64_t filing_no);
  absl::Status JoinPage(const std::vector<domain::Refund>& page);
  // The batch in this transaction; added when it is the first.
  absl::StatusOr<domain::RefundBatch*> BatchIn(ports::Transaction& store, RefundDesk& desk,
                                               int64_t& batch_no);
  absl::StatusOr<int64_t> AccountOf(const ports::Transaction& store,
                                    const domain::ObligationKey& key) const;

  ports::Store& store_;
  const Rules& rules_;
  const ports::Clock& clock_;
  const RefundGathering& gathering_;
  domain::RefundBatch batch_;
  std::map<domain::RegionCode, bool> paid_by_unit_;
  bool saw_treasury_channel_ = false;
};

}  // namespace levybridge::usecases
