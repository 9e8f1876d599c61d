#include "gateway/rpc/assessment_upload.h"

#include <utility>
#include <vector>

#include "gateway/rpc/assessment_row_view.h"
#include "levybridge/assessment/v1/assessment_service.pb.h"

namespace levybridge::rpc {
namespace {

using WireChunk = assessment::v1::AssessmentChunk;
using Request = assessment::v1::SubmitAssessmentsRequest;
using Rows = std::vector<domain::NumberedRow<domain::Assessment>>;

constexpr size_t kMaxRawBytes = 4096;

template <class Message>
bool ParseInside(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// The rows of one chunk on their way into the domain.
class ChunkReader {
 public:
  // Bounded: a chunk of too many rows is refused before the rest of it is read.
  absl::Status Take(const domain::WireReader& field) {
    switch (field.field()) {
      case WireChunk::kChunkNumberFieldNumber:
        chunk_.number = field.signed_number();
        return absl::OkStatus();
      case WireChunk::kFirstRowFieldNumber:
        chunk_.first_row = field.signed_number();
        return absl::OkStatus();
      case WireChunk::kRowsFieldNumber:
        return TakeRow(field.text());
      case WireChunk::kUnreadableFieldNumber:
        return TakeUnreadable(field.text());
      default:
        return absl::OkStatus();
    }
  }
  absl::StatusOr<domain::BatchChunk> Finish() && {
    if (numbers_.empty() && unreadable_numbers_.empty()) return MalformedChunk("1..2000 rows");
    numbers_.insert(numbers_.end(), unreadable_numbers_.begin(), unreadable_numbers_.end());
    return FinishChunk(std::move(chunk_), std::move(numbers_));
  }

 private:
  bool IsFull() const {
    return numbers_.size() + unreadable_numbers_.size() >=
           static_cast<size_t>(domain::kRowsPerChunk);
  }
  absl::Status TakeRow(std::string_view bytes) {
    if (IsFull()) return MalformedChunk("1..2000 rows");
    const std::optional<AssessmentRowView> row = AssessmentRowView::Parse(bytes);
    if (!row) return MalformedChunk("an AssessmentRow");
    const auto number = static_cast<int64_t>(row->row());
    if (!numbers_.empty() && number <= numbers_.back()) return MalformedChunk("rows ascending");
    numbers_.push_back(number);
    FieldReader fields;
    if (std::optional<domain::Assessment> value = FromWire(*row, fields)) {
      rows_.push_back({number, *std::move(value)});
    } else {
      chunk_.unreadable.push_back({number, std::string(bytes.substr(0, kMaxRawBytes)),
                                   fields.TakeProblems(), StatedAmount(*row)});
    }
    return absl::OkStatus();
  }
  absl::Status TakeUnreadable(std::string_view bytes) {
    common::v1::UnreadableRow row;
    if (IsFull()) return MalformedChunk("1..2000 rows");
    if (!ParseInside(bytes, row)) return MalformedChunk("an UnreadableRow");
    unreadable_numbers_.push_back(static_cast<int64_t>(row.row()));
    chunk_.unreadable.push_back(FromWire(row));
    return absl::OkStatus();
  }

  domain::BatchChunk chunk_{.number = 0, .first_row = 0, .rows = Rows(), .unreadable = {}};
  Rows& rows_ = std::get<Rows>(chunk_.rows);
  std::vector<int64_t> numbers_;
  std::vector<int64_t> unreadable_numbers_;
};

}  // namespace

absl::StatusOr<domain::BatchChunk> ReadAssessmentChunk(std::string_view bytes) {
  ChunkReader chunk;
  domain::WireReader field(bytes);
  while (field.Next()) {
    if (absl::Status status = chunk.Take(field); !status.ok()) return status;
  }
  if (field.failed()) return MalformedChunk("an AssessmentChunk");
  return std::move(chunk).Finish();
}

bool AssessmentUpload::Read() {
  grpc::ByteBuffer buffer;
  {
    const StreamWatchdog::Watch watch(call_.environment().watchdog, call_.context());
    if (!stream_.Read(&buffer)) return false;
  }
  part_ = UploadPart::kNothing;
  inside_ = {};
  if (!buffer.TrySingleSlice(&message_).ok() && !buffer.DumpToSingleSlice(&message_).ok()) {
    return false;
  }
  domain::WireReader field({reinterpret_cast<const char*>(message_.begin()), message_.size()});
  while (field.Next()) {
    if (field.field() < Request::kHeaderFieldNumber ||
        field.field() > Request::kTrailerFieldNumber) {
      continue;
    }
    inside_ = field.text();
    part_ = field.field() == Request::kHeaderFieldNumber  ? UploadPart::kHeader
            : field.field() == Request::kChunkFieldNumber ? UploadPart::kChunk
                                                          : UploadPart::kTrailer;
  }
  if (field.failed()) part_ = UploadPart::kNothing;
  return true;
}

absl::StatusOr<domain::BatchHeader> AssessmentUpload::Header() {
  common::v1::BatchHeader header;
  if (!ParseInside(inside_, header)) {
    return InvalidField("header", "批次头不符合约定", "a BatchHeader");
  }
  return HeaderFromWire(header, domain::BatchKind::kAssessments, call_.party());
}

absl::StatusOr<usecases::BatchTrailer> AssessmentUpload::Trailer() {
  common::v1::BatchTrailer trailer;
  if (!ParseInside(inside_, trailer)) {
    return InvalidField("trailer", "结束记录不符合约定", "a BatchTrailer");
  }
  return TrailerFromWire(trailer);
}

bool AssessmentUpload::Send(const UploadEvent& event) {
  const auto response = ResponseOf<assessment::v1::SubmitAssessmentsResponse>(event);
  const grpc::Slice bytes(response.SerializeAsString());
  return SendTo(call_, stream_, grpc::ByteBuffer(&bytes, 1)).ok();
}

}  // namespace levybridge::rpc
