#include "adapters/client/submit.h"

#include <filesystem>
#include <utility>

#include "adapters/files/reject_file.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

// The path, or empty when there is nothing to write.
absl::StatusOr<std::string> WriteRejects(const PrepareOptions& options, const PreparedBatch& batch,
                                         const Receipt& receipt, RowProblemList& problems) {
  if (batch.columns.empty()) return std::string();
  problems.Rewind();
  auto first = problems.NextRejected();
  if (!first.ok()) return first.status();
  if (!first->has_value()) return std::string();
  std::string path = files::RejectPathOf(options.path);
  std::error_code ignored;
  if (receipt.replayed && std::filesystem::exists(path, ignored)) return path;
  problems.Rewind();
  const auto written = files::WriteRejectFile({options.path, path, options.csv, batch.columns},
                                              [&] { return problems.NextRejected(); });
  if (!written.ok()) return written.status();
  return path;
}

// Problems of a dry run came with it; of a stored batch they are asked for.
absl::StatusOr<RowProblemList> ProblemsOf(Session& session, const PrepareOptions& options,
                                          const PreparedBatch& batch, UploadResult& upload) {
  const Receipt& receipt = upload.receipt;
  if (receipt.dry_run || (receipt.rejected.rows == 0 && receipt.warning_rows == 0)) {
    return RowProblemList(std::move(upload.problems));
  }
  auto problems = FetchRowProblems(*session.connection, session.retry, batch.kind, receipt.batch_id,
                                   options.scratch_folder);
  // A file that was refused whole at its header left no rows behind.
  if (absl::IsNotFound(problems.status())) return RowProblemList(nullptr);
  return problems;
}

}  // namespace

absl::StatusOr<ExitCode> SubmitAndReport(Session& session, const PrepareOptions& options,
                                         const PreparedBatch& batch) {
  if (!batch.unknown_columns.empty()) {
    session.output.Note(
        Concatenate(options.path, ": 忽略的列 / columns nobody reads: ", batch.unknown_columns));
  }
  Uploader uploader(*session.connection, session.retry, session.progress, options.scratch_folder);
  absl::StatusOr<UploadResult> upload = uploader.Run(batch.job);
  if (!upload.ok()) return upload.status();

  SubmissionReport report;
  report.receipt = upload->receipt;
  report.skipped_entries = batch.skipped_entries;
  absl::Status details;  // the receipt stands, whatever becomes of them
  auto problems = ProblemsOf(session, options, batch, *upload);
  if (problems.ok()) {
    auto codes = problems->CountByCode();
    auto path = WriteRejects(options, batch, report.receipt, *problems);
    details = codes.ok() ? path.status() : codes.status();
    if (codes.ok()) report.codes = *std::move(codes);
    if (path.ok()) report.rejects_file = *std::move(path);
  } else {
    details = problems.status();
  }
  session.progress.Clear();
  session.output.Document(ToJson(report));
  session.output.Text(ToText(report));
  if (details.ok()) return report.receipt.Clean() ? ExitCode::kDone : ExitCode::kRefused;
  session.output.Note(Concatenate(
      "回执有效，但未能取得逐行问题；再次运行同一命令即可取得 / the receipt stands, but the "
      "rows' problems could not be fetched; run the same command again: ",
      MessageOf(details)));
  return ExitCodeOf(details);
}

}  // namespace levybridge::client
