// Overpayments over the wire: what is to become of them, who may choose, and what the choice does.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

namespace wire = payment::v1;

// The test's city, where the agency may choose and refund is preferred.
void LetTheAgencyChoose(settings::GatewaySettings& settings) {
  settings.regions_file = City().folder() + "/regions-with-a-choice.yaml";
  std::ofstream(settings.regions_file) << "regions:\n  \"420000\": { name: 湖北省 }\n"
                                          "  \"420100\": { name: 武汉市, wuhan-2020-reduction: { "
                                          "already_paid: refund_or_offset } }\n"
                                          "  \"420106\": { name: 武昌区 }\n";
}

class OverpaymentTest : public ::testing::Test {
 protected:
  // Paid in full for 2020-03, then reassessed down: 200.00 of employer medical are overpaid.
  void Overpay() {
    ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("A"), {Row("1", "U-1")}).receipt);
    auto payment = Payment("R1", "U-1", 50000, 20000);
    ASSERT_TRUE(SubmitPayments(gateway_, kTax, Header("P"), {payment}).receipt);
    auto row = Row("2", "U-1");
    row.set_kind(common::v1::ASSESSMENT_KIND_REASSESSMENT);
    row.set_supersedes_no("1");
    row.set_employer_medical_fen(60000);
    row.set_amount_before_fen(67000);
    row.set_reduction_fen(30000);
    row.set_amount_after_fen(37000);
    const Uploaded sent = SubmitAssessments(gateway_, kAgency, Header("B"), {row});
    ASSERT_TRUE(sent.receipt) << sent.status.error_message();
    ASSERT_EQ(sent.receipt->accepted().rows(), 1U);
  }
  wire::ChooseOverpaymentUseRequest Request() const {
    wire::ChooseOverpaymentUseRequest request;
    request.set_unit_code("U-1");
    request.set_region(420106);
    request.set_fee_period(202003);
    request.set_use(wire::OVERPAYMENT_USE_OFFSET);
    return request;
  }
  grpc::Status Choose(const wire::ChooseOverpaymentUseRequest& request,
                      const std::string& party = kAgency) {
    grpc::ClientContext context;
    response_.Clear();
    return gateway_.Stub<wire::PaymentService>(party)->ChooseOverpaymentUse(&context, request,
                                                                            &response_);
  }
  std::vector<wire::Overpayment> List(const std::string& party = kAgency) {
    grpc::ClientContext context;
    const auto stub = gateway_.Stub<wire::PaymentService>(party);
    const auto reader = stub->ListOverpayments(&context, {});
    std::vector<wire::Overpayment> all;
    wire::ListOverpaymentsResponse response;
    while (reader->Read(&response)) {
      all.insert(all.end(), response.overpayments().begin(), response.overpayments().end());
    }
    EXPECT_TRUE(reader->Finish().ok());
    return all;
  }

  TestGateway gateway_{LetTheAgencyChoose};
  wire::ChooseOverpaymentUseResponse response_;
};

TEST_F(OverpaymentTest, TheAgencyChoosesAndTheListAndLaterInstructionsFollow) {
  Overpay();
  const auto before = List();
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].use(), wire::OVERPAYMENT_USE_REFUND);
  EXPECT_TRUE(before[0].agency_may_choose());
  EXPECT_EQ(before[0].overpaid_fen(), 20000);
  EXPECT_EQ(before[0].refundable_fen(), 20000);
  EXPECT_FALSE(before[0].unit_name().empty());
  const grpc::Status chosen = Choose(Request());
  ASSERT_TRUE(chosen.ok()) << chosen.error_message();
  EXPECT_FALSE(response_.replayed());
  ASSERT_EQ(response_.overpayments_size(), 1);
  EXPECT_EQ(response_.overpayments(0).use(), wire::OVERPAYMENT_USE_OFFSET);
  EXPECT_EQ(List()[0].use(), wire::OVERPAYMENT_USE_OFFSET);
  ASSERT_TRUE(Choose(Request()).ok());
  EXPECT_TRUE(response_.replayed());
  auto next = Row("3", "U-1");
  next.set_fee_period(202004);
  ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("C"), {next}).receipt);
  EXPECT_TRUE(List().empty());
}

TEST_F(OverpaymentTest, RefusalsNameTheirReason) {
  EXPECT_EQ(ReasonIn(Choose(Request())), "UNIT_UNKNOWN");
  ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("A"), {Row("1", "U-1")}).receipt);
  const grpc::Status nothing = Choose(Request());
  EXPECT_EQ(nothing.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonIn(nothing), "OVERPAYMENT_UNKNOWN");
  auto unstated = Request();
  unstated.clear_use();
  EXPECT_EQ(ReasonIn(Choose(unstated)), "INVALID_REQUEST");
  auto elsewhere = Request();
  elsewhere.set_region(420600);
  EXPECT_EQ(Choose(elsewhere).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Choose(Request(), kTax).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(OverpaymentTest, ThePersonalShareIsAlwaysRefundedAndNobodyChooses) {
  ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("A"), {Row("1", "U-1")}).receipt);
  auto payment = Payment("R1", "U-1", 0, 20000);
  ASSERT_TRUE(SubmitPayments(gateway_, kTax, Header("P"), {payment}).receipt);
  auto row = Row("2", "U-1");
  row.set_kind(common::v1::ASSESSMENT_KIND_REASSESSMENT);
  row.set_supersedes_no("1");
  row.set_personal_fen(5000);
  ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("B"), {row}).receipt);
  const auto listed = List();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].component(), common::v1::COMPONENT_PERSONAL);
  EXPECT_EQ(listed[0].use(), wire::OVERPAYMENT_USE_REFUND);
  EXPECT_FALSE(listed[0].agency_may_choose());
  const grpc::Status refused = Choose(Request());
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonIn(refused), "USE_NOT_PERMITTED");
}

}  // namespace
}  // namespace levybridge::testing
