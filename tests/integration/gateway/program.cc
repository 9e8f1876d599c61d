#include "tests/integration/gateway/program.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace levybridge::testing {
namespace {

// Appends what there is; false at the end.
bool ReadSome(int pipe, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t size = read(pipe, buffer.data(), buffer.size());
  if (size <= 0) return false;
  text.append(buffer.data(), static_cast<size_t>(size));
  return true;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (pipe(out.data()) != 0 || pipe(err.data()) != 0) ADD_FAILURE() << "pipe";
  std::vector<char*> argv = {const_cast<char*>(LEVYBRIDGE_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    for (const int descriptor : {out[0], out[1], err[0], err[1]}) close(descriptor);
    execv(LEVYBRIDGE_PROGRAM, argv.data());
    _exit(127);
  }
  close(out[1]);
  close(err[1]);
  out_pipe_ = out[0];
  err_pipe_ = err[0];
}

Program::~Program() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(out_pipe_);
  close(err_pipe_);
}

std::string Program::WaitForLine(const std::string& text) {
  while (true) {
    const size_t end = err_.find('\n', err_read_);
    if (end == std::string::npos) {
      if (!ReadSome(err_pipe_, err_)) return {};
      continue;
    }
    std::string line = err_.substr(err_read_, end - err_read_);
    err_read_ = end + 1;
    if (line.find(text) != std::string::npos) return line;
  }
}

void Program::Signal(int number) const { kill(pid_, number); }

int Program::Wait() {
  std::array<pollfd, 2> pipes = {pollfd{out_pipe_, POLLIN, 0}, pollfd{err_pipe_, POLLIN, 0}};
  while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
    poll(pipes.data(), pipes.size(), -1);
    if (pipes[0].revents != 0 && !ReadSome(out_pipe_, out_)) pipes[0].fd = -1;
    if (pipes[1].revents != 0 && !ReadSome(err_pipe_, err_)) pipes[1].fd = -1;
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace levybridge::testing
