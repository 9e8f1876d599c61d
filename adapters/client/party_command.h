// How a party's commands are hooked up: --config and --json, an example under --help, and what runs
// in a Session. Header only; not thread-safe.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "adapters/client/session.h"
#include "gateway/domain/codes.h"

namespace levybridge::client {

// `example`: what follows "levybridge ", without --config.
struct CommandWords {
  std::string name;
  std::string description;
  std::string example;
};

template <class Arguments>
struct PartyCommand {
  CLI::App& command;
  Arguments& arguments;  // lives as long as the command
};

// "agency.yaml", "fund_finance.yaml".
inline std::string ExampleConfig(domain::Role role) {
  return " --config " + std::string(MachineName(role)) + ".yaml";
}

// `Arguments` has a member `CommonOptions common`.
template <class Arguments>
PartyCommand<Arguments> AddPartyCommand(
    CLI::App& group, domain::Role role, const CommandWords& words, int& exit_code,
    std::function<absl::StatusOr<ExitCode>(Session&, const Arguments&)> work) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = group.add_subcommand(words.name, words.description);
  AddCommonOptions(*command, arguments->common);
  command->footer("示例 Example:\n  levybridge " + words.example + ExampleConfig(role));
  command->callback([arguments, role, work = std::move(work), &exit_code] {
    exit_code = RunCommand(arguments->common, role,
                           [&](Session& session) { return work(session, *arguments); });
  });
  return {*command, *arguments};
}

// A group of commands, one of which has to be given.
inline CLI::App& AddGroup(CLI::App& parent, domain::Role role, const CommandWords& words) {
  CLI::App* group = parent.add_subcommand(words.name, words.description);
  group->require_subcommand(1);
  group->footer("示例 Example:\n  levybridge " + words.example + ExampleConfig(role));
  return *group;
}

}  // namespace levybridge::client
