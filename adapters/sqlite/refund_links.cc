#include "adapters/sqlite/refund_links.h"

#include <algorithm>

namespace levybridge::sqlite {
namespace {

void SortAndUnite(LinkNumbers& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// Runs `query` with (number, refund_no) for each number of `from` that `without` lacks.
absl::Status RunForDifference(Query& query, const LinkNumbers& from, const LinkNumbers& without,
                              int64_t refund_no) {
  for (const int64_t number : from) {
    if (std::binary_search(without.begin(), without.end(), number)) continue;
    absl::Status status = query.Bind(number).Bind(refund_no).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

LinkNumbers BatchesOf(const domain::Refund& refund) {
  LinkNumbers batches;
  if (refund.batch_no != 0) batches.push_back(refund.batch_no);
  for (const domain::Payout& payout : refund.payouts) batches.push_back(payout.batch_no);
  SortAndUnite(batches);
  return batches;
}

LinkNumbers PayoutsOf(const domain::Refund& refund) {
  LinkNumbers sequences;
  for (const domain::Payout& payout : refund.payouts) sequences.push_back(payout.sequence);
  SortAndUnite(sequences);
  return sequences;
}

RefundLinks::RefundLinks(Connection& connection)
    : add_to_batch_(connection, "INSERT INTO refund_in_batch(batch_no, refund_no) VALUES(?,?)"),
      take_from_batch_(connection, "DELETE FROM refund_in_batch WHERE batch_no=? AND refund_no=?"),
      add_payout_(connection, "INSERT INTO payout(sequence, refund_no) VALUES(?,?)"),
      take_payout_(connection, "DELETE FROM payout WHERE sequence=? AND refund_no=?") {}

absl::Status RefundLinks::Move(const domain::Refund* before, const domain::Refund& now) {
  const int64_t refund_no = now.refund_no;
  const LinkNumbers old_batches = before ? BatchesOf(*before) : LinkNumbers();
  const LinkNumbers old_payouts = before ? PayoutsOf(*before) : LinkNumbers();
  const LinkNumbers batches = BatchesOf(now);
  const LinkNumbers payouts = PayoutsOf(now);
  absl::Status status = RunForDifference(take_from_batch_, old_batches, batches, refund_no);
  if (status.ok()) status = RunForDifference(add_to_batch_, batches, old_batches, refund_no);
  if (status.ok()) status = RunForDifference(take_payout_, old_payouts, payouts, refund_no);
  if (status.ok()) status = RunForDifference(add_payout_, payouts, old_payouts, refund_no);
  return status;
}

}  // namespace levybridge::sqlite
