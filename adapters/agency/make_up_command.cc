#include "adapters/agency/make_up_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/client/deferral_calls.h"
#include "adapters/client/option_values.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::agency {
namespace {

using client::ExitCode;
using client::MakeUpOrder;
using client::Session;

constexpr size_t kMaxRequestIdBytes = 64;

struct MakeUpArguments {
  client::CommonOptions common;
  std::string unit_code;
  std::string region;
  std::vector<std::string> fee_periods;
  std::string request_id;
};

absl::StatusOr<MakeUpOrder> OrderFrom(const MakeUpArguments& arguments, const Session& session) {
  auto unit = client::OptionValue<domain::UnitCode>("UNIT", arguments.unit_code,
                                                    "应为单位编号 / must be a unit code");
  if (!unit.ok()) return unit.status();
  const auto region = client::RegionOption(arguments.region, session.settings.region);
  if (!region.ok()) return region.status();
  std::vector<domain::FeePeriod> periods;
  for (const std::string& text : arguments.fee_periods) {
    const auto period = client::PeriodOption("--fee-period", text);
    if (!period.ok()) return period.status();
    periods.push_back(*period);
  }
  MakeUpOrder order = client::OrderOfTheDay(*std::move(unit), *region, std::move(periods),
                                            domain::DateInShanghai(client::SystemNow()));
  if (arguments.request_id.empty()) return order;
  if (arguments.request_id.size() > kMaxRequestIdBytes ||
      !domain::IsCleanText(arguments.request_id)) {
    return client::BadOption("--request-id", arguments.request_id,
                             "应为 1 至 64 字节、不含控制字符 / must be 1 to 64 bytes without "
                             "control characters");
  }
  order.request_id = arguments.request_id;
  return order;
}

absl::StatusOr<ExitCode> MakeUp(Session& session, const MakeUpArguments& arguments) {
  const auto order = OrderFrom(arguments, session);
  if (!order.ok()) return order.status();
  const auto answer = client::MakeUpEarly(session, *order);
  if (!answer.ok()) return answer.status();
  session.output.Document({{"request_id", order->request_id},
                           {"unit_code", order->unit_code.value()},
                           {"region", order->region.ToString()},
                           {"instruction_nos", answer->instruction_nos},
                           {"replayed", answer->replayed}});
  session.output.Text(domain::Concatenate(
      "已发出补缴通知，由税务征收 / issued for the tax bureau to collect: ",
      domain::ListOf(answer->instruction_nos), "\n申请号 request  ", order->request_id, "\n"));
  if (answer->replayed) {
    session.output.Text("此前已办理，无变动 / done before, nothing new\n");
  }
  return ExitCode::kDone;
}

}  // namespace

void AddMakeUpCommand(CLI::App& deferrals, int& exit_code) {
  auto arguments = std::make_shared<MakeUpArguments>();
  CLI::App* command = deferrals.add_subcommand(
      "make-up",
      "单位提前补缴：立即发出补缴通知 / an employer makes up before the end: issues it now");
  command->add_option("UNIT", arguments->unit_code, "单位编号 / unit code")
      ->required()
      ->type_name("");
  command->add_option("--region", arguments->region,
                      "行政区划，默认取配置 / region; default: as configured");
  command
      ->add_option("--fee-period", arguments->fee_periods,
                   "费款所属期，可多次给出；默认全部缓缴的 / fee period, may be repeated; default: "
                   "all that are deferred")
      ->type_name("YYYY-MM")
      ->allow_extra_args(false);  // or it would swallow UNIT behind it
  command->add_option("--request-id", arguments->request_id,
                      "申请号 / idempotency key; default: digest of unit, region, periods, day");
  client::AddCommonOptions(*command, arguments->common);
  command->footer(
      "申请号默认由单位、区划、所属期和当天日期（北京时间）算出：线路中断后当天重发同一命令，只得到"
      "原结果，\n"
      "不会再发通知；其中被税务退回且尚未另行征收的，则重新发出。同日另有新的缓缴要补缴时，请用\n"
      "--fee-period 或 --request-id 区分。\n"
      "The default request id is computed from unit, region, periods and today in Shanghai: the\n"
      "same command again on that day, after a broken line, gives the original answer and issues\n"
      "nothing, but what the tax bureau refused since and nothing else asks for. For more on the\n"
      "same day, name --fee-period or a --request-id of your own.\n"
      "示例 Example:\n"
      "  levybridge agency deferrals make-up W0001 --region 420106 --fee-period 2020-03 "
      "--config agency.yaml --json");
  command->callback([arguments, &exit_code] {
    exit_code = client::RunCommand(arguments->common, domain::Role::kAgency,
                                   [&](Session& session) { return MakeUp(session, *arguments); });
  });
}

}  // namespace levybridge::agency
