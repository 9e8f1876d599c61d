#include "adapters/agency/agency_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace levybridge::agency {
namespace {

using testing::HasSubstr;

class AgencyCommandsTest : public testing::Test {
 protected:
  AgencyCommandsTest() { AddAgencyCommands(app_, exit_code_); }

  CLI::App app_{"levybridge"};
  int exit_code_ = -1;
};

void ExpectHelp(const CLI::App& command) {
  EXPECT_THAT(command.help(), HasSubstr("Example:")) << command.get_name();
  EXPECT_THAT(command.help(), HasSubstr("--config")) << command.get_name();
  const auto below = command.get_subcommands(
      [](const CLI::App* one) { return !one->get_name().empty(); });  // no groups of options
  if (below.empty()) {
    EXPECT_THAT(command.help(), HasSubstr("--json")) << command.get_name();
  }
  for (const CLI::App* one : below) ExpectHelp(*one);
}

TEST_F(AgencyCommandsTest, EveryCommandHasHelpWithAnExample) {
  ExpectHelp(*app_.get_subcommand("agency"));
}

TEST_F(AgencyCommandsTest, EveryDeferralCommandHasHelpInBothLanguagesWithAnExample) {
  for (const auto& [group, name] :
       {std::pair("deferrals", "submit"), std::pair("deferrals", "list"),
        std::pair("deferrals", "make-up"), std::pair("member-events", "submit"),
        std::pair("deregistrations", "submit")}) {
    const CLI::App* command =
        app_.get_subcommand("agency")->get_subcommand(group)->get_subcommand(name);
    EXPECT_THAT(command->help(), HasSubstr(std::string("agency ") + group + " " + name));
    EXPECT_THAT(command->help(), HasSubstr("示例 Example:")) << name;
    EXPECT_THAT(command->help(), HasSubstr("--json")) << name;
  }
}

TEST_F(AgencyCommandsTest, MakingUpSaysThatItsRepetitionOnTheSameDayIsAReplay) {
  const std::string help =
      app_.get_subcommand("agency")->get_subcommand("deferrals")->get_subcommand("make-up")->help();
  EXPECT_THAT(help, HasSubstr("只得到原结果"));
  EXPECT_THAT(help, HasSubstr("gives the original answer"));
}

TEST_F(AgencyCommandsTest, TheEmployerMayStandBehindAnOptionThatCanBeRepeated) {
  testing::internal::CaptureStderr();
  app_.parse(
      "agency deferrals make-up --config no-such-file.yaml --fee-period 2020-03 --fee-period "
      "2020-04 W0001");
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(exit_code_, 2) << "the configuration is missing, not the employer";
}

TEST_F(AgencyCommandsTest, MakingUpAndClearanceNeedAnEmployer) {
  EXPECT_THROW(app_.parse("agency deferrals make-up --config agency.yaml"), CLI::RequiredError);
  EXPECT_THROW(app_.parse("agency clearance --config agency.yaml"), CLI::RequiredError);
}

TEST_F(AgencyCommandsTest, SubmitNeedsAFileAndAConfiguration) {
  EXPECT_THROW(app_.parse("agency submit --config agency.yaml"), CLI::RequiredError);
  EXPECT_THROW(app_.parse("agency submit file.csv"), CLI::RequiredError);
  EXPECT_THROW(app_.parse("agency"), CLI::RequiredError);
}

TEST_F(AgencyCommandsTest, ChoosingWhatBecomesOfAnOverpaymentRunsInPlaceOfTheList) {
  const std::string choose =
      "agency overpayments choose W1 --fee-period 2020-02 --config none.yaml";
  EXPECT_THROW(app_.parse("agency overpayments choose W1 --use offset"), CLI::RequiredError);
  EXPECT_THROW(app_.parse(choose + " --use neither"), CLI::ValidationError);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  app_.parse(choose + " --use offset --json");
  const std::string results = testing::internal::GetCapturedStdout();
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(exit_code_, 2);
  EXPECT_EQ(results.find("CONFIGURATION"), results.rfind("CONFIGURATION")) << results;
  EXPECT_THAT(results, HasSubstr("CONFIGURATION"));
}

TEST_F(AgencyCommandsTest, AMissingConfigurationIsAConfigurationErrorAndOneJsonDocument) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  app_.parse("agency submit file.csv --config no-such-file.yaml --json");
  const std::string results = testing::internal::GetCapturedStdout();
  const std::string notes = testing::internal::GetCapturedStderr();
  EXPECT_EQ(exit_code_, 2);
  EXPECT_THAT(results, HasSubstr("\"reason\": \"CONFIGURATION\""));
  EXPECT_THAT(notes, HasSubstr("no-such-file.yaml"));
}

TEST_F(AgencyCommandsTest, AnotherPartysConfigurationIsRefusedByName) {
  const std::string path = testing::TempDir() + "tax_for_agency.yaml";
  std::ofstream(path) << "role: tax\n";
  testing::internal::CaptureStderr();
  app_.parse("agency batches --config " + path);
  const std::string notes = testing::internal::GetCapturedStderr();
  EXPECT_EQ(exit_code_, 2);
  EXPECT_THAT(notes, HasSubstr(path));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace levybridge::agency
