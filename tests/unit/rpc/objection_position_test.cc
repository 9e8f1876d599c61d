#include "gateway/rpc/objection_position.h"

#include <gtest/gtest.h>

#include <string>

namespace levybridge::rpc {
namespace {

ObjectionPlace Place(std::string_view number) {
  return {{*domain::RegionCode::FromNumber(420100)},
          {*domain::CivilDate::Parse("2020-04-28"), *domain::ObjectionNumber::Parse(number),
           *domain::PartyId::ParseUri("urn:levybridge:party:agency:420106:wuchang")}};
}

TEST(ObjectionPlace, IsReadAsItWasWrittenWhateverTheNumber) {
  for (const std::string number : {"YY-1", "YY/2020/1", "/", "异议 1"}) {
    EXPECT_EQ(ParseObjectionPlace(ToText(Place(number))), Place(number)) << number;
  }
}

TEST(ObjectionPlace, WhatTheListNeverGaveIsNone) {
  const std::string good = ToText(Place("YY-1"));
  for (const std::string& text : {std::string(), std::string("YY-1"), std::string("////"),
                                  good.substr(1), "x" + good, good.substr(0, good.size() - 4)}) {
    EXPECT_EQ(ParseObjectionPlace(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace levybridge::rpc
