#include "adapters/client/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/client/fake_waiting_room.h"

namespace levybridge::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr settings::RetrySettings kSettings{
    .initial_ms = 100, .max_ms = 400, .give_up_seconds = 10};

class RetryTest : public testing::Test {
 protected:
  Retry Make(const settings::RetrySettings& settings = kSettings) {
    return Retry(settings, room_, [this](const std::string& line, const absl::Status&) {
      notices_.push_back(line);
    });
  }
  FakeWaitingRoom room_;
  std::vector<std::string> notices_;
};

TEST_F(RetryTest, WaitsTwiceAsLongEachTimeUpToTheLimit) {
  room_.SetChance(1.0);
  Retry retry = Make();
  for (int attempt = 0; attempt < 4; ++attempt) {
    ASSERT_TRUE(retry.WaitAfter(absl::UnavailableError("gone")));
  }
  EXPECT_THAT(room_.sleeps_ms(), ElementsAre(100, 200, 400, 400));
}

TEST_F(RetryTest, LeavesHalfOfTheWaitToChance) {
  room_.SetChance(0.0);
  Retry retry = Make();
  ASSERT_TRUE(retry.WaitAfter(absl::UnavailableError("gone")));
  EXPECT_THAT(room_.sleeps_ms(), ElementsAre(50));
}

TEST_F(RetryTest, NeverRetriesWhatWasRefused) {
  Retry retry = Make();
  EXPECT_FALSE(retry.WaitAfter(absl::PermissionDeniedError("no")));
  EXPECT_FALSE(retry.WaitAfter(absl::AlreadyExistsError("conflict")));
  EXPECT_FALSE(retry.WaitAfter(absl::UnauthenticatedError("revoked")));
  EXPECT_FALSE(retry.WaitAfter(absl::InternalError("bug")));
  EXPECT_THAT(room_.sleeps_ms(), ElementsAre());
  EXPECT_THAT(notices_, ElementsAre());
}

TEST_F(RetryTest, GivesUpWhenTheTimeWithoutProgressIsOver) {
  Retry retry = Make();
  const int64_t start_ms = room_.NowMs();
  int waits = 0;
  while (retry.WaitAfter(absl::DeadlineExceededError("slow"))) ASSERT_LT(++waits, 1000);
  EXPECT_EQ(room_.NowMs() - start_ms, 10'000) << "the last wait ends when the time is over";
  EXPECT_GT(waits, 20);
}

TEST_F(RetryTest, StartsAnewAfterProgress) {
  room_.SetChance(1.0);
  Retry retry = Make();
  ASSERT_TRUE(retry.WaitAfter(absl::AbortedError("busy")));
  ASSERT_TRUE(retry.WaitAfter(absl::AbortedError("busy")));
  room_.Pass(9'000);
  retry.Progress();
  room_.Pass(9'000);
  ASSERT_TRUE(retry.WaitAfter(absl::AbortedError("busy")));
  EXPECT_THAT(room_.sleeps_ms(), ElementsAre(100, 200, 100));
}

TEST_F(RetryTest, DoesNotRetryAtAllWhenConfiguredSo) {
  Retry retry = Make({.initial_ms = 100, .max_ms = 400, .give_up_seconds = 0});
  EXPECT_FALSE(retry.WaitAfter(absl::UnavailableError("gone")));
}

TEST_F(RetryTest, SaysWhyItWaitsAndHowLong) {
  room_.SetChance(1.0);
  Retry retry = Make();
  ASSERT_TRUE(retry.WaitAfter(absl::UnavailableError("connection refused")));
  ASSERT_EQ(notices_.size(), 1U);
  EXPECT_THAT(notices_[0], HasSubstr("waiting because the connection failed (connection refused)"));
  EXPECT_THAT(notices_[0], HasSubstr("next try in 0.1 s"));
  EXPECT_THAT(notices_[0], HasSubstr("秒后重试"));
}

TEST_F(RetryTest, RunsUntilItGetsThroughWithAFreshStartBeforeEachFurtherAttempt) {
  Retry retry = Make();
  int attempts = 0;
  int renewals = 0;
  const absl::Status status = RunWithRetries(
      retry, [&] { return ++attempts < 3 ? absl::UnavailableError("gone") : absl::OkStatus(); },
      [&] { ++renewals; });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(renewals, 2);
}

}  // namespace
}  // namespace levybridge::client
