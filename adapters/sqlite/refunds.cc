#include "adapters/sqlite/refunds.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/refund_fields.h"
#include "adapters/sqlite/refund_links.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

using domain::Refund;

absl::StatusOr<Refund> Decode(int64_t refund_no, std::string_view value) {
  auto refund = DecodeValue<Refund>(value);
  if (!refund || refund->refund_no != refund_no) {
    return Damaged("refund", absl::StrCat(refund_no));
  }
  return *std::move(refund);
}

absl::StatusOr<int64_t> NextAfterMax(Connection& connection, const char* sql) {
  Query query(connection, sql);
  const int64_t next = query.Next() ? query.Int(0) + 1 : 0;
  if (!query.status().ok()) return query.status();
  return next;
}

// The refund that each bound number finds, by a query of (refund_no, value).
absl::StatusOr<std::vector<std::optional<Refund>>> FindEach(Connection& connection, const char* sql,
                                                            absl::Span<const int64_t> numbers) {
  std::vector<std::optional<Refund>> found(numbers.size());
  Query query(connection, sql);
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (query.Bind(numbers[i]).Next()) {
      auto refund = Decode(query.Int(0), query.Blob(1));
      if (!refund.ok()) return refund.status();
      found[i] = *std::move(refund);
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return found;
}

// Writes refunds one after the other.
class RefundWriter {
 public:
  explicit RefundWriter(Connection& connection)
      : links_(connection),
        find_(connection, "SELECT value FROM refund WHERE refund_no=?"),
        insert_(connection,
                "INSERT INTO refund(pooling_area, fee_period, unit_code, insurance_type, refund_no,"
                " batch_no, state, value) VALUES(?,?,?,?,?,?,?,?)"),
        replace_(connection, "UPDATE refund SET batch_no=?, state=?, value=? WHERE refund_no=?"),
        replace_value_(connection, "UPDATE refund SET value=? WHERE refund_no=?") {}

  // As it stands; nothing when it is new.
  absl::StatusOr<std::optional<Refund>> Before(int64_t refund_no) {
    std::optional<Refund> before;
    if (find_.Bind(refund_no).Next()) {
      auto refund = Decode(refund_no, find_.Blob(0));
      if (!refund.ok()) return refund.status();
      before = *std::move(refund);
    }
    if (!find_.status().ok()) return find_.status();
    find_.Reset();
    return before;
  }

  absl::Status Insert(const Refund& refund) {
    EncodeValue(refund, value_);
    absl::Status status = BindKey(insert_, refund.obligation)
                              .Bind(refund.refund_no)
                              .Bind(refund.batch_no)
                              .Bind(static_cast<int64_t>(refund.state))
                              .Bind(value_)
                              .Run();
    return status.ok() ? links_.Move(nullptr, refund) : status;
  }

  // Columns that do not change are left alone, and with them their indexes.
  absl::Status Replace(const Refund& before, const Refund& refund) {
    if (before == refund) return absl::OkStatus();
    if (before.obligation != refund.obligation) {
      return absl::FailedPreconditionError(
          absl::StrCat("store: refund ", refund.refund_no, " is of another obligation"));
    }
    EncodeValue(refund, value_);
    const bool moved = before.batch_no != refund.batch_no || before.state != refund.state;
    absl::Status status = moved ? replace_.Bind(refund.batch_no)
                                      .Bind(static_cast<int64_t>(refund.state))
                                      .Bind(value_)
                                      .Bind(refund.refund_no)
                                      .Run()
                                : replace_value_.Bind(value_).Bind(refund.refund_no).Run();
    return status.ok() ? links_.Move(&before, refund) : status;
  }

 private:
  RefundLinks links_;
  Query find_;
  Query insert_;
  Query replace_;
  Query replace_value_;
  std::string value_;
};

// Of rows of (refund_no, pooling_area, unit_code, state, value), those that pass the filter; its
// batch is for the query to choose.
absl::StatusOr<std::vector<Refund>> Collect(Query& query, const ports::RefundFilter& filter,
                                            int32_t limit) {
  std::vector<Refund> refunds;
  while (std::ssize(refunds) < limit && query.Next()) {
    if (filter.employer && (query.Int(1) != filter.employer->pooling_area.region.number() ||
                            query.Blob(2) != filter.employer->unit_code.value())) {
      continue;
    }
    const auto is_state = [&query](domain::RefundState state) {
      return static_cast<int64_t>(state) == query.Int(3);
    };
    if (!filter.states.empty() &&
        std::none_of(filter.states.begin(), filter.states.end(), is_state)) {
      continue;
    }
    auto refund = Decode(query.Int(0), query.Blob(4));
    if (!refund.ok()) return refund.status();
    refunds.push_back(*std::move(refund));
  }
  if (!query.status().ok()) return query.status();
  return refunds;
}

// The numbers of refunds in some states: those of each state, then the first of all.
absl::StatusOr<std::vector<int64_t>> NumbersInStates(Connection& connection,
                                                     absl::Span<const domain::RefundState> states,
                                                     int64_t after_refund_no, int32_t limit) {
  std::vector<int64_t> numbers;
  Query query(connection,
              "SELECT refund_no FROM refund WHERE state=? AND refund_no>? ORDER BY refund_no"
              " LIMIT ?");
  for (const domain::RefundState state : states) {
    query.Bind(static_cast<int64_t>(state)).Bind(after_refund_no).Bind(int64_t{limit});
    while (query.Next()) numbers.push_back(query.Int(0));
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (std::ssize(numbers) > limit) numbers.resize(static_cast<size_t>(limit));
  return numbers;
}

}  // namespace

absl::StatusOr<int64_t> SqliteRefunds::NextRefundNo() const {
  return NextAfterMax(connection_, "SELECT coalesce(max(refund_no), 0) FROM refund");
}

absl::StatusOr<int64_t> SqliteRefunds::NextPayout() const {
  return NextAfterMax(connection_, "SELECT coalesce(max(sequence), 0) FROM payout");
}

absl::Status SqliteRefunds::Put(absl::Span<const Refund> refunds) {
  auto next = NextRefundNo();
  if (!next.ok()) return next.status();
  RefundWriter writer(connection_);
  for (const Refund& refund : refunds) {
    absl::Status status;
    if (refund.refund_no == *next) {
      ++*next;
      status = writer.Insert(refund);
    } else {
      const auto before = writer.Before(refund.refund_no);
      if (!before.ok()) return before.status();
      if (!*before) {
        return absl::FailedPreconditionError(absl::StrCat(
            "store: refund ", refund.refund_no, " is out of order: ", *next, " comes next"));
      }
      status = writer.Replace(**before, refund);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::optional<Refund>>> SqliteRefunds::Find(
    absl::Span<const int64_t> refund_numbers) const {
  return FindEach(connection_, "SELECT refund_no, value FROM refund WHERE refund_no=?",
                  refund_numbers);
}

absl::StatusOr<std::vector<std::optional<Refund>>> SqliteRefunds::FindByPayout(
    absl::Span<const int64_t> sequences) const {
  return FindEach(connection_,
                  "SELECT refund_no, value FROM payout JOIN refund USING(refund_no)"
                  " WHERE sequence=?",
                  sequences);
}

absl::StatusOr<std::vector<Refund>> SqliteRefunds::OfObligation(
    const domain::ObligationKey& key) const {
  Query query(connection_,
              "SELECT refund_no, value FROM refund WHERE pooling_area=? AND fee_period=? AND"
              " unit_code=? AND insurance_type=? ORDER BY refund_no");
  BindKey(query, key);
  std::vector<Refund> refunds;
  while (query.Next()) {
    auto refund = Decode(query.Int(0), query.Blob(1));
    if (!refund.ok()) return refund.status();
    refunds.push_back(*std::move(refund));
  }
  if (!query.status().ok()) return query.status();
  return refunds;
}

absl::StatusOr<std::vector<Refund>> SqliteRefunds::List(const ports::RefundFilter& filter,
                                                        int64_t after_refund_no,
                                                        int32_t limit) const {
  if (filter.waiting_in) {
    static_assert(static_cast<int>(domain::RefundState::kLocked) == 1);
    Query query(connection_,
                "SELECT refund_no, pooling_area, unit_code, state, value FROM refund"
                " INDEXED BY refund_waiting"
                " WHERE batch_no=? AND state=1 AND refund_no>? ORDER BY refund_no");
    return Collect(query.Bind(*filter.waiting_in).Bind(after_refund_no), filter, limit);
  }
  if (filter.batch_no) {
    Query query(connection_,
                "SELECT member.refund_no, pooling_area, unit_code, state, value"
                " FROM refund_in_batch AS member CROSS JOIN refund"
                " ON refund.refund_no=member.refund_no"
                " WHERE member.batch_no=? AND member.refund_no>? ORDER BY member.refund_no");
    return Collect(query.Bind(*filter.batch_no).Bind(after_refund_no), filter, limit);
  }
  if (filter.employer) {
    Query query(connection_,
                "SELECT refund_no, pooling_area, unit_code, state, value FROM refund"
                " INDEXED BY refund_by_obligation"
                " WHERE pooling_area=? AND unit_code=? AND refund_no>? ORDER BY refund_no");
    query.Bind(int64_t{filter.employer->pooling_area.region.number()})
        .Bind(filter.employer->unit_code.value());
    return Collect(query.Bind(after_refund_no), filter, limit);
  }
  if (filter.states.empty()) {
    Query query(connection_,
                "SELECT refund_no, pooling_area, unit_code, state, value FROM refund"
                " WHERE refund_no>? ORDER BY refund_no");
    return Collect(query.Bind(after_refund_no), filter, limit);
  }
  const auto numbers = NumbersInStates(connection_, filter.states, after_refund_no, limit);
  if (!numbers.ok()) return numbers.status();
  auto found = Find(*numbers);
  if (!found.ok()) return found.status();
  std::vector<Refund> refunds;
  refunds.reserve(found->size());
  for (std::optional<Refund>& refund : *found) {
    if (refund) refunds.push_back(*std::move(refund));
  }
  return refunds;
}

absl::StatusOr<std::vector<std::pair<int64_t, Refund>>> SqliteRefunds::ReadPayouts(
    int64_t after_sequence, int32_t limit) const {
  Query query(connection_,
              "SELECT sequence, refund.refund_no, value FROM payout CROSS JOIN refund"
              " ON refund.refund_no=payout.refund_no"
              " WHERE sequence>? ORDER BY sequence LIMIT ?");
  query.Bind(after_sequence).Bind(int64_t{limit});
  std::vector<std::pair<int64_t, Refund>> payouts;
  while (query.Next()) {
    auto refund = Decode(query.Int(1), query.Blob(2));
    if (!refund.ok()) return refund.status();
    payouts.emplace_back(query.Int(0), *std::move(refund));
  }
  if (!query.status().ok()) return query.status();
  return payouts;
}

}  // namespace levybridge::sqlite
