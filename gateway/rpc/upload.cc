#include "gateway/rpc/upload.h"

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "gateway/rpc/status.h"
#include "gateway/usecases/batch_checks.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

using domain::BatchState;
using usecases::Refusal;

constexpr size_t kProblemRowsPerMessage = 500;
constexpr std::chrono::seconds kProgressEvery{1};

absl::Status OutOfOrder(std::string_view expected) {
  return Refusal(absl::StatusCode::kInvalidArgument, "CHUNK_OUT_OF_ORDER",
                 {"上传顺序不对：应为批次头、从续传位置起的数据块、结束记录",
                  "out of order: a header, chunks from the resume position on, a trailer"},
                 {{"expected", std::string(expected)}});
}

absl::Status ManifestRequired() {
  return Refusal(absl::StatusCode::kInvalidArgument, "MANIFEST_REQUIRED",
                 {"登记要求本单位的文件附清单，整份退回",
                  "files of this party need their manifest; refused whole"});
}

// Refusals of a whole file are answers: a receipt with status REJECTED.
bool IsWholeFileRefusal(const absl::Status& status) {
  constexpr std::array<std::string_view, 3> kReasons = {"MANIFEST_REQUIRED", "MONTH_CLOSED",
                                                        "MONTH_CONFIRMED"};
  const std::string reason = ReasonOnWire(status);
  for (const std::string_view known : kReasons) {
    if (reason == known) return true;
  }
  return false;
}

common::v1::BatchReceipt RefusedReceipt(const domain::BatchHeader& header,
                                        const absl::Status& refusal, domain::Timestamp now) {
  domain::Batch batch{.batch_no = 0,
                      .header = header,
                      .state = BatchState::kRejected,
                      .received_at = now,
                      .chunks_received = 0,
                      .chunks_applied = 0,
                      .content_digest = {},
                      .total_before = {},
                      .total_reduction = {},
                      .total_after = {},
                      .statement_totals = {},
                      .received = {},
                      .accepted = {},
                      .rejected = {},
                      .already_accepted_rows = 0,
                      .warnings = 0,
                      .refusal_code = ReasonOnWire(refusal),
                      .refusal_message = std::string(refusal.message()),
                      .receipt_no = {}};
  return ReceiptToWire(batch, false);
}

// One upload on its way. The parts are read in order; each step returns when the next may begin.
class Session {
 public:
  Session(Call& call, UploadStream& stream, domain::BatchHeader header)
      : call_(call), stream_(stream), header_(std::move(header)) {}

  absl::Status Run() {
    const absl::Status status = header_.dry_run ? RunDry() : RunStored();
    if (!IsWholeFileRefusal(status)) return status;
    return Send(RefusedReceipt(header_, status, call_.environment().clock.Now()));
  }

 private:
  absl::Status RunStored() {
    LEVYBRIDGE_RETURN_IF_ERROR(CheckManifest());
    usecases::BatchIntake& intake = call_.environment().intake;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const usecases::UploadState opened, intake.Open(header_));
    if (opened.finished_replay) return Send(ReceiptToWire(opened.batch, true));
    const int64_t batch_no = opened.batch.batch_no;
    LEVYBRIDGE_RETURN_IF_ERROR(Resume(opened.batch));
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const usecases::BatchTrailer trailer,
        ReadChunks([&](const domain::BatchChunk& chunk) -> absl::Status {
          LEVYBRIDGE_RETURN_IF_ERROR(intake.AppendChunk(batch_no, chunk));
          common::v1::ChunkAccepted accepted;
          accepted.set_through_chunk_number(static_cast<uint64_t>(chunk.number));
          return Send(accepted);
        }));
    // Without a digest a repeated batch is compared row by row, so the rows must have come.
    if (opened.batch.state != BatchState::kReceiving && !trailer.content_digest &&
        rows_ != opened.batch.received.rows) {
      return OutOfOrder("chunk_number " + std::to_string(next_chunk_));
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const usecases::FinishedBatch finished,
        intake.Finish(batch_no, trailer,
                      [this](int64_t done, int64_t total) { ReportProgress(done, total); }));
    if (!finished.replayed) call_.environment().observer.BatchFinished(finished.batch);
    return Send(ReceiptToWire(finished.batch, finished.replayed));
  }

  absl::Status RunDry() {
    LEVYBRIDGE_RETURN_IF_ERROR(CheckManifest());
    const usecases::BatchIntake& intake = call_.environment().intake;
    common::v1::UploadResume resume;
    resume.set_state(common::v1::UPLOAD_STATE_NEW);
    LEVYBRIDGE_RETURN_IF_ERROR(Send(resume));
    std::vector<domain::BatchChunk> chunks;
    const int64_t most = intake.limits().max_rehearsed_rows;
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const usecases::BatchTrailer trailer,
        ReadChunks([&](domain::BatchChunk chunk) -> absl::Status {
          if (rows_ > most) {
            return Refusal(
                absl::StatusCode::kResourceExhausted, "LIMIT_EXCEEDED",
                {"试运行的行数超过上限，请拆分文件", "too many rows for a dry run; split the file"},
                {{"limit", std::to_string(most)}});
          }
          common::v1::ChunkAccepted accepted;
          accepted.set_through_chunk_number(static_cast<uint64_t>(chunk.number));
          chunks.push_back(std::move(chunk));
          return Send(accepted);
        }));
    LEVYBRIDGE_ASSIGN_OR_RETURN(usecases::DryRunResult result,
                                call_.environment().intake.DryRun(header_, chunks));
    ConcludeDry(result.batch, chunks, trailer);
    LEVYBRIDGE_RETURN_IF_ERROR(SendProblems(result.problems));
    return Send(ReceiptToWire(result.batch, false));
  }

  // What sealing would have found wrong with the whole.
  void ConcludeDry(domain::Batch& batch, const std::vector<domain::BatchChunk>& chunks,
                   const usecases::BatchTrailer& trailer) const {
    domain::BatchDigest digest;
    for (const domain::BatchChunk& chunk : chunks) digest.AddChunk(domain::DigestOf(chunk));
    batch.content_digest = digest.Finish();
    absl::Status whole = usecases::CheckWholeBatch(
        batch, trailer.rows,
        trailer.content_digest ? trailer.content_digest : header_.content_digest);
    if (whole.ok() && header_.all_or_nothing && batch.rejected.rows > 0) {
      whole = Refusal(absl::StatusCode::kInvalidArgument, "ALL_OR_NOTHING",
                      {"有错误行且要求整批受理，整份退回",
                       "a row is bad and the batch asked for all or nothing; refused whole"});
    }
    if (whole.ok()) return;
    batch.state = BatchState::kRejected;
    batch.accepted = {};
    batch.rejected = batch.received;
    batch.refusal_code = ReasonOnWire(whole);
    batch.refusal_message = std::string(whole.message());
  }

  absl::Status CheckManifest() const {
    if (header_.manifest || !call_.Settings().manifest_required) return absl::OkStatus();
    return ManifestRequired();
  }

  // Tells the client where to go on.
  absl::Status Resume(const domain::Batch& batch) {
    common::v1::UploadResume resume;
    if (batch.state == BatchState::kReceiving) {
      next_chunk_ = batch.chunks_received;
      rows_ = batch.received.rows;
      const bool whole = rows_ % domain::kRowsPerChunk != 0;
      resume.set_state(next_chunk_ == 0 ? common::v1::UPLOAD_STATE_NEW
                       : whole          ? common::v1::UPLOAD_STATE_COMPLETE
                                        : common::v1::UPLOAD_STATE_PARTIAL);
    } else if (batch.state == BatchState::kReceived) {
      next_chunk_ = batch.chunks_received;
      rows_ = batch.received.rows;
      resume.set_state(common::v1::UPLOAD_STATE_COMPLETE);
    } else {
      resume.set_state(common::v1::UPLOAD_STATE_FINISHED);
    }
    resume.set_next_chunk_number(static_cast<uint64_t>(next_chunk_));
    return Send(resume);
  }

  // Hands every chunk to `take`, in order, and returns the trailer.
  template <class Take>
  absl::StatusOr<usecases::BatchTrailer> ReadChunks(Take take) {
    while (stream_.Read()) {
      bytes_ += static_cast<int64_t>(stream_.bytes());
      if (bytes_ > call_.environment().max_batch_bytes) return TooManyBytes();
      if (stream_.part() == UploadPart::kTrailer) return stream_.Trailer();
      if (stream_.part() != UploadPart::kChunk) return OutOfOrder("chunk or trailer");
      LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchChunk chunk, stream_.Chunk());
      if (chunk.number != next_chunk_) {
        return OutOfOrder("chunk_number " + std::to_string(next_chunk_));
      }
      // Only the last chunk may be short, so nothing comes after a short one.
      if (rows_ != next_chunk_ * domain::kRowsPerChunk) return MalformedChunk("trailer");
      ++next_chunk_;
      rows_ += chunk.RowCount();
      LEVYBRIDGE_RETURN_IF_ERROR(take(std::move(chunk)));
    }
    if (call_.context().IsCancelled()) return absl::CancelledError("the peer is gone");
    return OutOfOrder("trailer");
  }

  absl::Status TooManyBytes() const {
    return Refusal(absl::StatusCode::kResourceExhausted, "LIMIT_EXCEEDED",
                   {"批次字节数超过上限，请拆分文件", "more bytes than the limit; split the file"},
                   {{"limit", std::to_string(call_.environment().max_batch_bytes)}});
  }

  void ReportProgress(int64_t done, int64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_progress_ < kProgressEvery) return;
    last_progress_ = now;
    common::v1::UploadProgress progress;
    progress.set_rows_done(static_cast<uint64_t>(done));
    progress.set_rows_total(static_cast<uint64_t>(total));
    // The batch is sealed: it is decided to its end whether or not somebody watches.
    stream_.Send(progress);
  }

  absl::Status SendProblems(const std::vector<domain::RowProblems>& rows) {
    for (size_t begin = 0; begin < rows.size(); begin += kProblemRowsPerMessage) {
      common::v1::UploadProblems message;
      const size_t end = std::min(rows.size(), begin + kProblemRowsPerMessage);
      for (size_t i = begin; i < end; ++i) *message.add_rows() = ToWire(rows[i]);
      LEVYBRIDGE_RETURN_IF_ERROR(Send(message));
    }
    return absl::OkStatus();
  }

  absl::Status Send(const UploadEvent& event) {
    return stream_.Send(event) ? absl::OkStatus() : absl::CancelledError("the peer is gone");
  }

  Call& call_;
  UploadStream& stream_;
  const domain::BatchHeader header_;
  int64_t next_chunk_ = 0;
  int64_t rows_ = 0;  // up to next_chunk_
  int64_t bytes_ = 0;
  std::chrono::steady_clock::time_point last_progress_ = std::chrono::steady_clock::now();
};

}  // namespace

UploadRegistry::Claim::Claim(UploadRegistry& registry, const domain::BatchHeader& header)
    : registry_(registry), key_(header.kind, header.party, header.batch_id.value()) {
  const std::lock_guard lock(registry_.mutex_);
  if (registry_.active_.insert(key_).second) return;
  status_ = Refusal(absl::StatusCode::kAborted, "BATCH_IN_PROGRESS",
                    {"该批次正由另一连接上传，请稍后再试",
                     "another stream is sending this batch; try again later"},
                    {{"batch_id", header.batch_id.value()}});
}

UploadRegistry::Claim::~Claim() {
  if (!status_.ok()) return;
  const std::lock_guard lock(registry_.mutex_);
  registry_.active_.erase(key_);
}

absl::Status RunUpload(Call& call, UploadStream& stream) {
  if (!stream.Read() || stream.part() != UploadPart::kHeader) return OutOfOrder("header");
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchHeader header, stream.Header());
  call.set_batch_id(header.batch_id.value());
  header.all_or_nothing |= call.Settings().all_or_nothing;
  // A dry run touches nothing that another stream could disturb.
  if (header.dry_run) return Session(call, stream, std::move(header)).Run();
  const UploadRegistry::Claim claim(call.environment().uploads, header);
  if (!claim.status().ok()) return claim.status();
  return Session(call, stream, std::move(header)).Run();
}

}  // namespace levybridge::rpc
