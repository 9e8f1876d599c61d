#include "gateway/domain/batch_digest.h"

#include <gtest/gtest.h>

#include <vector>

namespace levybridge::domain {
namespace {

constexpr char kEmptyHex[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::vector<std::string> Rows(int count) {
  std::vector<std::string> rows;
  for (int i = 1; i <= count; ++i) rows.push_back("row-" + std::to_string(i) + "\x1E");
  return rows;
}

TEST(Sha256, MatchesThePublishedExamples) {
  EXPECT_EQ(Sha256Of("").ToHex(), kEmptyHex);
  EXPECT_EQ(Sha256Of("abc").ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, StartsAgainAfterFinishing) {
  Sha256 hash;
  hash.Update("x");
  hash.Finish();
  hash.Update("a");
  hash.Update("bc");
  EXPECT_EQ(hash.Finish(), Sha256Of("abc"));
}

TEST(Sha256Digest, IsReadBackFromHexAndBytes) {
  const Sha256Digest digest = Sha256Of("abc");
  EXPECT_EQ(Sha256Digest::FromHex(digest.ToHex()), digest);
  EXPECT_EQ(Sha256Digest::FromBytes(digest.AsBytes()), digest);
  EXPECT_FALSE(Sha256Digest::FromHex("ab"));
  EXPECT_FALSE(Sha256Digest::FromHex(std::string(63, '0') + "g"));
  EXPECT_FALSE(Sha256Digest::FromBytes("short"));
}

TEST(BatchDigest, OfNoRowsIsTheDigestOfNothing) {
  BatchDigest batch;
  EXPECT_EQ(batch.Finish().ToHex(), kEmptyHex);
}

TEST(BatchDigest, CutsAfterEveryTwoThousandRows) {
  // Computed by an independent program from the rule in docs/batch-digest.md.
  BatchDigest batch;
  for (const std::string& row : Rows(4001)) batch.AddRow(row);
  EXPECT_EQ(batch.Finish().ToHex(),
            "6cd3e12354ae248cf547f251fd81c827faded3b1404901a80161cca0aded6642");
}

TEST(BatchDigest, IsTheSameFromRowsAndFromChunks) {
  for (const int count : {1, 1999, 2000, 2001, 4000, 4001}) {
    const std::vector<std::string> rows = Rows(count);
    BatchDigest by_rows;
    for (const std::string& row : rows) by_rows.AddRow(row);
    BatchDigest by_chunks;
    for (size_t first = 0; first < rows.size(); first += 2000) {
      by_chunks.AddChunk(ChunkDigest(absl::MakeConstSpan(rows).subspan(first, 2000)));
    }
    EXPECT_EQ(by_rows.Finish(), by_chunks.Finish()) << count;
  }
}

TEST(BatchDigest, DependsOnTheOrderOfRows) {
  BatchDigest forwards, backwards;
  forwards.AddRow("a\x1E");
  forwards.AddRow("b\x1E");
  backwards.AddRow("b\x1E");
  backwards.AddRow("a\x1E");
  EXPECT_NE(forwards.Finish(), backwards.Finish());
}

TEST(BatchDigest, StartsAgainAfterFinishing) {
  BatchDigest batch;
  batch.AddRow("a\x1E");
  const Sha256Digest first = batch.Finish();
  batch.AddRow("a\x1E");
  EXPECT_EQ(batch.Finish(), first);
}

TEST(ChunkDigest, IsThatOfItsRowsPutTogether) {
  const std::vector<std::string> rows = {"a\x1E", "b\x1E"};
  EXPECT_EQ(ChunkDigest(rows), ChunkDigestOfBytes("a\x1E"
                                                  "b\x1E"));
}

TEST(UnreadableRow, IsMarkedAndEnded) {
  std::string bytes = "before";
  AppendUnreadableRow("raw \xD6\xD0", bytes);
  EXPECT_EQ(bytes, "before\x18raw \xD6\xD0\x1E");
}

TEST(BatchDigestDeathTest, ChunkInTheMiddleOfRowsStopsTheProcess) {
  BatchDigest batch;
  batch.AddRow("a\x1E");
  EXPECT_DEATH(batch.AddChunk(Sha256Of("x")), "middle of another chunk");
}

TEST(BatchDigestDeathTest, TooManyRowsForAChunkStopTheProcess) {
  const std::vector<std::string> rows = Rows(2001);
  EXPECT_DEATH(ChunkDigest(rows), "too many rows");
}

}  // namespace
}  // namespace levybridge::domain
