#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/fingerprint.h"
#include "adapters/sqlite/journal.h"
#include "adapters/sqlite/journal_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"
#include "gateway/domain/rederive.h"

namespace levybridge::sqlite {
namespace {

using BalanceKey =
    std::tuple<domain::PoolingArea, domain::AccountingMonth, domain::Account, domain::Component>;
using BalanceSums = std::map<BalanceKey, domain::MoneySum>;
// Of one obligation: what its postings come to less what it says, term by term.
using TermSums = std::map<domain::BalanceTerm, domain::MoneySum>;

std::string TermName(const std::string& key, const domain::BalanceTerm& term) {
  return absl::StrCat(key, "|", static_cast<int>(term.what), "|", static_cast<int>(term.component),
                      "|", term.month_index);
}

// Journal entries of undamaged chunks, in order; faults of form go to the report.
absl::Status ScanJournal(VerifyScan& scan, bool report_faults,
                         absl::FunctionRef<void(const domain::JournalEntry&)> visit) {
  Query query(scan.connection,
              "SELECT first_sequence, count, value FROM journal_chunk ORDER BY first_sequence");
  int64_t expected = 1;
  while (query.Next()) {
    scan.Row("journal_chunk");
    const int64_t first = query.Int(0);
    if (first != expected && report_faults) {
      scan.report.Add(absl::StrCat("journal_chunk ", first, ": the sequence goes on with ", first,
                                   " where ", expected, " is due"));
    }
    expected = first + query.Int(1);
    const auto block = BlockReader::Open(query.Blob(2));
    if (!block || static_cast<int64_t>(block->count()) != query.Int(1)) {
      if (report_faults) scan.report.Add(absl::StrCat("journal_chunk ", first, ": damaged"));
      continue;
    }
    for (size_t i = 0; i < block->count(); ++i) {
      auto entry = block->Read<domain::JournalEntry>(i);
      const int64_t sequence = first + static_cast<int64_t>(i);
      if (entry) {
        entry->sequence = sequence;
        visit(*entry);
      } else if (report_faults) {
        scan.report.Add(absl::StrCat("journal_chunk ", first, ": entry ", sequence, " is damaged"));
      }
    }
  }
  return scan.End(query, "journal_chunk");
}

absl::Status CheckRunningBalances(VerifyScan& scan, BalanceSums sums) {
  const SqliteJournal journal(scan.connection);
  const auto balances = journal.Balances(std::nullopt);
  if (!balances.ok()) {
    scan.report.Add(std::string(balances.status().message()));
    return absl::OkStatus();
  }
  domain::MoneySum total;
  for (const ports::AccountBalance& balance : *balances) {
    total += balance.fen;
    const auto at =
        sums.find({balance.pooling_area, balance.month, balance.account, balance.component});
    const domain::MoneySum derived = at == sums.end() ? domain::MoneySum() : at->second;
    if (at != sums.end()) sums.erase(at);
    if (derived != balance.fen) {
      scan.report.Add(
          absl::StrCat("ledger_balance ", balance.pooling_area.region.ToString(), "/",
                       balance.month.ToIso(), "/", std::string(MachineName(balance.account)), "/",
                       std::string(MachineName(balance.component)), ": ", balance.fen.ToYuan(),
                       " where the postings come to ", derived.ToYuan()));
    }
  }
  for (const auto& [key, sum] : sums) {
    if (sum.fen() == 0) continue;
    scan.report.Add(absl::StrCat("ledger_balance ", std::get<0>(key).region.ToString(), "/",
                                 std::get<1>(key).ToIso(), ": missing, the postings come to ",
                                 sum.ToYuan()));
  }
  if (total.fen() != 0) {
    scan.report.Add(absl::StrCat("ledger_balance: all accounts together come to ", total.ToYuan(),
                                 ", not to zero"));
  }
  return absl::OkStatus();
}

// One by one, for the obligations in buckets whose fingerprints differ.
absl::Status CompareInDetail(VerifyScan& scan, const Fingerprints& postings,
                             const Fingerprints& obligations) {
  std::map<std::string, TermSums> sums;
  const auto suspect = [&](const std::string& key) {
    return postings.Differs(obligations, Fingerprints::BucketOf(key));
  };
  absl::Status status = ScanJournal(scan, false, [&](const domain::JournalEntry& entry) {
    if (!entry.obligation) return;
    const std::string key = KeyText(*entry.obligation);
    // Past the bound on what is listed, more keys would only cost memory.
    if (!suspect(key) || (sums.size() > 100 * kMaxProblemsListed && !sums.contains(key))) return;
    TermSums& terms = sums[key];
    VisitTerms(entry, [&terms](const domain::BalanceTerm& term, domain::Money amount) {
      terms[term] += amount;
    });
  });
  if (!status.ok()) return status;
  const size_t known = sums.size();
  status = ScanObligations(scan, false, [&](const domain::Obligation& obligation) {
    const std::string key = KeyText(obligation.key);
    if (!suspect(key) || (known > 100 * kMaxProblemsListed && !sums.contains(key))) return;
    TermSums& terms = sums[key];
    VisitTerms(obligation, [&terms](const domain::BalanceTerm& term, domain::Money amount) {
      terms[term] -= amount;
    });
  });
  if (!status.ok()) return status;
  for (const auto& [key, terms] : sums) {
    for (const auto& [term, difference] : terms) {
      if (difference.fen() == 0) continue;
      scan.report.Add(absl::StrCat("obligation ", key, ": ", Describe(term),
                                   " differs from its postings by ", difference.ToYuan()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyLedger(VerifyScan& scan) {
  Fingerprints postings;
  BalanceSums sums;
  absl::Status status = ScanJournal(scan, true, [&](const domain::JournalEntry& entry) {
    if (!IsBalanced(entry)) {
      scan.report.Add(absl::StrCat("journal entry ", entry.sequence, ": not balanced"));
    }
    for (const domain::Posting& posting : entry.postings) {
      sums[{entry.pooling_area, entry.month, posting.account, posting.component}] += posting.amount;
    }
    if (!entry.obligation) return;
    const std::string key = KeyText(*entry.obligation);
    const size_t bucket = Fingerprints::BucketOf(key);
    VisitTerms(entry, [&](const domain::BalanceTerm& term, domain::Money amount) {
      postings.Add(bucket, TermName(key, term), amount.fen());
    });
  });
  if (status.ok()) status = CheckRunningBalances(scan, std::move(sums));
  if (!status.ok()) return status;
  Fingerprints obligations;
  Fingerprints links;
  Fingerprints deferred;
  status = ScanObligations(scan, true, [&](const domain::Obligation& obligation) {
    const std::string key = KeyText(obligation.key);
    const size_t bucket = Fingerprints::BucketOf(key);
    VisitTerms(obligation, [&](const domain::BalanceTerm& term, domain::Money amount) {
      if (!amount.IsZero()) obligations.Add(bucket, TermName(key, term), amount.fen());
    });
    for (const domain::AssessmentChain& chain : obligation.chains) {
      for (const domain::AssessmentLink& link : chain.links) {
        links.Add(bucket, LinkName(key, link.assessment_no), 1);
      }
    }
    domain::ComponentAmounts held;
    for (const domain::Component component : domain::kAllComponents) {
      held[component] = obligation.balance(component).deferred;
    }
    AddDeferred(key, held, deferred);
  });
  if (status.ok() && postings.Differs(obligations)) {
    status = CompareInDetail(scan, postings, obligations);
  }
  Fingerprints numbers;
  if (status.ok()) status = AddNumbers(scan, numbers);
  if (status.ok() && numbers.Differs(links)) status = CompareNumbersInDetail(scan);
  if (status.ok()) status = VerifyDeferrals(scan, deferred);
  return status;
}

}  // namespace levybridge::sqlite
