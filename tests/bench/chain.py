"""S1 and S2: a month's file from the agency's disk to the tax bureau's, beside COPY of that file."""

import pathlib
import shutil
import subprocess
import time

from measure import Series, Skipped, harness, largest, timed

MILLION = 1_000_000
NATION = 9_750_000
TIMEOUT_SECONDS = 7200
S1_RATIO = 2.0
S2_RATIO = 2.2
S2_SECONDS = 30
S2_MIB = 512
S2_NEXT_MILLION = 1.25


def play(city, file, fee_period="2020-03"):
    """One file through the chain: seconds of each step, and the peak memory of each process."""
    rows = count_lines(file) - 1
    begin = time.monotonic()
    submitting = city.agency.begin(
        "agency", "submit", file, "--batch-id", f"month-{fee_period}",
        "--business-date", f"{fee_period}-10")
    receipt = submitting.finish(TIMEOUT_SECONDS).expect(0).json
    submitted = time.monotonic()
    pulling = city.tax.begin("tax", "pull", "--out", city.tax.outbox)
    pulled = pulling.finish(TIMEOUT_SECONDS).expect(0).json
    end = time.monotonic()
    if receipt["accepted"]["rows"] != rows or pulled["rows"] != rows:
        raise harness.Broken(f"of {rows} rows not all arrived: {receipt} {pulled}")
    if count_lines(pathlib.Path(pulled["file"])) != rows + 1:
        raise harness.Broken(f"the tax bureau's file is not complete: {pulled}")
    return {
        "seconds": end - begin,
        "submit": submitted - begin,
        "pull": end - submitted,
        "mib": {
            "gateway": city.gateway.peak_rss_mib(),
            "agency submit": submitting.peak_rss_mib,
            "tax pull": pulling.peak_rss_mib,
        },
    }


def count_lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _copy(bench, file):
    """Seconds, or nothing when there is no PostgreSQL here."""
    try:
        return bench.postgres().copy(file)
    except Skipped as reason:
        bench.say(f"跳过 COPY / COPY skipped: {reason}")
        return None


def _beside_copy(bench, rows, runs):
    file = bench.file(rows)
    played, copied = [], []
    for run in range(runs):
        with harness.City(bench.program, bench.scene()) as city:
            played.append(play(city, file))
        copied.append(_copy(bench, file))
        bench.say(f"{run + 1}/{runs}: {played[-1]['seconds']:.2f} s, COPY "
                  f"{'–' if copied[-1] is None else f'{copied[-1]:.2f} s'}")
    return played, [seconds for seconds in copied if seconds is not None]


def _summary(rows, played, copied):
    seconds = Series(run["seconds"] for run in played)
    result = {
        "ratio": None,
        "seconds": round(seconds.median, 3),
        "rows": rows,
        "rows_per_second": round(rows / seconds.median),
        "runs": len(played),
        "max_rss_mib": largest(run["mib"] for run in played),
        "spread": {"seconds": seconds.json()},
        "steps": {step: round(Series(run[step] for run in played).median, 3)
                  for step in ("submit", "pull")},
        "comparator": {"name": "PostgreSQL COPY", "skipped": True},
    }
    if copied:
        other = Series(copied)
        ratios = Series(theirs / ours["seconds"] for theirs, ours in zip(copied, played))
        result["ratio"] = round(ratios.median, 3)
        result["spread"]["ratio"] = ratios.json()
        result["comparator"] = {
            "name": "PostgreSQL COPY",
            "seconds": round(other.median, 3),
            "rows_per_second": round(rows / other.median),
            "spread": other.json(),
        }
    return result


def one_million(bench):
    rows = bench.rows(MILLION, 2000)
    played, copied = _beside_copy(bench, rows, bench.runs(5))
    result = _summary(rows, played, copied)
    result["target"] = {"ratio": S1_RATIO}
    result["reached"] = result["ratio"] is not None and result["ratio"] >= S1_RATIO
    result["informative"] = {
        "sqlite3 .import, seconds": _sqlite(bench, bench.file(rows)),
        "rows through gRPC and TLS only, seconds": _wire(bench, rows),
    }
    return result


def nation(bench):
    rows = bench.rows(NATION, 4000)
    more = min(MILLION, rows)
    month, next_month = bench.file(rows), bench.file(more, "2020-04")
    with harness.City(bench.program, bench.scene()) as city:
        first = play(city, next_month, "2020-04")
    bench.say(f"第一个 / first {more:,}: {first['seconds']:.2f} s")
    played, copied, following = [], [], []
    for _ in range(bench.runs(1)):
        with harness.City(bench.program, bench.scene()) as city:
            played.append(play(city, month))
            bench.say(f"{rows:,}: {played[-1]['seconds']:.2f} s")
            following.append(play(city, next_month, "2020-04")["seconds"])
            bench.say(f"再加 / then {more:,}: {following[-1]:.2f} s")
        seconds = _copy(bench, month)
        if seconds is not None:
            copied.append(seconds)
    result = _summary(rows, played, copied)
    growth = Series(seconds / first["seconds"] for seconds in following)
    result["next_million"] = {
        "rows": more,
        "on_empty_seconds": round(first["seconds"], 3),
        "seconds": round(Series(following).median, 3),
        "ratio": round(growth.median, 3),
    }
    result["target"] = {"ratio": S2_RATIO, "seconds": S2_SECONDS, "max_rss_mib": S2_MIB,
                        "next_million_ratio": S2_NEXT_MILLION}
    result["reached"] = (
        result["ratio"] is not None and result["ratio"] >= S2_RATIO
        and result["seconds"] <= S2_SECONDS and growth.median <= S2_NEXT_MILLION
        and max(result["max_rss_mib"].values()) <= S2_MIB)
    return result


SQLITE_TABLE = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE assessments (
  assessment_no TEXT NOT NULL, unit_code TEXT NOT NULL, uscc TEXT, unit_name TEXT NOT NULL,
  unit_type TEXT NOT NULL, region TEXT NOT NULL, insurance_type TEXT NOT NULL,
  fee_period TEXT NOT NULL, kind TEXT NOT NULL, insured_count INTEGER, contribution_base NUMERIC,
  employer_rate NUMERIC, employer_medical NUMERIC NOT NULL, maternity NUMERIC,
  excluded_medical NUMERIC, personal NUMERIC NOT NULL, amount_before NUMERIC NOT NULL,
  reduction NUMERIC NOT NULL, amount_after NUMERIC NOT NULL, reduction_start TEXT,
  reduction_end TEXT, PRIMARY KEY (region, unit_code, insurance_type, fee_period)
) WITHOUT ROWID;
"""


def _sqlite(bench, file):
    """Seconds of sqlite3's .import (text stays in its encoding), or nothing without sqlite3."""
    if shutil.which("sqlite3") is None:
        bench.say("跳过 sqlite3 / skipped: there is no sqlite3 command")
        return None
    folder = bench.scene()
    folder.mkdir(parents=True)
    database = folder / "import.db"
    subprocess.run(["sqlite3", database], input=SQLITE_TABLE, encoding="utf-8", check=True,
                   stdout=subprocess.DEVNULL)
    begin = time.monotonic()
    subprocess.run(
        ["sqlite3", database, "PRAGMA synchronous=FULL", ".mode csv",
         f".import --skip 1 {file} assessments"],
        check=True, stdout=subprocess.DEVNULL)
    return round(time.monotonic() - begin, 3)


def _wire(bench, rows):
    folder = bench.scene()
    authority = harness.Authority(folder / "authority")
    authority.server("gateway")
    agency = authority.party("agency", harness.CITY, "wire")
    tls = authority.folder
    _, result, _ = timed([
        bench.tool("levybridge_wire"), "--rows", rows, "--ca", tls / "ca.pem",
        "--cert", tls / f"{agency}.pem", "--key", tls / f"{agency}.key",
        "--server-cert", tls / "gateway.pem", "--server-key", tls / "gateway.key"], folder)
    return round(result.expect(0).json["seconds"], 3)
