// Any bytes given as a YAML file end in values or in problems that name a place inside them: no
// crash, no exception, no problem without words.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/settings/strict_yaml.h"

namespace {

using levybridge::settings::ConfigProblem;
using levybridge::settings::YamlFile;
using levybridge::settings::YamlMap;
using levybridge::settings::YamlValue;

// Asks everything of every value, whatever it is. Deeper than the reader allows is a bug of its
// own.
void AskEverything(const YamlValue& value, int depth) {
  if (depth > 40) std::abort();
  value.AsText();
  value.AsProse();
  value.AsPath();
  value.AsInteger(-5, 1'000'000);
  value.AsDecimal(2, -500, 1'000'000);
  value.AsBool();
  value.AsRegion();
  value.AsDate();
  value.AsFeePeriod();
  value.AsEnum<int>({{"one", 1}, {"two", 2}});
  if (value.IsList()) {
    for (const YamlValue& element : value.AsList()) AskEverything(element, depth + 1);
  }
  if (value.IsMap()) {
    YamlMap map = value.AsMap();
    map.Required("one");
    for (const auto& [key, child] : map.Entries()) {
      key.AsRegion();
      AskEverything(child, depth + 1);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  YamlFile file = YamlFile::FromText("fuzzed.yaml", text);
  AskEverything(file.root(), 0);
  for (const ConfigProblem& problem : file.TakeProblems()) {
    if (problem.message.empty() || problem.line < 0 || problem.column < 0) std::abort();
    if (problem.line > static_cast<int>(size) + 1) std::abort();
  }
  return 0;
}
