#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Batches have no operator==; these are the members a store could lose.
void ExpectSame(const domain::Batch& a, const domain::Batch& b) {
  EXPECT_EQ(a.header.kind, b.header.kind);
  EXPECT_EQ(a.header.party, b.header.party);
  EXPECT_EQ(a.header.batch_id, b.header.batch_id);
  EXPECT_EQ(a.header.business_date, b.header.business_date);
  EXPECT_EQ(a.header.all_or_nothing, b.header.all_or_nothing);
  EXPECT_EQ(a.header.dry_run, b.header.dry_run);
  EXPECT_EQ(a.header.file_name, b.header.file_name);
  EXPECT_EQ(a.header.content_digest, b.header.content_digest);
  ASSERT_TRUE(a.header.manifest && b.header.manifest);
  EXPECT_EQ(a.header.manifest->records, b.header.manifest->records);
  EXPECT_EQ(a.header.manifest->total_before, b.header.manifest->total_before);
  EXPECT_EQ(a.header.manifest->total_after, b.header.manifest->total_after);
  EXPECT_EQ(a.header.manifest->total_fen, b.header.manifest->total_fen);
  EXPECT_EQ(a.header.manifest->file_sha256, b.header.manifest->file_sha256);
  ASSERT_TRUE(a.header.statement && b.header.statement);
  EXPECT_EQ(a.header.statement->lines, b.header.statement->lines);
  EXPECT_EQ(a.header.statement->total_closing, b.header.statement->total_closing);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.received_at, b.received_at);
  EXPECT_EQ(a.chunks_received, b.chunks_received);
  EXPECT_EQ(a.chunks_applied, b.chunks_applied);
  EXPECT_EQ(a.content_digest, b.content_digest);
  EXPECT_EQ(a.total_before, b.total_before);
  EXPECT_EQ(a.statement_totals, b.statement_totals);
  EXPECT_EQ(a.received, b.received);
  EXPECT_EQ(a.accepted, b.accepted);
  EXPECT_EQ(a.rejected, b.rejected);
  EXPECT_EQ(a.warnings, b.warnings);
  EXPECT_EQ(a.refusal_message, b.refusal_message);
  EXPECT_EQ(a.receipt_no, b.receipt_no);
}

std::vector<int64_t> Numbers(const std::vector<domain::Batch>& batches) {
  std::vector<int64_t> numbers;
  for (const domain::Batch& batch : batches) numbers.push_back(batch.batch_no);
  return numbers;
}

int64_t AddBatch(ports::Store& store, const domain::Batch& batch) {
  int64_t batch_no = 0;
  const absl::Status status = store.Write([&](ports::Transaction& t) {
    const auto added = t.batches().Add(batch);
    if (added.ok()) batch_no = *added;
    return added.status();
  });
  EXPECT_TRUE(status.ok()) << status;
  return batch_no;
}

TEST_P(StoreContract, ABatchIsFoundByItsIdAndByItsNumber) {
  const domain::Batch batch = SampleBatch(5);
  const int64_t batch_no = AddBatch(store(), batch);
  EXPECT_GT(batch_no, 0);
  Reopen();
  const auto by_id = Read([&](const auto& t) {
    return t.batches().Find(batch.header.kind, batch.header.party, batch.header.batch_id);
  });
  ASSERT_TRUE(by_id.has_value());
  EXPECT_EQ(by_id->batch_no, batch_no);
  ExpectSame(*by_id, batch);
  const auto by_number = Read([&](const auto& t) { return t.batches().FindByNumber(batch_no); });
  ASSERT_TRUE(by_number.has_value());
  ExpectSame(*by_number, batch);
  EXPECT_FALSE(Read([&](const auto& t) { return t.batches().FindByNumber(batch_no + 1); }));
  EXPECT_FALSE(Read([&](const auto& t) {
    return t.batches().Find(domain::BatchKind::kPayments, batch.header.party,
                            batch.header.batch_id);
  }));
  EXPECT_FALSE(Read([&](const auto& t) {
    return t.batches().Find(batch.header.kind, Tax(), batch.header.batch_id);
  }));
}

TEST_P(StoreContract, ABatchIdIsTakenOncePerKindAndParty) {
  const int64_t first = AddBatch(store(), SampleBatch(1));
  const absl::Status again =
      store().Write([](ports::Transaction& t) { return t.batches().Add(SampleBatch(1)).status(); });
  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_NE(AddBatch(store(), SampleBatch(1, domain::BatchKind::kPayments)), first);
}

TEST_P(StoreContract, UpdatingReplacesABatchAndNeedsOne) {
  domain::Batch batch = SampleBatch(1);
  batch.batch_no = AddBatch(store(), batch);
  batch.state = domain::BatchState::kPartlyAccepted;
  batch.receipt_no = "R-2";
  MustWrite([&](ports::Transaction& t) { return t.batches().Update(batch); });
  const auto found = Read([&](const auto& t) { return t.batches().FindByNumber(batch.batch_no); });
  ASSERT_TRUE(found.has_value());
  ExpectSame(*found, batch);
  batch.batch_no += 1;
  const absl::Status status =
      store().Write([&](ports::Transaction& t) { return t.batches().Update(batch); });
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
}

TEST_P(StoreContract, ListsGiveTheNewestBatchesOfAFilter) {
  domain::Batch from_tax = SampleBatch(3, domain::BatchKind::kPayments);
  from_tax.header.party = Tax();
  domain::Batch elsewhere = SampleBatch(4);
  elsewhere.header.party = Party("urn:levybridge:party:agency:330102:main");
  const int64_t a = AddBatch(store(), SampleBatch(1));
  const int64_t b = AddBatch(store(), SampleBatch(2));
  const int64_t c = AddBatch(store(), from_tax);
  const int64_t d = AddBatch(store(), elsewhere);
  const auto list = [&](auto narrow) {
    ports::BatchFilter filter;
    narrow(filter);
    return Numbers(Read([&](const auto& t) { return t.batches().List(filter); }));
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre(d, c, b, a));
  EXPECT_THAT(list([&](auto& filter) { filter.limit = 2; }), ElementsAre(d, c));
  EXPECT_THAT(list([&](auto& filter) { filter.before_batch_no = c; }), ElementsAre(b, a));
  EXPECT_THAT(list([&](auto& filter) { filter.kind = domain::BatchKind::kPayments; }),
              ElementsAre(c));
  EXPECT_THAT(list([&](auto& filter) { filter.party = Agency(); }), ElementsAre(b, a));
  EXPECT_THAT(list([&](auto& filter) { filter.region = Area("420000").region; }),
              ElementsAre(c, b, a));
  EXPECT_THAT(list([&](auto& filter) { filter.region = Area("330102").region; }), ElementsAre(d));
  EXPECT_THAT(list([&](auto& filter) { filter.region = Area("330103").region; }), IsEmpty());
}

TEST_P(StoreContract, UnfinishedBatchesAreThoseReceivingOrReceivedOldestFirst) {
  std::vector<int64_t> numbers;
  for (int64_t n = 1; n <= 4; ++n) numbers.push_back(AddBatch(store(), SampleBatch(n)));
  for (const auto& [at, state] :
       {std::pair{0, domain::BatchState::kRejected}, std::pair{1, domain::BatchState::kReceived},
        std::pair{2, domain::BatchState::kAccepted}}) {
    domain::Batch batch = SampleBatch(at + 1);
    batch.batch_no = numbers[static_cast<size_t>(at)];
    batch.state = state;
    MustWrite([&](ports::Transaction& t) { return t.batches().Update(batch); });
  }
  EXPECT_THAT(Numbers(Read([](const auto& t) { return t.batches().ListUnfinished(); })),
              ElementsAre(numbers[1], numbers[3]));
}

TEST_P(StoreContract, ChunksAreStoredInOrderAndComeBackWhole) {
  const int64_t batch_no = AddBatch(store(), SampleBatch(1));
  const int64_t neighbour = AddBatch(store(), SampleBatch(2));
  const std::vector<domain::BatchChunk> chunks = {SampleChunk(0, 2000), SampleChunk(1, 3)};
  const std::vector<domain::Sha256Digest> digests = {
      SampleObligation(1).chains[0].links[0].content,
      SampleObligation(2).chains[0].links[0].content};
  MustWrite([&](ports::Transaction& t) {
    EXPECT_EQ(t.batches().AppendChunk(batch_no, chunks[1], digests[1]).code(),
              absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(t.batches().AppendChunk(batch_no, chunks[0], digests[0]).ok());
    EXPECT_EQ(t.batches().AppendChunk(batch_no, chunks[0], digests[0]).code(),
              absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(t.batches().AppendChunk(neighbour, chunks[0], digests[1]).ok());
    return t.batches().AppendChunk(batch_no, chunks[1], digests[1]);
  });
  EXPECT_EQ(Read([&](const auto& t) { return t.batches().ReadChunk(batch_no, 0); }), chunks[0]);
  EXPECT_EQ(Read([&](const auto& t) { return t.batches().ReadChunk(batch_no, 1); }), chunks[1]);
  EXPECT_EQ(Read([&](const auto& t) { return t.batches().ReadChunkDigests(batch_no); }), digests);
  MustWrite([&](ports::Transaction& t) { return t.batches().DropChunks(batch_no); });
  const absl::Status gone = store().Read([&](const ports::Transaction& t) {
    EXPECT_EQ(t.batches().ReadChunk(neighbour, 0).value_or(chunks[1]), chunks[0]);
    return t.batches().ReadChunk(batch_no, 0).status();
  });
  EXPECT_EQ(gone.code(), absl::StatusCode::kNotFound);
}

TEST_P(StoreContract, ChunksOfEveryKindOfRowComeBackWhole) {
  const int64_t batch_no = AddBatch(store(), SampleBatch(1));
  domain::BatchChunk chunk = SampleChunk(0, 0);
  chunk.rows = std::vector<domain::NumberedRow<domain::PaymentLine>>{{1, SamplePayment(1).line}};
  std::vector<domain::BatchChunk> chunks = {chunk};
  chunk.number = 1;
  chunk.rows = std::vector<domain::NumberedRow<domain::InstructionRejection>>{
      {2, {domain::InstructionNumber(7), "E01", "税号不符"}}};
  chunks.push_back(chunk);
  chunk.number = 2;
  chunk.rows = std::vector<domain::NumberedRow<domain::LateFeeCorrection>>{
      {3,
       {Key(1).unit_code, Area("420106").region, domain::InsuranceType::kEmployeeMedical,
        Period("2020-02"), Fen(9)}}};
  chunks.push_back(chunk);
  chunk.number = 3;
  chunk.rows = std::vector<domain::NumberedRow<domain::StatementLine>>{{4, SampleLine(1)}};
  chunks.push_back(chunk);
  for (const domain::BatchChunk& each : chunks) {
    MustWrite([&](ports::Transaction& t) { return t.batches().AppendChunk(batch_no, each, {}); });
    EXPECT_EQ(Read([&](const auto& t) { return t.batches().ReadChunk(batch_no, each.number); }),
              each);
  }
}

TEST_P(StoreContract, RowProblemsArePagedByRow) {
  const int64_t batch_no = AddBatch(store(), SampleBatch(1));
  const std::vector<domain::RowProblems> first = {SampleProblems(2), SampleProblems(5)};
  const std::vector<domain::RowProblems> second = {SampleProblems(2001), SampleProblems(2007)};
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.batches().AppendProblems(batch_no, {}).ok());
    EXPECT_TRUE(t.batches().AppendProblems(batch_no, first).ok());
    EXPECT_TRUE(t.batches().AppendProblems(batch_no, second).ok());
    EXPECT_EQ(t.batches().AppendProblems(batch_no, first).code(),
              absl::StatusCode::kFailedPrecondition);
    return absl::OkStatus();
  });
  const auto page = [&](int64_t from_row, int32_t limit) {
    return Read([&](const auto& t) { return t.batches().ReadProblems(batch_no, from_row, limit); });
  };
  EXPECT_THAT(page(0, 10), ElementsAre(first[0], first[1], second[0], second[1]));
  EXPECT_THAT(page(3, 2), ElementsAre(first[1], second[0]));
  EXPECT_THAT(page(2007, 1), ElementsAre(second[1]));
  EXPECT_THAT(page(2008, 10), IsEmpty());
}

}  // namespace
}  // namespace levybridge::contract
