#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/client/listings.h"
#include "adapters/month/month_commands.h"
#include "adapters/month/target_options.h"
#include "adapters/month/trace_report.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::month {
namespace {

struct TraceArguments {
  client::CommonOptions common;
  std::string unit_code;
  std::string region;
  std::string fee_period;
};

// yyyymm, 0 when not stated.
absl::StatusOr<int32_t> PeriodNumber(const std::string& text) {
  if (text.empty()) return 0;
  const auto period = domain::FeePeriod::Parse(text);
  if (!period) {
    return absl::InvalidArgumentError(
        domain::Concatenate("--fee-period ", text, ": 应为 2020-02 / must be such as 2020-02"));
  }
  return period->year() * 100 + period->month();
}

absl::StatusOr<client::ExitCode> Trace(client::Session& session, const TraceArguments& arguments) {
  const auto region = RegionFrom(arguments.region, session);
  if (!region.ok()) return region.status();
  const auto period = PeriodNumber(arguments.fee_period);
  if (!period.ok()) return period.status();
  const auto trace = client::TraceEmployer(session, arguments.unit_code, *region, *period);
  if (!trace.ok()) return trace.status();
  session.output.Document({{"unit_code", arguments.unit_code},
                           {"unit_name", trace->unit_name},
                           {"region", region->ToString()},
                           {"balances", trace->balances.ToJson()},
                           {"events", trace->events.ToJson()}});
  session.output.Text(TraceText(arguments.unit_code, *trace));
  return client::ExitCode::kDone;
}

}  // namespace

void AddTraceCommand(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<TraceArguments>();
  CLI::App* command = app.add_subcommand(
      "trace", "一个单位的全部经过，按时间排列 / an employer's whole history, in order");
  command->add_option("UNIT_CODE", arguments->unit_code, "单位编号 / the employer")
      ->required()
      ->type_name("");
  command->add_option("--region", arguments->region,
                      "统筹区，默认取配置 / pooling area; default: as configured");
  command->add_option("--fee-period", arguments->fee_period,
                      "只看该费款所属期，如 2020-02 / only this fee period");
  client::AddCommonOptions(*command, arguments->common);
  command->footer(
      "示例 Example:\n"
      "  levybridge trace W0001 --region 420100 --fee-period 2020-02 --config agency.yaml");
  command->callback([arguments, &exit_code] {
    exit_code = client::RunCommand(arguments->common, std::nullopt, [&](client::Session& session) {
      return Trace(session, *arguments);
    });
  });
}

}  // namespace levybridge::month
