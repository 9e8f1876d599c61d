// One page of a list that several filters of the store feed. Header only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace levybridge::rpc {

// Joins what several filters gave for one page: by number, each once, at most `limit`. True when
// there may be more.
template <class Row, class Number>
bool MergePage(std::vector<Row>& rows, Number number, size_t limit) {
  const auto less = [&](const Row& a, const Row& b) { return number(a) < number(b); };
  const auto same = [&](const Row& a, const Row& b) { return number(a) == number(b); };
  std::sort(rows.begin(), rows.end(), less);
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
  if (rows.size() < limit) return false;
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
  return true;
}

}  // namespace levybridge::rpc
