#include "tests/bench/credentials.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace levybridge::bench {

void AddCallerOptions(CLI::App& command, CallerArguments& arguments) {
  command.add_option("--address", arguments.address, "host:port of the gateway")->required();
  command.add_option("--server-name", arguments.server_name, "name in its certificate");
  command.add_option("--ca", arguments.ca, "who vouches for it")->required();
  command.add_option("--cert", arguments.certificate, "the caller's certificate")->required();
  command.add_option("--key", arguments.key, "its key")->required();
}

std::string ReadFileOrExit(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || !text) {
    std::fprintf(stderr, "无法读取 / cannot read: %s\n", path.c_str());
    std::exit(2);
  }
  return text.str();
}

std::shared_ptr<grpc::Channel> OwnConnection(const CallerArguments& arguments) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = ReadFileOrExit(arguments.ca);
  tls.pem_cert_chain = ReadFileOrExit(arguments.certificate);
  tls.pem_private_key = ReadFileOrExit(arguments.key);
  grpc::ChannelArguments channel;
  channel.SetSslTargetNameOverride(arguments.server_name);
  channel.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(arguments.address, grpc::SslCredentials(tls), channel);
}

}  // namespace levybridge::bench
