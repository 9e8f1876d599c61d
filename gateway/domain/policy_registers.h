// The registers an agency keeps of single employers, as policy reads them: granted deferrals, and
// employers whose size a joint list (名单) or a written commitment (书面承诺) settles.
//
// Plain data and an immutable index over it: thread-safe. Persisted enums: never renumber.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/codes.h"
#include "gateway/domain/document_digest.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

struct DeferralEntry {
  UnitCode unit_code;
  RegionCode region;
  FeePeriod first_fee_period;
  FeePeriod last_fee_period;  // >= first_fee_period
  CivilDate deferred_until;   // last day
  CivilDate filed_on;
  std::optional<CivilDate> applied_on = {};
  std::optional<CivilDate> approved_on = {};
  std::optional<CivilDate> copied_to_tax_on = {};
  std::vector<DocumentDigest> documents = {};
  friend bool operator==(const DeferralEntry&, const DeferralEntry&) = default;
};
void AppendCanonicalBytes(const DeferralEntry& entry, std::string& out);
// Do they share a fee period?
bool Overlap(const DeferralEntry& a, const DeferralEntry& b);

enum class EligibleSource : uint8_t { kJointList = 1, kCommitment = 2 };
std::optional<EligibleSource> ParseEligibleSource(std::string_view name);
std::string_view MachineName(EligibleSource source);

struct EligibleEmployer {
  UnitCode unit_code;
  RegionCode region;
  UnitType unit_type;
  EligibleSource source;
  CivilDate effective_from;
  friend bool operator==(const EligibleEmployer&, const EligibleEmployer&) = default;
};
void AppendCanonicalBytes(const EligibleEmployer& employer, std::string& out);
// The type that the registers give an employer on `day`: the list goes before a commitment, the
// later entry before the earlier. Nothing when no entry is in force.
std::optional<UnitType> TypeByRegister(absl::Span<const EligibleEmployer> eligible, CivilDate day);

// What the registers say about one employer. The spans must outlive the call they are given to.
struct EmployerRegisters {
  absl::Span<const DeferralEntry> deferrals;
  absl::Span<const EligibleEmployer> eligible;
};

struct EmployerKey {
  PoolingArea pooling_area;
  UnitCode unit_code;
  friend auto operator<=>(const EmployerKey&, const EmployerKey&) = default;
};

// Everything one employer has in the registers, in the order it was accepted.
struct RegisteredEmployer {
  EmployerKey key;
  std::vector<DeferralEntry> deferrals;
  std::vector<EligibleEmployer> eligible;
  std::optional<Deregistration> deregistration = {};  // planned; the newest plan counts

  EmployerRegisters registers() const { return {deferrals, eligible}; }
  friend bool operator==(const RegisteredEmployer&, const RegisteredEmployer&) = default;
};

// Whole registers, by (pooling area, unit code).
class RegisterIndex {
 public:
  RegisterIndex() = default;
  RegisterIndex(const RegionTree& tree, const std::vector<DeferralEntry>& deferrals,
                const std::vector<EligibleEmployer>& eligible);
  RegisterIndex(RegisterIndex&&) = default;
  RegisterIndex& operator=(RegisterIndex&&) = default;

  bool empty() const { return entries_.empty(); }
  // Empty spans for an employer that stands in no register.
  EmployerRegisters Of(PoolingArea pooling_area, const UnitCode& unit_code) const;

 private:
  using Key = std::pair<PoolingArea, std::string>;
  struct KeyLess {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      if (a.first != b.first) return a.first < b.first;
      return std::string_view(a.second) < std::string_view(b.second);
    }
  };
  struct Entries {
    std::vector<DeferralEntry> deferrals;
    std::vector<EligibleEmployer> eligible;
  };
  std::map<Key, Entries, KeyLess> entries_;
};

}  // namespace levybridge::domain
