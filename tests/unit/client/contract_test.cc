// What the client takes for granted about proto/, held against the contract itself.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>

#include "levybridge/assessment/v1/assessment_service.pb.h"
#include "levybridge/assessment/v1/objection_service.pb.h"
#include "levybridge/assessment/v1/register_service.pb.h"
#include "levybridge/collection/v1/collection_service.pb.h"
#include "levybridge/common/v1/batch_service.pb.h"
#include "levybridge/oversight/v1/oversight_service.pb.h"
#include "levybridge/payment/v1/payment_service.pb.h"
#include "levybridge/reconciliation/v1/reconciliation_service.pb.h"
#include "levybridge/refund/v1/account_service.pb.h"
#include "levybridge/refund/v1/payout_service.pb.h"
#include "levybridge/refund/v1/refund_service.pb.h"

namespace levybridge::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;

// Linked in only when somebody uses a message of each file.
void LinkContract() {
  (void)assessment::v1::SubmitAssessmentsRequest::descriptor();
  (void)assessment::v1::FileObjectionRequest::descriptor();
  (void)assessment::v1::SubmitDeferralsRequest::descriptor();
  (void)collection::v1::PullInstructionsRequest::descriptor();
  (void)common::v1::GetBatchRequest::descriptor();
  (void)oversight::v1::TraceEmployerRequest::descriptor();
  (void)payment::v1::SubmitPaymentsRequest::descriptor();
  (void)reconciliation::v1::CompareMonthRequest::descriptor();
  (void)refund::v1::ListAccountsRequest::descriptor();
  (void)refund::v1::PullPayoutsRequest::descriptor();
  (void)refund::v1::GetRefundBatchRequest::descriptor();
}

class CalledMethod : public testing::TestWithParam<const char*> {};

TEST_P(CalledMethod, StandsInTheContract) {
  LinkContract();
  EXPECT_NE(DescriptorPool::generated_pool()->FindMethodByName(GetParam()), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    All, CalledMethod,
    testing::Values("levybridge.assessment.v1.AssessmentService.SubmitAssessments",
                    "levybridge.assessment.v1.ObjectionService.FileObjection",
                    "levybridge.assessment.v1.ObjectionService.DecideObjection",
                    "levybridge.assessment.v1.ObjectionService.ListObjections",
                    "levybridge.assessment.v1.RegisterService.SubmitDeferrals",
                    "levybridge.assessment.v1.RegisterService.SubmitEligibleEmployers",
                    "levybridge.assessment.v1.RegisterService.SubmitMemberEvents",
                    "levybridge.assessment.v1.RegisterService.SubmitDeregistrations",
                    "levybridge.assessment.v1.RegisterService.ListDeferredObligations",
                    "levybridge.assessment.v1.RegisterService.ListRegisteredEmployers",
                    "levybridge.assessment.v1.RegisterService.MakeUpEarly",
                    "levybridge.assessment.v1.RegisterService.CheckClearance",
                    "levybridge.payment.v1.PaymentService.SubmitPayments",
                    "levybridge.payment.v1.PaymentService.SubmitLateFees",
                    "levybridge.payment.v1.PaymentService.ListUnappliedPayments",
                    "levybridge.payment.v1.PaymentService.ListOverpayments",
                    "levybridge.payment.v1.PaymentService.ChooseOverpaymentUse",
                    "levybridge.collection.v1.CollectionService.SubmitInstructionRejections",
                    "levybridge.collection.v1.CollectionService.ListInstructionRejections",
                    "levybridge.collection.v1.CollectionService.PullInstructions",
                    "levybridge.collection.v1.CollectionService.AcknowledgeInstructions",
                    "levybridge.common.v1.BatchService.ListBatches",
                    "levybridge.common.v1.BatchService.ListRowProblems",
                    "levybridge.oversight.v1.OversightService.TraceEmployer",
                    "levybridge.reconciliation.v1.ReconciliationService.SubmitStatement",
                    "levybridge.payment.v1.PaymentService.SubmitTreasuryRefunds",
                    "levybridge.refund.v1.AccountService.SubmitAccounts",
                    "levybridge.refund.v1.AccountService.ListAccounts",
                    "levybridge.refund.v1.AccountService.FileQuery",
                    "levybridge.refund.v1.AccountService.AnswerQuery",
                    "levybridge.refund.v1.AccountService.ListQueries",
                    "levybridge.refund.v1.PayoutService.PullPayouts",
                    "levybridge.refund.v1.PayoutService.AcknowledgePayouts",
                    "levybridge.refund.v1.PayoutService.SubmitPayoutResults",
                    "levybridge.refund.v1.RefundService.CreateRefundBatch",
                    "levybridge.refund.v1.RefundService.ProposeRefundBatch",
                    "levybridge.refund.v1.RefundService.ConfirmAccounts",
                    "levybridge.refund.v1.RefundService.RequestFunds",
                    "levybridge.refund.v1.RefundService.ReleaseFunds",
                    "levybridge.refund.v1.RefundService.WithdrawRefunds",
                    "levybridge.refund.v1.RefundService.PassOnFailures",
                    "levybridge.refund.v1.RefundService.ApproveRetry",
                    "levybridge.refund.v1.RefundService.DecideRefund",
                    "levybridge.refund.v1.RefundService.GetRefundBatch",
                    "levybridge.refund.v1.RefundService.ListRefundBatches",
                    "levybridge.refund.v1.RefundService.ListRefunds",
                    "levybridge.refund.v1.RefundService.ListRecoverables",
                    "levybridge.refund.v1.RefundService.SettleRecoverable",
                    "levybridge.reconciliation.v1.ReconciliationService.GetMonth",
                    "levybridge.reconciliation.v1.ReconciliationService.CompareMonth",
                    "levybridge.reconciliation.v1.ReconciliationService.ConfirmMonth",
                    "levybridge.reconciliation.v1.ReconciliationService.RefuseMonth",
                    "levybridge.reconciliation.v1.ReconciliationService.CloseMonth",
                    "levybridge.reconciliation.v1.ReconciliationService.ListDifferences",
                    "levybridge.reconciliation.v1.ReconciliationService.ExportMonth"));

// Expects `other` to have every field of `model` under the same number and type.
void ExpectSameWire(const Descriptor& model, const Descriptor& other) {
  for (int index = 0; index < model.field_count(); ++index) {
    const auto* field = model.field(index);
    const auto* twin = other.FindFieldByNumber(field->number());
    ASSERT_NE(twin, nullptr) << other.full_name() << " lacks " << field->name();
    EXPECT_EQ(twin->name(), field->name()) << other.full_name();
    EXPECT_EQ(twin->type(), field->type()) << other.full_name() << "." << field->name();
    if (field->message_type() != nullptr && field->name() != "chunk") {
      EXPECT_EQ(twin->message_type(), field->message_type()) << other.full_name();
    }
  }
}

TEST(UploadProtocol, IsTheSameOnTheWireForEveryKindOfBatch) {
  LinkContract();
  const Descriptor& request = *assessment::v1::SubmitAssessmentsRequest::descriptor();
  const Descriptor& response = *assessment::v1::SubmitAssessmentsResponse::descriptor();
  ExpectSameWire(request, *payment::v1::SubmitPaymentsRequest::descriptor());
  ExpectSameWire(request, *payment::v1::SubmitLateFeesRequest::descriptor());
  ExpectSameWire(request, *assessment::v1::SubmitDeferralsRequest::descriptor());
  ExpectSameWire(request, *assessment::v1::SubmitEligibleEmployersRequest::descriptor());
  ExpectSameWire(request, *assessment::v1::SubmitMemberEventsRequest::descriptor());
  ExpectSameWire(request, *assessment::v1::SubmitDeregistrationsRequest::descriptor());
  ExpectSameWire(request, *collection::v1::SubmitInstructionRejectionsRequest::descriptor());
  ExpectSameWire(request, *reconciliation::v1::SubmitStatementRequest::descriptor());
  ExpectSameWire(response, *payment::v1::SubmitPaymentsResponse::descriptor());
  ExpectSameWire(response, *payment::v1::SubmitLateFeesResponse::descriptor());
  ExpectSameWire(response, *assessment::v1::SubmitMemberEventsResponse::descriptor());
  ExpectSameWire(response, *assessment::v1::SubmitDeregistrationsResponse::descriptor());
  ExpectSameWire(response, *collection::v1::SubmitInstructionRejectionsResponse::descriptor());
  ExpectSameWire(response, *reconciliation::v1::SubmitStatementResponse::descriptor());
}

TEST(UploadProblems, AreTheSameOnTheWireAsListedRowProblems) {
  ExpectSameWire(*common::v1::UploadProblems::descriptor(),
                 *common::v1::ListRowProblemsResponse::descriptor());
}

}  // namespace
}  // namespace levybridge::client
