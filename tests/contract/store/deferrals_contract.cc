// Deferrals, members' events and answered requests to make up.
#include <vector>

#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using domain::Component;
using domain::Deferral;
using ports::DuePosition;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

domain::ComponentAmounts Amounts(int64_t fen) {
  domain::ComponentAmounts amounts;
  amounts[Component::kEmployerMedical] = Fen(fen);
  amounts[Component::kMaternity] = Fen(7);
  return amounts;
}

Deferral SampleDeferral(int64_t n, std::string_view instruct_on = "2022-12-01",
                        std::string_view area = "420100") {
  return {.id = 0,
          .key = Key(n, area, "2022-07"),
          .chain = 1,
          .scope = domain::DeferralScope::kWhole,
          .on_application = true,
          .policy = "a-policy",
          .clause = "二(四)",
          .document = "文〔2022〕1号",
          .agenda = {.deferred_until = Date("2022-12-31"),
                     .remind_from = Date("2022-11-01"),
                     .instruct_on = Date(instruct_on),
                     .due_on = Date("2022-12-30")},
          .deregisters_on = Date("2022-12-29"),
          .demand = SampleInstruction(0, area),
          .held = Amounts(100 + n),
          .parts = {{.sequence = 4,
                     .amounts = Amounts(3),
                     .due_on = Date("2022-09-30"),
                     .overdue_after = Date("2022-10-01"),
                     .issued_at = {1'661'000'000'000}}},
          .blocked = false};
}

Deferral WithId(Deferral deferral, int64_t id) {
  deferral.id = id;
  return deferral;
}

TEST_P(StoreContract, DeferralsComeBackAsTheyWereGivenAndKeepTheirIds) {
  std::vector<Deferral> deferrals = {SampleDeferral(2), SampleDeferral(1),
                                     SampleDeferral(1, "2022-12-01", "420600")};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().Put(deferrals); });
  Deferral changed = deferrals[1];
  changed.held = {};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().Put({&changed, 1}); });
  Reopen();
  const std::vector<domain::ObligationKey> keys = {deferrals[1].key, Key(9, "420100", "2022-07"),
                                                   deferrals[0].key};
  EXPECT_THAT(Read([&](const auto& t) { return t.deferrals().Find(keys); }),
              ElementsAre(WithId(changed, 2), std::nullopt, WithId(deferrals[0], 1)));
  EXPECT_THAT(Read([](const auto& t) { return t.deferrals().List(0, 2); }),
              ElementsAre(WithId(deferrals[0], 1), WithId(changed, 2)));
  EXPECT_THAT(Read([](const auto& t) { return t.deferrals().List(2, 9); }),
              ElementsAre(WithId(deferrals[2], 3)));
}

TEST_P(StoreContract, AnEmployersDeferralsComeByFeePeriod) {
  Deferral later = SampleDeferral(1);
  later.key.fee_period = Period("2022-08");
  const std::vector<Deferral> deferrals = {later, SampleDeferral(1), SampleDeferral(2)};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().Put(deferrals); });
  EXPECT_THAT(Read([&](const auto& t) {
                return t.deferrals().OfUnit(Area("420100"), later.key.unit_code);
              }),
              ElementsAre(WithId(deferrals[1], 2), WithId(later, 1)));
}

TEST_P(StoreContract, WhatIsDueComesByDateInPagesAndNothingElse) {
  Deferral blocked = SampleDeferral(5, "2022-11-01");
  blocked.blocked = true;
  Deferral settled = SampleDeferral(6, "2022-11-01");
  settled.held = {};
  Deferral awaiting = SampleDeferral(7);
  awaiting.agenda = {};
  const std::vector<Deferral> deferrals = {SampleDeferral(1, "2022-12-02"),
                                           SampleDeferral(2, "2022-12-01"),
                                           SampleDeferral(3, "2022-12-01"),
                                           SampleDeferral(4, "2022-12-03"),
                                           blocked,
                                           settled,
                                           awaiting};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().Put(deferrals); });
  const auto due = [&](std::optional<DuePosition> after, int32_t limit) {
    std::vector<int64_t> ids;
    for (const Deferral& deferral : Read([&](const auto& t) {
           return t.deferrals().ListDue(Date("2022-12-02"), after, limit);
         })) {
      ids.push_back(deferral.id);
    }
    return ids;
  };
  EXPECT_THAT(due(std::nullopt, 9), ElementsAre(2, 3, 1));
  EXPECT_THAT(due(std::nullopt, 2), ElementsAre(2, 3));
  EXPECT_THAT(due(DuePosition{Date("2022-12-01"), 3}, 9), ElementsAre(1));
  EXPECT_THAT(due(DuePosition{Date("2022-12-02"), 1}, 9), IsEmpty());
}

TEST_P(StoreContract, AMembersEventIsRecordedAndReplaced) {
  const ports::MemberEventKey key{Key(1), *domain::MemberRef::Parse("M-1")};
  ports::RecordedMemberEvent event{.event = {.unit_code = Key(1).unit_code,
                                             .region = Area("420106").region,
                                             .fee_period = Period("2020-02"),
                                             .member_ref = key.member_ref,
                                             .trigger = domain::MemberTrigger::kRetired,
                                             .event_on = Date("2020-03-01"),
                                             .employer_medical = Fen(80),
                                             .maternity = Fen(6)},
                                   .instruction = 12};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().PutMemberEvent(key, event); });
  event.instruction = 15;
  MustWrite([&](ports::Transaction& t) { return t.deferrals().PutMemberEvent(key, event); });
  Reopen();
  EXPECT_EQ(Read([&](const auto& t) { return t.deferrals().FindMemberEvent(key); }), event);
  const ports::MemberEventKey other{Key(1), *domain::MemberRef::Parse("M-2")};
  EXPECT_EQ(Read([&](const auto& t) { return t.deferrals().FindMemberEvent(other); }),
            std::nullopt);
}

TEST_P(StoreContract, AnAnsweredRequestIsKeptForItsAgencyAndReplaced) {
  ports::MakeUpAnswer answer{domain::Sha256Of("request"), {3, 4}};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().PutMakeUp(Agency(), "Q1", answer); });
  answer.instructions = {9, 4};
  MustWrite([&](ports::Transaction& t) { return t.deferrals().PutMakeUp(Agency(), "Q1", answer); });
  Reopen();
  const auto find = [&](const domain::PartyId& agency, const char* id) {
    return Read([&](const auto& t) { return t.deferrals().FindMakeUp(agency, id); });
  };
  EXPECT_EQ(find(Agency(), "Q1"), answer);
  EXPECT_EQ(find(Agency(), "Q2"), std::nullopt);
  EXPECT_EQ(find(Tax(), "Q1"), std::nullopt);
}

}  // namespace
}  // namespace levybridge::contract
