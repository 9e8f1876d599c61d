// `month …`, `trace` and `statement submit`, for the program's main. Whoever's configuration is
// given is who acts.
#pragma once

#include "gateway/domain/codes.h"

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::month {

// The command that runs stores the process's exit code in `exit_code`, which must outlive `app`.
void AddMonthCommands(CLI::App& app, int& exit_code);
void AddTraceCommand(CLI::App& app, int& exit_code);
// `statement submit FILE --month M` below the party's own command (agency or tax).
void AddStatementCommand(CLI::App& party, domain::Role role, int& exit_code);

}  // namespace levybridge::month
