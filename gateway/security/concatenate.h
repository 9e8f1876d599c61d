// Joins pieces of text. The distribution's Abseil has its own string_view, which std::string_view
// does not convert to, so absl::StrCat cannot take ours.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace levybridge::security {

inline std::string_view StdView(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

inline std::string Concatenate(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

}  // namespace levybridge::security
