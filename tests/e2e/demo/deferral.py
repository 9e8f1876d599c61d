"""The demo's chapter on deferral: a gateway of its own, whose clock is turned by hand.

Two employers in difficulty are registered before March's file, so their March is held whole. One
makes up early; the other is reminded, is due when the deferral ends, does not pay and is overdue.
An objection is answered on the way (objection.py).
"""

import csv

import telling
from agency_core import assess, write_assessments
from harness import Broken, wait_until
from money import grouped, yuan
from objection import OBJECTOR, answer_objection, file_objection
from scene import MONTH, Scene
from story import full_payment, number_of
from tax_core import Payment, write_payments

DEFERRED_UNTIL, DUE_AGAIN_ON = "2020-08-31", "2020-09-01"
EARLY, LATE = "WH0022", "WH0020"
REGISTER_COLUMNS = (
    "单位编号", "行政区划代码", "起始所属期", "终止所属期", "缓缴截止日期", "备案日期", "申请日期", "核准日期",
)
# 0.05 % for each day, as the law has it; the tax bureau computes it.
LATE_FEE_PER_DAY = 5, 10_000


def live_through_deferral(scene):
    """The whole chapter; nothing of it touches the story's own gateway."""
    telling.banner(
        "缓缴的一生：在时钟可拨动的演练网关上",
        "A deferral's life, on a practice gateway whose clock is turned by hand",
    )
    practice = Scene(scene.binary, scene.folder / "practice", scene.steps, "2020-03-02")
    with practice.city:
        enter_in_register(practice)
        hold_march(practice)
        file_objection(practice)
        answer_objection(practice)
        make_up_early(practice)
        remind(practice)
        become_due(practice)
        run_late(practice)
        practice.check("problems in the store", practice.city.verify_store().expect(0).json[
            "problems"], 0)
        if practice.city.gateway.stop() != 0:
            raise Broken("the practice gateway did not stop cleanly")


def turn_clock(scene, day):
    scene.city.gateway.turn_clock(day)


def deferrals(scene, *options, party=None):
    """What is listed and not made up yet, by unit."""
    party = party or scene.agency
    listed = scene.run(party, party.role, "deferrals", "list", *options)
    return {row["unit_code"]: row for row in listed["deferrals"] if row["outstanding_fen"]}


def show(rows):
    telling.table(
        (("单位 unit", False), ("所属期 period", False), ("状态 state", False),
         ("未补缴 open", True), ("缓缴至 until", False), ("提醒 remind from", False)),
        [
            (row["unit_code"], row["fee_period"], row["state"], grouped(row["outstanding_fen"]),
             row["deferred_until"], row["remind_from_on"])
            for row in rows.values()
        ],
    )


def enter_in_register(scene):
    scene.steps.begin(
        "2020-03-02", "两户困难单位登记缓缴", "Two employers in difficulty enter the deferral register"
    )
    path = scene.agency.inbox / "deferrals-2020-03.csv"
    with open(path, "w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(REGISTER_COLUMNS)
        for code in (LATE, EARLY):
            writer.writerow((code, scene.employers[code].region, MONTH, MONTH, DEFERRED_UNTIL,
                             "2020-03-02", "2020-02-28", "2020-03-01"))
    receipt = scene.run(
        scene.agency, "agency", "deferrals", "submit", path, "--business-date", "2020-03-02")
    scene.check_receipt(receipt, "accepted", 2, 0)


def hold_march(scene):
    scene.steps.begin(
        "2020-03-10", "三月核定：缓缴户整笔暂缓，不交税务", "March: theirs is held whole, not passed on"
    )
    turn_clock(scene, "2020-03-10")
    rows = [assess(scene.employers[code], MONTH, number_of(code)) for code in (LATE, EARLY, OBJECTOR)]
    path = scene.agency.inbox / "assessments-2020-03.csv"
    write_assessments(path, rows, "2020-03-10", "WH-202003-H")
    receipt = scene.run(scene.agency, "agency", "submit", path)
    scene.check_receipt(receipt, "accepted", 3, sum(row.before for row in rows))
    scene.in_force = {(row.employer.unit_code, MONTH): row for row in rows}
    pulled = scene.pull(1)
    scene.check("only who does not defer is collected", pulled[0]["unit_code"], OBJECTOR)
    held = deferrals(scene)
    scene.check("held whole", {code: row["held_fen"] for code, row in held.items()},
                {code: scene.in_force[(code, MONTH)].payable for code in (LATE, EARLY)})
    scene.check("the tax bureau sees the same", deferrals(scene, party=scene.tax), held)
    show(held)


def make_up_early(scene):
    scene.steps.begin(
        "2020-06-10", "一户提前补缴；重发同一命令不会再发通知",
        "One makes up early; the same command again issues nothing",
    )
    turn_clock(scene, "2020-06-10")
    order = ("agency", "deferrals", "make-up", EARLY, "--fee-period", MONTH,
             "--request-id", "BJ-202006-01")
    answer = scene.run(scene.agency, *order)
    again = scene.run(scene.agency, *order)
    scene.check("replayed", again["replayed"], True)
    scene.check("the same instruction", again["instruction_nos"], answer["instruction_nos"])
    blocked = scene.run(scene.agency, "agency", "clearance", EARLY, expect=1)
    obstacles = [obstacle["code"] for obstacle in blocked["obstacles"]]
    scene.check("it may not be deregistered yet", "DEFERRED_UNPAID" in obstacles, True)
    row = scene.pull(1)[0]
    scene.check("action", row["action"], "deferred_due")
    scene.check("what it asks for", row["payable"], yuan(scene.in_force[(EARLY, MONTH)].payable))
    pay_in_full(scene, EARLY, "342010200612000001", "2020-06-12")
    clear = scene.run(scene.agency, "agency", "clearance", EARLY)
    scene.check("clear", clear["clear"], True)
    telling.good(f"已补缴，可以注销 made up, nothing stands in the way: {scene.name(EARLY)}")


def pay_in_full(scene, code, receipt_no, day):
    payment = full_payment(scene, (code, MONTH), receipt_no, paid_on=day, booked_on=day)
    send_payment(scene, payment, day)


def send_payment(scene, payment, day):
    path = scene.tax.inbox / f"payments-{day}.csv"
    write_payments(path, [payment])
    receipt = scene.run(
        scene.tax, "tax", "submit-payments", path, "--business-date", day)
    scene.check_receipt(receipt, "accepted", 1, payment.amount)


def remind(scene):
    scene.steps.begin(
        "2020-08-03", "到期前三十日起提醒另一户", "The other one is on the reminder list before the end"
    )
    turn_clock(scene, "2020-08-03")
    wait_until(lambda: "reminder_due" in states(scene), "the reminder is due")
    reminded = deferrals(scene, "--reminders")
    scene.check("to be reminded", list(reminded), [LATE])
    show(reminded)


def states(scene):
    """Of everything not made up, without showing the command each time."""
    listed = scene.agency.command("agency", "deferrals", "list").expect(0).json
    return [row["state"] for row in listed["deferrals"] if row["outstanding_fen"]]


def become_due(scene):
    scene.steps.begin(
        DUE_AGAIN_ON, "缓缴期满：税务领到补缴通知，不带滞纳金",
        "The deferral ends: the tax bureau is told to collect, without late fee",
    )
    turn_clock(scene, DUE_AGAIN_ON)
    wait_until(lambda: states(scene) == ["instructed"], "the make-up is instructed")
    row = scene.pull(1)[0]
    stands = scene.in_force[(LATE, MONTH)]
    scene.check("who", (row["unit_code"], row["action"]), (LATE, "deferred_due"))
    scene.check("what it asks for", row["payable"], yuan(stands.payable))
    scene.check("late fee waived", row["late_fee_waived"], "true")
    telling.fact("补缴通知", "instruction", row["instruction_no"])
    telling.fact("应补缴（元）", "to make up, yuan", grouped(stands.payable))
    telling.fact("最迟缴款日", "due on", row["due_on"])


def run_late(scene):
    scene.steps.begin(
        "2020-11-10", "逾期未缴：滞纳金自期满次日起，由税务计算",
        "Not paid in time: the late fee runs from the day after the end",
    )
    turn_clock(scene, "2020-11-10")
    wait_until(lambda: states(scene) == ["overdue"], "the unpaid one is overdue")
    late = deferrals(scene, party=scene.tax)[LATE]
    scene.check("late fee from", late["late_fee_from_on"], DUE_AGAIN_ON)
    shown = scene.tax.command("tax", "deferrals", "list", as_json=False).expect(0)
    for line in shown.out.splitlines():
        telling.say(f"    {line}")
    stands = scene.in_force[(LATE, MONTH)]
    days = 30 + 31 + 10  # from 1 September to 10 November
    share, of = LATE_FEE_PER_DAY
    payment = Payment(
        "342010201110000001", stands.employer.region, stands.medical - stands.reduction,
        stands.maternity, stands.personal, "2020-11-10", "2020-11-10",
        instruction_no=scene.instructions[(LATE, MONTH)]["instruction_no"],
        late_fee=(stands.payable * days * share + of // 2) // of,
    )
    send_payment(scene, payment, "2020-11-10")
    scene.check("nothing is left to make up", states(scene), [])
    telling.good(f"补缴并付滞纳金 made up, with late fee: {grouped(payment.late_fee)}")
