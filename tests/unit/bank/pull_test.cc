#include "adapters/bank/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace levybridge::bank {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

domain::RegionCode Region(const char* text) { return *domain::RegionCode::Parse(text); }

client::PulledPayout PayoutOf(int64_t sequence) {
  const std::string digits = std::to_string(100 + sequence);
  return {.sequence = sequence,
          .paying_unit = Region(sequence % 2 == 0 ? "420100" : "420115"),
          .order = {.payout_id = *domain::PayoutId::Parse("P000000000" + digits),
                    .refund_no = *domain::RefundNumber::Parse("R000000000" + digits),
                    .amount = *domain::Money::FromFen(100 * sequence),
                    .account_name = *domain::AccountName::Parse("武汉示例机械有限公司"),
                    .account_no = *domain::BankAccountNumber::Parse("62220000" + digits),
                    .bank_name = "示例银行武汉支行",
                    .bank_code = *domain::BankCode::Parse("102306000019"),
                    .unit_code = *domain::UnitCode::Parse("W0001")}};
}

// Payouts 1..newest, and the position as the gateway would keep it.
class FakeFeed : public client::PayoutFeed {
 public:
  absl::Status Pull(const Take& take) override {
    for (int64_t sequence = position + 1; sequence <= newest; ++sequence) {
      if (absl::Status status = take(PayoutOf(sequence)); !status.ok()) return status;
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
  std::vector<int64_t> acknowledged;
};

settings::DebtorSettings Debtor(const char* region, const char* account) {
  return {Region(region), "社会保险基金支出户", *domain::BankAccountNumber::Parse(account),
          *domain::BankCode::Parse("102306000019")};
}

class BankPullTest : public testing::Test {
 protected:
  BankPullTest() {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::replace(name.begin(), name.end(), '/', '_');
    folder_ = testing::TempDir() + "bank_pull_" + name;
    std::filesystem::remove_all(folder_);
  }
  ~BankPullTest() override { std::filesystem::remove_all(folder_); }

  PullOptions Options() const {
    return {.region = Region("420100"),
            .bank = bank_,
            .state_folder = folder_ + "/state",
            .out_folder = folder_ + "/out",
            .now = domain::Timestamp{1'588'809'600'000}};
  }
  absl::StatusOr<PullResult> Pull() { return Puller(feed_, Options()).Run(); }
  // As if the process was killed right after `step`.
  void CutOffAfter(PullStep step) {
    Puller puller(feed_, Options());
    puller.ObserveSteps([step](PullStep reached) {
      return reached == step ? absl::AbortedError("killed") : absl::OkStatus();
    });
    ASSERT_EQ(puller.Run().status().code(), absl::StatusCode::kAborted);
  }
  static std::string TextOf(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  // How often each payout stands in a file.
  std::map<int64_t, int> Written() const {
    std::map<int64_t, int> count;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/out")) {
      if (entry.path().extension() != ".xml") continue;
      const std::string text = TextOf(entry.path());
      for (int64_t sequence = 1; sequence <= feed_.newest; ++sequence) {
        const std::string id = "<EndToEndId>" + PayoutOf(sequence).order.payout_id.value() + "<";
        if (text.find(id) != std::string::npos) ++count[sequence];
      }
    }
    return count;
  }

  std::string folder_;
  FakeFeed feed_;
  settings::BankSettings bank_{
      .initiator = "示例银行武汉分行",
      .debtors = {Debtor("420100", "4200186520105300"), Debtor("420115", "4200186520105311")}};
};

TEST_F(BankPullTest, WritesOnePaymentForEachPayingUnitThenAcknowledges) {
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  const client::Json json = ToJson(*result);
  EXPECT_EQ(json.at("from"), 1);
  EXPECT_EQ(json.at("to"), 3);
  EXPECT_EQ(json.at("rows"), 3);
  EXPECT_EQ(json.at("fen"), 600);
  const std::string text = TextOf(json.at("file").get<std::string>());
  EXPECT_THAT(text, HasSubstr("<MsgId>LB420100-1-3</MsgId>"));
  EXPECT_THAT(text, HasSubstr("<PmtInfId>420100-1-3</PmtInfId>"));
  EXPECT_THAT(text, HasSubstr("<PmtInfId>420115-1-3</PmtInfId>"));
  EXPECT_THAT(text, HasSubstr("62220000103"));
  EXPECT_THAT(feed_.acknowledged, ElementsAre(3));
}

TEST_F(BankPullTest, LeavesNoAccountBehindInItsStateFolder) {
  CutOffAfter(PullStep::kAppearanceSaved);
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/state")) {
    EXPECT_THAT(TextOf(entry.path()), Not(HasSubstr("62220000"))) << entry.path();
  }
}

TEST_F(BankPullTest, GivesNoFileWhenNothingIsNew) {
  feed_.position = 3;
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(ToJson(*result).at("rows"), 0);
  EXPECT_TRUE(ToJson(*result).at("file").is_null());
  EXPECT_TRUE(feed_.acknowledged.empty());
}

TEST_F(BankPullTest, APayingUnitWithoutAccountEndsThePullBeforeAnythingIsWritten) {
  bank_.debtors.pop_back();
  const absl::Status status = Pull().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("420115"));
  EXPECT_TRUE(feed_.acknowledged.empty());
  EXPECT_TRUE(Written().empty());
}

TEST_F(BankPullTest, NeedsAnInitiator) {
  bank_.initiator.clear();
  EXPECT_EQ(Pull().status().code(), absl::StatusCode::kInvalidArgument);
}

class CutOffBankPull : public BankPullTest, public testing::WithParamInterface<PullStep> {};

TEST_P(CutOffBankPull, LosesNoPayoutAndWritesNoneTwiceThoughNewOnesCameMeanwhile) {
  CutOffAfter(GetParam());
  feed_.newest = 5;
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(Written(), (std::map<int64_t, int>{{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}}));
  EXPECT_EQ(feed_.position, 5);
}

INSTANTIATE_TEST_SUITE_P(EveryStep, CutOffBankPull,
                         testing::Values(PullStep::kPayoutsSpooled, PullStep::kStateSaved,
                                         PullStep::kFileAppeared, PullStep::kAppearanceSaved,
                                         PullStep::kAcknowledged));

TEST_F(BankPullTest, WritesTheVerySameMessageWhenTheFirstOneMayHaveBeenTakenAway) {
  CutOffAfter(PullStep::kFileAppeared);
  std::filesystem::remove_all(folder_ + "/out");
  feed_.newest = 5;
  const auto result = Pull();
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->files.size(), 2U);
  EXPECT_THAT(TextOf(result->files[0].file), HasSubstr("<MsgId>LB420100-1-3</MsgId>"));
  EXPECT_THAT(TextOf(result->files[1].file), HasSubstr("<MsgId>LB420100-4-5</MsgId>"));
}

}  // namespace
}  // namespace levybridge::bank
