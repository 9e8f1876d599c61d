#include "adapters/client/row_problems.h"

#include <algorithm>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "levybridge/common/v1/batch_service.pb.h"

namespace levybridge::client {
namespace {

constexpr char kListRowProblems[] = "/levybridge.common.v1.BatchService/ListRowProblems";

// UploadProblems (dry runs) and ListRowProblemsResponse have the same one field.
absl::StatusOr<common::v1::ListRowProblemsResponse> Message(const Spool& spool, size_t index) {
  auto bytes = spool.Read(index);
  if (!bytes.ok()) return bytes.status();
  common::v1::ListRowProblemsResponse message;
  if (!message.ParseFromString(*bytes)) return absl::InternalError("unreadable row problems");
  return message;
}

}  // namespace

absl::StatusOr<std::map<std::string, RowProblemList::Count>> RowProblemList::CountByCode() const {
  std::map<std::string, Count> counts;
  for (size_t index = 0; spool_ && index < spool_->size(); ++index) {
    auto message = Message(*spool_, index);
    if (!message.ok()) return message.status();
    for (const auto& row : message->rows()) {
      std::map<std::string, bool> codes;  // a row counts once for each of its codes
      for (const auto& problem : row.problems()) {
        codes[problem.code()] = problem.severity() == common::v1::SEVERITY_WARNING;
      }
      for (const auto& [code, warning] : codes) {
        ++counts[code].rows;
        counts[code].warning = warning;
      }
    }
  }
  return counts;
}

void RowProblemList::Rewind() {
  next_message_ = 0;
  waiting_.clear();
}

absl::StatusOr<std::optional<domain::RowProblems>> RowProblemList::NextRejected() {
  while (waiting_.empty()) {
    if (!spool_ || next_message_ == spool_->size()) return std::optional<domain::RowProblems>();
    auto message = Message(*spool_, next_message_++);
    if (!message.ok()) return message.status();
    for (const auto& row : message->rows()) {
      if (!row.rejected()) continue;
      domain::RowProblems& problems = waiting_.emplace_back();
      problems.row = static_cast<int64_t>(row.row());
      for (const auto& problem : row.problems()) {
        problems.problems.push_back(ProblemFromWire(problem));
      }
    }
    std::reverse(waiting_.begin(), waiting_.end());
  }
  std::optional<domain::RowProblems> next(std::move(waiting_.back()));
  waiting_.pop_back();
  return next;
}

absl::StatusOr<RowProblemList> FetchRowProblems(Connection& connection, Retry& retry,
                                                domain::BatchKind kind, const std::string& batch_id,
                                                const std::string& scratch_folder) {
  auto spool = Spool::Create(scratch_folder);
  if (!spool.ok()) return spool.status();
  common::v1::ListRowProblemsRequest request;
  request.set_kind(static_cast<common::v1::BatchKind>(kind));
  request.set_batch_id(batch_id);
  const absl::Status status =
      StreamWithRetries<common::v1::ListRowProblemsResponse, common::v1::ListRowProblemsRequest>(
          connection, retry, kListRowProblems, [&] { return request; },
          [&](const common::v1::ListRowProblemsResponse& response) {
            if (response.rows().empty()) return absl::OkStatus();
            request.set_from_row(response.rows(response.rows_size() - 1).row() + 1);
            return (*spool)->Append(response.SerializeAsString());
          });
  if (!status.ok()) return status;
  return RowProblemList(*std::move(spool));
}

}  // namespace levybridge::client
