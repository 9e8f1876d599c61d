// Refunds over the wire: from an overpayment to the employer's account, each step by the party it
// belongs to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "levybridge/refund/v1/account_service.grpc.pb.h"
#include "levybridge/refund/v1/payout_service.grpc.pb.h"
#include "levybridge/refund/v1/refund_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

namespace wire = refund::v1;

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAccount[] = "6222000011112222";

class RefundTest : public ::testing::Test {
 protected:
  // 200.00 more of employer medical than is due, booked at the treasury.
  void Overpay(const std::string& unit) {
    ASSERT_TRUE(
        SubmitAssessments(gateway_, kAgency, Header("A" + unit), {Row("1" + unit, unit)}).receipt);
    const Uploaded paid = SubmitPayments(gateway_, kTax, Header("P" + unit),
                                         {Payment("R" + unit, unit, 70000, 20000)});
    ASSERT_TRUE(paid.receipt) << paid.status.error_message();
    ASSERT_EQ(paid.receipt->rejected().rows(), 0U);
  }
  Uploaded FileAccount(const std::string& unit, const std::string& account) {
    wire::AccountRow row;
    row.set_unit_code(unit);
    row.set_region(420106);
    row.set_account_no(account);
    row.set_account_name("武汉示例机械有限公司");
    row.set_bank_name("示例银行武汉分行");
    row.set_bank_code("102306000019");
    row.set_effective_on(20200101);
    const auto stub = gateway_.Stub<wire::AccountService>(kTax);
    grpc::ClientContext context;
    const auto stream = stub->SubmitAccounts(&context);
    wire::SubmitAccountsRequest first;
    *first.mutable_header() = Header("K" + unit + account);
    return Upload(*stream, first, ChunksOf<wire::AccountChunk>(std::vector<wire::AccountRow>{row}));
  }
  template <class Request>
  Request Step() const {
    Request request;
    request.set_batch_id("RF-1");
    request.set_batch_digest(batch_.batch_digest());
    return request;
  }
  template <class Response>
  void Keep(const grpc::Status& status, const Response& response, wire::RefundBatchState state) {
    ASSERT_TRUE(status.ok()) << status.error_message();
    batch_ = response.batch();
    EXPECT_EQ(batch_.state(), state);
  }
  void Create() {
    wire::CreateRefundBatchRequest request;
    request.set_batch_id("RF-1");
    request.set_paying_region(420100);
    wire::CreateRefundBatchResponse response;
    grpc::ClientContext context;
    Keep(gateway_.Stub<wire::RefundService>(kAgency)->CreateRefundBatch(&context, request,
                                                                        &response),
         response, wire::REFUND_BATCH_STATE_LOCKED);
  }
  void Propose() {
    wire::ProposeRefundBatchResponse response;
    grpc::ClientContext context;
    Keep(gateway_.Stub<wire::RefundService>(kAgency)->ProposeRefundBatch(
             &context, Step<wire::ProposeRefundBatchRequest>(), &response),
         response, wire::REFUND_BATCH_STATE_PROPOSED);
  }
  void Confirm() {
    wire::ConfirmAccountsResponse response;
    grpc::ClientContext context;
    Keep(gateway_.Stub<wire::RefundService>(kTax)->ConfirmAccounts(
             &context, Step<wire::ConfirmAccountsRequest>(), &response),
         response, wire::REFUND_BATCH_STATE_ACCOUNTS_CONFIRMED);
  }
  void Fund() {
    wire::RequestFundsResponse requested;
    grpc::ClientContext first;
    Keep(gateway_.Stub<wire::RefundService>(kFundFinance)
             ->RequestFunds(&first, Step<wire::RequestFundsRequest>(), &requested),
         requested, wire::REFUND_BATCH_STATE_FUNDS_REQUESTED);
    auto request = Step<wire::ReleaseFundsRequest>();
    request.set_released_fen(batch_.to_request_fen());
    request.set_release_no("BK-1");
    wire::ReleaseFundsResponse released;
    grpc::ClientContext second;
    Keep(gateway_.Stub<wire::RefundService>(kFiscal)->ReleaseFunds(&second, request, &released),
         released, wire::REFUND_BATCH_STATE_FUNDED);
  }
  void BringToTheBank() {
    Create();
    Propose();
    Confirm();
    Fund();
  }
  std::vector<wire::PayoutOrder> Pull() {
    const auto stub = gateway_.Stub<wire::PayoutService>(kBank);
    grpc::ClientContext context;
    const auto reader = stub->PullPayouts(&context, {});
    std::vector<wire::PayoutOrder> orders;
    wire::PullPayoutsResponse page;
    while (reader->Read(&page)) {
      orders.insert(orders.end(), page.orders().begin(), page.orders().end());
    }
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return orders;
  }
  Uploaded Answer(const std::string& id, const wire::PayoutResultRow& row) {
    const auto stub = gateway_.Stub<wire::PayoutService>(kBank);
    grpc::ClientContext context;
    const auto stream = stub->SubmitPayoutResults(&context);
    wire::SubmitPayoutResultsRequest first;
    *first.mutable_header() = Header(id);
    return Upload(*stream, first,
                  ChunksOf<wire::PayoutResultChunk>(std::vector<wire::PayoutResultRow>{row}));
  }
  std::vector<wire::Refund> List(const std::string& party,
                                 const wire::ListRefundsRequest& request) {
    const auto stub = gateway_.Stub<wire::RefundService>(party);
    grpc::ClientContext context;
    const auto reader = stub->ListRefunds(&context, request);
    std::vector<wire::Refund> all;
    wire::ListRefundsResponse page;
    while (reader->Read(&page)) {
      all.insert(all.end(), page.refunds().begin(), page.refunds().end());
    }
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return all;
  }
  std::string AccountSeenBy(const std::string& party) {
    const auto stub = gateway_.Stub<wire::AccountService>(party);
    grpc::ClientContext context;
    const auto reader = stub->ListAccounts(&context, {});
    wire::ListAccountsResponse page;
    std::string account;
    while (reader->Read(&page)) account = page.accounts(0).account_no();
    EXPECT_TRUE(reader->Finish().ok());
    return account;
  }

  TestGateway gateway_;
  wire::RefundBatch batch_;
};

TEST_F(RefundTest, GoFromOverpaymentToTheEmployersAccountAndTellOfEveryAttempt) {
  Overpay("U1");
  ASSERT_TRUE(FileAccount("U1", kAccount).receipt);
  BringToTheBank();
  EXPECT_EQ(batch_.total_fen(), 20000);
  EXPECT_EQ(batch_.approvals_size(), 4);
  const auto orders = Pull();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].account_no(), kAccount);
  EXPECT_EQ(orders[0].amount_fen(), 20000);
  wire::AcknowledgePayoutsRequest acknowledge;
  acknowledge.set_through_sequence(orders[0].sequence());
  wire::AcknowledgePayoutsResponse acknowledged;
  grpc::ClientContext context;
  ASSERT_TRUE(gateway_.Stub<wire::PayoutService>(kBank)
                  ->AcknowledgePayouts(&context, acknowledge, &acknowledged)
                  .ok());
  EXPECT_TRUE(Pull().empty());
  wire::PayoutResultRow row;
  row.set_payout_id(orders[0].payout_id());
  row.set_result(wire::PAYOUT_RESULT_FAILED);
  row.set_reason_code("AC04");
  row.set_amount_fen(20000);
  const Uploaded answered = Answer("S1", row);
  ASSERT_TRUE(answered.receipt) << answered.status.error_message();
  EXPECT_EQ(answered.receipt->accepted().rows(), 1U) << answered.receipt->reason();
  wire::ListRefundsRequest mine;
  mine.set_my_move_only(true);
  const auto failures = List(kFundFinance, mine);
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].state(), wire::REFUND_STATE_FAILED);
  ASSERT_EQ(failures[0].payouts_size(), 1);
  EXPECT_EQ(failures[0].payouts(0).reason_code(), "AC04");
  EXPECT_FALSE(failures[0].payouts(0).reason_zh().empty());
  EXPECT_THAT(failures[0].SerializeAsString(), Not(HasSubstr(kAccount)));
  EXPECT_TRUE(List(kAgency, mine).empty());
}

TEST_F(RefundTest, AccountsAreInFullForWhoFiledThemAndMaskedForEverybodyElse) {
  ASSERT_TRUE(FileAccount("U1", kAccount).receipt);
  EXPECT_EQ(AccountSeenBy(kTax), kAccount);
  for (const char* party : {kAgency, kFundFinance, kDistrictTax, kAuditor}) {
    EXPECT_EQ(AccountSeenBy(party), "6222********2222") << party;
  }
  EXPECT_EQ(AccountSeenBy(kOtherTax), "");
}

TEST_F(RefundTest, AStepNamesTheContentItApproves) {
  Overpay("U1");
  ASSERT_TRUE(FileAccount("U1", kAccount).receipt);
  Create();
  batch_.set_batch_digest(std::string(32, 'x'));
  wire::ProposeRefundBatchResponse response;
  grpc::ClientContext context;
  const grpc::Status status = gateway_.Stub<wire::RefundService>(kAgency)->ProposeRefundBatch(
      &context, Step<wire::ProposeRefundBatchRequest>(), &response);
  EXPECT_EQ(ReasonIn(status), "CONTENT_CHANGED");
  batch_.set_batch_digest("short");
  grpc::ClientContext malformed;
  EXPECT_EQ(ReasonIn(gateway_.Stub<wire::RefundService>(kAgency)->ProposeRefundBatch(
                &malformed, Step<wire::ProposeRefundBatchRequest>(), &response)),
            "INVALID_REQUEST");
}

TEST_F(RefundTest, WhatIsNoNumberOfARefundIsUnknown) {
  wire::ApproveRetryRequest request;
  request.set_request_id("Q1");
  request.add_refund_nos("R-42");
  wire::ApproveRetryResponse response;
  grpc::ClientContext context;
  const auto stub = gateway_.Stub<wire::RefundService>(kAgency);
  EXPECT_EQ(ReasonIn(stub->ApproveRetry(&context, request, &response)), "REFUND_UNKNOWN");
  wire::SettleRecoverableRequest settle;
  settle.set_request_id("Q2");
  settle.set_recoverable_no("X");
  settle.set_amount_fen(1);
  settle.set_explanation("退回");
  wire::SettleRecoverableResponse settled;
  grpc::ClientContext other;
  EXPECT_EQ(ReasonIn(gateway_.Stub<wire::RefundService>(kFundFinance)
                         ->SettleRecoverable(&other, settle, &settled)),
            "RECOVERABLE_UNKNOWN");
}

TEST_F(RefundTest, AResultForAPayoutThatDoesNotExistRefusesTheWholeFile) {
  wire::PayoutResultRow row;
  row.set_payout_id("P000000000042");
  row.set_result(wire::PAYOUT_RESULT_PAID);
  row.set_amount_fen(20000);
  const Uploaded answered = Answer("S1", row);
  ASSERT_TRUE(answered.receipt) << answered.status.error_message();
  EXPECT_EQ(answered.receipt->status(), common::v1::BATCH_STATUS_REJECTED);
  EXPECT_EQ(answered.receipt->reason(), "UNKNOWN_PAYOUT");
}

TEST_F(RefundTest, AnEmployersQuestionIsRecordedAndAnsweredOnce) {
  ASSERT_TRUE(SubmitAssessments(gateway_, kAgency, Header("A"), {Row("1", "U1")}).receipt);
  wire::FileQueryRequest request;
  wire::RefundQuery& query = *request.mutable_query();
  query.set_query_no("CX-1");
  query.set_unit_code("U1");
  query.set_region(420106);
  query.set_asked_on(20200401);
  query.set_question("未收到退费");
  wire::FileQueryResponse filed;
  grpc::ClientContext first;
  const auto stub = gateway_.Stub<wire::AccountService>(kAgency);
  const grpc::Status status = stub->FileQuery(&first, request, &filed);
  ASSERT_TRUE(status.ok()) << status.error_message();
  wire::AnswerQueryRequest answer;
  answer.set_query_no("CX-1");
  answer.set_answer("账户已更正");
  answer.set_answered_on(20200402);
  wire::AnswerQueryResponse answered;
  grpc::ClientContext second;
  ASSERT_TRUE(stub->AnswerQuery(&second, answer, &answered).ok());
  EXPECT_EQ(answered.query().answer(), "账户已更正");
  grpc::ClientContext third;
  ASSERT_TRUE(stub->AnswerQuery(&third, answer, &answered).ok());
  EXPECT_TRUE(answered.replayed());
}

}  // namespace
}  // namespace levybridge::testing
