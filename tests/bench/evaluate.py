"""PE: `policy evaluate` decides a file row by row on one core, from file to file."""

import os

from chain import count_lines
from measure import Series, harness, timed

ROWS = 1_000_000
ROWS_PER_SECOND = 1_000_000


def _one_core():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(bench):
    rows = bench.rows(ROWS, 2000)
    file = bench.file(rows)
    folder = bench.scene()
    folder.mkdir(parents=True)
    out = folder / "decisions.csv"
    seconds, peaks = [], []
    for _ in range(bench.runs(5)):
        took, result, peak = timed(
            [bench.program, "policy", "evaluate", "--policies", harness.ROOT / "config/policies",
             "--regions", harness.ROOT / "config/regions.yaml", "--in", file, "--out", out],
            preexec_fn=_one_core)
        result.expect(0)
        if count_lines(out) != rows + 1:
            raise harness.Broken(f"not one line for each row: {result}")
        seconds.append(took)
        peaks.append(peak)
        bench.say(f"{rows / took:,.0f} 行/秒 rows/s")
    took = Series(seconds)
    ratio = Series(rows / one / ROWS_PER_SECOND for one in seconds)
    return {
        "ratio": round(ratio.median, 3),
        "seconds": round(took.median, 3),
        "rows": rows,
        "rows_per_second": round(rows / took.median),
        "runs": len(seconds),
        "max_rss_mib": {"policy evaluate": round(max(peaks), 1)},
        "spread": {"seconds": took.json(), "ratio": ratio.json()},
        "comparator": {"name": "the limit / 限值", "rows_per_second": ROWS_PER_SECOND},
        "target": {"rows_per_second": ROWS_PER_SECOND},
        "reached": ratio.median >= 1,
    }
