// Remembered: a parser that keeps its last answer, for columns in which one value stands row after
// row: the fee period, the kind, the dates of a policy. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace levybridge::files {

template <auto kParse>
class Remembered {
 public:
  auto operator()(std::string_view text) -> decltype(kParse(text)) {
    if (value_ && text == text_) return value_;
    auto value = kParse(text);
    if (value) {
      text_.assign(text);
      value_ = value;
    }
    return value;
  }

 private:
  std::string text_;
  decltype(kParse(std::string_view())) value_;
};

}  // namespace levybridge::files
