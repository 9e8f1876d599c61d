"""S6: a gateway starts on a store of a hundred million rows, and one employer's history in it."""

import json
import shutil
import time

from measure import Series, harness, largest

ROWS = 100_000_000
EMPLOYERS = 9_750_000
FIRST_MONTH = 2020 * 12 + 1  # 2020-02, counted from year 0
START_SECONDS = 1.0
TRACE_MS = 20
CALLS = 200


def _month(index):
    return f"{(FIRST_MONTH + index) // 12:04d}-{(FIRST_MONTH + index) % 12 + 1:02d}"


def _keys(store):
    return {"data_directory": store, "path": store / "levybridge.db"}


def _fill(bench, store, rows):
    """Submits month after month until the store has `rows` rows; told in made.json when done."""
    employers = min(EMPLOYERS, rows if bench.quick else max(rows // 10, 1))
    made = store / "made.json"
    if made.exists():
        return json.loads(made.read_text("ascii"))
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True)
    begin = time.monotonic()
    missing, months = rows, 0
    with harness.City(bench.program, bench.scene(), gateway_keys=_keys(store)) as city:
        while missing > 0:
            count, month = min(employers, missing), _month(months)
            file = bench.file(count, month)
            city.agency.command("agency", "submit", file, "--batch-id", f"month-{month}",
                                "--business-date", f"{month}-10", timeout=7200).expect(0)
            file.unlink()
            missing -= count
            months += 1
            bench.say(f"{rows - missing:,} 行 / rows, {time.monotonic() - begin:.0f} s")
        city.gateway.stop()
    description = {"rows": rows, "employers": count if months == 1 else employers,
                   "months": months, "seconds": round(time.monotonic() - begin)}
    made.write_text(json.dumps(description), encoding="ascii")
    return description


def _one_run(bench, store, employers):
    city = harness.City(bench.program, bench.scene(), gateway_keys=_keys(store))
    begin = time.monotonic()
    with city:
        started = time.monotonic() - begin
        tls, base = city.agency.folder / "tls", city.agency.base
        calls = harness.run([
            bench.tool("levybridge_trace_calls"), "--address", city.gateway.address,
            "--ca", tls / "ca.pem", "--cert", tls / f"{base}.pem", "--key", tls / f"{base}.key",
            "--employers", employers, "--calls", CALLS], 600).expect(0).json
        begin = time.monotonic()
        city.agency.command("trace", f"U{employers // 2 + 1:09d}", "--region", harness.CITY).expect(0)
        command = time.monotonic() - begin
        mib = city.gateway.peak_rss_mib()
        city.gateway.stop()
    return {"start": started, "command": command, "mib": {"gateway": mib}, **calls}


def measure(bench):
    rows = bench.rows(ROWS, 2000)
    store = bench.folder / f"store-{rows}"
    made = _fill(bench, store, rows)
    runs = [_one_run(bench, store, made["employers"]) for _ in range(bench.runs(1))]
    start = Series(run["start"] for run in runs)
    p99 = Series(run["p99_ms"] for run in runs)
    size = sum(file.stat().st_size for file in store.iterdir() if file.is_file())
    return {
        "ratio": round(min(START_SECONDS / start.median, TRACE_MS / p99.median), 3),
        "seconds": round(start.median, 3),
        "rows": rows,
        "runs": len(runs),
        "trace": {
            "p50_ms": round(Series(run["p50_ms"] for run in runs).median, 3),
            "p99_ms": round(p99.median, 3),
            "max_ms": round(max(run["max_ms"] for run in runs), 3),
            "whole_command_seconds": round(Series(run["command"] for run in runs).median, 3),
        },
        "store": {"gib": round(size / (1 << 30), 2), **made},
        "max_rss_mib": largest(run["mib"] for run in runs),
        "spread": {"seconds": start.json(), "p99_ms": p99.json()},
        "comparator": {"name": "the limit / 限值", "seconds": START_SECONDS, "trace_ms": TRACE_MS},
        "target": {"seconds": START_SECONDS, "trace_p99_ms": TRACE_MS},
        "reached": start.median <= START_SECONDS and p99.median <= TRACE_MS,
    }
