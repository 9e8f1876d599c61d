// RegionCode: an administrative division of GB/T 2260 (six digits), and the tree of regions.
//
// Customer rules: `420106` lies in `420100` lies in `420000` (the prefix decides); zones without a
// national code are configured with a parent; codes change over time (Nantong 2020), so a district
// may name its predecessors. The *pooling area* (统筹区) is the city unless configured otherwise;
// it is part of every key, while the district is only a dated attribute. Value types and an
// immutable table: thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace levybridge::domain {

class RegionCode {
 public:
  // Exactly six ASCII digits, the first not 0. Nothing otherwise.
  static std::optional<RegionCode> Parse(std::string_view text);
  static std::optional<RegionCode> FromNumber(uint32_t number);

  uint32_t number() const { return number_; }  // 100000..999999
  std::string ToString() const;
  void AppendTo(std::string& out) const;
  bool IsProvince() const { return number_ % 10000 == 0; }
  bool IsCity() const { return !IsProvince() && number_ % 100 == 0; }
  RegionCode City() const { return RegionCode(number_ / 100 * 100); }
  RegionCode Province() const { return RegionCode(number_ / 10000 * 10000); }

  friend auto operator<=>(RegionCode, RegionCode) = default;

 private:
  explicit RegionCode(uint32_t number) : number_(number) {}
  uint32_t number_;
};

// The region whose fund an employer belongs to. A RegionCode in another role, hence another type.
struct PoolingArea {
  RegionCode region;
  friend auto operator<=>(const PoolingArea&, const PoolingArea&) = default;
};

// What configuration adds to the national code: names, parents of zones, separate pooling areas.
class RegionTree {
 public:
  struct Node {
    std::string name;                  // may be empty
    std::optional<RegionCode> parent;  // for zones whose prefix does not tell
    bool pools_itself = false;         // a district or zone that is its own pooling area
    std::vector<RegionCode> successor_of;
  };

  RegionTree() = default;
  explicit RegionTree(std::map<RegionCode, Node> nodes) : nodes_(std::move(nodes)) {}

  // The region itself, then what contains it, nearest first, ending with the province.
  std::vector<RegionCode> SelfAndAncestors(RegionCode region) const;
  // True when `inner` is `outer` or lies in it.
  bool Contains(RegionCode outer, RegionCode inner) const;
  PoolingArea PoolingAreaOf(RegionCode region) const;
  // Empty when no name is configured.
  std::string_view NameOf(RegionCode region) const;
  const std::map<RegionCode, Node>& nodes() const { return nodes_; }

 private:
  std::map<RegionCode, Node> nodes_;
};

}  // namespace levybridge::domain
