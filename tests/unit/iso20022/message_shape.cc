#include "tests/unit/iso20022/message_shape.h"

// GCC 12 takes std::regex's own states for uninitialised when it instruments them (GCC bug 105562).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <map>
#include <regex>
#include <stdexcept>
#include <utility>

namespace levybridge::iso20022 {
namespace {

struct Child {
  std::string name;
  bool required;
  bool repeats = false;
};

// Content models by path-independent type name; "" means text checked by kPatterns.
const std::map<std::string, std::vector<Child>>& Models() {
  static const std::map<std::string, std::vector<Child>> kModels = {
      {"Document", {{"CstmrCdtTrfInitn", true}}},
      {"CstmrCdtTrfInitn", {{"GrpHdr", true}, {"PmtInf", true, true}}},
      {"GrpHdr",
       {{"MsgId", true},
        {"CreDtTm", true},
        {"NbOfTxs", true},
        {"CtrlSum", true},
        {"InitgPty", true}}},
      {"InitgPty", {{"Nm", true}}},
      {"PmtInf",
       {{"PmtInfId", true},
        {"PmtMtd", true},
        {"NbOfTxs", true},
        {"CtrlSum", true},
        {"ReqdExctnDt", true},
        {"Dbtr", true},
        {"DbtrAcct", true},
        {"DbtrAgt", true},
        {"CdtTrfTxInf", true, true}}},
      {"ReqdExctnDt", {{"Dt", true}}},
      {"Dbtr", {{"Nm", true}}},
      {"Cdtr", {{"Nm", true}}},
      {"DbtrAcct", {{"Id", true}}},
      {"CdtrAcct", {{"Id", true}}},
      {"Othr", {{"Id", true}}},
      {"DbtrAgt", {{"FinInstnId", true}}},
      {"CdtrAgt", {{"FinInstnId", true}}},
      {"FinInstnId", {{"ClrSysMmbId", true}}},
      {"ClrSysMmbId", {{"ClrSysId", true}, {"MmbId", true}}},
      {"ClrSysId", {{"Cd", true}}},
      {"CdtTrfTxInf",
       {{"PmtId", true},
        {"Amt", true},
        {"CdtrAgt", true},
        {"Cdtr", true},
        {"CdtrAcct", true},
        {"Purp", true}}},
      {"PmtId", {{"InstrId", true}, {"EndToEndId", true}}},
      {"Amt", {{"InstdAmt", true}}},
      {"Purp", {{"Cd", true}}},
  };
  return kModels;
}

const std::map<std::string, std::regex>& Patterns() {
  static const std::regex kId("[^\\n]{1,35}");
  static const std::map<std::string, std::regex> kPatterns = {
      {"GrpHdr/MsgId", kId},
      {"GrpHdr/CreDtTm", std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z")},
      {"GrpHdr/NbOfTxs", std::regex("[0-9]{1,15}")},
      {"GrpHdr/CtrlSum", std::regex("\\d{1,16}\\.\\d\\d")},
      {"InitgPty/Nm", std::regex("[\\s\\S]{1,560}")},
      {"PmtInf/PmtInfId", kId},
      {"PmtInf/PmtMtd", std::regex("TRF")},
      {"PmtInf/NbOfTxs", std::regex("[0-9]{1,15}")},
      {"PmtInf/CtrlSum", std::regex("\\d{1,16}\\.\\d\\d")},
      {"ReqdExctnDt/Dt", std::regex("\\d{4}-\\d\\d-\\d\\d")},
      {"Dbtr/Nm", std::regex("[\\s\\S]{1,560}")},
      {"Cdtr/Nm", std::regex("[\\s\\S]{1,560}")},
      {"Othr/Id", std::regex("[0-9A-Za-z]{8,34}")},
      {"ClrSysMmbId/MmbId", std::regex("[0-9]{12}")},
      {"ClrSysId/Cd", std::regex("CNAPS")},
      {"PmtId/InstrId", kId},
      {"PmtId/EndToEndId", kId},
      {"Amt/InstdAmt", std::regex("\\d{1,16}\\.\\d\\d")},
      {"Purp/Cd", std::regex("REFU")},
  };
  return kPatterns;
}

class Parser {
 public:
  explicit Parser(std::string_view xml) : rest_(xml) {}
  Element Run() {
    Take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    SkipBlanks();
    Element root = ParseElement();
    SkipBlanks();
    if (!rest_.empty()) throw std::runtime_error("text behind the document");
    return root;
  }

 private:
  void Take(std::string_view expected) {
    if (!rest_.starts_with(expected)) throw std::runtime_error("expected " + std::string(expected));
    rest_.remove_prefix(expected.size());
  }
  std::string_view Until(char stop) {
    const size_t at = rest_.find(stop);
    if (at == std::string_view::npos) throw std::runtime_error("cut off");
    const std::string_view taken = rest_.substr(0, at);
    rest_.remove_prefix(at);
    return taken;
  }
  void SkipBlanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n'))
      rest_.remove_prefix(1);
  }
  static std::string Resolve(std::string_view text) {
    static const std::pair<std::string_view, char> kEntities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    std::string out;
    while (!text.empty()) {
      size_t used = 1;
      char c = text.front();
      if (c == '&') {
        used = 0;
        for (const auto& [name, value] : kEntities) {
          if (!text.starts_with(name)) continue;
          used = name.size();
          c = value;
        }
        if (used == 0) throw std::runtime_error("unknown entity");
      }
      out.push_back(c);
      text.remove_prefix(used);
    }
    return out;
  }
  Element ParseElement() {
    Take("<");
    const std::string_view tag = Until('>');
    Take(">");
    Element element;
    element.name = tag.substr(0, tag.find(' '));
    const size_t currency = tag.find("Ccy=\"");
    if (currency != std::string_view::npos) element.currency = tag.substr(currency + 5, 3);
    for (;;) {
      element.text += Resolve(Until('<'));
      if (rest_.starts_with("</")) break;
      element.children.push_back(ParseElement());
    }
    Take("</" + element.name + ">");
    return element;
  }

  std::string_view rest_;
};

void CheckChildren(const Element& element, const std::vector<Child>& model,
                   std::vector<std::string>& faults) {
  size_t next = 0;
  for (const Child& child : model) {
    size_t count = 0;
    while (next < element.children.size() && element.children[next].name == child.name) {
      ++next;
      ++count;
    }
    if (count == 0 && child.required) faults.push_back(element.name + " lacks " + child.name);
    if (count > 1 && !child.repeats) faults.push_back(element.name + " repeats " + child.name);
  }
  if (next != element.children.size()) {
    faults.push_back(element.name + " has " + element.children[next].name + " out of place");
  }
}

void Check(const Element& element, const std::string& parent, std::vector<std::string>& faults) {
  const std::string place = parent + "/" + element.name;
  // Id is a choice in an account, and text below Othr.
  static const std::vector<Child> kAccountId = {{"Othr", true}};
  const auto pattern = Patterns().find(place);
  if (pattern != Patterns().end()) {
    if (!element.children.empty()) faults.push_back(place + " has children");
    if (!std::regex_match(element.text, pattern->second)) faults.push_back(place + " has bad text");
    if (element.name == "InstdAmt" && element.currency != "CNY") faults.push_back("no currency");
    return;
  }
  const auto model = Models().find(element.name);
  if (element.name == "Id") {
    CheckChildren(element, kAccountId, faults);
  } else if (model == Models().end()) {
    faults.push_back(place + " is not known");
  } else {
    CheckChildren(element, model->second, faults);
  }
  for (const Element& child : element.children) Check(child, element.name, faults);
}

}  // namespace

const Element* Element::Find(std::string_view path) const {
  if (path.empty()) return this;
  const std::string_view first = path.substr(0, path.find('/'));
  for (const Element& child : children) {
    if (child.name != first) continue;
    return first.size() == path.size() ? &child : child.Find(path.substr(first.size() + 1));
  }
  return nullptr;
}

std::string Element::TextAt(std::string_view path) const {
  const Element* const found = Find(path);
  return found == nullptr ? "(none)" : found->text;
}

Element ParseSlowly(std::string_view xml) { return Parser(xml).Run(); }

std::vector<std::string> ShapeFaults(const Element& document) {
  std::vector<std::string> faults;
  Check(document, "", faults);
  return faults;
}

}  // namespace levybridge::iso20022
