// ConfigProblem: one thing wrong in a configuration file, told so that a person can go and mend it.
//
// Customer rule: a configuration error names the file, the line, the key and what was expected; all
// problems of a file are told at once, not one per start. Texts are English and never hold secrets
// (configuration names key files, it does not contain keys). Value types.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace levybridge::settings {

enum class Severity { kError, kWarning };

struct ConfigProblem {
  std::string file;
  int line = 0;         // from 1; 0 when the file as a whole is meant
  int column = 0;       // from 1, in characters; 0 likewise
  std::string key;      // dotted path, "parties[0].uri"; empty for the whole document
  std::string message;  // what was expected, and what was found instead
  Severity severity = Severity::kError;

  // "config/gateway.yaml:12:3: store.path: expected a path, found a list".
  std::string ToString() const;
  friend bool operator==(const ConfigProblem&, const ConfigProblem&) = default;
};

// True when at least one is an error.
bool HasErrors(const std::vector<ConfigProblem>& problems);

// OK without errors; otherwise INVALID_ARGUMENT with every error on a line of its own.
absl::Status ToStatus(const std::vector<ConfigProblem>& problems);

// What a loader gives back. `value` is there exactly when no problem is an error.
template <class T>
struct Loaded {
  std::optional<T> value;
  std::vector<ConfigProblem> problems;

  static Loaded Of(T value, std::vector<ConfigProblem> problems) {
    const bool usable = !HasErrors(problems);
    return Loaded{usable ? std::optional<T>(std::move(value)) : std::nullopt, std::move(problems)};
  }
  // For values that could not even be built; `problems` must hold an error.
  static Loaded Failed(std::vector<ConfigProblem> problems) {
    return Loaded{std::nullopt, std::move(problems)};
  }
  bool ok() const { return value.has_value(); }
};

}  // namespace levybridge::settings
