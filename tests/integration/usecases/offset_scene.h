// A life of one employer whose overpayments become offsets: what the offset tests play on.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "gateway/usecases/overpayment_uses.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {

// Wuhan, but with what `already_paid` says replaced.
inline ExchangeSetup Deciding(const std::string& already_paid) {
  return {.city = "420100",
          .regions =
              "regions:\n  \"420000\": { name: 湖北省 }\n"
              "  \"420100\": { name: 武汉市, wuhan-2020-reduction: { already_paid: " +
              already_paid + " } }\n  \"420106\": { name: 武昌区 }\n"};
}

class OffsetLife {
 public:
  explicit OffsetLife(const ExchangeSetup& setup) : exchange_(setup) {}

  // A regular row for `period`: half of `medical` is due, and 70.00 of maternity.
  domain::Assessment RowOf(std::string_view number, std::string_view period,
                           std::string_view medical) {
    domain::Assessment row = Exchange::Row(number, "U1", medical);
    row.fee_period = Period(period);
    return row;
  }
  domain::Assessment Reassessed(const domain::Assessment& old, std::string_view number,
                                std::string_view medical) {
    domain::Assessment row = old;
    row.assessment_no = domain::AssessmentNumber::Parse(number).value();
    row.kind = domain::AssessmentKind::kReassessment;
    row.supersedes_no = old.assessment_no;
    row.employer_medical = Yuan(medical);
    Exchange::Recompute(row, true);
    return row;
  }
  void Assess(const std::vector<domain::Assessment>& rows) {
    const auto result = exchange_.Submit<domain::Assessment>("B" + std::to_string(++ids_), rows);
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  }
  domain::PaymentLine LineOf(std::string_view period, std::string_view medical,
                             std::string_view personal) {
    domain::PaymentLine line =
        Exchange::Payment("R" + std::to_string(++ids_), "U1", medical, personal);
    line.fee_period = Period(period);
    return line;
  }
  void Pay(const std::vector<domain::PaymentLine>& lines) {
    const auto result = exchange_.Submit<domain::PaymentLine>("P" + std::to_string(++ids_), lines);
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  }
  void Reject(const domain::Instruction& instruction) {
    const domain::InstructionRejection row{domain::InstructionNumber(instruction.sequence), "E1",
                                           "单位状态异常"};
    const auto result =
        exchange_.Submit<domain::InstructionRejection>("X" + std::to_string(++ids_), {row});
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  }
  // A period paid in full for `medical`, and then reassessed to `reassessed`.
  domain::Assessment Overpay(std::string_view period, std::string_view medical,
                             std::string_view reassessed) {
    const domain::Assessment row = RowOf("A" + std::to_string(++ids_), period, medical);
    Assess({row});
    domain::PaymentLine line =
        LineOf(period, domain::HalfUp(row.employer_medical).ToYuan(), row.personal.ToYuan());
    line.amounts[domain::Component::kMaternity] = row.maternity;
    Pay({line});
    const domain::Assessment again = Reassessed(row, "A" + std::to_string(++ids_), reassessed);
    Assess({again});
    return again;
  }
  absl::StatusOr<usecases::ChosenUse> Choose(std::string_view period, domain::OverpaymentUse use) {
    usecases::OverpaymentUses uses(exchange_.store(), exchange_.rules());
    return uses.Choose(exchange_.agency(), {KeyOf(period), use});
  }
  domain::ObligationKey KeyOf(std::string_view period) const {
    return {exchange_.city(), Period(period), *domain::UnitCode::Parse("U1"),
            domain::InsuranceType::kEmployeeMedical};
  }
  domain::Instruction Latest() {
    auto all = exchange_.PullAll();
    EXPECT_FALSE(all.empty());
    return all.back();
  }
  domain::ComponentBalance Medical(std::string_view period) const {
    return exchange_.Find("U1", period)->balance(domain::Component::kEmployerMedical);
  }
  // What will become of what is overpaid for `period`.
  domain::OverpaymentUse UseOf(std::string_view period) {
    domain::OverpaymentUse use{};
    const auto source = exchange_.Find("U1", period);
    EXPECT_TRUE(exchange_.store()
                    .Read([&](const ports::Transaction& store) -> absl::Status {
                      const auto standing = usecases::StandingUseOf(
                          store, exchange_.rules().Current()->book, *source);
                      if (standing.ok()) use = standing->use;
                      return standing.status();
                    })
                    .ok());
    return use;
  }
  void PlanDeregistration(std::string_view day) {
    const domain::Deregistration plan{*domain::UnitCode::Parse("U1"),
                                      *domain::RegionCode::FromNumber(420106), Date(day)};
    const domain::RegisteredEmployer employer{{exchange_.city(), plan.unit_code}, {}, {}, plan};
    EXPECT_TRUE(exchange_.store()
                    .Write([&](ports::Transaction& store) {
                      return store.registers().Put({&employer, 1});
                    })
                    .ok());
  }
  Exchange& exchange() { return exchange_; }

 private:
  Exchange exchange_;
  int ids_ = 0;
};

}  // namespace levybridge::testing
