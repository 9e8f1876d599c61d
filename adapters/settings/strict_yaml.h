// The strict reader for every YAML file a person edits.
//
// Customer rule: a configuration error names file, line, key and what was expected. So a file is
// read to its end and every problem is collected: keys twice, keys nobody knows, wrong types,
// values out of bounds. Anchors, aliases, tags and second documents are refused; at most 1 MiB, 32
// levels. Scalars are converted from their text by our own parsers (010203 is never an octal
// number).
//
//   YamlFile file = YamlFile::Read(path);
//   {
//     YamlMap root = file.root().AsMap();
//     settings.drain_seconds = root.Optional("drain_seconds").AsInteger(1, 3600).value_or(30);
//   }  // here the keys that nobody asked for are reported
//   return Loaded<Settings>::Of(settings, file.TakeProblems());
//
// Every As...() on a value that is missing or already reported returns nothing and stays silent, so
// loaders need no error paths of their own. No exception leaves this. Not thread-safe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/settings/config_problem.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/region.h"

namespace levybridge::settings {

struct YamlNode;
class YamlMap;
struct YamlState;  // the file's name and its problems so far

// A value, or the place where one is missing. A cheap handle: valid while its YamlFile lives.
class YamlValue {
 public:
  YamlValue() = default;
  YamlValue(YamlState* state, const YamlNode* node, std::string key_path);

  // False for an optional key that is not there, and for what was already refused.
  bool present() const;
  bool IsText() const;
  bool IsList() const;
  bool IsMap() const;
  const std::string& key_path() const { return key_path_; }
  int line() const;    // from 1; 0 when not present
  int column() const;  // likewise

  YamlMap AsMap() const;
  // The elements; none (and a problem) when it is no list or has more than `max_count`.
  std::vector<YamlValue> AsList(size_t max_count = 10'000) const;

  // One line, 1..max_bytes, no control characters.
  std::optional<std::string> AsText(size_t max_bytes = 1024) const;
  // Like AsText, but may have several lines; white space at its end is dropped.
  std::optional<std::string> AsProse(size_t max_bytes = 16 * 1024) const;
  // A path; a relative one is taken from the folder of the file that names it.
  std::optional<std::string> AsPath() const;
  // Unquoted decimal digits, no leading zeros, no separators.
  std::optional<int64_t> AsInteger(int64_t min, int64_t max) const;
  // An exact decimal number times 10^decimals: "8.1" with 2 decimals is 810. More decimals than
  // that are refused, never rounded. The bounds are scaled likewise. Quotes are allowed.
  std::optional<int64_t> AsDecimal(int decimals, int64_t min_scaled, int64_t max_scaled) const;
  std::optional<bool> AsBool() const;  // true or false, unquoted
  std::optional<domain::RegionCode> AsRegion() const;
  std::optional<domain::CivilDate> AsDate() const;
  std::optional<domain::FeePeriod> AsFeePeriod() const;

  // One of the names given, compared exactly.
  template <class E>
  std::optional<E> AsEnum(std::initializer_list<std::pair<std::string_view, E>> choices) const {
    std::vector<std::string_view> names;
    for (const auto& choice : choices) names.push_back(choice.first);
    const std::optional<size_t> index = AsChoice(names);
    if (!index.has_value()) return std::nullopt;
    return (choices.begin() + *index)->second;
  }
  // Any type with a parser `std::optional<T> parse(std::string_view)`; `expected` tells people what
  // it takes ("a region code of six digits").
  template <class Parser>
  auto AsParsed(Parser parse, std::string_view expected) const
      -> decltype(parse(std::string_view())) {
    const std::optional<std::string> text = TextOrReport(expected);
    if (!text.has_value()) return std::nullopt;
    auto parsed = parse(std::string_view(*text));
    if (!parsed.has_value()) ReportExpected(expected);
    return parsed;
  }

  // For rules that span several values. Silent when the value is not there.
  void Report(std::string message) const;
  void Warn(std::string message) const;
  // "expected <expected>, found <what stands there>".
  void ReportExpected(std::string_view expected) const;

 private:
  friend class YamlMap;
  std::optional<size_t> AsChoice(const std::vector<std::string_view>& names) const;
  std::optional<std::string> TextOrReport(std::string_view expected) const;

  YamlState* state_ = nullptr;
  const YamlNode* node_ = nullptr;  // null: not there
  std::string key_path_;
};

// A map whose keys are asked for by name. When it goes out of scope, every key that was never asked
// for is reported as unknown, with the names that were: ask for all keys on every path.
class YamlMap {
 public:
  explicit YamlMap(YamlValue value);
  ~YamlMap();
  YamlMap(const YamlMap&) = delete;
  YamlMap& operator=(const YamlMap&) = delete;

  // A missing key is a problem at the place of the map.
  YamlValue Required(std::string_view key);
  YamlValue Optional(std::string_view key);
  // All entries, in file order, for maps whose keys are data (regions): none is unknown then. The
  // first of each is the key itself, which can be converted and reported on like any value.
  std::vector<std::pair<YamlValue, YamlValue>> Entries();
  const YamlValue& value() const { return value_; }

 private:
  YamlValue Find(std::string_view key);

  YamlValue value_;
  YamlState* state_ = nullptr;
  const YamlNode* node_ = nullptr;  // null when it is no map (already reported)
  std::vector<std::string> asked_;
  bool open_ = false;  // Entries() was called
};

class YamlFile {
 public:
  // A file that can't be read gives one problem and a root that is not there.
  static YamlFile Read(const std::string& path);
  // The same on a text; `file_name` is only named in problems (and is where paths are relative to).
  static YamlFile FromText(std::string file_name, std::string_view text);
  ~YamlFile();
  YamlFile(YamlFile&&) noexcept;

  YamlValue root();
  void Report(std::string message);  // about the file as a whole
  // In file order. Call it when every YamlMap is gone.
  std::vector<ConfigProblem> TakeProblems();

 private:
  YamlFile();
  std::unique_ptr<YamlNode> tree_;
  std::unique_ptr<YamlState> state_;
};

// `path` as seen from the folder of the file `named_in`, without superfluous dots.
std::string ResolvePath(const std::string& named_in, const std::string& path);

}  // namespace levybridge::settings
