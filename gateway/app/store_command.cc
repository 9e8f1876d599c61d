#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/settings/gateway_settings.h"
#include "adapters/sqlite/backup.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/sqlite/verify.h"
#include "gateway/app/account_keys.h"
#include "gateway/app/commands.h"
#include "gateway/app/exit_code.h"

namespace levybridge::app {
namespace {

using Json = nlohmann::ordered_json;

struct StoreOptions {
  std::string config;
  std::string file;  // backup's target, restore's source
  bool json = false;
  bool overwrite = false;
};

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kDone;
  if (status.code() == absl::StatusCode::kInternal) return kInternalError;
  return kRefused;
}

std::string Text(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// Says how it ended, for people or for programs.
int Finish(const StoreOptions& options, const absl::Status& status, Json document,
           const std::string& done) {
  document["ok"] = status.ok();
  if (!status.ok()) document["message"] = Text(status);
  if (options.json) {
    std::cout << document.dump(2) << '\n';
  } else if (status.ok()) {
    std::cout << done << '\n';
  } else {
    std::cerr << Text(status) << '\n';
  }
  return ExitCodeOf(status);
}

// The gateway's store, and what opens the accounts in it.
struct StorePlace {
  std::string path;
  std::unique_ptr<security::AccountCipher> cipher{};  // null without keys
};

// A connection beside a gateway that may be serving: SQLite keeps the two apart.
absl::StatusOr<std::unique_ptr<sqlite::Connection>> OpenBeside(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0) return absl::NotFoundError("no store at " + path);
  auto connection = sqlite::Connection::Open({.path = path});
  if (!connection.ok()) return connection.status();
  const auto version = sqlite::ReadSchemaVersion(**connection);
  if (!version.ok()) return version.status();
  if (*version < sqlite::kSchemaVersion) {
    return absl::FailedPreconditionError(
        path + ": 账本版本较旧，请先运行 store migrate / an older store: run store migrate first");
  }
  return connection;
}

absl::StatusOr<sqlite::VerifyReport> VerifyBeside(const StorePlace& place) {
  auto connection = OpenBeside(place.path);
  if (!connection.ok()) return connection.status();
  (*connection)->UseCipher(place.cipher.get());
  if (absl::Status status = (*connection)->Execute("BEGIN"); !status.ok()) return status;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  return sqlite::VerifyStore(**connection, [terminal](std::string_view table, int64_t rows) {
    if (terminal) std::cerr << "\r\033[K" << table << ": " << rows << std::flush;
  });
}

int Verify(const StoreOptions& options, const StorePlace& place) {
  const std::string& path = place.path;
  const auto report = VerifyBeside(place);
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r\033[K";
  if (!report.ok()) return Finish(options, report.status(), {{"store", path}}, "");
  if (options.json) {
    std::cout << Json{{"store", path},
                      {"ok", report->Sound()},
                      {"rows_checked", report->rows_checked},
                      {"problems", report->problem_count},
                      {"details", report->problems}}
                     .dump(2)
              << '\n';
  } else {
    for (const std::string& problem : report->problems) std::cout << problem << '\n';
    std::cout << (report->Sound() ? "账本完好 / the store is sound"
                                  : "账本有误 / the store is damaged")
              << ": " << report->rows_checked << " 行已核 / rows checked, " << report->problem_count
              << " 处问题 / problems\n";
  }
  return report->Sound() ? kDone : kRefused;
}

int Backup(const StoreOptions& options, const StorePlace& place) {
  const std::string& path = place.path;
  auto connection = OpenBeside(path);
  absl::Status status = connection.status();
  if (connection.ok()) {
    status = sqlite::CopyStore(options.file,
                               [&](absl::FunctionRef<absl::Status(sqlite::Connection&)> step) {
                                 return step(**connection);
                               });
  }
  return Finish(options, status, {{"store", path}, {"backup", options.file}},
                "备份完成 / backed up to " + options.file);
}

int Restore(const StoreOptions& options, const StorePlace& place) {
  const absl::Status status = sqlite::RestoreStore(options.file, place.path, options.overwrite);
  return Finish(options, status, {{"store", place.path}, {"from", options.file}},
                "恢复完成 / restored from " + options.file);
}

int Migrate(const StoreOptions& options, const StorePlace& place) {
  const auto store = sqlite::SqliteStore::Open({.path = place.path});
  return Finish(options, store.status(),
                {{"store", place.path}, {"schema", sqlite::kSchemaVersion}},
                "账本已是最新版本 / the store is at schema version " +
                    std::to_string(sqlite::kSchemaVersion));
}

absl::StatusOr<sqlite::ResealCounts> ResealIn(const StorePlace& place) {
  if (place.cipher == nullptr) {
    return absl::FailedPreconditionError(
        "ACCOUNT_KEY_MISSING: 未配置账户密钥 / no account keys are configured");
  }
  auto store = sqlite::SqliteStore::Open(
      {.path = place.path, .cipher = place.cipher.get(), .upkeep_thread = false});
  if (!store.ok()) return store.status();
  return (*store)->Reseal();
}

int Reseal(const StoreOptions& options, const StorePlace& place) {
  const auto counts = ResealIn(place);
  Json document{{"store", place.path}};
  std::string done;
  if (counts.ok()) {
    document["accounts"] = counts->accounts;
    document["chunks"] = counts->chunks;
    done = "已用最新密钥重新加密 / sealed again by the newest key: " +
           std::to_string(counts->accounts) + " 个账户 / accounts, " +
           std::to_string(counts->chunks) + " 个数据块 / chunks";
  }
  return Finish(options, counts.status(), std::move(document), done);
}

using Action = int (*)(const StoreOptions&, const StorePlace&);

int RunOn(const StoreOptions& options, Action action) {
  const auto settings = settings::LoadGatewaySettings(options.config);
  PrintProblems(settings.problems);
  if (!settings.ok()) return kWrongUsage;
  return action(options, {settings.value->store.path, nullptr});
}

// Only for what looks into accounts: whoever makes backups need not be able to read the keys.
int RunWithKeys(const StoreOptions& options, Action action) {
  const auto settings = settings::LoadGatewaySettings(options.config);
  PrintProblems(settings.problems);
  if (!settings.ok()) return kWrongUsage;
  auto cipher = OpenAccountCipher(*settings.value);
  if (!cipher.ok()) {
    std::cerr << Text(cipher.status()) << '\n';
    return kWrongUsage;
  }
  return action(options, {settings.value->store.path, *std::move(cipher)});
}

CLI::App& AddOne(CLI::App& store, const std::string& name, const std::string& help,
                 const std::shared_ptr<StoreOptions>& options) {
  CLI::App* command = store.add_subcommand(name, help);
  command->add_option("--config", options->config, "网关配置文件 / the gateway's configuration")
      ->required();
  command->add_flag("--json", options->json, "只输出一个 JSON 文档 / print one JSON document");
  command->footer("Example: levybridge store " + name +
                  (name == "backup" || name == "restore" ? " /var/backups/levybridge.db" : "") +
                  " --config /etc/levybridge/gateway.yaml");
  return *command;
}

}  // namespace

void AddStoreCommands(CLI::App& app, int& exit_code) {
  CLI::App* store = app.add_subcommand("store", "账本数据库 / the gateway's store");
  store->require_subcommand(1);
  store->footer("Example: levybridge store verify --config /etc/levybridge/gateway.yaml");
  const auto options = std::make_shared<StoreOptions>();
  AddOne(*store, "verify", "由分录重算全部合计并核对 / re-derive and check everything", options)
      .callback([options, &exit_code] { exit_code = RunWithKeys(*options, Verify); });
  CLI::App& backup =
      AddOne(*store, "backup", "备份，网关可继续服务 / back up, also while serving", options);
  backup.add_option("target", options->file, "新文件 / the file to write")->required();
  backup.callback([options, &exit_code] { exit_code = RunOn(*options, Backup); });
  CLI::App& restore = AddOne(*store, "restore",
                             "由备份恢复，网关须已停止 / restore; the gateway is stopped", options);
  restore.add_option("source", options->file, "备份文件 / the backup")->required();
  restore.add_flag("--overwrite", options->overwrite, "覆盖现有账本 / replace the present store");
  restore.callback([options, &exit_code] { exit_code = RunOn(*options, Restore); });
  AddOne(*store, "migrate", "升级账本结构 / bring the store to this program's version", options)
      .callback([options, &exit_code] { exit_code = RunOn(*options, Migrate); });
  AddOne(*store, "reseal",
         "用最新密钥重新加密账户，网关须已停止 / seal accounts by the newest key; the gateway is"
         " stopped",
         options)
      .callback([options, &exit_code] { exit_code = RunWithKeys(*options, Reseal); });
}

}  // namespace levybridge::app
