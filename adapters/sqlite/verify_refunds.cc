// Refunds: every one is readable and found by what it is, and what refunds, treasury refunds and
// recovered amounts record is what the obligations say, component by component.
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/fingerprint.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/refund_fields.h"
#include "adapters/sqlite/refund_links.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

// Of what a balance says: promised, at the bank, gone.
enum class Part : uint8_t { kLocked, kRefunding, kPaid };
// By obligation and part: recorded, less what the obligation says.
using Differences = std::map<std::string, domain::MoneySum>;
using AmountVisitor =
    absl::FunctionRef<void(const std::string& key, const std::string& name, domain::Money amount)>;

const char* NameOf(Part part) {
  switch (part) {
    case Part::kLocked:
      return "refund_locked";
    case Part::kRefunding:
      return "refunding";
    case Part::kPaid:
      return "refunded";
  }
  return "";
}

void Visit(const domain::ObligationKey& key, Part part, domain::Component component,
           domain::Money amount, AmountVisitor visit) {
  if (amount.IsZero()) return;
  const std::string text = KeyText(key);
  visit(text,
        absl::StrCat("obligation ", text, ": ", NameOf(part), " of ",
                     std::string(domain::MachineName(component))),
        amount);
}

void VisitRefund(const domain::Refund& refund, AmountVisitor visit) {
  const domain::ObligationKey& key = refund.obligation;
  Visit(key, Part::kLocked, refund.component, domain::LockedFor(refund), visit);
  for (const domain::Payout& payout : refund.payouts) {
    switch (payout.result) {
      case domain::PayoutResult::kPaid:
        Visit(key, Part::kPaid, refund.component, payout.amount, visit);
        break;
      case domain::PayoutResult::kPending:
      case domain::PayoutResult::kUnknown:
        Visit(key, Part::kRefunding, refund.component, payout.amount, visit);
        break;
      case domain::PayoutResult::kFailed:
      case domain::PayoutResult::kReturned:
        break;
    }
  }
}

absl::Status VisitRefunds(VerifyScan& scan, AmountVisitor visit) {
  Query query(scan.connection, "SELECT value FROM refund");
  while (query.Next()) {
    scan.Row("refund");
    if (const auto refund = DecodeValue<domain::Refund>(query.Blob(0))) VisitRefund(*refund, visit);
  }
  return scan.End(query, "refund");
}

absl::Status VisitTreasuryRefunds(VerifyScan& scan, bool report_faults, AmountVisitor visit) {
  Query query(scan.connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, component, number, value"
              " FROM treasury_refund");
  while (query.Next()) {
    scan.Row("treasury_refund");
    const auto key = ReadKey(query, 0);
    const auto refund = DecodeValue<domain::TreasuryRefund>(query.Blob(6));
    if (key && refund && static_cast<int64_t>(refund->component) == query.Int(4) &&
        refund->refund_no.value() == query.Blob(5)) {
      Visit(*key, Part::kPaid, refund->component, refund->amount, visit);
    } else if (report_faults) {
      scan.report.Add(absl::StrCat("treasury_refund ", key ? KeyText(*key) : "", "/",
                                   std::string(query.Blob(5)), ": damaged"));
    }
  }
  return scan.End(query, "treasury_refund");
}

absl::Status VisitRecoverables(VerifyScan& scan, bool report_faults, AmountVisitor visit) {
  Query query(scan.connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, recoverable_no, value"
              " FROM recoverable");
  while (query.Next()) {
    scan.Row("recoverable");
    const auto key = ReadKey(query, 0);
    const auto recoverable = DecodeValue<domain::Recoverable>(query.Blob(5));
    if (key && recoverable && recoverable->obligation == *key &&
        recoverable->recoverable_no == query.Int(4)) {
      Visit(*key, Part::kPaid, recoverable->component, -recoverable->settled, visit);
    } else if (report_faults) {
      scan.report.Add(absl::StrCat("recoverable ", query.Int(4), ": damaged"));
    }
  }
  return scan.End(query, "recoverable");
}

absl::Status VisitRecorded(VerifyScan& scan, bool report_faults, AmountVisitor visit) {
  absl::Status status = VisitRefunds(scan, visit);
  if (status.ok()) status = VisitTreasuryRefunds(scan, report_faults, visit);
  if (status.ok()) status = VisitRecoverables(scan, report_faults, visit);
  return status;
}

absl::Status VisitObligations(VerifyScan& scan, AmountVisitor visit) {
  return ScanObligations(scan, false, [&](const domain::Obligation& obligation) {
    for (const domain::Component component : domain::kAllComponents) {
      const domain::ComponentBalance& balance = obligation.balance(component);
      Visit(obligation.key, Part::kLocked, component, balance.refund_locked, visit);
      Visit(obligation.key, Part::kRefunding, component, balance.refunding, visit);
      Visit(obligation.key, Part::kPaid, component, balance.refunded, visit);
      Visit(obligation.key, Part::kPaid, component, -balance.refunding, visit);
    }
  });
}

// One by one, for the obligations in buckets whose fingerprints differ.
absl::Status CompareInDetail(VerifyScan& scan, const Fingerprints& recorded,
                             const Fingerprints& said) {
  Differences differences;
  const auto add = [&](const std::string& key, const std::string& name, domain::Money amount) {
    if (!recorded.Differs(said, Fingerprints::BucketOf(key))) return;
    // Past the bound on what is listed, more names would only cost memory.
    if (differences.size() > 100 * kMaxProblemsListed && !differences.contains(name)) return;
    differences[name] += amount;
  };
  absl::Status status = VisitRecorded(scan, false, add);
  if (!status.ok()) return status;
  status = VisitObligations(scan, [&](const std::string& key, const std::string& name,
                                      domain::Money amount) { add(key, name, -amount); });
  if (!status.ok()) return status;
  for (const auto& [name, difference] : differences) {
    if (difference.fen() == 0) continue;
    scan.report.Add(absl::StrCat(name, " differs from the refunds by ", difference.ToYuan()));
  }
  return absl::OkStatus();
}

// What is expected in the tables that refunds are found by.
struct LinkCounts {
  int64_t batches = 0;
  int64_t payouts = 0;
};

// Whether every link of the refund is there; with the counts of all, no other can be.
class LinkCheck {
 public:
  explicit LinkCheck(Connection& connection)
      : member_(connection, "SELECT 1 FROM refund_in_batch WHERE batch_no=? AND refund_no=?"),
        payout_(connection, "SELECT 1 FROM payout WHERE sequence=? AND refund_no=?") {}

  bool Holds(const domain::Refund& refund, LinkCounts& counts) {
    bool holds = true;
    for (const int64_t batch_no : BatchesOf(refund)) {
      ++counts.batches;
      holds = Exists(member_, batch_no, refund.refund_no) && holds;
    }
    for (const int64_t sequence : PayoutsOf(refund)) {
      ++counts.payouts;
      holds = Exists(payout_, sequence, refund.refund_no) && holds;
    }
    return holds;
  }

 private:
  static bool Exists(Query& query, int64_t number, int64_t refund_no) {
    const bool exists = query.Bind(number).Bind(refund_no).Next();
    query.Reset();
    return exists;
  }

  Query member_;
  Query payout_;
};

absl::Status CheckCount(VerifyScan& scan, const char* table, const char* sql, int64_t expected) {
  Query query(scan.connection, sql);
  if (query.Next() && query.Int(0) != expected) {
    scan.report.Add(absl::StrCat(table, ": ", query.Int(0), " rows where refunds need ", expected));
  }
  return scan.End(query, table);
}

absl::Status CheckRows(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, refund_no, batch_no,"
              " state, value FROM refund ORDER BY refund_no");
  LinkCheck links(scan.connection);
  LinkCounts counts;
  int64_t expected = 1;
  while (query.Next()) {
    scan.Row("refund");
    const int64_t refund_no = query.Int(4);
    if (refund_no != expected) {
      scan.report.Add(absl::StrCat("refund ", refund_no, ": comes where ", expected, " is due"));
    }
    expected = refund_no + 1;
    const auto key = ReadKey(query, 0);
    const auto refund = DecodeValue<domain::Refund>(query.Blob(7));
    if (!refund || refund->refund_no != refund_no) {
      scan.report.Add(absl::StrCat("refund ", refund_no, ": damaged"));
      continue;
    }
    if (!key || *key != refund->obligation || refund->batch_no != query.Int(5) ||
        static_cast<int64_t>(refund->state) != query.Int(6)) {
      scan.report.Add(
          absl::StrCat("refund ", refund_no, ": its columns are not those of its value"));
    }
    if (!links.Holds(*refund, counts)) {
      scan.report.Add(absl::StrCat("refund ", refund_no, ": a batch or payout does not name it"));
    }
  }
  absl::Status status = scan.End(query, "refund");
  if (status.ok()) {
    status =
        CheckCount(scan, "refund_in_batch", "SELECT count(*) FROM refund_in_batch", counts.batches);
  }
  if (status.ok())
    status = CheckCount(scan, "payout", "SELECT count(*) FROM payout", counts.payouts);
  return status;
}

}  // namespace

absl::Status VerifyRefunds(VerifyScan& scan) {
  absl::Status status = CheckRows(scan);
  if (status.ok()) status = VerifyRefundBatches(scan);
  if (!status.ok()) return status;
  Fingerprints recorded;
  Fingerprints said;
  const auto into = [](Fingerprints& sums) {
    return [&sums](const std::string& key, const std::string& name, domain::Money amount) {
      sums.Add(Fingerprints::BucketOf(key), name, amount.fen());
    };
  };
  status = VisitRecorded(scan, true, into(recorded));
  if (status.ok()) status = VisitObligations(scan, into(said));
  if (status.ok() && recorded.Differs(said)) status = CompareInDetail(scan, recorded, said);
  return status;
}

}  // namespace levybridge::sqlite
