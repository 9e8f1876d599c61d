#include "adapters/client/output.h"

#include <algorithm>
#include <cstdio>
#include <ostream>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/money.h"

namespace levybridge::client {
namespace {

constexpr int64_t kShanghaiOffsetMs = 8 * 3600 * 1000;

struct Range {
  uint32_t first;
  uint32_t last;
};
// Wide and full-width characters, the blocks that Chinese texts use.
constexpr Range kWide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE4F}, {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x20000, 0x3FFFD}};

// The code point at `position`, which moves behind it.
uint32_t NextCodePoint(std::string_view text, size_t& position) {
  const auto byte = [&](size_t index) {
    return static_cast<uint32_t>(static_cast<unsigned char>(text[index]));
  };
  const uint32_t lead = byte(position);
  size_t length = 1;
  if (lead >= 0xF0) {
    length = 4;
  } else if (lead >= 0xE0) {
    length = 3;
  } else if (lead >= 0xC0) {
    length = 2;
  }
  length = std::min(length, text.size() - position);
  uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
  for (size_t index = 1; index < length; ++index) {
    point = (point << 6) | (byte(position + index) & 0x3FU);
  }
  position += length;
  return point;
}

size_t WidthOf(uint32_t point) {
  for (const Range& range : kWide) {
    if (point >= range.first && point <= range.last) return 2;
  }
  return 1;
}

std::string CellText(const Json& cell, Column::Form form) {
  if (cell.is_null()) return "";
  if (cell.is_number_integer() && form == Column::Form::kFen) return YuanText(cell);
  if (cell.is_number_integer() && form == Column::Form::kGroupedFen) return GroupedYuanText(cell);
  if (cell.is_string()) return WithoutControls(cell.get_ref<const std::string&>());
  return cell.dump();
}

// `digits`, which may go on with a decimal point, with a comma before every third whole digit.
std::string Grouped(std::string text) {
  const size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
  size_t at = std::min(text.find('.'), text.size());
  while (at > first + 3) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

void AppendPadded(const std::string& text, size_t width, bool right, std::string& out) {
  const size_t used = DisplayWidth(text);
  const std::string blanks(width > used ? width - used : 0, ' ');
  out += right ? blanks + text : text + blanks;
}

}  // namespace

std::string WithoutControls(std::string_view text) {
  std::string clean;
  for (size_t position = 0; position < text.size();) {
    const size_t begin = position;
    const uint32_t point = NextCodePoint(text, position);
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    clean += control ? std::string_view("?") : text.substr(begin, position - begin);
  }
  return clean;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t position = 0; position < text.size();) {
    width += WidthOf(NextCodePoint(text, position));
  }
  return width;
}

std::string CutToWidth(std::string_view text, size_t cells) {
  if (DisplayWidth(text) <= cells) return std::string(text);
  size_t kept = 0;
  size_t width = 1;  // of the mark
  for (size_t position = 0; position < text.size();) {
    width += WidthOf(NextCodePoint(text, position));
    if (width > cells) break;
    kept = position;
  }
  return std::string(text.substr(0, kept)) + "…";
}

std::string YuanText(int64_t fen) { return domain::MoneySum::FromFen(fen).ToYuan(); }

std::string GroupedText(int64_t number) { return Grouped(std::to_string(number)); }

std::string GroupedYuanText(int64_t fen) { return Grouped(YuanText(fen)); }

std::string LocalTimeText(int64_t at_ms) {
  if (at_ms == 0) return "";
  std::string text = domain::ToIsoUtc(domain::Timestamp{at_ms + kShanghaiOffsetMs});
  text.resize(std::min<size_t>(text.size(), 19));
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

Json Table::ToJson() const {
  Json array = Json::array();
  for (const auto& row : rows) {
    Json object = Json::object();
    for (size_t index = 0; index < columns.size(); ++index) {
      object[columns[index].key] = row[index];
    }
    array.push_back(std::move(object));
  }
  return array;
}

std::string Table::ToText() const {
  std::vector<size_t> widths;
  for (const Column& column : columns) widths.push_back(DisplayWidth(column.title));
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows) {
    auto& texts = cells.emplace_back();
    for (size_t index = 0; index < columns.size(); ++index) {
      texts.push_back(CellText(row[index], columns[index].form));
      widths[index] = std::max(widths[index], DisplayWidth(texts.back()));
    }
  }
  std::string text;
  const auto add_line = [&](const auto& text_of) {
    std::string line;
    for (size_t index = 0; index < columns.size(); ++index) {
      if (index > 0) line += "  ";
      AppendPadded(text_of(index), widths[index], columns[index].form != Column::Form::kText, line);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add_line([&](size_t index) { return columns[index].title; });
  for (const auto& texts : cells) {
    add_line([&](size_t index) { return texts[index]; });
  }
  return text;
}

std::string Table::ToBlocks() const {
  size_t widest = 0;
  for (const Column& column : columns) widest = std::max(widest, DisplayWidth(column.title));
  std::string text;
  for (const auto& row : rows) {
    if (!text.empty()) text += "\n";
    for (size_t index = 0; index < columns.size(); ++index) {
      const std::string cell = CellText(row[index], columns[index].form);
      if (cell.empty()) continue;
      AppendPadded(columns[index].title, widest, false, text);
      text += "  " + cell + "\n";
    }
  }
  return text;
}

void Output::Document(const Json& document) {
  if (!json_) return;
  results_ << document.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  results_.flush();
}

void Output::Text(std::string_view text) {
  if (json_) return;
  results_ << text;
  results_.flush();
}

void Output::Note(std::string_view line) {
  notes_ << line << "\n";
  notes_.flush();
}

}  // namespace levybridge::client
