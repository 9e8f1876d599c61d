// RefundBatch: the refunds that one paying unit pays together, and its way from lock to money.
//
// Customer rules: one batch per paying unit (the city for its central districts, each new-town
// district for itself); the agency proposes, the tax bureau confirms the accounts, fund finance
// requests the money, fiscal releases it, then the bank may fetch; nobody approves what they made,
// and an approval names the content it approves: a batch that shrank or got another account is
// approved again. Money that came back from failed payouts is used before new is requested. Plain
// data and pure functions. Persisted enums, the numbers of the contract: never renumber.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/party.h"
#include "gateway/domain/refund.h"
#include "gateway/domain/sha256.h"

namespace levybridge::domain {

class PolicyBook;

enum class RefundBatchState : uint8_t {
  kLocked = 1,
  kProposed = 2,
  kAccountsConfirmed = 3,
  kFundsRequested = 4,
  kFunded = 5,
  kPaying = 6,
  kSettled = 7,
  kWithdrawn = 8,
  kGathering = 9,  // overpayments are still being locked for it
};
std::string_view MachineName(RefundBatchState state);
std::string_view ChineseName(RefundBatchState state);
// Whose move it is; nothing when nobody's.
std::optional<Role> OwnerOf(RefundBatchState state);
// The state that the refunds of a batch have in common, up to the bank's fetching it.
RefundState RefundStateIn(RefundBatchState state);
// True until the bank fetched it, or it was withdrawn.
bool IsUnfetched(RefundBatchState state);

// A step that somebody took over the present content.
struct Approval {
  RefundBatchState step = RefundBatchState::kProposed;  // the state it led to
  PartyId party;
  Timestamp approved_at;
  Sha256Digest content;
  friend bool operator==(const Approval&, const Approval&) = default;
};

struct PayoutTally {
  int64_t payouts = 0;
  MoneySum fen;
  friend bool operator==(const PayoutTally&, const PayoutTally&) = default;
};

struct RefundBatch {
  int64_t batch_no = 0;  // assigned by the store, ascending
  PartyId agency;
  BatchId batch_id;  // unique in its pooling area
  PoolingArea pooling_area;
  RegionCode paying_unit;
  Sha256Digest request{};  // digest of what was asked for: tells a replay from a conflict
  bool next_attempt = false;
  RefundBatchState state = RefundBatchState::kGathering;
  int64_t refunds = 0;       // in it now; those that were fetched stay
  ComponentAmounts total;    // of them
  ComponentAmounts covered;  // money at hand that is reserved for what is not fetched yet
  int64_t accounts_missing = 0;
  std::optional<Sha256Digest> content;  // absent: to be computed from the refunds
  std::vector<Approval> approvals;      // over the present content
  Timestamp created_at;
  Timestamp since;  // of the present state
  std::string release_no;
  Money released;                     // by that release
  std::optional<PartyId> fetched_by;  // the bank that pays it: no other is ever told of it
  // By PayoutResult; of payouts of this batch that the bank fetched.
  std::array<PayoutTally, 6> results{};
  PayoutTally& tally(PayoutResult result) { return results[static_cast<size_t>(result)]; }
  const PayoutTally& tally(PayoutResult result) const {
    return results[static_cast<size_t>(result)];
  }
  friend bool operator==(const RefundBatch&, const RefundBatch&) = default;
};

// The money of one paying unit for refunds, by component. at hand = released - paid_out; of that,
// `reserved` is covered for batches that the bank has not fetched.
struct RefundFunds {
  RegionCode paying_unit;
  ComponentAmounts released;
  ComponentAmounts paid_out;  // fetched, and not failed or come back
  ComponentAmounts reserved;
  // Neither paid out nor reserved, never below zero.
  Money Free(Component component) const;
  friend bool operator==(const RefundFunds&, const RefundFunds&) = default;
};

// Reserves what is free for what the batch still lacks.
void Cover(RefundBatch& batch, RefundFunds& funds);
// What has to be requested: total less covered.
ComponentAmounts ToRequest(const RefundBatch& batch);

// The content of a batch: what is paid to whom and where to. Add its refunds ascending by number.
class RefundBatchDigest {
 public:
  explicit RefundBatchDigest(const RefundBatch& batch);
  void Add(const Refund& refund);
  Sha256Digest Finish() { return hash_.Finish(); }

 private:
  Sha256 hash_;
};

// The unit that pays refunds of employers in `region`: a new-town district that some policy of the
// region names pays for itself, everything else its pooling area.
RegionCode PayingUnitOf(const PolicyBook& book, RegionCode region);

}  // namespace levybridge::domain
