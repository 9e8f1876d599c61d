#include "adapters/client/relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace levybridge::client {
namespace {

TEST(RelayTest, UsesEverythingInOrder) {
  std::vector<int> used;
  Relay<int> relay(2, [&](int& item) {
    used.push_back(item);
    return absl::OkStatus();
  });
  std::vector<int> handed;
  for (int item = 0; item < 10'000; ++item) {
    ASSERT_TRUE(relay.Hand(item).ok());
    handed.push_back(item);
  }
  ASSERT_TRUE(relay.Drain().ok());
  EXPECT_EQ(used, handed);
}

TEST(RelayTest, TakesMoreAfterItWasDrained) {
  int sum = 0;
  Relay<int> relay(1, [&](int& item) {
    sum += item;
    return absl::OkStatus();
  });
  ASSERT_TRUE(relay.Hand(1).ok());
  ASSERT_TRUE(relay.Drain().ok());
  EXPECT_EQ(sum, 1);
  ASSERT_TRUE(relay.Hand(2).ok());
  ASSERT_TRUE(relay.Drain().ok());
  EXPECT_EQ(sum, 3);
}

TEST(RelayTest, UsesNothingAfterAFailureAndTellsItEachTime) {
  std::vector<int> used;
  Relay<int> relay(3, [&](int& item) {
    used.push_back(item);
    return item == 2 ? absl::DataLossError("two") : absl::OkStatus();
  });
  for (int item = 1; item <= 3; ++item) (void)relay.Hand(item);
  EXPECT_EQ(relay.Drain(), absl::DataLossError("two"));
  EXPECT_EQ(relay.Hand(4), absl::DataLossError("two"));
  EXPECT_EQ(relay.Drain(), absl::DataLossError("two"));
  EXPECT_THAT(used, testing::ElementsAre(1, 2));
}

TEST(RelayTest, LetsTheFirstThreadWaitWhileTooMuchIsWaiting) {
  std::atomic<bool> may_go_on = false;
  std::atomic<int> handed = 0;
  Relay<int> relay(2, [&](int&) {
    may_go_on.wait(false);
    return absl::OkStatus();
  });
  std::thread first([&] {
    for (int item = 0; item < 10; ++item) {
      (void)relay.Hand(item);
      ++handed;
    }
  });
  // One is in use and two wait at most, so the fourth is never handed over before the first is
  // used.
  EXPECT_LE(handed.load(), 3);
  may_go_on = true;
  may_go_on.notify_all();
  first.join();
  EXPECT_EQ(handed.load(), 10);
  EXPECT_TRUE(relay.Drain().ok());
}

TEST(RelayTest, DropsWhatStillWaitsWhenItGoes) {
  std::atomic<bool> may_go_on = false;
  std::atomic<int> used = 0;
  std::thread opener;
  {
    Relay<std::unique_ptr<int>> relay(5, [&](std::unique_ptr<int>&) {
      ++used;
      used.notify_all();
      may_go_on.wait(false);
      return absl::OkStatus();
    });
    for (int item = 0; item < 5; ++item) ASSERT_TRUE(relay.Hand(std::make_unique<int>(item)).ok());
    used.wait(0);
    opener = std::thread([&] {
      may_go_on = true;
      may_go_on.notify_all();
    });
    opener.join();
  }
  EXPECT_GE(used.load(), 1);
  EXPECT_LE(used.load(), 5);
}

}  // namespace
}  // namespace levybridge::client
