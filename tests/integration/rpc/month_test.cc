// Payments, and the month they close; what this gateway does not offer yet.
#include <gtest/gtest.h>

#include "levybridge/oversight/v1/oversight_service.grpc.pb.h"
#include "levybridge/reconciliation/v1/reconciliation_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

namespace wire = reconciliation::v1;

class MonthTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        SubmitAssessments(gateway_, kAgency, Header("M"), {Row("1", "U-1"), Row("2", "U-2")})
            .receipt);
  }

  template <class Reader, class Response>
  static std::vector<Response> All(Reader& reader) {
    std::vector<Response> all;
    Response response;
    while (reader.Read(&response)) all.push_back(response);
    return all;
  }

  // The line both sides have for a unit that paid all it owed in the month.
  static wire::StatementLine Line(const std::string& unit, int64_t medical, int64_t maternity,
                                  int64_t personal) {
    wire::StatementLine line;
    line.set_unit_code(unit);
    line.set_region(420106);
    line.set_insurance_type(common::v1::INSURANCE_TYPE_EMPLOYEE_MEDICAL);
    line.set_fee_period(202003);
    line.set_assessed_fen(77000);
    line.set_collected_employer_medical_fen(medical);
    line.set_collected_maternity_fen(maternity);
    line.set_collected_personal_fen(personal);
    line.set_closing_fen(77000 - medical - maternity - personal);
    return line;
  }

  Uploaded SubmitStatement(const std::string& party, const std::string& batch_id,
                           const std::vector<wire::StatementLine>& lines) {
    wire::SubmitStatementRequest first;
    *first.mutable_header() = Header(batch_id);
    first.mutable_scope()->set_month(202003);
    first.mutable_scope()->set_region(420100);
    wire::StatementTotals& totals = *first.mutable_totals();
    totals.set_lines(lines.size());
    for (const wire::StatementLine& line : lines) {
      totals.set_assessed_fen(totals.assessed_fen() + line.assessed_fen());
      totals.set_collected_employer_medical_fen(totals.collected_employer_medical_fen() +
                                                line.collected_employer_medical_fen());
      totals.set_collected_maternity_fen(totals.collected_maternity_fen() +
                                         line.collected_maternity_fen());
      totals.set_collected_personal_fen(totals.collected_personal_fen() +
                                        line.collected_personal_fen());
      totals.set_closing_fen(totals.closing_fen() + line.closing_fen());
    }
    const auto stub = gateway_.Stub<wire::ReconciliationService>(party);
    grpc::ClientContext context;
    return Upload(*stub->SubmitStatement(&context), first, ChunksOf<wire::StatementChunk>(lines));
  }

  grpc::Status Compare(const std::string& party, wire::Month& month) {
    wire::CompareMonthRequest request;
    request.set_month(202003);
    request.set_region(420100);
    wire::CompareMonthResponse response;
    grpc::ClientContext context;
    const grpc::Status status = gateway_.Stub<wire::ReconciliationService>(party)->CompareMonth(
        &context, request, &response);
    month = response.month();
    return status;
  }

  grpc::Status Confirm(const std::string& party, const std::string& digest) {
    wire::ConfirmMonthRequest request;
    request.set_month(202003);
    request.set_region(420100);
    request.set_totals_digest(digest);
    wire::ConfirmMonthResponse response;
    grpc::ClientContext context;
    return gateway_.Stub<wire::ReconciliationService>(party)->ConfirmMonth(&context, request,
                                                                           &response);
  }

  grpc::Status Close(const std::string& digest, wire::Month& month) {
    wire::CloseMonthRequest request;
    request.set_month(202003);
    request.set_region(420100);
    request.set_totals_digest(digest);
    wire::CloseMonthResponse response;
    grpc::ClientContext context;
    const grpc::Status status = gateway_.Stub<wire::ReconciliationService>(kAgency)->CloseMonth(
        &context, request, &response);
    month = response.month();
    return status;
  }

  // U-1 pays everything, U-2 nothing.
  void PayFirstUnit() {
    payment::v1::PaymentRow paid = Payment("T-1", "U-1", 50000, 20000);
    paid.set_maternity_paid_fen(7000);
    ASSERT_EQ(SubmitPayments(gateway_, kTax, Header("P-1"), {paid}).receipt->accepted().rows(), 1U);
  }

  TestGateway gateway_;
};

TEST_F(MonthTest, PaymentsReversalsAndMoneyThatFitsNothingAreAllAccountedFor) {
  payment::v1::PaymentRow paid = Payment("T-1", "U-1", 50000, 20000);
  payment::v1::PaymentRow back = Payment("T-2", "U-1", 10000, 0);
  back.set_type(payment::v1::PAYMENT_TYPE_REVERSAL);
  back.set_reverses_receipt_no("T-1");
  back.set_reverses_line_no(1);
  const Uploaded sent =
      SubmitPayments(gateway_, kTax, Header("P"), {paid, back, Payment("T-3", "U-99", 5000, 0)});
  ASSERT_TRUE(sent.receipt) << sent.status.error_message();
  EXPECT_EQ(sent.receipt->accepted().rows(), 3U);
  EXPECT_EQ(sent.receipt->accepted().fen(), 70000 - 10000 + 5000);

  grpc::ClientContext list;
  const auto payments = gateway_.Stub<payment::v1::PaymentService>(kAgency);
  const auto reader = payments->ListUnappliedPayments(&list, {});
  payment::v1::ListUnappliedPaymentsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_EQ(response.payments_size(), 1);
  EXPECT_EQ(response.payments(0).payment().receipt_no(), "T-3");
  EXPECT_EQ(response.payments(0).unapplied_fen(), 5000);

  oversight::v1::TraceEmployerRequest request;
  request.set_unit_code("U-1");
  request.set_region(420106);
  grpc::ClientContext trace;
  const auto oversight = gateway_.Stub<oversight::v1::OversightService>(kAuditor);
  const auto history = oversight->TraceEmployer(&trace, request);
  oversight::v1::TraceEmployerResponse first;
  ASSERT_TRUE(history->Read(&first));
  ASSERT_GT(first.balances_size(), 0);
  EXPECT_EQ(first.balances(0).outstanding_fen(), 10000);
}

TEST_F(MonthTest, AMonthClosesOnlyWhenBothConfirmedTheSameTotals) {
  PayFirstUnit();
  const std::vector<wire::StatementLine> lines = {Line("U-1", 50000, 7000, 20000),
                                                  Line("U-2", 0, 0, 0)};
  wire::Month month;
  EXPECT_EQ(ReasonIn(Compare(kAgency, month)), "STATEMENT_MISSING");
  ASSERT_TRUE(SubmitStatement(kAgency, "SA", lines).receipt);
  const Uploaded tax = SubmitStatement(kTax, "ST", lines);
  ASSERT_TRUE(tax.receipt) << tax.status.error_message();
  EXPECT_EQ(tax.receipt->status(), common::v1::BATCH_STATUS_ACCEPTED) << tax.receipt->reason_en();
  const grpc::Status compared = Compare(kAgency, month);
  ASSERT_TRUE(compared.ok()) << compared.error_message();
  EXPECT_EQ(month.state(), wire::MONTH_STATE_COMPARED);
  EXPECT_EQ(month.matched_lines(), 2U);
  EXPECT_EQ(month.difference_lines(), 0U);
  const std::string digest = month.totals_digest();
  ASSERT_TRUE(Confirm(kAgency, digest).ok());
  EXPECT_EQ(ReasonIn(Close(digest, month)), "CONFIRMATION_MISSING");
  ASSERT_TRUE(Confirm(kTax, digest).ok());
  const grpc::Status closed = Close(digest, month);
  ASSERT_TRUE(closed.ok()) << closed.error_message();
  EXPECT_EQ(month.state(), wire::MONTH_STATE_CLOSED);
  EXPECT_EQ(month.confirmations_size(), 2);
}

TEST_F(MonthTest, TotalsThatChangedSinceCanNeitherBeConfirmedNorClosed) {
  PayFirstUnit();
  const std::vector<wire::StatementLine> lines = {Line("U-1", 50000, 7000, 20000),
                                                  Line("U-2", 0, 0, 0)};
  ASSERT_TRUE(SubmitStatement(kAgency, "SA", lines).receipt);
  ASSERT_TRUE(SubmitStatement(kTax, "ST", lines).receipt);
  wire::Month month;
  ASSERT_TRUE(Compare(kTax, month).ok());
  const std::string seen = month.totals_digest();
  ASSERT_TRUE(Confirm(kAgency, seen).ok());
  payment::v1::PaymentRow late = Payment("T-9", "U-2", 50000, 0);
  ASSERT_EQ(SubmitPayments(gateway_, kTax, Header("P-9"), {late}).receipt->accepted().rows(), 1U);
  EXPECT_FALSE(Confirm(kTax, seen).ok());
  EXPECT_FALSE(Close(seen, month).ok());
  EXPECT_EQ(ReasonIn(Confirm(kTax, std::string(32, 'x'))).empty(), false);
}

TEST_F(MonthTest, ADifferenceIsFoundAndNamesItsColumn) {
  PayFirstUnit();
  ASSERT_TRUE(
      SubmitStatement(kAgency, "SA", {Line("U-1", 50000, 7000, 20000), Line("U-2", 0, 0, 0)})
          .receipt);
  ASSERT_TRUE(
      SubmitStatement(kTax, "ST", {Line("U-1", 50000, 7000, 19000), Line("U-2", 0, 0, 0)}).receipt);
  wire::Month month;
  ASSERT_TRUE(Compare(kTax, month).ok());
  EXPECT_GT(month.difference_lines(), 0U);
  EXPECT_GT(month.differences_size(), 0);
  wire::ListDifferencesRequest request;
  request.set_month(202003);
  request.set_region(420100);
  grpc::ClientContext context;
  const auto stub = gateway_.Stub<wire::ReconciliationService>(kTax);
  const auto reader = stub->ListDifferences(&context, request);
  wire::ListDifferencesResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_GT(response.differences_size(), 0);
  EXPECT_EQ(response.differences(0).unit_code(), "U-1");
}

TEST_F(MonthTest, AMonthOfAnotherRegionIsRefused) {
  wire::GetMonthRequest request;
  request.set_month(202003);
  request.set_region(420100);
  wire::GetMonthResponse response;
  for (const char* party : {kDistrictTax, kOtherTax}) {
    grpc::ClientContext context;
    const grpc::Status status =
        gateway_.Stub<wire::ReconciliationService>(party)->GetMonth(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << party;
    EXPECT_EQ(ReasonIn(status), "REGION_NOT_ALLOWED") << party;
  }
}

TEST_F(MonthTest, WhatIsNotOfferedYetSaysSoButOnlyToThoseWhoMay) {
  oversight::v1::GetOverviewResponse overview;
  grpc::ClientContext tax;
  EXPECT_EQ(ReasonIn(gateway_.Stub<oversight::v1::OversightService>(kTax)->GetOverview(&tax, {},
                                                                                       &overview)),
            "NOT_YET_AVAILABLE");
  reconciliation::v1::SubmitBankStatementResponse unused;
  grpc::ClientContext context;
  auto stream = gateway_.Stub<wire::ReconciliationService>(kTax)->SubmitBankStatement(&context);
  stream->WritesDone();
  while (stream->Read(&unused)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace levybridge::testing
