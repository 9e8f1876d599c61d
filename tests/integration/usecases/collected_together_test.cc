// February 2020 in Jiangsu: what was not paid then is collected together with March, without a late
// fee (苏医保发〔2020〕14号 四(四)).
#include <gtest/gtest.h>

#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::Instruction;
using domain::InstructionAction;

class CollectedTogether : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(exchange_.LedgerFault(), ""); }

  static Assessment February(std::string_view number, std::string_view unit, bool halved) {
    Assessment row = Exchange::Row(number, unit);
    row.region = *domain::RegionCode::FromNumber(320613);
    row.fee_period = Period("2020-02");
    row.applied_on.reset();
    Exchange::Recompute(row, halved);
    return row;
  }
  static Assessment Reassessed(const Assessment& old, std::string_view number) {
    Assessment row = old;
    row.kind = domain::AssessmentKind::kReassessment;
    row.assessment_no = *domain::AssessmentNumber::Parse(number);
    row.supersedes_no = old.assessment_no;
    return row;
  }
  void Submit(std::string_view id, std::string_view day, const std::vector<Assessment>& rows) {
    exchange_.business_date = Date(day);
    domain::BatchHeader header = exchange_.Header<Assessment>(id);
    header.party = agency_;
    const auto finished = exchange_.SubmitBatch<Assessment>(header, rows);
    ASSERT_TRUE(finished.ok()) << finished.status();
    ASSERT_EQ(finished->batch.rejected.rows, 0);
  }
  void Pay(std::string_view unit) {
    domain::PaymentLine line = Exchange::Payment("R1", unit, "500.00", "200.00");
    line.region = *domain::RegionCode::FromNumber(320613);
    line.fee_period = Period("2020-02");
    line.amounts[domain::Component::kMaternity] = Yuan("70.00");
    domain::BatchHeader header = exchange_.Header<domain::PaymentLine>("P1");
    header.party = tax_;
    const auto finished = exchange_.SubmitBatch<domain::PaymentLine>(header, {line});
    ASSERT_TRUE(finished.ok()) << finished.status();
    ASSERT_EQ(finished->batch.warnings, 0);
  }
  // The newest instruction of all.
  Instruction Newest() {
    auto page = exchange_.delivery().ReadPage(tax_, 0, 100);
    EXPECT_TRUE(page.ok()) << page.status();
    return exchange_.InstructionsOf(*page).back();
  }

  Exchange exchange_;
  const domain::PartyId agency_ =
      *domain::PartyId::ParseUri("urn:levybridge:party:agency:320600:nantong-agency");
  const domain::PartyId tax_ =
      *domain::PartyId::ParseUri("urn:levybridge:party:tax:320600:nantong-tax");
};

TEST_F(CollectedTogether, UnpaidFebruaryIsDueWithMarchWithoutALateFee) {
  const Assessment row = February("A1", "N1", true);
  Submit("B1", "2020-03-10", {row});
  EXPECT_EQ(Newest().due_on, Date("2020-03-25"));
  EXPECT_TRUE(Newest().late_fee_waived);
}

TEST_F(CollectedTogether, AReassessmentOfWhatIsUnpaidIsDueWithMarchToo) {
  const Assessment row = February("A1", "N1", true);
  Submit("B1", "2020-02-10", {row});
  Submit("B2", "2020-03-12", {Reassessed(row, "A2")});
  EXPECT_EQ(Newest().action, InstructionAction::kAdjust);
  EXPECT_EQ(Newest().due_on, Date("2020-03-25"));
  EXPECT_TRUE(Newest().late_fee_waived);
}

TEST_F(CollectedTogether, WhatWasPaidInFebruaryKeepsItsOwnDueDate) {
  const Assessment row = February("A1", "N1", true);
  Submit("B1", "2020-02-10", {row});
  Pay("N1");
  Submit("B2", "2020-03-12", {Reassessed(row, "A2")});
  EXPECT_EQ(Newest().due_on, Date("2020-04-30"));
  EXPECT_FALSE(Newest().late_fee_waived);
}

TEST_F(CollectedTogether, MarchItselfBearsItsLateFee) {
  Assessment row = February("A1", "N1", true);
  row.fee_period = Period("2020-03");
  Submit("B1", "2020-03-10", {row});
  EXPECT_EQ(Newest().due_on, Date("2020-03-25"));
  EXPECT_FALSE(Newest().late_fee_waived);
}

}  // namespace
}  // namespace levybridge::testing
