#include "adapters/settings/strict_yaml.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "absl/status/statusor.h"
#include "adapters/settings/bounded_file.h"
#include "adapters/settings/yaml_tree.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {

struct YamlState {
  std::string file;
  std::vector<ConfigProblem> problems;
};

namespace {

constexpr size_t kMaxEchoBytes = 60;

// What stands there, short enough for one line of a terminal.
std::string Describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::kBroken:
      return "something that can't be read";
    case YamlKind::kNothing:
      return "nothing";
    case YamlKind::kList:
      return "a list";
    case YamlKind::kMap:
      return "keys and values";
    case YamlKind::kText:
      break;
  }
  std::string shown = node.text;
  if (shown.size() > kMaxEchoBytes) {
    size_t end = kMaxEchoBytes;
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0) == 0x80) --end;
    shown = shown.substr(0, end) + "…";
  }
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  return domain::Concatenate("\"", shown, "\"");
}

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "-12.5" with 2 decimals is -1250. Nothing for any other spelling, or when it does not fit.
std::optional<int64_t> ParseScaled(std::string_view text, int decimals) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  if (!IsDigits(whole) || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  std::string digits(whole);
  size_t missing = static_cast<size_t>(decimals);
  if (point < text.size()) {
    const std::string_view fraction = text.substr(point + 1);
    if (!IsDigits(fraction) || fraction.size() > missing) return std::nullopt;
    digits += fraction;
    missing -= fraction.size();
  }
  digits.append(missing, '0');
  if (digits.size() > 18) return std::nullopt;
  int64_t value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return negative ? -value : value;
}

std::string ScaledToText(int64_t scaled, int decimals) {
  if (decimals == 0) return std::to_string(scaled);
  std::string digits = std::to_string(scaled < 0 ? -scaled : scaled);
  const auto places = static_cast<size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, ".");
  return (scaled < 0 ? "-" : "") + digits;
}

bool IsCleanProse(std::string_view text) {
  std::string flat(text);
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  return domain::IsCleanText(flat);
}

}  // namespace

YamlValue::YamlValue(YamlState* state, const YamlNode* node, std::string key_path)
    : state_(state), node_(node), key_path_(std::move(key_path)) {}

bool YamlValue::present() const { return node_ != nullptr && node_->kind != YamlKind::kBroken; }
bool YamlValue::IsText() const { return present() && node_->kind == YamlKind::kText; }
bool YamlValue::IsList() const { return present() && node_->kind == YamlKind::kList; }
bool YamlValue::IsMap() const { return present() && node_->kind == YamlKind::kMap; }
int YamlValue::line() const { return present() ? node_->line : 0; }
int YamlValue::column() const { return present() ? node_->column : 0; }

void YamlValue::Report(std::string message) const {
  if (!present()) return;
  state_->problems.push_back(
      {state_->file, node_->line, node_->column, key_path_, std::move(message)});
}

void YamlValue::Warn(std::string message) const {
  if (!present()) return;
  state_->problems.push_back({state_->file, node_->line, node_->column, key_path_,
                              std::move(message), Severity::kWarning});
}

void YamlValue::ReportExpected(std::string_view expected) const {
  if (present()) Report(domain::Concatenate("expected ", expected, ", found ", Describe(*node_)));
}

YamlMap YamlValue::AsMap() const {
  if (present() && !IsMap()) ReportExpected("keys and values (a map)");
  return YamlMap(*this);
}

std::vector<YamlValue> YamlValue::AsList(size_t max_count) const {
  if (!present()) return {};
  if (!IsList()) {
    ReportExpected("a list");
    return {};
  }
  if (node_->children.size() > max_count) {
    Report(domain::Concatenate("expected at most ", max_count, " elements, found ",
                               node_->children.size()));
    return {};
  }
  std::vector<YamlValue> elements;
  for (size_t index = 0; index < node_->children.size(); ++index) {
    elements.emplace_back(state_, &node_->children[index], JoinIndex(key_path_, index));
  }
  return elements;
}

std::optional<std::string> YamlValue::TextOrReport(std::string_view expected) const {
  if (!present()) return std::nullopt;
  if (!IsText()) {
    ReportExpected(expected);
    return std::nullopt;
  }
  return node_->text;
}

std::optional<std::string> YamlValue::AsText(size_t max_bytes) const {
  const std::string expected =
      domain::Concatenate("one line of text of at most ", max_bytes, " bytes");
  std::optional<std::string> text = TextOrReport(expected);
  if (!text.has_value()) return std::nullopt;
  if (text->empty() || text->size() > max_bytes || !domain::IsCleanText(*text)) {
    ReportExpected(expected);
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> YamlValue::AsProse(size_t max_bytes) const {
  const std::string expected = domain::Concatenate("text of at most ", max_bytes, " bytes");
  std::optional<std::string> text = TextOrReport(expected);
  if (!text.has_value()) return std::nullopt;
  while (!text->empty() && (text->back() == '\n' || text->back() == ' ')) text->pop_back();
  if (text->empty() || text->size() > max_bytes || !IsCleanProse(*text)) {
    ReportExpected(expected);
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> YamlValue::AsPath() const {
  constexpr std::string_view kExpected = "the path of a file or folder";
  const std::optional<std::string> text = TextOrReport(kExpected);
  if (!text.has_value()) return std::nullopt;
  if (text->empty() || text->size() > 4096 || !domain::IsCleanText(*text)) {
    ReportExpected(kExpected);
    return std::nullopt;
  }
  return ResolvePath(state_->file, *text);
}

std::optional<int64_t> YamlValue::AsInteger(int64_t min, int64_t max) const {
  const std::string expected = domain::Concatenate("a whole number from ", min, " to ", max);
  const std::optional<std::string> text = TextOrReport(expected);
  if (!text.has_value()) return std::nullopt;
  const std::optional<int64_t> value = ParseScaled(*text, 0);
  if (node_->quoted || !value.has_value() || *value < min || *value > max) {
    ReportExpected(node_->quoted ? expected + " without quotes" : expected);
    return std::nullopt;
  }
  return value;
}

std::optional<int64_t> YamlValue::AsDecimal(int decimals, int64_t min_scaled,
                                            int64_t max_scaled) const {
  const std::string expected = domain::Concatenate(
      "a number from ", ScaledToText(min_scaled, decimals), " to ",
      ScaledToText(max_scaled, decimals), " with at most ", decimals, " decimals");
  const std::optional<std::string> text = TextOrReport(expected);
  if (!text.has_value()) return std::nullopt;
  const std::optional<int64_t> value = ParseScaled(*text, decimals);
  if (!value.has_value() || *value < min_scaled || *value > max_scaled) {
    ReportExpected(expected);
    return std::nullopt;
  }
  return value;
}

std::optional<bool> YamlValue::AsBool() const {
  constexpr std::string_view kExpected = "true or false";
  const std::optional<std::string> text = TextOrReport(kExpected);
  if (!text.has_value()) return std::nullopt;
  if (!node_->quoted && *text == "true") return true;
  if (!node_->quoted && *text == "false") return false;
  ReportExpected(node_->quoted ? "true or false without quotes" : kExpected);
  return std::nullopt;
}

std::optional<domain::RegionCode> YamlValue::AsRegion() const {
  return AsParsed(domain::RegionCode::Parse, "a region code (行政区划代码) of six digits");
}

std::optional<domain::CivilDate> YamlValue::AsDate() const {
  return AsParsed(domain::CivilDate::Parse, "a date like 2020-03-05, between 1990 and 2099");
}

std::optional<domain::FeePeriod> YamlValue::AsFeePeriod() const {
  return AsParsed(domain::FeePeriod::Parse, "a month (费款所属期) like 2020-02");
}

std::optional<size_t> YamlValue::AsChoice(const std::vector<std::string_view>& names) const {
  const std::string expected =
      domain::Concatenate(names.size() > 1 ? "one of " : "", domain::ListOf(names));
  const std::optional<std::string> text = TextOrReport(expected);
  if (!text.has_value()) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found == names.end()) {
    ReportExpected(expected);
    return std::nullopt;
  }
  return static_cast<size_t>(found - names.begin());
}

YamlMap::YamlMap(YamlValue value)
    : value_(std::move(value)),
      state_(value_.state_),
      node_(value_.IsMap() ? value_.node_ : nullptr) {}

YamlMap::~YamlMap() {
  if (node_ == nullptr || open_) return;
  for (const YamlNode& key : node_->keys) {
    if (std::find(asked_.begin(), asked_.end(), key.text) != asked_.end()) continue;
    state_->problems.push_back(
        {state_->file, key.line, key.column, JoinKey(value_.key_path(), key.text),
         domain::Concatenate("unknown key; expected one of ", domain::ListOf(asked_))});
  }
}

YamlValue YamlMap::Find(std::string_view key) {
  if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.emplace_back(key);
  const std::string path = JoinKey(value_.key_path(), key);
  if (node_ == nullptr) return YamlValue(state_, nullptr, path);
  for (size_t index = 0; index < node_->keys.size(); ++index) {
    if (node_->keys[index].text == key) return YamlValue(state_, &node_->children[index], path);
  }
  return YamlValue(state_, nullptr, path);
}

YamlValue YamlMap::Required(std::string_view key) {
  YamlValue found = Find(key);
  const bool missing = node_ != nullptr && found.node_ == nullptr;
  if (missing) {
    state_->problems.push_back({state_->file, node_->line, node_->column, found.key_path(),
                                "expected this key, found none (缺少此项)"});
  }
  return found;
}

YamlValue YamlMap::Optional(std::string_view key) { return Find(key); }

std::vector<std::pair<YamlValue, YamlValue>> YamlMap::Entries() {
  open_ = true;
  std::vector<std::pair<YamlValue, YamlValue>> entries;
  if (node_ == nullptr) return entries;
  for (size_t index = 0; index < node_->keys.size(); ++index) {
    const YamlNode& key = node_->keys[index];
    const std::string path = JoinKey(value_.key_path(), key.text);
    entries.emplace_back(YamlValue(state_, &key, path),
                         YamlValue(state_, &node_->children[index], path));
  }
  return entries;
}

YamlFile::YamlFile() : tree_(std::make_unique<YamlNode>()), state_(std::make_unique<YamlState>()) {}
YamlFile::~YamlFile() = default;
YamlFile::YamlFile(YamlFile&&) noexcept = default;

YamlFile YamlFile::Read(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadBoundedFile(path, kMaxYamlBytes);
  if (text.ok()) return FromText(path, *text);
  YamlFile file;
  file.state_->file = path;
  file.Report(std::string(text.status().message()));
  return file;
}

YamlFile YamlFile::FromText(std::string file_name, std::string_view text) {
  YamlFile file;
  file.state_->file = std::move(file_name);
  *file.tree_ = ParseYamlTree(file.state_->file, text, file.state_->problems);
  return file;
}

YamlValue YamlFile::root() { return YamlValue(state_.get(), tree_.get(), ""); }

void YamlFile::Report(std::string message) {
  state_->problems.push_back({state_->file, 0, 0, "", std::move(message)});
}

std::vector<ConfigProblem> YamlFile::TakeProblems() {
  std::vector<ConfigProblem> problems = std::move(state_->problems);
  state_->problems.clear();
  std::stable_sort(problems.begin(), problems.end(),
                   [](const ConfigProblem& a, const ConfigProblem& b) {
                     return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                   });
  return problems;
}

std::string ResolvePath(const std::string& named_in, const std::string& path) {
  namespace fs = std::filesystem;
  return (fs::path(named_in).parent_path() / fs::path(path)).lexically_normal().string();
}

}  // namespace levybridge::settings
