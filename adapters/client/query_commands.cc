// The half of refund_commands.h for employers who ask where their refund is.
#include "adapters/client/account_calls.h"
#include "adapters/client/listings.h"
#include "adapters/client/option_values.h"
#include "adapters/client/refund_commands.h"

namespace levybridge::client {
namespace {

struct QueryArguments {
  CommonOptions common;
  std::string query_no;
  std::string unit_code;
  std::string region;
  std::string on;
  std::string words;
  bool open_only = false;
};

absl::StatusOr<ExitCode> Show(Session& session, const absl::StatusOr<QueryAnswer>& answer) {
  if (!answer.ok()) return answer.status();
  session.output.Document(
      {{"query", answer->query.ToJson().at(0)}, {"replayed", answer->replayed}});
  session.output.Text(answer->query.ToBlocks());
  if (answer->replayed) session.output.Text("此前已登记，无变动 / recorded before, nothing new\n");
  return ExitCode::kDone;
}

absl::StatusOr<domain::CivilDate> DayOrToday(const std::string& text) {
  if (text.empty()) return domain::DateInShanghai(SystemNow());
  return DayOption("--on", text);
}

absl::StatusOr<ExitCode> File(Session& session, const QueryArguments& arguments) {
  const auto region = RegionOption(arguments.region, session.settings.region);
  if (!region.ok()) return region.status();
  const auto day = DayOrToday(arguments.on);
  if (!day.ok()) return day.status();
  const QueryFiling filing{arguments.query_no, arguments.unit_code, *region, *day, arguments.words};
  return Show(session, FileQuery(session, filing));
}

absl::StatusOr<ExitCode> Answer(Session& session, const QueryArguments& arguments) {
  const auto day = DayOrToday(arguments.on);
  if (!day.ok()) return day.status();
  return Show(session, AnswerQuery(session, arguments.query_no, arguments.words, *day));
}

absl::StatusOr<ExitCode> List(Session& session, const QueryArguments& arguments) {
  const auto table = ListQueries(session, arguments.open_only, arguments.unit_code);
  if (!table.ok()) return table.status();
  PrintListing(session.output, "queries", *table, Layout::kBlocks);
  return ExitCode::kDone;
}

}  // namespace

void AddQueryCommands(CLI::App& group, domain::Role role, const std::string& path, int& exit_code) {
  const std::string at = path + " queries ";
  CLI::App& queries = AddGroup(
      group, role,
      {"queries", "单位对退费的询问 / employers who ask about their refund", at + "list --open"});
  {
    const auto [command, arguments] =
        AddPartyCommand<QueryArguments>(queries, role,
                                        {"file", "登记询问 / record what an employer asks",
                                         at + "file CX-001 --unit W0001 --question 未收到退费"},
                                        exit_code, File);
    command.add_option("NUMBER", arguments.query_no, "编号 / this party's number")->required();
    command.add_option("--unit", arguments.unit_code, "单位编号 / unit code")->required();
    command.add_option("--question", arguments.words, "问题 / what is asked")->required();
    command.add_option("--on", arguments.on, "询问日期，默认今天 / asked on; default: today");
    command.add_option("--region", arguments.region,
                       "行政区划，默认取配置 / region; default: as configured");
  }
  {
    const auto [command, arguments] =
        AddPartyCommand<QueryArguments>(queries, role,
                                        {"answer", "登记答复 / record what the employer was told",
                                         at + "answer CX-001 --answer 账户有误，已更正"},
                                        exit_code, Answer);
    command.add_option("NUMBER", arguments.query_no, "编号 / this party's number")->required();
    command.add_option("--answer", arguments.words, "答复 / the finding")->required();
    command.add_option("--on", arguments.on, "答复日期，默认今天 / told on; default: today");
  }
  const auto [command, arguments] = AddPartyCommand<QueryArguments>(
      queries, role, {"list", "询问清单 / the queries, oldest first", at + "list --open"},
      exit_code, List);
  command.add_flag("--open", arguments.open_only, "只看未答复的 / only those not answered");
  command.add_option("--unit", arguments.unit_code, "只看该单位 / only this employer's");
}

}  // namespace levybridge::client
