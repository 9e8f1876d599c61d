// Random lives of a few employers, against a slow and obvious model of what each owes and has paid.
// The model knows nothing of postings, instructions or months: it adds up what happened.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::AssessmentKind;
using domain::Component;
using domain::ComponentAmounts;
using domain::Money;
using domain::PaymentLine;
using domain::PaymentType;

using Key = std::pair<std::string, std::string>;  // unit, fee period

struct ModelPayment {
  PaymentLine line;
  std::optional<Key> applied_to;
  ComponentAmounts reversed;
};

struct ModelObligation {
  std::map<std::string, ComponentAmounts> live;  // assessment number -> what it makes due
  std::set<std::string> main_slot;               // live regular assessments and their successors
  std::optional<Money> late_fee_fixed;
  bool exists = false;
};

// What every obligation should look like, recomputed from scratch each time it is asked.
class Model {
 public:
  Money Due(const Key& key, Component component) const {
    const ModelObligation& obligation = obligations.at(key);
    Money due;
    for (const auto& [number, amounts] : obligation.live) due = due + amounts[component];
    if (component == Component::kLateFee && obligation.late_fee_fixed) {
      return *obligation.late_fee_fixed;
    }
    const bool by_paying = component == Component::kLateFee || component == Component::kInterest;
    return by_paying ? Collected(key, component) : due;
  }
  Money Collected(const Key& key, Component component) const {
    Money collected;
    for (const auto& [id, payment] : payments) {
      if (payment.applied_to != key) continue;
      collected = collected + Signed(payment.line, component);
    }
    return collected;
  }
  Money Unbooked(const Key& key, Component component) const {
    Money unbooked;
    for (const auto& [id, payment] : payments) {
      if (payment.applied_to != key || payment.line.booked_on) continue;
      unbooked = unbooked + Signed(payment.line, component);
    }
    return unbooked;
  }
  bool HasOutstanding(const Key& key) const {
    for (const Component component : domain::kAllComponents) {
      if (Due(key, component) > Collected(key, component)) return true;
    }
    return false;
  }
  static Money Signed(const PaymentLine& line, Component component) {
    const Money amount = line.amounts[component];
    return line.type == PaymentType::kPayment ? amount : -amount;
  }

  std::map<Key, ModelObligation> obligations;
  std::map<domain::ReceiptLine, ModelPayment> payments;
};

class RandomLife {
 public:
  explicit RandomLife(uint32_t seed) : random_(seed) {
    for (const std::string& unit : units_) {
      for (const std::string& period : periods_) model_.obligations[{unit, period}] = {};
    }
  }

  void Step() {
    switch (Pick(9)) {
      case 0:
      case 1:
        Assess();
        break;
      case 2:
        Reassess();
        break;
      case 3:
      case 4:
        Pay();
        break;
      case 5:
        Reverse();
        break;
      case 6:
        BookLater();
        break;
      case 7:
        CorrectLateFee();
        break;
      case 8:
        Replay();
        break;
    }
  }
  void Check() const;

 private:
  int Pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  Money Amount(int most_fen) { return Money::Proven(Pick(most_fen + 1)); }
  const std::string& AnyUnit() { return units_[static_cast<size_t>(Pick(3))]; }
  const std::string& AnyPeriod() { return periods_[static_cast<size_t>(Pick(2))]; }
  std::string NewId(char letter) { return letter + std::to_string(++ids_); }

  Assessment RandomRow(const Key& key) {
    Assessment row = Exchange::Row(NewId('A'), key.first);
    row.fee_period = Period(key.second);
    row.employer_medical = Amount(200000);
    row.maternity = Amount(5000);
    row.personal = Amount(50000);
    Exchange::Recompute(row, key.second == "2020-03");
    return row;
  }
  static ComponentAmounts DueOf(const Assessment& row) {
    ComponentAmounts due;
    due[Component::kEmployerMedical] = row.employer_medical - *row.reduction;
    due[Component::kMaternity] = row.maternity;
    due[Component::kPersonal] = row.personal;
    return due;
  }
  bool SubmitRow(const Assessment& row) {
    last_assessments_ = {row};
    last_id_ = NewId('B');
    const auto result = exchange_.Submit<Assessment>(last_id_, last_assessments_);
    EXPECT_TRUE(result.ok()) << result.status();
    return result->batch.accepted.rows == 1;
  }
  // Money that waited for this obligation is applied as soon as an instruction is issued for it.
  void ApplyWaiting(const Key& key, const Assessment& row) {
    if (DueOf(row).AllZero() && !instructed_.contains(key)) return;
    instructed_.insert(key);
    for (auto& [id, payment] : model_.payments) {
      const bool named = payment.line.unit_code->value() == key.first &&
                         payment.line.fee_period->ToIso() == key.second;
      if (payment.applied_to || !named || payment.line.type != PaymentType::kPayment) continue;
      if (payment.line.amounts == payment.reversed) continue;
      payment.applied_to = key;
      for (auto& [other_id, other] : model_.payments) {
        if (other.line.reverses == id) other.applied_to = key;
      }
    }
  }

  void Assess() {
    const Key key{AnyUnit(), AnyPeriod()};
    Assessment row = RandomRow(key);
    const bool back = Pick(4) == 0;
    if (back) row.kind = AssessmentKind::kBackPayment;
    ModelObligation& obligation = model_.obligations[key];
    const bool expected = back || obligation.main_slot.empty();
    ASSERT_EQ(SubmitRow(row), expected);
    if (!expected) return;
    obligation.exists = true;
    obligation.live[row.assessment_no.value()] = DueOf(row);
    if (!back) obligation.main_slot.insert(row.assessment_no.value());
    rows_.insert_or_assign(row.assessment_no.value(), row);
    ApplyWaiting(key, row);
  }

  void Reassess() {
    if (rows_.empty()) return;
    auto at = rows_.begin();
    std::advance(at, Pick(static_cast<int>(rows_.size())));
    const Assessment old = at->second;
    const Key key{old.unit_code.value(), old.fee_period.ToIso()};
    Assessment row = RandomRow(key);
    row.kind = AssessmentKind::kReassessment;
    row.supersedes_no = old.assessment_no;
    if (Pick(5) == 0) {
      row.employer_medical = row.maternity = row.personal = Money();
      Exchange::Recompute(row, false);
    }
    ModelObligation& obligation = model_.obligations[key];
    const bool expected = obligation.live.contains(old.assessment_no.value());
    ASSERT_EQ(SubmitRow(row), expected);
    if (!expected) return;
    obligation.live.erase(old.assessment_no.value());
    obligation.live[row.assessment_no.value()] = DueOf(row);
    if (obligation.main_slot.erase(old.assessment_no.value()) > 0) {
      obligation.main_slot.insert(row.assessment_no.value());
    }
    rows_.insert_or_assign(row.assessment_no.value(), row);
    ApplyWaiting(key, row);
  }

  void Submit(const std::vector<PaymentLine>& lines, int64_t accepted) {
    last_payments_ = lines;
    last_payment_id_ = NewId('P');
    const auto result = exchange_.Submit<PaymentLine>(last_payment_id_, lines);
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.accepted.rows, accepted);
  }

  void Pay() {
    const Key key{AnyUnit(), AnyPeriod()};
    PaymentLine line = Exchange::Payment(NewId('R'), key.first, "0.00", "0.00");
    line.fee_period = Period(key.second);
    for (const Component component : domain::kAllComponents) {
      line.amounts[component] = Amount(30000);
    }
    if (line.amounts.AllZero()) line.amounts[Component::kPersonal] = Yuan("0.01");
    if (Pick(3) == 0) line.booked_on.reset();
    const bool applies = model_.obligations[key].exists && model_.HasOutstanding(key);
    Submit({line}, 1);
    model_.payments.insert_or_assign(
        line.id, ModelPayment{line, applies ? std::optional(key) : std::nullopt, {}});
  }

  ModelPayment* AnyPayment(PaymentType type) {
    std::vector<ModelPayment*> candidates;
    for (auto& [id, payment] : model_.payments) {
      if (payment.line.type == type) candidates.push_back(&payment);
    }
    if (candidates.empty()) return nullptr;
    return candidates[static_cast<size_t>(Pick(static_cast<int>(candidates.size())))];
  }

  void Reverse() {
    ModelPayment* original = AnyPayment(PaymentType::kPayment);
    if (original == nullptr) return;
    PaymentLine line = original->line;
    line.id.receipt_no = *domain::ReceiptNumber::Parse(NewId('R'));
    line.type = PaymentType::kReversal;
    line.reverses = original->line.id;
    bool fits = true;
    for (const Component component : domain::kAllComponents) {
      const Money left = original->line.amounts[component] - original->reversed[component];
      line.amounts[component] = Pick(2) == 0 ? left : Amount(static_cast<int>(left.fen()) + 1);
      fits &= line.amounts[component] <= left;
    }
    if (line.amounts.AllZero()) return;
    Submit({line}, fits ? 1 : 0);
    if (!fits) return;
    for (const Component component : domain::kAllComponents) {
      original->reversed[component] = original->reversed[component] + line.amounts[component];
    }
    const std::optional<Key> applied_to = original->applied_to;
    model_.payments.insert_or_assign(line.id, ModelPayment{line, applied_to, {}});
  }

  void BookLater() {
    ModelPayment* payment =
        AnyPayment(Pick(2) == 0 ? PaymentType::kPayment : PaymentType::kReversal);
    if (payment == nullptr) return;
    PaymentLine line = payment->line;
    if (!line.booked_on) line.booked_on = Date("2020-03-25");
    Submit({line}, 1);
    payment->line.booked_on = line.booked_on;
  }

  void CorrectLateFee() {
    const Key key{AnyUnit(), AnyPeriod()};
    const domain::LateFeeCorrection row{
        *domain::UnitCode::Parse(key.first), *domain::RegionCode::FromNumber(420106),
        domain::InsuranceType::kEmployeeMedical, Period(key.second), Amount(20000)};
    const auto result = exchange_.Submit<domain::LateFeeCorrection>(NewId('L'), {row});
    ASSERT_TRUE(result.ok()) << result.status();
    ModelObligation& obligation = model_.obligations[key];
    ASSERT_EQ(result->batch.accepted.rows, obligation.exists ? 1 : 0);
    if (obligation.exists) obligation.late_fee_fixed = row.late_fee_due;
  }

  // The last file once more, under its own id and under a new one, across a restart.
  void Replay() {
    exchange_.Restart();
    if (!last_assessments_.empty()) {
      const auto again = exchange_.Submit<Assessment>(last_id_, last_assessments_);
      ASSERT_TRUE(again.ok()) << again.status();
      ASSERT_TRUE(again->replayed);
    }
    if (!last_payments_.empty()) {
      const auto again = exchange_.Submit<PaymentLine>(last_payment_id_, last_payments_);
      ASSERT_TRUE(again.ok()) << again.status();
      ASSERT_TRUE(again->replayed);
    }
  }

  std::mt19937 random_;
  const std::vector<std::string> units_ = {"U1", "U2", "U3"};
  const std::vector<std::string> periods_ = {"2020-03", "2019-12"};
  Exchange exchange_;
  Model model_;
  int ids_ = 0;
  std::map<std::string, Assessment> rows_;
  std::set<Key> instructed_;
  std::vector<Assessment> last_assessments_;
  std::vector<PaymentLine> last_payments_;
  std::string last_id_;
  std::string last_payment_id_;
};

void RandomLife::Check() const {
  ASSERT_EQ(exchange_.LedgerFault(), "");
  for (const auto& [key, expected] : model_.obligations) {
    const auto obligation = exchange_.Find(key.first, key.second);
    ASSERT_EQ(obligation.has_value(), expected.exists) << key.first << " " << key.second;
    if (!obligation) continue;
    for (const Component component : domain::kAllComponents) {
      const domain::ComponentBalance& balance = obligation->balance(component);
      SCOPED_TRACE(key.first + " " + key.second + " " +
                   std::string(domain::MachineName(component)));
      ASSERT_EQ(balance.due.fen(), model_.Due(key, component).fen());
      ASSERT_EQ(balance.collected.fen(), model_.Collected(key, component).fen());
      ASSERT_EQ(balance.unbooked.fen(), model_.Unbooked(key, component).fen());
    }
  }
}

class LedgerProperty : public ::testing::TestWithParam<uint32_t> {};

TEST_P(LedgerProperty, WhatIsStoredIsWhatHappened) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  RandomLife life(GetParam());
  for (int step = 0; step < 60; ++step) {
    life.Step();
    if (::testing::Test::HasFatalFailure()) FAIL() << "at step " << step;
    life.Check();
    if (::testing::Test::HasFatalFailure()) FAIL() << "after step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LedgerProperty, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace levybridge::testing
