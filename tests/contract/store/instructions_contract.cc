#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<domain::Instruction> Range(int64_t from, int64_t to, std::string_view area) {
  std::vector<domain::Instruction> instructions;
  for (int64_t n = from; n <= to; ++n) instructions.push_back(SampleInstruction(n, area));
  return instructions;
}

class Issue {
 public:
  explicit Issue(std::vector<domain::Instruction> instructions)
      : instructions_(std::move(instructions)) {}
  absl::Status operator()(ports::Transaction& t) const {
    return t.instructions().Append(instructions_);
  }

 private:
  std::vector<domain::Instruction> instructions_;
};

std::vector<int64_t> Sequences(const ports::InstructionPage& page) {
  std::vector<int64_t> sequences;
  for (const domain::Instruction& each : InstructionsOf(page)) sequences.push_back(each.sequence);
  EXPECT_EQ(page.count, static_cast<int64_t>(sequences.size()));
  EXPECT_EQ(page.first_sequence, sequences.empty() ? 0 : sequences.front());
  EXPECT_EQ(page.last_sequence, sequences.empty() ? 0 : sequences.back());
  return sequences;
}

TEST_P(StoreContract, InstructionsContinueTheSequenceWithoutGap) {
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().NextSequence(); }), 1);
  MustWrite(Issue(Range(1, 3, "420100")));
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().NextSequence(); }), 4);
  EXPECT_EQ(store().Write(Issue(Range(5, 6, "420100"))).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(store().Write(Issue(Range(3, 4, "420100"))).code(),
            absl::StatusCode::kFailedPrecondition);
  std::vector<domain::Instruction> with_gap = Range(4, 4, "420100");
  with_gap.push_back(SampleInstruction(6));
  EXPECT_EQ(store().Write(Issue(with_gap)).code(), absl::StatusCode::kFailedPrecondition);
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().NextSequence(); }), 4);
}

TEST_P(StoreContract, AnInstructionIsFoundByItsSequence) {
  MustWrite(Issue(Range(1, 1300, "420100")));
  MustWrite(Issue(Range(1301, 1302, "330100")));
  const auto find = [&](int64_t sequence) {
    return Read([&](const auto& t) { return t.instructions().Find(sequence); });
  };
  EXPECT_EQ(find(1), SampleInstruction(1));
  EXPECT_EQ(find(777), SampleInstruction(777));
  EXPECT_EQ(find(1302), SampleInstruction(1302, "330100"));
  EXPECT_EQ(find(0), std::nullopt);
  EXPECT_EQ(find(1303), std::nullopt);
}

TEST_P(StoreContract, APageHoldsWhatItsAreasGotAfterAPosition) {
  std::vector<domain::Instruction> mixed = Range(1, 2, "420100");
  for (const domain::Instruction& each : Range(3, 4, "330100")) mixed.push_back(each);
  for (const domain::Instruction& each : Range(5, 6, "420100")) mixed.push_back(each);
  MustWrite(Issue(mixed));
  const auto read = [&](std::vector<ports::ReadableArea> areas, int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.instructions().Read(areas, after, limit); });
  };
  ports::InstructionPage page = read(Readable({"420100"}), 0, 3);
  EXPECT_THAT(Sequences(page), ElementsAre(1, 2, 5));
  EXPECT_EQ(InstructionsOf(page)[2], SampleInstruction(5));
  EXPECT_EQ(page.scanned_through, 5);
  EXPECT_FALSE(page.at_end);
  page = read(Readable({"420100"}), page.scanned_through, 3);
  EXPECT_THAT(Sequences(page), ElementsAre(6));
  EXPECT_TRUE(page.at_end);
  page = read(Readable({"330100", "420100"}), 1, 100);
  EXPECT_THAT(Sequences(page), ElementsAre(2, 3, 4, 5, 6));
  page = read(Readable({"110100"}), 0, 100);
  EXPECT_THAT(Sequences(page), IsEmpty());
  EXPECT_EQ(page.scanned_through, 6);
  EXPECT_TRUE(page.at_end);
  page = read(Readable({"420100"}), 6, 100);
  EXPECT_THAT(Sequences(page), IsEmpty());
  EXPECT_EQ(page.scanned_through, 6);
  EXPECT_TRUE(page.at_end);
  EXPECT_THAT(Read([](const auto& t) { return t.instructions().PoolingAreas(); }),
              ElementsAre(Area("330100"), Area("420100")));
}

TEST_P(StoreContract, OfAnAreaReadInPartOnlyThePartIsSeenAndTheRestIsPassed) {
  std::vector<domain::Instruction> mixed = Range(1, 1500, "420100");
  const domain::RegionCode district = Area("420106").region;
  for (domain::Instruction& each : mixed) {
    if (each.sequence % 3 == 0) each.region = district;
  }
  MustWrite(Issue(mixed));
  const std::vector<ports::ReadableArea> part = {
      {Area("420100"), [district](domain::RegionCode region) { return region == district; }}};
  const auto read = [&](int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.instructions().Read(part, after, limit); });
  };
  ports::InstructionPage page = read(0, 2);
  EXPECT_THAT(Sequences(page), ElementsAre(3, 6));
  EXPECT_EQ(page.scanned_through, 6);
  EXPECT_FALSE(page.at_end);
  page = read(1495, 100);
  EXPECT_THAT(Sequences(page), ElementsAre(1497, 1500));
  EXPECT_TRUE(page.at_end);
}

TEST_P(StoreContract, AnEmptySequenceIsReadToItsEnd) {
  const auto areas = Readable({"420100"});
  const auto page = Read([&](const auto& t) { return t.instructions().Read(areas, 0, 10); });
  EXPECT_THAT(Sequences(page), IsEmpty());
  EXPECT_EQ(page.scanned_through, 0);
  EXPECT_TRUE(page.at_end);
}

TEST_P(StoreContract, PagingThroughManyInstructionsMeetsEachOnce) {
  MustWrite(Issue(Range(1, 3000, "420100")));
  const auto areas = Readable({"420100"});
  int64_t position = 0;
  bool at_end = false;
  while (!at_end) {
    const auto page =
        Read([&](const auto& t) { return t.instructions().Read(areas, position, 700); });
    for (const int64_t sequence : Sequences(page)) EXPECT_EQ(sequence, ++position);
    ASSERT_EQ(page.scanned_through, position);
    at_end = page.at_end;
  }
  EXPECT_EQ(position, 3000);
}

TEST_P(StoreContract, OutcomesAreKeptAndListedByState) {
  MustWrite(Issue(Range(1, 4, "420100")));
  const domain::InstructionOutcome rejected{domain::InstructionState::kRejectedByTax, "E1", "不符",
                                            0};
  const domain::InstructionOutcome superseded{domain::InstructionState::kSuperseded, "", "", 4};
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.instructions().PutOutcome(3, rejected).ok());
    EXPECT_TRUE(t.instructions().PutOutcome(1, rejected).ok());
    EXPECT_TRUE(t.instructions().PutOutcome(2, superseded).ok());
    return t.instructions().PutOutcome(1, superseded);
  });
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().FindOutcome(1); }), superseded);
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().FindOutcome(3); }), rejected);
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().FindOutcome(4); }), std::nullopt);
  const auto list = [&](domain::InstructionState state, int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.instructions().ListOutcomes(state, after, limit); });
  };
  EXPECT_THAT(list(domain::InstructionState::kRejectedByTax, 0, 9), ElementsAre(3));
  EXPECT_THAT(list(domain::InstructionState::kSuperseded, 0, 9), ElementsAre(1, 2));
  EXPECT_THAT(list(domain::InstructionState::kSuperseded, 0, 1), ElementsAre(1));
  EXPECT_THAT(list(domain::InstructionState::kSuperseded, 1, 9), ElementsAre(2));
}

TEST_P(StoreContract, EachReaderHasItsOwnPosition) {
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().FindPosition(Tax()); }),
            (ports::PullPosition{0, 0}));
  const domain::PartyId other = Party("urn:levybridge:party:tax:420106:east");
  MustWrite([&](ports::Transaction& t) {
    EXPECT_TRUE(t.instructions().PutPosition(Tax(), {5, 3}).ok());
    EXPECT_TRUE(t.instructions().PutPosition(other, {1, 1}).ok());
    return t.instructions().PutPosition(Tax(), {9, 5});
  });
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.instructions().FindPosition(Tax()); }),
            (ports::PullPosition{9, 5}));
  EXPECT_THAT(Read([](const auto& t) { return t.instructions().Positions(); }),
              ::testing::UnorderedElementsAre(Pair(Tax(), ports::PullPosition{9, 5}),
                                              Pair(other, ports::PullPosition{1, 1})));
}

}  // namespace
}  // namespace levybridge::contract
