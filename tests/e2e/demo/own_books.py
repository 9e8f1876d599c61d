#!/usr/bin/python3
"""Makes one party's statement (对账单) of a month from that party's own files, and nothing else.

  own_books.py agency --month 2020-03 --out statement.csv [--before FILE ...] --new FILE ...
  own_books.py tax    --month 2020-03 --out statement.csv [--before FILE ...] --new FILE ...

Files tell by their columns what they are, and are read in the order given. The agency's: the
assessments it submitted (rows in FILE.rejects.csv beside them left out), the treasury's notices of
bookings. The tax bureau's: the instructions it pulled, its rejections, its payments. `--before` are
those that earlier statements rest on; lines booked after the month's end wait for the next one.
`--forget RECEIPT` leaves one payment out, as a system does that lost it.
"""

import argparse
import calendar
import collections
import csv
import pathlib
import sys

from money import fen, yuan

STATEMENT_COLUMNS = (
    "unit_code", "region", "insurance_type", "fee_period", "opening", "assessed",
    "collected_employer_medical", "collected_maternity", "collected_personal", "late_fee",
    "refunded", "offset", "closing",
)
AMOUNTS = ("assessed", "medical", "maternity", "personal", "late_fee")


class Books:
    """Totals per (unit, fee period) since the beginning."""

    def __init__(self, through, forgotten=()):
        self.through = through
        self.forgotten = forgotten
        self.regions = {}
        self.chains = {}  # the number in force -> (key, amount)
        self.instructions = {}  # number -> key
        self.payments = {}  # (receipt, line) -> row, the latest wins
        self.bookings = []
        self.suspense = []

    def read(self, path):
        rows = rows_of(path)
        columns = rows[0].keys() if rows else ()
        if "核定单号" in columns:
            self.add_assessments(path, rows)
        elif "instruction_no" in columns and "action" in columns:
            self.add_instructions(rows)
        elif "原因代码" in columns:
            for row in rows:
                self.chains.pop(row["征集通知编号"], None)
        elif "电子税票号" in columns:
            self.payments.update({(row["电子税票号"], row["税票行号"]): row for row in rows})
        elif "booked_on" in columns:
            self.bookings.extend(rows)

    def add_assessments(self, path, rows):
        rejects = pathlib.Path(f"{path}.rejects.csv")
        refused = {row["核定单号"] for row in rows_of(rejects)} if rejects.exists() else set()
        for row in rows:
            if row["核定单号"] in refused:
                continue
            key = (row["单位编号"], row["费款所属期"])
            self.regions[key] = row["行政区划代码"]
            self.chains.pop(row["原核定单号"], None)
            amount = fen(row["减征后应缴金额"]) + fen(row["个人应缴金额"])
            self.chains[row["核定单号"]] = (key, amount)

    def add_instructions(self, rows):
        for row in rows:
            key = (row["unit_code"], row["fee_period"])
            self.regions[key] = row["region"]
            self.instructions[row["instruction_no"]] = key
            self.chains.pop(row["replaces_instruction_no"], None)
            amount = fen(row["amount_after"]) + fen(row["personal"])
            self.chains[row["instruction_no"]] = (key, 0 if row["action"] == "cancel" else amount)

    def movements(self):
        """Signed amounts of money that arrived, with their key."""
        for row in self.bookings:
            if row["booked_on"] <= self.through:
                yield (row["unit_code"], row["fee_period"]), (
                    fen(row["employer_medical"]), fen(row["maternity"]), fen(row["personal"]),
                    fen(row["late_fee"])), row["receipt_no"]
        for (receipt, _), row in self.payments.items():
            if not row["入库日期"] or row["入库日期"] > self.through or receipt in self.forgotten:
                continue
            sign = -1 if row["类型"] == "reversal" else 1
            key = self.instructions.get(row["征集通知编号"], (row["单位编号"], row["费款所属期"]))
            yield key, (
                sign * fen(row["单位医疗实缴金额"]), sign * fen(row["生育实缴金额"]),
                sign * fen(row["个人实缴金额"]), sign * fen(row["滞纳金"])), receipt

    def totals(self):
        lines = collections.defaultdict(lambda: dict.fromkeys(AMOUNTS, 0))
        for key, amount in self.chains.values():
            lines[key]["assessed"] += amount
        for key, amounts, receipt in self.movements():
            if key not in self.regions:
                self.suspense.append(receipt)
                continue
            for name, amount in zip(AMOUNTS[1:], amounts):
                lines[key][name] += amount
        return lines


def rows_of(path):
    content = pathlib.Path(path).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return list(csv.DictReader(text.splitlines()))


def balance(line):
    return line["assessed"] - line["medical"] - line["maternity"] - line["personal"]


def last_day(month):
    year, number = map(int, month.split("-"))
    return f"{month}-{calendar.monthrange(year, number)[1]:02d}"


def previous_month(month):
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def write_statement(path, before, now, regions):
    """Lines that are new or have a balance or a movement, then the trailer that sums them."""
    nothing = dict.fromkeys(AMOUNTS, 0)
    sums, count = [0] * 9, 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(STATEMENT_COLUMNS)
        for key in sorted(set(before) | set(now), key=lambda pair: (pair[1], pair[0])):
            old, new = before.get(key, nothing), now.get(key, nothing)
            moved = [new[name] - old[name] for name in AMOUNTS]
            opening, closing = balance(old), balance(new)
            if key in before and opening == 0 and not any(moved):
                continue
            amounts = [opening, *moved, 0, 0, closing]
            writer.writerow((key[0], regions[key], "310", key[1], *map(yuan, amounts)))
            sums = [total + amount for total, amount in zip(sums, amounts)]
            count += 1
        writer.writerow(("#TOTAL", count, "", "", *map(yuan, sums)))
    return count


def make_statement(month, out, before, new, forgotten=()):
    """The number of lines, and receipts that fit nothing in this party's own books."""
    old = Books(last_day(previous_month(month)))
    now = Books(last_day(month), forgotten)
    for path in before:
        old.read(path)
        now.read(path)
    for path in new:
        now.read(path)
    before_totals, now_totals = old.totals(), now.totals()
    return write_statement(out, before_totals, now_totals, now.regions), now.suspense


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("party", choices=("agency", "tax"))
    parser.add_argument("--month", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--before", nargs="*", default=[])
    parser.add_argument("--new", nargs="+", required=True)
    parser.add_argument("--forget", action="append", default=[])
    options = parser.parse_args()
    count, suspense = make_statement(
        options.month, options.out, options.before, options.new, options.forget)
    print(f"{options.party} {options.month}: {count} lines")
    if suspense:
        print(f"fits nothing here: {', '.join(suspense)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
