// The commands of the fiscal department, for the program's main.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::fiscal {

// Adds `fiscal` and its subcommands to `app`; the one that runs stores the process's exit code.
// `exit_code` must outlive `app`.
void AddFiscalCommands(CLI::App& app, int& exit_code);

}  // namespace levybridge::fiscal
