// The commands of a medical-insurance agency, for the program's main.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::agency {

// Adds `agency` and its subcommands to `app`; the one that runs stores the process's exit code.
// Gives the `agency` command, so that others can add theirs (statements). `exit_code` must outlive
// `app`.
CLI::App& AddAgencyCommands(CLI::App& app, int& exit_code);

}  // namespace levybridge::agency
