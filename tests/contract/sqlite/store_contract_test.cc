#include "tests/contract/store/store_contract.h"

#include "adapters/sqlite/sqlite_store.h"
#include "tests/contract/sqlite/run_options.h"
#include "tests/contract/sqlite/temporary_directory.h"
#include "tests/contract/sqlite/test_cipher.h"

namespace levybridge::contract {
namespace {

class SqliteHarness final : public StoreHarness {
 public:
  SqliteHarness() { Open(); }
  ports::Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    Open();
  }

 private:
  void Open() {
    auto opened =
        sqlite::SqliteStore::Open({.path = directory_.File("store.db"), .cipher = &cipher_});
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }
  const testing::TestCipher cipher_;
  testing::TemporaryDirectory directory_;
  std::unique_ptr<sqlite::SqliteStore> store_;
};

// The same store when it is large: what was written is in runs, merged, by the time it is read.
class KeptStore final : public ports::Store {
 public:
  explicit KeptStore(std::unique_ptr<sqlite::SqliteStore> store) : store_(std::move(store)) {}
  absl::Status Write(absl::FunctionRef<absl::Status(ports::Transaction&)> change) override {
    return store_->Write(change);
  }
  absl::Status Read(
      absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const override {
    if (absl::Status status = store_->RunUpkeep(); !status.ok()) return status;
    return store_->Read(query);
  }

 private:
  std::unique_ptr<sqlite::SqliteStore> store_;
};

class RunsHarness final : public StoreHarness {
 public:
  explicit RunsHarness(const sqlite::RunTuning& tuning) : tuning_(tuning) { Open(); }
  ports::Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    Open();
  }

 private:
  void Open() {
    sqlite::SqliteOptions options{.path = directory_.File("store.db")};
    options.runs = tuning_;
    options.upkeep_thread = false;
    options.cipher = &cipher_;
    auto opened = sqlite::SqliteStore::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = std::make_unique<KeptStore>(*std::move(opened));
  }
  const sqlite::RunTuning tuning_;
  const testing::TestCipher cipher_;
  testing::TemporaryDirectory directory_;
  std::unique_ptr<KeptStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         ::testing::Values([] { return std::make_unique<SqliteHarness>(); }));
INSTANTIATE_TEST_SUITE_P(SqliteAllInRuns, StoreContract, ::testing::Values([] {
                           return std::make_unique<RunsHarness>(AllInRuns());
                         }));
INSTANTIATE_TEST_SUITE_P(SqliteRowsOverRuns, StoreContract, ::testing::Values([] {
                           return std::make_unique<RunsHarness>(RowsOverRuns());
                         }));

}  // namespace
}  // namespace levybridge::contract
