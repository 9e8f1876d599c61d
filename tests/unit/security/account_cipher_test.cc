#include "gateway/security/account_cipher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace levybridge::security {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOldKey(64, 'a');
const std::string kNewKey = std::string(32, '0') + std::string(32, 'F');

std::unique_ptr<AccountCipher> Cipher(const std::string& text) {
  auto cipher = AccountCipher::FromText(text);
  EXPECT_TRUE(cipher.ok()) << cipher.status();
  return cipher.ok() ? *std::move(cipher) : nullptr;
}

TEST(AccountCipher, OpensWhatItSealedForTheSameContext) {
  const auto cipher = Cipher(kNewKey);
  for (const std::string& plain : {std::string(), std::string("6222000000001234"),
                                   std::string("a\0b", 3), std::string(100'000, 'x')}) {
    for (const std::string& context : {std::string(), std::string("account/1")}) {
      const auto opened = cipher->Open(cipher->Seal(plain, context), context);
      ASSERT_TRUE(opened.ok()) << opened.status();
      EXPECT_EQ(*opened, plain);
    }
  }
}

TEST(AccountCipher, ASealedTextShowsNothingAndNeverComesTwice) {
  const auto cipher = Cipher(kNewKey);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string sealed = cipher->Seal("6222000000001234", "account/1");
    EXPECT_THAT(sealed, Not(HasSubstr("6222")));
    EXPECT_TRUE(seen.insert(sealed).second);
  }
}

TEST(AccountCipher, WhatIsSealedForOnePlaceDoesNotOpenInAnother) {
  const auto cipher = Cipher(kNewKey);
  const std::string sealed = cipher->Seal("secret", "account/1");
  for (const char* context : {"account/2", "account/", "account/11", ""}) {
    EXPECT_EQ(cipher->Open(sealed, context).status().code(), absl::StatusCode::kDataLoss)
        << context;
  }
}

TEST(AccountCipher, OneBitChangedAnywhereIsNoticed) {
  const auto cipher = Cipher(kNewKey);
  const std::string sealed = cipher->Seal("secret", "account/1");
  for (size_t i = 0; i < sealed.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = sealed;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ (1U << bit));
      EXPECT_FALSE(cipher->Open(changed, "account/1").ok()) << i << "/" << bit;
    }
  }
}

TEST(AccountCipher, ATextCutOffAnywhereIsNoticed) {
  const auto cipher = Cipher(kNewKey);
  const std::string sealed = cipher->Seal("secret", "account/1");
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(cipher->Open(sealed.substr(0, size), "account/1").ok()) << size;
  }
}

TEST(AccountCipher, AnOlderKeyOpensButDoesNotSeal) {
  const std::string sealed_before = Cipher(kOldKey)->Seal("secret", "account/1");
  const auto cipher = Cipher(kNewKey + "\n" + kOldKey + "\n");
  EXPECT_EQ(cipher->Open(sealed_before, "account/1").value_or(""), "secret");
  EXPECT_FALSE(cipher->IsSealedByNewestKey(sealed_before));
  const std::string sealed_now = cipher->Seal("secret", "account/1");
  EXPECT_TRUE(cipher->IsSealedByNewestKey(sealed_now));
  EXPECT_EQ(Cipher(kOldKey)->Open(sealed_now, "account/1").status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(cipher->IsSealedByNewestKey(""));
  EXPECT_FALSE(Cipher(kOldKey)->IsSealedByNewestKey(sealed_now));
}

TEST(AccountCipher, KeysMayStandAmongBlankLinesAndRemarks) {
  const auto cipher = Cipher("# 2020-05-01\r\n\r\n  " + kNewKey + " \r\n# before\n" + kOldKey);
  EXPECT_TRUE(cipher->IsSealedByNewestKey(Cipher(kNewKey)->Seal("x", "")));
  EXPECT_TRUE(cipher->Open(Cipher(kOldKey)->Seal("x", ""), "").ok());
}

TEST(AccountCipher, KeyFilesThatAreWrongAreRefusedWithoutShowingThem) {
  std::string many;
  for (int i = 0; i < 17; ++i) many += std::string(62, '1') + std::to_string(10 + i) + "\n";
  for (const std::string& text :
       {std::string(), std::string("# only a remark\n"), kNewKey + "\n" + kNewKey,
        kOldKey + "\n" + std::string(64, 'A'), kNewKey.substr(1), kNewKey + "0",
        std::string(63, 'b') + "g", kNewKey + " " + kOldKey, many}) {
    const auto cipher = AccountCipher::FromText(text);
    EXPECT_EQ(cipher.status().code(), absl::StatusCode::kInvalidArgument);
    const std::string message(cipher.status().message());
    for (const char* secret : {"FFFF", "aaaa", "bbbb", "1111"}) {
      EXPECT_THAT(message, Not(HasSubstr(secret)));
    }
  }
}

}  // namespace
}  // namespace levybridge::security
