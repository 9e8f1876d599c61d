// Credits, and what instructions took from them.
#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using domain::Component;
using domain::OverpaymentUse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

domain::Credit SampleCredit(int64_t n, std::string_view period, std::string_view area = "420100") {
  return {.source = Key(n, area, period),
          .rule = {"wuhan-2020-reduction", OverpaymentUse::kOffset, n % 2 == 0},
          .chosen = n % 2 == 0 ? std::optional(OverpaymentUse::kRefund) : std::nullopt};
}

domain::OffsetUse SampleUse(int64_t sequence, std::string_view area = "420100") {
  domain::OffsetUse use{sequence, Key(1, area, "2020-05"), {}, sequence % 2 == 0};
  for (const std::string_view period : {"2020-02", "2020-03"}) {
    domain::OffsetPart part{Key(1, area, period), {}};
    part.amounts[Component::kEmployerMedical] = Fen(100 + sequence);
    part.amounts[Component::kMaternity] = Fen(7);
    use.parts.push_back(part);
  }
  return use;
}

TEST_P(StoreContract, CreditsOfAnEmployerComeByFeePeriodAndNoOtherEmployers) {
  const std::vector<domain::Credit> credits = {
      SampleCredit(1, "2020-04"), SampleCredit(1, "2020-02"), SampleCredit(2, "2020-02"),
      SampleCredit(1, "2020-03", "420600")};
  MustWrite([&](ports::Transaction& t) {
    absl::Status status;
    for (const domain::Credit& credit : credits) status.Update(t.offsets().PutCredit(credit));
    return status;
  });
  Reopen();
  const domain::EmployerKey employer{Area("420100"), Key(1).unit_code};
  EXPECT_THAT(Read([&](const auto& t) { return t.offsets().CreditsOf(employer); }),
              ElementsAre(credits[1], credits[0]));
  EXPECT_EQ(Read([&](const auto& t) { return t.offsets().FindCredit(credits[2].source); }),
            credits[2]);
  EXPECT_EQ(Read([&](const auto& t) { return t.offsets().FindCredit(Key(3)); }), std::nullopt);
}

TEST_P(StoreContract, ACreditIsReplacedAndRemovedByItsObligation) {
  domain::Credit credit = SampleCredit(2, "2020-02");
  MustWrite([&](ports::Transaction& t) { return t.offsets().PutCredit(credit); });
  credit.chosen = OverpaymentUse::kOffset;
  MustWrite([&](ports::Transaction& t) { return t.offsets().PutCredit(credit); });
  EXPECT_EQ(Read([&](const auto& t) { return t.offsets().FindCredit(credit.source); }), credit);
  for (int times = 0; times < 2; ++times) {
    MustWrite([&](ports::Transaction& t) { return t.offsets().RemoveCredit(credit.source); });
  }
  const domain::EmployerKey employer{Area("420100"), Key(2).unit_code};
  EXPECT_THAT(Read([&](const auto& t) { return t.offsets().CreditsOf(employer); }), IsEmpty());
}

TEST_P(StoreContract, UsesComeBackBySequenceAsTheyWerePutLast) {
  EXPECT_EQ(Read([](const auto& t) { return t.offsets().FindUse(7); }), std::nullopt);
  domain::OffsetUse use = SampleUse(7);
  MustWrite([&](ports::Transaction& t) { return t.offsets().PutUse(use); });
  use.live = true;
  use.parts.pop_back();
  MustWrite([&](ports::Transaction& t) { return t.offsets().PutUse(use); });
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.offsets().FindUse(7); }), use);
}

TEST_P(StoreContract, AnAreaHasOffsetsWhileItHasCreditsOrUses) {
  const auto has_any = [&](std::string_view area) {
    return Read([&](const auto& t) { return t.offsets().HasAny(Area(area)); });
  };
  const domain::Credit credit = SampleCredit(1, "2020-02");
  MustWrite([&](ports::Transaction& t) { return t.offsets().PutCredit(credit); });
  EXPECT_TRUE(has_any("420100"));
  EXPECT_FALSE(has_any("420600"));
  MustWrite([&](ports::Transaction& t) { return t.offsets().RemoveCredit(credit.source); });
  EXPECT_FALSE(has_any("420100"));
  MustWrite([](ports::Transaction& t) { return t.offsets().PutUse(SampleUse(4, "420600")); });
  EXPECT_TRUE(has_any("420600"));
}

}  // namespace
}  // namespace levybridge::contract
