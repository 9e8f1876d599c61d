#include "adapters/month/target_options.h"

#include <CLI/CLI.hpp>
#include <optional>

#include "adapters/client/option_values.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::month {

void AddTargetOptions(CLI::App& command, TargetArguments& arguments) {
  command.add_option("--month", arguments.month, "账务月份，如 2020-03 / accounting month")
      ->required();
  command.add_option("--region", arguments.region,
                     "统筹区，默认取配置 / pooling area; default: as configured");
}

absl::StatusOr<domain::RegionCode> RegionFrom(const std::string& text,
                                              const client::Session& session) {
  return client::RegionOption(text, session.settings.region);
}

absl::StatusOr<client::StatementTarget> TargetFrom(const TargetArguments& arguments,
                                                   const client::Session& session) {
  const auto month = domain::AccountingMonth::Parse(arguments.month);
  if (!month) {
    return absl::InvalidArgumentError(domain::Concatenate(
        "--month ", arguments.month, ": 应为月份，如 2020-03 / must be a month such as 2020-03"));
  }
  const auto region = RegionFrom(arguments.region, session);
  if (!region.ok()) return region.status();
  return client::StatementTarget{*month, *region};
}

}  // namespace levybridge::month
