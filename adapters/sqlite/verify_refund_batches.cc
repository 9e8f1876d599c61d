// Refund batches: every one is readable, what an unfetched one says of its refunds is true, and the
// money that paying units hold in reserve is what their batches are covered by.
#include <array>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/refund_fields.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

using domain::RefundBatch;
// By component; as wide as anything a damaged store can hold.
using Sums = std::array<domain::MoneySum, domain::kComponentCount>;
using SumsByUnit = std::map<domain::RegionCode, Sums>;

size_t PlaceOf(domain::Component component) { return static_cast<size_t>(component) - 1; }

void Add(const domain::ComponentAmounts& amounts, Sums& sums) {
  for (const domain::Component component : domain::kAllComponents) {
    sums[PlaceOf(component)] += amounts[component];
  }
}

bool Equals(const Sums& sums, const domain::ComponentAmounts& amounts) {
  for (const domain::Component component : domain::kAllComponents) {
    if (sums[PlaceOf(component)].fen() != amounts[component].fen()) return false;
  }
  return true;
}

// Counts and adds up the refunds that are in the batch now.
absl::Status CheckMembers(VerifyScan& scan, const RefundBatch& batch) {
  Query query(scan.connection,
              "SELECT value FROM refund_in_batch AS member CROSS JOIN refund"
              " ON refund.refund_no=member.refund_no WHERE member.batch_no=?");
  query.Bind(batch.batch_no);
  int64_t refunds = 0;
  Sums total{};
  while (query.Next()) {
    const auto refund = DecodeValue<domain::Refund>(query.Blob(0));
    if (!refund || refund->batch_no != batch.batch_no) continue;
    ++refunds;
    total[PlaceOf(refund->component)] += refund->amount;
  }
  if (absl::Status status = scan.End(query, "refund_in_batch"); !status.ok()) return status;
  if (refunds != batch.refunds || !Equals(total, batch.total)) {
    scan.report.Add(absl::StrCat("refund_batch ", batch.batch_no, ": ", batch.refunds,
                                 " refunds and their total differ from the ", refunds, " in it"));
  }
  return absl::OkStatus();
}

// A batch covers what of it the bank has not fetched, in whatever state; nothing afterwards.
absl::Status CheckBatches(VerifyScan& scan, SumsByUnit& covered) {
  Query query(scan.connection,
              "SELECT batch_no, batch_id, pooling_area, paying_unit, state, value"
              " FROM refund_batch");
  while (query.Next()) {
    scan.Row("refund_batch");
    auto batch = DecodeValue<RefundBatch>(query.Blob(5));
    if (!batch || batch->batch_id.value() != query.Blob(1) ||
        batch->pooling_area.region.number() != query.Int(2) ||
        batch->paying_unit.number() != query.Int(3) ||
        static_cast<int64_t>(batch->state) != query.Int(4)) {
      scan.report.Add(absl::StrCat("refund_batch ", query.Int(0), ": damaged"));
      continue;
    }
    batch->batch_no = query.Int(0);
    Add(batch->covered, covered[batch->paying_unit]);
    if (!domain::IsUnfetched(batch->state)) continue;
    if (absl::Status status = CheckMembers(scan, *batch); !status.ok()) return status;
  }
  return scan.End(query, "refund_batch");
}

absl::Status CheckFunds(VerifyScan& scan, SumsByUnit& covered) {
  Query query(scan.connection, "SELECT paying_unit, value FROM refund_funds");
  while (query.Next()) {
    scan.Row("refund_funds");
    const auto funds = DecodeValue<domain::RefundFunds>(query.Blob(1));
    if (!funds || funds->paying_unit.number() != query.Int(0)) {
      scan.report.Add(absl::StrCat("refund_funds ", query.Int(0), ": damaged"));
      continue;
    }
    if (!Equals(covered[funds->paying_unit], funds->reserved)) {
      scan.report.Add(absl::StrCat("refund_funds ", query.Int(0),
                                   ": what is reserved is not what batches are covered by"));
    }
    covered.erase(funds->paying_unit);
  }
  if (absl::Status status = scan.End(query, "refund_funds"); !status.ok()) return status;
  for (const auto& [paying_unit, sums] : covered) {
    if (!Equals(sums, {})) {
      scan.report.Add(absl::StrCat("refund_funds ", paying_unit.ToString(),
                                   ": missing, though batches are covered"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyRefundBatches(VerifyScan& scan) {
  SumsByUnit covered;
  absl::Status status = CheckBatches(scan, covered);
  if (status.ok()) status = CheckFunds(scan, covered);
  return status;
}

}  // namespace levybridge::sqlite
