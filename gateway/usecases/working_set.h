// WorkingSet: the values behind the keys of many rows, fetched in one sorted pass, changed in
// memory row by row, and written back in one sorted pass. Not thread-safe; lives for one
// transaction.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/domain/check.h"

namespace levybridge::usecases {

template <class Key, class Value>
class WorkingSet {
 public:
  using Keys = std::shared_ptr<const std::vector<Key>>;

  WorkingSet() : keys_(std::make_shared<const std::vector<Key>>()) {}
  // `keys` in any order, repeats allowed; `find` gets them sorted and unique and answers one
  // optional value per key.
  template <class Find>
  static absl::StatusOr<WorkingSet> Load(std::vector<Key> keys, Find&& find) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return Load(std::make_shared<const std::vector<Key>>(std::move(keys)), find);
  }
  // The same for keys that are sorted and unique already (SortedKeys); their places are the slots
  // used below.
  template <class Find>
  static absl::StatusOr<WorkingSet> Load(Keys keys, Find&& find) {
    absl::StatusOr<std::vector<std::optional<Value>>> values = find(*keys);
    if (!values.ok()) return values.status();
    LEVYBRIDGE_CHECK(values->size() == keys->size(), "a store answers every key");
    WorkingSet set;
    set.keys_ = std::move(keys);
    set.values_ = *std::move(values);
    set.changed_.resize(set.values_.size());
    return set;
  }

  // The value now; null when there is none. `key` must be one of those loaded.
  const Value* Find(const Key& key) const { return At(SlotOf(key)); }
  bool Knows(const Key& key) const {
    const auto at = std::lower_bound(keys_->begin(), keys_->end(), key);
    return at != keys_->end() && *at == key;
  }
  void Put(const Key& key, Value value) { PutAt(SlotOf(key), std::move(value)); }

  // The same by slot, without a search.
  const Value* At(size_t slot) const { return values_[slot] ? &*values_[slot] : nullptr; }
  void PutAt(size_t slot, Value value) {
    values_[slot] = std::move(value);
    if (!changed_[slot]) ++changed_count_;
    changed_[slot] = true;
  }

  bool empty() const { return values_.empty(); }
  // The values loaded or put so far, in key order.
  std::vector<Value> Values() const {
    std::vector<Value> values;
    for (const std::optional<Value>& value : values_) {
      if (value) values.push_back(*value);
    }
    return values;
  }
  // The keys of the values put, in key order.
  std::vector<Key> ChangedKeys() const {
    if (changed_count_ == values_.size()) return *keys_;
    std::vector<Key> changed;
    changed.reserve(changed_count_);
    for (size_t slot = 0; slot < values_.size(); ++slot) {
      if (changed_[slot]) changed.push_back((*keys_)[slot]);
    }
    return changed;
  }
  // The values put, in key order; the set is used up.
  std::vector<Value> TakeChanged() && {
    std::vector<Value> changed;
    changed.reserve(changed_count_);
    for (size_t slot = 0; slot < values_.size(); ++slot) {
      if (changed_[slot]) changed.push_back(*std::move(values_[slot]));
    }
    return changed;
  }

 private:
  size_t SlotOf(const Key& key) const {
    const auto at = std::lower_bound(keys_->begin(), keys_->end(), key);
    LEVYBRIDGE_CHECK(at != keys_->end() && *at == key, "only loaded keys may be used");
    return static_cast<size_t>(at - keys_->begin());
  }

  Keys keys_;
  std::vector<std::optional<Value>> values_;  // one per key
  std::vector<bool> changed_;
  size_t changed_count_ = 0;
};

}  // namespace levybridge::usecases
