// `config check`: everything wrong with a configuration and with every file that it names.
//
// Looks, and changes nothing: settings, parties, policies with regions, calendar, certificates,
// keys and revocation lists. The gateway runs the same check before it starts, so what passes here
// starts. Problems carry the file and line where the mistake was made: for a bad certificate file
// that is where it is named. Functions without state: thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/settings/adapter_settings.h"
#include "adapters/settings/config_problem.h"
#include "adapters/settings/gateway_settings.h"
#include "gateway/domain/civil_date.h"

namespace levybridge::settings {

// A gateway's file or an adapter's: one with a top-level key `role` is an adapter's. `now` decides
// which certificates have expired (an error) or will within 30 days (a warning).
std::vector<ConfigProblem> CheckConfiguration(const std::string& path, domain::Timestamp now);

// The parts, for programs that have loaded their settings already. `path` is the settings' own
// file.
std::vector<ConfigProblem> CheckFilesOf(const std::string& path, const GatewaySettings& settings,
                                        domain::Timestamp now);
std::vector<ConfigProblem> CheckFilesOf(const std::string& path, const AdapterSettings& settings,
                                        domain::Timestamp now);

}  // namespace levybridge::settings
