#include "gateway/app/practice_clock.h"

#include <optional>
#include <utility>

#include "adapters/settings/bounded_file.h"

namespace levybridge::app {
namespace {

constexpr size_t kMaxBytes = 64;
constexpr int64_t kMillisecondsPerDay = 86'400'000;

std::optional<domain::CivilDate> DateIn(const std::string& file) {
  const auto text = settings::ReadBoundedFile(file, kMaxBytes);
  if (!text.ok()) return std::nullopt;
  const size_t end = text->find_last_not_of(" \r\n\t");
  return domain::CivilDate::Parse(text->substr(0, end == std::string::npos ? 0 : end + 1));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PracticeClock>> PracticeClock::Open(const ports::Clock& real,
                                                                   std::string file) {
  const std::optional<domain::CivilDate> date = DateIn(file);
  if (!date) {
    return absl::InvalidArgumentError(
        "practice.clock_file: expected a file that holds a date, "
        "2022-12-01: " +
        file);
  }
  return std::unique_ptr<PracticeClock>(new PracticeClock(real, std::move(file), *date));
}

domain::Timestamp PracticeClock::Now() const {
  const std::lock_guard lock(mutex_);
  if (const std::optional<domain::CivilDate> date = DateIn(file_)) date_ = *date;
  const domain::Timestamp real = real_.Now();
  const int64_t days = date_.days() - domain::DateInShanghai(real).days();
  return {real.unix_ms + days * kMillisecondsPerDay};
}

}  // namespace levybridge::app
