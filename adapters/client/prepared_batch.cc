#include "adapters/client/prepared_batch.h"

#include <filesystem>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/client/chunk_builder.h"
#include "adapters/client/relay.h"
#include "adapters/client/wire_values.h"
#include "adapters/files/assessment_csv.h"
#include "adapters/files/byte_source.h"
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
constexpr char kSubmitRejections[] =
    "/levybridge.collection.v1.CollectionService/SubmitInstructionRejections";
constexpr char kSubmitStatement[] =
    "/levybridge.reconciliation.v1.ReconciliationService/SubmitStatement";

constexpr size_t kMaxFileNameBytes = 255;

// What is said about the batch as a whole.
struct Control {
  std::optional<files::FileManifest> manifest;
  std::string file_sha256;  // hex of the file's bytes, known after reading
  uint64_t unreadable_rows = 0;
};

// Rows go from the reader to the builder by the chunk; this many chunks may wait in between.
constexpr size_t kChunksWaiting = 3;

// One thread reads and checks, another encodes, digests and spools.
template <class Reader, class Builder>
absl::Status ReadAll(Reader& reader, Builder& builder) {
  using Row = std::remove_reference_t<decltype(reader.row())>;
  Relay<std::vector<Row>> relay(kChunksWaiting, [&builder](std::vector<Row>& rows) {
    for (const Row& row : rows) {
      if (absl::Status status = builder.Add(row); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
  std::vector<Row> rows;
  for (bool at_end = false; !at_end;) {
    rows.reserve(domain::kRowsPerChunk);
    while (!at_end && rows.size() < static_cast<size_t>(domain::kRowsPerChunk)) {
      const absl::StatusOr<bool> more = reader.Next();
      if (!more.ok()) return more.status();
      at_end = !*more;
      if (!at_end) rows.push_back(std::move(reader.row()));
    }
    if (absl::Status status = relay.Hand(std::exchange(rows, {})); !status.ok()) return status;
  }
  if (absl::Status status = relay.Drain(); !status.ok()) return status;
  return builder.Finish();
}

std::string UnknownColumnsOf(const files::TableReader& table) {
  std::string text;
  for (const std::string& name : table.unknown_columns()) {
    if (!text.empty()) text += ", ";
    text += files::ReplaceInvalid(name);
  }
  return text;
}

void ManifestToWire(const Control& control, common::v1::BatchManifest& wire) {
  const domain::Manifest& stated = control.manifest->control;
  const auto fen = [](const std::optional<domain::MoneySum>& sum) { return sum->ToInt64(); };
  if (stated.records) wire.set_records(static_cast<uint64_t>(*stated.records));
  if (const auto digest = domain::Sha256Digest::FromHex(control.file_sha256)) {
    wire.set_sha256(std::string(digest->AsBytes()));
  }
  // The gateway cannot add up rows that nobody could read; the whole file was compared here.
  if (control.unreadable_rows > 0) return;
  if (stated.total_before) wire.set_total_before_fen(fen(stated.total_before).value_or(0));
  if (stated.total_reduction) {
    wire.set_total_reduction_fen(fen(stated.total_reduction).value_or(0));
  }
  if (stated.total_after) wire.set_total_after_fen(fen(stated.total_after).value_or(0));
  if (stated.total_fen) wire.set_total_fen(fen(stated.total_fen).value_or(0));
}

domain::CivilDate BusinessDate(const PrepareOptions& options, const Control& control) {
  if (options.business_date) return *options.business_date;
  if (control.manifest && control.manifest->business_date) return *control.manifest->business_date;
  return options.today;
}

std::string BatchIdOf(const PrepareOptions& options, const Control& control,
                      const std::string& otherwise) {
  if (options.batch_id) return options.batch_id->value();
  if (control.manifest && control.manifest->batch_id) return control.manifest->batch_id->value();
  return otherwise;
}

// Everything of the header but what only statements have.
void FillHeader(const PrepareOptions& options, const Control& control,
                const domain::Sha256Digest& digest, const std::string& batch_id,
                common::v1::BatchHeader& header) {
  header.set_batch_id(batch_id);
  header.set_business_on(DateNumber(BusinessDate(options, control)));
  header.set_dry_run(options.dry_run);
  header.set_all_or_nothing(options.all_or_nothing);
  if (control.manifest) ManifestToWire(control, *header.mutable_manifest());
  const std::string name =
      files::ReplaceInvalid(std::filesystem::path(options.path).filename().string());
  header.set_file_name(files::CutText(name, kMaxFileNameBytes));
  header.set_content_digest(std::string(digest.AsBytes()));
}

// Puts together what is to be sent once all rows are in the builder.
template <class Request>
PreparedBatch Assemble(domain::BatchKind kind, const char* method, Request header,
                       ChunkBuilder<Request>& builder) {
  PreparedBatch batch;
  batch.kind = kind;
  batch.batch_id = header.header().batch_id();
  batch.unreadable_rows = builder.unreadable_rows();
  batch.chunks = builder.TakeSpool();
  batch.job.method = method;
  batch.job.header = header.SerializeAsString();
  batch.job.chunks = batch.chunks.get();
  batch.job.rows = builder.rows();
  Request trailer;
  trailer.mutable_trailer()->set_rows(builder.rows());
  trailer.mutable_trailer()->set_content_digest(std::string(builder.content_digest().AsBytes()));
  batch.job.trailer = trailer.SerializeAsString();
  return batch;
}

// A file on its way to a batch: its manifest, its bytes, and where its chunks go.
struct OpenedFile {
  Control control;
  std::unique_ptr<files::HashingSource> source;  // to be moved into the reader
  files::HashingSource* hashing = nullptr;
  std::unique_ptr<Spool> spool;
};

absl::StatusOr<OpenedFile> OpenForReading(const PrepareOptions& options) {
  OpenedFile opened;
  auto manifest = files::ReadManifest(files::ManifestPathOf(options.path));
  if (!manifest.ok()) return manifest.status();
  opened.control.manifest = *std::move(manifest);
  auto file = files::OpenFile(options.path);
  if (!file.ok()) return file.status();
  opened.source = std::make_unique<files::HashingSource>(*std::move(file));
  opened.hashing = opened.source.get();
  auto spool = Spool::Create(options.scratch_folder);
  if (!spool.ok()) return spool.status();
  opened.spool = *std::move(spool);
  return opened;
}

// After the last row: what the manifest says must be what was read.
absl::Status CheckControl(const PrepareOptions& options, const files::AssessmentTotals& totals,
                          OpenedFile& opened) {
  opened.control.file_sha256 = opened.hashing->HexDigest();
  if (!opened.control.manifest) return absl::OkStatus();
  return files::CheckManifest(*opened.control.manifest, totals, opened.control.file_sha256,
                              options.path);
}

files::AssessmentTotals OnlyRecords(uint64_t rows) {
  files::AssessmentTotals totals;
  totals.records = static_cast<int64_t>(rows);
  return totals;
}

// Kinds that have neither totals of their own nor a scope. `open` makes their reader.
template <class Request, class Open>
absl::StatusOr<PreparedBatch> PreparePlain(const PrepareOptions& options, domain::BatchKind kind,
                                           const char* method, Open open) {
  auto opened = OpenForReading(options);
  if (!opened.ok()) return opened.status();
  auto reader = open(std::move(opened->source), options.csv);
  if (!reader.ok()) return reader.status();
  ChunkBuilder<Request> builder(std::move(opened->spool));
  if (absl::Status status = ReadAll(**reader, builder); !status.ok()) return status;
  absl::Status agrees = CheckControl(options, OnlyRecords(builder.rows()), *opened);
  if (!agrees.ok()) return agrees;
  Request header;
  FillHeader(options, opened->control, builder.content_digest(),
             BatchIdOf(options, opened->control, builder.content_digest().ToHex()),
             *header.mutable_header());
  PreparedBatch batch = Assemble(kind, method, std::move(header), builder);
  batch.unknown_columns = UnknownColumnsOf((*reader)->table());
  return batch;
}

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
