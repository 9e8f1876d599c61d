#include "adapters/client/upload.h"

#include <utility>

#include "adapters/client/byte_call.h"
#include "adapters/client/error_report.h"
#include "adapters/client/wire_values.h"
#include "levybridge/assessment/v1/assessment_service.pb.h"

namespace levybridge::client {

namespace wire = common::v1;
// Every Submit…Response has these very fields; a test holds the contract to it.
using AnyResponse = assessment::v1::SubmitAssessmentsResponse;

constexpr char kSending[] = "发送 / sending";
constexpr char kChecking[] = "核对 / checking";

// One stream, from header to receipt or to where it broke.
class Uploader::Attempt {
 public:
  Attempt(Uploader& owner, const UploadJob& job, UploadResult& result)
      : owner_(owner),
        job_(job),
        result_(result),
        call_(owner.connection_.channel(), job.method, owner.connection_.idle_seconds()) {}

  absl::Status Run() {
    for (;;) {
      absl::Status local;
      switch (call_.Wait()) {
        case ByteCall::Event::kReadyToWrite:
          local = SendNext();
          break;
        case ByteCall::Event::kMessage:
          local = Take();
          break;
        case ByteCall::Event::kEnd:
          return End();
      }
      if (!local.ok()) return local;
    }
  }

 private:
  absl::Status SendNext() {
    can_write_ = true;
    if (!header_sent_) {
      header_sent_ = true;
      can_write_ = false;
      call_.Write(job_.header);
      return absl::OkStatus();
    }
    if (!resumed_ || trailer_sent_) return absl::OkStatus();
    can_write_ = false;
    if (next_chunk_ == job_.chunks->size()) {
      trailer_sent_ = true;
      call_.WriteLast(job_.trailer);
      return absl::OkStatus();
    }
    const auto chunk = job_.chunks->Read(next_chunk_);
    if (!chunk.ok()) return chunk.status();
    call_.Write(*chunk);
    ++next_chunk_;
    ++result_.chunks_sent;
    owner_.progress_.Show(kSending, next_chunk_, job_.chunks->size());
    return absl::OkStatus();
  }

  absl::Status Take() {
    AnyResponse response;
    if (!response.ParseFromString(call_.message())) {
      return absl::InternalError("the gateway's answer is not of this protocol");
    }
    owner_.retry_.Progress();
    switch (response.event_case()) {
      case AnyResponse::kResume:
        return Resume(response.resume());
      case AnyResponse::kProgress:
        owner_.progress_.Show(kChecking, response.progress().rows_done(), job_.rows);
        return absl::OkStatus();
      case AnyResponse::kReceipt:
        result_.receipt = ReceiptFromWire(response.receipt());
        has_receipt_ = true;
        return absl::OkStatus();
      case AnyResponse::kProblems:
        return Keep(response.problems());
      case AnyResponse::kChunkAccepted:
      case AnyResponse::EVENT_NOT_SET:
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status Resume(const wire::UploadResume& resume) {
    const size_t chunks = job_.chunks->size();
    const bool complete = resume.state() == wire::UPLOAD_STATE_COMPLETE;
    if (resumed_ || (!complete && resume.next_chunk_number() > chunks)) {
      return RefusedHere(absl::StatusCode::kAlreadyExists, "BATCH_CONFLICT",
                         "网关已有同号而更长的批次，请换批次号 / the gateway holds a longer batch "
                         "under this id; choose another id");
    }
    resumed_ = true;
    next_chunk_ = complete ? chunks : static_cast<size_t>(resume.next_chunk_number());
    return can_write_ ? SendNext() : absl::OkStatus();
  }

  absl::Status Keep(const wire::UploadProblems& problems) {
    if (!result_.problems) {
      auto spool = Spool::Create(owner_.scratch_folder_);
      if (!spool.ok()) return spool.status();
      result_.problems = *std::move(spool);
    }
    return result_.problems->Append(problems.SerializeAsString());
  }

  absl::Status End() {
    absl::Status status = call_.Finish();
    // The receipt is the last word: what becomes of the connection after it does not matter.
    if (has_receipt_) return absl::OkStatus();
    if (!status.ok()) return status;
    return absl::UnavailableError(
        "网关结束了传输而没有给出回执 / the gateway ended the stream without a receipt");
  }

  Uploader& owner_;
  const UploadJob& job_;
  UploadResult& result_;
  ByteCall call_;
  bool header_sent_ = false;
  bool can_write_ = false;
  bool resumed_ = false;
  bool trailer_sent_ = false;
  bool has_receipt_ = false;
  size_t next_chunk_ = 0;
};

Uploader::Uploader(Connection& connection, Retry& retry, ProgressBar& progress,
                   std::string scratch_folder)
    : connection_(connection),
      retry_(retry),
      progress_(progress),
      scratch_folder_(std::move(scratch_folder)) {}

absl::StatusOr<UploadResult> Uploader::Run(const UploadJob& job) {
  UploadResult result;
  const absl::Status status = RunWithRetries(
      retry_,
      [&] {
        result.problems.reset();
        return Attempt(*this, job, result).Run();
      },
      [this] { connection_.Renew(); });
  progress_.Clear();
  if (!status.ok()) return status;
  return result;
}

}  // namespace levybridge::client
