// The commands of a tax bureau, for the program's main.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::tax {

// Adds `tax` and its subcommands to `app`; the one that runs stores the process's exit code. Gives
// the `tax` command, so that others can add theirs (statements). `exit_code` must outlive `app`.
CLI::App& AddTaxCommands(CLI::App& app, int& exit_code);

}  // namespace levybridge::tax
