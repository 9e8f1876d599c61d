// A long file is decided in portions of several chunks, or chunk by chunk while others write; what
// comes out is what deciding its chunks as files of their own would give.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::AssessmentKind;

constexpr int64_t kRows = 6 * domain::kRowsPerChunk + 500;

// Shuffled employers; among them rows that repeat, replace or contradict rows of earlier chunks and
// of their own, and rows with wrong figures.
std::vector<Assessment> LongFile() {
  std::vector<Assessment> rows;
  for (int64_t i = 0; i < kRows; ++i) {
    const std::string unit = "U" + std::to_string(i * 7919 % 100'003);
    Assessment row = Exchange::Row("A" + std::to_string(i), unit);
    const int64_t earlier = i - 1 - i * 31 % 5000;
    if (earlier > 0 && i % 50 == 0) {
      row = rows[static_cast<size_t>(earlier)];
    } else if (earlier > 0 && i % 50 == 10) {
      row.unit_code = rows[static_cast<size_t>(earlier)].unit_code;
    } else if (earlier > 0 && i % 50 == 20) {
      row.unit_code = rows[static_cast<size_t>(earlier)].unit_code;
      row.kind = AssessmentKind::kReassessment;
      row.supersedes_no = rows[static_cast<size_t>(earlier)].assessment_no;
      row.employer_medical = Yuan("800.00");
      Exchange::Recompute(row, true);
    } else if (i % 50 == 30) {
      row.amount_after = Yuan("1.00");
    } else if (i % 50 == 40) {
      row.region = *domain::RegionCode::FromNumber(420602);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

struct Outcome {
  domain::RowTally accepted;
  domain::RowTally rejected;
  int64_t already_accepted_rows = 0;
  std::vector<domain::RowProblems> problems;  // numbered as in the long file
  std::vector<domain::Instruction> instructions;

  void Add(const domain::Batch& batch, const Exchange& exchange, int64_t rows_before) {
    accepted += batch.accepted;
    rejected += batch.rejected;
    already_accepted_rows += batch.already_accepted_rows;
    for (int64_t from = 1;;) {
      std::vector<domain::RowProblems> page;
      const absl::Status read =
          exchange.store().Read([&](const ports::Transaction& store) -> absl::Status {
            page = store.batches().ReadProblems(batch.batch_no, from, 1000).value();
            return absl::OkStatus();
          });
      ASSERT_TRUE(read.ok()) << read;
      if (page.empty()) return;
      from = page.back().row + 1;
      for (domain::RowProblems& row : page) {
        problems.push_back({row.row + rows_before, std::move(row.problems)});
      }
    }
  }
};

Outcome Whole(Exchange& exchange, const std::vector<Assessment>& rows) {
  Outcome outcome;
  const auto result = exchange.Submit<Assessment>("long", rows);
  EXPECT_TRUE(result.ok()) << result.status();
  if (result.ok()) outcome.Add(result->batch, exchange, 0);
  outcome.instructions = exchange.PullAll();
  return outcome;
}

Outcome ChunkByChunk(Exchange& exchange, const std::vector<Assessment>& rows) {
  Outcome outcome;
  for (size_t first = 0; first < rows.size(); first += domain::kRowsPerChunk) {
    const size_t last = std::min(rows.size(), first + domain::kRowsPerChunk);
    const std::vector<Assessment> chunk(rows.begin() + static_cast<std::ptrdiff_t>(first),
                                        rows.begin() + static_cast<std::ptrdiff_t>(last));
    const auto result = exchange.Submit<Assessment>("part" + std::to_string(first), chunk);
    EXPECT_TRUE(result.ok()) << result.status();
    if (result.ok()) outcome.Add(result->batch, exchange, static_cast<int64_t>(first));
  }
  outcome.instructions = exchange.PullAll();
  return outcome;
}

void ExpectSame(const Outcome& one, const Outcome& other) {
  EXPECT_EQ(one.accepted, other.accepted);
  EXPECT_EQ(one.rejected, other.rejected);
  EXPECT_EQ(one.already_accepted_rows, other.already_accepted_rows);
  EXPECT_TRUE(one.problems == other.problems);
  EXPECT_TRUE(one.instructions == other.instructions);
}

// Writes small changes for as long as it lives, so that there is always one in the queue.
class BusyNeighbour {
 public:
  explicit BusyNeighbour(Exchange& exchange) {
    for (int i = 0; i < 3; ++i) {
      threads_.emplace_back([this, &exchange, position = int64_t{0}]() mutable {
        while (!stopping_) {
          ++position;
          const absl::Status status = exchange.store().Write([&](ports::Transaction& store) {
            waited_ = waited_ || store.OthersWait();
            return store.instructions().PutPosition(exchange.agency(), {position, 0});
          });
          if (!status.ok()) return;
        }
      });
    }
  }
  ~BusyNeighbour() { Stop(); }
  // True when some of the changes met others in the queue.
  bool Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return waited_;
  }

 private:
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> waited_ = false;
  std::vector<std::thread> threads_;
};

TEST(PortionFlow, ALongFileComesOutAsItsChunksWouldOneByOne) {
  const std::vector<Assessment> rows = LongFile();
  Exchange in_portions;
  Exchange one_by_one;
  const Outcome whole = Whole(in_portions, rows);
  EXPECT_GT(whole.accepted.rows, kRows / 2);
  EXPECT_GT(whole.rejected.rows, kRows / 20);
  EXPECT_GT(whole.already_accepted_rows, 0);
  ExpectSame(whole, ChunkByChunk(one_by_one, rows));
  EXPECT_EQ(in_portions.LedgerFault(), "");
}

TEST(PortionFlow, ALongFileComesOutTheSameWhileOthersWrite) {
  const std::vector<Assessment> rows = LongFile();
  Exchange quiet;
  Exchange busy;
  const Outcome expected = Whole(quiet, rows);
  BusyNeighbour neighbour(busy);
  const Outcome outcome = Whole(busy, rows);
  EXPECT_TRUE(neighbour.Stop());
  ExpectSame(outcome, expected);
  EXPECT_EQ(busy.LedgerFault(), "");
}

}  // namespace
}  // namespace levybridge::testing
