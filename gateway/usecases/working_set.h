// WorkingSet: the values behind a chunk's keys, fetched in one sorted pass, changed in memory row
// by row, and written back in one sorted pass. Not thread-safe; lives for one transaction.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/check.h"

namespace levybridge::usecases {

template <class Key, class Value>
class WorkingSet {
 public:
  // `keys` in any order, repeats allowed; `find` gets them sorted and unique and answers one
  // optional value per key.
  template <class Find>
  static absl::StatusOr<WorkingSet> Load(std::vector<Key> keys, Find&& find) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    absl::StatusOr<std::vector<std::optional<Value>>> values = find(keys);
    if (!values.ok()) return values.status();
    LEVYBRIDGE_CHECK(values->size() == keys.size(), "a store answers every key");
    WorkingSet set;
    set.slots_.reserve(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      set.slots_.push_back({std::move(keys[i]), std::move((*values)[i]), false});
    }
    return set;
  }

  // The value now; null when there is none. `key` must be one of those loaded.
  const Value* Find(const Key& key) const {
    const Slot& slot = slots_[IndexOf(key)];
    return slot.value ? &*slot.value : nullptr;
  }
  bool Knows(const Key& key) const {
    const auto at = LowerBound(key);
    return at != slots_.end() && at->key == key;
  }
  void Put(const Key& key, Value value) {
    Slot& slot = slots_[IndexOf(key)];
    slot.value = std::move(value);
    slot.changed = true;
  }
  // The values loaded or put so far, in key order.
  std::vector<Value> Values() const {
    std::vector<Value> values;
    for (const Slot& slot : slots_) {
      if (slot.value) values.push_back(*slot.value);
    }
    return values;
  }
  // The values put, in key order; the set is used up.
  std::vector<Value> TakeChanged() && {
    std::vector<Value> changed;
    for (Slot& slot : slots_) {
      if (slot.changed) changed.push_back(std::move(*slot.value));
    }
    return changed;
  }

 private:
  struct Slot {
    Key key;
    std::optional<Value> value;
    bool changed;
  };
  auto LowerBound(const Key& key) const {
    return std::lower_bound(slots_.begin(), slots_.end(), key,
                            [](const Slot& slot, const Key& k) { return slot.key < k; });
  }
  size_t IndexOf(const Key& key) const {
    const auto at = LowerBound(key);
    LEVYBRIDGE_CHECK(at != slots_.end() && at->key == key, "only loaded keys may be used");
    return static_cast<size_t>(at - slots_.begin());
  }

  std::vector<Slot> slots_;
};

}  // namespace levybridge::usecases
