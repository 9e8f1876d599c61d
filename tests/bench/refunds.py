"""S5: a refund batch of Wuhan's size to the bank's file, and the bank's answers to the ledger."""

import csv
import pathlib
import sys
import time

from measure import Series, harness, largest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e/demo"))

from bank_core import read_pain001, write_pain002  # noqa: E402
from money import fen, yuan  # noqa: E402

PAYOUTS = 86_000
SECONDS = 2.0
BATCH = "REFUNDS"
TIMEOUT_SECONDS = 1800
TOO_MUCH = 100  # fen
PAYMENT_COLUMNS = ("receipt_no", "type", "instruction_no", "region", "employer_medical_paid",
                   "maternity_paid", "personal_paid", "paid_on", "booked_on")
ACCOUNT_COLUMNS = ("unit_code", "region", "account_no", "account_name", "bank_name", "bank_code",
                   "effective_on")
# Of every hundred payouts: how the bank answers.
FAILURES = {7: ("RJCT", "AC01"), 31: ("RJCT", "AC04"), 64: ("RJCT", "MS03"), 90: ("PDNG", "")}


def _write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _overpay(bench, city, rows):
    """Everybody pays one yuan too much, and has an account on file."""
    city.agency.command("agency", "submit", bench.file(rows), "--business-date", "2020-03-10",
                        timeout=TIMEOUT_SECONDS).expect(0)
    pulled = city.tax.command("tax", "pull", "--out", city.tax.outbox,
                              timeout=TIMEOUT_SECONDS).expect(0).json
    with open(pulled["file"], encoding="utf-8", newline="") as file:
        instructions = list(csv.DictReader(file))
    payments = _write(city.tax.inbox / "payments.csv", PAYMENT_COLUMNS, (
        (f"R{number:012d}", "payment", one["instruction_no"], one["region"],
         yuan(fen(one["employer_medical_after"]) + TOO_MUCH), one["maternity"], one["personal"],
         "2020-03-20", "2020-03-21")
        for number, one in enumerate(instructions)))
    accounts = _write(city.tax.inbox / "accounts.csv", ACCOUNT_COLUMNS, (
        (one["unit_code"], one["region"], f"62220000{number:09d}", one["unit_name"],
         "示例银行武汉分行", "104521000014", "2020-01-01")
        for number, one in enumerate(instructions)))
    for command, path in (("submit-payments", payments), ("submit-accounts", accounts)):
        city.tax.command("tax", command, path, timeout=TIMEOUT_SECONDS).expect(0)


def _fund(city):
    """From lock to released money; the batch."""
    def step(party, *words):
        return party.command(*words, timeout=TIMEOUT_SECONDS).expect(0).json["batch"]

    begin = time.monotonic()
    step(city.agency, "agency", "refunds", "propose", "--paying-unit", harness.CITY, "--batch-id",
         BATCH)
    proposed = time.monotonic() - begin
    step(city.tax, "tax", "confirm-accounts", BATCH)
    asked = step(city.party("fund_finance", "wuhan-fund-finance"), "fund-finance", "request", BATCH)
    batch = step(city.party("fiscal", "wuhan-fiscal"), "fiscal", "release", BATCH, "--amount",
                 yuan(asked["to_request_fen"]), "--release-no", "F-1")
    return batch, proposed


def _timed(party, *words):
    begin = time.monotonic()
    running = party.begin(*words)
    result = running.finish(TIMEOUT_SECONDS)
    return time.monotonic() - begin, result, running.peak_rss_mib


def _answers(orders):
    return [(order, *FAILURES.get(number % 100, ("ACSC", "")), "")
            for number, order in enumerate(orders)]


def _one_run(bench, rows):
    with harness.City(bench.program, bench.scene()) as city:
        _overpay(bench, city, rows)
        batch, proposed = _fund(city)
        # Districts that pay for themselves have batches of their own.
        expected = batch["refunds"]
        bank = city.party("bank", "wuhan-bank")
        pull, pulled, pull_mib = _timed(bank, "bank", "pull", "--out", bank.outbox)
        orders = read_pain001(pulled.expect(0).json["file"])
        if len(orders) != expected:
            raise harness.Broken(f"{len(orders)} payouts of {expected} in the bank's file")
        path = bank.inbox / "pain002.xml"
        write_pain002(path, _answers(orders), "2020-04-10")
        results, answered, results_mib = _timed(bank, "bank", "submit-results", path)
        receipt = answered.expect(0).json
        if receipt["accepted"]["rows"] != expected:
            raise harness.Broken(f"not all answers were accepted: {receipt}")
        mib = {"gateway": city.gateway.peak_rss_mib(), "bank pull": pull_mib,
               "bank submit-results": results_mib}
        city.gateway.stop()
        sound = city.verify_store().expect(0).json
        if not sound["ok"]:
            raise harness.Broken(f"the store is not sound: {sound}")
    bench.say(f"{expected:,}: pain.001 {pull:.2f} s, pain.002 {results:.2f} s, "
              f"提出 / propose {proposed:.2f} s")
    return {"payouts": expected, "pull": pull, "results": results, "propose": proposed, "mib": mib}


def measure(bench):
    # Nine employers in ten belong to districts whose refunds the city pays.
    rows = bench.rows(PAYOUTS, 1000)
    runs = [_one_run(bench, rows) for _ in range(bench.runs(3))]
    pull, results = (Series(run[step] for run in runs) for step in ("pull", "results"))
    slower = Series(max(run["pull"], run["results"]) for run in runs)
    return {
        "ratio": round(SECONDS / slower.median, 3),
        "seconds": round(slower.median, 3),
        "rows": runs[0]["payouts"],
        "runs": len(runs),
        "steps": {"pain.001": round(pull.median, 3), "pain.002": round(results.median, 3),
                  "propose": round(Series(run["propose"] for run in runs).median, 3)},
        "max_rss_mib": largest(run["mib"] for run in runs),
        "spread": {"seconds": slower.json()},
        "comparator": {"name": "the limit / 限值", "seconds": SECONDS},
        "target": {"seconds_each_way": SECONDS},
        "reached": slower.median <= SECONDS,
    }
