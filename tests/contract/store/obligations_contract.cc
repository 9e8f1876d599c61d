#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<domain::Obligation> ScanAll(const ports::Transaction& transaction,
                                        std::string_view area,
                                        const std::optional<domain::ObligationKey>& after,
                                        size_t limit = 1000) {
  std::vector<domain::Obligation> found;
  EXPECT_TRUE(transaction.obligations()
                  .Scan(Area(area), after,
                        [&](const domain::Obligation& obligation) {
                          found.push_back(obligation);
                          return found.size() < limit;
                        })
                  .ok());
  return found;
}

ports::AssessmentIdentity Identity(int64_t n, std::string_view period = "2020-02") {
  return {Period(period), *domain::AssessmentNumber::Parse(absl::StrCat("HD", n))};
}

TEST_P(StoreContract, ObligationsComeBackAsTheyWerePutAlsoAfterReopening) {
  const std::vector<domain::Obligation> put = {SampleObligation(2), SampleObligation(1)};
  MustWrite([&](ports::Transaction& t) { return t.obligations().Put(put); });
  Reopen();
  const std::vector<domain::ObligationKey> keys = {Key(1), Key(3), Key(2)};
  const auto found = Read([&](const auto& t) { return t.obligations().Find(keys); });
  EXPECT_THAT(found, ElementsAre(put[1], std::nullopt, put[0]));
}

TEST_P(StoreContract, PuttingAnObligationAgainReplacesIt) {
  domain::Obligation obligation = SampleObligation(1);
  MustWrite([&](ports::Transaction& t) { return t.obligations().Put({&obligation, 1}); });
  obligation.balance(domain::Component::kPersonal).due = Fen(123);
  obligation.late_fee_corrected.reset();
  MustWrite([&](ports::Transaction& t) { return t.obligations().Put({&obligation, 1}); });
  const auto all = Read([](const auto& t) {
    return absl::StatusOr<std::vector<domain::Obligation>>(ScanAll(t, "420100", std::nullopt));
  });
  EXPECT_THAT(all, ElementsAre(obligation));
}

TEST_P(StoreContract, ScansGoInKeyOrderWithinOnePoolingAreaFromAfterAKey) {
  const std::vector<domain::Obligation> put = {
      SampleObligation(2, "420100", "2020-03"), SampleObligation(9, "420100", "2020-02"),
      SampleObligation(1, "420100", "2020-03"), SampleObligation(1, "330100", "2020-02"),
      SampleObligation(1, "429004", "2020-02")};
  MustWrite([&](ports::Transaction& t) { return t.obligations().Put(put); });
  const absl::Status status = store().Read([&](const ports::Transaction& t) {
    EXPECT_THAT(ScanAll(t, "420100", std::nullopt), ElementsAre(put[1], put[2], put[0]));
    EXPECT_THAT(ScanAll(t, "420100", put[1].key), ElementsAre(put[2], put[0]));
    EXPECT_THAT(ScanAll(t, "420100", put[0].key), IsEmpty());
    EXPECT_THAT(ScanAll(t, "420100", std::nullopt, 1), ElementsAre(put[1]));
    EXPECT_THAT(ScanAll(t, "420100", put[3].key), ElementsAre(put[1], put[2], put[0]));
    EXPECT_THAT(ScanAll(t, "420100", put[4].key), IsEmpty());
    EXPECT_THAT(ScanAll(t, "110100", std::nullopt), IsEmpty());
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(Read([](const auto& t) { return t.obligations().PoolingAreas(); }),
              ElementsAre(Area("330100"), Area("420100"), Area("429004")));
}

TEST_P(StoreContract, AUnitIsFoundInAllItsFeePeriods) {
  const std::vector<domain::Obligation> put = {
      SampleObligation(5, "420100", "2020-03"), SampleObligation(5, "420100", "2019-12"),
      SampleObligation(6, "420100", "2020-02"), SampleObligation(5, "330100", "2020-02")};
  MustWrite([&](ports::Transaction& t) { return t.obligations().Put(put); });
  const auto found =
      Read([](const auto& t) { return t.obligations().OfUnit(Area("420100"), Key(5).unit_code); });
  EXPECT_THAT(found, ElementsAre(put[1], put[0]));
}

TEST_P(StoreContract, AnAssessmentNumberIsTakenOncePerAgencyAndFeePeriod) {
  const std::vector<ports::AssessmentIdentity> first = {Identity(1), Identity(2)};
  const std::vector<domain::ObligationKey> keys = {Key(1), Key(2)};
  MustWrite(
      [&](ports::Transaction& t) { return t.obligations().PutAssessments(Agency(), first, keys); });
  const domain::PartyId other = Party("urn:levybridge:party:agency:420100:other");
  MustWrite(
      [&](ports::Transaction& t) { return t.obligations().PutAssessments(other, first, keys); });
  const std::vector<ports::AssessmentIdentity> clash = {Identity(3), Identity(2)};
  MustWrite([&](ports::Transaction& t) {
    EXPECT_EQ(t.obligations().PutAssessments(Agency(), clash, keys).code(),
              absl::StatusCode::kAlreadyExists);
    return absl::OkStatus();
  });
  const std::vector<ports::AssessmentIdentity> asked = {Identity(2), Identity(3),
                                                        Identity(1, "2020-03")};
  EXPECT_THAT(Read([&](const auto& t) { return t.obligations().FindAssessments(Agency(), asked); }),
              ElementsAre(Key(2), std::nullopt, std::nullopt));
  const domain::PartyId unknown = Party("urn:levybridge:party:agency:330100:main");
  EXPECT_THAT(Read([&](const auto& t) { return t.obligations().FindAssessments(unknown, asked); }),
              ElementsAre(std::nullopt, std::nullopt, std::nullopt));
}

// What was found free may be taken after it, and never twice: not by the same step again, nor what
// was not asked for, nor what another agency asked for.
TEST_P(StoreContract, ANumberFoundFreeIsStillTakenOnlyOnce) {
  const auto take = [](ports::Transaction& t, const domain::PartyId& agency, int n) {
    const ports::AssessmentIdentity identity = Identity(n);
    const domain::ObligationKey key = Key(n);
    return t.obligations().PutAssessments(agency, {&identity, 1}, {&key, 1}).code();
  };
  const domain::PartyId other = Party("urn:levybridge:party:agency:420100:other");
  MustWrite([&](ports::Transaction& t) {
    EXPECT_EQ(take(t, Agency(), 1), absl::StatusCode::kOk);
    EXPECT_EQ(take(t, other, 5), absl::StatusCode::kOk);
    return absl::OkStatus();
  });
  MustWrite([&](ports::Transaction& t) {
    const std::vector<ports::AssessmentIdentity> asked = {Identity(2), Identity(3), Identity(4),
                                                          Identity(5)};
    const std::vector<ports::AssessmentIdentity> wanted = {asked[0], asked[2]};
    const std::vector<domain::ObligationKey> keys = {Key(2), Key(4)};
    EXPECT_TRUE(t.obligations().FindAssessments(Agency(), asked).ok());
    EXPECT_EQ(take(t, Agency(), 1), absl::StatusCode::kAlreadyExists) << "it was not asked for";
    EXPECT_TRUE(t.obligations().FindAssessments(Agency(), asked).ok());
    EXPECT_EQ(take(t, other, 5), absl::StatusCode::kAlreadyExists) << "another agency's";
    EXPECT_TRUE(t.obligations().FindAssessments(Agency(), asked).ok());
    EXPECT_TRUE(t.obligations().PutAssessments(Agency(), wanted, keys).ok());
    EXPECT_EQ(take(t, Agency(), 2), absl::StatusCode::kAlreadyExists) << "taken by then";
    EXPECT_EQ(take(t, Agency(), 3), absl::StatusCode::kOk);
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace levybridge::contract
