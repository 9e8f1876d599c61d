#include "adapters/tax/pull.h"

#include <filesystem>
#include <utility>

#include "adapters/client/pull_state.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/instruction_csv.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::tax {
namespace {

using client::Json;
using client::PullState;
using domain::Concatenate;

client::Json FileJson(const PulledFile& file) {
  return {{"from", file.from},
          {"to", file.to},
          {"rows", file.rows},
          {"file", file.file},
          {"recovered", file.recovered}};
}

}  // namespace

Puller::Puller(client::InstructionFeed& feed, std::string state_folder, std::string out_folder)
    : feed_(feed), state_folder_(std::move(state_folder)), out_folder_(std::move(out_folder)) {}

absl::StatusOr<PullResult> Puller::Run() {
  auto lock = client::PullLock::Take(state_folder_);
  if (!lock.ok()) return lock.status();
  PullResult result;
  if (absl::Status status = FinishEarlier(result); !status.ok()) return status;
  if (absl::Status status = PullNew(result); !status.ok()) return status;
  return result;
}

absl::Status Puller::FinishEarlier(PullResult& result) {
  auto state = client::LoadPullState(state_folder_);
  if (!state.ok()) return state.status();
  if (!state->has_value()) return absl::OkStatus();
  const PullState& earlier = **state;
  std::error_code ignored;
  if (earlier.appeared || std::filesystem::exists(earlier.file, ignored)) {
    auto position = feed_.Acknowledge(earlier.to);
    if (!position.ok()) return position.status();
    result.files.push_back({earlier.from, earlier.to, earlier.rows, earlier.file, true});
  }
  return client::RemovePullState(state_folder_);
}

absl::Status Puller::PullNew(PullResult& result) {
  std::error_code error;
  const std::filesystem::path out = std::filesystem::absolute(out_folder_, error);
  if (!error) std::filesystem::create_directories(out, error);
  if (error) return files::SystemError("create", out_folder_, error.value());
  auto writer = files::InstructionWriter::Create(out.string());
  if (!writer.ok()) return writer.status();
  absl::Status status = feed_.Pull(
      [&](const domain::Instruction& instruction) { return (*writer)->Append(instruction); });
  if (!status.ok()) return status;
  if ((*writer)->rows() == 0) return (*writer)->Finish().status();
  if (status = Step(PullStep::kRowsWritten); !status.ok()) return status;

  PullState state;
  state.from = (*writer)->first();
  state.to = (*writer)->last();
  state.rows = (*writer)->rows();
  state.file = (out / files::InstructionFileName(state.from, state.to)).string();
  if (status = client::SavePullState(state_folder_, state); !status.ok()) return status;
  if (status = Step(PullStep::kStateSaved); !status.ok()) return status;
  if (status = (*writer)->Finish().status(); !status.ok()) return status;
  if (status = Step(PullStep::kFileAppeared); !status.ok()) return status;
  state.appeared = true;
  if (status = client::SavePullState(state_folder_, state); !status.ok()) return status;
  if (status = Step(PullStep::kAppearanceSaved); !status.ok()) return status;
  if (status = feed_.Acknowledge(state.to).status(); !status.ok()) return status;
  if (status = Step(PullStep::kAcknowledged); !status.ok()) return status;
  result.files.push_back({state.from, state.to, state.rows, state.file, false});
  return client::RemovePullState(state_folder_);
}

Json ToJson(const PullResult& result) {
  Json document = {{"from", nullptr}, {"to", nullptr}, {"rows", 0}, {"file", nullptr}};
  if (!result.files.empty()) {
    const PulledFile& newest = result.files.back();
    document = {
        {"from", newest.from}, {"to", newest.to}, {"rows", newest.rows}, {"file", newest.file}};
  }
  document["files"] = Json::array();
  for (const PulledFile& file : result.files) document["files"].push_back(FileJson(file));
  return document;
}

std::string ToText(const PullResult& result) {
  if (result.files.empty()) return "没有新的征集通知 / nothing new\n";
  std::string text;
  for (const PulledFile& file : result.files) {
    const std::string rows = std::to_string(file.rows);
    const std::string range = Concatenate(std::to_string(file.from), "–", std::to_string(file.to));
    text += Concatenate(
        rows, " 条征集通知，序号 ", range, " / ", rows, " instructions, sequence ", range, "\n  ",
        file.file,
        file.recovered ? "\n  （上次中断，现已确认 / written before, acknowledged now）" : "",
        "\n");
  }
  return text;
}

}  // namespace levybridge::tax
