#include "adapters/sqlite/connection.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/run_catalog.h"
#include "adapters/sqlite/status.h"

namespace levybridge::sqlite {

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &handle, flags,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (code != SQLITE_OK) return StatusOf(code, absl::StrCat("opening ", options.path));
  sqlite3_busy_timeout(handle, options.busy_timeout_ms);
  const std::string settings =
      absl::StrCat("PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;",
                   "PRAGMA cache_size=-", options.cache_kib, ";");
  if (absl::Status status = connection->Execute(settings.c_str()); !status.ok()) return status;
  return connection;
}

Connection::Connection(sqlite3* handle)
    : handle_(handle), run_cache_(std::make_shared<RunCache>()) {}

Connection::~Connection() {
  for (const auto& [sql, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close(handle_);
}

absl::Status Connection::Execute(const char* sql) {
  return StatusOf(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr), sql);
}

absl::Status Connection::Run(const char* sql) {
  Query query(*this, sql);
  return query.Run();
}

bool Connection::InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }

int64_t Connection::Changes() const { return sqlite3_changes64(handle_); }

absl::StatusOr<sqlite3_stmt*> Connection::Take(const char* sql) {
  std::vector<sqlite3_stmt*>& idle = idle_[sql];
  if (!idle.empty()) {
    sqlite3_stmt* statement = idle.back();
    idle.pop_back();
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return StatusOf(code, absl::StrCat("preparing ", sql));
  return statement;
}

void Connection::GiveBack(const char* sql, sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  idle_[sql].push_back(statement);
}

Query::Query(Connection& connection, const char* sql) : connection_(connection), sql_(sql) {
  absl::StatusOr<sqlite3_stmt*> statement = connection.Take(sql);
  if (statement.ok()) {
    statement_ = *statement;
  } else {
    status_ = statement.status();
  }
}

Query::~Query() {
  if (statement_ != nullptr) connection_.GiveBack(sql_, statement_);
}

Query& Query::Bind(int64_t value) {
  if (status_.ok()) {
    status_ = StatusOf(sqlite3_bind_int64(statement_, next_parameter_++, value), sql_);
  }
  return *this;
}

Query& Query::Bind(std::string_view bytes) {
  if (!status_.ok()) return *this;
  // An empty view may hold a null pointer, which SQLite would take for NULL.
  const char* data = bytes.empty() ? "" : bytes.data();
  status_ = StatusOf(
      sqlite3_bind_blob64(statement_, next_parameter_++, data, bytes.size(), SQLITE_STATIC), sql_);
  return *this;
}

bool Query::Next() {
  if (!status_.ok()) return false;
  if (connection_.expired_.load(std::memory_order_relaxed)) {
    status_ = absl::UnavailableError("store: this reader held its snapshot for too long");
    return false;
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  status_ = StatusOf(code, sql_);
  return false;
}

absl::Status Query::Run() {
  while (Next()) {
  }
  if (status_.ok()) Reset();
  return status_;
}

void Query::Reset() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
  next_parameter_ = 1;
}

int64_t Query::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Query::Blob(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<size_t>(size)};
}

}  // namespace levybridge::sqlite
