// The gateway's log: one line per event, `event=name key=value …`, or the same as one JSON object.
//
// Whatever goes in, a line stays a line. Lines never hold account numbers: what is logged names
// parties, batches and units only. Loggers are thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapters/settings/gateway_settings.h"
#include "spdlog/logger.h"

namespace levybridge::app {

// To standard error, or to the file that the settings name.
absl::StatusOr<std::shared_ptr<spdlog::logger>> MakeLogger(const settings::LogSettings& settings);

// A value for a line: in quotes, with everything escaped that could end the line or the quotes.
std::string Quoted(std::string_view text);

// The JSON object of one line; a line that is not `event=…` becomes {"event":"message","text":…}.
std::string LineToJson(std::string_view time, std::string_view level, std::string_view line);

}  // namespace levybridge::app
