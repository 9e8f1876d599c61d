// Deferrals against the obligations they belong to: what they hold is what the obligation has
// deferred, and every part points to an instruction of its chain.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/deferral_fields.h"
#include "adapters/sqlite/fingerprint.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/obligations.h"
#include "adapters/sqlite/value.h"
#include "adapters/sqlite/verify_scan.h"

namespace levybridge::sqlite {
namespace {

constexpr size_t kKeysAtOnce = 500;

bool Instructs(const domain::Obligation& obligation, const domain::Deferral& deferral) {
  const auto chain = static_cast<size_t>(deferral.chain);
  if (deferral.chain < 0 || chain >= obligation.chains.size()) return false;
  const std::vector<int64_t>& issued = obligation.chains[chain].instructions;
  return std::all_of(deferral.parts.begin(), deferral.parts.end(), [&](const auto& part) {
    return std::find(issued.begin(), issued.end(), part.sequence) != issued.end();
  });
}

absl::Status CheckAgainstObligations(VerifyScan& scan,
                                     const std::vector<domain::Deferral>& deferrals) {
  std::vector<domain::ObligationKey> keys;
  keys.reserve(deferrals.size());
  for (const domain::Deferral& deferral : deferrals) keys.push_back(deferral.key);
  const auto obligations = SqliteObligations(scan.connection).Find(keys);
  if (!obligations.ok()) {
    scan.report.Add(std::string(obligations.status().message()));
    return absl::OkStatus();
  }
  for (size_t i = 0; i < deferrals.size(); ++i) {
    const std::string name =
        absl::StrCat("deferral ", deferrals[i].id, " of ", KeyText(deferrals[i].key), ": ");
    const std::optional<domain::Obligation>& obligation = (*obligations)[i];
    if (!obligation) {
      scan.report.Add(name + "no such obligation");
      continue;
    }
    for (const domain::Component component : domain::kAllComponents) {
      const domain::Money deferred = obligation->balance(component).deferred;
      if (deferrals[i].held[component] == deferred) continue;
      scan.report.Add(absl::StrCat(name, "holds ", deferrals[i].held[component].ToYuan(), " of ",
                                   std::string(MachineName(component)),
                                   " where the obligation has ", deferred.ToYuan(), " deferred"));
    }
    if (!Instructs(*obligation, deferrals[i])) {
      scan.report.Add(name + "a part points to an instruction that is not its chain's");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyDeferrals(VerifyScan& scan, const Fingerprints& deferred_by_obligation) {
  Fingerprints held;
  Query query(scan.connection, "SELECT id, value, next_issue FROM deferral");
  std::vector<domain::Deferral> some;
  while (query.Next()) {
    scan.Row("deferral");
    auto deferral = DecodeValue<domain::Deferral>(query.Blob(1));
    if (!deferral) {
      scan.report.Add(absl::StrCat("deferral ", query.Int(0), ": damaged"));
      continue;
    }
    deferral->id = query.Int(0);
    const std::optional<domain::CivilDate> next = deferral->NextIssue();
    if ((next ? next->days() : 0) != query.Int(2)) {
      scan.report.Add(absl::StrCat("deferral ", deferral->id, ": stands under a wrong date"));
    }
    AddDeferred(KeyText(deferral->key), deferral->held, held);
    some.push_back(*std::move(deferral));
    if (some.size() < kKeysAtOnce) continue;
    if (absl::Status status = CheckAgainstObligations(scan, some); !status.ok()) return status;
    some.clear();
  }
  if (absl::Status status = scan.End(query, "deferral"); !status.ok()) return status;
  if (absl::Status status = CheckAgainstObligations(scan, some); !status.ok()) return status;
  if (held.Differs(deferred_by_obligation)) {
    scan.report.Add("deferral: the obligations have more or less deferred than is held");
  }
  return absl::OkStatus();
}

}  // namespace levybridge::sqlite
