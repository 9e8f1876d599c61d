// RunKeys: many run keys in one piece of memory, each with a number of its caller's.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace levybridge::sqlite {

class RunKeys {
 public:
  // The next key is appended here, then ended.
  std::string& bytes() { return bytes_; }
  void End(size_t tag) {
    ends_.push_back(bytes_.size());
    tags_.push_back(tag);
  }
  size_t tag(size_t index) const { return tags_[index]; }
  size_t size() const { return ends_.size(); }
  std::string_view operator[](size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  // Valid while nothing is added.
  std::vector<std::string_view> Views() const {
    std::vector<std::string_view> views;
    views.reserve(size());
    for (size_t i = 0; i < size(); ++i) views.push_back((*this)[i]);
    return views;
  }

 private:
  std::string bytes_;
  std::vector<size_t> ends_;
  std::vector<size_t> tags_;
};

}  // namespace levybridge::sqlite
