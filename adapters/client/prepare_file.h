// What all files have in common on their way to a PreparedBatch: manifest, bytes, chunks, header
// and trailer. For this folder only: templates over the Submit…Request of one kind. Not
// thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/chunk_builder.h"
#include "adapters/client/prepared_batch.h"
#include "adapters/client/relay.h"
#include "adapters/files/assessment_csv.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/manifest.h"
#include "adapters/files/table_reader.h"
#include "levybridge/common/v1/batch.pb.h"

namespace levybridge::client {

// What is said about the batch as a whole.
struct Control {
  std::optional<files::FileManifest> manifest;
  std::string file_sha256;  // hex of the file's bytes, known after reading
  uint64_t unreadable_rows = 0;
};

// A file on its way to a batch: its manifest, its bytes, and where its chunks go.
struct OpenedFile {
  Control control;
  std::unique_ptr<files::HashingSource> source;  // to be moved into the reader
  files::HashingSource* hashing = nullptr;
  std::unique_ptr<Spool> spool;
};

absl::StatusOr<OpenedFile> OpenForReading(const PrepareOptions& options);
// After the last row: what the manifest says must be what was read.
absl::Status CheckControl(const PrepareOptions& options, const files::AssessmentTotals& totals,
                          OpenedFile& opened);
files::AssessmentTotals OnlyRecords(uint64_t rows);
std::string UnknownColumnsOf(const files::TableReader& table);
// As stated with the command, else in the manifest, else `otherwise`.
std::string BatchIdOf(const PrepareOptions& options, const Control& control,
                      const std::string& otherwise);
// Everything of the header but what only statements have.
void FillHeader(const PrepareOptions& options, const Control& control,
                const domain::Sha256Digest& digest, const std::string& batch_id,
                common::v1::BatchHeader& header);

// Rows go from the reader to the builder by the chunk; this many chunks may wait in between.
inline constexpr size_t kChunksWaiting = 3;

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

}  // namespace levybridge::client
