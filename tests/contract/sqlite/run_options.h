// Tunings that make runs of a few records, so that a small test meets everything a large store
// does.
#pragma once

#include "adapters/sqlite/run_catalog.h"

namespace levybridge::contract {

// Every record goes into a run at once or with the next upkeep; blocks hold one or two.
inline sqlite::RunTuning AllInRuns() {
  return {.run_from_rows = 1,
          .flush_above_rows = 0,
          .flush_rows = 3,
          .merge_runs = 2,
          .block_bytes = 600,
          .part_rows = 1,
          .group_rows = 7};
}

// Some records stay single rows and shadow older ones in runs.
inline sqlite::RunTuning RowsOverRuns() {
  return {.run_from_rows = 3,
          .flush_above_rows = 6,
          .flush_rows = 4,
          .merge_runs = 3,
          .block_bytes = 2000,
          .part_rows = 2,
          .group_rows = 20};
}

}  // namespace levybridge::contract
