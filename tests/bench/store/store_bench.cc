// What a row costs the store, from an empty file to a hundred million rows: CPU time of the process
// (user and system, background work included, the making of the rows not) and bytes written.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapters/sqlite/sqlite_store.h"
#include "tests/bench/store/rows.h"
#include "tests/support/permutation.h"

namespace levybridge::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Wishes {
  int64_t rows = 1'000'000;
  int64_t step = 100'000;
  int64_t employers = 10'000'000;  // of one fee period; then the next begins
  std::string directory;
  bool keep = false;
};

double Seconds(SteadyClock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double ProcessCpu() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double ThreadCpu() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

int64_t BytesWritten() {
  std::ifstream io("/proc/self/io");
  std::string name;
  int64_t value = 0;
  while (io >> name >> value) {
    if (name == "wchar:") return value;
  }
  return 0;
}

int64_t ResidentMib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

absl::Status PutStep(ports::Transaction& transaction, const Step& step) {
  const auto known = transaction.obligations().Find(step.keys);
  if (!known.ok()) return known.status();
  const auto taken = transaction.obligations().FindAssessments(Agency(), step.sorted_numbers);
  if (!taken.ok()) return taken.status();
  absl::Status status = transaction.obligations().Put(step.obligations);
  if (status.ok()) {
    status = transaction.obligations().PutAssessments(Agency(), step.numbers, step.owners);
  }
  if (status.ok()) status = transaction.instructions().Append(step.instructions);
  if (status.ok()) status = transaction.journal().Append(step.entries);
  return status;
}

class Bench {
 public:
  explicit Bench(const Wishes& wishes) : wishes_(wishes) {}

  absl::Status Open() {
    const auto started = SteadyClock::now();
    auto opened = sqlite::SqliteStore::Open({.path = wishes_.directory + "/store.db"});
    if (!opened.ok()) return opened.status();
    store_ = *std::move(opened);
    std::printf("open %.3f s\n", Seconds(SteadyClock::now() - started));
    return absl::OkStatus();
  }

  absl::Status Fill();
  absl::Status Lookups(const char* what, bool present);
  absl::Status Trace();
  absl::Status Reopen() {
    store_.reset();
    return Open();
  }

 private:
  // The rows at positions from..from+count of the shuffled order.
  Step StepAt(int64_t from, int64_t count);
  domain::FeePeriod PeriodAt(int64_t position) const {
    return *FirstPeriod().PlusMonths(static_cast<int32_t>(position / wishes_.employers));
  }

  const Wishes wishes_;
  std::unique_ptr<sqlite::SqliteStore> store_;
};

Step Bench::StepAt(int64_t from, int64_t count) {
  const support::Permutation order(static_cast<uint64_t>(wishes_.employers), 7);
  std::vector<int64_t> employers;
  for (int64_t at = from; at < from + count; ++at) {
    const auto place = static_cast<uint64_t>(at % wishes_.employers);
    employers.push_back(static_cast<int64_t>(order.At(place)));
  }
  return MakeStep(employers, PeriodAt(from), from + 1);
}

absl::Status Bench::Fill() {
  constexpr int64_t kReportRows = 1'000'000;
  double cpu_at = ProcessCpu();
  double making = 0;
  double writing = 0;
  int64_t bytes_at = BytesWritten();
  int64_t reported = 0;
  for (int64_t from = 0; from < wishes_.rows; from += wishes_.step) {
    const double making_at = ThreadCpu();
    auto step =
        std::make_unique<const Step>(StepAt(from, std::min(wishes_.step, wishes_.rows - from)));
    making += ThreadCpu() - making_at;
    const auto started = SteadyClock::now();
    absl::Status status =
        store_->Write([&step](ports::Transaction& t) { return PutStep(t, *step); });
    if (!status.ok()) return status;
    writing += Seconds(SteadyClock::now() - started);
    const double freeing_at = ThreadCpu();
    step.reset();
    making += ThreadCpu() - freeing_at;
    const int64_t done = std::min(from + wishes_.step, wishes_.rows);
    if (done - reported < kReportRows && done < wishes_.rows) continue;
    const auto rows = static_cast<double>(done - reported);
    std::printf(
        "rows %lld: cpu %.2f us/row, wall %.2f us/row, %.0f bytes/row, log %lld MiB,"
        " rss %lld MiB\n",
        static_cast<long long>(done), (ProcessCpu() - cpu_at - making) * 1e6 / rows,
        writing * 1e6 / rows, static_cast<double>(BytesWritten() - bytes_at) / rows,
        static_cast<long long>(store_->wal_bytes() >> 20), static_cast<long long>(ResidentMib()));
    std::fflush(stdout);
    reported = done;
    cpu_at = ProcessCpu();
    bytes_at = BytesWritten();
    making = writing = 0;
  }
  return absl::OkStatus();
}

// Each lookup is a read of its own, as a single call makes it.
absl::Status Bench::Lookups(const char* what, bool present) {
  constexpr int kLookups = 2000;
  const auto started = SteadyClock::now();
  int found = 0;
  for (int i = 0; i < kLookups; ++i) {
    const auto at = static_cast<int64_t>(support::Mix(static_cast<uint64_t>(i)) %
                                         static_cast<uint64_t>(wishes_.rows));
    domain::ObligationKey key = StepAt(at, 1).keys.front();
    if (!present) key.insurance_type = domain::InsuranceType::kRetiredCadres;
    absl::Status status = store_->Read([&](const ports::Transaction& t) {
      const auto answer = t.obligations().Find({&key, 1});
      if (answer.ok() && answer->front()) ++found;
      return answer.status();
    });
    if (!status.ok()) return status;
  }
  if (found != (present ? kLookups : 0)) return absl::DataLossError("a lookup went wrong");
  std::printf("%s: %.1f us each\n", what, Seconds(SteadyClock::now() - started) * 1e6 / kLookups);
  return absl::OkStatus();
}

absl::Status Bench::Trace() {
  const domain::ObligationKey key = StepAt(0, 1).keys.front();
  const auto started = SteadyClock::now();
  absl::Status status = store_->Read([&](const ports::Transaction& t) {
    const auto history = t.obligations().OfUnit(key.pooling_area, key.unit_code);
    if (history.ok() && history->empty()) return absl::DataLossError("a unit has no history");
    return history.status();
  });
  std::printf("one unit's history: %.2f ms\n", Seconds(SteadyClock::now() - started) * 1e3);
  return status;
}

absl::Status RunBench(const Wishes& wishes) {
  std::filesystem::remove_all(wishes.directory);
  std::filesystem::create_directories(wishes.directory);
  Bench bench(wishes);
  absl::Status status = bench.Open();
  if (status.ok()) status = bench.Fill();
  if (status.ok()) status = bench.Reopen();
  if (status.ok()) status = bench.Trace();
  if (status.ok()) status = bench.Lookups("present, cold", true);
  if (status.ok()) status = bench.Lookups("present", true);
  if (status.ok()) status = bench.Lookups("absent", false);
  if (!wishes.keep) std::filesystem::remove_all(wishes.directory);
  return status;
}

}  // namespace
}  // namespace levybridge::bench

int main(int argc, char** argv) {
  levybridge::bench::Wishes wishes;
  CLI::App app("Measures what a row costs the store 测量存储每行的开销");
  app.add_option("--rows", wishes.rows, "Rows to put 行数")->check(CLI::PositiveNumber);
  app.add_option("--step", wishes.step, "Rows of one transaction 每个事务的行数")
      ->check(CLI::PositiveNumber);
  app.add_option("--employers", wishes.employers, "Rows of one fee period 每个费款所属期的行数")
      ->check(CLI::PositiveNumber);
  app.add_option("--dir", wishes.directory, "Emptied, used and removed 测试目录（会被清空）")
      ->required();
  app.add_flag("--keep", wishes.keep, "Leave the store there 保留数据");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = levybridge::bench::RunBench(wishes);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 4;
}
