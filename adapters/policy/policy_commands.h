// `levybridge policy evaluate` and `levybridge policy explain`.
//
// Both read configuration and files only: no gateway, no certificate. Exit codes: 0 done
// (rows decided as refused included), 1 register entries were refused, 2 wrong usage, configuration
// or input file, 4 internal error.
#pragma once

#include <CLI/CLI.hpp>

namespace levybridge::policy {

// Adds the `policy` subcommand to `app`. When one of its commands ran, `exit_code` holds its exit
// code; `app` and `exit_code` must outlive parsing.
void AddPolicyCommands(CLI::App& app, int& exit_code);

}  // namespace levybridge::policy
