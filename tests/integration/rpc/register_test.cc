// Deferral as a life, over the wire: registers, members' events, deregistrations, the list,
// clearance and making up early; and the gateway's own ticker on a practice clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "levybridge/assessment/v1/register_service.grpc.pb.h"
#include "levybridge/collection/v1/collection_service.grpc.pb.h"
#include "levybridge/oversight/v1/oversight_service.grpc.pb.h"
#include "tests/integration/rpc/harness/test_gateway.h"

namespace levybridge::testing {
namespace {

namespace wire = assessment::v1;
using ::testing::ElementsAre;

std::string ClockFile() { return City().folder() + "/practice-date.txt"; }

void SetDate(const std::string& date) { std::ofstream(ClockFile()) << date << "\n"; }

// The shipped policies, with members' events under Wuhan's deferral, which has no such rule.
std::string PoliciesWithMemberEvents() {
  namespace fs = std::filesystem;
  const std::string folder = City().folder() + "/policies-with-member-events";
  const std::string file = folder + "/wuhan-2020-deferral.yaml";
  fs::remove_all(folder);
  fs::copy(City().Settings("unused").policies_directory, folder);
  std::ofstream(file, std::ios::app)
      << "member_events: { triggers: [retired], clause: 一, quote: 退休, english: retired }\n";
  return folder;
}

wire::DeferralRow Grant(const std::string& unit) {
  wire::DeferralRow row;
  row.set_unit_code(unit);
  row.set_region(420106);
  row.set_first_fee_period(202003);
  row.set_last_fee_period(202005);
  row.set_deferred_until(20200831);
  row.set_filed_on(20200302);
  return row;
}

wire::MemberEventRow Event(const std::string& unit, const std::string& member, int64_t fen) {
  wire::MemberEventRow row;
  row.set_unit_code(unit);
  row.set_region(420106);
  row.set_fee_period(202003);
  row.set_member_ref(member);
  row.set_trigger(wire::MEMBER_TRIGGER_RETIRED);
  row.set_event_on(20200405);
  row.set_employer_medical_fen(fen);
  return row;
}

class RegisterTest : public ::testing::Test {
 protected:
  RegisterTest()
      : gateway_([](settings::GatewaySettings& settings) {
          SetDate("2020-03-05");
          settings.practice_clock_file = ClockFile();
          settings.policies_directory = PoliciesWithMemberEvents();
        }) {}
  // U-1 and U-2 defer March wholly: 770.00 each.
  void SetUp() override {
    const Uploaded granted = Send<wire::SubmitDeferralsRequest, wire::DeferralChunk>(
        "D-1", std::vector{Grant("U-1"), Grant("U-2")},
        [](auto& stub, auto* context) { return stub.SubmitDeferrals(context); });
    ASSERT_TRUE(granted.receipt) << granted.status.error_message();
    ASSERT_EQ(granted.receipt->accepted().rows(), 2U);
    const Uploaded assessed =
        SubmitAssessments(gateway_, kAgency, Header("A-1"), {Row("1", "U-1"), Row("2", "U-2")});
    ASSERT_EQ(assessed.receipt->accepted().rows(), 2U);
  }

  template <class Request, class Chunk, class RowMessage, class Call>
  Uploaded Send(const std::string& batch_id, const std::vector<RowMessage>& rows, Call call,
                bool dry_run = false) {
    const auto stub = gateway_.Stub<wire::RegisterService>(kAgency);
    grpc::ClientContext context;
    const auto stream = call(*stub, &context);
    Request first;
    *first.mutable_header() = Header(batch_id, dry_run);
    return Upload(*stream, first, ChunksOf<Chunk>(rows));
  }
  Uploaded SendEvents(const std::string& batch_id, const std::vector<wire::MemberEventRow>& rows,
                      bool dry_run = false) {
    return Send<wire::SubmitMemberEventsRequest, wire::MemberEventChunk>(
        batch_id, rows, [](auto& stub, auto* context) { return stub.SubmitMemberEvents(context); },
        dry_run);
  }
  std::vector<wire::RegisteredEmployer> Registers(
      const std::string& party, const wire::ListRegisteredEmployersRequest& request = {}) {
    const auto stub = gateway_.Stub<wire::RegisterService>(party);
    grpc::ClientContext context;
    const auto stream = stub->ListRegisteredEmployers(&context, request);
    std::vector<wire::RegisteredEmployer> all;
    for (wire::ListRegisteredEmployersResponse response; stream->Read(&response);) {
      all.insert(all.end(), response.employers().begin(), response.employers().end());
    }
    status_ = stream->Finish();
    return all;
  }
  std::vector<wire::DeferredObligation> List(
      const std::string& party, const wire::ListDeferredObligationsRequest& request = {}) {
    grpc::ClientContext context;
    const auto stub = gateway_.Stub<wire::RegisterService>(party);
    const auto reader = stub->ListDeferredObligations(&context, request);
    std::vector<wire::DeferredObligation> all;
    wire::ListDeferredObligationsResponse response;
    while (reader->Read(&response)) {
      all.insert(all.end(), response.obligations().begin(), response.obligations().end());
    }
    status_ = reader->Finish();
    return all;
  }
  grpc::Status MakeUp(const std::string& request_id, const std::string& unit,
                      wire::MakeUpEarlyResponse& response, int32_t region = 420106) {
    wire::MakeUpEarlyRequest request;
    request.set_request_id(request_id);
    request.set_unit_code(unit);
    request.set_region(region);
    response.Clear();
    grpc::ClientContext context;
    return gateway_.Stub<wire::RegisterService>(kAgency)->MakeUpEarly(&context, request, &response);
  }
  grpc::Status Clearance(const std::string& party, const std::string& unit,
                         wire::CheckClearanceResponse& response) {
    wire::CheckClearanceRequest request;
    request.set_unit_code(unit);
    request.set_region(420106);
    grpc::ClientContext context;
    return gateway_.Stub<wire::RegisterService>(party)->CheckClearance(&context, request,
                                                                       &response);
  }

  TestGateway gateway_;
  grpc::Status status_;
};

TEST_F(RegisterTest, TheListTellsHowEachDeferralStandsAndKeepsToTheCallersRegion) {
  const auto all = List(kAgency);
  ASSERT_EQ(all.size(), 2U) << status_.error_message();
  EXPECT_EQ(all[0].unit_code(), "U-1");
  EXPECT_EQ(all[0].deferred_fen(), 77000);
  EXPECT_EQ(all[0].held_fen(), 77000);
  EXPECT_EQ(all[0].made_up_fen(), 0);
  EXPECT_EQ(all[0].deferred_until(), 20200831);
  EXPECT_EQ(all[0].instruct_on(), 20200901);
  EXPECT_EQ(all[0].remind_from_on(), 20200802);
  EXPECT_EQ(all[0].policy(), "wuhan-2020-deferral");
  EXPECT_EQ(all[0].instruction_no(), "");
  EXPECT_FALSE(all[0].overdue());
  EXPECT_EQ(List(kDistrictTax).size(), 2U);
  EXPECT_TRUE(List(kOtherTax).empty());
  wire::ListDeferredObligationsRequest request;
  request.set_after_position(all[0].position());
  EXPECT_EQ(List(kAuditor, request).size(), 1U);
  request.Clear();
  request.set_unit_code("U-2");
  EXPECT_EQ(List(kAgency, request).size(), 1U);
  request.set_ending_until(20200830);
  EXPECT_TRUE(List(kAgency, request).empty());
  request.Clear();
  request.set_reminder_due_only(true);
  EXPECT_TRUE(List(kAgency, request).empty());
  SetDate("2020-08-02");
  EXPECT_EQ(List(kAgency, request).size(), 2U);
  request.set_ending_until(20201340);
  List(kAgency, request);
  EXPECT_EQ(ReasonIn(status_), "INVALID_REQUEST");
  List(kBank);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(RegisterTest, TheRegistersAreListedToBothPartiesPageByPageWithinTheirRegion) {
  wire::EligibleEmployerRow listed;
  listed.set_unit_code("U-2");
  listed.set_region(420106);
  listed.set_unit_type(common::v1::UNIT_TYPE_ENTERPRISE_SMALL);
  listed.set_source(wire::ELIGIBILITY_SOURCE_JOINT_LIST);
  listed.set_effective_from_on(20200201);
  const Uploaded taken = Send<wire::SubmitEligibleEmployersRequest, wire::EligibleEmployerChunk>(
      "E-1", std::vector{listed},
      [](auto& stub, auto* context) { return stub.SubmitEligibleEmployers(context); });
  ASSERT_EQ(taken.receipt->accepted().rows(), 1U);
  const auto all = Registers(kTax);
  ASSERT_EQ(all.size(), 2U) << status_.error_message();
  EXPECT_EQ(all[0].pooling_area(), 420100);
  EXPECT_EQ(all[0].unit_code(), "U-1");
  ASSERT_EQ(all[0].deferrals_size(), 1);
  EXPECT_EQ(all[0].deferrals(0).deferred_until(), 20200831);
  EXPECT_EQ(all[0].deferrals(0).filed_on(), 20200302);
  EXPECT_EQ(all[0].eligible_entries_size(), 0);
  ASSERT_EQ(all[1].eligible_entries_size(), 1);
  EXPECT_EQ(all[1].eligible_entries(0).source(), wire::ELIGIBILITY_SOURCE_JOINT_LIST);
  EXPECT_EQ(Registers(kDistrictTax).size(), 2U);
  EXPECT_EQ(Registers(kAuditor).size(), 2U);
  EXPECT_TRUE(Registers(kOtherTax).empty());
  wire::ListRegisteredEmployersRequest request;
  request.set_after_pooling_area(all[0].pooling_area());
  request.set_after_unit_code(all[0].unit_code());
  EXPECT_EQ(Registers(kAgency, request).size(), 1U);
  request.set_after_unit_code("");
  Registers(kAgency, request);
  EXPECT_EQ(ReasonIn(status_), "INVALID_REQUEST");
  request.Clear();
  request.set_unit_code("U-1");
  EXPECT_EQ(Registers(kAgency, request).size(), 1U);
  Registers(kBank);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(RegisterTest, MakingUpEarlyAnswersOnceAndRepeatsTheAnswer) {
  wire::MakeUpEarlyResponse first;
  ASSERT_TRUE(MakeUp("Q-1", "U-1", first).ok());
  ASSERT_EQ(first.instruction_nos_size(), 1);
  wire::MakeUpEarlyResponse again;
  ASSERT_TRUE(MakeUp("Q-1", "U-1", again).ok());
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.instruction_nos(0), first.instruction_nos(0));
  EXPECT_EQ(ReasonIn(MakeUp("Q-1", "U-2", again)), "REQUEST_CONFLICT");
  EXPECT_EQ(ReasonIn(MakeUp("Q-2", "U-1", again)), "NOTHING_DEFERRED");
  EXPECT_EQ(ReasonIn(MakeUp("Q-3", "U-9", again)), "UNIT_UNKNOWN");
  EXPECT_EQ(ReasonIn(MakeUp("", "U-1", again)), "INVALID_REQUEST");
  EXPECT_EQ(MakeUp("Q-4", "U-1", again, 420600).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(List(kAgency)[0].instruction_no(), first.instruction_nos(0));
}

TEST_F(RegisterTest, MembersEventsAreTakenOnceAndRefusedBeyondWhatIsDeferred) {
  const Uploaded tried = SendEvents("M-0", {Event("U-1", "m1", 50001)}, true);
  ASSERT_EQ(tried.problems.size(), 1U);
  EXPECT_EQ(tried.problems[0].problems(0).code(), "EXCEEDS_DEFERRED");
  const Uploaded sent = SendEvents(
      "M-1", {Event("U-1", "m1", 4000), Event("U-1", "m1", 5000), Event("U-9", "m1", 1)});
  ASSERT_TRUE(sent.receipt) << sent.status.error_message();
  EXPECT_EQ(sent.receipt->accepted().rows(), 1U);
  EXPECT_EQ(sent.receipt->rejected().rows(), 2U);
  EXPECT_EQ(List(kAgency)[0].held_fen(), 73000);
  const Uploaded again = SendEvents("M-2", {Event("U-1", "m1", 4000)});
  EXPECT_EQ(again.receipt->accepted().rows(), 1U);
  EXPECT_EQ(List(kAgency)[0].held_fen(), 73000);
  wire::MemberEventRow left = Event("U-1", "m2", 1000);
  left.set_trigger(wire::MEMBER_TRIGGER_LEFT);
  const Uploaded refused = SendEvents("M-3", {left}, true);
  ASSERT_EQ(refused.problems.size(), 1U);
  EXPECT_EQ(refused.problems[0].problems(0).code(), "MEMBER_EVENT_NOT_IN_POLICY");
}

TEST_F(RegisterTest, ADeregistrationMakesEverythingDueAndClearanceTellsWhatIsInTheWay) {
  wire::CheckClearanceResponse clearance;
  EXPECT_EQ(ReasonIn(Clearance(kAgency, "U-9", clearance)), "UNIT_UNKNOWN");
  wire::DeregistrationRow row;
  row.set_unit_code("U-2");
  row.set_region(420106);
  row.set_planned_on(20200320);
  const Uploaded sent = Send<wire::SubmitDeregistrationsRequest, wire::DeregistrationChunk>(
      "X-1", std::vector{row},
      [](auto& stub, auto* context) { return stub.SubmitDeregistrations(context); });
  ASSERT_TRUE(sent.receipt) << sent.status.error_message();
  ASSERT_EQ(sent.receipt->accepted().rows(), 1U);
  ASSERT_TRUE(Clearance(kTax, "U-2", clearance).ok());
  EXPECT_FALSE(clearance.clear());
  ASSERT_EQ(clearance.obstacles_size(), 3);
  EXPECT_EQ(clearance.obstacles(0).code(), "DEFERRED_UNPAID");
  EXPECT_EQ(clearance.obstacles(0).amount_fen(), 50000);
  EXPECT_EQ(clearance.obstacles(0).reference(), List(kAgency)[1].instruction_no());
  payment::v1::PaymentRow paid = Payment("T-1", "U-2", 50000, 20000);
  paid.set_maternity_paid_fen(7000);
  ASSERT_EQ(SubmitPayments(gateway_, kTax, Header("P-1"), {paid}).receipt->accepted().rows(), 1U);
  clearance.Clear();
  ASSERT_TRUE(Clearance(kAgency, "U-2", clearance).ok());
  EXPECT_TRUE(clearance.clear());
  EXPECT_EQ(List(kAgency)[1].made_up_fen(), 77000);
}

TEST_F(RegisterTest, TheGatewayIssuesWhatIsDueByItselfWhenTheDateChanges) {
  SetDate("2020-09-01");
  std::vector<wire::DeferredObligation> all = List(kAgency);
  // The ticker looks about once a second; the test waits for its effect, not for a time.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (all[1].held_fen() != 0 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
    all = List(kAgency);
  }
  EXPECT_EQ(all[0].held_fen(), 0);
  EXPECT_EQ(all[1].held_fen(), 0);
  EXPECT_NE(all[0].instruction_no(), "");
  oversight::v1::TraceEmployerRequest request;
  request.set_unit_code("U-1");
  request.set_region(420106);
  grpc::ClientContext context;
  const auto stub = gateway_.Stub<oversight::v1::OversightService>(kAgency);
  const auto reader = stub->TraceEmployer(&context, request);
  std::vector<int> kinds;
  oversight::v1::TraceEmployerResponse response;
  while (reader->Read(&response)) {
    for (const auto& event : response.events()) kinds.push_back(event.kind());
  }
  ASSERT_TRUE(reader->Finish().ok());
  EXPECT_THAT(kinds, ElementsAre(oversight::v1::TRACE_EVENT_KIND_ASSESSED,
                                 oversight::v1::TRACE_EVENT_KIND_DEFERRED,
                                 oversight::v1::TRACE_EVENT_KIND_DEFERRAL_ENDED,
                                 oversight::v1::TRACE_EVENT_KIND_INSTRUCTION_ISSUED));
}

}  // namespace
}  // namespace levybridge::testing
