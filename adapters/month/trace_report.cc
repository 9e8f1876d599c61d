#include "adapters/month/trace_report.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/domain/concatenate.h"

namespace levybridge::month {
namespace {

using client::Json;
using client::Table;

// Of an event's figures, in this order.
constexpr std::string_view kFigures[] = {"effective_on", "kind",      "fee_period",
                                         "amount_fen",   "reference", "recorded_at"};
// Below them, a line each.
constexpr std::string_view kSentences[] = {"text_zh", "text_en", "batch_id", "party"};

size_t PlaceOf(const Table& table, std::string_view key) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(),
                   [key](const client::Column& column) { return column.key == key; });
  return static_cast<size_t>(found - table.columns.begin());
}

// Only the figures; an amount of zero is no money at all.
Table FiguresOf(const Table& events) {
  Table figures;
  for (const std::string_view key : kFigures) {
    figures.columns.push_back(events.columns[PlaceOf(events, key)]);
  }
  for (const std::vector<Json>& event : events.rows) {
    std::vector<Json>& row = figures.rows.emplace_back();
    for (const std::string_view key : kFigures) {
      const Json& cell = event[PlaceOf(events, key)];
      const bool no_money = key == "amount_fen" && cell == 0;
      row.push_back(no_money ? Json(nullptr) : cell);
    }
  }
  return figures;
}

// The lines of `text` without their ends.
std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string EventsText(const Table& events) {
  const std::string figures = FiguresOf(events).ToText();
  const std::vector<std::string_view> lines = LinesOf(figures);
  std::string text = domain::Concatenate(lines.front(), "\n");
  for (size_t index = 0; index < events.rows.size(); ++index) {
    text += domain::Concatenate(lines[index + 1], "\n");
    for (const std::string_view key : kSentences) {
      const Json& sentence = events.rows[index][PlaceOf(events, key)];
      if (!sentence.is_string() || sentence.get_ref<const std::string&>().empty()) continue;
      text += domain::Concatenate(
          "    ", client::WithoutControls(sentence.get_ref<const std::string&>()), "\n");
    }
  }
  return text;
}

}  // namespace

std::string TraceText(const std::string& unit_code, const client::EmployerTrace& trace) {
  return domain::Concatenate(unit_code, "  ", client::WithoutControls(trace.unit_name), "\n\n",
                             trace.balances.ToText(), "\n", EventsText(trace.events));
}

}  // namespace levybridge::month
