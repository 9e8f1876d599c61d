// SubmitCommand: the command-line side of sending one file, which agency, tax bureau and statements
// share.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "adapters/client/prepared_batch.h"
#include "adapters/client/session.h"
#include "adapters/client/submit.h"

namespace levybridge::client {

struct SubmitArguments {
  CommonOptions common;
  std::string file;
  std::string batch_id;
  std::string business_date;
  std::string encoding;
  bool dry_run = false;
  bool all_or_nothing = false;
};

// FILE, --config, --json, --batch-id, --dry-run, --all-or-nothing, --business-date, --encoding.
void AddSubmitOptions(CLI::App& command, SubmitArguments& arguments);

using Prepare = std::function<absl::StatusOr<PreparedBatch>(const Session&, const PrepareOptions&)>;
// Reads the file, sends it, reports; the process's exit code.
int RunSubmit(const SubmitArguments& arguments, std::optional<domain::Role> role,
              const Prepare& prepare);

}  // namespace levybridge::client
