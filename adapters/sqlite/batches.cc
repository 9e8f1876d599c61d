#include "adapters/sqlite/batches.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/batch_chunk.h"
#include "adapters/sqlite/batch_fields.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

constexpr std::array kAllKinds = {domain::BatchKind::kAssessments,
                                  domain::BatchKind::kPayments,
                                  domain::BatchKind::kInstructionRejections,
                                  domain::BatchKind::kLateFees,
                                  domain::BatchKind::kStatement,
                                  domain::BatchKind::kDeferrals,
                                  domain::BatchKind::kEligibleEmployers,
                                  domain::BatchKind::kMemberEvents,
                                  domain::BatchKind::kDeregistrations,
                                  domain::BatchKind::kTreasuryRefunds,
                                  domain::BatchKind::kAccounts,
                                  domain::BatchKind::kPayoutResults};

bool LiesIn(domain::RegionCode inner, domain::RegionCode outer) {
  if (outer.IsProvince()) return inner.Province() == outer;
  if (outer.IsCity()) return inner.City() == outer;
  return inner == outer;
}

absl::StatusOr<domain::Batch> ReadBatch(int64_t batch_no, std::string_view value) {
  auto batch = DecodeValue<domain::Batch>(value);
  if (!batch) return Damaged("batch", absl::StrCat(batch_no));
  batch->batch_no = batch_no;
  return *std::move(batch);
}

absl::StatusOr<std::vector<domain::Batch>> Collect(Query& query) {
  std::vector<domain::Batch> batches;
  while (query.Next()) {
    auto batch = ReadBatch(query.Int(0), query.Blob(1));
    if (!batch.ok()) return batch.status();
    batches.push_back(*std::move(batch));
  }
  if (!query.status().ok()) return query.status();
  return batches;
}

// Numbers of the newest batches of one kind and party, added to `numbers`.
absl::Status AddNewest(Connection& connection, int64_t party_no, domain::BatchKind kind,
                       const ports::BatchFilter& filter, std::vector<int64_t>& numbers) {
  Query query(connection,
              "SELECT batch_no FROM batch WHERE party_no=? AND kind=? AND batch_no<?"
              " ORDER BY batch_no DESC LIMIT ?");
  query.Bind(party_no)
      .Bind(static_cast<int64_t>(kind))
      .Bind(filter.before_batch_no > 0 ? filter.before_batch_no : INT64_MAX)
      .Bind(int64_t{filter.limit});
  while (query.Next()) numbers.push_back(query.Int(0));
  return query.status();
}

}  // namespace

absl::StatusOr<std::optional<domain::Batch>> SqliteBatches::Find(
    domain::BatchKind kind, const domain::PartyId& party, const domain::BatchId& batch_id) const {
  const auto party_no = FindPartyNo(connection_, party);
  if (!party_no.ok()) return party_no.status();
  if (!party_no->has_value()) return std::nullopt;
  Query query(connection_,
              "SELECT batch_no, value FROM batch WHERE party_no=? AND kind=? AND batch_id=?");
  query.Bind(**party_no).Bind(static_cast<int64_t>(kind)).Bind(batch_id.value());
  if (query.Next()) return ReadBatch(query.Int(0), query.Blob(1));
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::StatusOr<std::optional<domain::Batch>> SqliteBatches::FindByNumber(int64_t batch_no) const {
  Query query(connection_, "SELECT batch_no, value FROM batch WHERE batch_no=?");
  query.Bind(batch_no);
  if (query.Next()) return ReadBatch(query.Int(0), query.Blob(1));
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::StatusOr<int64_t> SqliteBatches::Add(const domain::Batch& batch) {
  const auto party_no = InternParty(connection_, batch.header.party);
  if (!party_no.ok()) return party_no.status();
  std::string value;
  EncodeValue(batch, value);
  Query insert(connection_,
               "INSERT INTO batch(kind, party_no, batch_id, state, value) VALUES(?,?,?,?,?)"
               " RETURNING batch_no");
  insert.Bind(static_cast<int64_t>(batch.header.kind))
      .Bind(*party_no)
      .Bind(batch.header.batch_id.value())
      .Bind(static_cast<int64_t>(batch.state))
      .Bind(value);
  if (!insert.Next()) return insert.status();
  const int64_t batch_no = insert.Int(0);
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  return batch_no;
}

absl::Status SqliteBatches::Update(const domain::Batch& batch) {
  std::string value;
  EncodeValue(batch, value);
  Query update(connection_,
               "UPDATE batch SET state=?, value=? WHERE batch_no=? AND kind=? AND batch_id=?"
               " AND party_no=(SELECT party_no FROM party WHERE uri=?)");
  const std::string uri = batch.header.party.ToUri();
  update.Bind(static_cast<int64_t>(batch.state))
      .Bind(value)
      .Bind(batch.batch_no)
      .Bind(static_cast<int64_t>(batch.header.kind))
      .Bind(batch.header.batch_id.value())
      .Bind(uri);
  if (absl::Status status = update.Run(); !status.ok()) return status;
  if (connection_.Changes() != 1) {
    return absl::NotFoundError(
        absl::StrCat("store: no batch ", batch.batch_no, " of that kind, party and id"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<domain::Batch>> SqliteBatches::List(
    const ports::BatchFilter& filter) const {
  const auto parties = AllParties(connection_);
  if (!parties.ok()) return parties.status();
  // The newest of each party and kind, then the newest of all: no scan, however many batches.
  std::vector<int64_t> numbers;
  for (const auto& [party_no, party] : *parties) {
    if (filter.party && party != *filter.party) continue;
    if (filter.region && !LiesIn(party.region, *filter.region)) continue;
    for (const domain::BatchKind kind : kAllKinds) {
      if (filter.kind && kind != *filter.kind) continue;
      absl::Status status = AddNewest(connection_, party_no, kind, filter, numbers);
      if (!status.ok()) return status;
    }
  }
  std::sort(numbers.begin(), numbers.end(), std::greater<>());
  if (numbers.size() > static_cast<size_t>(filter.limit)) {
    numbers.resize(static_cast<size_t>(filter.limit));
  }
  std::vector<domain::Batch> batches;
  for (const int64_t batch_no : numbers) {
    auto batch = FindByNumber(batch_no);
    if (!batch.ok()) return batch.status();
    if (batch->has_value()) batches.push_back(**std::move(batch));
  }
  return batches;
}

absl::StatusOr<std::vector<domain::Batch>> SqliteBatches::ListUnfinished() const {
  Query query(connection_,
              "SELECT batch_no, value FROM batch WHERE state IN (1, 5) ORDER BY batch_no");
  return Collect(query);
}

absl::Status SqliteBatches::AppendChunk(int64_t batch_no, const domain::BatchChunk& chunk,
                                        const domain::Sha256Digest& digest) {
  Query last(connection_,
             "SELECT chunk FROM batch_chunk WHERE chunk BETWEEN ? AND ? ORDER BY chunk DESC"
             " LIMIT 1");
  last.Bind(ChunkRow(batch_no, 0)).Bind(ChunkRow(batch_no, kMaxChunks - 1));
  const int64_t expected = last.Next() ? last.Int(0) - ChunkRow(batch_no, 0) + 1 : 0;
  if (!last.status().ok()) return last.status();
  if (chunk.number != expected || chunk.number >= kMaxChunks) {
    return absl::FailedPreconditionError(absl::StrCat("store: chunk ", chunk.number, " of batch ",
                                                      batch_no, " is out of order: chunk ",
                                                      expected, " comes next"));
  }
  std::string digest_bytes;
  Encoder digest_encoder(digest_bytes);
  digest_encoder(digest);
  const auto value = StoredChunk(connection_, batch_no, chunk);
  if (!value.ok()) return value.status();
  Query insert(connection_, "INSERT INTO batch_chunk(chunk, digest, value) VALUES(?,?,?)");
  return insert.Bind(ChunkRow(batch_no, chunk.number)).Bind(digest_bytes).Bind(*value).Run();
}

absl::StatusOr<domain::BatchChunk> SqliteBatches::ReadChunk(int64_t batch_no,
                                                            int64_t chunk_number) const {
  const std::string key = absl::StrCat(batch_no, "/", chunk_number);
  if (chunk_number < 0 || chunk_number >= kMaxChunks) {
    return absl::NotFoundError(absl::StrCat("store: no chunk ", key));
  }
  Query query(connection_, "SELECT value FROM batch_chunk WHERE chunk=?");
  query.Bind(ChunkRow(batch_no, chunk_number));
  if (query.Next()) {
    return DecodeChunk(connection_, batch_no, chunk_number, query.Blob(0));
  }
  if (!query.status().ok()) return query.status();
  return absl::NotFoundError(absl::StrCat("store: no chunk ", key));
}

absl::StatusOr<std::vector<domain::Sha256Digest>> SqliteBatches::ReadChunkDigests(
    int64_t batch_no) const {
  Query query(connection_,
              "SELECT chunk, digest FROM batch_chunk WHERE chunk BETWEEN ? AND ? ORDER BY chunk");
  query.Bind(ChunkRow(batch_no, 0)).Bind(ChunkRow(batch_no, kMaxChunks - 1));
  std::vector<domain::Sha256Digest> digests;
  while (query.Next()) {
    Decoder decoder(query.Blob(1));
    decoder(digests.emplace_back());
    if (!decoder.Finished()) {
      return Damaged("batch_chunk",
                     absl::StrCat(batch_no, "/", query.Int(0) - ChunkRow(batch_no, 0)));
    }
  }
  if (!query.status().ok()) return query.status();
  return digests;
}

absl::Status SqliteBatches::DropChunks(int64_t batch_no) {
  Query query(connection_, "DELETE FROM batch_chunk WHERE chunk BETWEEN ? AND ?");
  return query.Bind(ChunkRow(batch_no, 0)).Bind(ChunkRow(batch_no, kMaxChunks - 1)).Run();
}

absl::Status SqliteBatches::AppendProblems(int64_t batch_no,
                                           const std::vector<domain::RowProblems>& rows) {
  if (rows.empty()) return absl::OkStatus();
  Query last(connection_,
             "SELECT last_row FROM batch_problem WHERE batch_no=? ORDER BY last_row DESC LIMIT 1");
  last.Bind(batch_no);
  int64_t previous = last.Next() ? last.Int(0) : 0;
  if (!last.status().ok()) return last.status();
  BlockWriter block;
  for (const domain::RowProblems& row : rows) {
    if (row.row <= previous) {
      return absl::FailedPreconditionError(
          absl::StrCat("store: problems of row ", row.row, " come after those of row ", previous));
    }
    previous = row.row;
    block.Add(row);
  }
  const std::string value = block.Finish();
  Query insert(connection_, "INSERT INTO batch_problem(batch_no, last_row, value) VALUES(?,?,?)");
  return insert.Bind(batch_no).Bind(previous).Bind(value).Run();
}

absl::StatusOr<std::vector<domain::RowProblems>> SqliteBatches::ReadProblems(int64_t batch_no,
                                                                             int64_t from_row,
                                                                             int32_t limit) const {
  Query query(connection_,
              "SELECT last_row, value FROM batch_problem WHERE batch_no=? AND last_row>=?"
              " ORDER BY last_row");
  query.Bind(batch_no).Bind(from_row);
  std::vector<domain::RowProblems> rows;
  while (rows.size() < static_cast<size_t>(limit) && query.Next()) {
    const auto block = BlockReader::Open(query.Blob(1));
    const size_t count = block ? block->count() : 0;
    bool sound = block.has_value();
    for (size_t i = 0; sound && i < count && rows.size() < static_cast<size_t>(limit); ++i) {
      auto row = block->Read<domain::RowProblems>(i);
      sound = row.has_value();
      if (sound && row->row >= from_row) rows.push_back(*std::move(row));
    }
    if (!sound) return Damaged("batch_problem", absl::StrCat(batch_no, "/", query.Int(0)));
  }
  if (!query.status().ok()) return query.status();
  return rows;
}

}  // namespace levybridge::sqlite
