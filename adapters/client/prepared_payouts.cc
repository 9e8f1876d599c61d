// The half of prepared_batch.h that reads what banks say about payouts, in whichever form they do.
#include <functional>
#include <string_view>
#include <utility>

#include "adapters/client/payout_file_form.h"
#include "adapters/client/prepare_file.h"
#include "adapters/files/bank_csv.h"
#include "adapters/files/refusal.h"
#include "adapters/iso20022/camt_reader.h"
#include "adapters/iso20022/pain002_reader.h"
#include "gateway/domain/concatenate.h"
#include "gateway/domain/refund.h"
#include "levybridge/refund/v1/payout_service.pb.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;
using domain::PayoutReport;
using domain::PayoutResult;
using files::ByteSource;
using Request = refund::v1::SubmitPayoutResultsRequest;
using Builder = ChunkBuilder<Request>;

constexpr char kSubmitPayoutResults[] = "/levybridge.refund.v1.PayoutService/SubmitPayoutResults";
// What banks write where there is no end-to-end id.
constexpr std::string_view kNotProvided = "NOTPROVIDED";

// What a file says about itself, beside its rows.
struct FileFacts {
  std::optional<files::PayoutTotals> totals;  // count and sum of its rows, as it states them
  uint64_t skipped = 0;
  std::string unknown_columns;
  std::span<const files::ColumnSpec> columns;
};
using ReadRows =
    std::function<absl::StatusOr<FileFacts>(std::unique_ptr<ByteSource> source, Builder& builder)>;

// Rows of an XML file, numbered and summed up.
class RowSink {
 public:
  explicit RowSink(Builder& builder) : builder_(builder) {}

  absl::Status Add(PayoutReport report) {
    files::ParsedRow<PayoutReport> row;
    row.row = ++totals_.lines;
    row.claimed = report.amount.value_or(domain::Money());
    totals_.amount += row.claimed;
    row.problems = ProblemsOf(report);
    if (row.problems.empty()) row.value = std::move(report);
    return builder_.Add(row);
  }
  const files::PayoutTotals& totals() const { return totals_; }

 private:
  Builder& builder_;
  files::PayoutTotals totals_;
};

// Only the bank knows which payouts a status without a list is about. Pending ones are already.
absl::Status CheckScope(const std::string& file, const iso20022::ScopeStatus& scope) {
  const bool settles_nothing = scope.look_below || scope.result == PayoutResult::kPending;
  if (settles_nothing || scope.listed > 0) return absl::OkStatus();
  const std::string place = scope.payment_id.empty() ? "GrpSts" : "PmtInfSts";
  return files::Refuse(
      files::RefusalReason::kPayoutsNotListed, {file, 0, place},
      Concatenate("状态 ", scope.iso_status, " 未列明所涉的拨付，请银行逐笔列出"),
      Concatenate("status ", scope.iso_status,
                  " does not list the payouts it is about; ask the bank for one that does"));
}

absl::StatusOr<FileFacts> ReadPain002(std::unique_ptr<ByteSource> source, Builder& builder) {
  RowSink rows(builder);
  const auto read = iso20022::ReadPain002(
      *source, iso20022::XmlLimits(),
      {.transaction =
           [&](const iso20022::TransactionStatus& status) { return rows.Add(status.report); },
       .scope =
           [&](const iso20022::ScopeStatus& scope) { return CheckScope(source->name(), scope); }});
  if (!read.ok()) return read.status();
  if (absl::Status status = builder.Finish(); !status.ok()) return status;
  return FileFacts{.totals = rows.totals(), .skipped = 0, .unknown_columns = {}, .columns = {}};
}

// Nothing for an entry that is no movement of a payout.
std::optional<PayoutReport> ReportOf(const iso20022::BookedTransaction& entry) {
  const bool movement =
      entry.kind == iso20022::EntryKind::kPaid || entry.kind == iso20022::EntryKind::kReturned;
  if (!movement || !entry.booked || entry.end_to_end_id == kNotProvided) return std::nullopt;
  // An account may be used for other payments too; whose numbers are not of our form are none of
  // ours.
  auto payout_id = domain::PayoutId::Parse(entry.end_to_end_id);
  if (!payout_id || !domain::PayoutSequenceOf(entry.end_to_end_id)) return std::nullopt;
  const bool returned = entry.kind == iso20022::EntryKind::kReturned;
  return PayoutReport{.payout_id = *std::move(payout_id),
                      .result = returned ? PayoutResult::kReturned : PayoutResult::kPaid,
                      .reason_code = entry.reason_code,
                      .reason_text = entry.reason_text,
                      .amount = entry.amount,
                      .value_on = entry.value_on,
                      .by_statement = true};
}

absl::StatusOr<FileFacts> ReadCamt(std::unique_ptr<ByteSource> source, Builder& builder) {
  RowSink rows(builder);
  uint64_t skipped = 0;
  const auto read = iso20022::ReadCamt(*source, iso20022::XmlLimits(),
                                       [&](const iso20022::BookedTransaction& entry) {
                                         auto report = ReportOf(entry);
                                         if (report) return rows.Add(*std::move(report));
                                         ++skipped;
                                         return absl::OkStatus();
                                       });
  if (!read.ok()) return read.status();
  if (absl::Status status = builder.Finish(); !status.ok()) return status;
  return FileFacts{
      .totals = rows.totals(), .skipped = skipped, .unknown_columns = {}, .columns = {}};
}

absl::StatusOr<FileFacts> ReadResultCsv(std::unique_ptr<ByteSource> source,
                                        const files::CsvOptions& csv, Builder& builder) {
  auto reader = files::OpenPayoutResults(std::move(source), csv);
  if (!reader.ok()) return reader.status();
  if (absl::Status status = ReadAll(**reader, builder); !status.ok()) return status;
  return FileFacts{.totals = (*reader)->trailer(),
                   .skipped = 0,
                   .unknown_columns = UnknownColumnsOf((*reader)->table()),
                   .columns = files::PayoutResultColumns()};
}

// The lines of a bank's CSV statement as what they say about payouts.
class MovementReader {
 public:
  explicit MovementReader(files::PayoutStatementReader& lines) : lines_(lines) {}
  absl::StatusOr<bool> Next() {
    auto more = lines_.Next();
    if (!more.ok() || !*more) return more;
    auto& line = lines_.row();
    row_ = {line.row,     line.line,          std::nullopt, std::move(line.problems),
            line.claimed, std::move(line.raw)};
    if (!line.value) return more;
    const bool returned = line.value->direction == domain::PayoutDirection::kReturned;
    row_.value = PayoutReport{.payout_id = line.value->payout_id,
                              .result = returned ? PayoutResult::kReturned : PayoutResult::kPaid,
                              .reason_code = {},
                              .reason_text = {},
                              .amount = line.value->amount,
                              .value_on = line.value->value_on,
                              .by_statement = true};
    return more;
  }
  files::ParsedRow<PayoutReport>& row() { return row_; }

 private:
  files::PayoutStatementReader& lines_;
  files::ParsedRow<PayoutReport> row_;
};

absl::StatusOr<FileFacts> ReadStatementCsv(std::unique_ptr<ByteSource> source,
                                           const files::CsvOptions& csv, Builder& builder) {
  auto reader = files::OpenPayoutStatement(std::move(source), csv);
  if (!reader.ok()) return reader.status();
  MovementReader movements(**reader);
  if (absl::Status status = ReadAll(movements, builder); !status.ok()) return status;
  return FileFacts{.totals = (*reader)->trailer(),
                   .skipped = 0,
                   .unknown_columns = UnknownColumnsOf((*reader)->table()),
                   .columns = files::PayoutStatementColumns()};
}

// The gateway holds the file's own totals against what arrives, where every row could be read.
void AddTotals(const FileFacts& facts, PreparedBatch& batch) {
  if (!facts.totals || batch.unreadable_rows > 0) return;
  const auto fen = facts.totals->amount.ToInt64();
  Request trailer;
  if (!fen || !trailer.ParseFromString(batch.job.trailer)) return;
  trailer.mutable_totals()->set_entries(static_cast<uint64_t>(facts.totals->lines));
  trailer.mutable_totals()->set_fen(*fen);
  batch.job.trailer = trailer.SerializeAsString();
}

// The file's digest is taken after reading, so its source outlives the reader that gets this.
class Lent : public ByteSource {
 public:
  explicit Lent(ByteSource& inner) : inner_(inner) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    return inner_.Read(buffer, capacity);
  }
  const std::string& name() const override { return inner_.name(); }

 private:
  ByteSource& inner_;
};

absl::StatusOr<PreparedBatch> PrepareWith(const PrepareOptions& options, const ReadRows& read) {
  auto opened = OpenForReading(options);
  if (!opened.ok()) return opened.status();
  Builder builder(std::move(opened->spool));
  const auto facts = read(std::make_unique<Lent>(*opened->source), builder);
  if (!facts.ok()) return facts.status();
  absl::Status agrees = CheckControl(options, OnlyRecords(builder.rows()), *opened);
  if (!agrees.ok()) return agrees;
  Request header;
  FillHeader(options, opened->control, builder.content_digest(),
             BatchIdOf(options, opened->control, builder.content_digest().ToHex()),
             *header.mutable_header());
  PreparedBatch batch =
      Assemble(domain::BatchKind::kPayoutResults, kSubmitPayoutResults, std::move(header), builder);
  AddTotals(*facts, batch);
  batch.unknown_columns = facts->unknown_columns;
  batch.columns = facts->columns;
  batch.skipped_entries = facts->skipped;
  return batch;
}

}  // namespace

absl::StatusOr<PreparedBatch> PreparePayoutResults(const PrepareOptions& options) {
  const auto form = FormOf(options.path);
  if (!form.ok()) return form.status();
  return PrepareWith(options, [&](std::unique_ptr<ByteSource> source, Builder& builder) {
    if (*form == PayoutFileForm::kPain002) return ReadPain002(std::move(source), builder);
    if (*form == PayoutFileForm::kCamt) return ReadCamt(std::move(source), builder);
    return ReadResultCsv(std::move(source), options.csv, builder);
  });
}

absl::StatusOr<PreparedBatch> PreparePayoutStatement(const PrepareOptions& options) {
  const auto form = FormOf(options.path);
  if (!form.ok()) return form.status();
  return PrepareWith(options, [&](std::unique_ptr<ByteSource> source, Builder& builder) {
    if (*form == PayoutFileForm::kCsv)
      return ReadStatementCsv(std::move(source), options.csv, builder);
    return ReadCamt(std::move(source), builder);
  });
}

}  // namespace levybridge::client
