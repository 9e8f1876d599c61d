#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/client/submit_command.h"
#include "adapters/month/month_commands.h"
#include "adapters/month/target_options.h"

namespace levybridge::month {

void AddStatementCommand(CLI::App& party, domain::Role role, int& exit_code) {
  struct Arguments {
    client::SubmitArguments submit;
    TargetArguments target;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* statement = party.add_subcommand("statement", "对账单 / statements of a month");
  statement->require_subcommand(1);
  CLI::App* command = statement->add_subcommand(
      "submit", "提交本方的月度对账单 / submit this party's own statement of a month");
  client::AddSubmitOptions(*command, arguments->submit);
  AddTargetOptions(*command, arguments->target);
  const std::string name(MachineName(role));
  command->footer("示例 Example:\n  levybridge " + name +
                  " statement submit FILE.csv --month 2020-03 --config " + name + ".yaml");
  command->callback([arguments, role, &exit_code] {
    exit_code = client::RunSubmit(
        arguments->submit, role,
        [&](const client::Session& session,
            const client::PrepareOptions& options) -> absl::StatusOr<client::PreparedBatch> {
          const auto target = TargetFrom(arguments->target, session);
          if (!target.ok()) return target.status();
          return client::PrepareStatement(options, *target);
        });
  });
}

}  // namespace levybridge::month
