// Offsets: every credit is readable, and what live uses record is what the obligations say they
// gave and received, component by component.
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/fingerprint.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/obligations.h"
#include "adapters/sqlite/offset_fields.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

enum class Side : uint8_t { kGiven, kReceived };
// By obligation and what of it: used by the recorded instructions, less what the obligation says.
using Differences = std::map<std::string, domain::MoneySum>;
using AmountVisitor =
    absl::FunctionRef<void(const std::string& key, const std::string& name, domain::Money amount)>;

void Visit(const domain::ObligationKey& key, Side side, domain::Component component,
           domain::Money amount, AmountVisitor visit) {
  if (amount.IsZero()) return;
  const std::string text = KeyText(key);
  visit(text,
        absl::StrCat("obligation ", text, ": ",
                     side == Side::kGiven ? "offset_given" : "offset_received", " of ",
                     std::string(domain::MachineName(component))),
        amount);
}

absl::Status VisitUses(VerifyScan& scan, bool report_faults, AmountVisitor visit) {
  Query query(scan.connection, "SELECT sequence, value FROM offset_use");
  while (query.Next()) {
    scan.Row("offset_use");
    const auto use = DecodeValue<domain::OffsetUse>(query.Blob(1));
    if (!use || use->sequence != query.Int(0)) {
      if (report_faults) {
        scan.report.Add(absl::StrCat("offset_use ", query.Int(0), ": damaged"));
      }
      continue;
    }
    if (!use->live) continue;
    for (const domain::OffsetPart& part : use->parts) {
      for (const domain::Component component : domain::kAllComponents) {
        const domain::Money amount = part.amounts[component];
        Visit(part.source, Side::kGiven, component, amount, visit);
        Visit(use->target, Side::kReceived, component, amount, visit);
      }
    }
  }
  return scan.End(query, "offset_use");
}

absl::Status VisitObligations(VerifyScan& scan, AmountVisitor visit) {
  return ScanObligations(scan, false, [&](const domain::Obligation& obligation) {
    for (const domain::Component component : domain::kAllComponents) {
      const domain::ComponentBalance& balance = obligation.balance(component);
      Visit(obligation.key, Side::kGiven, component, balance.offset_given, visit);
      Visit(obligation.key, Side::kReceived, component, balance.offset_received, visit);
    }
  });
}

// One by one, for the obligations in buckets whose fingerprints differ.
absl::Status CompareInDetail(VerifyScan& scan, const Fingerprints& used, const Fingerprints& said) {
  Differences differences;
  const auto add = [&](const std::string& key, const std::string& name, domain::Money amount) {
    if (!used.Differs(said, Fingerprints::BucketOf(key))) return;
    // Past the bound on what is listed, more names would only cost memory.
    if (differences.size() > 100 * kMaxProblemsListed && !differences.contains(name)) return;
    differences[name] += amount;
  };
  absl::Status status = VisitUses(scan, false, add);
  if (!status.ok()) return status;
  status = VisitObligations(scan, [&](const std::string& key, const std::string& name,
                                      domain::Money amount) { add(key, name, -amount); });
  if (!status.ok()) return status;
  for (const auto& [name, difference] : differences) {
    if (difference.fen() == 0) continue;
    scan.report.Add(
        absl::StrCat(name, " differs from the instructions' offsets by ", difference.ToYuan()));
  }
  return absl::OkStatus();
}

absl::Status CheckCredits(VerifyScan& scan) {
  Query query(scan.connection,
              "SELECT pooling_area, fee_period, unit_code, insurance_type, value FROM credit");
  const SqliteObligations obligations(scan.connection);
  while (query.Next()) {
    scan.Row("credit");
    const auto key = ReadKey(query, 0);
    const auto credit = DecodeValue<domain::Credit>(query.Blob(4));
    if (!key || !credit || credit->source != *key) {
      scan.report.Add(absl::StrCat("credit ", key ? KeyText(*key) : "", ": damaged"));
      continue;
    }
    const auto found = obligations.Find({&*key, 1});
    // A damaged one is told where obligations are read.
    if (found.ok() && !found->front()) {
      scan.report.Add(absl::StrCat("credit ", KeyText(*key), ": no such obligation"));
    }
  }
  return scan.End(query, "credit");
}

}  // namespace

absl::Status VerifyOffsets(VerifyScan& scan) {
  absl::Status status = CheckCredits(scan);
  if (!status.ok()) return status;
  Fingerprints used;
  Fingerprints said;
  const auto into = [](Fingerprints& sums) {
    return [&sums](const std::string& key, const std::string& name, domain::Money amount) {
      sums.Add(Fingerprints::BucketOf(key), name, amount.fen());
    };
  };
  status = VisitUses(scan, true, into(used));
  if (status.ok()) status = VisitObligations(scan, into(said));
  if (status.ok() && used.Differs(said)) status = CompareInDetail(scan, used, said);
  return status;
}

}  // namespace levybridge::sqlite
