#include <optional>
#include <string>
#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Number n is received on day n of March and to be decided five days later.
domain::Objection SampleObjection(int n, std::string_view area = "420100") {
  const auto day = [](int number) { return *domain::CivilDate::FromYmd(2020, 3, number); };
  return {.agency = Agency(),
          .pooling_area = Area(area),
          .filing = {.objection_no = *domain::ObjectionNumber::Parse("YY-" + std::to_string(n)),
                     .unit_code = *domain::UnitCode::Parse("U" + std::to_string(n % 2)),
                     .region = Area(area).region,
                     .received_on = day(n),
                     .complete_on = day(n),
                     .documents = {{"书面报告", domain::Sha256Of("report")},
                                   {"单位性质证明", domain::Sha256Of("proof")}},
                     .first_fee_period = Period("2020-02"),
                     .last_fee_period = Period("2020-06")},
          .decide_by = day(n + 5),
          .decision = std::nullopt};
}

domain::ObjectionDecision SampleDecision() {
  return {.upheld = true,
          .decided_on = Date("2020-03-20"),
          .reason = "小微企业",
          .reassessment_no = *domain::AssessmentNumber::Parse("HD-9"),
          .notified_on = Date("2020-03-21")};
}

TEST_P(StoreContract, ObjectionsAreFoundByAgencyAndNumberAndReplaced) {
  domain::Objection objection = SampleObjection(1);
  domain::Objection incomplete = SampleObjection(2);
  incomplete.filing.complete_on.reset();
  incomplete.decide_by.reset();
  incomplete.filing.documents.clear();
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.objections().Put(objection).ok());
    return t.objections().Put(incomplete);
  });
  objection.decision = SampleDecision();
  MustWrite([&](ports::Transaction& t) { return t.objections().Put(objection); });
  Reopen();
  const auto find = [&](const domain::PartyId& agency, const domain::Objection& wanted) {
    return Read(
        [&](const auto& t) { return t.objections().Find(agency, wanted.filing.objection_no); });
  };
  EXPECT_EQ(find(Agency(), objection), objection);
  EXPECT_EQ(find(Agency(), incomplete), incomplete);
  EXPECT_EQ(find(Agency(), SampleObjection(3)), std::nullopt);
  EXPECT_EQ(find(Party("urn:levybridge:party:agency:420106:other"), objection), std::nullopt);
}

TEST_P(StoreContract, ObjectionsAreListedOldestFirstInPages) {
  std::vector<domain::Objection> all = {SampleObjection(1), SampleObjection(2), SampleObjection(3),
                                        SampleObjection(4)};
  all[1].agency = Party("urn:levybridge:party:agency:420106:other");
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.objections().Put(SampleObjection(5, "330100")).ok());
    for (size_t i = all.size(); i > 0; --i) {
      EXPECT_TRUE(t.objections().Put(all[i - 1]).ok());
    }
    return absl::OkStatus();
  });
  const auto page = [&](const domain::Objection* after, int32_t limit) {
    std::optional<ports::ObjectionPosition> position;
    if (after != nullptr) {
      position = {after->filing.received_on, after->filing.objection_no, after->agency};
    }
    return Read(
        [&](const auto& t) { return t.objections().List(Area("420100"), {}, position, limit); });
  };
  EXPECT_THAT(page(nullptr, 9), ElementsAre(all[0], all[1], all[2], all[3]));
  EXPECT_THAT(page(nullptr, 2), ElementsAre(all[0], all[1]));
  EXPECT_THAT(page(&all[1], 9), ElementsAre(all[2], all[3]));
  EXPECT_THAT(page(&all[3], 9), IsEmpty());
}

TEST_P(StoreContract, ObjectionsAreNarrowedByUnitAndByWhatIsOpenOrOverdue) {
  std::vector<domain::Objection> all = {SampleObjection(1), SampleObjection(2), SampleObjection(3),
                                        SampleObjection(4)};
  all[0].decision = SampleDecision();
  all[1].decide_by.reset();
  MustWrite([&](ports::Transaction& t) {
    for (const domain::Objection& objection : all) {
      EXPECT_TRUE(t.objections().Put(objection).ok());
    }
    return absl::OkStatus();
  });
  const auto list = [&](const ports::ObjectionFilter& filter) {
    return Read([&](const auto& t) {
      return t.objections().List(Area("420100"), filter, std::nullopt, 9);
    });
  };
  EXPECT_THAT(list({.unit_code = *domain::UnitCode::Parse("U1")}), ElementsAre(all[0], all[2]));
  EXPECT_THAT(list({.open_only = true}), ElementsAre(all[1], all[2], all[3]));
  EXPECT_THAT(list({.overdue_on = Date("2020-03-08")}), IsEmpty());
  EXPECT_THAT(list({.overdue_on = Date("2020-03-09")}), ElementsAre(all[2]));
  EXPECT_THAT(list({.overdue_on = Date("2020-03-31")}), ElementsAre(all[2], all[3]));
  all[2].decision = SampleDecision();
  all[2].decision->upheld = false;
  all[2].decision->notified_on.reset();
  MustWrite([&](ports::Transaction& t) { return t.objections().Put(all[2]); });
  EXPECT_THAT(list({.open_only = true}), ElementsAre(all[1], all[2], all[3]))
      << "a refusal that the employer was not told is not finished";
}

}  // namespace
}  // namespace levybridge::contract
