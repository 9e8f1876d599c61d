#include "gateway/domain/region.h"

#include <gtest/gtest.h>

namespace levybridge::domain {
namespace {

RegionCode Region(uint32_t number) { return RegionCode::FromNumber(number).value(); }

std::vector<uint32_t> Numbers(const std::vector<RegionCode>& regions) {
  std::vector<uint32_t> numbers;
  for (const RegionCode& region : regions) numbers.push_back(region.number());
  return numbers;
}

RegionTree::Node WithParent(uint32_t parent) {
  RegionTree::Node node;
  node.parent = Region(parent);
  return node;
}

TEST(RegionCode, IsExactlySixDigits) {
  EXPECT_EQ(RegionCode::Parse("420106")->number(), 420106U);
  EXPECT_EQ(RegionCode::Parse("420106")->ToString(), "420106");
  for (const char* text :
       {"", "42010", "4201060", "020106", "42010a", "4201 6", "-42010", "４２０１０６"}) {
    EXPECT_FALSE(RegionCode::Parse(text)) << text;
  }
  EXPECT_FALSE(RegionCode::FromNumber(99'999));
  EXPECT_FALSE(RegionCode::FromNumber(1'000'000));
}

TEST(RegionCode, PrefixSaysProvinceCityOrDistrict) {
  EXPECT_TRUE(Region(420000).IsProvince());
  EXPECT_FALSE(Region(420000).IsCity());
  EXPECT_TRUE(Region(152900).IsCity());
  EXPECT_FALSE(Region(420106).IsCity());
  EXPECT_EQ(Region(420106).City(), Region(420100));
  EXPECT_EQ(Region(420106).Province(), Region(420000));
}

TEST(RegionTree, ChainGoesFromTheRegionToItsProvince) {
  const RegionTree tree;
  EXPECT_EQ(Numbers(tree.SelfAndAncestors(Region(420106))),
            (std::vector<uint32_t>{420106, 420100, 420000}));
  EXPECT_EQ(Numbers(tree.SelfAndAncestors(Region(530900))),
            (std::vector<uint32_t>{530900, 530000}));
  EXPECT_EQ(Numbers(tree.SelfAndAncestors(Region(150000))), (std::vector<uint32_t>{150000}));
}

TEST(RegionTree, ZoneLiesWhereItsConfiguredParentLies) {
  const RegionTree tree({{Region(990001), WithParent(420115)}});
  EXPECT_EQ(Numbers(tree.SelfAndAncestors(Region(990001))),
            (std::vector<uint32_t>{990001, 420115, 420100, 420000}));
  EXPECT_TRUE(tree.Contains(Region(420100), Region(990001)));
  EXPECT_FALSE(tree.Contains(Region(990000), Region(990001)));
  EXPECT_EQ(tree.PoolingAreaOf(Region(990001)), PoolingArea{Region(420100)});
}

TEST(RegionTree, ContainsOnlyDownwards) {
  const RegionTree tree;
  EXPECT_TRUE(tree.Contains(Region(420100), Region(420106)));
  EXPECT_TRUE(tree.Contains(Region(420106), Region(420106)));
  EXPECT_TRUE(tree.Contains(Region(420000), Region(420106)));
  EXPECT_FALSE(tree.Contains(Region(420106), Region(420100)));
  EXPECT_FALSE(tree.Contains(Region(420100), Region(420000)));
  EXPECT_FALSE(tree.Contains(Region(420100), Region(420200)));
  EXPECT_FALSE(tree.Contains(Region(420106), Region(420107)));
}

TEST(RegionTree, PoolingAreaIsTheCityUnlessConfigured) {
  RegionTree::Node own;
  own.pools_itself = true;
  const RegionTree tree({{Region(320684), own}, {Region(990002), WithParent(320684)}});
  EXPECT_EQ(tree.PoolingAreaOf(Region(320613)), PoolingArea{Region(320600)});
  EXPECT_EQ(tree.PoolingAreaOf(Region(320600)), PoolingArea{Region(320600)});
  EXPECT_EQ(tree.PoolingAreaOf(Region(320684)), PoolingArea{Region(320684)});
  EXPECT_EQ(tree.PoolingAreaOf(Region(990002)), PoolingArea{Region(320684)});
  EXPECT_EQ(tree.PoolingAreaOf(Region(320000)), PoolingArea{Region(320000)});
}

TEST(RegionTree, ConfiguredCyclesEnd) {
  const RegionTree tree({{Region(420191), WithParent(420192)},
                         {Region(420192), WithParent(420191)},
                         {Region(420193), WithParent(420193)}});
  EXPECT_EQ(Numbers(tree.SelfAndAncestors(Region(420191))),
            (std::vector<uint32_t>{420191, 420192, 420000}));
  EXPECT_EQ(Numbers(tree.SelfAndAncestors(Region(420193))),
            (std::vector<uint32_t>{420193, 420000}));
  EXPECT_TRUE(tree.Contains(Region(420000), Region(420191)));
  EXPECT_FALSE(tree.Contains(Region(420100), Region(420191)));
  EXPECT_EQ(tree.PoolingAreaOf(Region(420191)), PoolingArea{Region(420000)});
}

TEST(RegionTree, NamesAreThoseOfTheConfiguration) {
  RegionTree::Node nantong;
  nantong.name = "南通市";
  const RegionTree tree({{Region(320600), nantong}});
  EXPECT_EQ(tree.NameOf(Region(320600)), "南通市");
  EXPECT_EQ(tree.NameOf(Region(320700)), "");
}

}  // namespace
}  // namespace levybridge::domain
