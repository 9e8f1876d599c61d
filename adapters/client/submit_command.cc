#include "adapters/client/submit_command.h"

#include <CLI/CLI.hpp>

#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

absl::StatusOr<PrepareOptions> OptionsFrom(const SubmitArguments& arguments,
                                           const Session& session) {
  auto csv = CsvOptionsFor(session.settings, arguments.encoding);
  if (!csv.ok()) return csv.status();
  PrepareOptions options{.path = arguments.file,
                         .scratch_folder = session.settings.state_directory,
                         .csv = *csv,
                         .batch_id = std::nullopt,
                         .business_date = std::nullopt,
                         .today = domain::DateInShanghai(SystemNow()),
                         .dry_run = arguments.dry_run,
                         .all_or_nothing = arguments.all_or_nothing};
  if (!arguments.batch_id.empty()) {
    options.batch_id = domain::BatchId::Parse(arguments.batch_id);
    if (!options.batch_id) {
      return absl::InvalidArgumentError(
          "--batch-id: 应为 1 至 64 字节、不含控制字符 / must be 1 to 64 bytes without control "
          "characters");
    }
  }
  if (!arguments.business_date.empty()) {
    options.business_date = domain::CivilDate::Parse(arguments.business_date);
    if (!options.business_date) {
      return absl::InvalidArgumentError(
          Concatenate("--business-date ", arguments.business_date,
                      ": 应为日期，如 2020-03-10 / must be a date such as 2020-03-10"));
    }
  }
  return options;
}

}  // namespace

void AddSubmitOptions(CLI::App& command, SubmitArguments& arguments) {
  command.add_option("FILE", arguments.file, "要提交的文件 / the file to submit")
      ->required()
      ->type_name("");
  AddCommonOptions(command, arguments.common);
  command.add_option("--batch-id", arguments.batch_id,
                     "批次号，默认为内容摘要 / idempotency key; default: digest of the content");
  command.add_flag("--dry-run", arguments.dry_run,
                   "只核对，不存入 / check everything, store nothing");
  command.add_flag("--all-or-nothing", arguments.all_or_nothing,
                   "有一行被拒则整批不生效 / one refused row refuses the whole file");
  command.add_option("--business-date", arguments.business_date,
                     "业务日期，默认取清单，再默认今天（北京时间） / default: the manifest's, else "
                     "today in Shanghai");
  command.add_option("--encoding", arguments.encoding,
                     "auto、utf-8 或 gb18030，默认取配置 / default: as configured");
}

int RunSubmit(const SubmitArguments& arguments, std::optional<domain::Role> role,
              const Prepare& prepare) {
  return RunCommand(arguments.common, role, [&](Session& session) -> absl::StatusOr<ExitCode> {
    const auto options = OptionsFrom(arguments, session);
    if (!options.ok()) return options.status();
    const auto batch = prepare(session, *options);
    if (!batch.ok()) return batch.status();
    return SubmitAndReport(session, *options, *batch);
  });
}

}  // namespace levybridge::client
