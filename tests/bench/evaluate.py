"""PE: `policy evaluate` decides a file row by row on one core, from file to file."""

from chain import count_lines
from measure import Series, harness, timed

ROWS = 1_000_000
ROWS_PER_SECOND = 1_000_000


def measure(bench):
    rows = bench.rows(ROWS, 2000)
    file = bench.file(rows)
    folder = bench.scene()
    folder.mkdir(parents=True)
    out = folder / "decisions.csv"
    seconds, processor, peaks = [], [], []
    for _ in range(bench.runs(5)):
        took, result, usage = timed(
            [bench.program, "policy", "evaluate", "--policies", harness.ROOT / "config/policies",
             "--regions", harness.ROOT / "config/regions.yaml", "--business-date", "2020-03-10", "--in", file, "--out", out],
            folder, one_core=True)
        result.expect(0)
        if count_lines(out) != rows + 1:
            raise harness.Broken(f"not one line for each row: {result}")
        seconds.append(took)
        processor.append(usage.ru_utime + usage.ru_stime)
        peaks.append(usage.ru_maxrss / 1024)
        bench.say(f"{rows / took:,.0f} 行/秒 rows/s")
    took = Series(seconds)
    ratio = Series(rows / one / ROWS_PER_SECOND for one in seconds)
    return {
        "ratio": round(ratio.median, 3),
        "seconds": round(took.median, 3),
        "rows": rows,
        "rows_per_second": round(rows / took.median),
        # What it would be on a core that nobody else uses.
        "rows_per_processor_second": round(rows / Series(processor).median),
        "runs": len(seconds),
        "max_rss_mib": {"policy evaluate": round(max(peaks), 1)},
        "spread": {"seconds": took.json(), "ratio": ratio.json()},
        "comparator": {"name": "the limit / 限值", "rows_per_second": ROWS_PER_SECOND},
        "target": {"rows_per_second": ROWS_PER_SECOND},
        "reached": ratio.median >= 1,
    }
