// The commands of fund finance, for the program's main.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::fund_finance {

// Adds `fund-finance` and its subcommands to `app`; the one that runs stores the process's exit
// code. `exit_code` must outlive `app`.
void AddFundFinanceCommands(CLI::App& app, int& exit_code);

}  // namespace levybridge::fund_finance
