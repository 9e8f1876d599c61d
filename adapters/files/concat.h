// Concat: joins pieces of text. (The distribution's Abseil has a string_view of its own, which its
// StrCat insists on.) Thread-safe.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace levybridge::files {

inline std::string Concat(std::initializer_list<std::string_view> pieces) {
  size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string result;
  result.reserve(size);
  for (const std::string_view piece : pieces) result += piece;
  return result;
}

}  // namespace levybridge::files
