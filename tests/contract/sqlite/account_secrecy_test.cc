// Account data is on disk in sealed form only, opens nowhere without its key, and is sealed anew
// when the key changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "adapters/sqlite/sqlite_store.h"
#include "tests/contract/sqlite/temporary_directory.h"
#include "tests/contract/sqlite/test_cipher.h"
#include "tests/contract/store/refund_samples.h"

namespace levybridge::contract {
namespace {

using sqlite::SqliteStore;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::unique_ptr<SqliteStore> MustOpen(const std::string& path, const ports::Cipher* cipher) {
  auto opened = SqliteStore::Open({.path = path, .cipher = cipher});
  EXPECT_TRUE(opened.ok()) << opened.status();
  return opened.ok() ? *std::move(opened) : nullptr;
}

domain::BatchChunk ChunkOf(int64_t number, const ports::FiledAccount& filed) {
  domain::BatchChunk chunk{
      .number = number,
      .first_row = number * domain::kRowsPerChunk + 1,
      .rows = std::vector<domain::NumberedRow<domain::AccountOnFile>>{{1, filed.account}},
      .unreadable = {}};
  // What could not be read may name an account, too.
  chunk.unreadable = {{2,
                       filed.account.account_no.InFullForBankOrFiler() + "," +
                           filed.account.account_name.InFullForBankOrFiler(),
                       {},
                       Fen(0)}};
  return chunk;
}

// One filed account, and the batch of two chunks that brought it.
absl::Status File(ports::Transaction& t) {
  const ports::FiledAccount filed = SampleAccount(7, "2020-02-01");
  const auto batch_no = t.batches().Add(SampleBatch(1, domain::BatchKind::kAccounts));
  if (!batch_no.ok()) return batch_no.status();
  for (const int64_t number : {0, 1}) {
    const absl::Status status =
        t.batches().AppendChunk(*batch_no, ChunkOf(number, filed), domain::Sha256Of("chunk"));
    if (!status.ok()) return status;
  }
  return t.accounts().Add(filed).status();
}

std::string BytesOf(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

// Whether any file of the store holds the text.
bool OnDisk(const std::string& path, const std::string& text) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    if (BytesOf(path + suffix).find(text) != std::string::npos) return true;
  }
  return false;
}

void ExpectNothingOnDisk(const std::string& path) {
  const domain::AccountOnFile account = SampleAccount(7, "2020-02-01").account;
  EXPECT_TRUE(OnDisk(path, account.unit_code.value())) << "the account is there";
  EXPECT_FALSE(OnDisk(path, account.account_no.InFullForBankOrFiler()));
  EXPECT_FALSE(OnDisk(path, account.account_name.InFullForBankOrFiler()));
  EXPECT_FALSE(OnDisk(path, account.bank_name));
  EXPECT_FALSE(OnDisk(path, account.bank_code.value()));
}

TEST(AccountSecrecy, NothingOfAnAccountIsReadableOnDisk) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const testing::TestCipher cipher;
  auto store = MustOpen(path, &cipher);
  ASSERT_TRUE(store->Write(File).ok());
  ExpectNothingOnDisk(path);
  ASSERT_TRUE(store->Backup(directory.File("backup.db")).ok());
  ExpectNothingOnDisk(directory.File("backup.db"));
  store.reset();
  ExpectNothingOnDisk(path);
}

void ExpectKeyMissing(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), StartsWith("ACCOUNT_KEY_MISSING"));
}

TEST(AccountSecrecy, WithoutAKeyAccountsAreNeitherWrittenNorRead) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const testing::TestCipher cipher;
  ASSERT_TRUE(MustOpen(path, &cipher)->Write(File).ok());
  const auto store = MustOpen(path, nullptr);
  ExpectKeyMissing(store->Write([](ports::Transaction& t) {
    return t.accounts().Add(SampleAccount(8, "2020-02-01")).status();
  }));
  ExpectKeyMissing(store->Write([](ports::Transaction& t) {
    return t.batches().AppendChunk(1, ChunkOf(2, SampleAccount(8, "2020-02-01")),
                                   domain::Sha256Of("chunk"));
  }));
  const auto expect_missing =
      [&](const std::function<absl::Status(const ports::Transaction&)>& query) {
        ExpectKeyMissing(store->Read(query));
      };
  const std::vector<int64_t> numbers = {1};
  const std::vector<domain::EmployerKey> employers = {Employer(7)};
  expect_missing([&](const auto& t) { return t.accounts().Find(numbers).status(); });
  expect_missing(
      [&](const auto& t) { return t.accounts().InForce(employers, Date("2020-03-01")).status(); });
  expect_missing([&](const auto& t) { return t.accounts().OfEmployer(employers[0]).status(); });
  expect_missing([&](const auto& t) { return t.accounts().List(0, 9).status(); });
  expect_missing([&](const auto& t) { return t.batches().ReadChunk(1, 0).status(); });
  const auto report = store->Verify([](std::string_view, int64_t) {});
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->problems, ::testing::Not(::testing::Contains(StartsWith("account"))));
}

TEST(AccountSecrecy, AChunkOfUnreadableRowsAloneIsSealedToo) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const testing::TestCipher cipher;
  const auto store = MustOpen(path, &cipher);
  domain::BatchChunk chunk = ChunkOf(0, SampleAccount(7, "2020-02-01"));
  chunk.rows = {};
  ASSERT_TRUE(store
                  ->Write([&](ports::Transaction& t) {
                    const auto batch_no =
                        t.batches().Add(SampleBatch(1, domain::BatchKind::kAccounts));
                    return t.batches().AppendChunk(*batch_no, chunk, domain::Sha256Of("chunk"));
                  })
                  .ok());
  EXPECT_FALSE(
      OnDisk(path, SampleAccount(7, "2020-02-01").account.account_no.InFullForBankOrFiler()));
}

TEST(AccountSecrecy, ResealingBringsEverythingToTheNewestKeyOnce) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const testing::TestCipher first(1);
  const testing::TestCipher second(2);
  ASSERT_TRUE(MustOpen(path, &first)->Write(File).ok());
  const auto store = MustOpen(path, &second);
  const auto counts = store->Reseal();
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->accounts, 1);
  EXPECT_EQ(counts->chunks, 2);
  const auto again = store->Reseal();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->accounts + again->chunks, 0);
  ASSERT_TRUE(store
                  ->Read([](const ports::Transaction& t) {
                    const auto accounts = t.accounts().List(0, 9);
                    EXPECT_EQ(accounts.value().front().account,
                              SampleAccount(7, "2020-02-01").account);
                    EXPECT_EQ(t.batches().ReadChunk(1, 1).value(),
                              ChunkOf(1, SampleAccount(7, "2020-02-01")));
                    return accounts.status();
                  })
                  .ok());
}

TEST(AccountSecrecy, ResealingWithoutTheOldKeyStopsAndChangesNothing) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  const testing::TestCipher second(2);
  const testing::TestCipher first(1);
  ASSERT_TRUE(MustOpen(path, &second)->Write(File).ok());
  ExpectKeyMissing(MustOpen(path, &first)->Reseal().status());
  ExpectKeyMissing(MustOpen(path, nullptr)->Reseal().status());
  EXPECT_EQ(MustOpen(path, &second)->Reseal()->accounts, 0);
}

}  // namespace
}  // namespace levybridge::contract
