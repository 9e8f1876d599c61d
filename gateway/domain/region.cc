#include "gateway/domain/region.h"

#include <algorithm>
#include <charconv>

namespace levybridge::domain {
namespace {

// What directly contains `region`; nothing for a province.
std::optional<RegionCode> ParentOf(const std::map<RegionCode, RegionTree::Node>& nodes,
                                   RegionCode region) {
  const auto node = nodes.find(region);
  if (node != nodes.end() && node->second.parent) return node->second.parent;
  if (region.IsProvince()) return std::nullopt;
  return region.IsCity() ? region.Province() : region.City();
}

}  // namespace

std::optional<RegionCode> RegionCode::Parse(std::string_view text) {
  if (text.size() != 6) return std::nullopt;
  uint32_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint32_t>(c - '0');
  }
  return FromNumber(number);
}

std::optional<RegionCode> RegionCode::FromNumber(uint32_t number) {
  if (number < 100'000 || number > 999'999) return std::nullopt;
  return RegionCode(number);
}

std::string RegionCode::ToString() const {
  std::string out;
  AppendTo(out);
  return out;
}

void RegionCode::AppendTo(std::string& out) const {
  char buffer[8];
  const auto result = std::to_chars(buffer, buffer + sizeof(buffer), number_);
  out.append(buffer, result.ptr);
}

std::vector<RegionCode> RegionTree::SelfAndAncestors(RegionCode region) const {
  std::vector<RegionCode> chain;
  chain.reserve(4);
  chain.push_back(region);
  // A configured cycle ends where it closes; the chain then still ends with a province.
  for (auto next = ParentOf(nodes_, region); next; next = ParentOf(nodes_, *next)) {
    if (std::find(chain.begin(), chain.end(), *next) != chain.end()) break;
    chain.push_back(*next);
  }
  if (!chain.back().IsProvince()) chain.push_back(chain.back().Province());
  return chain;
}

bool RegionTree::Contains(RegionCode outer, RegionCode inner) const {
  // Asked for every row, hence without building the chain. Longer walks than this are cycles.
  const size_t longest_walk = 3 * (nodes_.size() + 1);
  RegionCode current = inner;
  for (size_t step = 0; step <= longest_walk; ++step) {
    if (current == outer) return true;
    const std::optional<RegionCode> next = ParentOf(nodes_, current);
    if (!next) return false;
    current = *next;
  }
  const std::vector<RegionCode> chain = SelfAndAncestors(inner);
  return std::find(chain.begin(), chain.end(), outer) != chain.end();
}

PoolingArea RegionTree::PoolingAreaOf(RegionCode region) const {
  const std::vector<RegionCode> chain = SelfAndAncestors(region);
  for (const RegionCode& candidate : chain) {
    const auto node = nodes_.find(candidate);
    if (node != nodes_.end() && node->second.pools_itself) return PoolingArea{candidate};
  }
  for (const RegionCode& candidate : chain) {
    if (candidate.IsCity()) return PoolingArea{candidate};
  }
  return PoolingArea{chain.back()};
}

std::string_view RegionTree::NameOf(RegionCode region) const {
  const auto node = nodes_.find(region);
  return node == nodes_.end() ? std::string_view() : std::string_view(node->second.name);
}

}  // namespace levybridge::domain
