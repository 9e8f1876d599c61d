// XML from outside is read within bounds, and what is dangerous in it not at all.
#include "adapters/iso20022/xml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "adapters/files/encoding.h"

namespace levybridge::iso20022 {
namespace {

using files::RefusalReasonOf;
using testing::HasSubstr;

class Recorder : public XmlHandler {
 public:
  MaybeFault Message(std::string_view root, std::string_view message) override {
    told = std::string(root) + ">" + std::string(message);
    return std::nullopt;
  }
  MaybeFault Start(std::string_view, std::string_view currency) override {
    if (!currency.empty()) seen_currency = currency;
    return std::nullopt;
  }
  MaybeFault End(std::string_view path, std::string_view text) override {
    texts[std::string(path)] = text;
    if (text == "stop") {
      return XmlFault{files::RefusalReason::kBadElement, "停", "asked to stop"};
    }
    return std::nullopt;
  }
  std::string told, seen_currency;
  std::map<std::string, std::string> texts;
};

absl::Status Read(const std::string& xml, Recorder& recorder, const XmlLimits& limits = {}) {
  return ReadXml(*files::FromMemory("bank.xml", xml), limits, recorder);
}

std::string ReasonOf(const std::string& xml, const XmlLimits& limits = {}) {
  Recorder recorder;
  return RefusalReasonOf(Read(xml, recorder, limits));
}

TEST(XmlReader, KnowsElementsByLocalNameWhateverThePrefix) {
  Recorder recorder;
  const auto status = Read(
      "<?xml version=\"1.0\"?>\n<!-- c --><x:Document xmlns:x=\"urn:a\">\n <x:M>\n  <x:A "
      "Ccy=\"CNY\"> 1 &amp; <![CDATA[<2>]]> </x:A>\n </x:M></x:Document>",
      recorder);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(recorder.told, "Document>M");
  EXPECT_EQ(recorder.texts["M/A"], "1 & <2>");
  EXPECT_EQ(recorder.texts["M"], "");
  EXPECT_EQ(recorder.seen_currency, "CNY");
}

TEST(XmlReader, RefusesEveryDeclarationBeforeItIsRead) {
  EXPECT_EQ(ReasonOf("<!DOCTYPE Document><Document/>"), "XML_DECLARATION");
  EXPECT_EQ(ReasonOf("<!DOCTYPE D [<!ENTITY a \"x\">]><D>&a;</D>"), "XML_DECLARATION");
  EXPECT_EQ(ReasonOf("<!DOCTYPE D SYSTEM \"file:///etc/passwd\"><D/>"), "XML_DECLARATION");
  EXPECT_EQ(ReasonOf("<D>&undeclared;</D>"), "MALFORMED_XML");
}

TEST(XmlReader, RefusesWhatIsTooDeepTooLongOrTooMuch) {
  std::string deep, close;
  for (int i = 0; i < 33; ++i) {
    deep += "<a>";
    close += "</a>";
  }
  EXPECT_EQ(ReasonOf(deep + close), "XML_LIMIT");
  EXPECT_EQ(ReasonOf(deep.substr(3) + close.substr(4)), "");
  EXPECT_EQ(ReasonOf("<D><a>" + std::string(4097, 'x') + "</a></D>"), "XML_LIMIT");
  EXPECT_EQ(ReasonOf("<D><a>" + std::string(4096, 'x') + "</a></D>"), "");
  EXPECT_EQ(ReasonOf("<D a=\"" + std::string(1 << 20, 'x') + "\"/>"), "XML_LIMIT");
  EXPECT_EQ(ReasonOf("<D><!--" + std::string(1 << 20, 'x') + "--></D>"), "XML_LIMIT");
  std::string attributes;
  for (int i = 0; i < 33; ++i) attributes += " a" + std::to_string(i) + "=\"\"";
  EXPECT_EQ(ReasonOf("<D" + attributes + "/>"), "XML_LIMIT");
  XmlLimits small;
  small.max_file_bytes = 10;
  EXPECT_EQ(ReasonOf("<D>1234567</D>", small), "XML_LIMIT");
}

TEST(XmlReader, RefusesAnEmptyACutOffAndABrokenFile) {
  EXPECT_EQ(ReasonOf(""), "EMPTY_FILE");
  EXPECT_EQ(ReasonOf("<D><a>"), "MALFORMED_XML");
  EXPECT_EQ(ReasonOf("<D></E>"), "MALFORMED_XML");
  EXPECT_EQ(ReasonOf("<D>\xFF</D>"), "MALFORMED_XML");
  EXPECT_EQ(ReasonOf("not xml"), "MALFORMED_XML");
}

TEST(XmlReader, ReadsGb18030AndUtf16AndRefusesWhatItDoesNotKnow) {
  Recorder recorder;
  const std::string text = "<?xml version=\"1.0\" encoding=\"GBK\"?><D><M><a>户名不符</a></M></D>";
  ASSERT_TRUE(Read(files::ToGb18030(text), recorder).ok());
  EXPECT_EQ(recorder.texts["M/a"], "户名不符");
  std::string utf16 = "\xFE\xFF";
  for (const char c : std::string("<D><M><a>x</a></M></D>")) utf16 += std::string("\0", 1) + c;
  ASSERT_TRUE(Read(utf16, recorder).ok());
  EXPECT_EQ(recorder.texts["M/a"], "x");
  EXPECT_EQ(ReasonOf("<?xml version=\"1.0\" encoding=\"EBCDIC\"?><D/>"), "XML_ENCODING");
}

TEST(XmlReader, ARefusalNamesFileLineColumnAndPath) {
  Recorder recorder;
  const auto status = Read("<D>\n <M>\n  <a>stop</a></M></D>", recorder);
  EXPECT_EQ(RefusalReasonOf(status), "BAD_ELEMENT");
  EXPECT_THAT(std::string(status.message()), HasSubstr("bank.xml:3:"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("D/M/a"));
}

}  // namespace
}  // namespace levybridge::iso20022
