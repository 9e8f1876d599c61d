#include "adapters/sqlite/assessment_numbers.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/obligation_rows.h"
#include "adapters/sqlite/run_keys.h"
#include "adapters/sqlite/sorted_runs.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {
namespace {

using domain::ObligationKey;
using ports::AssessmentIdentity;

// Numbers of one fee period.
struct Numbers {
  std::vector<const AssessmentIdentity*> identities;
  std::vector<size_t> places;  // where each stands with the caller
};
using NumbersByPeriod = std::map<domain::FeePeriod, Numbers>;

NumbersByPeriod GroupByPeriod(absl::Span<const AssessmentIdentity> identities) {
  NumbersByPeriod by_period;
  Numbers* group = nullptr;
  for (size_t i = 0; i < identities.size(); ++i) {
    const AssessmentIdentity& identity = identities[i];
    if (group == nullptr || identities[i - 1].fee_period != identity.fee_period) {
      group = &by_period[identity.fee_period];
    }
    group->identities.push_back(&identity);
    group->places.push_back(i);
  }
  return by_period;
}

RunKeys KeysOf(int64_t agency_no, const Numbers& numbers) {
  RunKeys keys;
  for (size_t i = 0; i < numbers.identities.size(); ++i) {
    AppendAssessmentKey(agency_no, numbers.identities[i]->assessment_no.value(), keys.bytes());
    keys.End(i);
  }
  return keys;
}

absl::Status Taken(const AssessmentIdentity& identity) {
  return absl::AlreadyExistsError(absl::StrCat("store: assessment number ",
                                               identity.assessment_no.value(), " of ",
                                               identity.fee_period.ToIso(), " is taken"));
}

// Leads with the hash that the key holds anyway, so that sorting seldom looks at the bytes.
struct SortEntry {
  uint64_t head;
  uint32_t index;
};

std::vector<SortEntry> SortedOrder(const RunKeys& keys) {
  constexpr size_t kHead = 4;  // the agency, the same for all
  std::vector<SortEntry> order;
  order.reserve(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    uint64_t head = 0;
    for (const char byte : keys[i].substr(kHead, sizeof(head))) {
      head = head << 8 | static_cast<uint8_t>(byte);
    }
    order.push_back({head, static_cast<uint32_t>(i)});
  }
  std::sort(order.begin(), order.end(), [&keys](const SortEntry& a, const SortEntry& b) {
    return a.head != b.head ? a.head < b.head : keys[a.index] < keys[b.index];
  });
  return order;
}

// Numbers of one fee period on their way into the store.
struct NewNumbers {
  const Numbers& numbers;
  RunKeys keys;
  std::vector<SortEntry> order;
};

absl::Status CheckFree(Connection& connection, int64_t agency_no, const NewNumbers& taking,
                       const FreeNumbers& known_free) {
  const auto& [numbers, keys, order] = taking;
  for (size_t i = 1; i < order.size(); ++i) {
    if (keys[order[i].index] == keys[order[i - 1].index]) {
      return Taken(*numbers.identities[order[i].index]);
    }
  }
  const RunScope scope{RunKind::kAssessments, numbers.identities.front()->fee_period};
  if (known_free.Holds(scope.fee_period, keys)) return absl::OkStatus();
  const auto taken = [&identities = numbers.identities](size_t index) {
    return Taken(*identities[index]);
  };
  absl::Status status =
      FindNumberRows(connection, agency_no, numbers.identities,
                     [&](size_t index, const ObligationKey&) { return taken(index); });
  if (!status.ok()) return status;
  return FindInRuns(connection, scope, keys.Views(),
                    [&](size_t index, std::string_view) { return taken(index); });
}

absl::Status WriteNumbers(Connection& connection, int64_t agency_no, const NewNumbers& taking,
                          absl::Span<const ObligationKey> owners) {
  const RunTuning& tuning = connection.run_cache().tuning();
  const Numbers& numbers = taking.numbers;
  if (static_cast<int64_t>(numbers.identities.size()) < tuning.run_from_rows) {
    std::vector<const ObligationKey*> keys;
    keys.reserve(numbers.places.size());
    for (const size_t place : numbers.places) keys.push_back(&owners[place]);
    return PutNumberRows(connection, agency_no, numbers.identities, keys);
  }
  const auto add = [&](size_t first, size_t end, RunBuilder& part) {
    std::string value;
    for (size_t i = first; i < end; ++i) {
      const uint32_t index = taking.order[i].index;
      value.clear();
      EncodeNumberOwner(owners[numbers.places[index]], value);
      part.Add(taking.keys[index], value);
    }
  };
  RunBuilder builder = BuildRun(RunKind::kAssessments, taking.order.size(), tuning, add);
  return WriteRun(connection, {RunKind::kAssessments, numbers.identities.front()->fee_period},
                  builder);
}

}  // namespace

void EncodeNumberOwner(const ObligationKey& key, std::string& out) {
  Encoder encoder(out);
  encoder(key.pooling_area, key.unit_code, key.insurance_type);
}

std::optional<ObligationKey> DecodeNumberOwner(std::string_view value,
                                               domain::FeePeriod fee_period) {
  Decoder decoder(value);
  ObligationKey key{Blank<domain::PoolingArea>::Make(), fee_period, Blank<domain::UnitCode>::Make(),
                    domain::InsuranceType::kEmployeeMedical};
  decoder(key.pooling_area, key.unit_code, key.insurance_type);
  if (!decoder.Finished()) return std::nullopt;
  return key;
}

void FreeNumbers::Forget() { by_period_.clear(); }

void FreeNumbers::Remember(domain::FeePeriod fee_period, RunKeys keys) {
  by_period_.insert_or_assign(fee_period, std::move(keys));
}

bool FreeNumbers::Holds(domain::FeePeriod fee_period, const RunKeys& keys) const {
  const auto at = by_period_.find(fee_period);
  if (at == by_period_.end()) return false;
  size_t known = 0;
  for (size_t i = 0; i < keys.size(); ++i, ++known) {
    while (known < at->second.size() && at->second[known] != keys[i]) ++known;
    if (known == at->second.size()) return false;
  }
  return true;
}

absl::StatusOr<std::vector<std::optional<ObligationKey>>> FindNumbers(
    Connection& connection, int64_t agency_no, absl::Span<const AssessmentIdentity> identities,
    FreeNumbers* found_free) {
  std::vector<std::optional<ObligationKey>> answers(identities.size());
  if (found_free != nullptr) found_free->Forget();
  for (const auto& of_period : GroupByPeriod(identities)) {
    const domain::FeePeriod fee_period = of_period.first;
    const Numbers& numbers = of_period.second;
    absl::Status status = FindNumberRows(connection, agency_no, numbers.identities,
                                         [&](size_t index, const ObligationKey& key) {
                                           answers[numbers.places[index]] = key;
                                           return absl::OkStatus();
                                         });
    if (!status.ok()) return status;
    RunKeys keys = KeysOf(agency_no, numbers);
    const auto take = [&](size_t index, std::string_view value) -> absl::Status {
      auto key = DecodeNumberOwner(value, fee_period);
      if (!key) return Damaged("run_block", numbers.identities[index]->assessment_no.value());
      // A single row counts before a run; numbers never change hands, so they agree.
      answers[numbers.places[index]] = *std::move(key);
      return absl::OkStatus();
    };
    status = FindInRuns(connection, {RunKind::kAssessments, fee_period}, keys.Views(), take);
    if (!status.ok()) return status;
    const bool all_free = std::none_of(numbers.places.begin(), numbers.places.end(),
                                       [&](size_t place) { return answers[place].has_value(); });
    if (all_free && found_free != nullptr) found_free->Remember(fee_period, std::move(keys));
  }
  return answers;
}

absl::Status TakeNumbers(Connection& connection, int64_t agency_no,
                         absl::Span<const AssessmentIdentity> identities,
                         absl::Span<const ObligationKey> keys, FreeNumbers& known_free) {
  const NumbersByPeriod by_period = GroupByPeriod(identities);
  std::vector<NewNumbers> taking;
  taking.reserve(by_period.size());
  for (const auto& [fee_period, numbers] : by_period) {
    RunKeys run_keys = KeysOf(agency_no, numbers);
    std::vector<SortEntry> order = SortedOrder(run_keys);
    taking.push_back({numbers, std::move(run_keys), std::move(order)});
    absl::Status status = CheckFree(connection, agency_no, taking.back(), known_free);
    if (!status.ok()) return status;
  }
  known_free.Forget();
  for (const NewNumbers& numbers : taking) {
    absl::Status status = WriteNumbers(connection, agency_no, numbers, keys);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace levybridge::sqlite
