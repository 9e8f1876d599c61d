// ChunkBuilder: rows in file order become chunk messages in a spool, and the digest of them all.
// For this folder only: `Request` is the Submit…Request of one kind. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "adapters/client/spool.h"
#include "adapters/client/wire_rows.h"
#include "adapters/files/record_reader.h"
#include "gateway/domain/batch_digest.h"

namespace levybridge::client {

template <class Request>
class ChunkBuilder {
 public:
  explicit ChunkBuilder(std::unique_ptr<Spool> spool) : spool_(std::move(spool)) {}

  template <class Value>
  absl::Status Add(const files::ParsedRow<Value>& parsed) {
    canonical_.clear();
    auto& chunk = *request_.mutable_chunk();
    if (parsed.value) {
      auto& row = *chunk.add_rows();
      row.set_row(static_cast<uint64_t>(parsed.row));
      RowToWire(*parsed.value, row);
      AppendCanonicalBytes(*parsed.value, canonical_);
    } else {
      domain::UnreadableRow row = parsed.ToUnreadable();
      row.stated = parsed.claimed;
      if constexpr (!kMayBeQuoted<Value>) {
        row.raw.clear();
        for (domain::Problem& problem : row.problems) {
          problem.parameter1.clear();
          problem.parameter2.clear();
        }
      }
      UnreadableToWire(row, *chunk.add_unreadable());
      domain::AppendUnreadableRow(row.raw, canonical_);
      ++unreadable_rows_;
    }
    digest_.AddRow(canonical_);
    ++rows_;
    return ++rows_in_chunk_ == domain::kRowsPerChunk ? CutChunk() : absl::OkStatus();
  }

  // After the last row.
  absl::Status Finish() {
    content_digest_ = digest_.Finish();
    return rows_in_chunk_ > 0 ? CutChunk() : absl::OkStatus();
  }

  uint64_t rows() const { return rows_; }
  uint64_t unreadable_rows() const { return unreadable_rows_; }
  const domain::Sha256Digest& content_digest() const { return content_digest_; }
  std::unique_ptr<Spool> TakeSpool() { return std::move(spool_); }

 private:
  absl::Status CutChunk() {
    auto& chunk = *request_.mutable_chunk();
    chunk.set_chunk_number(spool_->size());
    chunk.set_first_row(rows_ - static_cast<uint64_t>(rows_in_chunk_) + 1);
    absl::Status status = spool_->Append(request_.SerializeAsString());
    chunk.Clear();  // keeps what it allocated for the next one
    rows_in_chunk_ = 0;
    return status;
  }

  std::unique_ptr<Spool> spool_;
  Request request_;
  std::string canonical_;
  domain::BatchDigest digest_;
  domain::Sha256Digest content_digest_;
  uint64_t rows_ = 0;
  uint64_t unreadable_rows_ = 0;
  int64_t rows_in_chunk_ = 0;
};

}  // namespace levybridge::client
