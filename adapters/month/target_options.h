// --month and --region, as several commands take them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/month_calls.h"

namespace CLI {
class App;
}  // namespace CLI

namespace levybridge::month {

struct TargetArguments {
  std::string month;
  std::string region;
};

void AddTargetOptions(CLI::App& command, TargetArguments& arguments);
// The region defaults to the configuration's. INVALID_ARGUMENT names the option that is wrong.
absl::StatusOr<client::StatementTarget> TargetFrom(const TargetArguments& arguments,
                                                   const client::Session& session);
absl::StatusOr<domain::RegionCode> RegionFrom(const std::string& text,
                                              const client::Session& session);

}  // namespace levybridge::month
