// Credentials: the certificate files that a measuring program is given on its command line.
//
// Not thread-safe; what it makes is.
#pragma once

#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

namespace levybridge::bench {

// Where the gateway is and who calls it.
struct CallerArguments {
  std::string address;
  std::string server_name = "localhost";
  std::string ca;
  std::string certificate;
  std::string key;
};

void AddCallerOptions(CLI::App& command, CallerArguments& arguments);

// The whole file; ends the program with a message when it can't be read.
std::string ReadFileOrExit(const std::string& path);

// A channel with a connection of its own: two channels never share one.
std::shared_ptr<grpc::Channel> OwnConnection(const CallerArguments& arguments);

}  // namespace levybridge::bench
