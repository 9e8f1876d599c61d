#include "gateway/domain/member_event.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace levybridge::domain {
namespace {

UnitCode Unit() { return UnitCode::Parse("NT-1").value(); }
RegionCode Nantong() { return RegionCode::FromNumber(320600).value(); }

MemberEvent Event() {
  return {.unit_code = Unit(),
          .region = Nantong(),
          .fee_period = FeePeriod::Parse("2022-08").value(),
          .member_ref = MemberRef::Parse("M-7").value(),
          .trigger = MemberTrigger::kRetired,
          .event_on = CivilDate::Parse("2022-10-09").value(),
          .employer_medical = Money::Proven(70000),
          .maternity = Money::Proven(800)};
}

TEST(MemberTrigger, IsReadByEitherNameAndWrittenByBoth) {
  for (const auto& [trigger, machine, chinese] :
       {std::tuple(MemberTrigger::kLeft, "left", "离职"),
        std::tuple(MemberTrigger::kRetired, "retired", "退休"),
        std::tuple(MemberTrigger::kTransferred, "transferred", "转移")}) {
    EXPECT_EQ(ParseMemberTrigger(machine), trigger);
    EXPECT_EQ(ParseMemberTrigger(chinese), trigger);
    EXPECT_EQ(MachineName(trigger), machine);
    EXPECT_EQ(ChineseName(trigger), chinese);
  }
  EXPECT_FALSE(ParseMemberTrigger(""));
  EXPECT_FALSE(ParseMemberTrigger("Left"));
}

TEST(MemberEvent, HasItsFieldsInTheOrderOfTheDocumentAsCanonicalBytes) {
  std::string bytes;
  AppendCanonicalBytes(Event(), bytes);
  EXPECT_EQ(bytes,
            "NT-1\x1F"
            "320600\x1F"
            "2022-08\x1F"
            "M-7\x1F"
            "retired\x1F"
            "2022-10-09\x1F"
            "70000\x1F"
            "800\x1F\x1E");
}

TEST(Deregistration, HasItsFieldsInTheOrderOfTheDocumentAsCanonicalBytes) {
  std::string bytes;
  AppendCanonicalBytes(Deregistration{Unit(), Nantong(), CivilDate::Parse("2022-11-30").value()},
                       bytes);
  EXPECT_EQ(bytes,
            "NT-1\x1F"
            "320600\x1F"
            "2022-11-30\x1F\x1E");
}

}  // namespace
}  // namespace levybridge::domain
