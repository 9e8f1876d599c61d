"""The demo's steps up to month end: sync, payments, reassessments, refusals."""

import csv
import dataclasses

import telling
from agency_core import assess, correct_rejects, write_assessments
from harness import Party
from money import fen, grouped, half_up, share, yuan
from scene import MONTH
from tax_core import Payment, write_payments, write_rejections

BATCH = "WH-202003-A"
# A row that the core system exported wrongly.
SPOILED = "HD202003-0013"
BACK_PAYERS = {"WH0021": "2020-03-09", "WH0035": "2020-03-05"}
RENAMED, SMALLER, MERGED, RECLASSIFIED = "WH0019", "WH0006", "WH0036", "WH0027"
WITHOUT_NUMBER, BOOKED_LATER, REVERSED, LATE_FEE_PAYER = "WH0012", "WH0010", "WH0009", "WH0035"
NOT_YET_BOOKED, ARRIVES_LATE, NEVER_PAYS = "WH0022", "WH0034", "WH0033"
STRANGE_UNIT = "WH0400"


def number_of(unit_code, period=MONTH, suffix=""):
    return f"HD{period.replace('-', '')}-{unit_code[2:]}{suffix}"


def total(rows):
    """What a submission's fen count: the amounts before reduction."""
    return sum(row.before for row in rows)


def submit_month(scene):
    scene.steps.begin("2020-03-10", "医保报送核定文件", "The agency submits its assessment file")
    rows = [assess(who, MONTH, number_of(code)) for code, who in scene.employers.items()]
    rows += [
        assess(
            scene.employers[code], "2020-02", number_of(code, "2020-02"), kind="补缴", applied_on=day
        )
        for code, day in BACK_PAYERS.items()
    ]
    path = scene.agency.inbox / "assessments-2020-03.csv"
    wrong = next(row for row in rows if row.number == SPOILED)
    write_assessments(path, rows, "2020-03-10", BATCH, {SPOILED: spoiled_cells(wrong)})
    scene.first_rows = rows
    telling.tell(
        f"{len(rows)} 行：36 户企业、机关、社会组织的三月核定，2 笔二月补缴；GB18030 编码，附清单。",
        f"{len(rows)} rows: March of 36 employers of every kind, two back-payments for February; "
        "GB18030, with manifest.",
    )
    receipt = scene.run(scene.agency, "agency", "submit", path, expect=1)
    scene.check_receipt(receipt, "partly_accepted", len(rows), total(rows), 1, wrong.before)
    scene.check("batch id", receipt["batch_id"], BATCH)
    scene.check("replayed", receipt["replayed"], False)
    telling.tallies(receipt)
    telling.fact("回执", "receipt", receipt["receipt"])
    show_rejects(scene, receipt["rejects_file"])
    scene.check("a doubtful type is warned of", receipt["problems"].get("USCC_TYPE_DISAGREES"), 1)
    telling.tell(
        f"提示：{scene.name(RECLASSIFIED)}的信用代码表示民办非企业，却申报为事业单位，不减征（见第 8 步）。",
        "Warned: an employer's credit code says private non-enterprise, its row says institution.",
    )
    scene.first_receipt = receipt
    scene.agency_files.append(path)
    for row in rows:
        if row is not wrong:
            scene.in_force[(row.employer.unit_code, row.fee_period)] = row


def spoiled_cells(row):
    """One fen too much reduced, and a last day outside the policy's window."""
    return {
        "减征金额": yuan(row.reduction + 1),
        "减征后应缴金额": yuan(row.after - 1),
        "减征终止日期": "2020-07-31",
    }


def show_rejects(scene, path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    scene.check("rejected rows", [row["核定单号"] for row in rows], [SPOILED])
    codes = set(rows[0]["problem_codes"].replace(";", " ").split())
    expected = {"AMOUNT_MISMATCH", "REDUCTION_DATES_OUTSIDE_WINDOW"}
    scene.check("its problems", expected <= codes, True)
    shown = path.replace(f"{scene.folder}/", "")
    telling.say("    " + telling.colour("33", f"退回文件 reject file: {shown}"))
    for row in rows:
        telling.say(f"      {row['核定单号']} {row['单位名称']}")
        for problem in row["problems"].split(" | "):
            for language in problem.split(" / ", 1):
                telling.say_wrapped(language, indent=6)


def correct_rejected_row(scene):
    scene.steps.begin(
        "2020-03-10", "改正退回的一行，只送这一行", "The one row is corrected and sent again, alone"
    )
    right = next(row for row in scene.first_rows if row.number == SPOILED)
    corrected = scene.agency.inbox / "assessments-2020-03.corrected.csv"
    cells = dict(zip(("减征金额", "减征后应缴金额", "减征终止日期"),
                     (right.cells()[18], right.cells()[19], "2020-06-30")))
    rejects = scene.first_receipt["rejects_file"]
    correct_rejects(rejects, corrected, "2020-03-10", "WH-202003-A2", {SPOILED: cells})
    receipt = scene.run(scene.agency, "agency", "submit", corrected)
    scene.check_receipt(receipt, "accepted", 1, right.before)
    name = right.employer.unit_name
    telling.good(f"已接受 accepted: {name}，减征 reduced by {grouped(right.reduction)}")
    scene.agency_files.append(corrected)
    scene.in_force[(right.employer.unit_code, MONTH)] = right


def pull_first_instructions(scene):
    scene.steps.begin("2020-03-11", "税务领取征集通知", "The tax bureau pulls its collection instructions")
    rows = scene.pull(len(scene.first_rows))
    check_instructions(scene, rows, {"collect"})
    payable = sum(row.payable for row in scene.in_force.values())
    reduction = sum(row.reduction for row in scene.in_force.values())
    first, last = rows[0]["instruction_no"], rows[-1]["instruction_no"]
    telling.fact("征集通知", "instructions", f"{first} … {last}")
    telling.fact("应征合计（元）", "payable, yuan", grouped(payable))
    telling.fact("其中减征（元）", "reduced, yuan", grouped(reduction))


def check_instructions(scene, rows, actions):
    """Each says what the assessment in force says."""
    for row in rows:
        stands = scene.in_force[(row["unit_code"], row["fee_period"])]
        scene.check("payable of " + row["unit_code"], fen(row["payable"]), stands.payable)
        scene.check("assessment of " + row["unit_code"], row["assessment_no"], stands.number)
    scene.check("actions", {row["action"] for row in rows}, actions)


def reject_one_instruction(scene):
    scene.steps.begin(
        "2020-03-13", "税务退回一条通知，医保看到原因", "The tax bureau rejects one; the agency sees why"
    )
    refused = scene.instructions[(RENAMED, MONTH)]["instruction_no"]
    path = scene.tax.inbox / "rejections-2020-03-13.csv"
    message = "纳税人名称与税务登记不符，登记名称为武汉盘龙供应链有限公司"
    write_rejections(path, [(refused, "SW-204", message)])
    receipt = scene.run(scene.tax, "tax", "submit-rejections", path)
    scene.check("rejection taken", receipt["accepted"]["rows"], 1)
    scene.tax_files.append(path)
    seen = scene.run(scene.agency, "agency", "rejections")["rejections"]
    scene.check("rejections the agency sees", [row["instruction_no"] for row in seen], [refused])
    scene.check("its message", seen[0]["message"], message)
    telling.table(
        (("征集通知 instruction", False), ("单位 unit", False), ("代码 code", False), ("原因 reason", False)),
        [(refused, RENAMED, seen[0]["code"], telling.cut(message, 58))],
    )


def reassess_unpaid(scene):
    scene.steps.begin("2020-03-16", "重新核定三户未缴款单位", "Three unpaid employers are reassessed")
    renamed = dataclasses.replace(scene.employers[RENAMED], unit_name="武汉盘龙供应链有限公司")
    smaller = dataclasses.replace(scene.employers[SMALLER], insured_count=181, base=109_800_000)
    merged = dataclasses.replace(scene.employers[MERGED], insured_count=0, base=0)
    scene.employers.update({RENAMED: renamed, SMALLER: smaller, MERGED: merged})
    rows = [again(scene, who) for who in (renamed, smaller, merged)]
    path = scene.agency.inbox / "reassessments-2020-03-16.csv"
    write_assessments(path, rows, "2020-03-16", "WH-202003-B")
    before = scene.in_force[(SMALLER, MONTH)].payable
    receipt = scene.run(scene.agency, "agency", "submit", path)
    scene.check_receipt(receipt, "accepted", 3, total(rows))
    scene.agency_files.append(path)
    for row in rows:
        scene.in_force[(row.employer.unit_code, MONTH)] = row
    pulled = scene.pull(3)
    check_instructions(scene, pulled, {"collect", "adjust", "cancel"})
    by_unit = {row["unit_code"]: row["action"] for row in pulled}
    scene.check("a rejected one is issued anew", by_unit[RENAMED], "collect")
    scene.check("an unpaid one is adjusted", by_unit[SMALLER], "adjust")
    scene.check("one that owes nothing is cancelled", by_unit[MERGED], "cancel")
    telling.table(
        (("单位 unit", False), ("为何 why", False), ("通知 action", False), ("应缴 payable", True)),
        [
            (RENAMED, "更正名称，重新征集 renamed", "collect", grouped(rows[0].payable)),
            (SMALLER, f"人数减少 fewer insured, was {grouped(before)}", "adjust",
             grouped(rows[1].payable)),
            (MERGED, "已并入他户 merged into another", "cancel", "0.00"),
        ],
    )


def again(scene, who):
    """A reassessment of March that replaces what stands."""
    standing = scene.in_force[(who.unit_code, MONTH)]
    return assess(
        who, MONTH, number_of(who.unit_code, suffix="R"), kind="重新核定", replaces=standing.number
    )


def full_payment(scene, key, receipt_no, **dates):
    """What a payer who pays exactly its instruction pays."""
    row = scene.in_force[key]
    unit_code, period = key
    named = {"instruction_no": scene.instructions[key]["instruction_no"]}
    if unit_code == WITHOUT_NUMBER:
        named = {"unit_code": unit_code, "fee_period": period}
    late_fee = 1_230 if (unit_code, period) == (LATE_FEE_PAYER, "2020-02") else 0
    return Payment(
        receipt_no, row.employer.region, row.medical - row.reduction, row.maternity, row.personal,
        late_fee=late_fee, **named, **dates,
    )


def pay(scene):
    scene.steps.begin("2020-03-23", "缴费明细回传", "Payments come back from the tax bureau")
    absent = {NOT_YET_BOOKED, ARRIVES_LATE, NEVER_PAYS, MERGED}
    payments = []
    for serial, key in enumerate(sorted(scene.in_force), start=1):
        if key[0] in absent:
            continue
        booked = "" if key[0] == BOOKED_LATER else "2020-03-23"
        payment = full_payment(
            scene, key, f"342010200320{serial:06d}", paid_on="2020-03-20", booked_on=booked
        )
        payments.append(payment)
        remember(scene, payment, key)
    strange = Payment(
        "342010200320900001", "420106", 102_400, 8_960, 25_600, "2020-03-20", "2020-03-23",
        unit_code=STRANGE_UNIT, fee_period=MONTH,
    )
    payments.append(strange)
    remember(scene, strange, (STRANGE_UNIT, MONTH))
    path = scene.tax.inbox / "payments-2020-03-23.csv"
    write_payments(path, payments)
    receipt = scene.run(scene.tax, "tax", "submit-payments", path)
    amount = sum(payment.amount for payment in payments)
    scene.check_receipt(receipt, "accepted", len(payments), amount)
    scene.check("held as unapplied", receipt["problems"].get("HELD_AS_UNAPPLIED"), 1)
    scene.tax_files.append(path)
    telling.tallies(receipt)
    unapplied = scene.run(scene.tax, "tax", "unapplied")["unapplied"]
    scene.check("unapplied", [row["unapplied_fen"] for row in unapplied], [strange.amount])
    telling.tell(
        "一笔未填通知编号，按单位和所属期找到应缴账；"
        f"一笔（{STRANGE_UNIT}，{grouped(strange.amount)} 元）无账可归，列为待核销。",
        "One without an instruction number found its obligation; one that fits nothing is held.",
    )


def remember(scene, payment, key):
    scene.paid[payment.receipt_no] = (payment, key)
    if payment.booked_on:
        scene.bookings.append((payment, *key))


def receipt_of(scene, unit_code, period=MONTH):
    return next(payment for payment, key in scene.paid.values() if key == (unit_code, period))


def reverse_and_book(scene):
    scene.steps.begin(
        "2020-03-27", "冲正、重缴、补入库日期", "A reversal, the payment again, a booking that follows"
    )
    wrong = receipt_of(scene, REVERSED)
    reversal = dataclasses.replace(
        wrong, receipt_no="342010200324000001", paid_on="2020-03-24", booked_on="2020-03-24",
        reverses=wrong.receipt_no,
    )
    repaid = dataclasses.replace(
        wrong, receipt_no="342010200326000001", paid_on="2020-03-26", booked_on="2020-03-27"
    )
    booked = dataclasses.replace(receipt_of(scene, BOOKED_LATER), booked_on="2020-03-25")
    unbooked = full_payment(
        scene, (NOT_YET_BOOKED, MONTH), "342010200327000001", paid_on="2020-03-27", booked_on=""
    )
    lines = [reversal, repaid, booked, unbooked]
    for payment, unit in zip(lines, (REVERSED, REVERSED, BOOKED_LATER, NOT_YET_BOOKED)):
        remember(scene, payment, (unit, MONTH))
    path = scene.tax.inbox / "payments-2020-03-27.csv"
    write_payments(path, lines)
    receipt = scene.run(scene.tax, "tax", "submit-payments", path)
    net = sum(line.amount for line in lines) - 2 * reversal.amount
    scene.check_receipt(receipt, "accepted", 4, net)
    scene.tax_files.append(path)
    telling.table(
        (("税票 receipt", False), ("单位 unit", False), ("事项 what", False), ("金额 amount", True)),
        [
            (reversal.receipt_no, REVERSED, "冲正 reversal", "-" + grouped(reversal.amount)),
            (repaid.receipt_no, REVERSED, "重新缴款 paid again", grouped(repaid.amount)),
            (booked.receipt_no, BOOKED_LATER, "补报入库 booked on 03-25", grouped(booked.amount)),
            (unbooked.receipt_no, NOT_YET_BOOKED, "已缴未入库 paid, not booked",
             grouped(unbooked.amount)),
        ],
    )


def reassess_paid(scene):
    scene.steps.begin("2020-03-30", "已缴款单位核减：形成多缴", "A paid employer is reassessed down: overpaid")
    who = dataclasses.replace(scene.employers[RECLASSIFIED], unit_type="民办非企业单位")
    scene.employers[RECLASSIFIED] = who
    row = again(scene, who)
    path = scene.agency.inbox / "reassessments-2020-03-30.csv"
    write_assessments(path, [row], "2020-03-30", "WH-202003-C")
    receipt = scene.run(scene.agency, "agency", "submit", path)
    scene.check_receipt(receipt, "accepted", 1, row.before)
    scene.agency_files.append(path)
    scene.in_force[(RECLASSIFIED, MONTH)] = row
    check_instructions(scene, scene.pull(1), {"adjust"})
    found = scene.run(scene.agency, "agency", "overpayments")["overpayments"]
    scene.check("overpaid", [(one["unit_code"], one["overpaid_fen"]) for one in found],
                [(RECLASSIFIED, row.reduction)])
    medical = share(who.base, 80)
    scene.check("it is the half", row.reduction, medical - half_up(medical))
    telling.fact("单位", "employer", f"{RECLASSIFIED} {who.unit_name}")
    telling.fact("多缴并锁存（元）", "overpaid and held, yuan", grouped(row.reduction))


def repeat_submissions(scene):
    scene.steps.begin(
        "2020-03-31", "同一批重送，与同号异文", "The same batch again; the same id with other content"
    )
    path = scene.agency_files[0]
    repeated = scene.run(scene.agency, "agency", "submit", path, expect=1)
    scene.check("replayed", repeated["replayed"], True)
    scene.check("the original receipt", repeated["receipt"], scene.first_receipt["receipt"])
    telling.good(f"重复提交得到原回执 the original receipt: {repeated['receipt']}")
    other = scene.agency.folder / "altered-2020-03.csv"
    rows = list(scene.first_rows)
    rows[1] = dataclasses.replace(rows[1], personal=rows[1].personal + 100)
    write_assessments(other, rows, "2020-03-10", BATCH)
    conflict = scene.run(scene.agency, "agency", "submit", other, expect=1)
    scene.check("reason", conflict["reason"], "BATCH_CONFLICT")
    differs = (conflict.get("metadata") or {}).get("field", "")
    scene.check("what differs is named", bool(differs), True)
    telling.good(f"同号异文被拒 a conflict: {conflict['reason']}（不同之处 differs: {differs}）")
    telling.say(f"      {telling.cut(conflict['message'], 92)}")
    pulled = scene.tax.command("tax", "pull", "--out", scene.tax.outbox).expect(0).json
    scene.check("new instructions for the tax bureau", pulled["rows"], 0)


def refuse_strangers(scene):
    scene.steps.begin("2020-03-31", "不该进来的都进不来", "Who may not come in, does not")
    stranger = Party(
        scene.city.gateway, scene.folder / "stranger", "agency", "stranger",
        retry="{ initial_ms: 100, max_ms: 500, give_up_seconds: 1 }",
    )
    refused = scene.run(stranger, "agency", "submit", scene.agency_files[0], expect=1)
    scene.check("reason", refused["reason"], "PARTY_UNKNOWN")
    telling.good(f"证书有效但未登记 a certificate nobody registered: {refused['reason']}")
    auditor = scene.city.party("auditor", "hubei-audit", region="420000")
    denied = scene.run(
        auditor, "month", "compare", "--month", MONTH, "--region", "420100", expect=1
    )
    scene.check("reason", denied["reason"], "ROLE_NOT_ALLOWED")
    telling.good(f"审计只可读，不可改 an auditor reads and changes nothing: {denied['reason']}")
    log = scene.city.gateway.log()
    for reason in ("PARTY_UNKNOWN", "ROLE_NOT_ALLOWED"):
        scene.check(f"{reason} in the gateway's log", reason in log, True)
    telling.tell(
        "两次拒绝都已记入网关日志，含证书序列号。",
        "Both refusals stand in the gateway's log, with the certificate's serial.",
    )
