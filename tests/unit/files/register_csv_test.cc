// The registers of an agency as files.
#include "adapters/files/register_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapters/files/byte_source.h"

namespace levybridge::files {
namespace {

constexpr char kHeader[] =
    "单位编号,行政区划代码,起始所属期,终止所属期,缓缴截止日期,备案日期,申请日期,材料\n";

TEST(RegisterCsv, ReadsADeferralWithItsDocuments) {
  const std::string digest(64, 'a');
  const std::string text = std::string(kHeader) +
                           "U1,530902,2020-02,2020-04,2020-07-31,2020-02-03,2020-02-01,"
                           "书面申请=" +
                           digest + ";资产负债表=" + digest + "\n";
  auto reader = OpenDeferrals(FromMemory("a.csv", text), {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Next().value());
  ASSERT_TRUE((*reader)->row().value);
  const domain::DeferralEntry& entry = *(*reader)->row().value;
  EXPECT_EQ(entry.unit_code.value(), "U1");
  EXPECT_EQ(entry.last_fee_period.ToIso(), "2020-04");
  ASSERT_TRUE(entry.applied_on);
  EXPECT_FALSE(entry.approved_on);
  EXPECT_EQ(domain::DocumentsText(entry.documents), "书面申请=" + digest + ";资产负债表=" + digest);
}

TEST(RegisterCsv, ADocumentWithoutADigestRefusesTheRow) {
  const std::string text =
      std::string(kHeader) + "U1,530902,2020-02,2020-04,2020-07-31,2020-02-03,,书面申请\n";
  auto reader = OpenDeferrals(FromMemory("a.csv", text), {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Next().value());
  EXPECT_FALSE((*reader)->row().value);
  ASSERT_EQ((*reader)->row().problems.size(), 1U);
  EXPECT_EQ((*reader)->row().problems[0].code, domain::ProblemCode::kBadDocument);
}

TEST(RegisterCsv, ReadsEligibleEmployersByEitherName) {
  auto reader = OpenEligible(FromMemory("a.csv",
                                        "unit_code,region,unit_type,source,effective_from\n"
                                        "U1,320600,enterprise_small,书面承诺,2022-07-01\n"),
                             {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Next().value());
  ASSERT_TRUE((*reader)->row().value);
  EXPECT_EQ((*reader)->row().value->source, domain::EligibleSource::kCommitment);
}

}  // namespace
}  // namespace levybridge::files
