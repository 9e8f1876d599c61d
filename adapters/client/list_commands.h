// Commands that only show a listing; several parties have them under their own name.
#pragma once

#include <functional>
#include <string>

#include "adapters/client/listings.h"
#include "gateway/domain/codes.h"

namespace levybridge::client {

// `batches`: the party's own submissions.
void AddBatchesCommand(CLI::App& party, domain::Role role, int& exit_code);
// `overpayments [--unit U]`; for the agency also `overpayments choose UNIT --fee-period P --use U`.
void AddOverpaymentsCommand(CLI::App& party, domain::Role role, int& exit_code);
// `unapplied [--unit U]`.
void AddUnappliedCommand(CLI::App& party, domain::Role role, int& exit_code);
// `rejections [--all]`.
void AddRejectionsCommand(CLI::App& party, domain::Role role, int& exit_code);

}  // namespace levybridge::client
