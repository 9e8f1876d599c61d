// Concatenate: the parts of a message as one string; parts are texts and whole numbers. The
// distribution's Abseil has a string_view of its own, to which the standard one does not convert,
// so absl::StrCat cannot take ours. Thread-safe: no state.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace levybridge::domain {

inline void AppendPart(std::string& out, std::string_view part) { out += part; }
template <std::integral Number>
void AppendPart(std::string& out, Number number) {
  out += std::to_string(number);
}

template <class... Parts>
std::string Concatenate(const Parts&... parts) {
  std::string out;
  (AppendPart(out, parts), ...);
  return out;
}

// "a, b, c".
template <class Text>
std::string ListOf(const std::vector<Text>& texts) {
  std::string out;
  for (const Text& text : texts) {
    if (!out.empty()) out += ", ";
    out += text;
  }
  return out;
}

}  // namespace levybridge::domain
