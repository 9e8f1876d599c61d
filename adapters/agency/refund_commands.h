// `agency refunds …` and `agency recoverables list`: the agency proposes refunds and deals with
// those that failed.
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::agency {

void AddRefundCommands(CLI::App& agency, int& exit_code);

}  // namespace levybridge::agency
