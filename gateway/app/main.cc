// levybridge: one program; the first word of its command line decides which part runs.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "adapters/agency/agency_commands.h"
#include "adapters/bank/bank_commands.h"
#include "adapters/fiscal/fiscal_commands.h"
#include "adapters/fund_finance/fund_finance_commands.h"
#include "adapters/month/month_commands.h"
#include "adapters/policy/policy_commands.h"
#include "adapters/tax/tax_commands.h"
#include "gateway/app/commands.h"
#include "gateway/app/exit_code.h"

namespace levybridge::app {
namespace {

int Run(int argc, char** argv) {
  CLI::App app(
      "levybridge 医税桥：减征、缓缴期间医保经办、税务、财政与银行之间的数据交换 / data exchange "
      "between medical-insurance agencies, tax bureaus, finance and banks");
  app.set_version_flag("--version", LEVYBRIDGE_VERSION);
  app.require_subcommand(1);
  int exit_code = kDone;
  AddGatewayCommand(app, exit_code);
  AddStoreCommands(app, exit_code);
  AddConfigCommands(app, exit_code);
  policy::AddPolicyCommands(app, exit_code);
  CLI::App& agency = agency::AddAgencyCommands(app, exit_code);
  month::AddStatementCommand(agency, domain::Role::kAgency, exit_code);
  CLI::App& tax = tax::AddTaxCommands(app, exit_code);
  month::AddStatementCommand(tax, domain::Role::kTax, exit_code);
  fund_finance::AddFundFinanceCommands(app, exit_code);
  fiscal::AddFiscalCommands(app, exit_code);
  bank::AddBankCommands(app, exit_code);
  month::AddMonthCommands(app, exit_code);
  month::AddTraceCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version count as parse errors with code 0.
    return app.exit(error) == 0 ? kDone : kWrongUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace levybridge::app

int main(int argc, char** argv) {
  try {
    return levybridge::app::Run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "levybridge: " << error.what() << '\n';
    return levybridge::app::kInternalError;
  }
}
