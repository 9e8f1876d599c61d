#include "adapters/sqlite/refund_links.h"

#include <algorithm>
#include <iterator>

namespace levybridge::sqlite {
namespace {

// Runs `query` with (number, refund_no) for each number of `from` that `without` lacks.
absl::Status RunForDifference(Query& query, const std::set<int64_t>& from,
                              const std::set<int64_t>& without, int64_t refund_no) {
  std::vector<int64_t> numbers;
  std::set_difference(from.begin(), from.end(), without.begin(), without.end(),
                      std::back_inserter(numbers));
  for (const int64_t number : numbers) {
    absl::Status status = query.Bind(number).Bind(refund_no).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

std::set<int64_t> BatchesOf(const domain::Refund& refund) {
  std::set<int64_t> batches;
  if (refund.batch_no != 0) batches.insert(refund.batch_no);
  for (const domain::Payout& payout : refund.payouts) batches.insert(payout.batch_no);
  return batches;
}

std::set<int64_t> PayoutsOf(const domain::Refund& refund) {
  std::set<int64_t> sequences;
  for (const domain::Payout& payout : refund.payouts) sequences.insert(payout.sequence);
  return sequences;
}

RefundLinks::RefundLinks(Connection& connection)
    : add_to_batch_(connection, "INSERT INTO refund_in_batch(batch_no, refund_no) VALUES(?,?)"),
      take_from_batch_(connection, "DELETE FROM refund_in_batch WHERE batch_no=? AND refund_no=?"),
      add_payout_(connection, "INSERT INTO payout(sequence, refund_no) VALUES(?,?)"),
      take_payout_(connection, "DELETE FROM payout WHERE sequence=? AND refund_no=?") {}

absl::Status RefundLinks::Move(const domain::Refund* before, const domain::Refund& now) {
  const int64_t refund_no = now.refund_no;
  const std::set<int64_t> old_batches = before ? BatchesOf(*before) : std::set<int64_t>();
  const std::set<int64_t> old_payouts = before ? PayoutsOf(*before) : std::set<int64_t>();
  const std::set<int64_t> batches = BatchesOf(now);
  const std::set<int64_t> payouts = PayoutsOf(now);
  absl::Status status = RunForDifference(take_from_batch_, old_batches, batches, refund_no);
  if (status.ok()) status = RunForDifference(add_to_batch_, batches, old_batches, refund_no);
  if (status.ok()) status = RunForDifference(take_payout_, old_payouts, payouts, refund_no);
  if (status.ok()) status = RunForDifference(add_payout_, payouts, old_payouts, refund_no);
  return status;
}

}  // namespace levybridge::sqlite
