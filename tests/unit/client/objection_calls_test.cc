#include "adapters/client/objection_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/client/fake_objections.h"

namespace levybridge::client {
namespace {

using testing::ElementsAre;

settings::AdapterSettings Settings() {
  settings::AdapterSettings settings(*domain::RegionCode::FromNumber(420100));
  settings.retry = {.initial_ms = 1, .max_ms = 1, .give_up_seconds = 60};
  return settings;
}

TEST(ObjectionCalls, ABrokenListGoesOnAfterTheLastPositionAndGivesEachObjectionOnce) {
  FakeObjections gateway;
  for (const char* number : {"1", "2", "3", "4", "5"}) {
    assessment::v1::ObjectionStatus& status = gateway.objections.emplace_back();
    status.set_position(number);
    status.mutable_objection()->set_objection_no(number);
  }
  gateway.break_after = 3;
  std::ostringstream results, notes;
  Output output(true, results, notes);
  Session session(Settings(), Connection::OpenForTest(gateway.address(), 30), output);
  const auto table =
      ListObjections(session, {.open_only = true, .overdue_only = false, .unit_code = ""});
  ASSERT_TRUE(table.ok()) << table.status();
  std::vector<std::string> numbers;
  for (const auto& row : table->rows) numbers.push_back(row[0].get<std::string>());
  EXPECT_THAT(numbers, ElementsAre("1", "2", "3", "4", "5"));
  ASSERT_EQ(gateway.lists.size(), 2U);
  EXPECT_EQ(gateway.lists[0].after_position(), "");
  EXPECT_EQ(gateway.lists[1].after_position(), "3");
  EXPECT_TRUE(gateway.lists[1].open_only());
}

}  // namespace
}  // namespace levybridge::client
