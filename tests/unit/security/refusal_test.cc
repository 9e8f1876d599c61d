#include "gateway/security/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "gateway/security/identity.h"
#include "gateway/security/security_log.h"
#include "gateway/security/status_code.h"
#include "spdlog/sinks/ostream_sink.h"

namespace levybridge::security {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Refusal, EveryReasonHasItsOwnNameAndAnErrorCode) {
  std::set<std::string_view> names;
  for (int index = 0; index < kRefusalReasonCount; ++index) {
    const auto reason = static_cast<RefusalReason>(index);
    EXPECT_TRUE(names.insert(MachineName(reason)).second) << index;
    EXPECT_NE(StatusCodeOf(reason), grpc::StatusCode::OK);
    EXPECT_THAT(MakeRefusal(reason).Message(), StartsWith(std::string(MachineName(reason)) + ": "));
  }
}

TEST(Refusal, TheDetailFollowsInBrackets) {
  EXPECT_THAT(MakeRefusal(RefusalReason::kCertificateUntrusted, "self-signed").Message(),
              HasSubstr("(self-signed)"));
}

TEST(RequireRegion, AdmitsThePartysRegionAndWhatLiesInIt) {
  const auto party = *domain::PartyId::ParseUri("urn:levybridge:party:agency:420100:wuhan");
  const domain::RegionTree regions;
  EXPECT_TRUE(RequireRegion(party, *domain::RegionCode::Parse("420100"), regions).ok());
  EXPECT_TRUE(RequireRegion(party, *domain::RegionCode::Parse("420106"), regions).ok());
}

TEST(RequireRegion, RefusesTheRegionAboveAndTheOneBeside) {
  const auto party = *domain::PartyId::ParseUri("urn:levybridge:party:agency:420100:wuhan");
  for (const char* region : {"420000", "420200", "320600"}) {
    const absl::Status status =
        RequireRegion(party, *domain::RegionCode::Parse(region), domain::RegionTree());
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << region;
    EXPECT_THAT(std::string(status.message()), StartsWith("REGION_NOT_ALLOWED: ")) << region;
  }
}

TEST(SecurityLog, NamesFromOutsideCannotForgeALine) {
  std::ostringstream output;
  SecurityLog log(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(output)));
  log.CallRefused(Subject{"01", "urn:x\n\"event=reloaded", "/m"},
                  MakeRefusal(RefusalReason::kPartyUnknown));
  EXPECT_THAT(output.str(), HasSubstr("urn:x\\n\\\"event=reloaded"));
  EXPECT_THAT(output.str(), Not(HasSubstr("\n\"event")));
  EXPECT_EQ(log.counters().refused_calls[static_cast<size_t>(RefusalReason::kPartyUnknown)].load(),
            1U);
}

}  // namespace
}  // namespace levybridge::security
