#include "gateway/domain/party.h"

#include <algorithm>

namespace levybridge::domain {
namespace {

constexpr std::string_view kPrefix = "urn:levybridge:party:";
constexpr size_t kMaxNameLength = 32;

// What stands before the next colon, which is taken off together with it; nothing without a colon.
std::optional<std::string_view> TakePart(std::string_view& rest) {
  const size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return part;
}

bool IsPartyName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameLength &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace

std::optional<PartyId> PartyId::ParseUri(std::string_view uri) {
  if (uri.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  std::string_view rest = uri.substr(kPrefix.size());
  const std::optional<std::string_view> role_name = TakePart(rest);
  const std::optional<std::string_view> region_code = TakePart(rest);
  if (!role_name || !region_code || !IsPartyName(rest)) return std::nullopt;
  const std::optional<Role> role = ParseRole(*role_name);
  const std::optional<RegionCode> region = RegionCode::Parse(*region_code);
  // One spelling only: two URNs are never the same party.
  if (!role || MachineName(*role) != *role_name || !region) return std::nullopt;
  return PartyId{*role, *region, std::string(rest)};
}

std::string PartyId::ToUri() const {
  std::string uri(kPrefix);
  uri += MachineName(role);
  uri += ':';
  region.AppendTo(uri);
  uri += ':';
  uri += name;
  return uri;
}

}  // namespace levybridge::domain
