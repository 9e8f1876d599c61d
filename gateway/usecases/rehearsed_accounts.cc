#include <utility>

#include "gateway/usecases/rehearsed_refunds.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using ports::FiledAccount;

constexpr int64_t kFirstRehearsed = int64_t{1} << 48;

bool IsOf(const FiledAccount& filed, const domain::EmployerKey& employer) {
  return filed.pooling_area == employer.pooling_area &&
         filed.account.unit_code == employer.unit_code;
}

}  // namespace

absl::StatusOr<int64_t> RehearsedAccounts::Add(const FiledAccount& account) {
  const int64_t filing_no = kFirstRehearsed + static_cast<int64_t>(added_.size());
  FiledAccount& added = added_.emplace(filing_no, account).first->second;
  added.filing_no = filing_no;
  return filing_no;
}

absl::StatusOr<std::vector<std::optional<FiledAccount>>> RehearsedAccounts::Find(
    absl::Span<const int64_t> filing_numbers) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.Find(filing_numbers));
  for (size_t i = 0; i < filing_numbers.size(); ++i) {
    const auto at = added_.find(filing_numbers[i]);
    if (at != added_.end()) answers[i] = at->second;
  }
  return answers;
}

absl::StatusOr<std::vector<std::optional<FiledAccount>>> RehearsedAccounts::InForce(
    absl::Span<const domain::EmployerKey> employers, domain::CivilDate day) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto answers, base_.InForce(employers, day));
  std::map<domain::EmployerKey, const FiledAccount*> newest;
  for (const auto& [filing_no, filed] : added_) {
    if (filed.account.effective_on > day) continue;
    const FiledAccount*& best = newest[{filed.pooling_area, filed.account.unit_code}];
    if (best == nullptr || filed.account.effective_on >= best->account.effective_on) best = &filed;
  }
  for (size_t i = 0; i < employers.size(); ++i) {
    const auto at = newest.find(employers[i]);
    if (at == newest.end()) continue;
    const FiledAccount& filed = *at->second;
    if (!answers[i] || filed.account.effective_on >= answers[i]->account.effective_on) {
      answers[i] = filed;
    }
  }
  return answers;
}

absl::StatusOr<std::vector<FiledAccount>> RehearsedAccounts::OfEmployer(
    const domain::EmployerKey& employer) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto accounts, base_.OfEmployer(employer));
  for (const auto& [filing_no, filed] : added_) {
    if (IsOf(filed, employer)) accounts.push_back(filed);
  }
  return accounts;
}

}  // namespace levybridge::usecases
