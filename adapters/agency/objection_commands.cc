#include "adapters/agency/objection_commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/client/listings.h"
#include "adapters/client/objection_calls.h"
#include "adapters/client/option_values.h"
#include "adapters/files/byte_source.h"

namespace levybridge::agency {
namespace {

using client::ExitCode;
using client::ObjectionAnswer;
using client::Session;

constexpr size_t kReadBytes = size_t{1} << 16;

struct ObjectionArguments {
  client::CommonOptions common;
  std::string number;
  std::string unit_code;
  std::string region;
  std::string received_on;
  std::string complete_on;
  std::string first_fee_period;
  std::string last_fee_period;
  std::vector<std::string> documents;  // NAME=FILE
  std::string on;
  std::string reassessment_no;
  bool refused = false;
  std::string reason;
  std::string notified_on;
  client::ObjectionQuery query;
};

using Work = std::function<absl::StatusOr<ExitCode>(Session&, const ObjectionArguments&)>;

absl::StatusOr<domain::ObjectionNumber> Number(const ObjectionArguments& arguments) {
  return client::OptionValue<domain::ObjectionNumber>("NUMBER", arguments.number,
                                                      "应为 1 至 64 字节 / must be 1 to 64 bytes");
}

absl::StatusOr<domain::Sha256Digest> DigestOfFile(const std::string& path) {
  auto source = files::OpenFile(path);
  if (!source.ok()) return source.status();
  domain::Sha256 digest;
  std::vector<char> buffer(kReadBytes);
  while (true) {
    const auto read = (*source)->Read(buffer.data(), buffer.size());
    if (!read.ok()) return read.status();
    if (*read == 0) return digest.Finish();
    digest.Update({buffer.data(), *read});
  }
}

absl::StatusOr<domain::DocumentDigest> DocumentFrom(const std::string& option) {
  const size_t equals = option.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == option.size()) {
    return client::BadOption("--document", option,
                             "应为 名称=文件，如 书面报告=report.pdf / must be NAME=FILE");
  }
  const auto digest = DigestOfFile(option.substr(equals + 1));
  if (!digest.ok()) return digest.status();
  return domain::DocumentDigest{option.substr(0, equals), *digest};
}

absl::StatusOr<domain::ObjectionFiling> FilingFrom(const ObjectionArguments& arguments,
                                                   const Session& session) {
  auto number = Number(arguments);
  auto unit = client::OptionValue<domain::UnitCode>("--unit", arguments.unit_code,
                                                    "应为单位编号 / must be a unit code");
  const auto region = client::RegionOption(arguments.region, session.settings.region);
  const auto received = client::DayOption("--received", arguments.received_on);
  const auto complete = client::OptionalDayOption("--complete", arguments.complete_on);
  const auto first = client::PeriodOption("--from", arguments.first_fee_period);
  const auto last =
      client::PeriodOption("--to", arguments.last_fee_period.empty() ? arguments.first_fee_period
                                                                     : arguments.last_fee_period);
  for (const absl::Status& status :
       {number.status(), unit.status(), region.status(), received.status(), complete.status(),
        first.status(), last.status()}) {
    if (!status.ok()) return status;
  }
  domain::ObjectionFiling filing{
      *std::move(number), *std::move(unit), *region, *received, *complete, {}, *first, *last};
  for (const std::string& option : arguments.documents) {
    auto document = DocumentFrom(option);
    if (!document.ok()) return document.status();
    filing.documents.push_back(*std::move(document));
  }
  return filing;
}

absl::StatusOr<domain::ObjectionDecision> DecisionFrom(const ObjectionArguments& arguments) {
  const auto decided = client::DayOption("--on", arguments.on);
  if (!decided.ok()) return decided.status();
  const auto notified = client::OptionalDayOption("--notified", arguments.notified_on);
  if (!notified.ok()) return notified.status();
  domain::ObjectionDecision decision{.upheld = !arguments.refused,
                                     .decided_on = *decided,
                                     .reason = arguments.reason,
                                     .reassessment_no = std::nullopt,
                                     .notified_on = *notified};
  if (!decision.upheld) return decision;
  auto reassessment = client::OptionValue<domain::AssessmentNumber>(
      "--reassessment", arguments.reassessment_no, "应为核定单号 / must be a number");
  if (!reassessment.ok()) return reassessment.status();
  decision.reassessment_no = *std::move(reassessment);
  return decision;
}

absl::StatusOr<ExitCode> Show(Session& session, const absl::StatusOr<ObjectionAnswer>& answer) {
  if (!answer.ok()) return answer.status();
  session.output.Document(
      {{"objection", answer->objection.ToJson().at(0)}, {"replayed", answer->replayed}});
  session.output.Text(answer->objection.ToBlocks());
  if (answer->replayed) session.output.Text("此前已登记，无变动 / recorded before, nothing new\n");
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> File(Session& session, const ObjectionArguments& arguments) {
  const auto filing = FilingFrom(arguments, session);
  if (!filing.ok()) return filing.status();
  return Show(session, client::FileObjection(session, *filing));
}

absl::StatusOr<ExitCode> Decide(Session& session, const ObjectionArguments& arguments) {
  const auto number = Number(arguments);
  if (!number.ok()) return number.status();
  const auto decision = DecisionFrom(arguments);
  if (!decision.ok()) return decision.status();
  return Show(session, client::DecideObjection(session, *number, *decision));
}

absl::StatusOr<ExitCode> Notify(Session& session, const ObjectionArguments& arguments) {
  const auto number = Number(arguments);
  if (!number.ok()) return number.status();
  const auto notified = client::DayOption("--on", arguments.on);
  if (!notified.ok()) return notified.status();
  return Show(session, client::NotifyObjection(session, *number, *notified));
}

absl::StatusOr<ExitCode> List(Session& session, const ObjectionArguments& arguments) {
  const auto table = client::ListObjections(session, arguments.query);
  if (!table.ok()) return table.status();
  client::PrintListing(session.output, "objections", *table, client::Layout::kBlocks);
  return ExitCode::kDone;
}

struct Added {
  CLI::App& command;
  std::shared_ptr<ObjectionArguments> arguments;
};

// A subcommand with the options they all have; `rest` completes the example.
Added Add(CLI::App& objections, const std::string& name, const std::string& description,
          const std::string& rest, const Work& work, int& exit_code) {
  auto arguments = std::make_shared<ObjectionArguments>();
  CLI::App* command = objections.add_subcommand(name, description);
  client::AddCommonOptions(*command, arguments->common);
  command->footer("示例 Example:\n  levybridge agency objections " + name + rest +
                  " --config agency.yaml");
  command->callback([arguments, work, &exit_code] {
    exit_code = client::RunCommand(arguments->common, domain::Role::kAgency,
                                   [&](Session& session) { return work(session, *arguments); });
  });
  return {*command, arguments};
}

void AddNumber(const Added& added) {
  added.command.add_option("NUMBER", added.arguments->number, "异议编号 / the agency's number")
      ->required();
}

void AddFile(CLI::App& objections, int& exit_code) {
  const Added added =
      Add(objections, "file", "登记异议，或补充材料 / record an objection, or complete it",
          " YY-001 --unit W0001 --received 2020-04-28 --complete 2020-04-30 --from 2020-02 --to "
          "2020-06 --document 书面报告=report.pdf --document 单位性质证明=proof.pdf",
          File, exit_code);
  AddNumber(added);
  ObjectionArguments& arguments = *added.arguments;
  added.command.add_option("--unit", arguments.unit_code, "单位编号 / unit code")->required();
  added.command.add_option("--region", arguments.region,
                           "行政区划，默认取配置 / region; default: as configured");
  added.command.add_option("--received", arguments.received_on, "收到日期 / received on")
      ->required();
  added.command.add_option("--complete", arguments.complete_on,
                           "材料齐全日期，期限自次日起算 / materials complete: day 0");
  added.command.add_option("--from", arguments.first_fee_period, "起始所属期 / first fee period")
      ->required();
  added.command.add_option("--to", arguments.last_fee_period,
                           "截止所属期，默认同起始 / last fee period; default: the first");
  added.command
      .add_option("--document", arguments.documents,
                  "材料，可多次给出；只报送摘要 / a document; only its digest is sent")
      ->type_name("NAME=FILE")
      ->allow_extra_args(false);  // or it would swallow NUMBER behind it
}

void AddDecide(CLI::App& objections, int& exit_code) {
  const Added added =
      Add(objections, "decide", "作出决定：重新核定或不予认定 / reassess, or refuse with a reason",
          " YY-001 --on 2020-05-07 --reassessment HD-9001", Decide, exit_code);
  AddNumber(added);
  ObjectionArguments& arguments = *added.arguments;
  added.command.add_option("--on", arguments.on, "决定日期 / decided on")->required();
  CLI::Option_group* decision =
      added.command.add_option_group("decision", "成立或不予认定 / upheld or refused");
  decision->add_option("--reassessment", arguments.reassessment_no,
                       "异议成立：重新核定的核定单号 / upheld: the reassessment's number");
  decision->add_flag("--refuse", arguments.refused,
                     "不予认定，须给出 --reason / refused; needs --reason");
  decision->require_option(1);
  added.command.add_option("--reason", arguments.reason, "理由 / why");
  added.command.add_option("--notified", arguments.notified_on,
                           "已告知单位的日期 / the employer was told on");
}

void AddNotify(CLI::App& objections, int& exit_code) {
  const Added added =
      Add(objections, "notify", "登记已告知单位 / record that the employer was told",
          " YY-001 --on 2020-05-08", Notify, exit_code);
  AddNumber(added);
  added.command.add_option("--on", added.arguments->on, "告知日期 / told on")->required();
}

void AddList(CLI::App& objections, int& exit_code) {
  const Added added = Add(objections, "list", "异议清单 / the objections, oldest first",
                          " --overdue", List, exit_code);
  client::ObjectionQuery& query = added.arguments->query;
  added.command.add_flag("--open", query.open_only, "只看未办结的 / only those not finished");
  added.command.add_flag("--overdue", query.overdue_only,
                         "只看逾期未办结的 / only those past their deadline");
  added.command.add_option("--unit", query.unit_code, "只看该单位 / only this employer's");
}

}  // namespace

void AddObjectionCommands(CLI::App& agency, int& exit_code) {
  CLI::App* objections = agency.add_subcommand(
      "objections", "单位对不予减征的异议 / objections against not being reduced");
  objections->require_subcommand(1);
  objections->footer(
      "示例 Example:\n  levybridge agency objections list --overdue --config agency.yaml --json");
  AddFile(*objections, exit_code);
  AddDecide(*objections, exit_code);
  AddNotify(*objections, exit_code);
  AddList(*objections, exit_code);
}

}  // namespace levybridge::agency
