#!/usr/bin/python3
"""Measures the program as it is used, each figure beside what somebody would use instead of it.

Figures of different runs can't be compared: the machine is shared and noisy. So every measurement
runs beside its comparator, several times, and what counts is the ratio within one run.
"""

import argparse
import json
import os
import pathlib
import shutil
import sys

import chain
import evaluate
import history
import machine
import refunds
import report
import singles
from measure import Bench, Skipped

MEASUREMENTS = {
    "S1": chain.one_million,
    "S2": chain.nation,
    "S4": singles.measure,
    "S5": refunds.measure,
    "S6": history.measure,
    "PE": evaluate.measure,
}

EPILOG = """\
S1  1,000,000 employers: a shuffled GB18030 file on the agency's disk until the tax bureau's file
    is on its disk; beside PostgreSQL's COPY of the same file
S2  the same with 9,750,000, once; and the next million onto it beside the first million
S4  single submissions over 64 connections, every sync 1 ms longer; beside pgbench's inserts
S5  a refund batch of 86,000 payouts: from the funded batch to the bank's pain.001, and from its
    pain.002 to the ledger
S6  start of a gateway on 100,000,000 rows, and one employer's history in it. Making the store
    takes long; it stays in the folder and is used again
PE  policy evaluate, file to file, on one core

Without --rows each has the size above; without --runs S1, S4 and PE are measured five times, S5
three times, S2 and S6 once. 全部写入 build/bench/ / everything is written below build/bench/.
Example: ./run bench --only S1 --rows 200000 --runs 3 --json
"""


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="./run bench", description=__doc__, epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", action="append", metavar="NAME[,NAME]",
                        help=f"some of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--rows", type=int, help="employers (S4: calls) instead of the full size")
    parser.add_argument("--runs", type=int, help="how often each is measured")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--markdown", metavar="FILE",
                        help="also write the tables of docs/performance.md")
    parser.add_argument("--quick", action="store_true",
                        help="smallest sizes: does it work at all?")
    parser.add_argument("--keep", action="store_true", help="leave the scenes' folders")
    parser.add_argument("--folder", default="build/bench", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    names = [name for group in options.only or [] for name in group.split(",")]
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"unknown measurement: {', '.join(unknown)}")
    for name in ("rows", "runs"):
        value = getattr(options, name)
        if value is not None and value < 1:
            parser.error(f"--{name} must be a positive number")
    options.names = names or list(MEASUREMENTS)
    return options


def main():
    options = parse(sys.argv[1:])
    folder = pathlib.Path(options.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    program = pathlib.Path(os.environ["LEVYBRIDGE_BINARY"]).resolve()
    bench = Bench(program, folder, options.rows, options.runs, options.quick)
    results = {}
    try:
        for name in options.names:
            bench.say(f"== {name}")
            try:
                results[name] = MEASUREMENTS[name](bench)
            except Skipped as reason:
                results[name] = {"skipped": str(reason)}
            bench.say(report.line(name, results[name]))
    finally:
        bench.close()
        if not options.keep:
            shutil.rmtree(folder / "scenes", ignore_errors=True)
    described = machine.describe()
    if options.markdown:
        command = "./run bench " + " ".join(sys.argv[3:])
        pathlib.Path(options.markdown).write_text(
            report.markdown(results, described, command.strip()), encoding="utf-8")
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        print(report.table(results, described))
    return 1 if any("skipped" in result for result in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
