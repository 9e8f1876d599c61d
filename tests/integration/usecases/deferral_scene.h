// The scene of the deferral tests: one city's agency and tax bureau, and days that pass.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/usecases/check_clearance.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {

class DeferralScene : public ::testing::Test {
 protected:
  DeferralScene(std::string_view city, uint32_t district)
      : agency_(*domain::PartyId::ParseUri("urn:levybridge:party:agency:" + std::string(city) +
                                           ":agency")),
        tax_(*domain::PartyId::ParseUri("urn:levybridge:party:tax:" + std::string(city) + ":tax")),
        area_{*domain::RegionCode::Parse(city)},
        district_(*domain::RegionCode::FromNumber(district)) {}
  void TearDown() override {
    EXPECT_EQ(exchange_.LedgerFault(), "");
    EXPECT_EQ(exchange_.VerifyFault(), "");
  }

  void On(std::string_view date) {
    exchange_.clock.Set(Date(date));
    exchange_.business_date = Date(date);
  }
  // May to July 2020, deferred on application until the end of October.
  domain::DeferralEntry Granted(std::string_view unit) const {
    return {
        .unit_code = domain::UnitCode::Parse(unit).value(),
        .region = district_,
        .first_fee_period = Period("2020-05"),
        .last_fee_period = Period("2020-07"),
        .deferred_until = Date("2020-10-31"),
        .filed_on = Date("2020-05-04"),
        .applied_on = {},
        .approved_on = {},
        .copied_to_tax_on = {},
        .documents = {{"书面申请", domain::Sha256Of("a")}, {"资产负债表", domain::Sha256Of("b")}}};
  }
  domain::CivilDate Today() const { return exchange_.business_date; }
  domain::ObligationKey Key(std::string_view unit, std::string_view period) const {
    return {area_, Period(period), domain::UnitCode::Parse(unit).value(),
            domain::InsuranceType::kEmployeeMedical};
  }
  // A small enterprise's row: 1000.00 medical, 70.00 maternity, 200.00 personal, nothing reduced.
  domain::Assessment Row(std::string_view number, std::string_view unit, std::string_view period,
                         std::string_view medical = "1000.00") const {
    domain::Assessment row = Exchange::Row(number, unit, medical);
    row.region = district_;
    row.fee_period = Period(period);
    row.applied_on.reset();
    Exchange::Recompute(row, false);
    return row;
  }
  static domain::Assessment Replacing(domain::Assessment row, std::string_view old) {
    row.kind = domain::AssessmentKind::kReassessment;
    row.supersedes_no = domain::AssessmentNumber::Parse(old);
    return row;
  }
  domain::PaymentLine Payment(std::string_view receipt, std::string_view unit,
                              std::string_view period, std::string_view medical,
                              std::string_view personal) const {
    domain::PaymentLine line = Exchange::Payment(receipt, unit, medical, personal);
    line.region = district_;
    line.fee_period = Period(period);
    line.paid_on = Today();
    line.booked_on = Today();
    return line;
  }
  domain::MemberEvent Event(std::string_view unit, std::string_view period, std::string_view member,
                            std::string_view medical, std::string_view maternity = "0.00") const {
    return {domain::UnitCode::Parse(unit).value(),
            district_,
            Period(period),
            domain::MemberRef::Parse(member).value(),
            domain::MemberTrigger::kLeft,
            Today(),
            Yuan(medical),
            Yuan(maternity)};
  }

  template <class RowType>
  domain::Batch Submit(const std::vector<RowType>& rows) {
    const auto finished =
        exchange_.SubmitBatch<RowType>(HeaderOf<RowType>("B" + std::to_string(++batches_)), rows);
    EXPECT_TRUE(finished.ok()) << finished.status();
    return finished.value().batch;
  }
  template <class RowType>
  domain::BatchHeader HeaderOf(const std::string& id) {
    domain::BatchHeader header = exchange_.Header<RowType>(id);
    header.party = header.party == exchange_.agency() ? agency_ : tax_;
    return header;
  }
  std::vector<domain::ProblemCode> CodesOf(const domain::Batch& batch) const {
    std::vector<domain::ProblemCode> codes;
    for (const auto& row : exchange_.Problems(batch.batch_no)) {
      for (const auto& problem : row.problems) codes.push_back(problem.code);
    }
    return codes;
  }
  void Assess(const domain::Assessment& row) {
    const domain::Batch batch = Submit<domain::Assessment>({row});
    ASSERT_EQ(batch.accepted.rows, 1) << ::testing::PrintToString(CodesOf(batch));
  }

  std::vector<domain::Instruction> Pull() { return exchange_.PullAll(tax_); }
  // Everything due today goes out; how many instructions that made.
  int64_t RunDue() {
    const auto run = exchange_.make_up().RunDue(Today());
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? run->issued : -1;
  }
  domain::Deferral DeferralOf(std::string_view unit, std::string_view period) const {
    return exchange_.DeferralOf(Key(unit, period)).value();
  }
  domain::Obligation ObligationOf(std::string_view unit, std::string_view period) const {
    return exchange_.Find(Key(unit, period)).value();
  }
  domain::DeferralStanding Standing(std::string_view unit, std::string_view period) const {
    return StandingOn(DeferralOf(unit, period), ObligationOf(unit, period), Today(), 1);
  }
  absl::StatusOr<usecases::MakeUpResult> MakeUp(const std::string& request_id,
                                                std::string_view unit,
                                                std::vector<domain::FeePeriod> periods = {}) {
    return exchange_.make_up().MakeUpEarly({agency_, request_id,
                                            domain::UnitCode::Parse(unit).value(), district_,
                                            std::move(periods)});
  }
  // "DEFERRED_UNPAID employer_medical 1000.00", ...
  std::vector<std::string> Obstacles(std::string_view unit) const {
    const auto found = usecases::ClearanceCheck(exchange_.store(), exchange_.rules())
                           .Check(area_, domain::UnitCode::Parse(unit).value(),
                                  [](domain::RegionCode) { return true; });
    std::vector<std::string> texts;
    if (!found.ok()) return {std::string(found.status().message())};
    for (const auto& obstacle : *found) {
      texts.push_back(std::string(MachineName(obstacle.kind)) + " " +
                      std::string(MachineName(obstacle.component)) + " " +
                      obstacle.amount.ToYuan());
    }
    return texts;
  }

  Exchange exchange_;
  const domain::PartyId agency_;
  const domain::PartyId tax_;
  const domain::PoolingArea area_;
  const domain::RegionCode district_;
  int batches_ = 0;
};

}  // namespace levybridge::testing
