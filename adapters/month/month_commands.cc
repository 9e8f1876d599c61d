#include "adapters/month/month_commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/client/listings.h"
#include "adapters/client/month_calls.h"
#include "adapters/month/export_file.h"
#include "adapters/month/month_report.h"
#include "adapters/month/seen_digest.h"
#include "adapters/month/target_options.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::month {
namespace {

using client::ExitCode;
using client::MonthView;
using client::Session;
using client::StatementTarget;

struct MonthArguments {
  client::CommonOptions common;
  TargetArguments target;
  std::string digest;
  std::string signatory;
  std::string reason;
  std::string category;
  std::string out;
};

using MonthWork = std::function<absl::StatusOr<ExitCode>(Session&, const MonthArguments&,
                                                         const StatementTarget&)>;

// A subcommand with the options they all have; `rest` completes the example.
std::shared_ptr<MonthArguments> AddCommand(CLI::App& month, const std::string& name,
                                           const std::string& description, int& exit_code,
                                           const MonthWork& work) {
  auto arguments = std::make_shared<MonthArguments>();
  CLI::App* command = month.add_subcommand(name, description);
  AddTargetOptions(*command, arguments->target);
  client::AddCommonOptions(*command, arguments->common);
  command->footer("示例 Example:\n  levybridge month " + name +
                  " --month 2020-03 --region 420100 --config agency.yaml");
  command->callback([arguments, work, &exit_code] {
    exit_code = client::RunCommand(arguments->common, std::nullopt,
                                   [&](Session& session) -> absl::StatusOr<ExitCode> {
                                     const auto target = TargetFrom(arguments->target, session);
                                     if (!target.ok()) return target.status();
                                     return work(session, *arguments, *target);
                                   });
  });
  return arguments;
}

CLI::Option* AddOption(CLI::App& month, const std::string& command, const std::string& name,
                       std::string& value, const std::string& description) {
  return month.get_subcommand(command)->add_option(name, value, description);
}

// Shows the month; whoever looks at it has seen these totals.
absl::StatusOr<ExitCode> Show(Session& session, const StatementTarget& target,
                              const absl::StatusOr<MonthView>& month) {
  if (!month.ok()) return month.status();
  const absl::Status remembered =
      RememberSeen(session.settings.state_directory, target, month->digest);
  if (!remembered.ok()) return remembered;
  session.output.Document(ToJson(*month));
  session.output.Text(ToText(*month));
  return ExitCode::kDone;
}

// --digest, or what was seen last.
absl::StatusOr<domain::Sha256Digest> DigestFor(Session& session, const MonthArguments& arguments,
                                               const StatementTarget& target) {
  if (arguments.digest.empty()) return LastSeen(session.settings.state_directory, target);
  const auto digest = domain::Sha256Digest::FromHex(arguments.digest);
  if (digest) return *digest;
  return absl::InvalidArgumentError(
      "--digest: 应为 64 位十六进制数字 / must be 64 hexadecimal digits");
}

absl::StatusOr<ExitCode> Confirm(Session& session, const MonthArguments& arguments,
                                 const StatementTarget& target) {
  const auto digest = DigestFor(session, arguments, target);
  if (!digest.ok()) return digest.status();
  return Show(session, target, ConfirmMonth(session, target, *digest, arguments.signatory));
}

absl::StatusOr<ExitCode> Refuse(Session& session, const MonthArguments& arguments,
                                const StatementTarget& target) {
  const auto digest = DigestFor(session, arguments, target);
  if (!digest.ok()) return digest.status();
  return Show(session, target, RefuseMonth(session, target, *digest, arguments.reason));
}

// Closing names what both confirmed: without --digest the month's present totals, which the
// gateway compares with the confirmations.
absl::StatusOr<ExitCode> Close(Session& session, const MonthArguments& arguments,
                               const StatementTarget& target) {
  if (!arguments.digest.empty()) {
    const auto digest = DigestFor(session, arguments, target);
    if (!digest.ok()) return digest.status();
    return Show(session, target, CloseMonth(session, target, *digest));
  }
  const auto month = GetMonth(session, target);
  if (!month.ok()) return month.status();
  const auto digest = domain::Sha256Digest::FromHex(month->digest);
  if (!digest) {
    return client::RefusedHere(absl::StatusCode::kFailedPrecondition, "MONTH_NOT_COMPARED",
                               "本月尚未对账 / the month has not been compared yet");
  }
  return Show(session, target, CloseMonth(session, target, *digest));
}

absl::StatusOr<ExitCode> Differences(Session& session, const MonthArguments& arguments,
                                     const StatementTarget& target) {
  const auto table = client::ListDifferences(session, target, arguments.category);
  if (!table.ok()) return table.status();
  client::PrintListing(session.output, "differences", *table);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Export(Session& session, const MonthArguments& arguments,
                                const StatementTarget& target) {
  auto file = ExportFile::Create(arguments.out);
  if (!file.ok()) return file.status();
  absl::Status status = client::ExportMonth(
      session, target, [&](const domain::StatementLine& line) { return (*file)->Append(line); });
  if (status.ok()) status = (*file)->Finish();
  if (!status.ok()) return status;
  const int64_t rows = (*file)->rows();
  session.output.Document({{"month", target.month.ToIso()},
                           {"region", target.region.ToString()},
                           {"rows", rows},
                           {"file", arguments.out}});
  const std::string count = std::to_string(rows);
  session.output.Text(
      domain::Concatenate(count, " 行已写入 / lines written to ", arguments.out, "\n"));
  return ExitCode::kDone;
}

void AddLooking(CLI::App& month, int& exit_code) {
  AddCommand(month, "compare", "对账：双方对账单与账簿逐户比较 / compare statements and ledger",
             exit_code, [](Session& session, const MonthArguments&, const StatementTarget& target) {
               return Show(session, target, CompareMonth(session, target));
             });
  AddCommand(month, "show", "本月合计、差异、状态与待办方 / totals, differences, whose move",
             exit_code, [](Session& session, const MonthArguments&, const StatementTarget& target) {
               return Show(session, target, GetMonth(session, target));
             });
  const auto differences =
      AddCommand(month, "differences", "逐条差异 / every difference", exit_code, Differences);
  AddOption(month, "differences", "--category", differences->category,
            "只看该类别，如 paid_not_booked / only this category");
  const auto exported = AddCommand(month, "export", "账簿明细写成 CSV / the ledger's lines as CSV",
                                   exit_code, Export);
  AddOption(month, "export", "--out", exported->out, "写入的文件 / the file to write")
      ->required()
      ->type_name("FILE");
  month.get_subcommand("export")->footer(
      "示例 Example:\n  levybridge month export --month 2020-03 --region 420100 --out 2020-03.csv "
      "--config agency.yaml");
}

void AddDeciding(CLI::App& month, int& exit_code) {
  constexpr char kDigestHelp[] =
      "所指合计的摘要，默认为最近一次看到的 / the totals meant; default: those seen last";
  const auto confirm =
      AddCommand(month, "confirm", "以本方名义确认看到的合计 / confirm the totals that were seen",
                 exit_code, Confirm);
  AddOption(month, "confirm", "--digest", confirm->digest, kDigestHelp);
  AddOption(month, "confirm", "--signatory", confirm->signatory,
            "签字人 / who signs for this party");
  const auto refuse = AddCommand(month, "refuse", "不予确认并说明原因 / refuse the totals, and why",
                                 exit_code, Refuse);
  AddOption(month, "refuse", "--digest", refuse->digest, kDigestHelp);
  AddOption(month, "refuse", "--reason", refuse->reason, "原因 / why")->required();
  month.get_subcommand("refuse")->footer(
      "示例 Example:\n  levybridge month refuse --month 2020-03 --region 420100 --reason "
      "\"W0001 金额不符\" --config tax.yaml");
  const auto close = AddCommand(
      month, "close", "双方确认后关账，此后不再变动 / close the month for good", exit_code, Close);
  AddOption(month, "close", "--digest", close->digest,
            "双方确认的合计的摘要，默认为当前合计 / default: the present totals");
}

}  // namespace

void AddMonthCommands(CLI::App& app, int& exit_code) {
  CLI::App* month = app.add_subcommand("month", "月末对账、确认与关账 / month end");
  month->require_subcommand(1);
  month->footer(
      "示例 Example:\n  levybridge month compare --month 2020-03 --region 420100 --config "
      "agency.yaml");
  AddLooking(*month, exit_code);
  AddDeciding(*month, exit_code);
}

}  // namespace levybridge::month
