// Output: results for people (aligned tables) or for programs (one JSON document).
//
// Customer rules: --json prints exactly one document on standard output; everything else goes to
// standard error. Chinese characters take two cells of a terminal, so tables are aligned by cells.
// Text from files may hold escape sequences; control characters are never printed. Not thread-safe.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace levybridge::client {

using Json = nlohmann::ordered_json;

struct Column {
  std::string key;    // in JSON
  std::string title;  // for people, Chinese and English
  // Fen are yuan for people; grouped ones with separators of thousands.
  enum class Form : uint8_t { kText, kNumber, kFen, kGroupedFen } form = Form::kText;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Json>> rows;  // strings, integers or null; as many as columns

  Json ToJson() const;  // an array of objects
  std::string ToText() const;
  // For rows too wide for a line: each row a block, one line for each cell that holds something.
  std::string ToBlocks() const;
};

class Output {
 public:
  Output(bool json, std::ostream& results, std::ostream& notes)
      : json_(json), results_(results), notes_(notes) {}

  bool json() const { return json_; }
  // The one document; nothing unless json().
  void Document(const Json& document);
  // For people, to standard output; nothing when json().
  void Text(std::string_view text);
  // A line to standard error, in both modes.
  void Note(std::string_view line);

 private:
  bool json_;
  std::ostream& results_;
  std::ostream& notes_;
};

// `text` with ? for control characters, which a terminal would obey.
std::string WithoutControls(std::string_view text);
// Cells of a terminal that valid UTF-8 takes.
size_t DisplayWidth(std::string_view text);
// `text` cut to at most `cells` of them, which end in … then.
std::string CutToWidth(std::string_view text, size_t cells);
// `fen` as yuan, "1234.50".
std::string YuanText(int64_t fen);
// With separators of thousands: "1,234", and `fen` as yuan, "1,234.50".
std::string GroupedText(int64_t number);
std::string GroupedYuanText(int64_t fen);
// "2020-03-05 08:00:00" in Asia/Shanghai; empty for 0.
std::string LocalTimeText(int64_t at_ms);

}  // namespace levybridge::client
