#include "tests/contract/store/store_contract.h"

#include "adapters/sqlite/sqlite_store.h"
#include "tests/contract/sqlite/temporary_directory.h"

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
    auto opened = sqlite::SqliteStore::Open({.path = directory_.File("store.db")});
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }
  testing::TemporaryDirectory directory_;
  std::unique_ptr<sqlite::SqliteStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         ::testing::Values([] { return std::make_unique<SqliteHarness>(); }));

}  // namespace
}  // namespace levybridge::contract
