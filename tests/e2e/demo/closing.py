"""The demo's month end: statements from each party's own books, comparison, confirmation, close."""

import dataclasses
import pathlib
import subprocess
import sys

import telling
from harness import Broken
from money import grouped
from scene import MONTH, REGION
from story import (
    ARRIVES_LATE,
    NOT_YET_BOOKED,
    RECLASSIFIED,
    STRANGE_UNIT,
    full_payment,
    receipt_of,
    remember,
)
from tax_core import write_payments

FORGOTTEN = "WH0002"
BOOKS = pathlib.Path(__file__).with_name("own_books.py")
FIGURES = (
    ("opening_fen", "期初余额", "opening"),
    ("assessed_fen", "本期应征", "assessed"),
    ("collected_employer_medical_fen", "实缴 · 单位医疗", "employer medical"),
    ("collected_maternity_fen", "实缴 · 生育", "maternity"),
    ("collected_personal_fen", "实缴 · 个人", "personal"),
    ("late_fee_fen", "滞纳金", "late fee"),
    ("refunded_fen", "退费", "refunded"),
    ("offset_fen", "抵扣", "offset"),
    ("closing_fen", "期末余额", "closing"),
)
CATEGORIES = {
    "paid_missing_at_tax": ("税务对账单漏列已入库缴款", "booked, not on the tax statement"),
    "paid_unapplied": ("缴款无账可归", "money that fits no obligation"),
    "paid_not_booked": ("已缴未入库", "paid, not yet booked"),
}


def own_statement(scene, party, month, before, new, forget=()):
    """What the party's own system makes of its own files."""
    path = party.reports / f"statement-{month}.csv"
    arguments = [sys.executable, str(BOOKS), party.role, "--month", month, "--out", str(path)]
    arguments += ["--before", *map(str, before), "--new", *map(str, new)]
    for receipt in forget:
        arguments += ["--forget", receipt]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise Broken(f"own_books.py: {done.stderr}")
    return path


def submit_statement(scene, party, path, month):
    receipt = scene.run(
        party, party.role, "statement", "submit", path, "--month", month, "--region", REGION
    )
    scene.check("statement", receipt["status"], "accepted")
    return receipt


def month_command(scene, party, verb, month, *more, expect=0):
    return scene.run(
        party, "month", verb, "--month", month, "--region", REGION, *more, expect=expect
    )


def expected_totals(scene, bookings):
    """The month's figures from what was assessed and paid, without the gateway."""
    assessed = sum(row.payable for row in scene.in_force.values())
    sums = dict.fromkeys(("medical", "maternity", "personal", "late_fee"), 0)
    for payment, unit_code, _ in bookings:
        if unit_code == STRANGE_UNIT:
            continue
        for name in sums:
            sums[name] += getattr(payment, name) * (-1 if payment.reverses else 1)
    collected = sums["medical"] + sums["maternity"] + sums["personal"]
    return {
        "opening_fen": 0,
        "assessed_fen": assessed,
        "collected_employer_medical_fen": sums["medical"],
        "collected_maternity_fen": sums["maternity"],
        "collected_personal_fen": sums["personal"],
        "late_fee_fen": sums["late_fee"],
        "refunded_fen": 0,
        "offset_fen": 0,
        "closing_fen": assessed - collected,
    }


def check_side(scene, month, side, expected):
    found = month["totals"][side]
    for key, value in expected.items():
        scene.check(f"{side} {key}", found[key], value)


def show_differences(scene, party, month):
    rows = month_command(scene, party, "differences", month)["differences"]

    def amount(value):
        return "—" if value is None else grouped(value)

    telling.table(
        (("差异 difference", False), ("单位 unit", False), ("栏目 column", False),
         ("医保 agency", True), ("税务 tax", True), ("账簿 ledger", True), ("待办 owner", False)),
        [
            (CATEGORIES.get(row["category"], (row["category"], ""))[0], row["unit_code"],
             row["column"].replace("collected_", ""), amount(row["agency_fen"]),
             amount(row["tax_fen"]), amount(row["ledger_fen"]), row["owner"])
            for row in rows
        ],
    )
    return rows


def statement_table(scene, month):
    """The reconciliation statement."""
    totals = month["totals"]
    rows = [("行数 lines", *(str(totals[side]["lines"]) for side in ("agency", "tax", "ledger")))]
    for key, chinese, english in FIGURES:
        rows.append(
            (f"{chinese} {english}",
             *(grouped(totals[side][key]) for side in ("agency", "tax", "ledger")))
        )
    telling.table(
        (("元 yuan", False), ("医保对账单 agency", True), ("税务对账单 tax", True),
         ("网关账簿 ledger", True)),
        rows,
    )


def close_march(scene):
    scene.steps.begin(
        "2020-04-01", "月末对账：各方依自己的账出对账单", "Month end: each party's statement, from its own books"
    )
    march = list(scene.bookings)
    scene.agency_files.append(scene.publish_bookings(MONTH))
    forgotten = receipt_of(scene, FORGOTTEN)
    agency_path = own_statement(scene, scene.agency, MONTH, (), scene.agency_files)
    tax_path = own_statement(
        scene, scene.tax, MONTH, (), scene.tax_files, forget=[forgotten.receipt_no]
    )
    submit_statement(scene, scene.agency, agency_path, MONTH)
    submit_statement(scene, scene.tax, tax_path, MONTH)
    compared = month_command(scene, scene.agency, "compare", MONTH)
    expected = expected_totals(scene, march)
    check_side(scene, compared, "ledger", expected)
    check_side(scene, compared, "agency", expected)
    telling.tell(
        f"税务系统漏了一笔（{FORGOTTEN}，{grouped(forgotten.amount)} 元），比对当即发现：",
        "The tax bureau's system lost one payment; the comparison finds it at once:",
    )
    rows = show_differences(scene, scene.agency, MONTH)
    check_planted(scene, rows, forgotten)
    refuse_to_close(scene)
    correct_and_confirm(scene, expected)


def check_planted(scene, rows, forgotten):
    planted = {
        row["column"]: row["ledger_fen"] - row["tax_fen"]
        for row in rows if row["category"] == "paid_missing_at_tax"
    }
    scene.check("the planted difference", planted, {
        "collected_employer_medical": forgotten.medical,
        "collected_maternity": forgotten.maternity,
        "collected_personal": forgotten.personal,
    })
    others = sorted(
        (row["category"], row["unit_code"])
        for row in rows if row["category"] != "paid_missing_at_tax"
    )
    scene.check("the other differences", others,
                [("paid_not_booked", NOT_YET_BOOKED), ("paid_unapplied", STRANGE_UNIT)])


def refuse_to_close(scene):
    refused = month_command(scene, scene.agency, "close", MONTH, expect=1)
    telling.good(f"未经双方确认不能关账 nobody closes alone: {refused['reason']}")


def correct_and_confirm(scene, expected):
    scene.steps.begin(
        "2020-04-02", "税务更正，双方确认，关账", "The tax bureau corrects, both confirm, March closes"
    )
    path = own_statement(scene, scene.tax, MONTH, (), scene.tax_files)
    submit_statement(scene, scene.tax, path, MONTH)
    compared = month_command(scene, scene.tax, "compare", MONTH)
    for side in ("agency", "tax", "ledger"):
        check_side(scene, compared, side, expected)
    left = {"paid_unapplied": 1, "paid_not_booked": 1}
    scene.check("differences left", compared["differences"], left)
    seen = month_command(scene, scene.agency, "show", MONTH)
    scene.check("both see the same", seen["digest"], compared["digest"])
    month_command(scene, scene.agency, "confirm", MONTH, "--signatory", "李明")
    month_command(scene, scene.tax, "confirm", MONTH, "--signatory", "王芳")
    closed = month_command(scene, scene.agency, "close", MONTH)
    scene.check("state", closed["state"], "closed")
    signed = [confirmation["signatory"] for confirmation in closed["confirmations"]]
    scene.check("signatories", signed, ["李明", "王芳"])
    scene.march = closed
    telling.banner("武汉市 2020 年 3 月 医保征缴对账单", "Wuhan, March 2020: the reconciliation statement")
    statement_table(scene, closed)
    telling.say()
    for category, lines in closed["differences"].items():
        chinese, english = CATEGORIES[category]
        telling.say(f"    结转下月的差异 carried over: {chinese} {english} × {lines}")
    names = {"agency": "医保经办机构 agency", "tax": "税务局 tax bureau"}
    for confirmation in closed["confirmations"]:
        telling.say(f"    签认 signed: {names[confirmation['role']]}  {confirmation['signatory']}"
                    f"  {confirmation['party']}")
    telling.say(f"    摘要 digest: {closed['digest']}")
    telling.say(telling.colour("36", "━" * telling.WIDTH))


def open_april(scene):
    scene.steps.begin(
        "2020-04-03", "三月的缴款迟到：记入四月，三月不变", "A March payment arrives late: booked in April"
    )
    late = full_payment(
        scene, (ARRIVES_LATE, MONTH), "342010200330000001", paid_on="2020-03-30",
        booked_on="2020-03-31",
    )
    booked = dataclasses.replace(receipt_of(scene, NOT_YET_BOOKED), booked_on="2020-04-01")
    remember(scene, late, (ARRIVES_LATE, MONTH))
    remember(scene, booked, (NOT_YET_BOOKED, MONTH))
    april = list(scene.bookings)
    path = scene.tax.inbox / "payments-2020-04-03.csv"
    write_payments(path, [late, booked])
    receipt = scene.run(scene.tax, "tax", "submit-payments", path)
    scene.check_receipt(receipt, "accepted", 2, late.amount + booked.amount)
    after = month_command(scene, scene.agency, "show", MONTH)
    scene.check("March is as it was", (after["state"], after["digest"], after["totals"]),
                ("closed", scene.march["digest"], scene.march["totals"]))
    telling.good("三月未变 March is as it was signed")
    notice = scene.publish_bookings("2020-04")
    submit_statement(scene, scene.agency, own_statement(
        scene, scene.agency, "2020-04", scene.agency_files, [notice]), "2020-04")
    submit_statement(scene, scene.tax, own_statement(
        scene, scene.tax, "2020-04", scene.tax_files, [path]), "2020-04")
    compared = month_command(scene, scene.agency, "compare", "2020-04")
    arrived = sum(payment.medical + payment.maternity + payment.personal for payment, _, _ in april)
    opening = scene.march["totals"]["ledger"]["closing_fen"]
    for side in ("agency", "tax", "ledger"):
        totals = compared["totals"][side]
        scene.check(f"{side} opening of April", totals["opening_fen"], opening)
        scene.check(f"{side} closing of April", totals["closing_fen"], opening - arrived)
    scene.check("differences in April", compared["differences"], {"paid_unapplied": 1})
    telling.fact("四月期初（元）", "April opens with, yuan", grouped(opening))
    telling.fact("四月入库（元）", "booked in April, yuan", grouped(arrived))
    telling.fact("四月期末（元）", "April stands at, yuan", grouped(opening - arrived))


def show_trace(scene):
    scene.steps.begin("2020-04-03", "查一户的来龙去脉", "One employer's whole history")
    trace = scene.run(scene.agency, "trace", RECLASSIFIED, "--region", REGION)
    kinds = [event["kind"] for event in trace["events"]]
    for kind in ("assessed", "instruction_issued", "paid", "booked"):
        scene.check(f"{kind} in the history", kind in kinds, True)
    telling.say(f"    {trace['unit_code']} {trace['unit_name']}")
    telling.table(
        (("业务日 date", False), ("事件 event", False), ("金额 amount", True), ("编号 reference", False)),
        [
            (event["effective_on"], event["kind"],
             grouped(event["amount_fen"]) if event["amount_fen"] else "", event["reference"])
            for event in trace["events"]
        ],
    )
    over = [row for row in trace["balances"] if row["outstanding_fen"] < 0]
    scene.check("overpaid components", [row["component"] for row in over], ["employer_medical"])
    telling.fact("多缴待退（元）", "overpaid, to be given back", grouped(-over[0]["outstanding_fen"]))


def verify_store(scene):
    scene.steps.begin(
        "", "账簿自证：由分录重算每个合计", "The store proves itself: every total from the postings"
    )
    telling.shown_command(
        [scene.binary, "store", "verify", "--config", scene.city.gateway.config], scene.folder
    )
    verified = scene.city.verify_store().expect(0).json
    scene.check("problems in the store", (verified["ok"], verified["problems"]), (True, 0))
    rows = verified["rows_checked"]
    telling.good(f"账本完好 the store is sound: {rows} 行已核 rows checked, 0 处问题 problems")
