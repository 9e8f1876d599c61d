#include "adapters/sqlite/journal.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/in_parallel.h"
#include "adapters/sqlite/journal_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using BalanceKey =
    std::tuple<domain::PoolingArea, domain::AccountingMonth, domain::Account, domain::Component>;
using BalanceChanges = std::map<BalanceKey, domain::MoneySum>;

// Adds up postings; those of one area and month, which mostly follow one another, without looking
// for their place each time.
class BalanceSums {
 public:
  void Add(const domain::JournalEntry& entry) {
    const AreaMonth place(entry.pooling_area, entry.month);
    if (current_ == nullptr || current_->first != place) {
      current_ = &*sums_.try_emplace(place).first;
    }
    for (const domain::Posting& posting : entry.postings) {
      Sum& sum = current_->second[Index(posting.account, posting.component)];
      sum.amount += posting.amount;
      sum.touched = true;
    }
  }
  BalanceChanges Changes() const {
    BalanceChanges changes;
    for (const auto& [place, sums] : sums_) {
      for (size_t i = 0; i < sums.size(); ++i) {
        if (!sums[i].touched) continue;
        const auto account = static_cast<domain::Account>(i / kComponents);
        const auto component = static_cast<domain::Component>(i % kComponents);
        changes.emplace(BalanceKey{place.first, place.second, account, component}, sums[i].amount);
      }
    }
    return changes;
  }

 private:
  struct Sum {
    domain::MoneySum amount;
    bool touched = false;
  };
  using AreaMonth = std::pair<domain::PoolingArea, domain::AccountingMonth>;
  static constexpr size_t kComponents = domain::kComponentCount + 1;  // numbered from 1
  static constexpr size_t kAccounts = static_cast<size_t>(domain::Account::kRefundedByTreasury) + 1;
  using Sums = std::array<Sum, kAccounts * kComponents>;
  static size_t Index(domain::Account account, domain::Component component) {
    return static_cast<size_t>(account) * kComponents + static_cast<size_t>(component);
  }

  std::map<AreaMonth, Sums> sums_;
  std::pair<const AreaMonth, Sums>* current_ = nullptr;
};

constexpr int kLowBits = 64;

__int128 Join(int64_t high, int64_t low) {
  const auto bits = (static_cast<unsigned __int128>(static_cast<uint64_t>(high)) << kLowBits) |
                    static_cast<uint64_t>(low);
  return static_cast<__int128>(bits);
}

absl::Status DamagedChunk(int64_t first_sequence) {
  return Damaged("journal_chunk", absl::StrCat(first_sequence));
}

Query& BindBalanceKey(Query& query, const BalanceKey& key) {
  const auto& [area, month, account, component] = key;
  return query.Bind(int64_t{area.region.number()})
      .Bind(int64_t{month.index()})
      .Bind(static_cast<int64_t>(account))
      .Bind(static_cast<int64_t>(component));
}

absl::Status ApplyChanges(Connection& connection, const BalanceChanges& changes) {
  Query find(connection,
             "SELECT fen_high, fen_low FROM ledger_balance WHERE pooling_area=? AND month=?"
             " AND account=? AND component=?");
  Query put(connection,
            "INSERT OR REPLACE INTO ledger_balance(pooling_area, month, account, component,"
            " fen_high, fen_low) VALUES(?,?,?,?,?,?)");
  for (const auto& [key, change] : changes) {
    domain::MoneySum sum = change;
    if (BindBalanceKey(find, key).Next()) {
      sum += domain::MoneySum::FromFen(Join(find.Int(0), find.Int(1)));
    }
    if (!find.status().ok()) return find.status();
    find.Reset();
    const auto bits = static_cast<unsigned __int128>(sum.fen());
    absl::Status status = BindBalanceKey(put, key)
                              .Bind(static_cast<int64_t>(bits >> kLowBits))
                              .Bind(static_cast<int64_t>(static_cast<uint64_t>(bits)))
                              .Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<ports::AccountBalance> ReadBalance(const Query& query) {
  const auto area = ReadPoolingArea(query.Int(0));
  const int64_t month_index = query.Int(1);
  const auto month = month_index < 0 || month_index > INT32_MAX
                         ? std::nullopt
                         : domain::AccountingMonth::FromIndex(static_cast<int32_t>(month_index));
  const auto account = static_cast<domain::Account>(query.Int(2));
  const auto component = static_cast<domain::Component>(query.Int(3));
  if (!area || !month || !IsKnown(account) || !IsKnown(component)) {
    return Damaged("ledger_balance", absl::StrCat(query.Int(0), "/", month_index));
  }
  return ports::AccountBalance{*area, *month, account, component,
                               domain::MoneySum::FromFen(Join(query.Int(4), query.Int(5)))};
}

}  // namespace

absl::Status SqliteJournal::Append(absl::Span<const domain::JournalEntry> entries) {
  BalanceSums sums;
  for (const domain::JournalEntry& entry : entries) {
    if (!domain::IsBalanced(entry)) {
      return absl::InvalidArgumentError("store: a journal entry is not balanced");
    }
    sums.Add(entry);
  }
  auto last = LastSequence();
  if (!last.ok()) return last.status();
  std::vector<std::string> values((entries.size() + kEntriesPerChunk - 1) / kEntriesPerChunk);
  const auto chunk_at = [entries](size_t index) {
    return entries.subspan(index * kEntriesPerChunk, kEntriesPerChunk);
  };
  InParallel(values.size(), [&](size_t index) {
    BlockWriter block;
    for (const domain::JournalEntry& entry : chunk_at(index)) block.Add(entry);
    values[index] = block.Finish();
  });
  Query insert(connection_,
               "INSERT INTO journal_chunk(first_sequence, count, value) VALUES(?,?,?)");
  int64_t first = *last + 1;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto count = static_cast<int64_t>(chunk_at(i).size());
    absl::Status status = insert.Bind(first).Bind(count).Bind(values[i]).Run();
    if (!status.ok()) return status;
    first += count;
  }
  return ApplyChanges(connection_, sums.Changes());
}

absl::StatusOr<int64_t> SqliteJournal::LastSequence() const {
  Query query(connection_,
              "SELECT first_sequence + count - 1 FROM journal_chunk"
              " ORDER BY first_sequence DESC LIMIT 1");
  const int64_t last = query.Next() ? query.Int(0) : 0;
  if (!query.status().ok()) return query.status();
  return last;
}

absl::Status SqliteJournal::Scan(int64_t after_sequence,
                                 absl::FunctionRef<bool(const domain::JournalEntry&)> visit) const {
  // The chunk that holds the first entry wanted begins at or before it.
  Query query(connection_,
              "SELECT first_sequence, count, value FROM journal_chunk WHERE first_sequence >="
              " coalesce((SELECT max(first_sequence) FROM journal_chunk WHERE first_sequence<=?),"
              " 0) ORDER BY first_sequence");
  query.Bind(after_sequence < INT64_MAX ? after_sequence + 1 : after_sequence);
  while (query.Next()) {
    const int64_t first = query.Int(0);
    const auto block = BlockReader::Open(query.Blob(2));
    if (!block || static_cast<int64_t>(block->count()) != query.Int(1)) return DamagedChunk(first);
    for (size_t i = 0; i < block->count(); ++i) {
      const int64_t sequence = first + static_cast<int64_t>(i);
      if (sequence <= after_sequence) continue;
      auto entry = block->Read<domain::JournalEntry>(i);
      if (!entry) return DamagedChunk(first);
      entry->sequence = sequence;
      if (!visit(*entry)) return absl::OkStatus();
    }
  }
  return query.status();
}

absl::StatusOr<std::vector<ports::AccountBalance>> SqliteJournal::Balances(
    const std::optional<domain::PoolingArea>& pooling_area) const {
  std::vector<ports::AccountBalance> balances;
  Query query(connection_,
              "SELECT pooling_area, month, account, component, fen_high, fen_low"
              " FROM ledger_balance WHERE pooling_area BETWEEN ? AND ?"
              " ORDER BY pooling_area, month, account, component");
  query.Bind(pooling_area ? int64_t{pooling_area->region.number()} : 0)
      .Bind(pooling_area ? int64_t{pooling_area->region.number()} : INT64_MAX);
  while (query.Next()) {
    const auto balance = ReadBalance(query);
    if (!balance.ok()) return balance.status();
    balances.push_back(*balance);
  }
  if (!query.status().ok()) return query.status();
  return balances;
}

}  // namespace levybridge::sqlite
