// `agency deferrals make-up UNIT`: an employer makes up before its deferral ends (提前补缴).
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::agency {

// Adds it to the group `deferrals`, which `exit_code` must outlive.
void AddMakeUpCommand(CLI::App& deferrals, int& exit_code);

}  // namespace levybridge::agency
