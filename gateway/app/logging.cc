#include "gateway/app/logging.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "gateway/domain/civil_date.h"
#include "spdlog/formatter.h"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace levybridge::app {
namespace {

constexpr size_t kMaxValueBytes = 1024;

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto since_epoch =
        std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch());
    const auto level = spdlog::level::to_string_view(message.level);
    std::string line =
        LineToJson(domain::ToIsoUtc({since_epoch.count()}), {level.data(), level.size()},
                   {message.payload.data(), message.payload.size()});
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

spdlog::level::level_enum LevelOf(settings::LogLevel level) {
  switch (level) {
    case settings::LogLevel::kDebug:
      return spdlog::level::debug;
    case settings::LogLevel::kInfo:
      return spdlog::level::info;
    case settings::LogLevel::kWarning:
      return spdlog::level::warn;
    case settings::LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Takes one value off the front: quoted and escaped, or up to the next space.
std::string TakeValue(std::string_view& rest) {
  if (rest.empty() || rest.front() != '"') {
    const size_t end = std::min(rest.find(' '), rest.size());
    std::string value(rest.substr(0, end));
    rest.remove_prefix(end);
    return value;
  }
  size_t end = 1;
  while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
  end = std::min(end, rest.size());
  const std::string_view escaped = rest.substr(1, end - 1);
  std::string value;
  if (!absl::CUnescape(absl::string_view(escaped.data(), escaped.size()), &value)) {
    value = std::string(escaped);
  }
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return value;
}

}  // namespace

std::string Quoted(std::string_view text) {
  const absl::string_view bounded(text.data(), std::min(text.size(), kMaxValueBytes));
  return '"' + absl::Utf8SafeCEscape(bounded) + '"';
}

std::string LineToJson(std::string_view time, std::string_view level, std::string_view line) {
  nlohmann::ordered_json object;
  object["time"] = time;
  object["level"] = level;
  if (!line.starts_with("event=")) {
    object["event"] = "message";
    object["text"] = line;
  } else {
    while (!line.empty()) {
      const size_t equals = line.find('=');
      if (equals == std::string_view::npos) break;
      const std::string key(line.substr(0, equals));
      line.remove_prefix(equals + 1);
      object[key] = TakeValue(line);
      while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    }
  }
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

absl::StatusOr<std::shared_ptr<spdlog::logger>> MakeLogger(const settings::LogSettings& settings) {
  spdlog::sink_ptr sink;
  try {
    if (settings.file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file);
    }
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(error.what());
  }
  auto logger = std::make_shared<spdlog::logger>("gateway", std::move(sink));
  if (settings.format == settings::LogFormat::kJson) {
    logger->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%e%z %l %v", spdlog::pattern_time_type::local));
  }
  logger->set_level(LevelOf(settings.level));
  logger->flush_on(spdlog::level::debug);
  return logger;
}

}  // namespace levybridge::app
