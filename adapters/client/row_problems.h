// The rows of a batch that were refused or carry warnings: fetched from the gateway, counted by
// code, and handed on one by one. Memory is bounded: they wait in a Spool. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/client/connection.h"
#include "adapters/client/retry.h"
#include "adapters/client/spool.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/problem.h"

namespace levybridge::client {

class RowProblemList {
 public:
  // `spool` holds what the gateway sent, ascending by row; null: nothing.
  explicit RowProblemList(std::unique_ptr<Spool> spool) : spool_(std::move(spool)) {}

  struct Count {
    uint64_t rows = 0;
    bool warning = false;
  };
  // Rows by problem code; reads everything once.
  absl::StatusOr<std::map<std::string, Count>> CountByCode() const;
  // Starts again from the first row.
  void Rewind();
  // The next refused row; nothing at the end.
  absl::StatusOr<std::optional<domain::RowProblems>> NextRejected();

 private:
  std::unique_ptr<Spool> spool_;
  size_t next_message_ = 0;
  std::vector<domain::RowProblems> waiting_;  // of one message, last row first
};

// Asks for all of them; a broken stream goes on at the row after the last that came.
absl::StatusOr<RowProblemList> FetchRowProblems(Connection& connection, Retry& retry,
                                                domain::BatchKind kind, const std::string& batch_id,
                                                const std::string& scratch_folder);

}  // namespace levybridge::client
