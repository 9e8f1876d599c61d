// Employers' queries about their refunds.
#include <optional>
#include <vector>

#include "tests/contract/store/refund_samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using domain::RefundQuery;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

RefundQuery SampleQuery(const std::string& number, int64_t n) {
  return {.id = 0,
          .asked = Agency(),
          .query_no = *domain::QueryNumber::Parse(number),
          .employer = Employer(n),
          .region = Area("420106").region,
          .asked_on = Date("2020-05-01"),
          .question = "退费未到账",
          .answer = {},
          .answered_on = {}};
}

TEST_P(StoreContract, QueriesAreFoundByWhoWasAskedAndNumberAndReplaced) {
  RefundQuery query = SampleQuery("WX-1", 1);
  MustWrite([&](ports::Transaction& t) { return t.refund_queries().Put(query); });
  query.id = 1;
  query.answer = "已重新拨付";
  query.answered_on = Date("2020-05-03");
  MustWrite([&](ports::Transaction& t) { return t.refund_queries().Put(query); });
  Reopen();
  const auto find = [&](const domain::PartyId& asked, const RefundQuery& wanted) {
    return Read([&](const auto& t) { return t.refund_queries().Find(asked, wanted.query_no); });
  };
  EXPECT_EQ(find(Agency(), query), query);
  EXPECT_EQ(find(Tax(), query), std::nullopt);
  EXPECT_EQ(find(Agency(), SampleQuery("WX-2", 1)), std::nullopt);
}

TEST_P(StoreContract, QueriesAreListedByIdAndNarrowed) {
  std::vector<RefundQuery> all = {SampleQuery("WX-3", 1), SampleQuery("WX-2", 2),
                                  SampleQuery("WX-1", 1)};
  all[0].answered_on = Date("2020-05-03");
  all[2].asked = Tax();
  MustWrite([&](ports::Transaction& t) {
    for (const RefundQuery& query : all) EXPECT_TRUE(t.refund_queries().Put(query).ok());
    return absl::OkStatus();
  });
  for (size_t i = 0; i < all.size(); ++i) all[i].id = static_cast<int64_t>(i) + 1;
  const auto list = [&](const ports::RefundQueryFilter& filter, int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.refund_queries().List(filter, after, limit); });
  };
  EXPECT_THAT(list({}, 0, 9), ElementsAre(all[0], all[1], all[2]));
  EXPECT_THAT(list({}, 1, 1), ElementsAre(all[1]));
  EXPECT_THAT(list({.open_only = true}, 0, 9), ElementsAre(all[1], all[2]));
  EXPECT_THAT(list({.unit_code = Key(1).unit_code}, 0, 9), ElementsAre(all[0], all[2]));
  EXPECT_THAT(list({.unit_code = Key(1).unit_code, .open_only = true}, 0, 9), ElementsAre(all[2]));
  EXPECT_THAT(list({}, 3, 9), IsEmpty());
}

}  // namespace
}  // namespace levybridge::contract
