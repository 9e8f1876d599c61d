// Random lives of deferrals, against a slow and obvious model. The model knows nothing of postings,
// chains or instructions' order: it keeps what is due, what the main instruction asks for, what the
// parts ask for and what is held, by adding up the instructions as the tax bureau would.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::Component;
using domain::ComponentAmounts;
using domain::Instruction;
using domain::InstructionAction;
using domain::Money;

struct ModelEmployer {
  std::optional<bool> listed;  // what the joint list says of it: may it defer?
  std::string live;            // number of its live assessment; empty: none
  ComponentAmounts due;
  bool deferred = false;
  ComponentAmounts passed_on;  // of the employer's share, by deferred_due instructions
  ComponentAmounts returned;   // not deferred any more, for it was collected already
};

// What the tax bureau has to collect, from the instructions alone.
class TaxBook {
 public:
  void Take(const Instruction& instruction) {
    if (instruction.replaces_sequence != 0) standing_.erase(instruction.replaces_sequence);
    if (instruction.action != InstructionAction::kCancel) {
      standing_.insert_or_assign(instruction.sequence, instruction);
    }
  }
  ComponentAmounts AskedFor(const std::string& unit) const {
    ComponentAmounts sum;
    for (const auto& [sequence, instruction] : standing_) {
      if (instruction.unit_code.value() != unit) continue;
      ComponentAmounts amounts;
      amounts[Component::kEmployerMedical] = instruction.employer_medical_after;
      amounts[Component::kMaternity] = instruction.maternity;
      amounts[Component::kPersonal] = instruction.personal;
      sum = Plus(sum, amounts);
    }
    return sum;
  }

 private:
  std::map<int64_t, Instruction> standing_;
};

class RandomDeferrals {
 public:
  explicit RandomDeferrals(uint32_t seed) : random_(seed) { SetDay(); }

  void Step() {
    switch (Pick(9)) {
      case 0:
      case 1:
        Assess();
        break;
      case 2:
      case 3:
        Reassess();
        break;
      case 4:
        MemberLeaves();
        break;
      case 5:
        MakeUpEarly();
        break;
      case 6:
        Pay();
        break;
      case 7:
        PassDays();
        break;
      case 8:
        ListEmployer();
        break;
    }
  }

  void Check() {
    Pull();
    ASSERT_EQ(exchange_.LedgerFault(), "");
    ASSERT_EQ(exchange_.VerifyFault(), "");
    for (const auto& [unit, employer] : employers_) {
      if (employer.live.empty()) continue;
      SCOPED_TRACE(unit + " on " + exchange_.business_date.ToIso());
      const auto obligation = exchange_.Find(KeyOf(unit));
      ASSERT_TRUE(obligation);
      const ComponentAmounts asked_for = tax_book_.AskedFor(unit);
      for (const Component component : domain::kAllComponents) {
        const Money deferred = obligation->balance(component).deferred;
        ASSERT_EQ(obligation->balance(component).due.fen(), employer.due[component].fen());
        ASSERT_EQ((asked_for[component] + deferred).fen(), employer.due[component].fen())
            << domain::MachineName(component);
        ASSERT_EQ(deferred.fen(), Held(employer, component).fen());
      }
    }
  }

 private:
  static Money Held(const ModelEmployer& employer, Component component) {
    const bool deferrable =
        component == Component::kEmployerMedical || component == Component::kMaternity;
    if (!employer.deferred || !deferrable) return Money();
    return std::max(Money(), employer.due[component] - employer.passed_on[component] -
                                 employer.returned[component]);
  }
  int Pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  Money Amount(int most_fen) { return Money::Proven(Pick(most_fen + 1)); }
  std::string AnyUnit() { return "N" + std::to_string(Pick(4)); }
  std::string NewId(char letter) { return letter + std::to_string(++ids_); }
  domain::ObligationKey KeyOf(const std::string& unit) const {
    return {area_, Period("2022-07"), *domain::UnitCode::Parse(unit),
            domain::InsuranceType::kEmployeeMedical};
  }
  void SetDay() {
    exchange_.clock.Set(*domain::CivilDate::FromDays(day_));
    exchange_.business_date = *domain::CivilDate::FromDays(day_);
  }
  template <class RowType>
  int64_t Submit(const RowType& row, const domain::PartyId& party) {
    domain::BatchHeader header = exchange_.Header<RowType>(NewId('B'));
    header.party = party;
    const auto result = exchange_.SubmitBatch<RowType>(header, {row});
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? result->batch.accepted.rows : -1;
  }
  void Pull() {
    for (const Instruction& instruction : exchange_.PullAll(tax_)) tax_book_.Take(instruction);
  }

  Assessment RandomRow(const std::string& unit, bool deferred) {
    Assessment row = Exchange::Row(NewId('A'), unit);
    row.region = *domain::RegionCode::FromNumber(320613);
    row.fee_period = Period("2022-07");
    row.applied_on.reset();
    row.unit_type =
        deferred ? domain::UnitType::kEnterpriseSmall : domain::UnitType::kEnterpriseLarge;
    row.employer_medical = Amount(100000);
    row.maternity = Amount(7000);
    row.personal = Amount(20000);
    if (Pick(8) == 0) row.employer_medical = row.maternity = row.personal = Money();
    Exchange::Recompute(row, false);
    return row;
  }
  void Took(const Assessment& row, bool deferred, ModelEmployer& employer) {
    employer.live = row.assessment_no.value();
    employer.deferred = employer.listed.value_or(deferred);
    employer.due[Component::kEmployerMedical] = row.employer_medical;
    employer.due[Component::kMaternity] = row.maternity;
    employer.due[Component::kPersonal] = row.personal;
    employer.passed_on = Least(employer.passed_on, employer.due);
    employer.returned = {};
  }

  void Assess() {
    const std::string unit = AnyUnit();
    ModelEmployer& employer = employers_[unit];
    const bool deferred = Pick(4) != 0;
    Assessment row = RandomRow(unit, deferred);
    if (row.amount_before.IsZero() && row.personal.IsZero()) return;
    ASSERT_EQ(Submit(row, agency_), employer.live.empty() ? 1 : 0);
    if (employer.live.empty()) Took(row, deferred, employer);
  }
  void Reassess() {
    const std::string unit = AnyUnit();
    ModelEmployer& employer = employers_[unit];
    if (employer.live.empty()) return;
    const bool deferred = Pick(4) != 0;
    Assessment row = RandomRow(unit, deferred);
    row.kind = domain::AssessmentKind::kReassessment;
    row.supersedes_no = domain::AssessmentNumber::Parse(employer.live);
    ASSERT_EQ(Submit(row, agency_), 1);
    Took(row, deferred, employer);
  }
  // The list goes before the declared type. Nothing is held any more after the last day.
  void ListEmployer() {
    const std::string unit = AnyUnit();
    ModelEmployer& employer = employers_[unit];
    const bool may = Pick(2) == 0;
    const domain::EligibleEmployer row{
        *domain::UnitCode::Parse(unit), *domain::RegionCode::FromNumber(320613),
        may ? domain::UnitType::kEnterpriseSmall : domain::UnitType::kEnterpriseLarge,
        domain::EligibleSource::kJointList, *Date("2022-01-01").PlusDays(++lists_)};
    ASSERT_EQ(Submit(row, agency_), 1);
    employer.listed = may;
    if (employer.live.empty() || employer.deferred == may) return;
    if (may && exchange_.business_date > Date("2022-12-31")) return;
    employer.deferred = may;
    employer.returned = {};
  }
  void MemberLeaves() {
    const std::string unit = AnyUnit();
    ModelEmployer& employer = employers_[unit];
    const Money medical = Amount(20000);
    const Money maternity = Amount(1500);
    const domain::MemberEvent row{*domain::UnitCode::Parse(unit),
                                  *domain::RegionCode::FromNumber(320613),
                                  Period("2022-07"),
                                  *domain::MemberRef::Parse(NewId('M')),
                                  domain::MemberTrigger::kLeft,
                                  exchange_.business_date,
                                  medical,
                                  maternity};
    const bool fits = (medical > Money() || maternity > Money()) && !employer.live.empty() &&
                      medical <= Held(employer, Component::kEmployerMedical) &&
                      maternity <= Held(employer, Component::kMaternity);
    const ComponentAmounts overpaid = OverpaidBy(unit);
    ASSERT_EQ(Submit(row, agency_), fits ? 1 : 0);
    if (!fits) return;
    PassOn(employer, Component::kEmployerMedical, medical, overpaid);
    PassOn(employer, Component::kMaternity, maternity, overpaid);
  }
  ComponentAmounts OverpaidBy(const std::string& unit) const {
    ComponentAmounts overpaid;
    const auto obligation = exchange_.Find(KeyOf(unit));
    if (!obligation) return overpaid;
    for (const Component component : domain::kAllComponents) {
      overpaid[component] = obligation->balance(component).Overpaid();
    }
    return overpaid;
  }
  static void PassOn(ModelEmployer& employer, Component component, Money amount,
                     const ComponentAmounts& overpaid) {
    const Money covered = std::min(amount, overpaid[component]);
    employer.returned[component] = employer.returned[component] + covered;
    employer.passed_on[component] = employer.passed_on[component] + (amount - covered);
  }
  static void PassAllOn(ModelEmployer& employer, const ComponentAmounts& overpaid) {
    for (const Component component : {Component::kEmployerMedical, Component::kMaternity}) {
      PassOn(employer, component, Held(employer, component), overpaid);
    }
  }
  void MakeUpEarly() {
    const std::string unit = AnyUnit();
    ModelEmployer& employer = employers_[unit];
    const Money held =
        Held(employer, Component::kEmployerMedical) + Held(employer, Component::kMaternity);
    const ComponentAmounts overpaid = OverpaidBy(unit);
    const auto result = exchange_.make_up().MakeUpEarly({agency_,
                                                         NewId('Q'),
                                                         *domain::UnitCode::Parse(unit),
                                                         *domain::RegionCode::FromNumber(320613),
                                                         {}});
    ASSERT_EQ(result.ok(), held > Money()) << result.status();
    if (result.ok()) PassAllOn(employer, overpaid);
  }
  // Money changes nothing of what is due, asked for or held.
  void Pay() {
    domain::PaymentLine line = Exchange::Payment(NewId('R'), AnyUnit(), "1.00", "1.00");
    line.region = *domain::RegionCode::FromNumber(320613);
    line.fee_period = Period("2022-07");
    line.amounts[Component::kEmployerMedical] = Amount(50000);
    line.paid_on = exchange_.business_date;
    line.booked_on = exchange_.business_date;
    ASSERT_EQ(Submit(line, tax_), 1);
  }
  void PassDays() {
    day_ += Pick(40);
    day_ = std::min(day_, Date("2023-03-31").days());
    SetDay();
    if (Pick(3) == 0) exchange_.Restart();
    std::map<std::string, ComponentAmounts> overpaid;
    for (const auto& [unit, employer] : employers_) overpaid[unit] = OverpaidBy(unit);
    const auto run = exchange_.make_up(1 + Pick(3)).RunDue(exchange_.business_date);
    ASSERT_TRUE(run.ok()) << run.status();
    if (exchange_.business_date < Date("2022-12-01")) {
      ASSERT_EQ(run->issued, 0);
      return;
    }
    for (auto& [unit, employer] : employers_) PassAllOn(employer, overpaid[unit]);
  }

  std::mt19937 random_;
  Exchange exchange_;
  const domain::PartyId agency_ =
      *domain::PartyId::ParseUri("urn:levybridge:party:agency:320600:agency");
  const domain::PartyId tax_ = *domain::PartyId::ParseUri("urn:levybridge:party:tax:320600:tax");
  const domain::PoolingArea area_{*domain::RegionCode::FromNumber(320600)};
  std::map<std::string, ModelEmployer> employers_;
  TaxBook tax_book_;
  int32_t day_ = Date("2022-07-15").days();
  int ids_ = 0;
  int lists_ = 0;
};

class DeferralProperty : public ::testing::TestWithParam<uint32_t> {};

TEST_P(DeferralProperty, WhatIsAskedForAndWhatIsHeldMakeWhatIsDue) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  RandomDeferrals life(GetParam());
  for (int step = 0; step < 50; ++step) {
    life.Step();
    if (::testing::Test::HasFatalFailure()) FAIL() << "at step " << step;
    life.Check();
    if (::testing::Test::HasFatalFailure()) FAIL() << "after step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeferralProperty, ::testing::Range(1u, 16u));

}  // namespace
}  // namespace levybridge::testing
