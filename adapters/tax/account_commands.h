// `tax confirm-accounts BATCH`, `tax accounts list` and `tax refunds …`: the tax bureau confirms
// where refunds go.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::tax {

void AddAccountCommands(CLI::App& tax, int& exit_code);

}  // namespace levybridge::tax
