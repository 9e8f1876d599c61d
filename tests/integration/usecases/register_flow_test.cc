// The agency's registers: deferrals on application and eligible employers, and the assessments
// decided with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::BatchState;
using domain::Component;
using domain::DeferralEntry;
using domain::EligibleEmployer;
using domain::ProblemCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

DeferralEntry Entry(std::string_view unit, std::string_view last, std::string_view until,
                    uint32_t region = 420106) {
  return {.unit_code = domain::UnitCode::Parse(unit).value(),
          .region = *domain::RegionCode::FromNumber(region),
          .first_fee_period = Period("2020-03"),
          .last_fee_period = Period(last),
          .deferred_until = Date(until),
          .filed_on = Date("2020-03-02"),
          .applied_on = {},
          .approved_on = {},
          .copied_to_tax_on = {},
          .documents = {}};
}

class RegisterFlow : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(exchange_.LedgerFault(), ""); }

  // A city where applications come with documents and limits: the batch of its own agency.
  absl::StatusOr<usecases::FinishedBatch> SubmitInLincang(std::string_view id,
                                                          const DeferralEntry& entry) {
    domain::BatchHeader header = exchange_.Header<DeferralEntry>(id);
    header.party = *domain::PartyId::ParseUri("urn:levybridge:party:agency:530900:lincang");
    return exchange_.SubmitBatch<DeferralEntry>(header, {entry});
  }
  std::vector<ProblemCode> CodesOf(const absl::StatusOr<usecases::FinishedBatch>& finished) {
    EXPECT_TRUE(finished.ok()) << finished.status();
    std::vector<ProblemCode> codes;
    if (!finished.ok()) return codes;
    for (const auto& row : exchange_.Problems(finished->batch.batch_no)) {
      for (const auto& problem : row.problems) codes.push_back(problem.code);
    }
    return codes;
  }

  Exchange exchange_;
};

TEST_F(RegisterFlow, AnAssessmentCoveredByADeferralIsHeldBackWholeAndNotPassedOn) {
  const auto entered =
      exchange_.Submit<DeferralEntry>("D1", {Entry("U1", "2020-05", "2020-08-31")});
  ASSERT_TRUE(entered.ok()) << entered.status();
  EXPECT_EQ(entered->batch.state, BatchState::kAccepted);
  const auto assessed =
      exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1"), Exchange::Row("A2", "U2")});
  ASSERT_TRUE(assessed.ok()) << assessed.status();
  const auto deferred = exchange_.Find("U1", "2020-03");
  ASSERT_TRUE(deferred);
  EXPECT_EQ(deferred->balance(Component::kEmployerMedical).deferred, Yuan("500.00"));
  EXPECT_EQ(deferred->balance(Component::kPersonal).deferred, Yuan("200.00"));
  const auto instructions = exchange_.PullAll();
  ASSERT_EQ(instructions.size(), 1U);
  EXPECT_EQ(instructions[0].unit_code.value(), "U2");
}

TEST_F(RegisterFlow, ADryRunOfADeferralStoresNothing) {
  domain::BatchHeader header = exchange_.Header<DeferralEntry>("D1");
  header.dry_run = true;
  const std::vector<domain::NumberedRow<DeferralEntry>> rows = {
      {1, Entry("U1", "2020-05", "2020-08-31")}, {2, Entry("U1", "2020-04", "2020-08-31")}};
  const auto tried = exchange_.intake().DryRun(header, {domain::BatchChunk{0, 1, rows, {}}});
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->batch.rejected.rows, 1);
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  EXPECT_EQ(exchange_.PullAll().size(), 1U);
}

TEST_F(RegisterFlow, TheSameEntryAgainChangesNothingAndAnOverlappingOneIsRefused) {
  const DeferralEntry entry = Entry("U1", "2020-05", "2020-08-31");
  ASSERT_TRUE(exchange_.Submit<DeferralEntry>("D1", {entry}).ok());
  const auto again = exchange_.Submit<DeferralEntry>("D2", {entry});
  EXPECT_THAT(CodesOf(again), ElementsAre(ProblemCode::kAlreadyAccepted));
  EXPECT_EQ(again->batch.already_accepted_rows, 1);
  const auto other = exchange_.Submit<DeferralEntry>("D3", {Entry("U1", "2020-04", "2020-07-31")});
  EXPECT_THAT(CodesOf(other), ElementsAre(ProblemCode::kDeferralOverlaps));
  EXPECT_EQ(other->batch.state, BatchState::kRejected);
}

TEST_F(RegisterFlow, ATooLongEntryWithoutDocumentsIsRefusedWithTheClauses) {
  const auto refused = SubmitInLincang("D1", Entry("L1", "2020-05", "2020-09-01", 530902));
  EXPECT_THAT(CodesOf(refused),
              ElementsAre(ProblemCode::kDeferralLimitExceeded, ProblemCode::kDocumentMissing,
                          ProblemCode::kDocumentMissing));
  const auto problems = exchange_.Problems(refused->batch.batch_no);
  for (const auto& problem : problems[0].problems) {
    EXPECT_THAT(MessageOf(problem, domain::Language::kChinese),
                HasSubstr("临医保联发〔2020〕14号"));
  }
}

TEST_F(RegisterFlow, AnEntryWithItsDocumentsIsTakenAndSurvivesARestart) {
  DeferralEntry entry = Entry("L1", "2020-05", "2020-08-31", 530902);
  entry.documents = {{"书面申请", domain::Sha256Of("a")}, {"资产负债表", domain::Sha256Of("b")}};
  EXPECT_THAT(CodesOf(SubmitInLincang("D1", entry)), ElementsAre());
  exchange_.Restart();
  EXPECT_THAT(CodesOf(SubmitInLincang("D2", entry)), ElementsAre(ProblemCode::kAlreadyAccepted));
}

TEST_F(RegisterFlow, AnEmployerWhoseNewestAssessmentMayNotDeferIsRefused) {
  Assessment row = Exchange::Row("A1", "U1");
  row.unit_type = domain::UnitType::kGovernmentAgency;
  row.uscc = "";
  Exchange::Recompute(row, false);
  ASSERT_EQ(exchange_.Submit<Assessment>("B1", {row})->batch.accepted.rows, 1);
  const auto refused =
      exchange_.Submit<DeferralEntry>("D1", {Entry("U1", "2020-05", "2020-08-31")});
  EXPECT_THAT(CodesOf(refused), ElementsAre(ProblemCode::kUnitTypeMayNotDefer));
}

TEST_F(RegisterFlow, AnotherRegionsEntriesAreRefused) {
  const auto refused =
      exchange_.Submit<DeferralEntry>("D1", {Entry("L1", "2020-05", "2020-08-31", 530902)});
  EXPECT_THAT(CodesOf(refused), ElementsAre(ProblemCode::kRegionNotAllowed));
}

TEST_F(RegisterFlow, AnEligibleEmployerIsKeptOnceAndAContradictionIsRefused) {
  EligibleEmployer small{
      domain::UnitCode::Parse("U1").value(), *domain::RegionCode::FromNumber(420106),
      domain::UnitType::kEnterpriseSmall, domain::EligibleSource::kCommitment, Date("2020-03-01")};
  EligibleEmployer large = small;
  large.unit_type = domain::UnitType::kEnterpriseLarge;
  const auto entered = exchange_.Submit<EligibleEmployer>("E1", {small, small, large});
  EXPECT_THAT(CodesOf(entered),
              ElementsAre(ProblemCode::kAlreadyAccepted, ProblemCode::kEligibilityConflict));
  EXPECT_EQ(entered->batch.accepted.rows, 2);
}

TEST_F(RegisterFlow, AWrittenCommitmentSettlesTheSizeOfAnEnterprise) {
  const auto nantong =
      *domain::PartyId::ParseUri("urn:levybridge:party:agency:320600:nantong-agency");
  const auto region = *domain::RegionCode::FromNumber(320613);
  exchange_.business_date = Date("2022-07-10");
  domain::BatchHeader commitments = exchange_.Header<EligibleEmployer>("E1");
  commitments.party = nantong;
  const EligibleEmployer small{domain::UnitCode::Parse("N1").value(), region,
                               domain::UnitType::kEnterpriseSmall,
                               domain::EligibleSource::kCommitment, Date("2022-07-01")};
  ASSERT_TRUE(exchange_.SubmitBatch<EligibleEmployer>(commitments, {small}).ok());
  Assessment with = Exchange::Row("A1", "N1");
  with.region = region;
  with.unit_type = domain::UnitType::kEnterprise;
  with.fee_period = Period("2022-07");
  Exchange::Recompute(with, false);
  Assessment without = with;
  without.assessment_no = *domain::AssessmentNumber::Parse("A2");
  without.unit_code = *domain::UnitCode::Parse("N2");
  domain::BatchHeader header = exchange_.Header<Assessment>("B1");
  header.party = nantong;
  const auto assessed = exchange_.SubmitBatch<Assessment>(header, {with, without});
  ASSERT_TRUE(assessed.ok()) << assessed.status();
  EXPECT_EQ(assessed->batch.accepted.rows, 2);
  const auto read = [&](const char* unit) {
    const domain::ObligationKey key{{*domain::RegionCode::FromNumber(320600)},
                                    Period("2022-07"),
                                    *domain::UnitCode::Parse(unit),
                                    domain::InsuranceType::kEmployeeMedical};
    std::optional<domain::Obligation> found;
    EXPECT_TRUE(exchange_.store()
                    .Read([&](const ports::Transaction& store) {
                      auto answer = store.obligations().Find({&key, 1});
                      if (answer.ok()) found = std::move((*answer)[0]);
                      return answer.status();
                    })
                    .ok());
    return found;
  };
  const auto settled = read("N1");
  ASSERT_TRUE(settled);
  EXPECT_EQ(settled->balance(Component::kEmployerMedical).deferred, Yuan("1000.00"));
  EXPECT_EQ(settled->balance(Component::kPersonal).deferred, Yuan("0"));
  ASSERT_TRUE(read("N2"));
}

}  // namespace
}  // namespace levybridge::testing
