// A folder of files for one test, gone when it ends.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/settings/config_problem.h"

namespace levybridge::settings {

class TestFolder {
 public:
  TestFolder() {
    std::string pattern = ::testing::TempDir() + "levybridge-settings-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  std::string Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(Path(name)).parent_path());
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Replaces the only place of `from`, so that a changed example can't make a test pass unnoticed.
  void Replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = Read(name);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << name << " has no " << from;
    ASSERT_EQ(text.find(from, at + 1), std::string::npos) << name << " has " << from << " twice";
    Write(name, text.replace(at, from.size(), to));
  }
  // certs/issue.sh COMMAND <this folder>/tls ARGUMENTS.
  void Issue(const std::string& command, const std::string& arguments) const {
    const std::string line = "bash " LEVYBRIDGE_SOURCE_DIR "/certs/issue.sh " + command + " " +
                             Path("tls") + " " + arguments + " >/dev/null";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;
  }

 private:
  std::string path_;
};

// Without the folder, so that tests can compare whole lines.
inline std::vector<std::string> Texts(const std::vector<ConfigProblem>& problems) {
  std::vector<std::string> texts;
  for (ConfigProblem problem : problems) {
    problem.file = std::filesystem::path(problem.file).filename().string();
    texts.push_back(problem.ToString());
  }
  return texts;
}

}  // namespace levybridge::settings
