"""S4: one assessment per call over 64 connections, every sync 1 ms longer, alone and beside a file."""

import subprocess
import threading

from measure import Series, Skipped, harness, largest
from postgres import TABLE

CONNECTIONS = 64
CALLS = 100_000
BULK_ROWS = 1_000_000
SYNC_DELAY_US = 1000
RATE = 10_000
P99_MS = 20
WAL_MIB = 256
PGBENCH_INSERTS = 1000  # of each client
LIMITS = {"max_streams_per_party": "200"}

INSERT = """\
\\set unit random(1, 2000000000)
INSERT INTO assessments VALUES ('H202003-' || :unit, 'U' || :unit, '91420102MA100017XQ',
  '武汉华鑫商贸有限公司', 'enterprise_small', '420102', '310', '2020-03', 'regular', 12, 98765.43,
  0.08, 7901.23, 691.36, 0.00, 1975.31, 8592.59, 3950.61, 4641.98, '2020-02-01', '2020-06-30')
  ON CONFLICT DO NOTHING;
"""


class Watch:
    """The largest size of the store's log while something runs."""

    def __init__(self, database):
        self._log = database.with_name(database.name + "-wal")
        self._done = threading.Event()
        self._largest = 0
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self):
        while not self._done.wait(0.02):
            try:
                self._largest = max(self._largest, self._log.stat().st_size)
            except OSError:
                continue

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    @property
    def mib(self):
        return round(self._largest / (1 << 20), 1)


def _slow(bench):
    return {"LD_PRELOAD": str(bench.tool("levybridge_slow_sync.so")),
            "LEVYBRIDGE_SYNC_DELAY_US": str(SYNC_DELAY_US)}


def _city(bench):
    city = harness.City(bench.program, bench.scene(), gateway_keys=LIMITS)
    city.gateway.environment = _slow(bench)
    return city


def _caller(city):
    tls = city.agency.folder / "tls"
    base = city.agency.base
    return ["--address", city.gateway.address, "--ca", tls / "ca.pem",
            "--cert", tls / f"{base}.pem", "--key", tls / f"{base}.key"]


def _begin(bench, city, calls, *options):
    arguments = [bench.tool("levybridge_singles"), *_caller(city), "--connections", CONNECTIONS,
                 "--calls", calls, *options]
    return subprocess.Popen(
        [str(argument) for argument in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", preexec_fn=harness.die_with_parent)


def _end(process, timeout=600):
    out, err = process.communicate(timeout=timeout)
    return harness.Result(process.args, process.returncode, out, err).expect(0).json


def _alone(bench, calls):
    with _city(bench) as city, Watch(city.gateway.folder / "data/levybridge.db") as watch:
        figures = _end(_begin(bench, city, calls))
        figures["gateway_mib"] = city.gateway.peak_rss_mib()
    figures["wal_mib"] = watch.mib
    return figures


def _beside_file(bench, rows, calls):
    """Single calls of one month for as long as a file of another streams in and is worked off."""
    file = bench.file(rows, "2020-04")
    with _city(bench) as city, Watch(city.gateway.folder / "data/levybridge.db") as watch:
        bulk = city.agency.begin("agency", "submit", file, "--batch-id", "bulk",
                                 "--business-date", "2020-04-10")
        calling = _begin(bench, city, calls, "--until-eof")
        receipt = bulk.finish(3600).expect(0).json
        figures = _end(calling)
        figures["gateway_mib"] = city.gateway.peak_rss_mib()
    if receipt["accepted"]["rows"] != rows:
        raise harness.Broken(f"the file was not accepted: {receipt}")
    figures["wal_mib"] = watch.mib
    figures["bulk_rows"] = rows
    return figures


def _inserts(bench):
    """The same by pgbench, with the same longer syncs: rate and p99; nothing where it can't be."""
    try:
        server = bench.postgres()
    except Skipped as reason:
        bench.say(f"跳过 pgbench / skipped: {reason}")
        return None
    server.stop()
    server.start(preload=bench.tool("levybridge_slow_sync.so"),
                 LEVYBRIDGE_SYNC_DELAY_US=str(SYNC_DELAY_US))
    server.sql(TABLE, "CHECKPOINT")
    script = bench.folder / "insert.sql"
    script.write_text(INSERT, encoding="utf-8")
    try:
        return server.inserts(script, CONNECTIONS, 8 if bench.quick else PGBENCH_INSERTS)
    finally:
        server.stop()
        server.start()


def _reached(figures):
    return (figures["per_second"] >= RATE and figures["p99_ms"] <= P99_MS
            and figures["wal_mib"] <= WAL_MIB)


def _line(figures):
    return (f"{figures['per_second']:,.0f}/s, p50 {figures['p50_ms']:.1f} ms, "
            f"p99 {figures['p99_ms']:.1f} ms, WAL {figures['wal_mib']} MiB")


def measure(bench):
    calls = bench.rows(CALLS, 500)
    bulk_rows = 2000 if bench.quick else max(calls, min(BULK_ROWS, 10 * calls))
    alone, others, ratios = [], [], []
    for _ in range(bench.runs(5)):
        alone.append(_alone(bench, calls))
        bench.say(_line(alone[-1]))
        inserts = _inserts(bench)
        if inserts is not None:
            others.append(inserts)
            ratios.append(alone[-1]["per_second"] / inserts[0])
    beside = _beside_file(bench, bulk_rows, 10 * CALLS)
    bench.say("文件同时进入 / beside a file: " + _line(beside))
    rate = Series(run["per_second"] for run in alone)
    result = {
        "ratio": round(Series(ratios).median, 3) if ratios else None,
        "seconds": round(Series(run["seconds"] for run in alone).median, 3),
        "rows": calls,
        "runs": len(alone),
        "per_second": round(rate.median),
        "p50_ms": Series(run["p50_ms"] for run in alone).median,
        "p99_ms": Series(run["p99_ms"] for run in alone).median,
        "wal_mib": max(run["wal_mib"] for run in alone),
        "max_rss_mib": largest([{"gateway": run["gateway_mib"]} for run in (*alone, beside)]),
        "beside_file": beside,
        "spread": {"per_second": rate.json(0),
                   "p99_ms": Series(run["p99_ms"] for run in alone).json()},
        "comparator": {"name": "pgbench INSERT", "skipped": True},
        "target": {"per_second": RATE, "p99_ms": P99_MS, "wal_mib": WAL_MIB},
        "reached": all(_reached(run) for run in (*alone, beside)),
    }
    if others:
        result["spread"]["ratio"] = Series(ratios).json()
        result["comparator"] = {
            "name": "pgbench INSERT",
            "per_second": round(Series(rate for rate, _ in others).median),
            "p99_ms": Series(p99 for _, p99 in others).median,
        }
    return result
