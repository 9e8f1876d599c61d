#include "adapters/client/prepared_batch.h"

#include <utility>

#include "adapters/client/prepare_file.h"
#include "adapters/client/wire_values.h"
#include "adapters/files/account_csv.h"
#include "adapters/files/assessment_csv.h"
#include "adapters/files/member_event_csv.h"
#include "adapters/files/payment_csv.h"
#include "adapters/files/register_csv.h"
#include "adapters/files/statement_csv.h"
#include "gateway/domain/concatenate.h"
#include "levybridge/assessment/v1/assessment_service.pb.h"
#include "levybridge/assessment/v1/register_service.pb.h"
#include "levybridge/collection/v1/collection_service.pb.h"
#include "levybridge/payment/v1/payment_service.pb.h"
#include "levybridge/reconciliation/v1/reconciliation_service.pb.h"
#include "levybridge/refund/v1/account_service.pb.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

constexpr char kSubmitAssessments[] =
    "/levybridge.assessment.v1.AssessmentService/SubmitAssessments";
constexpr char kSubmitDeferrals[] = "/levybridge.assessment.v1.RegisterService/SubmitDeferrals";
constexpr char kSubmitEligibleEmployers[] =
    "/levybridge.assessment.v1.RegisterService/SubmitEligibleEmployers";
constexpr char kSubmitMemberEvents[] =
    "/levybridge.assessment.v1.RegisterService/SubmitMemberEvents";
constexpr char kSubmitDeregistrations[] =
    "/levybridge.assessment.v1.RegisterService/SubmitDeregistrations";
constexpr char kSubmitPayments[] = "/levybridge.payment.v1.PaymentService/SubmitPayments";
constexpr char kSubmitLateFees[] = "/levybridge.payment.v1.PaymentService/SubmitLateFees";
constexpr char kSubmitTreasuryRefunds[] =
    "/levybridge.payment.v1.PaymentService/SubmitTreasuryRefunds";
constexpr char kSubmitAccounts[] = "/levybridge.refund.v1.AccountService/SubmitAccounts";
constexpr char kSubmitRejections[] =
    "/levybridge.collection.v1.CollectionService/SubmitInstructionRejections";
constexpr char kSubmitStatement[] =
    "/levybridge.reconciliation.v1.ReconciliationService/SubmitStatement";

}  // namespace

absl::StatusOr<PreparedBatch> PrepareAssessments(const PrepareOptions& options) {
  using Request = assessment::v1::SubmitAssessmentsRequest;
  auto opened = OpenForReading(options);
  if (!opened.ok()) return opened.status();
  auto reader = files::AssessmentReader::Open(std::move(opened->source), {options.csv, true});
  if (!reader.ok()) return reader.status();
  ChunkBuilder<Request> builder(std::move(opened->spool));
  if (absl::Status status = ReadAll(**reader, builder); !status.ok()) return status;
  absl::Status agrees = CheckControl(options, (*reader)->totals(), *opened);
  if (!agrees.ok()) return agrees;
  opened->control.unreadable_rows = builder.unreadable_rows();
  Request header;
  FillHeader(options, opened->control, builder.content_digest(),
             BatchIdOf(options, opened->control, builder.content_digest().ToHex()),
             *header.mutable_header());
  PreparedBatch batch =
      Assemble(domain::BatchKind::kAssessments, kSubmitAssessments, std::move(header), builder);
  batch.unknown_columns = UnknownColumnsOf((*reader)->table());
  batch.columns = files::AssessmentColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PreparePayments(const PrepareOptions& options) {
  auto batch = PreparePlain<payment::v1::SubmitPaymentsRequest>(
      options, domain::BatchKind::kPayments, kSubmitPayments, files::OpenPayments);
  if (batch.ok()) batch->columns = files::PaymentColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareRejections(const PrepareOptions& options) {
  auto batch = PreparePlain<collection::v1::SubmitInstructionRejectionsRequest>(
      options, domain::BatchKind::kInstructionRejections, kSubmitRejections, files::OpenRejections);
  if (batch.ok()) batch->columns = files::RejectionColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareLateFees(const PrepareOptions& options) {
  auto batch = PreparePlain<payment::v1::SubmitLateFeesRequest>(
      options, domain::BatchKind::kLateFees, kSubmitLateFees, files::OpenLateFees);
  if (batch.ok()) batch->columns = files::LateFeeColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareDeferrals(const PrepareOptions& options) {
  auto batch = PreparePlain<assessment::v1::SubmitDeferralsRequest>(
      options, domain::BatchKind::kDeferrals, kSubmitDeferrals, files::OpenDeferrals);
  if (batch.ok()) batch->columns = files::DeferralColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareEligibleEmployers(const PrepareOptions& options) {
  auto batch = PreparePlain<assessment::v1::SubmitEligibleEmployersRequest>(
      options, domain::BatchKind::kEligibleEmployers, kSubmitEligibleEmployers,
      files::OpenEligible);
  if (batch.ok()) batch->columns = files::EligibleColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareMemberEvents(const PrepareOptions& options) {
  auto batch = PreparePlain<assessment::v1::SubmitMemberEventsRequest>(
      options, domain::BatchKind::kMemberEvents, kSubmitMemberEvents, files::OpenMemberEvents);
  if (batch.ok()) batch->columns = files::MemberEventColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareDeregistrations(const PrepareOptions& options) {
  auto batch = PreparePlain<assessment::v1::SubmitDeregistrationsRequest>(
      options, domain::BatchKind::kDeregistrations, kSubmitDeregistrations,
      files::OpenDeregistrations);
  if (batch.ok()) batch->columns = files::DeregistrationColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareAccounts(const PrepareOptions& options) {
  auto batch = PreparePlain<refund::v1::SubmitAccountsRequest>(
      options, domain::BatchKind::kAccounts, kSubmitAccounts, files::OpenAccounts);
  if (batch.ok()) batch->columns = files::AccountColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareTreasuryRefunds(const PrepareOptions& options) {
  auto batch = PreparePlain<payment::v1::SubmitTreasuryRefundsRequest>(
      options, domain::BatchKind::kTreasuryRefunds, kSubmitTreasuryRefunds,
      files::OpenTreasuryRefunds);
  if (batch.ok()) batch->columns = files::TreasuryRefundColumns();
  return batch;
}

absl::StatusOr<PreparedBatch> PrepareStatement(const PrepareOptions& options,
                                               const StatementTarget& target) {
  using Request = reconciliation::v1::SubmitStatementRequest;
  auto opened = OpenForReading(options);
  if (!opened.ok()) return opened.status();
  auto reader = files::StatementReader::Open(std::move(opened->source), options.csv);
  if (!reader.ok()) return reader.status();
  ChunkBuilder<Request> builder(std::move(opened->spool));
  if (absl::Status status = ReadAll(**reader, builder); !status.ok()) return status;
  absl::Status agrees = CheckControl(options, OnlyRecords(builder.rows()), *opened);
  if (!agrees.ok()) return agrees;
  // Two months may have the same lines (none, for instance): month and region make the id differ.
  const std::string named =
      Concatenate("statement ", target.month.ToIso(), " ", target.region.ToString(), " ",
                  builder.content_digest().ToHex());
  Request header;
  FillHeader(options, opened->control, builder.content_digest(),
             BatchIdOf(options, opened->control, domain::Sha256Of(named).ToHex()),
             *header.mutable_header());
  header.mutable_scope()->set_month(MonthNumber(target.month));
  header.mutable_scope()->set_region(static_cast<int32_t>(target.region.number()));
  TotalsToWire((*reader)->totals(), *header.mutable_totals());
  if ((*reader)->trailer()) TotalsToWire(*(*reader)->trailer(), *header.mutable_totals());
  PreparedBatch batch =
      Assemble(domain::BatchKind::kStatement, kSubmitStatement, std::move(header), builder);
  batch.unknown_columns = UnknownColumnsOf((*reader)->table());
  batch.columns = files::StatementColumns();
  return batch;
}

}  // namespace levybridge::client
