#include "adapters/settings/strict_yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace levybridge::settings {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Texts(YamlFile& file) {
  std::vector<std::string> texts;
  for (const ConfigProblem& problem : file.TakeProblems()) texts.push_back(problem.ToString());
  return texts;
}

// Reads `value: <yaml>` with `read` and returns what was reported.
template <class Read>
std::vector<std::string> ProblemsOf(const std::string& yaml, Read read) {
  YamlFile file = YamlFile::FromText("f.yaml", "value: " + yaml + "\n");
  {
    YamlMap root = file.root().AsMap();
    read(root.Required("value"));
  }
  return Texts(file);
}

std::vector<std::string> ProblemsOfText(const std::string& text) {
  YamlFile file = YamlFile::FromText("f.yaml", text);
  return Texts(file);
}

TEST(StrictYaml, NamesFileLineColumnKeyAndExpectation) {
  YamlFile file = YamlFile::FromText("config/f.yaml", "store:\n  path: [a]\n");
  {
    YamlMap root = file.root().AsMap();
    YamlMap store = root.Required("store").AsMap();
    EXPECT_FALSE(store.Required("path").AsPath().has_value());
  }
  EXPECT_THAT(Texts(file), ElementsAre("config/f.yaml:2:9: store.path: expected the path of a file "
                                       "or folder, found a list"));
}

TEST(StrictYaml, CollectsEveryProblemInFileOrder) {
  YamlFile file = YamlFile::FromText("f.yaml", "b: x\nunknown: 1\na: y\na: z\n");
  {
    YamlMap root = file.root().AsMap();
    root.Required("a").AsInteger(0, 1);
    root.Required("b").AsBool();
    root.Required("c").AsText();
  }
  EXPECT_THAT(
      Texts(file),
      ElementsAre("f.yaml:1:1: c: expected this key, found none (缺少此项)",
                  "f.yaml:1:4: b: expected true or false, found \"x\"",
                  "f.yaml:2:1: unknown: unknown key; expected one of a, b, c",
                  "f.yaml:3:4: a: expected a whole number from 0 to 1, found \"y\"",
                  "f.yaml:4:1: a: expected each key once, found again what line 3 has already"));
}

TEST(StrictYaml, CountsColumnsInCharactersNotBytes) {
  YamlFile file = YamlFile::FromText("f.yaml", "武汉市: [一, 二, no]\n");
  {
    YamlMap root = file.root().AsMap();
    for (const YamlValue& element : root.Required("武汉市").AsList()) element.AsInteger(0, 9);
  }
  const std::vector<ConfigProblem> problems = file.TakeProblems();
  ASSERT_THAT(problems, SizeIs(3));
  EXPECT_EQ(problems[2].line, 1);
  EXPECT_EQ(problems[2].column, 13);
  EXPECT_EQ(problems[2].key, "武汉市[2]");
}

TEST(StrictYaml, NeverReadsLeadingZerosAsOctal) {
  EXPECT_THAT(ProblemsOf("010203", [](const YamlValue& v) { v.AsInteger(0, 1'000'000); }),
              ElementsAre("f.yaml:1:8: value: expected a whole number from 0 to 1000000, found "
                          "\"010203\""));
  EXPECT_THAT(ProblemsOf("010203", [](const YamlValue& v) { EXPECT_EQ(v.AsText(), "010203"); }),
              IsEmpty());
}

TEST(StrictYaml, TakesOnlyPlainWholeNumbersInBounds) {
  for (const char* bad : {"0x10", "1_000", "+1", "1e3", "1.0", "11", "-1", "\"5\"", "", "yes",
                          "99999999999999999999", ".inf"}) {
    EXPECT_THAT(ProblemsOf(bad, [](const YamlValue& v) { EXPECT_FALSE(v.AsInteger(0, 10)); }),
                SizeIs(1))
        << bad;
  }
  EXPECT_THAT(ProblemsOf("-7", [](const YamlValue& v) { EXPECT_EQ(v.AsInteger(-10, 10), -7); }),
              IsEmpty());
}

TEST(StrictYaml, KeepsDecimalsExact) {
  const auto read = [](const std::string& text) {
    std::optional<int64_t> value;
    ProblemsOf(text, [&](const YamlValue& v) { value = v.AsDecimal(2, -10'000, 10'000); });
    return value;
  };
  EXPECT_EQ(read("8.1"), 810);
  EXPECT_EQ(read("\"8.10\""), 810);
  EXPECT_EQ(read("-0.05"), -5);
  EXPECT_EQ(read("100"), 10'000);
  for (const char* bad : {"100.01", "8.123", "8.", ".5", "08", "1e1", "8,1", ".nan", "~"}) {
    EXPECT_EQ(read(bad), std::nullopt) << bad;
  }
}

TEST(StrictYaml, TakesOnlyTrueAndFalseAsBooleans) {
  for (const char* bad : {"yes", "on", "True", "1", "\"true\"", "~"}) {
    EXPECT_THAT(ProblemsOf(bad, [](const YamlValue& v) { EXPECT_FALSE(v.AsBool()); }), SizeIs(1))
        << bad;
  }
  EXPECT_THAT(ProblemsOf("true", [](const YamlValue& v) { EXPECT_EQ(v.AsBool(), true); }),
              IsEmpty());
}

TEST(StrictYaml, ReadsRegionsDatesAndPeriodsWithTheDomainsOwnParsers) {
  EXPECT_THAT(
      ProblemsOf("420100", [](const YamlValue& v) { EXPECT_EQ(v.AsRegion()->number(), 420100u); }),
      IsEmpty());
  EXPECT_THAT(ProblemsOf("042010", [](const YamlValue& v) { v.AsRegion(); }),
              ElementsAre(HasSubstr("f.yaml:1:8: value: expected a region code")));
  EXPECT_THAT(ProblemsOf("2020-02-30", [](const YamlValue& v) { v.AsDate(); }),
              ElementsAre(HasSubstr("expected a date like 2020-03-05")));
  EXPECT_THAT(ProblemsOf("2020-13", [](const YamlValue& v) { v.AsFeePeriod(); }),
              ElementsAre(HasSubstr("expected a month (费款所属期) like 2020-02")));
  EXPECT_THAT(
      ProblemsOf("2020-02", [](const YamlValue& v) { EXPECT_EQ(v.AsFeePeriod()->month(), 2); }),
      IsEmpty());
}

TEST(StrictYaml, NamesTheChoicesOfAnEnum) {
  EXPECT_THAT(ProblemsOf("xml",
                         [](const YamlValue& v) {
                           v.AsEnum<int>({{"json", 1}, {"text", 2}});
                         }),
              ElementsAre("f.yaml:1:8: value: expected one of json, text, found \"xml\""));
}

TEST(StrictYaml, RefusesWhatIsNotPlainYaml) {
  EXPECT_THAT(ProblemsOfText("a: &x 1\nb: *x\n"), SizeIs(2));
  EXPECT_THAT(ProblemsOfText("a: !!int 1\n"), ElementsAre(HasSubstr("1:4: a: expected a plain")));
  EXPECT_THAT(ProblemsOfText("a: 1\n---\nb: 2\n"), ElementsAre(HasSubstr("one YAML document")));
  EXPECT_THAT(ProblemsOfText("? [a, b]\n: 1\n"), ElementsAre(HasSubstr("a name as key")));
  EXPECT_THAT(ProblemsOfText("a: [1, 2\n"), ElementsAre(HasSubstr("expected valid YAML")));
  EXPECT_THAT(ProblemsOfText("a: \"x\n"), ElementsAre(HasSubstr("expected valid YAML")));
  EXPECT_THAT(ProblemsOfText(""), ElementsAre(HasSubstr("an empty file")));
  EXPECT_THAT(ProblemsOfText("# only a comment\n"), SizeIs(1));
}

TEST(StrictYaml, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(ProblemsOfText("a: 1\nb: \xCE\xE4\xBA\xBA\n"),
              ElementsAre(HasSubstr("f.yaml:2: expected UTF-8")));
  EXPECT_THAT(ProblemsOfText(std::string("a\0b: 1\n", 7)), ElementsAre(HasSubstr("UTF-8")));
  EXPECT_THAT(ProblemsOfText("\xEF\xBB\xBF"
                             "a: 1\r\nb: 2\r\n"),
              IsEmpty());
}

TEST(StrictYaml, BoundsDepthSizeAndCount) {
  const std::string deep = std::string(33, '[') + std::string(33, ']');
  EXPECT_THAT(ProblemsOfText(deep), ElementsAre(HasSubstr("at most 32 levels")));
  EXPECT_THAT(ProblemsOfText(std::string(32, '[') + std::string(32, ']')), IsEmpty());
  EXPECT_THAT(ProblemsOfText(std::string(100'000, '[')), SizeIs(1));
  EXPECT_THAT(ProblemsOfText("a: " + std::string(1 << 20, 'x')), ElementsAre(HasSubstr("1 MiB")));
  std::string many = "[";
  for (int i = 0; i < 100'000; ++i) many += "1,";
  EXPECT_THAT(ProblemsOfText(many + "1]"), ElementsAre(HasSubstr("100000 values")));
}

TEST(StrictYaml, SaysWhyAFileCannotBeRead) {
  YamlFile missing = YamlFile::Read("/nonexistent/f.yaml");
  EXPECT_FALSE(missing.root().present());
  EXPECT_THAT(Texts(missing), ElementsAre("/nonexistent/f.yaml: expected a readable file: No such "
                                          "file or directory"));
  YamlFile folder = YamlFile::Read("/");
  EXPECT_THAT(Texts(folder), ElementsAre(HasSubstr("expected a regular file")));
}

TEST(StrictYaml, TakesPathsFromTheFolderOfTheFile) {
  YamlFile file = YamlFile::FromText("/etc/levybridge/gateway.yaml", "a: ../x\nb: /y\n");
  YamlMap root = file.root().AsMap();
  EXPECT_EQ(root.Required("a").AsPath(), "/etc/x");
  EXPECT_EQ(root.Required("b").AsPath(), "/y");
}

TEST(StrictYaml, DoesNotReportTheSameMistakeTwice) {
  YamlFile file = YamlFile::FromText("f.yaml", "store: 5\n");
  {
    YamlMap root = file.root().AsMap();
    YamlMap store = root.Required("store").AsMap();
    store.Required("path").AsPath();
  }
  EXPECT_THAT(Texts(file), ElementsAre("f.yaml:1:8: store: expected keys and values (a map), "
                                       "found \"5\""));
}

TEST(StrictYaml, GivesTheEntriesOfAMapWhoseKeysAreData) {
  YamlFile file = YamlFile::FromText("f.yaml", "\"420100\": 1\nx: 2\n");
  {
    YamlMap root = file.root().AsMap();
    for (const auto& [key, value] : root.Entries()) {
      key.AsRegion();
      EXPECT_TRUE(value.AsInteger(1, 2).has_value());
    }
  }
  EXPECT_THAT(Texts(file), ElementsAre(HasSubstr("f.yaml:2:1: x: expected a region code")));
}

TEST(StrictYaml, EchoesLongValuesShortAndWhole) {
  std::string text = "a";
  for (int i = 0; i < 100; ++i) text += "武";
  const std::vector<std::string> problems =
      ProblemsOf(text, [](const YamlValue& v) { v.AsBool(); });
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_LT(problems[0].size(), 160u);
  EXPECT_THAT(problems[0], HasSubstr("武…\""));
}

}  // namespace
}  // namespace levybridge::settings
