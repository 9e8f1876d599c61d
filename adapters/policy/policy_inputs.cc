#include "adapters/policy/policy_inputs.h"

#include <chrono>
#include <utility>

#include "adapters/settings/policy_book_files.h"

namespace levybridge::policy {
namespace {

domain::CivilDate Today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return domain::DateInShanghai(
      {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()});
}

template <class Entry>
void TakeRefused(RegisterFile<Entry>& file, std::vector<RefusedEntry>& refused) {
  for (RefusedEntry& entry : file.refused) refused.push_back(std::move(entry));
}

}  // namespace

absl::StatusOr<PolicyInputs> LoadPolicyInputs(const PolicyOptions& options) {
  std::optional<domain::CivilDate> business_date;
  if (!options.business_date.empty()) {
    business_date = domain::CivilDate::Parse(options.business_date);
    if (!business_date) {
      return absl::InvalidArgumentError("--business-date: expected a date like 2020-03-05");
    }
  }
  settings::Loaded<domain::PolicyBook> book =
      settings::LoadPolicyBook(options.policies, options.regions);
  if (!book.ok()) return settings::ToStatus(book.problems);
  RegisterFile<domain::DeferralEntry> deferrals;
  if (!options.deferrals.empty()) {
    auto read = ReadDeferrals(options.deferrals, *book.value);
    if (!read.ok()) return read.status();
    deferrals = std::move(*read);
  }
  RegisterFile<domain::EligibleEmployer> eligible;
  if (!options.eligible.empty()) {
    auto read = ReadEligible(options.eligible);
    if (!read.ok()) return read.status();
    eligible = std::move(*read);
  }
  std::vector<RefusedEntry> refused;
  TakeRefused(deferrals, refused);
  TakeRefused(eligible, refused);
  domain::RegisterIndex index(book.value->regions(), deferrals.entries, eligible.entries);
  return PolicyInputs{std::move(*book.value), std::move(index), std::move(refused),
                      business_date.value_or(Today()), business_date.has_value()};
}

}  // namespace levybridge::policy
