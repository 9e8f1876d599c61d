// StoreContract: what every ports::Store must do. A store's own test implements StoreHarness and
// says INSTANTIATE_TEST_SUITE_P(Name, StoreContract, ::testing::Values(factory)).
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "gateway/ports/store.h"

namespace levybridge::contract {

// One store, empty at first, that can be closed and opened again.
class StoreHarness {
 public:
  virtual ~StoreHarness() = default;
  virtual ports::Store& store() = 0;
  virtual void Reopen() = 0;
};
using HarnessFactory = std::function<std::unique_ptr<StoreHarness>()>;

class StoreContract : public ::testing::TestWithParam<HarnessFactory> {
 protected:
  void SetUp() override { harness_ = GetParam()(); }

  ports::Store& store() { return harness_->store(); }
  void Reopen() { harness_->Reopen(); }
  void MustWrite(absl::FunctionRef<absl::Status(ports::Transaction&)> change) {
    const absl::Status status = store().Write(change);
    ASSERT_TRUE(status.ok()) << status;
  }
  // What `query` reads, in a snapshot of its own; a failed read fails the test.
  template <class Query>
  auto Read(Query query) {
    typename decltype(query(std::declval<const ports::Transaction&>()))::value_type result{};
    const absl::Status status = store().Read([&](const ports::Transaction& transaction) {
      auto answer = query(transaction);
      if (answer.ok()) result = *std::move(answer);
      return answer.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return result;
  }

 private:
  std::unique_ptr<StoreHarness> harness_;
};

}  // namespace levybridge::contract
