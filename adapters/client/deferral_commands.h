// Commands about deferral that agency and tax bureau have alike: the list, the registers, and the
// clearance check before an employer is deregistered.
#pragma once

#include "gateway/domain/codes.h"

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::client {

// `list` below `deferrals`, the group of party `role`. `exit_code` must outlive it.
void AddDeferralListCommand(CLI::App& deferrals, domain::Role role, int& exit_code);
// `registers list`: granted deferrals, and employers of the joint list or with commitments.
void AddRegistersCommand(CLI::App& party, domain::Role role, int& exit_code);
// `clearance UNIT`: exit code 0 when the employer may be deregistered, 1 when not.
void AddClearanceCommand(CLI::App& party, domain::Role role, int& exit_code);

}  // namespace levybridge::client
