#include "gateway/usecases/rehearsed_refunds.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Recoverable;
using domain::Refund;
using domain::RefundBatch;

int64_t NumberOf(const Refund& refund) { return refund.refund_no; }
int64_t NumberOf(const Recoverable& recoverable) { return recoverable.recoverable_no; }

bool Passes(const Refund& refund, const ports::RefundFilter& filter) {
  if (filter.waiting_in) {
    return refund.batch_no == *filter.waiting_in && refund.state == domain::RefundState::kLocked;
  }
  if (filter.batch_no && refund.batch_no != *filter.batch_no &&
      std::none_of(refund.payouts.begin(), refund.payouts.end(),
                   [&filter](const domain::Payout& payout) {
                     return payout.batch_no == *filter.batch_no;
                   })) {
    return false;
  }
  if (filter.employer && (refund.obligation.pooling_area != filter.employer->pooling_area ||
                          refund.obligation.unit_code != filter.employer->unit_code)) {
    return false;
  }
  return filter.states.empty() ||
         std::find(filter.states.begin(), filter.states.end(), refund.state) != filter.states.end();
}

bool Passes(const Recoverable& recoverable, const ports::RecoverableFilter& filter) {
  const domain::ObligationKey& key = recoverable.obligation;
  if (filter.obligation && key != *filter.obligation) return false;
  return !filter.employer || (key.pooling_area == filter.employer->pooling_area &&
                              key.unit_code == filter.employer->unit_code);
}

// A list by number of what the base has, with what changed in its place. `fetch` reads a page of
// the base after a number.
template <class Value, class Filter, class Fetch>
absl::StatusOr<std::vector<Value>> ListOverlaid(const std::map<int64_t, Value>& changed,
                                                const Filter& filter, int64_t after, int32_t limit,
                                                Fetch fetch) {
  std::map<int64_t, Value> merged;
  for (bool more = true; more && std::ssize(merged) < limit;) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Value> page, fetch(after));
    more = std::ssize(page) >= limit;
    const int64_t last = more ? NumberOf(page.back()) : std::numeric_limits<int64_t>::max();
    for (const Value& value : page) {
      if (!changed.contains(NumberOf(value))) merged.emplace(NumberOf(value), value);
    }
    for (auto at = changed.upper_bound(after); at != changed.end() && at->first <= last; ++at) {
      if (Passes(at->second, filter)) merged.insert(*at);
    }
    after = last;
  }
  std::vector<Value> values;
  for (auto& [number, value] : merged) {
    if (std::ssize(values) < limit) values.push_back(std::move(value));
  }
  return values;
}

// The number after the base's and after what was added to it.
template <class Value>
int64_t Next(int64_t base_next, const std::map<int64_t, Value>& changed) {
  return changed.empty() ? base_next : std::max(base_next, changed.rbegin()->first + 1);
}

}  // namespace

absl::StatusOr<int64_t> RehearsedRefunds::NextRefundNo() const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, base_.NextRefundNo());
  return Next(next, refunds_);
}

absl::Status RehearsedRefunds::Put(absl::Span<const Refund> refunds) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(int64_t next, NextRefundNo());
  for (const Refund& refund : refunds) {
    if (refund.refund_no > next) {
      return absl::FailedPreconditionError("a refund's number is out of order");
    }
    next = std::max(next, refund.refund_no + 1);
    refunds_.insert_or_assign(refund.refund_no, refund);
    for (const domain::Payout& payout : refund.payouts) {
      payouts_.insert_or_assign(payout.sequence, refund.refund_no);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::optional<Refund>>> RehearsedRefunds::Find(
    absl::Span<const int64_t> refund_numbers) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.Find(refund_numbers));
  for (size_t i = 0; i < refund_numbers.size(); ++i) {
    const auto at = refunds_.find(refund_numbers[i]);
    if (at != refunds_.end()) answers[i] = at->second;
  }
  return answers;
}

absl::StatusOr<std::vector<Refund>> RehearsedRefunds::OfObligation(
    const domain::ObligationKey& key) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Refund> stored, base_.OfObligation(key));
  std::map<int64_t, Refund> all;
  for (const Refund& refund : stored) all.emplace(refund.refund_no, refund);
  for (const auto& [refund_no, refund] : refunds_) {
    if (refund.obligation == key) all.insert_or_assign(refund_no, refund);
  }
  std::vector<Refund> refunds;
  refunds.reserve(all.size());
  for (auto& [refund_no, refund] : all) refunds.push_back(std::move(refund));
  return refunds;
}

absl::StatusOr<std::vector<Refund>> RehearsedRefunds::List(const ports::RefundFilter& filter,
                                                           int64_t after_refund_no,
                                                           int32_t limit) const {
  return ListOverlaid(refunds_, filter, after_refund_no, limit,
                      [&](int64_t after) { return base_.List(filter, after, limit); });
}

absl::StatusOr<int64_t> RehearsedRefunds::NextPayout() const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, base_.NextPayout());
  return Next(next, payouts_);
}

absl::StatusOr<std::vector<std::optional<Refund>>> RehearsedRefunds::FindByPayout(
    absl::Span<const int64_t> sequences) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.FindByPayout(sequences));
  for (size_t i = 0; i < sequences.size(); ++i) {
    const auto at = payouts_.find(sequences[i]);
    if (at != payouts_.end()) answers[i] = refunds_.at(at->second);
  }
  return answers;
}

absl::Status RehearsedRefunds::PutPosition(const domain::PartyId&, const ports::PullPosition&) {
  return absl::FailedPreconditionError("a rehearsal delivers nothing");
}

absl::StatusOr<int64_t> RehearsedRefunds::AddBatch(const RefundBatch&) {
  return absl::FailedPreconditionError("a rehearsal prepares no batches");
}

absl::Status RehearsedRefunds::UpdateBatch(const RefundBatch& batch) {
  batches_.insert_or_assign(batch.batch_no, batch);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RefundBatch>> RehearsedRefunds::FindBatch(int64_t batch_no) const {
  if (const auto at = batches_.find(batch_no); at != batches_.end()) return at->second;
  return base_.FindBatch(batch_no);
}

// An update changes nothing that lists choose by.
void RehearsedRefunds::Overlay(std::vector<RefundBatch>& batches) const {
  for (RefundBatch& batch : batches) {
    const auto at = batches_.find(batch.batch_no);
    if (at != batches_.end()) batch = at->second;
  }
}

absl::StatusOr<std::vector<RefundBatch>> RehearsedRefunds::FindBatches(
    const domain::BatchId& batch_id) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto batches, base_.FindBatches(batch_id));
  Overlay(batches);
  return batches;
}

absl::StatusOr<std::vector<RefundBatch>> RehearsedRefunds::ListBatches(
    const ports::RefundBatchFilter& filter, int32_t limit) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto batches, base_.ListBatches(filter, limit));
  Overlay(batches);
  return batches;
}

absl::StatusOr<domain::RefundFunds> RehearsedRefunds::FindFunds(
    domain::RegionCode paying_unit) const {
  if (const auto at = funds_.find(paying_unit); at != funds_.end()) return at->second;
  return base_.FindFunds(paying_unit);
}

absl::Status RehearsedRefunds::PutFunds(const domain::RefundFunds& funds) {
  funds_.insert_or_assign(funds.paying_unit, funds);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RehearsedRefunds::NextRecoverableNo() const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, base_.NextRecoverableNo());
  return Next(next, recoverables_);
}

absl::Status RehearsedRefunds::PutRecoverable(const Recoverable& recoverable) {
  recoverables_.insert_or_assign(recoverable.recoverable_no, recoverable);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Recoverable>> RehearsedRefunds::FindRecoverable(
    int64_t recoverable_no) const {
  const auto at = recoverables_.find(recoverable_no);
  if (at != recoverables_.end()) return at->second;
  return base_.FindRecoverable(recoverable_no);
}

absl::StatusOr<std::vector<Recoverable>> RehearsedRefunds::ListRecoverables(
    const ports::RecoverableFilter& filter, int64_t after_no, int32_t limit) const {
  return ListOverlaid(recoverables_, filter, after_no, limit,
                      [&](int64_t after) { return base_.ListRecoverables(filter, after, limit); });
}

absl::StatusOr<std::optional<domain::TreasuryRefund>> RehearsedRefunds::FindTreasuryRefund(
    const ports::TreasuryRefundKey& key) const {
  const auto at = treasury_refunds_.find(key);
  if (at != treasury_refunds_.end()) return at->second;
  return base_.FindTreasuryRefund(key);
}

absl::Status RehearsedRefunds::PutTreasuryRefund(const ports::TreasuryRefundKey& key,
                                                 const domain::TreasuryRefund& refund) {
  treasury_refunds_.insert_or_assign(key, refund);
  return absl::OkStatus();
}

absl::Status RehearsedRefunds::PutRequest(const domain::PartyId&, const std::string&,
                                          const domain::Sha256Digest&) {
  return absl::FailedPreconditionError("a rehearsal answers no requests");
}

}  // namespace levybridge::usecases
