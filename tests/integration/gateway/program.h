// The built program as a child process: its exit code, what it printed, signals to it. The child is
// killed with the object when it still runs.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace levybridge::testing {

class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Reads standard error until a line holds `text`; "" when it ended without.
  std::string WaitForLine(const std::string& text);
  void Signal(int number) const;
  // Reads both outputs to their ends and waits; 128 + signal when a signal ended it.
  int Wait();
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

 private:
  pid_t pid_ = -1;
  int out_pipe_ = -1;
  int err_pipe_ = -1;
  std::string out_;
  std::string err_;
  size_t err_read_ = 0;
};

}  // namespace levybridge::testing
