#include "adapters/files/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "adapters/files/refusal.h"
#include "tests/support/generate_assessments.h"
#include "tests/unit/files/test_folder.h"

namespace levybridge::files {
namespace {

constexpr char kDigest[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(ManifestTest, ReadsAllKeys) {
  const auto manifest = ParseManifest("m.yaml", std::string("batch_id: \"2020-03-a\"\n"
                                                            "business_date: 2020-03-10\n"
                                                            "records: 2\n"
                                                            "total_before: 10.5\n"
                                                            "total_reduction: 1.00\n"
                                                            "total_after: 9.50\n"
                                                            "sha256: ") +
                                                    kDigest + "\n");
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->batch_id->value(), "2020-03-a");
  EXPECT_EQ(manifest->business_date->ToIso(), "2020-03-10");
  EXPECT_EQ(manifest->control.total_before->ToYuan(), "10.50");
  EXPECT_EQ(manifest->control.file_sha256, kDigest);
}

TEST(ManifestTest, RefusesUnknownKeysAndWrongFormsWithTheirPlace) {
  const auto manifest =
      ParseManifest("m.yaml", "records: many\ntotal_before: 1.005\nsum: 1\nsha256: abc\n");
  EXPECT_EQ(RefusalReasonOf(manifest.status()), "BAD_MANIFEST");
  const std::string message(manifest.status().message());
  for (const char* key : {"m.yaml:1", "total_before", "sum", "sha256"}) {
    EXPECT_THAT(message, testing::HasSubstr(key));
  }
}

TEST(ManifestTest, IsOptional) {
  const TestFolder folder;
  EXPECT_EQ(*ReadManifest(folder.Path("none.yaml")), std::nullopt);
}

FileManifest Stating(int64_t records, int64_t before_fen, const std::string& digest) {
  FileManifest manifest;
  manifest.control.records = records;
  manifest.control.total_before = domain::MoneySum::FromFen(before_fen);
  manifest.control.file_sha256 = digest;
  return manifest;
}

TEST(ManifestTest, MustAgreeWithTheFile) {
  AssessmentTotals totals;
  totals.records = 2;
  totals.before = domain::MoneySum::FromFen(1050);
  const auto reason = [&](const FileManifest& manifest) {
    return RefusalReasonOf(CheckManifest(manifest, totals, kDigest, "a.csv"));
  };
  EXPECT_EQ(reason(Stating(2, 1050, kDigest)), "");
  EXPECT_EQ(reason(Stating(2, 1050, "")), "");
  EXPECT_EQ(reason(Stating(3, 1050, "")), "MANIFEST_RECORDS");
  EXPECT_EQ(reason(Stating(2, 1051, kDigest)), "MANIFEST_TOTALS");
  EXPECT_EQ(reason(Stating(2, 1050, std::string(64, '0'))), "MANIFEST_DIGEST");
  totals.unreadable_amounts = 1;
  EXPECT_EQ(reason(Stating(2, 9999, kDigest)), "");
  EXPECT_EQ(reason(Stating(2, 9999, "")), "MANIFEST_TOTALS");
}

TEST(HashingSourceTest, DigestsWhatPassesThrough) {
  HashingSource source(FromMemory("x", "abc"));
  char buffer[2];
  while (*source.Read(buffer, sizeof(buffer)) > 0) {
  }
  EXPECT_EQ(source.HexDigest(), kDigest);
}

support::GeneratorOptions GeneratorFor(int64_t rows, int32_t bad_per_million) {
  return {.seed = 7,
          .rows = rows,
          .regions = {*domain::RegionCode::Parse("420102"), *domain::RegionCode::Parse("420106")},
          .fee_period = *domain::FeePeriod::Parse("2020-03"),
          .bad_per_million = bad_per_million};
}

TEST(GeneratorTest, WritesRowsThatReadWithoutAnyProblem) {
  const support::AssessmentGenerator generator(GeneratorFor(500, 0));
  std::string text = support::AssessmentGenerator::AssessmentHeader();
  for (int64_t i = 0; i < 500; ++i) generator.AppendAssessment(generator.At(i), text);
  auto reader = AssessmentReader::Open(FromMemory("g.csv", ToGb18030(text)), {});
  std::set<std::string> units;
  while (*(*reader)->Next()) {
    ASSERT_THAT((*reader)->row().problems, testing::IsEmpty()) << (*reader)->row().raw;
    units.insert((*reader)->row().value->unit_code.value());
  }
  EXPECT_EQ(units.size(), 500u) << "every employer once";
}

TEST(GeneratorTest, BreaksTheRowsItSaysItBreaks) {
  const support::AssessmentGenerator generator(GeneratorFor(300, 300'000));
  std::string text = support::AssessmentGenerator::AssessmentHeader();
  int broken = 0;
  for (int64_t i = 0; i < 300; ++i) {
    const support::GeneratedRow row = generator.At(i);
    if (row.defect != support::Defect::kNone) ++broken;
    generator.AppendAssessment(row, text);
  }
  auto reader = AssessmentReader::Open(FromMemory("g.csv", text), {});
  int refused = 0;
  while (*(*reader)->Next()) refused += (*reader)->row().value.has_value() ? 0 : 1;
  EXPECT_EQ(refused, broken);
  EXPECT_GT(broken, 50);
}

TEST(PermutationTest, HasEveryNumberOnce) {
  for (const uint64_t size : {1u, 2u, 3u, 17u, 1000u}) {
    const support::Permutation order(size, 42);
    std::set<uint64_t> seen;
    for (uint64_t i = 0; i < size; ++i) seen.insert(order.At(i));
    EXPECT_EQ(seen.size(), size);
    EXPECT_LT(*seen.rbegin(), size);
  }
}

}  // namespace
}  // namespace levybridge::files
