#include "adapters/tax/tax_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace levybridge::tax {
namespace {

using testing::HasSubstr;

class TaxCommandsTest : public testing::Test {
 protected:
  TaxCommandsTest() { AddTaxCommands(app_, exit_code_); }

  CLI::App app_{"levybridge"};
  int exit_code_ = -1;
};

TEST_F(TaxCommandsTest, EveryCommandHasHelpWithAnExample) {
  const CLI::App* tax = app_.get_subcommand("tax");
  for (const CLI::App* command : tax->get_subcommands([](const CLI::App*) { return true; })) {
    EXPECT_THAT(command->help(), HasSubstr("Example:")) << command->get_name();
    EXPECT_THAT(command->help(), HasSubstr("--config")) << command->get_name();
  }
}

TEST_F(TaxCommandsTest, DeferralsAreListedAndClearanceIsChecked) {
  const CLI::App* tax = app_.get_subcommand("tax");
  const CLI::App* list = tax->get_subcommand("deferrals")->get_subcommand("list");
  for (const char* option : {"--unit", "--ending-until", "--reminders", "--json"}) {
    EXPECT_THAT(list->help(), HasSubstr(option));
  }
  EXPECT_THAT(tax->get_subcommand("clearance")->help(), HasSubstr("tax clearance W0001"));
  EXPECT_THROW(app_.parse("tax clearance --config tax.yaml"), CLI::RequiredError);
}

}  // namespace
}  // namespace levybridge::tax
