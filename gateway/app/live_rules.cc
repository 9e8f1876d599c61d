#include "gateway/app/live_rules.h"

#include <iterator>

#include "adapters/settings/calendar_file.h"
#include "adapters/settings/policy_book_files.h"

namespace levybridge::app {

settings::Loaded<usecases::Rules> LoadRules(const settings::GatewaySettings& settings) {
  auto book = settings::LoadPolicyBook(settings.policies_directory, settings.regions_file);
  if (!book.ok()) return settings::Loaded<usecases::Rules>::Failed(std::move(book.problems));
  auto calendar = settings::LoadCalendar(settings.calendar_file, book.value->regions());
  std::vector<settings::ConfigProblem> problems = std::move(book.problems);
  std::move(calendar.problems.begin(), calendar.problems.end(), std::back_inserter(problems));
  if (!calendar.ok()) return settings::Loaded<usecases::Rules>::Failed(std::move(problems));
  return settings::Loaded<usecases::Rules>::Of(
      usecases::Rules{*std::move(book.value), *std::move(calendar.value)}, std::move(problems));
}

}  // namespace levybridge::app
