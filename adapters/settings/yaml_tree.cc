#include "adapters/settings/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::settings {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Thrown by the builder through yaml-cpp, and caught in this file.
struct TooLarge : std::exception {
  explicit TooLarge(YAML::Mark at) : mark(at) {}
  YAML::Mark mark;
};

// Where yaml-cpp's byte positions are, in lines and characters. Counts on from the position asked
// for last: a file that is one line of 1 MiB must not be counted through for each of its values.
class Positions {
 public:
  explicit Positions(std::string_view text) : text_(text) {}
  std::pair<int, int> Of(const YAML::Mark& mark) {
    if (mark.is_null() || mark.pos < 0) return {0, 0};
    const size_t at = std::min(static_cast<size_t>(mark.pos), text_.size());
    const auto [low, high] = std::minmax(at, last_);
    const std::string_view between = text_.substr(low, high - low);
    if (between.find('\n') != std::string_view::npos) {
      const size_t line_start = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1;
      before_ = Characters(text_.substr(line_start, at - line_start));
    } else {
      before_ += at > last_ ? Characters(between) : -Characters(between);
    }
    last_ = at;
    return {mark.line + 1, before_ + 1};
  }

 private:
  static int Characters(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
  }

  std::string_view text_;
  size_t last_ = 0;
  int before_ = 0;  // characters between the start of its line and `last_`
};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string file, std::string_view text, std::vector<ConfigProblem>& problems)
      : file_(std::move(file)), positions_(text), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Add(Begin(YamlKind::kNothing, mark, "?", anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Report(mark, "expected the value itself, found an alias (*name), which is not allowed here");
    Add(Begin(YamlKind::kBroken, mark, "?", 0));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = Begin(YamlKind::kText, mark, tag, anchor);
    node.quoted = tag == "!";
    node.text = value;
    last_scalar_ = mark;
    Add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Push(Begin(YamlKind::kList, mark, tag, anchor), mark);
  }
  void OnSequenceEnd() override { Pop(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Push(Begin(YamlKind::kMap, mark, tag, anchor), mark);
  }
  void OnMapEnd() override { Pop(); }

  void Report(const YAML::Mark& mark, std::string message) {
    const auto [line, column] = positions_.Of(mark);
    problems_.push_back({file_, line, column, Path(), std::move(message)});
  }
  // yaml-cpp takes the end of a file for the missing end of a quoted text.
  bool CheckLastQuoteIsClosed(std::string_view text) {
    if (last_scalar_.pos < 0 || static_cast<size_t>(last_scalar_.pos) >= text.size()) return true;
    std::string_view rest = text.substr(static_cast<size_t>(last_scalar_.pos));
    const char quote = rest.front();
    if (quote != '"' && quote != '\'') return true;
    for (size_t at = 1; at < rest.size(); ++at) {
      if (rest[at] == quote && quote == '\'' && at + 1 < rest.size() && rest[at + 1] == quote) {
        ++at;  // two of them are one inside
      } else if (rest[at] == quote) {
        return true;
      } else if (rest[at] == '\\' && quote == '"') {
        ++at;
      }
    }
    Report(last_scalar_, "expected valid YAML: this quoted text has no end");
    return false;
  }
  YamlNode TakeRoot() { return std::exchange(root_, YamlNode{}); }
  void RestoreRoot(YamlNode root) { root_ = std::move(root); }

 private:
  struct Frame {
    YamlNode node;
    std::optional<YamlNode> key;           // of a map: read, its value still to come
    std::map<std::string, int> key_lines;  // of a map: every key so far
  };

  YamlNode Begin(YamlKind kind, const YAML::Mark& mark, const std::string& tag,
                 YAML::anchor_t anchor) {
    if (++nodes_ > kMaxYamlNodes) throw TooLarge(mark);
    YamlNode node;
    node.kind = kind;
    std::tie(node.line, node.column) = positions_.Of(mark);
    if (anchor != 0) Report(mark, "expected a plain value, found an anchor (&name): not allowed");
    if (!tag.empty() && tag != "?" && tag != "!") {
      Report(mark, "expected a plain value, found a tag (!name), which is not allowed here");
    }
    return node;
  }

  void Push(YamlNode node, const YAML::Mark& mark) {
    if (stack_.size() >= kMaxYamlDepth) throw TooLarge(mark);
    stack_.push_back(Frame{std::move(node), std::nullopt, {}});
  }

  void Pop() {
    YamlNode done = std::move(stack_.back().node);
    stack_.pop_back();
    Add(std::move(done));
  }

  void Add(YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == YamlKind::kList) {
      frame.node.children.push_back(std::move(node));
    } else if (!frame.key.has_value()) {
      AddKey(frame, std::move(node));
    } else {
      if (frame.key->kind == YamlKind::kText) {
        frame.node.keys.push_back(std::move(*frame.key));
        frame.node.children.push_back(std::move(node));
      }
      frame.key.reset();
    }
  }

  void AddKey(Frame& frame, YamlNode key) {
    if (key.kind != YamlKind::kText) {
      if (key.kind != YamlKind::kBroken) {
        problems_.push_back({file_, key.line, key.column, Path(),
                             "expected a name as key, found something else before the colon"});
      }
      key.kind = YamlKind::kBroken;
    } else if (const auto [first, added] = frame.key_lines.emplace(key.text, key.line); !added) {
      problems_.push_back({file_, key.line, key.column, JoinKey(Path(), key.text),
                           domain::Concatenate("expected each key once, found again what line ",
                                               first->second, " has already")});
      key.kind = YamlKind::kBroken;
    }
    frame.key = std::move(key);
  }

  // The dotted path of the place that is being read.
  std::string Path() const {
    std::string path;
    for (const Frame& frame : stack_) {
      if (frame.node.kind == YamlKind::kList) {
        path = JoinIndex(path, frame.node.children.size());
      } else if (frame.key.has_value()) {
        path = JoinKey(path, frame.key->text);
      }
    }
    return path;
  }

  std::string file_;
  Positions positions_;
  std::vector<ConfigProblem>& problems_;
  std::vector<Frame> stack_;
  YamlNode root_;
  YAML::Mark last_scalar_;
  int nodes_ = 0;
};

// yaml-cpp guesses encodings and passes control characters on; both end here.
bool CheckCharacters(const std::string& file, std::string_view text,
                     std::vector<ConfigProblem>& problems) {
  int line = 0;
  while (!text.empty()) {
    ++line;
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!row.empty() && row.back() == '\r') row.remove_suffix(1);
    std::string without_tabs(row);
    std::replace(without_tabs.begin(), without_tabs.end(), '\t', ' ');
    if (!without_tabs.empty() && !domain::IsCleanText(without_tabs)) {
      problems.push_back({file, line, 0, "",
                          "expected UTF-8 text without control characters; save the file as UTF-8 "
                          "(请以 UTF-8 编码保存)"});
      return false;
    }
  }
  return true;
}

// False when no tree can be trusted any more.
bool RunParser(std::string_view text, TreeBuilder& builder) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      builder.Report(YAML::Mark(), "expected keys and values, found an empty file");
      return false;
    }
    YamlNode first = builder.TakeRoot();
    if (parser.HandleNextDocument(builder)) {
      builder.Report(YAML::Mark(), "expected one YAML document, found a second after ---");
      return false;
    }
    builder.RestoreRoot(std::move(first));
    return builder.CheckLastQuoteIsClosed(text);
  } catch (const YAML::Exception& error) {
    builder.Report(error.mark, domain::Concatenate("expected valid YAML: ", error.msg));
  } catch (const TooLarge& error) {
    builder.Report(error.mark,
                   domain::Concatenate("expected at most ", kMaxYamlDepth, " levels and ",
                                       kMaxYamlNodes, " values, found more"));
  } catch (const std::exception& error) {
    builder.Report(YAML::Mark(), domain::Concatenate("expected valid YAML: ", error.what()));
  }
  return false;
}

}  // namespace

YamlNode ParseYamlTree(const std::string& file, std::string_view text,
                       std::vector<ConfigProblem>& problems) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  if (text.size() > kMaxYamlBytes) {
    problems.push_back({file, 0, 0, "", "expected a file of at most 1 MiB, found a larger one"});
    return {};
  }
  if (!CheckCharacters(file, text, problems)) return {};
  TreeBuilder builder(file, text, problems);
  if (!RunParser(text, builder)) return {};
  return builder.TakeRoot();
}

std::string JoinKey(const std::string& path, std::string_view key) {
  const bool plain = !key.empty() && key.find_first_of(".[]\"\n") == std::string_view::npos;
  const std::string_view dot = path.empty() ? "" : ".";
  const std::string_view quote = plain ? "" : "\"";
  return domain::Concatenate(path, dot, quote, key.substr(0, 128), quote);
}

std::string JoinIndex(const std::string& path, size_t index) {
  return domain::Concatenate(path, "[", index, "]");
}

}  // namespace levybridge::settings
