// The sections of a policy file, read one by one. Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/settings/region_parameters.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/policy_model.h"

namespace levybridge::settings {

enum class PolicyKind { kReduction, kDeferralByRule, kDeferralOnApplication };

// Reads what is there and reports the rest; a section that could not be read makes `complete`
// false.
class PolicyReader {
 public:
  PolicyReader(YamlMap& root, Places& places) : root_(root), places_(places) {}

  // Nothing when something essential is missing; it has been reported then.
  std::optional<domain::Policy> Read();

 private:
  YamlValue Required(std::string_view key);
  YamlValue Optional(std::string_view key);
  domain::Citation ReadCitation(YamlMap& map);
  domain::Citation ReadCitationAt(const YamlValue& value);
  std::vector<domain::UnitTypeGroup> ReadGroups(const YamlValue& value);
  domain::UnitTypeRules ReadUnitTypes(const YamlValue& value);
  std::optional<domain::PolicyWindow> ReadWindow();
  std::optional<domain::FundTier> ReadTier(const YamlValue& value);
  domain::FundRule ReadFund(const YamlValue& value);
  std::optional<domain::BackPaymentRule> ReadBackPayment(const YamlValue& value);
  std::optional<domain::CollectedTogether> ReadCollectedTogether(const YamlValue& value);
  void ReadReduction(domain::Policy& policy);
  void ReadRuleDeferral(domain::Policy& policy);
  void ReadApplicationDeferral(domain::Policy& policy);
  void ReadHeading(domain::Policy& policy);
  void ReadReports(domain::Policy& policy);
  void ReadDuties(domain::Policy& policy);
  std::optional<domain::MemberEventRule> ReadMemberEvents();

  YamlMap& root_;
  Places& places_;
  std::string document_;
  bool complete_ = true;
};

}  // namespace levybridge::settings
