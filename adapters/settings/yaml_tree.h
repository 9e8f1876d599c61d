// The tree behind strict_yaml.h: one YAML document as positioned text, before anything is
// converted.
//
// yaml-cpp is used for its grammar only: it would accept a key twice, follow anchors and read
// 010203 as an octal number, so scalars stay text here. Internal to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/settings/config_problem.h"

namespace levybridge::settings {

enum class YamlKind {
  kBroken,  // refused and already reported: readers stay silent about it
  kNothing,
  kText,
  kList,
  kMap,
};

struct YamlNode {
  YamlKind kind = YamlKind::kBroken;
  int line = 0;
  int column = 0;
  bool quoted = false;             // kText: written in quotes, or as a block
  std::string text;                // kText
  std::vector<YamlNode> keys;      // kMap: kText nodes, each once, in file order
  std::vector<YamlNode> children;  // kList: the elements; kMap: the values, beside `keys`
};

inline constexpr size_t kMaxYamlBytes = size_t{1} << 20;
inline constexpr int kMaxYamlDepth = 32;
inline constexpr int kMaxYamlNodes = 100'000;

// Adds to `problems`; the root is kBroken when nothing could be made of the text. Never throws.
YamlNode ParseYamlTree(const std::string& file, std::string_view text,
                       std::vector<ConfigProblem>& problems);

// "store" + "path" = "store.path"; a key that holds a dot or a bracket is put in quotes.
std::string JoinKey(const std::string& path, std::string_view key);
std::string JoinIndex(const std::string& path, size_t index);

}  // namespace levybridge::settings
