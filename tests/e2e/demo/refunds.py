"""The demo's refunds: a batch from lock to money, what the bank could not pay, and how everybody
has it in the end.

What each employer is owed is worked out from the parties' own files, and held against what reached
its account at the bank; nothing of that is asked of the gateway.
"""

import csv
import dataclasses

import telling
from agency_core import assess, write_assessments
from bank_core import read_pain001, write_camt054, write_pain002
from money import grouped, yuan
from scene import MONTH, REGION
from story import RECLASSIFIED, number_of, total

BATCH, SECOND, THIRD = "WH-TF-202004-1", "WH-TF-202004-2", "WH-TF-202004-3"
# Employers whose base was overstated, and what their bank says to the first payout.
WRONG_ACCOUNT, CLOSED_ACCOUNT, NO_FUNDS, LOST_TRACK = "WH0008", "WH0011", "WH0014", "WH0015"
OVERSTATED = (WRONG_ACCOUNT, CLOSED_ACCOUNT, NO_FUNDS, LOST_TRACK, "WH0018")
COLUMNS = ("单位编号", "行政区划代码", "银行账号", "收款户名", "开户行", "联行行号", "生效日期")


class Refunding:
    """Who takes part beside agency and tax bureau, and what reached whom."""

    def __init__(self, scene):
        self.scene = scene
        self.fund = scene.city.party("fund_finance", "wuhan-fund-finance")
        self.fiscal = scene.city.party("fiscal", "wuhan-fiscal")
        self.bank = scene.city.party("bank", "wuhan-bank")
        self.owed = {}  # unit -> fen, from the agency's and the tax bureau's own files
        self.accounts = {}  # unit -> account number on file
        self.received = {}  # unit -> fen that stayed on its account
        self.units = {}  # refund number -> unit
        self.numbers = set()  # every account number that was ever filed

    def agency_sees(self, batch):
        return self.scene.agency.command("agency", "refunds", "show", batch).expect(0).out

    def check_secrecy(self):
        """No account number stands in anything that the gateway keeps or logs."""
        for path in self.scene.city.gateway.folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            for number in self.numbers:
                self.scene.check(f"{number} in {path.name}", number.encode() in content, False)


def refund(scene):
    play = Refunding(scene)
    overpay(play)
    file_accounts(play)
    approve(play, BATCH, "2020-04-09")
    orders = fetch(play, BATCH)
    first_answers(play, orders)
    pass_failures_on(play)
    correct_and_retry(play)
    approve(play, SECOND, "2020-04-16", "--next-attempt")
    second_answers(play, fetch(play, SECOND))
    return_and_third(play)
    explain_every_fen(play)


def overpay(play):
    scene = play.scene
    scene.steps.begin(
        "2020-04-07", "缴费基数报高的单位核减，形成多缴", "Overstated bases are corrected: money to give back"
    )
    rows = []
    for code in OVERSTATED:
        before = scene.in_force[(code, MONTH)]
        who = dataclasses.replace(scene.employers[code], base=scene.employers[code].base * 9 // 10)
        scene.employers[code] = who
        row = assess(who, MONTH, number_of(code, suffix="T"), kind="重新核定", replaces=before.number)
        rows.append(row)
        play.owed[code] = before.payable - row.payable
        scene.in_force[(code, MONTH)] = row
    play.owed[RECLASSIFIED] = scene.in_force[(RECLASSIFIED, MONTH)].reduction
    path = scene.agency.inbox / "reassessments-2020-04-07.csv"
    write_assessments(path, rows, "2020-04-07", "WH-202004-A")
    receipt = scene.run(scene.agency, "agency", "submit", path)
    scene.check_receipt(receipt, "accepted", len(rows), total(rows))
    scene.pull(len(rows))
    telling.fact("多缴单位", "employers overpaid", len(play.owed))
    telling.fact("应退合计（元）", "to give back, yuan", grouped(sum(play.owed.values())))


def account_of(serial):
    return f"4201{serial:012d}"


def write_accounts(play, path, accounts, day):
    scene = play.scene
    with open(path, "w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for code, number in accounts.items():
            who = scene.employers[code]
            writer.writerow((code, who.region, number, who.unit_name, "示例银行武汉分行",
                             "104521000014", day))
    play.accounts.update(accounts)
    play.numbers.update(accounts.values())


def file_accounts(play):
    scene = play.scene
    scene.steps.begin("2020-04-08", "税务报送备案账户", "The tax bureau files the employers' accounts")
    path = scene.tax.inbox / "accounts-2020-04-08.csv"
    write_accounts(play, path, {code: account_of(7_000 + n) for n, code in enumerate(play.owed)},
                   "2020-01-01")
    receipt = scene.run(scene.tax, "tax", "submit-accounts", path)
    scene.check("accounts accepted", receipt["accepted"]["rows"], len(play.owed))
    telling.good("账号加密保存，除银行文件与报送方外一律掩码 sealed at rest, masked for everybody else")


def approve(play, batch, day, *more):
    """Proposed, confirmed, requested, released: four pairs of hands."""
    scene = play.scene
    scene.steps.begin(
        day, f"退费批次 {batch}：提出、确认账户、请款、拨款",
        "A refund batch: proposed, accounts confirmed, money requested, released",
    )
    scene.run(scene.agency, "agency", "refunds", "propose", "--paying-unit", REGION, "--batch-id",
              batch, *more)
    # Nobody takes a step before its turn.
    early = scene.run(play.fiscal, "fiscal", "release", batch, "--amount", "1.00", "--release-no",
                      "CZ-0", expect=1)
    scene.check("too early", early["reason"], "WRONG_STATE")
    scene.run(scene.tax, "tax", "confirm-accounts", batch)
    requested = scene.run(play.fund, "fund-finance", "request", batch)["batch"]
    asked = requested["to_request_fen"]
    released = scene.run(play.fiscal, "fiscal", "release", batch, "--amount",
                         yuan(asked), "--release-no", f"CZ-{batch}")
    scene.check("state", released["batch"]["state"], "funded")
    telling.fact("批次金额（元）", "batch, yuan", grouped(requested["total_fen"]))
    telling.fact("用退回的款（元）", "from what came back", grouped(requested["covered_fen"]))
    telling.fact("本次请款（元）", "newly requested", grouped(asked))
    return requested


def fetch(play, batch):
    scene = play.scene
    pulled = scene.run(play.bank, "bank", "pull", "--out", play.bank.outbox)
    orders = read_pain001(pulled["file"])
    listed = scene.run(scene.agency, "agency", "refunds", "list", "--batch", batch)["refunds"]
    units = {one["refund_no"]: one["unit_code"] for one in listed}
    play.units.update(units)
    scene.check("payouts in the bank's file", len(orders), pulled["rows"])
    for order in orders:
        scene.check("account of " + order.payout_id, order.account_no,
                    play.accounts[units[order.refund_no]])
    refused = scene.run(scene.agency, "agency", "refunds", "withdraw", batch, "--reason", "试撤",
                        expect=1)
    scene.check("too late to withdraw", refused["reason"] in ("ALREADY_FETCHED", "WRONG_STATE"), True)
    telling.good(f"pain.001：{len(orders)} 笔，银行已领取，不可再撤回 fetched; it can't be withdrawn now")
    return orders


def received(play, order):
    unit = play.units[order.refund_no]
    play.received[unit] = play.received.get(unit, 0) + order.amount


def first_answers(play, orders):
    scene = play.scene
    scene.steps.begin("2020-04-10", "银行回执：到账、失败、不明", "The bank answers: paid, failed, unknown")
    says = {
        WRONG_ACCOUNT: ("RJCT", "AC01", "账号不符"),
        CLOSED_ACCOUNT: ("RJCT", "AC04", "账户已销户"),
        NO_FUNDS: ("RJCT", "AM04", "付款户余额不足"),
        LOST_TRACK: ("", "", ""),
    }
    play.lost = [order for order in orders if play.units[order.refund_no] == LOST_TRACK]
    play.came_back = [order for order in orders if play.units[order.refund_no] == RECLASSIFIED]
    answers = []
    for order in orders:
        status, reason, words = says.get(play.units[order.refund_no], ("ACSC", "", ""))
        # Banks like to name the account in their own words.
        told = f"{words}：{order.account_no} {order.account_name}" if words else ""
        answers.append((order, status, reason, told))
        if status == "ACSC":
            received(play, order)
    path = play.bank.inbox / "pain002-2020-04-10.xml"
    write_pain002(path, answers, "2020-04-10")
    unknown = path.with_name("pain002-of-somebody-else.xml")
    stranger = dataclasses.replace(orders[0], payout_id="P999999999999")
    write_pain002(unknown, answers[:1] + [(stranger, "ACSC", "", "")], "2020-04-10")
    refused = scene.run(play.bank, "bank", "submit-results", unknown, expect=1)
    scene.check("a file with a stranger's payout", refused["accepted"]["rows"], 0)
    telling.good("含未知拨付的文件整份拒收 a file that names an unknown payout is refused whole")
    receipt = scene.run(play.bank, "bank", "submit-results", path)
    scene.check("answers accepted", receipt["accepted"]["rows"], len(orders))
    show(play, BATCH)
    seen = play.agency_sees(BATCH)
    for number in play.accounts.values():
        scene.check("an account number that others see", number in seen, False)
    telling.good("银行附言里的账号、户名同样掩码 what the bank's words name of accounts is masked, too")


def show(play, batch):
    scene = play.scene
    rows = scene.run(scene.agency, "agency", "refunds", "list", "--batch", batch)["refunds"]
    telling.table(
        (("退费 refund", False), ("单位 unit", False), ("费种 component", False), ("金额 yuan", True),
         ("状态 state", False), ("原因 reason", False), ("待办 whose move", False)),
        [(one["refund_no"], one["unit_code"], one["component"], grouped(one["amount_fen"]),
          one["state"], one["reason_code"] or "", one["owner"] or "") for one in rows],
    )
    return rows


def pass_failures_on(play):
    scene = play.scene
    scene.steps.begin(
        "2020-04-13", "财务把失败及原因转经办机构", "Fund finance passes the failures on, with their reasons"
    )
    failed = scene.run(play.fund, "fund-finance", "failures", "--pass-on")["refunds"]
    reasons = sorted({one["reason_code"] for one in failed})
    scene.check("reasons passed on", reasons, ["AC01", "AC04", "AM04"])
    rows = show(play, BATCH)
    owners = {one["unit_code"]: one["owner"] for one in rows}
    scene.check("whose move", [owners[code] for code in
                               (WRONG_ACCOUNT, CLOSED_ACCOUNT, NO_FUNDS, LOST_TRACK)],
                ["tax", "tax", "agency", "bank"])
    play.failed = failed


def correct_and_retry(play):
    scene = play.scene
    scene.steps.begin(
        "2020-04-15", "账户不对的换账户，余额不足的批准重拨，不明的等对账单",
        "Wrong accounts are replaced, missing funds retried, the unknown waits for the bank's books",
    )
    same = scene.tax.inbox / "accounts-2020-04-14.csv"
    write_accounts(play, same, {WRONG_ACCOUNT: play.accounts[WRONG_ACCOUNT]}, "2020-04-14")
    told = scene.run(scene.tax, "tax", "submit-accounts", same)
    scene.check("the same account again", told["problems"].get("SAME_ACCOUNT_AS_FAILED"), 1)
    telling.good("再报同一账户不算更正 filing the account that failed corrects nothing")
    path = scene.tax.inbox / "accounts-2020-04-15.csv"
    write_accounts(play, path, {WRONG_ACCOUNT: account_of(9_001), CLOSED_ACCOUNT: account_of(9_002)},
                   "2020-04-15")
    receipt = scene.run(scene.tax, "tax", "submit-accounts", path)
    scene.check("accounts corrected", receipt["problems"].get("ACCOUNT_CORRECTS_REFUND"), 2)
    about_account = next(one for one in play.failed if one["unit_code"] == CLOSED_ACCOUNT)
    refused = scene.run(scene.agency, "agency", "refunds", "retry", about_account["refund_no"],
                        expect=1)
    scene.check("no retry to a closed account", refused["reason"] in
                ("FAILURE_IS_ABOUT_ACCOUNT", "WRONG_STATE"), True)
    short = [one["refund_no"] for one in play.failed if one["unit_code"] == NO_FUNDS]
    scene.run(scene.agency, "agency", "refunds", "retry", *short)
    books = play.bank.inbox / "camt054-2020-04-15.xml"
    write_camt054(books, [(order, "DBIT", "", "") for order in play.lost], "2020-04-10")
    scene.run(play.bank, "bank", "statement", "submit", books)
    for order in play.lost:
        received(play, order)
    telling.good("银行账簿确认：结果不明的其实已付 the bank's books settle the unknown: it was paid")


def second_answers(play, orders):
    scene = play.scene
    scene.steps.begin("2020-04-17", "第二次拨付：全部到账", "The second payout: everything arrives")
    path = play.bank.inbox / "pain002-2020-04-17.xml"
    write_pain002(path, [(order, "ACSC", "", "") for order in orders], "2020-04-17")
    receipt = scene.run(play.bank, "bank", "submit-results", path)
    scene.check("answers accepted", receipt["accepted"]["rows"], len(orders))
    for order in orders:
        received(play, order)
    show(play, SECOND)


def return_and_third(play):
    scene = play.scene
    scene.steps.begin("2020-04-20", "已到账的又退汇：换账户再拨", "A paid one comes back: another account, again")
    path = play.bank.inbox / "camt054-2020-04-20.xml"
    write_camt054(path, [(order, "CRDT", "AC04", "入账后销户退回") for order in play.came_back],
                  "2020-04-20")
    scene.run(play.bank, "bank", "submit-results", path)
    for order in play.came_back:
        play.received[RECLASSIFIED] -= order.amount
    question = "已通知退费，账户未收到款"
    scene.run(scene.agency, "agency", "refunds", "queries", "file", "CX-2020-0420", "--unit",
              RECLASSIFIED, "--region", scene.employers[RECLASSIFIED].region, "--on",
              "2020-04-21", "--question", question)
    scene.run(play.fund, "fund-finance", "failures", "--pass-on")
    accounts = scene.tax.inbox / "accounts-2020-04-22.csv"
    write_accounts(play, accounts, {RECLASSIFIED: account_of(9_003)}, "2020-04-22")
    scene.run(scene.tax, "tax", "submit-accounts", accounts)
    approve(play, THIRD, "2020-04-23", "--next-attempt")
    orders = fetch(play, THIRD)
    results = play.bank.inbox / "results-2020-04-24.csv"
    with open(results, "w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(("payout_id", "result_code", "amount", "value_date"))
        for order in orders:
            writer.writerow((order.payout_id, "00", yuan(order.amount), "2020-04-24"))
            received(play, order)
    scene.run(play.bank, "bank", "submit-results", results)
    scene.run(scene.agency, "agency", "refunds", "queries", "answer", "CX-2020-0420", "--answer",
              "原账户销户退汇，已换账户重拨到账", "--on", "2020-04-24")
    telling.good("查询已答复 the employer's query is answered")


def explain_every_fen(play):
    scene = play.scene
    scene.steps.begin("2020-04-24", "每一分钱都有去向", "Every fen is accounted for")
    rows = scene.run(scene.agency, "agency", "refunds", "list")["refunds"]
    by_unit = {}
    for one in rows:
        scene.check(f"{one['refund_no']} in the end", one["state"], "paid")
        by_unit[one["unit_code"]] = by_unit.get(one["unit_code"], 0) + one["amount_fen"]
    for unit, owed in play.owed.items():
        scene.check(f"{unit} received", play.received[unit], owed)
        scene.check(f"{unit} in the books", by_unit[unit], owed)
    scene.check("nothing recoverable",
                scene.run(scene.agency, "agency", "recoverables", "list")["recoverables"], [])
    left = scene.run(scene.agency, "agency", "overpayments")["overpayments"]
    scene.check("nothing overpaid is left", [one["unit_code"] for one in left], [])
    telling.table(
        (("单位 unit", False), ("应退 owed", True), ("到账 received", True), ("名称 name", False)),
        [(unit, grouped(owed), grouped(play.received[unit]), scene.name(unit))
         for unit, owed in sorted(play.owed.items())],
    )
    play.check_secrecy()
    telling.good("网关的库与日志中没有任何账号 no account number in the gateway's store or log")
    total_owed = sum(play.owed.values())
    telling.good(f"应退 {grouped(total_owed)} 元 = 到账 {grouped(sum(play.received.values()))} 元 "
                 "owed = received")
