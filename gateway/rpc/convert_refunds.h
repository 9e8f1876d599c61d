// Refunds, their batches, recoverable amounts and accounts on their way out.
//
// Account data leaves masked, but for two messages that say in full: the bank's payout order and
// the account shown to the tax bureau that filed it. Free functions are thread-safe; a RefundFiller
// belongs to one read of the store.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/refund.h"
#include "gateway/domain/refund_batch.h"
#include "gateway/ports/store.h"
#include "levybridge/refund/v1/account_service.pb.h"
#include "levybridge/refund/v1/payout_service.pb.h"
#include "levybridge/refund/v1/refund.pb.h"
#include "levybridge/refund/v1/refund_service.pb.h"

namespace levybridge::rpc {

void FillWire(const domain::RefundBatch& batch, refund::v1::RefundBatch& message);
// `open`: how much of it is not settled.
void FillWire(const domain::Recoverable& recoverable, domain::Money open,
              refund::v1::Recoverable& message);
void FillWire(const domain::PayoutOrder& order, int64_t sequence, refund::v1::PayoutOrder& message);
enum class AccountView : uint8_t { kMasked, kInFull };
void FillWire(const ports::FiledAccount& account, AccountView view,
              refund::v1::AccountRow& message);

// Fills refunds of one read: accounts (masked) and batches are looked up once for all of them.
class RefundFiller {
 public:
  // Looks up what `refunds` name; they and `store` are used during this call only.
  static absl::StatusOr<RefundFiller> For(const ports::Transaction& store,
                                          absl::Span<const domain::Refund> refunds);
  void Fill(const domain::Refund& refund, refund::v1::Refund& message) const;

 private:
  struct Account {
    std::string number_masked;
    std::string bank_code;
  };
  RefundFiller() = default;
  void FillPayout(const domain::Refund& refund, size_t index, refund::v1::Payout& message) const;

  std::map<int64_t, Account> accounts_;       // by filing
  std::map<int64_t, std::string> batch_ids_;  // by batch
};

}  // namespace levybridge::rpc
