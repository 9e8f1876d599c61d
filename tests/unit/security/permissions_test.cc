#include "gateway/security/permissions.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>

namespace levybridge::security {
namespace {

namespace protobuf = google::protobuf;
using domain::Role;

constexpr std::pair<const char*, Role> kRoleWords[] = {
    {"agency", Role::kAgency}, {"tax", Role::kTax},   {"fund finance", Role::kFundFinance},
    {"fiscal", Role::kFiscal}, {"bank", Role::kBank}, {"auditor", Role::kAuditor}};

// The contract as protoc read it from the tree: every method, with its comment.
class Contract {
 public:
  Contract() {
    std::ifstream input(LEVYBRIDGE_CONTRACT, std::ios::binary);
    protobuf::FileDescriptorSet set;
    EXPECT_TRUE(set.ParseFromIstream(&input));
    for (const protobuf::FileDescriptorProto& proto : set.file()) {
      const protobuf::FileDescriptor* file = pool_.BuildFile(proto);
      if (file != nullptr) Collect(*file);
    }
  }
  const std::map<std::string, const protobuf::MethodDescriptor*>& methods() const {
    return methods_;
  }

 private:
  void Collect(const protobuf::FileDescriptor& file) {
    for (int service = 0; service < file.service_count(); ++service) {
      for (int index = 0; index < file.service(service)->method_count(); ++index) {
        const auto* method = file.service(service)->method(index);
        methods_["/" + file.service(service)->full_name() + "/" + method->name()] = method;
      }
    }
  }
  protobuf::DescriptorPool pool_;
  std::map<std::string, const protobuf::MethodDescriptor*> methods_;
};

const Contract& TheContract() {
  static const Contract& contract = *new Contract;
  return contract;
}

// The sentence after "Who:" in the comment of a method; "" when there is none.
std::string WhoOf(const protobuf::MethodDescriptor& method) {
  protobuf::SourceLocation location;
  if (!method.GetSourceLocation(&location)) return {};
  const std::string comment =
      std::regex_replace(location.leading_comments, std::regex("\\s+"), " ");
  std::smatch match;
  return std::regex_search(comment, match, std::regex("Who: (.*?)\\.( |$)")) ? match[1].str() : "";
}

bool Names(const std::string& who, const std::string& word) {
  if (who.starts_with("any party") || who.starts_with("every party")) return true;
  return std::regex_search(who, std::regex("\\b" + word + "\\b"));
}

TEST(Permissions, EveryMethodOfTheContractHasALine) {
  ASSERT_FALSE(TheContract().methods().empty());
  for (const auto& [name, method] : TheContract().methods()) {
    EXPECT_NE(FindPermission(name), nullptr) << name;
  }
}

TEST(Permissions, EveryLineIsAMethodOfTheContractOrComesWithGrpc) {
  for (const MethodPermission& permission : AllPermissions()) {
    if (permission.method.starts_with("/grpc.")) continue;
    EXPECT_TRUE(TheContract().methods().contains(std::string(permission.method)))
        << permission.method;
  }
}

TEST(Permissions, NoMethodHasTwoLines) {
  std::set<std::string_view> seen;
  for (const MethodPermission& permission : AllPermissions()) {
    EXPECT_TRUE(seen.insert(permission.method).second) << permission.method;
  }
}

TEST(Permissions, StreamsAreWhatTheContractSaysTheyAre) {
  for (const auto& [name, method] : TheContract().methods()) {
    const MethodPermission* permission = FindPermission(name);
    ASSERT_NE(permission, nullptr) << name;
    EXPECT_EQ(permission->streams, method->client_streaming() || method->server_streaming())
        << name;
  }
}

TEST(Permissions, RolesAreThoseThatTheMethodsCommentNames) {
  for (const auto& [name, method] : TheContract().methods()) {
    const MethodPermission* permission = FindPermission(name);
    ASSERT_NE(permission, nullptr) << name;
    const std::string who = WhoOf(*method);
    EXPECT_FALSE(who.empty()) << name << " does not say who may call it";
    for (const auto& [word, role] : kRoleWords) {
      EXPECT_EQ(permission->roles.Contains(role), Names(who, word)) << name << " " << word;
    }
  }
}

TEST(Permissions, WhatIsNotInTheTableIsNotFound) {
  for (const char* method : {"", "/", "SubmitAssessments", "/grpc.health.v1.Health/",
                             "/levybridge.assessment.v1.AssessmentService/submitassessments",
                             "/levybridge.assessment.v1.AssessmentService/SubmitAssessments/"}) {
    EXPECT_EQ(FindPermission(method), nullptr) << method;
  }
}

TEST(Permissions, HealthAndReflectionAreOpenToEveryParty) {
  for (const char* method : {"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch",
                             "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"}) {
    const MethodPermission* permission = FindPermission(method);
    ASSERT_NE(permission, nullptr) << method;
    for (const auto& [word, role] : kRoleWords) EXPECT_TRUE(permission->roles.Contains(role));
  }
}

}  // namespace
}  // namespace levybridge::security
