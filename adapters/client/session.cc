#include "adapters/client/session.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <exception>
#include <iostream>
#include <utility>

#include "adapters/files/encoding.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

void ReportFailure(const absl::Status& status, std::string_view explanation, Output& output) {
  // Which of its causes it is can't be known from here, so the message names all of them first.
  const std::string message = explanation.empty()
                                  ? MessageOf(status)
                                  : Concatenate(explanation, " (", MessageOf(status), ")");
  const std::string reason = ReasonOf(status);
  output.Note(Concatenate(reason, ": ", message));
  Json document = {{"reason", reason}, {"message", message}};
  const auto metadata = MetadataOf(status);
  if (!metadata.empty()) document["metadata"] = metadata;
  output.Document(document);
}

absl::StatusOr<std::unique_ptr<Session>> Open(const CommonOptions& options,
                                              std::optional<domain::Role> role, Output& output) {
  auto loaded = settings::LoadAdapterSettings(options.config, role);
  for (const settings::ConfigProblem& problem : loaded.problems) {
    if (problem.severity == settings::Severity::kWarning) output.Note(problem.ToString());
  }
  if (!loaded.ok()) return settings::ToStatus(loaded.problems);
  auto connection = Connection::Open(*loaded.value);
  if (!connection.ok()) return connection.status();
  return std::make_unique<Session>(*std::move(loaded.value), *std::move(connection), output);
}

int Run(const CommonOptions& options, std::optional<domain::Role> role, const Work& work,
        Output& output) {
  auto session = Open(options, role, output);
  if (!session.ok()) {
    ReportFailure(session.status(), "", output);
    return static_cast<int>(ExitCodeOf(session.status()));
  }
  const absl::StatusOr<ExitCode> done = work(**session);
  (*session)->progress.Clear();
  if (done.ok()) return static_cast<int>(*done);
  ReportFailure(done.status(), (*session)->connection->Explain(done.status()), output);
  return static_cast<int>(ExitCodeOf(done.status()));
}

}  // namespace

Session::Session(settings::AdapterSettings of_settings, std::unique_ptr<Connection> to_gateway,
                 Output& results)
    : settings(std::move(of_settings)),
      connection(std::move(to_gateway)),
      output(results),
      progress(ProgressBar::ForStandardError()),
      retry(
          settings.retry, SystemWaitingRoom(),
          [this, explained = false](const std::string& line, const absl::Status& failure) mutable {
            progress.Clear();
            output.Note(line);
            const std::string causes = explained ? "" : connection->Explain(failure);
            if (!causes.empty()) output.Note(causes);
            explained = explained || !causes.empty();
          }) {}

void AddCommonOptions(CLI::App& command, CommonOptions& options) {
  command.add_option("--config", options.config, "本方配置文件 / this party's configuration file")
      ->required()
      ->type_name("FILE");
  command.add_flag("--json", options.json,
                   "标准输出只给一个 JSON 文档 / one JSON document on standard output");
}

int RunCommand(const CommonOptions& options, std::optional<domain::Role> role, const Work& work) {
  Output output(options.json, std::cout, std::cerr);
  try {
    return Run(options, role, work, output);
  } catch (const std::exception& error) {
    ReportFailure(absl::InternalError(error.what()), "", output);
    return static_cast<int>(ExitCode::kInternal);
  }
}

absl::StatusOr<files::CsvOptions> CsvOptionsFor(const settings::AdapterSettings& settings,
                                                const std::string& encoding) {
  files::CsvOptions options;
  switch (settings.input_encoding) {
    case settings::FileEncoding::kDetect:
      options.encoding = files::Encoding::kDetect;
      break;
    case settings::FileEncoding::kUtf8:
      options.encoding = files::Encoding::kUtf8;
      break;
    case settings::FileEncoding::kGb18030:
      options.encoding = files::Encoding::kGb18030;
      break;
  }
  if (encoding.empty()) return options;
  const auto stated = files::ParseEncoding(encoding);
  if (!stated) {
    return absl::InvalidArgumentError(Concatenate(
        "--encoding ", encoding, ": 应为 auto、utf-8 或 gb18030 / must be auto, utf-8 or gb18030"));
  }
  options.encoding = *stated;
  return options;
}

domain::Timestamp SystemNow() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

}  // namespace levybridge::client
