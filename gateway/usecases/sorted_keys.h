// SortedKeys: the keys of many rows in store order, each once, and where each row's key went, so
// that a row finds what belongs to it without a search.
//
// A key type says by CoarseOrder and FineOrder how it sorts: by a number first, then by the bytes
// of a text, then by its own operator<. Keys of one file have much in common, numbers and the heads
// of texts, so what is compared most of the time is eight bytes behind that head. Immutable once
// made; copies share the keys.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/domain/obligation.h"
#include "gateway/ports/obligations.h"

namespace levybridge::usecases {

inline uint64_t CoarseOrder(const domain::ObligationKey& key) {
  return uint64_t{key.pooling_area.region.number()} << 32 |
         static_cast<uint32_t>(key.fee_period.index());
}
inline std::string_view FineOrder(const domain::ObligationKey& key) {
  return key.unit_code.value();
}
inline uint64_t CoarseOrder(const ports::AssessmentIdentity& identity) {
  return static_cast<uint32_t>(identity.fee_period.index());
}
inline std::string_view FineOrder(const ports::AssessmentIdentity& identity) {
  return identity.assessment_no.value();
}

template <class Key>
class SortedKeys {
 public:
  SortedKeys() : keys_(std::make_shared<const std::vector<Key>>()) {}
  // In any order, repeats allowed.
  explicit SortedKeys(std::vector<Key> given) : slots_(given.size()) {
    const std::vector<Place> places = Sort(given);
    std::vector<Key> keys;
    keys.reserve(given.size());
    for (const Place& place : places) {
      if (keys.empty() || !(keys.back() == given[place.index])) {
        keys.push_back(std::move(given[place.index]));
      }
      slots_[place.index] = static_cast<uint32_t>(keys.size() - 1);
    }
    keys_ = std::make_shared<const std::vector<Key>>(std::move(keys));
  }

  // Sorted and unique.
  const std::shared_ptr<const std::vector<Key>>& keys() const { return keys_; }
  // Where the key given at `index` is now.
  size_t SlotOf(size_t index) const { return slots_[index]; }
  const Key& KeyOf(size_t index) const { return (*keys_)[slots_[index]]; }

 private:
  struct Place {
    uint64_t coarse;
    uint64_t fine;
    uint32_t index;
  };

  static size_t CommonHead(const std::vector<Key>& given) {
    if (given.empty()) return 0;
    const std::string_view first = FineOrder(given.front());
    size_t common = first.size();
    for (const Key& key : given) {
      const std::string_view text = FineOrder(key).substr(0, common);
      const auto differs = std::mismatch(text.begin(), text.end(), first.begin()).first;
      common = static_cast<size_t>(differs - text.begin());
    }
    return common;
  }
  // Eight bytes behind the common head as a number that sorts as they do.
  static uint64_t FineNumber(std::string_view text, size_t head) {
    char bytes[sizeof(uint64_t)] = {};
    const std::string_view rest = text.substr(head, sizeof bytes);
    std::memcpy(bytes, rest.data(), rest.size());
    uint64_t number = 0;
    for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
    return number;
  }
  static std::vector<Place> Sort(const std::vector<Key>& given) {
    const size_t head = CommonHead(given);
    std::vector<Place> places;
    places.reserve(given.size());
    for (const Key& key : given) {
      places.push_back({CoarseOrder(key), FineNumber(FineOrder(key), head),
                        static_cast<uint32_t>(places.size())});
    }
    std::sort(places.begin(), places.end(), [&given](const Place& a, const Place& b) {
      if (a.coarse != b.coarse) return a.coarse < b.coarse;
      if (a.fine != b.fine) return a.fine < b.fine;
      return given[a.index] < given[b.index];
    });
    return places;
  }

  std::shared_ptr<const std::vector<Key>> keys_;
  std::vector<uint32_t> slots_;
};

}  // namespace levybridge::usecases
