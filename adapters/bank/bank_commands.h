// The commands of the paying bank, for the program's main.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::bank {

// Adds `bank` and its subcommands to `app`; the one that runs stores the process's exit code.
// `exit_code` must outlive `app`.
void AddBankCommands(CLI::App& app, int& exit_code);

}  // namespace levybridge::bank
