// The program's own commands: `gateway`, `store …` and `config check`. Each adds itself to `app`;
// when it ran, `exit_code` holds the process's exit code (exit_code.h). Both outlive parsing.
#pragma once

#include <string>
#include <vector>

#include "adapters/settings/config_problem.h"

namespace CLI {
class App;
}

namespace levybridge::app {

void AddGatewayCommand(CLI::App& app, int& exit_code);
void AddStoreCommands(CLI::App& app, int& exit_code);
void AddConfigCommands(CLI::App& app, int& exit_code);

// Each on a line of its own on standard error.
void PrintProblems(const std::vector<settings::ConfigProblem>& problems);

}  // namespace levybridge::app
