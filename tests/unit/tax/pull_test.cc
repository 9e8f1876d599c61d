#include "adapters/tax/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "adapters/client/pull_state.h"

namespace levybridge::tax {
namespace {

using testing::ElementsAre;

domain::Instruction InstructionOf(int64_t sequence) {
  const auto region = *domain::RegionCode::Parse("420106");
  return {.sequence = sequence,
          .action = domain::InstructionAction::kCollect,
          .pooling_area = domain::PoolingArea{region},
          .unit_code = *domain::UnitCode::Parse("W-1"),
          .uscc = "",
          .unit_name = "示例单位",
          .region = region,
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = *domain::FeePeriod::FromYearMonth(2020, 3),
          .amount_before = {},
          .reduction = {},
          .amount_after = {},
          .reduction_start = std::nullopt,
          .reduction_end = std::nullopt,
          .employer_medical_after = {},
          .maternity = {},
          .personal = {},
          .offset_applied = {},
          .payable = {},
          .due_on = *domain::CivilDate::FromYmd(2020, 3, 25),
          .late_fee_waived = false,
          .deferred_until = std::nullopt,
          .assessment_no = *domain::AssessmentNumber::Parse("A-1"),
          .replaces_sequence = 0,
          .policy = ""};
}

// Instructions 1..newest, and the position as the gateway would keep it.
class FakeFeed : public client::InstructionFeed {
 public:
  absl::Status Pull(const Take& take) override {
    for (int64_t sequence = position + 1; sequence <= newest; ++sequence) {
      if (sequence == break_at) return absl::UnavailableError("the connection broke");
      if (absl::Status status = take(InstructionOf(sequence)); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> Acknowledge(int64_t sequence) override {
    acknowledged.push_back(sequence);
    position = std::max(position, sequence);
    return position;
  }

  int64_t newest = 3;
  int64_t position = 0;
  int64_t break_at = 0;
  std::vector<int64_t> acknowledged;
};

class PullTest : public testing::Test {
 protected:
  PullTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "pull_" + test->name();
    std::filesystem::remove_all(folder_);
  }
  ~PullTest() override { std::filesystem::remove_all(folder_); }

  std::string State() const { return folder_ + "/state"; }
  std::string Out() const { return folder_ + "/out"; }
  absl::StatusOr<PullResult> Pull() { return Puller(feed_, State(), Out()).Run(); }
  // As if the process was killed right after `step`.
  void CutOffAfter(PullStep step) {
    Puller puller(feed_, State(), Out());
    puller.ObserveSteps([step](PullStep reached) {
      return reached == step ? absl::AbortedError("killed") : absl::OkStatus();
    });
    ASSERT_EQ(puller.Run().status().code(), absl::StatusCode::kAborted);
  }
  // The sequences of every row in every complete file.
  std::multiset<int64_t> Written() const {
    std::multiset<int64_t> sequences;
    for (const auto& entry : std::filesystem::directory_iterator(Out())) {
      if (entry.path().extension() != ".csv") continue;
      std::ifstream file(entry.path());
      std::string line;
      std::getline(file, line);
      while (std::getline(file, line)) sequences.insert(std::stoll(line));
    }
    return sequences;
  }

  std::string folder_;
  FakeFeed feed_;
};

TEST_F(PullTest, WritesEverythingNewIntoOneFileThenAcknowledges) {
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  const client::Json json = ToJson(*result);
  EXPECT_EQ(json.at("from"), 1);
  EXPECT_EQ(json.at("to"), 3);
  EXPECT_EQ(json.at("rows"), 3);
  EXPECT_TRUE(std::filesystem::exists(json.at("file").get<std::string>()));
  EXPECT_THAT(feed_.acknowledged, ElementsAre(3));
  EXPECT_THAT(Written(), ElementsAre(1, 2, 3));
}

TEST_F(PullTest, GivesNoFileWhenNothingIsNew) {
  feed_.position = 3;
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  const client::Json json = ToJson(*result);
  EXPECT_EQ(json.at("rows"), 0);
  EXPECT_TRUE(json.at("file").is_null());
  EXPECT_TRUE(json.at("from").is_null());
  EXPECT_TRUE(feed_.acknowledged.empty());
  EXPECT_TRUE(std::filesystem::is_empty(Out()));
}

TEST_F(PullTest, LeavesNothingBehindWhenTheStreamFails) {
  feed_.break_at = 2;
  EXPECT_EQ(Pull().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Written().empty());
  EXPECT_TRUE(feed_.acknowledged.empty());
  feed_.break_at = 0;
  ASSERT_TRUE(Pull().ok());
  EXPECT_THAT(Written(), ElementsAre(1, 2, 3));
}

class CutOffPull : public PullTest, public testing::WithParamInterface<PullStep> {};

TEST_P(CutOffPull, LosesNothingAndWritesNothingTwiceThoughNewRowsCameMeanwhile) {
  CutOffAfter(GetParam());
  feed_.newest = 5;
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(Written(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(feed_.position, 5);
  EXPECT_EQ(client::LoadPullState(State())->has_value(), false);
}

TEST_P(CutOffPull, TellsOfTheEarlierFileWhenThereIsNothingElse) {
  CutOffAfter(GetParam());
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(ToJson(*result).at("rows"), 3);
  EXPECT_THAT(Written(), ElementsAre(1, 2, 3));
}

INSTANTIATE_TEST_SUITE_P(EveryStep, CutOffPull,
                         testing::Values(PullStep::kRowsWritten, PullStep::kStateSaved,
                                         PullStep::kFileAppeared, PullStep::kAppearanceSaved,
                                         PullStep::kAcknowledged));

TEST_F(PullTest, AcknowledgesAFileThatWasTakenAwayBeforeTheGatewayKnew) {
  CutOffAfter(PullStep::kAppearanceSaved);
  std::filesystem::remove_all(Out());
  feed_.newest = 5;
  ASSERT_TRUE(Pull().ok());
  EXPECT_THAT(Written(), ElementsAre(4, 5));
}

TEST_F(PullTest, PullsAgainWhenTheFileNeverAppeared) {
  CutOffAfter(PullStep::kStateSaved);
  ASSERT_TRUE(Pull().ok());
  EXPECT_THAT(Written(), ElementsAre(1, 2, 3));
  EXPECT_THAT(feed_.acknowledged, ElementsAre(3));
}

TEST_F(PullTest, KeepsASecondPullOut) {
  const auto lock = client::PullLock::Take(State());
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(Pull().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(PullTest, RefusesAStateFileThatItCannotUnderstand) {
  std::filesystem::create_directories(State());
  std::ofstream(State() + "/pull.json") << "{\"from\": \"one\"}";
  EXPECT_EQ(Pull().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(feed_.acknowledged.empty());
}

}  // namespace
}  // namespace levybridge::tax
