// PayoutFeed: where `bank pull` gets payouts from and says that it has them; and PulledPayouts,
// where they wait while the bank's file is written. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/session.h"
#include "adapters/client/spool.h"
#include "gateway/domain/money.h"
#include "gateway/domain/payout.h"
#include "gateway/domain/region.h"

namespace levybridge::client {

// Holds an account in full: never logged.
struct PulledPayout {
  int64_t sequence = 0;
  domain::RegionCode paying_unit;
  domain::PayoutOrder order;
};

class PayoutFeed {
 public:
  virtual ~PayoutFeed() = default;
  using Take = std::function<absl::Status(const PulledPayout&)>;

  // Everything after the acknowledged position, ascending, each once, however often the connection
  // breaks on the way. An error of `take` ends it.
  virtual absl::Status Pull(const Take& take) = 0;
  // Everything up to `sequence` is safe. Gives the position now.
  virtual absl::StatusOr<int64_t> Acknowledge(int64_t sequence) = 0;
};

// The gateway's feed, over the session's connection. `session` must outlive it.
class GatewayPayoutFeed : public PayoutFeed {
 public:
  explicit GatewayPayoutFeed(Session& session) : session_(session) {}
  absl::Status Pull(const Take& take) override;
  absl::StatusOr<int64_t> Acknowledge(int64_t sequence) override;

 private:
  Session& session_;
};

// Payouts that are gone through several times. They wait in a Spool: private, and gone with the
// process.
class PulledPayouts {
 public:
  static absl::StatusOr<std::unique_ptr<PulledPayouts>> Create(const std::string& folder);
  ~PulledPayouts();

  absl::Status Add(const PulledPayout& payout);
  // After the last one.
  absl::Status Finish();
  // Those of one paying unit, as often as wanted; only after Finish.
  absl::Status ForEach(domain::RegionCode paying_unit, const PayoutFeed::Take& take) const;

  const std::set<domain::RegionCode>& paying_units() const { return paying_units_; }
  int64_t rows() const { return rows_; }
  int64_t first() const { return first_; }
  int64_t last() const { return last_; }
  domain::MoneySum total() const { return total_; }

 private:
  struct Page;
  explicit PulledPayouts(std::unique_ptr<Spool> spool);

  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Page> page_;
  std::set<domain::RegionCode> paying_units_;
  int64_t rows_ = 0;
  int64_t first_ = 0;
  int64_t last_ = 0;
  domain::MoneySum total_;
};

}  // namespace levybridge::client
