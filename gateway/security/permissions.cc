#include "gateway/security/permissions.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace levybridge::security {
namespace {

using enum domain::Role;

constexpr bool kUnary = false;
constexpr bool kStreams = true;
constexpr Roles kEveryone = {kAgency, kTax, kFundFinance, kFiscal, kBank, kAuditor};

// Each line says what the comment of its RPC says after "Who:". The contract's services first, by
// name, then what comes with gRPC. clang-format would tear the lines apart.
// clang-format off
constexpr MethodPermission kPermissions[] = {
    {"/levybridge.assessment.v1.AssessmentService/SubmitAssessments", kStreams, {kAgency}},
    {"/levybridge.assessment.v1.AssessmentService/SubmitAssessment", kUnary, {kAgency}},
    {"/levybridge.assessment.v1.AssessmentService/GetAssessment", kUnary, {kAgency, kAuditor}},
    {"/levybridge.assessment.v1.ObjectionService/FileObjection", kUnary, {kAgency}},
    {"/levybridge.assessment.v1.ObjectionService/DecideObjection", kUnary, {kAgency}},
    {"/levybridge.assessment.v1.ObjectionService/ListObjections", kStreams, {kAgency, kAuditor}},
    {"/levybridge.assessment.v1.RegisterService/SubmitDeferrals", kStreams, {kAgency}},
    {"/levybridge.assessment.v1.RegisterService/SubmitEligibleEmployers", kStreams, {kAgency}},
    {"/levybridge.assessment.v1.RegisterService/SubmitMemberEvents", kStreams, {kAgency}},
    {"/levybridge.assessment.v1.RegisterService/SubmitDeregistrations", kStreams, {kAgency}},
    {"/levybridge.assessment.v1.RegisterService/CheckClearance", kUnary, {kAgency, kTax}},
    {"/levybridge.assessment.v1.RegisterService/ListDeferredObligations", kStreams,
     {kAgency, kTax, kAuditor}},
    {"/levybridge.assessment.v1.RegisterService/ListRegisteredEmployers", kStreams,
     {kAgency, kTax, kAuditor}},
    {"/levybridge.assessment.v1.RegisterService/MakeUpEarly", kUnary, {kAgency}},
    {"/levybridge.collection.v1.CollectionService/PullInstructions", kStreams, {kTax}},
    {"/levybridge.collection.v1.CollectionService/AcknowledgeInstructions", kUnary, {kTax}},
    {"/levybridge.collection.v1.CollectionService/GetPosition", kUnary, {kTax}},
    {"/levybridge.collection.v1.CollectionService/GetInstruction", kUnary,
     {kAgency, kTax, kAuditor}},
    {"/levybridge.collection.v1.CollectionService/SubmitInstructionRejections", kStreams, {kTax}},
    {"/levybridge.collection.v1.CollectionService/ListInstructionRejections", kStreams,
     {kAgency, kTax, kAuditor}},
    {"/levybridge.common.v1.BatchService/GetBatch", kUnary, kEveryone},
    {"/levybridge.common.v1.BatchService/ListBatches", kUnary, kEveryone},
    {"/levybridge.common.v1.BatchService/ListRowProblems", kStreams, kEveryone},
    {"/levybridge.oversight.v1.OversightService/TraceEmployer", kStreams,
     {kAgency, kTax, kFundFinance, kAuditor}},
    {"/levybridge.oversight.v1.OversightService/GetOverview", kUnary, kEveryone},
    {"/levybridge.oversight.v1.OversightService/GetFunnel", kUnary,
     {kAgency, kTax, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.oversight.v1.OversightService/ListAccountBalances", kUnary,
     {kAgency, kTax, kFundFinance, kAuditor}},
    {"/levybridge.oversight.v1.OversightService/ListTrends", kUnary,
     {kAgency, kTax, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.oversight.v1.OversightService/ListAlarms", kUnary, kEveryone},
    {"/levybridge.oversight.v1.ReportService/SubmitFundFigures", kStreams, {kAgency, kFundFinance}},
    {"/levybridge.oversight.v1.ReportService/GetReductionStatistics", kUnary,
     {kAgency, kFundFinance, kAuditor}},
    {"/levybridge.oversight.v1.ReportService/GetDeferralSummary", kUnary,
     {kAgency, kFundFinance, kAuditor}},
    {"/levybridge.oversight.v1.ReportService/GetFundFluctuation", kUnary,
     {kAgency, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.payment.v1.PaymentService/SubmitPayments", kStreams, {kTax}},
    {"/levybridge.payment.v1.PaymentService/SubmitLateFees", kStreams, {kTax}},
    {"/levybridge.payment.v1.PaymentService/SubmitTreasuryRefunds", kStreams, {kTax}},
    {"/levybridge.payment.v1.PaymentService/ListUnappliedPayments", kStreams,
     {kAgency, kTax, kFundFinance, kAuditor}},
    {"/levybridge.payment.v1.PaymentService/ListOverpayments", kStreams,
     {kAgency, kTax, kFundFinance, kAuditor}},
    {"/levybridge.payment.v1.PaymentService/ChooseOverpaymentUse", kUnary, {kAgency}},
    {"/levybridge.reconciliation.v1.ReconciliationService/SubmitStatement", kStreams,
     {kAgency, kTax}},
    {"/levybridge.reconciliation.v1.ReconciliationService/SubmitBankStatement", kStreams, {kBank}},
    {"/levybridge.reconciliation.v1.ReconciliationService/CompareMonth", kUnary, {kAgency, kTax}},
    {"/levybridge.reconciliation.v1.ReconciliationService/GetMonth", kUnary,
     {kAgency, kTax, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.reconciliation.v1.ReconciliationService/ListDifferences", kStreams,
     {kAgency, kTax, kFundFinance, kBank, kAuditor}},
    {"/levybridge.reconciliation.v1.ReconciliationService/ConfirmMonth", kUnary, {kAgency, kTax}},
    {"/levybridge.reconciliation.v1.ReconciliationService/RefuseMonth", kUnary, {kAgency, kTax}},
    {"/levybridge.reconciliation.v1.ReconciliationService/AnnotateDifference", kUnary,
     {kAgency, kTax, kFundFinance}},
    {"/levybridge.reconciliation.v1.ReconciliationService/CloseMonth", kUnary, {kAgency, kTax}},
    {"/levybridge.reconciliation.v1.ReconciliationService/ExportMonth", kStreams,
     {kAgency, kTax, kAuditor}},
    {"/levybridge.refund.v1.AccountService/SubmitAccounts", kStreams, {kTax}},
    {"/levybridge.refund.v1.AccountService/ListAccounts", kStreams,
     {kAgency, kTax, kFundFinance, kAuditor}},
    {"/levybridge.refund.v1.AccountService/FileQuery", kUnary, {kAgency, kTax}},
    {"/levybridge.refund.v1.AccountService/AnswerQuery", kUnary, {kAgency, kTax}},
    {"/levybridge.refund.v1.AccountService/ListQueries", kStreams, {kAgency, kTax, kAuditor}},
    {"/levybridge.refund.v1.PayoutService/PullPayouts", kStreams, {kBank}},
    {"/levybridge.refund.v1.PayoutService/AcknowledgePayouts", kUnary, {kBank}},
    {"/levybridge.refund.v1.PayoutService/SubmitPayoutResults", kStreams, {kBank}},
    {"/levybridge.refund.v1.RefundService/CreateRefundBatch", kUnary, {kAgency}},
    {"/levybridge.refund.v1.RefundService/ProposeRefundBatch", kUnary, {kAgency}},
    {"/levybridge.refund.v1.RefundService/ConfirmAccounts", kUnary, {kTax}},
    {"/levybridge.refund.v1.RefundService/RequestFunds", kUnary, {kFundFinance}},
    {"/levybridge.refund.v1.RefundService/ReleaseFunds", kUnary, {kFiscal}},
    {"/levybridge.refund.v1.RefundService/WithdrawRefunds", kUnary, {kAgency}},
    {"/levybridge.refund.v1.RefundService/PassOnFailures", kUnary, {kFundFinance}},
    {"/levybridge.refund.v1.RefundService/ApproveRetry", kUnary, {kAgency}},
    {"/levybridge.refund.v1.RefundService/DecideRefund", kUnary, {kAgency}},
    {"/levybridge.refund.v1.RefundService/GetRefundBatch", kUnary,
     {kAgency, kTax, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.refund.v1.RefundService/ListRefundBatches", kStreams,
     {kAgency, kTax, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.refund.v1.RefundService/ListRefunds", kStreams,
     {kAgency, kTax, kFundFinance, kFiscal, kAuditor}},
    {"/levybridge.refund.v1.RefundService/ListRecoverables", kStreams,
     {kAgency, kFundFinance, kAuditor}},
    {"/levybridge.refund.v1.RefundService/SettleRecoverable", kUnary, {kFundFinance}},

    {"/grpc.health.v1.Health/Check", kUnary, kEveryone},
    {"/grpc.health.v1.Health/Watch", kStreams, kEveryone},
    {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", kStreams, kEveryone},
};
// clang-format on

using Index = absl::flat_hash_map<std::string, const MethodPermission*>;

Index MakeIndex() {
  Index index;
  for (const MethodPermission& permission : kPermissions) {
    index.emplace(std::string(permission.method), &permission);
  }
  return index;
}

}  // namespace

const MethodPermission* FindPermission(std::string_view method) {
  static const Index& index = *new Index(MakeIndex());
  const auto found = index.find(absl::string_view(method.data(), method.size()));
  return found == index.end() ? nullptr : found->second;
}

absl::Span<const MethodPermission> AllPermissions() { return kPermissions; }

}  // namespace levybridge::security
