// ProgressBar: shows on a terminal how far a long transfer is; silent everywhere else. Writes to
// standard error, at most ten times a second. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace levybridge::client {

class ProgressBar {
 public:
  // On a terminal only.
  static ProgressBar ForStandardError();
  explicit ProgressBar(bool visible) : visible_(visible) {}

  // `label` in Chinese and English, short.
  void Show(const std::string& label, uint64_t done, uint64_t total);
  // Takes the bar away, so that other lines can follow.
  void Clear();

 private:
  bool visible_;
  bool shown_ = false;
  int64_t last_ms_ = 0;
};

// "███░░░ 50%", `width` cells wide; for tests too.
std::string BarText(uint64_t done, uint64_t total, int width);

}  // namespace levybridge::client
