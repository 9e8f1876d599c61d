#include "adapters/sqlite/payments.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/payment_fields.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

Query& BindPaymentKey(Query& query, const domain::PaymentKey& key) {
  return query.Bind(int64_t{key.pooling_area.region.number()})
      .Bind(key.id.receipt_no.value())
      .Bind(int64_t{key.id.line_no});
}

domain::PaymentKey KeyOf(const domain::Payment& payment) {
  return {payment.pooling_area, payment.line.id};
}

absl::Status DamagedPayment(int64_t area, std::string_view receipt, int64_t line) {
  return Damaged("payment", absl::StrCat(area, "/", std::string(receipt), "/", line));
}

absl::StatusOr<domain::Payment> ReadPayment(const domain::PaymentKey& key, std::string_view value) {
  auto payment = DecodeValue<domain::Payment>(value);
  if (!payment || KeyOf(*payment) != key) {
    return DamagedPayment(key.pooling_area.region.number(), key.id.receipt_no.value(),
                          key.id.line_no);
  }
  return *std::move(payment);
}

// Rows of pooling_area, receipt, line, value.
absl::StatusOr<std::vector<domain::Payment>> Collect(Query& query) {
  std::vector<domain::Payment> payments;
  while (query.Next()) {
    const auto area = ReadPoolingArea(query.Int(0));
    auto receipt = domain::ReceiptNumber::Parse(query.Blob(1));
    const int64_t line = query.Int(2);
    if (!area || !receipt || line < 0 || line > INT32_MAX) {
      return DamagedPayment(query.Int(0), query.Blob(1), line);
    }
    auto payment =
        ReadPayment({*area, {*std::move(receipt), static_cast<int32_t>(line)}}, query.Blob(3));
    if (!payment.ok()) return payment.status();
    payments.push_back(*std::move(payment));
  }
  if (!query.status().ok()) return query.status();
  return payments;
}

// What an unapplied line says it is for, when it says so completely.
std::optional<domain::ObligationKey> NamedObligation(const domain::Payment& payment) {
  if (!payment.line.unit_code || !payment.line.fee_period) return std::nullopt;
  return domain::ObligationKey{payment.pooling_area, *payment.line.fee_period,
                               *payment.line.unit_code, payment.line.insurance_type};
}

// One change of the three key tables; the statements come in pairs of insert and delete.
class KeyTables {
 public:
  explicit KeyTables(Connection& connection) : connection_(connection) {}

  absl::Status Add(const domain::Payment& payment) {
    return Change(payment, "INSERT INTO payment_applied VALUES(?,?,?,?,?,?,?)",
                  "INSERT INTO payment_unapplied VALUES(?,?,?)",
                  "INSERT INTO payment_unapplied_for VALUES(?,?,?,?,?,?)");
  }
  absl::Status Remove(const domain::Payment& payment) {
    return Change(payment,
                  "DELETE FROM payment_applied WHERE pooling_area=? AND fee_period=? AND"
                  " unit_code=? AND insurance_type=? AND payment_area=? AND receipt=? AND line=?",
                  "DELETE FROM payment_unapplied WHERE pooling_area=? AND receipt=? AND line=?",
                  "DELETE FROM payment_unapplied_for WHERE pooling_area=? AND fee_period=? AND"
                  " unit_code=? AND insurance_type=? AND receipt=? AND line=?");
  }

 private:
  absl::Status Change(const domain::Payment& payment, const char* applied, const char* unapplied,
                      const char* unapplied_for) {
    const domain::PaymentKey key = KeyOf(payment);
    if (payment.applied_to) {
      Query query(connection_, applied);
      return BindPaymentKey(BindKey(query, *payment.applied_to), key).Run();
    }
    if (!ports::IsUnapplied(payment)) return absl::OkStatus();
    Query query(connection_, unapplied);
    if (absl::Status status = BindPaymentKey(query, key).Run(); !status.ok()) return status;
    const auto named = NamedObligation(payment);
    if (!named) return absl::OkStatus();
    Query named_query(connection_, unapplied_for);
    return BindKey(named_query, *named)
        .Bind(key.id.receipt_no.value())
        .Bind(int64_t{key.id.line_no})
        .Run();
  }

  Connection& connection_;
};

}  // namespace

absl::StatusOr<std::vector<std::optional<domain::Payment>>> SqlitePayments::Find(
    absl::Span<const domain::PaymentKey> keys) const {
  std::vector<std::optional<domain::Payment>> found(keys.size());
  Query query(connection_,
              "SELECT value FROM payment WHERE pooling_area=? AND receipt=? AND line=?");
  for (size_t i = 0; i < keys.size(); ++i) {
    if (BindPaymentKey(query, keys[i]).Next()) {
      auto payment = ReadPayment(keys[i], query.Blob(0));
      if (!payment.ok()) return payment.status();
      found[i] = *std::move(payment);
    }
    if (!query.status().ok()) return query.status();
    query.Reset();
  }
  return found;
}

absl::Status SqlitePayments::Put(absl::Span<const domain::Payment> payments) {
  KeyTables key_tables(connection_);
  Query put(connection_,
            "INSERT OR REPLACE INTO payment(pooling_area, receipt, line, value) VALUES(?,?,?,?)");
  std::string value;
  for (const domain::Payment& payment : payments) {
    const domain::PaymentKey key = KeyOf(payment);
    const auto before = Find({&key, 1});
    if (!before.ok()) return before.status();
    if (const auto& old = before->front(); old) {
      if (absl::Status status = key_tables.Remove(*old); !status.ok()) return status;
    }
    if (absl::Status status = key_tables.Add(payment); !status.ok()) return status;
    EncodeValue(payment, value);
    absl::Status status = BindPaymentKey(put, key).Bind(value).Run();
    if (!status.ok()) return status;
  }
  return put.status();
}

absl::StatusOr<std::vector<domain::Payment>> SqlitePayments::ListUnapplied(
    domain::PoolingArea pooling_area, const std::optional<domain::PaymentKey>& after,
    int32_t limit) const {
  if (after && after->pooling_area > pooling_area) return std::vector<domain::Payment>();
  const bool inside = after && after->pooling_area == pooling_area;
  Query query(connection_,
              "SELECT pooling_area, receipt, line, value FROM payment_unapplied JOIN payment"
              " USING(pooling_area, receipt, line)"
              " WHERE pooling_area=? AND (receipt, line) > (?,?)"
              " ORDER BY pooling_area, receipt, line LIMIT ?");
  query.Bind(int64_t{pooling_area.region.number()})
      .Bind(inside ? std::string_view(after->id.receipt_no.value()) : std::string_view())
      .Bind(inside ? int64_t{after->id.line_no} : -1)
      .Bind(int64_t{limit});
  return Collect(query);
}

absl::StatusOr<std::vector<domain::Payment>> SqlitePayments::UnappliedFor(
    const domain::ObligationKey& key) const {
  Query query(connection_,
              "SELECT pooling_area, receipt, line, value FROM payment_unapplied_for AS named"
              " JOIN payment USING(pooling_area, receipt, line) WHERE named.pooling_area=?"
              " AND named.fee_period=? AND named.unit_code=? AND named.insurance_type=?"
              " ORDER BY receipt, line");
  BindKey(query, key);
  return Collect(query);
}

absl::StatusOr<bool> SqlitePayments::HasUnapplied(domain::PoolingArea pooling_area) const {
  Query query(connection_, "SELECT 1 FROM payment_unapplied WHERE pooling_area=? LIMIT 1");
  const bool any = query.Bind(int64_t{pooling_area.region.number()}).Next();
  if (!query.status().ok()) return query.status();
  return any;
}

absl::StatusOr<std::vector<domain::Payment>> SqlitePayments::AppliedTo(
    const domain::ObligationKey& key) const {
  Query query(connection_,
              "SELECT payment.pooling_area, payment.receipt, payment.line, payment.value"
              " FROM payment_applied AS applied JOIN payment ON"
              " payment.pooling_area=applied.payment_area AND payment.receipt=applied.receipt"
              " AND payment.line=applied.line WHERE applied.pooling_area=?"
              " AND applied.fee_period=? AND applied.unit_code=? AND applied.insurance_type=?"
              " ORDER BY applied.receipt, applied.line");
  BindKey(query, key);
  return Collect(query);
}

}  // namespace levybridge::sqlite
