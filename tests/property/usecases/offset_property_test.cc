// Random lives of one employer whose overpayments are offset, against what must hold whatever
// happened: what is due follows from the rows alone; what is given is received elsewhere; nothing
// is given that is not overpaid and booked; nothing is left lying that an instruction could have
// used; nothing that is owed has been given away.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gateway/usecases/overpayment_uses.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::AssessmentKind;
using domain::Component;
using domain::ComponentBalance;
using domain::Money;
using domain::Obligation;
using domain::OverpaymentUse;
using domain::PaymentLine;
using domain::PaymentType;

constexpr char kUnit[] = "U1";
constexpr char kRegions[] =
    "regions:\n  \"420100\": { name: 武汉市, wuhan-2020-reduction: { already_paid: "
    "offset_or_refund } }\n  \"420106\": { name: 武昌区 }\n";

class RandomOffsets {
 public:
  // Every life begins with a month that is overpaid by 500.00.
  explicit RandomOffsets(uint32_t seed) : random_(seed) {
    Assessment row = Exchange::Row(NewId('A'), kUnit);
    row.fee_period = Period("2020-02");
    SubmitRow(row);
    PaymentLine line = Exchange::Payment(NewId('R'), kUnit, "500.00", "200.00");
    line.fee_period = row.fee_period;
    SubmitLine(line);
    row.kind = AssessmentKind::kReassessment;
    row.supersedes_no = row.assessment_no;
    row.assessment_no = *domain::AssessmentNumber::Parse(NewId('A'));
    row.employer_medical = Money();
    Exchange::Recompute(row, true);
    SubmitRow(row);
  }

  void Step() {
    before_ = All();
    assessed_.clear();
    switch (Pick(10)) {
      case 0:
      case 1:
      case 2:
        Assess();
        break;
      case 3:
      case 4:
        Reassess();
        break;
      case 5:
      case 6:
        Pay();
        break;
      case 7:
        BookOrReverse();
        break;
      case 8:
        Reject();
        break;
      case 9:
        Pick(2) == 0 ? Choose() : Replay();
        break;
    }
  }
  void Check();
  // Over all lives: an offset happened at all, so that the checks had something to look at.
  bool ever_offset() const { return ever_offset_; }

 private:
  int Pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  Money Amount(int most_fen) { return Money::Proven(Pick(most_fen + 1)); }
  std::string NewId(char letter) { return letter + std::to_string(++ids_); }
  const std::string& AnyPeriod() { return periods_[static_cast<size_t>(Pick(5))]; }

  std::map<std::string, Obligation> All() const {
    std::map<std::string, Obligation> all;
    for (const std::string& period : periods_) {
      if (auto found = exchange_.Find(kUnit, period)) all.emplace(period, *std::move(found));
    }
    return all;
  }

  void Submit(Assessment row) {
    const bool again = row.kind == AssessmentKind::kReassessment;
    row.employer_medical = Pick(6) == 0 ? Money() : Amount(again ? 60000 : 200000);
    row.maternity = Amount(20000);
    row.personal = Amount(50000);
    Exchange::Recompute(row, true);
    SubmitRow(row);
  }
  void SubmitRow(const Assessment& row) {
    last_id_ = NewId('B');
    last_rows_ = {row};
    const auto result = exchange_.Submit<Assessment>(last_id_, last_rows_);
    ASSERT_TRUE(result.ok()) << result.status();
    if (result->batch.accepted.rows != 1) return;
    assessed_ = row.fee_period.ToIso();
    rows_.insert_or_assign(assessed_, row);
  }
  void Assess() {
    Assessment row = Exchange::Row(NewId('A'), kUnit);
    row.fee_period = Period(AnyPeriod());
    Submit(row);
  }
  void Reassess() {
    const auto old = rows_.find(AnyPeriod());
    if (old == rows_.end()) return;
    Assessment row = old->second;
    row.assessment_no = *domain::AssessmentNumber::Parse(NewId('A'));
    row.kind = AssessmentKind::kReassessment;
    row.supersedes_no = old->second.assessment_no;
    Submit(row);
  }

  void SubmitLine(const PaymentLine& line) {
    const auto result = exchange_.Submit<PaymentLine>(NewId('P'), {line});
    ASSERT_TRUE(result.ok()) << result.status();
    if (result->batch.accepted.rows == 1) lines_.insert_or_assign(line.id, line);
  }
  void Pay() {
    PaymentLine line = Exchange::Payment(NewId('R'), kUnit, "0.00", "0.00");
    line.fee_period = Period(AnyPeriod());
    line.amounts[Component::kEmployerMedical] = Amount(120000);
    line.amounts[Component::kMaternity] = Amount(20000);
    line.amounts[Component::kPersonal] = Amount(50000);
    if (line.amounts.AllZero()) return;
    if (Pick(3) == 0) line.booked_on.reset();
    SubmitLine(line);
  }
  void BookOrReverse() {
    if (lines_.empty()) return;
    auto at = lines_.begin();
    std::advance(at, Pick(static_cast<int>(lines_.size())));
    PaymentLine line = at->second;
    if (Pick(2) == 0 || line.type == PaymentType::kReversal) {
      if (!line.booked_on) line.booked_on = Date("2020-03-25");
    } else {
      line.reverses = line.id;
      line.id.receipt_no = *domain::ReceiptNumber::Parse(NewId('R'));
      line.type = PaymentType::kReversal;
    }
    SubmitLine(line);
  }
  void Reject() {
    exchange_.PullAll();
    const auto found = before_.find(AnyPeriod());
    if (found == before_.end() || found->second.chains[0].last_known_to_tax == 0) return;
    const domain::InstructionNumber number(found->second.chains[0].last_known_to_tax);
    const auto result =
        exchange_.Submit<domain::InstructionRejection>(NewId('X'), {{number, "E1", ""}});
    ASSERT_TRUE(result.ok()) << result.status();
    refused_.insert(found->first);
  }
  void Choose() {
    usecases::OverpaymentUses uses(exchange_.store(), exchange_.rules());
    const OverpaymentUse use = Pick(2) == 0 ? OverpaymentUse::kRefund : OverpaymentUse::kOffset;
    const domain::ObligationKey key{exchange_.city(), Period(AnyPeriod()),
                                    *domain::UnitCode::Parse(kUnit),
                                    domain::InsuranceType::kEmployeeMedical};
    const auto chosen = uses.Choose(exchange_.agency(), {key, use});
    if (!chosen.ok()) return;
    EXPECT_EQ(chosen->standing.use, use);
  }
  void Replay() {
    exchange_.Restart();
    if (last_rows_.empty()) return;
    const auto again = exchange_.Submit<Assessment>(last_id_, last_rows_);
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_TRUE(again->replayed);
  }

  Money DueOf(const Assessment& row, Component component) const {
    if (component == Component::kEmployerMedical) return row.employer_medical - *row.reduction;
    return component == Component::kMaternity ? row.maternity : row.personal;
  }
  void CheckNothingLeftLying(const std::map<std::string, Obligation>& all, Component component);
  void CheckInstruction(const Obligation& obligation);
  void CheckInForce(const Obligation& obligation);

  std::mt19937 random_;
  const std::vector<std::string> periods_ = {"2020-02", "2020-03", "2020-04", "2020-05", "2020-06"};
  Exchange exchange_{{.city = "420100", .regions = kRegions}};
  int ids_ = 0;
  bool ever_offset_ = false;
  std::map<std::string, Assessment> rows_;  // the live one of each period
  std::map<domain::ReceiptLine, PaymentLine> lines_;
  std::set<std::string> refused_;  // periods of which the tax bureau refused an instruction
  std::map<std::string, Obligation> before_;
  std::string assessed_;  // the period assessed in this step; empty: none
  std::vector<Assessment> last_rows_;
  std::string last_id_;
};

// Whatever the obligation assessed last still owes, no usable overpayment could have paid it.
void RandomOffsets::CheckNothingLeftLying(const std::map<std::string, Obligation>& all,
                                          Component component) {
  const Obligation& target = all.at(assessed_);
  if (target.chains[0].links.back().instruction == 0 || target.chains[0].cancelled) return;
  const ComponentBalance& balance = target.balance(component);
  const Money takes = std::min(balance.Outstanding(), balance.due - balance.offset_received);
  if (takes <= Money()) return;
  ASSERT_TRUE(exchange_.store()
                  .Read([&](const ports::Transaction& store) -> absl::Status {
                    for (const auto& [period, source] : all) {
                      const auto credit = store.offsets().FindCredit(source.key);
                      if (!credit.ok()) return credit.status();
                      if (period == assessed_ || !*credit) continue;
                      if ((*credit)->use() != OverpaymentUse::kOffset) continue;
                      EXPECT_EQ(source.balance(component).Returnable(), Money()) << period;
                    }
                    return absl::OkStatus();
                  })
                  .ok());
}

void RandomOffsets::CheckInstruction(const Obligation& obligation) {
  ASSERT_TRUE(exchange_.store()
                  .Read([&](const ports::Transaction& store) -> absl::Status {
                    for (const int64_t sequence : obligation.chains[0].instructions) {
                      const auto found = store.instructions().Find(sequence);
                      if (!found.ok()) return found.status();
                      const domain::Instruction& issued = **found;
                      EXPECT_GE(issued.payable, issued.personal);
                      EXPECT_LE(issued.offset_applied, issued.amount_after);
                      EXPECT_EQ(issued.payable,
                                issued.amount_after + issued.personal - issued.offset_applied);
                    }
                    return absl::OkStatus();
                  })
                  .ok());
}

// The credit that the tax bureau was told last is the one that stands.
void RandomOffsets::CheckInForce(const Obligation& obligation) {
  const int64_t sequence = obligation.chains[0].last_known_to_tax;
  if (sequence == 0 || refused_.contains(obligation.key.fee_period.ToIso())) return;
  Money received;
  for (const Component component : {Component::kEmployerMedical, Component::kMaternity}) {
    received = received + obligation.balance(component).offset_received;
  }
  ASSERT_TRUE(exchange_.store()
                  .Read([&](const ports::Transaction& store) -> absl::Status {
                    const auto found = store.instructions().Find(sequence);
                    if (!found.ok()) return found.status();
                    EXPECT_EQ((*found)->offset_applied, received) << sequence;
                    return absl::OkStatus();
                  })
                  .ok());
}

void RandomOffsets::Check() {
  ASSERT_EQ(exchange_.LedgerFault(), "");
  ASSERT_EQ(exchange_.StoreFaults(), "");
  const auto all = All();
  for (const Component component :
       {Component::kEmployerMedical, Component::kMaternity, Component::kPersonal}) {
    domain::MoneySum open;  // given and not received
    for (const auto& [period, obligation] : all) {
      SCOPED_TRACE(period + " " + std::string(domain::MachineName(component)));
      const ComponentBalance& balance = obligation.balance(component);
      ASSERT_EQ(balance.due, DueOf(rows_.at(period), component));
      ASSERT_GE(balance.offset_given, Money());
      ASSERT_GE(balance.offset_received, Money());
      open += balance.offset_given;
      open -= balance.offset_received;
      ever_offset_ |= !balance.offset_given.IsZero();
      if (component == Component::kPersonal) {
        ASSERT_EQ(balance.offset_received, Money());
      }
      if (balance.Outstanding() > Money()) {
        ASSERT_EQ(balance.offset_given, Money()) << "owed, and given away";
      }
      const auto earlier = before_.find(period);
      const bool gave = earlier != before_.end() &&
                        earlier->second.balance(component).offset_given < balance.offset_given;
      if (!gave) continue;
      ASSERT_LE(balance.Outstanding(), Money()) << "more was given than was overpaid";
      ASSERT_GE(balance.collected - balance.unbooked, balance.offset_given) << "not booked";
    }
    ASSERT_EQ(static_cast<int64_t>(open.fen()), 0);
    const bool may_be_offset = component != Component::kPersonal;
    if (may_be_offset && !assessed_.empty()) CheckNothingLeftLying(all, component);
  }
  for (const auto& [period, obligation] : all) {
    CheckInstruction(obligation);
    CheckInForce(obligation);
  }
}

class OffsetProperty : public ::testing::TestWithParam<uint32_t> {};

TEST_P(OffsetProperty, WhatIsGivenIsOverpaidBookedAndReceived) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  RandomOffsets life(GetParam());
  for (int step = 0; step < 60; ++step) {
    life.Step();
    if (::testing::Test::HasFailure()) FAIL() << "at step " << step;
    life.Check();
    if (::testing::Test::HasFailure()) FAIL() << "after step " << step;
  }
  EXPECT_TRUE(life.ever_offset());
}

INSTANTIATE_TEST_SUITE_P(Seeds, OffsetProperty, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace levybridge::testing
