"""Deferral as a life, through the adapters, on a gateway whose clock is turned by hand: Nantong's by
rule from July 2022 to January 2023, and Lincang's on application in 2020."""

import csv
import pathlib
import shutil
import tempfile
import unittest

from harness import Authority, Gateway, Party, program, run, wait_until

ASSESSMENTS = (
    "assessment_no", "unit_code", "unit_name", "unit_type", "region", "insurance_type",
    "fee_period", "employer_medical", "maternity", "personal", "reduction", "amount_after",
    "reduction_start", "reduction_end",
)
EVENTS = ("unit_code", "region", "fee_period", "member_ref", "trigger", "event_on",
          "employer_medical", "maternity")
PAYMENTS = ("receipt_no", "type", "instruction_no", "insurance_type", "region",
            "employer_medical_paid", "maternity_paid", "personal_paid", "paid_on", "booked_on")
ELIGIBLE = ("unit_code", "region", "unit_type", "source", "effective_from")
DEFERRALS = ("unit_code", "region", "first_fee_period", "last_fee_period", "deferred_until",
             "filed_on", "applied_on", "documents")


class Life(unittest.TestCase):
    """One agency and one tax bureau of `region` at a gateway on its practice clock. No tests."""

    region = ""
    first_day = ""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-deferral-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        authority = Authority(cls.folder / "authority")
        cls.gateway = Gateway(
            program(), cls.folder / "gateway", authority, practice_day=cls.first_day)
        for role in ("agency", "tax"):
            cls.gateway.admit(role, cls.region, f"{role}-here")
        cls.agency, cls.tax = (
            Party(cls.gateway, cls.folder / role, role, f"{role}-here", cls.region)
            for role in ("agency", "tax")
        )
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.kill9)

    def submit(self, party, columns, rows, day, *words, expect=0):
        path = self.folder / f"{'-'.join(words)}-{day}-{len(list(self.folder.iterdir()))}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
        done = party.command(*words, path, "--business-date", day).expect(expect).json
        self.rejects = pathlib.Path(f"{path}.rejects.csv")
        return done

    def assess(self, rows, day):
        taken = self.submit(self.agency, ASSESSMENTS, rows, day, "agency", "submit")
        self.assertEqual(taken["accepted"]["rows"], len(rows))

    def pull(self):
        """The new instructions by (unit, action)."""
        pulled = self.tax.command("tax", "pull", "--out", self.tax.outbox).expect(0).json
        if not pulled["rows"]:
            return {}
        with open(pulled["file"], encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        by_key = {(row["unit_code"], row["action"]): row for row in rows}
        self.assertEqual(len(by_key), pulled["rows"])
        return by_key

    def pay(self, instruction, day):
        """Exactly what the instruction asks for, booked the same day."""
        line = (f"R{instruction['sequence']:>08}", "payment", instruction["instruction_no"], "310",
                instruction["region"], instruction["employer_medical_after"],
                instruction["maternity"], instruction["personal"], day, day)
        taken = self.submit(self.tax, PAYMENTS, [line], day, "tax", "submit-payments")
        self.assertEqual(taken["accepted"]["rows"], 1)

    def deferrals(self, *options, party=None):
        """What is listed, by unit."""
        party = party or self.agency
        listed = party.command(party.role, "deferrals", "list", *options).expect(0).json
        self.assertEqual(listed["rows"], len(listed["deferrals"]))
        positions = [item["position"] for item in listed["deferrals"]]
        self.assertEqual(positions, sorted(set(positions)))
        return {item["unit_code"]: item for item in listed["deferrals"]}

    def clearance(self, unit, expect):
        checked = self.agency.command("agency", "clearance", unit).expect(expect).json
        self.assertEqual(checked["clear"], expect == 0)
        return {obstacle["code"] for obstacle in checked["obstacles"]}

    def sound(self):
        verified = run([program(), "store", "verify", "--config", self.gateway.config, "--json"])
        self.assertEqual(verified.expect(0).json["problems"], 0)


class NantongByRule(Life):
    """The employer's share of July 2022 is held until the end of the year; the personal is not."""

    region = "320600"
    first_day = "2022-07-20"
    UNITS = {
        "N-LATE": "enterprise_small", "N-EARLY": "enterprise_micro", "N-MEMBER": "enterprise_medium",
        "N-LISTED": "enterprise", "N-UNSETTLED": "enterprise", "N-LARGE": "enterprise_large",
        "N-LEAVING": "individual_business_unit", "N-NEVER": "enterprise",
        "N-WRONG": "enterprise_small",
    }

    def row(self, unit, unit_type):
        return (f"A-{unit}", unit, f"南通{unit}", unit_type, self.region, "310", "2022-07",
                "700.00", "70.00", "200.00", "0.00", "770.00", "", "")

    def test_the_life_of_july(self):
        self.july()
        self.events_of_autumn()
        self.reminders_of_november()
        self.december_and_overdue()
        self.sound()

    def july(self):
        listed = [("N-LISTED", self.region, "enterprise_small", "joint_list", "2022-07-01")]
        self.submit(self.agency, ELIGIBLE, listed, "2022-07-20", "agency", "eligible", "submit")
        self.assess([self.row(*unit) for unit in self.UNITS.items()], "2022-07-20")
        self.july_instructions = self.pull()
        for (unit, action), row in self.july_instructions.items():
            with self.subTest(unit=unit):
                self.assertEqual(action, "collect")
                large = unit == "N-LARGE"
                self.assertEqual(row["amount_after"], "770.00" if large else "0.00")
                self.assertEqual(row["payable"], "970.00" if large else "200.00")
                ends = "" if unit in ("N-LARGE", "N-UNSETTLED", "N-NEVER") else "2022-12-31"
                self.assertEqual(row["deferred_until"], ends)
        held = self.deferrals()
        self.assertEqual(set(held), set(self.UNITS) - {"N-LARGE"})
        self.assertEqual({item["deferred_fen"] for item in held.values()}, {77000})
        self.assertEqual({item["held_fen"] for item in held.values()}, {77000})
        states = {unit: item["state"] for unit, item in held.items()}
        for unit in ("N-UNSETTLED", "N-NEVER"):
            self.assertEqual(states.pop(unit), "awaiting_commitment")
        self.assertEqual(set(states.values()), {"held"})
        self.assertEqual(held["N-LATE"]["deferred_until"], "2022-12-31")
        self.assertEqual(held["N-LATE"]["instruct_on"], "2022-12-01")
        self.assertEqual(held["N-LATE"]["remind_from_on"], "2022-11-01")
        self.assertEqual(self.deferrals(party=self.tax), held)
        self.assertEqual(self.deferrals("--reminders"), {})
        for unit in ("N-EARLY", "N-LEAVING", "N-LATE"):
            self.pay(self.july_instructions[unit, "collect"], "2022-07-28")

    def events_of_autumn(self):
        self.gateway.turn_clock("2022-09-05")
        self.member_leaves()
        self.early_make_up()
        self.commitment_settles_the_size()
        self.list_contradicts_what_was_declared()
        self.employer_deregisters()

    def member_leaves(self):
        event = ("N-MEMBER", self.region, "2022-07", "M-7", "离职", "2022-09-02", "70.00", "7.00")
        words = ("agency", "member-events", "submit")
        taken = self.submit(self.agency, EVENTS, [event], "2022-09-05", *words)
        self.assertEqual(taken["accepted"]["rows"], 1)
        part = self.pull()["N-MEMBER", "deferred_due"]
        self.assertEqual((part["payable"], part["personal"]), ("77.00", "0.00"))
        self.assertEqual(part["late_fee_waived"], "true")
        self.pay(part, "2022-09-06")
        more = (*event[:3], "M-8", *event[4:6], "700.00", "7.00")
        refused = self.submit(self.agency, EVENTS, [more], "2022-09-05", *words, expect=1)
        self.assertEqual(refused["rejected"]["rows"], 1)
        self.assertIn("EXCEEDS_DEFERRED", self.rejects.read_text(encoding="utf-8"))
        item = self.deferrals("--unit", "N-MEMBER")["N-MEMBER"]
        self.assertEqual((item["state"], item["made_up_fen"], item["held_fen"]),
                         ("held", 7700, 69300))

    def early_make_up(self):
        order = ("agency", "deferrals", "make-up", "N-EARLY", "--fee-period", "2022-07")
        self.assertIn("DEFERRED_UNPAID", self.clearance("N-EARLY", expect=1))
        made_up = self.agency.command(*order).expect(0).json
        self.assertFalse(made_up["replayed"])
        repeated = self.agency.command(*order, "--request-id", made_up["request_id"])
        self.assertTrue(repeated.expect(0).json["replayed"])
        self.assertEqual(repeated.json["instruction_nos"], made_up["instruction_nos"])
        nothing = self.agency.command(*order, "--request-id", "another").expect(1).json
        self.assertEqual(nothing["reason"], "NOTHING_DEFERRED")
        whole = self.pull()["N-EARLY", "deferred_due"]
        self.assertEqual([whole["instruction_no"]], made_up["instruction_nos"])
        self.assertEqual(whole["payable"], "770.00")
        self.pay(whole, "2022-09-08")
        self.assertEqual(self.clearance("N-EARLY", expect=0), set())
        checked = self.tax.command("tax", "clearance", "N-EARLY").expect(0).json
        self.assertTrue(checked["clear"])

    def commitment_settles_the_size(self):
        promise = [("N-UNSETTLED", self.region, "enterprise_small", "承诺", "2022-07-01")]
        self.submit(self.agency, ELIGIBLE, promise, "2022-09-05", "agency", "eligible", "submit")
        item = self.deferrals("--unit", "N-UNSETTLED")["N-UNSETTLED"]
        self.assertEqual((item["state"], item["deferred_until"]), ("held", "2022-12-31"))

    def list_contradicts_what_was_declared(self):
        listed = [("N-WRONG", self.region, "enterprise_large", "joint_list", "2022-07-01")]
        taken = self.submit(self.agency, ELIGIBLE, listed, "2022-09-05", "agency", "eligible",
                            "submit")
        self.assertEqual(taken["accepted"]["rows"], 1)
        asked = self.pull()["N-WRONG", "adjust"]
        self.assertEqual((asked["payable"], asked["deferred_until"]), ("970.00", ""))
        item = self.deferrals("--unit", "N-WRONG")["N-WRONG"]
        self.assertEqual((item["state"], item["register_contradiction"]), ("ended", "may_not_defer"))
        shown = self.agency.command("agency", "deferrals", "list", as_json=False).expect(0).out
        self.assertIn("N-WRONG  2022-07  不得缓缴 may not defer", shown)
        registers = self.tax.command("tax", "registers", "list", "--unit", "N-WRONG").expect(0).json
        self.assertEqual([entry["unit_type"] for entry in registers["eligible"]],
                         ["enterprise_large"])

    def employer_deregisters(self):
        self.assertIn("DEFERRED_UNPAID", self.clearance("N-LEAVING", expect=1))
        leaving = [("N-LEAVING", self.region, "2022-10-31")]
        taken = self.submit(self.agency, ("unit_code", "region", "planned_on"), leaving,
                            "2022-09-05", "agency", "deregistrations", "submit")
        self.assertEqual(taken["accepted"]["rows"], 1)
        due = self.pull()["N-LEAVING", "deferred_due"]
        self.assertEqual(due["payable"], "770.00")
        self.assertLessEqual(due["due_on"], "2022-10-31")
        self.pay(due, "2022-09-30")
        self.clearance("N-LEAVING", expect=0)
        unknown = self.agency.command("agency", "clearance", "N-NOBODY").expect(1).json
        self.assertEqual(unknown["reason"], "UNIT_UNKNOWN")

    def reminders_of_november(self):
        self.gateway.turn_clock("2022-11-01")
        waiting = {"N-LATE", "N-MEMBER", "N-LISTED", "N-UNSETTLED", "N-NEVER"}
        wait_until(lambda: set(self.deferrals("--reminders")) == waiting, "the reminders are due")
        reminded = self.deferrals("--reminders", "--ending-until", "2022-12-31")
        states = {unit: item["state"] for unit, item in reminded.items()}
        self.assertEqual(states.pop("N-NEVER"), "awaiting_commitment")
        self.assertEqual(set(states.values()), {"reminder_due"})
        shown = self.agency.command("agency", "deferrals", "list", "--reminders", as_json=False)
        self.assertIn("remind since 2022-11-01", shown.expect(0).out)

    def december_and_overdue(self):
        self.gateway.turn_clock("2022-12-01")
        wait_until(lambda: not any(item["held_fen"] for item in self.deferrals().values()),
                   "the make-up of December is instructed")
        pulled = self.pull()
        self.assertEqual(set(pulled), {(unit, "deferred_due") for unit in (
            "N-LATE", "N-MEMBER", "N-LISTED", "N-UNSETTLED", "N-NEVER")})
        self.assertEqual({row["due_on"] for row in pulled.values()}, {"2022-12-31"})
        self.assertEqual(pulled["N-MEMBER", "deferred_due"]["payable"], "693.00")
        never = self.deferrals("--unit", "N-NEVER")["N-NEVER"]
        self.assertEqual((never["state"], never["commitment_missing"]), ("commitment_missing", True))
        for (unit, _), row in pulled.items():
            if unit != "N-LATE":
                self.pay(row, "2022-12-20")
        self.assertEqual(self.deferrals("--unit", "N-LATE")["N-LATE"]["state"], "instructed")
        self.gateway.turn_clock("2023-01-01")
        late = lambda party: self.deferrals("--unit", "N-LATE", party=party)["N-LATE"]
        wait_until(lambda: late(self.agency)["state"] == "overdue", "the unpaid one is overdue")
        self.assertEqual(late(self.tax)["late_fee_from_on"], "2023-01-01")
        self.assertEqual(late(self.tax)["made_up_fen"], 0)
        overdue = [unit for unit, item in self.deferrals().items() if item["overdue"]]
        self.assertEqual(overdue, ["N-LATE"])


class LincangByApplication(Life):
    """The whole contribution is held, personal accounts with it, and due when the deferral ends."""

    region = "530900"
    first_day = "2020-02-10"

    def test_the_life_of_an_application(self):
        digest = "a" * 64
        entry = ("L-1", self.region, "2020-02", "2020-02", "2020-07-31", "2020-02-05", "2020-02-03",
                 f"书面申请={digest};资产负债表={digest}")
        words = ("agency", "deferrals", "submit")
        incomplete = self.submit(self.agency, DEFERRALS, [(*entry[:7], "")], "2020-02-10", *words,
                                 expect=1)
        self.assertEqual(incomplete["rejected"]["rows"], 1)
        self.assertIn("DOCUMENT_MISSING", self.rejects.read_text(encoding="utf-8"))
        self.submit(self.agency, DEFERRALS, [entry], "2020-02-10", *words)
        self.the_register_is_the_tax_bureaus_too(digest)
        self.assess([("A-1", "L-1", "临沧一号", "enterprise_small", self.region, "310", "2020-02",
                      "700.00", "70.00", "200.00", "385.00", "385.00", "2020-02-01",
                      "2020-04-30")], "2020-02-12")
        self.assertEqual(self.pull(), {})
        item = self.deferrals()["L-1"]
        self.assertEqual((item["state"], item["deferred_fen"]), ("held", 58500))
        self.assertTrue(item["personal_account_held"])
        shown = self.agency.command("agency", "deferrals", "list", as_json=False).expect(0).out
        self.assertIn("缓缴期间个人账户暂不划入，补缴后补划", shown)
        self.gateway.turn_clock("2020-08-01")
        wait_until(lambda: self.deferrals()["L-1"]["held_fen"] == 0, "the end brings it due")
        due = self.pull()["L-1", "deferred_due"]
        self.assertEqual((due["payable"], due["personal"]), ("585.00", "200.00"))
        self.assertEqual(due["late_fee_waived"], "true")
        self.pay(due, "2020-08-20")
        self.clearance("L-1", expect=0)
        self.sound()

    def the_register_is_the_tax_bureaus_too(self, digest):
        seen = [party.command(party.role, "registers", "list").expect(0).json
                for party in (self.agency, self.tax)]
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(seen[0]["rows"], 1)
        entry = seen[0]["deferrals"][0]
        self.assertEqual((entry["unit_code"], entry["first_fee_period"], entry["deferred_until"],
                          entry["applied_on"], entry["filed_on"]),
                         ("L-1", "2020-02", "2020-07-31", "2020-02-03", "2020-02-05"))
        self.assertEqual(entry["documents"], [{"name": "书面申请", "sha256": digest},
                                              {"name": "资产负债表", "sha256": digest}])
        shown = self.tax.command("tax", "registers", "list", as_json=False).expect(0).out
        self.assertIn("合计 total: 1 条 entries, 1 户 employers", shown)


if __name__ == "__main__":
    unittest.main()
