#include "adapters/client/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace levybridge::client {
namespace {

constexpr int kBarWidth = 30;
constexpr int64_t kPauseMs = 100;

int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

ProgressBar ProgressBar::ForStandardError() { return ProgressBar(::isatty(STDERR_FILENO) == 1); }

std::string BarText(uint64_t done, uint64_t total, int width) {
  const uint64_t reached = total == 0 ? 0 : std::min(done, total);
  const auto cells = static_cast<uint64_t>(width);
  const uint64_t full = total == 0 ? 0 : reached * cells / total;
  std::string text;
  for (uint64_t cell = 0; cell < cells; ++cell) text += cell < full ? "█" : "░";
  return text + " " + std::to_string(total == 0 ? 0 : reached * 100 / total) + "%";
}

void ProgressBar::Show(const std::string& label, uint64_t done, uint64_t total) {
  if (!visible_) return;
  const int64_t now_ms = NowMs();
  if (shown_ && done < total && now_ms - last_ms_ < kPauseMs) return;
  last_ms_ = now_ms;
  shown_ = true;
  std::fprintf(stderr, "\r\x1b[K%s %s %llu/%llu", label.c_str(),
               BarText(done, total, kBarWidth).c_str(), static_cast<unsigned long long>(done),
               static_cast<unsigned long long>(total));
  std::fflush(stderr);
}

void ProgressBar::Clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace levybridge::client
