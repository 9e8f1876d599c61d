"""Exit codes and --json documents of every command: what other people's scripts rely on."""

import csv
import json
import pathlib
import shutil
import tempfile
import unittest

from harness import (
    IMPATIENT, ROOT, City, free_ports, generate, program, run, set_keys, wait_until,
)

TALLIES = ("received", "accepted", "rejected")
RECEIPT = ("batch_id", "status", *TALLIES, "replayed", "receipt")
MONTH = ("--month", "2020-03", "--region", "420100")
COMMANDS = (
    "", "gateway", "store", "store verify", "store backup", "store restore", "store migrate",
    "store reseal",
    "config", "config check", "policy", "policy evaluate", "policy explain", "agency",
    "agency submit", "agency rejections", "agency overpayments", "agency batches",
    "agency objections", "agency objections file", "agency objections decide",
    "agency objections notify", "agency objections list",
    "agency deferrals", "agency deferrals submit", "agency deferrals list",
    "agency deferrals make-up", "agency eligible", "agency eligible submit",
    "agency member-events", "agency member-events submit", "agency deregistrations",
    "agency deregistrations submit", "agency clearance", "tax deferrals", "tax deferrals list",
    "tax clearance", "agency registers", "agency registers list", "tax registers",
    "tax registers list",
    "agency statement submit", "tax", "tax pull", "tax submit-payments", "tax submit-rejections",
    "tax submit-late-fees", "tax unapplied", "tax statement submit", "month", "month compare",
    "month show", "month differences", "month confirm", "month refuse", "month close",
    "month export", "trace",
)


class Interface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-interface-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.city = City(program(), cls.folder / "city", retry=IMPATIENT)
        cls.city.gateway.start()
        cls.addClassCleanup(cls.city.gateway.kill9)
        cls.march = generate(
            "assessments", cls.folder / "march.csv", 40, "--manifest", "--batch-id", "march",
            "--business-date", "2020-03-10", "--encoding", "gb18030",
        )
        cls.receipt = cls.city.agency.command("agency", "submit", cls.march).expect(0).json

    def levybridge(self, *words):
        return run([program(), *words])

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_every_command_helps_with_an_example(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                said = self.levybridge(*command.split(), "--help").expect(0)
                if command:
                    self.assertRegex(said.out, "Example|示例")

    def test_an_objection_goes_from_its_arrival_to_the_notice_of_its_refusal(self):
        with self.march.open(encoding="gb18030", newline="") as file:
            row = next(csv.DictReader(file))
        objections = lambda *words: self.city.agency.command("agency", "objections", *words)
        filing = ("file", "YY-1", "--unit", row["unit_code"], "--region", row["region"],
                  "--received", "2020-04-28", "--from", "2020-03")
        report = self.file("report.txt", "书面报告")
        proof = self.file("proof.txt", "单位性质证明")
        filed = objections(*filing, "--document", f"书面报告={report}").expect(0).json
        self.assertEqual(filed["objection"]["state"], "incomplete")
        complete = (*filing, "--complete", "2020-04-30", "--document", f"书面报告={report}",
                    "--document", f"单位性质证明={proof}")
        pending = objections(*complete).expect(0).json["objection"]
        self.assertEqual((pending["state"], pending["decide_by_on"], pending["documents"]),
                         ("pending", "2020-05-08", 2))
        self.assertTrue(objections(*complete).expect(0).json["replayed"])
        changed = self.file("changed.txt", "另一份报告")
        conflict = objections(*filing, "--document", f"书面报告={changed}").expect(1).json
        self.assertEqual(conflict["reason"], "REQUEST_CONFLICT")
        overdue = objections("list", "--overdue").expect(0).json["objections"]
        self.assertEqual([each["objection_no"] for each in overdue], ["YY-1"])
        decision = ("decide", "YY-1", "--on", "2020-05-08")
        objections(*decision).expect(2)
        unreasoned = objections(*decision, "--refuse").expect(1).json
        self.assertEqual(unreasoned["reason"], "REASON_MISSING")
        objections(*decision, "--refuse", "--reason", "财政负担人员").expect(0)
        untold = objections("list", "--open").expect(0).json["objections"]
        self.assertEqual([each["state"] for each in untold], ["refused"])
        told = objections("notify", "YY-1", "--on", "2020-05-09").expect(0).json["objection"]
        self.assertEqual(told["state"], "refusal_notified")
        self.assertEqual(objections("list", "--open").expect(0).json["objections"], [])
        shown = self.city.agency.command(
            "agency", "objections", "list", as_json=False).expect(0).out
        self.assertRegex(shown, r"(?m)^异议编号 objection +YY-1$")
        self.assertRegex(shown, r"(?m)^状态 state +refusal_notified$")

    def test_wrong_usage_is_exit_code_2(self):
        for words in ((), ("nonsense",), ("agency", "submit"), ("tax", "pull", "--nonsense"),
                      ("month", "show", "--month", "2020-03")):
            with self.subTest(words=words):
                self.levybridge(*words).expect(2)
        bad_month = self.city.agency.command("month", "show", "--month", "2020-13").expect(2)
        self.assertIn("2020-13", bad_month.json["message"])

    def test_a_wrong_configuration_is_exit_code_2_and_names_file_line_and_key(self):
        original = self.city.agency.config.read_text(encoding="utf-8")
        spoiled = self.city.agency.folder / "spoiled.yaml"
        spoiled.write_text(set_keys(original, {"poll_seconds": "often"}), encoding="utf-8")
        line = 1 + original[: original.index("poll_seconds:")].count("\n")
        said = self.levybridge(
            "agency", "submit", self.march, "--config", spoiled, "--json").expect(2)
        self.assertIn(f"{spoiled}:{line}", said.err)
        self.assertIn("poll_seconds", said.err)
        self.assertIn("reason", said.json)
        gateway = self.city.gateway.folder / "spoiled.yaml"
        text = self.city.gateway.config.read_text(encoding="utf-8")
        gateway.write_text(set_keys(text, {"drain_seconds": "soon"}), encoding="utf-8")
        said = self.levybridge("gateway", "--config", gateway).expect(2)
        self.assertIn("drain_seconds", said.err)
        checked = self.levybridge("config", "check", "--config", gateway, "--json").expect(2).json
        self.assertFalse(checked["ok"])
        self.assertEqual(checked["problems"][0]["key"], "drain_seconds")
        self.assertGreater(checked["problems"][0]["line"], 0)

    def test_a_right_configuration_passes_its_check(self):
        for path in (self.city.gateway.config, self.city.agency.config, self.city.tax.config):
            said = self.levybridge("config", "check", "--config", path, "--json").expect(0)
            self.assertTrue(said.json["ok"])

    def test_an_unreachable_gateway_is_exit_code_3_and_both_causes_are_named(self):
        away = self.city.agency.folder / "away.yaml"
        text = self.city.agency.config.read_text(encoding="utf-8")
        away.write_text(
            set_keys(text, {"gateway": f"127.0.0.1:{free_ports(1)[0]}"}), encoding="utf-8")
        said = self.levybridge(
            "agency", "submit", self.march, "--config", away, "--json").expect(3)
        self.assertTrue(said.json["reason"])
        self.assertIn("网关未运行", said.json["message"])
        self.assertIn("证书", said.json["message"])

    def test_a_submission_answers_with_its_receipt(self):
        for key in RECEIPT:
            self.assertIn(key, self.receipt)
        for part in TALLIES:
            self.assertEqual(set(self.receipt[part]), {"rows", "fen"})
        self.assertEqual(self.receipt["batch_id"], "march")
        self.assertEqual(self.receipt["status"], "accepted")
        self.assertFalse(self.receipt["replayed"])

    def test_the_same_file_again_is_the_same_receipt(self):
        again = self.city.agency.command("agency", "submit", self.march).expect(0).json
        self.assertTrue(again["replayed"])
        for key in ("batch_id", "status", *TALLIES, "receipt"):
            self.assertEqual(again[key], self.receipt[key], key)

    def test_other_content_under_the_same_id_is_a_conflict(self):
        other = generate(
            "assessments", self.folder / "other.csv", 39, "--business-date", "2020-03-10")
        refused = self.city.agency.command(
            "agency", "submit", other, "--batch-id", "march", "--business-date", "2020-03-10"
        ).expect(1).json
        self.assertEqual(refused["reason"], "BATCH_CONFLICT")
        self.assertTrue(refused["message"])
        self.assertIn("field", refused["metadata"])

    def test_a_dry_run_stores_nothing(self):
        file = generate(
            "assessments", self.folder / "april.csv", 20, "--fee-period", "2020-04", "--seed", "9",
            "--bad-per-million", "200000")
        words = ("agency", "submit", file, "--dry-run", "--business-date", "2020-04-10")
        first = self.city.agency.command(*words).expect(1).json
        self.assertTrue(first["dry_run"])
        self.assertGreater(first["rejected"]["rows"], 0)
        self.assertEqual(first["received"]["rows"],
                         first["accepted"]["rows"] + first["rejected"]["rows"])
        second = self.city.agency.command(*words).expect(1).json
        self.assertFalse(second["replayed"])
        batches = self.city.agency.command("agency", "batches").expect(0).json["batches"]
        self.assertNotIn(first["batch_id"], [batch["batch_id"] for batch in batches])

    def test_all_or_nothing_takes_nothing_of_a_file_with_a_bad_row(self):
        file = generate(
            "assessments", self.folder / "may.csv", 20, "--fee-period", "2020-05", "--seed", "9",
            "--bad-per-million", "200000")
        refused = self.city.agency.command(
            "agency", "submit", file, "--all-or-nothing", "--business-date", "2020-05-10"
        ).expect(1).json
        self.assertEqual(refused["status"], "rejected")
        self.assertEqual(refused["accepted"]["rows"], 0)
        self.assertEqual(refused["received"], refused["rejected"])
        self.assertEqual(refused["reason"], "ALL_OR_NOTHING")

    def test_a_file_that_is_not_what_it_claims_is_refused_whole(self):
        missing = self.file("missing-column.csv", "unit_code,unit_name\nA,甲\n")
        said = self.city.agency.command("agency", "submit", missing).expect(1).json
        self.assertEqual(said["reason"], "MISSING_COLUMN")
        lying = self.folder / "lying.csv"
        shutil.copy(self.march, lying)
        lying.with_name("lying.csv.manifest.yaml").write_text("records: 41\n", encoding="utf-8")
        said = self.city.agency.command("agency", "submit", lying).expect(1).json
        self.assertEqual(said["reason"], "MANIFEST_RECORDS")

    def test_the_tax_bureau_pulls_pays_and_rejects(self):
        pulled = self.city.tax.command("tax", "pull", "--out", self.city.tax.outbox).expect(0).json
        for key in ("from", "to", "rows", "file"):
            self.assertIn(key, pulled)
        self.assertTrue(pathlib.Path(pulled["file"]).exists())
        self.assertEqual(pulled["rows"], pulled["to"] - pulled["from"] + 1)
        empty = self.city.tax.command("tax", "pull", "--out", self.city.tax.outbox).expect(0).json
        self.assertEqual((empty["rows"], empty["file"]), (0, None))
        paid = generate("payments", self.folder / "paid.csv", 40, "--booked-on", "2020-03-23")
        receipt = self.city.tax.command("tax", "submit-payments", paid).expect(0).json
        self.assertEqual(receipt["accepted"]["rows"], 40)
        unknown = self.file("unknown.csv", "instruction_no,code,message\nLB00000000999997,X,y\n")
        refused = self.city.tax.command("tax", "submit-rejections", unknown).expect(1).json
        self.assertEqual(refused["rejected"]["rows"], 1)
        self.assertTrue(pathlib.Path(refused["rejects_file"]).exists())
        for party, listing in ((self.city.tax, "unapplied"), (self.city.tax, "rejections"),
                               (self.city.agency, "rejections"), (self.city.agency, "overpayments"),
                               (self.city.agency, "batches"), (self.city.tax, "batches")):
            document = party.command(party.role, listing).expect(0).json
            self.assertEqual(len(document[listing]), document["rows"])

    def test_the_month_and_the_trace_are_documents(self):
        shown = self.city.agency.command("month", "show", *MONTH).expect(0).json
        for key in ("month", "region", "state", "digest", "totals", "differences", "confirmations"):
            self.assertIn(key, shown)
        missing = self.city.agency.command("month", "compare", *MONTH).expect(1).json
        self.assertEqual(missing["reason"], "STATEMENT_MISSING")
        early = self.city.agency.command("month", "close", *MONTH).expect(1).json
        self.assertEqual(early["reason"], "MONTH_NOT_COMPARED")
        unit = self.march.read_bytes().decode("gb18030").splitlines()[1].split(",")[1]
        trace = self.city.agency.command("trace", unit, "--region", "420100").expect(0).json
        self.assertEqual(trace["unit_code"], unit)
        self.assertEqual(trace["events"][0]["kind"], "assessed")
        nobody = self.city.agency.command("trace", "NOBODY", "--region", "420100")
        self.assertIn(nobody.code, (0, 1))

    def test_people_get_text_and_programs_one_document(self):
        text = self.city.agency.command("month", "show", *MONTH, as_json=False).expect(0)
        with self.assertRaises(ValueError):
            json.loads(text.out)
        document = self.city.agency.command("month", "show", *MONTH).expect(0)
        self.assertIsInstance(document.json, dict)

    def test_policy_evaluate_decides_without_a_gateway(self):
        out = self.folder / "decided.csv"
        self.levybridge(
            "policy", "evaluate", "--policies", ROOT / "config/policies", "--regions",
            ROOT / "config/regions.yaml", "--in", self.march, "--out", out).expect(0)
        lines = out.read_text(encoding="utf-8-sig").splitlines()
        self.assertEqual(len(lines), 41)
        self.assertTrue(lines[0].startswith("assessment_no,decision,reason,policy,clause"))

    def test_the_store_is_verified_and_backed_up_while_the_gateway_serves(self):
        verified = self.city.verify_store().expect(0).json
        self.assertTrue(verified["ok"])
        self.assertGreater(verified["rows_checked"], 0)
        copy = self.folder / "backup.db"
        config = self.city.gateway.config
        self.levybridge("store", "backup", copy, "--config", config, "--json").expect(0)
        self.assertGreater(copy.stat().st_size, 0)
        said = self.levybridge("store", "restore", copy, "--config", config, "--json")
        self.assertEqual(said.code, 1, str(said))

    def test_a_second_gateway_on_the_same_store_refuses_to_start(self):
        port, metrics = free_ports(2)
        text = self.city.gateway.config.read_text(encoding="utf-8")
        second = self.city.gateway.folder / "second.yaml"
        second.write_text(
            set_keys(text, {"listen": f"127.0.0.1:{port}",
                            "metrics_address": f"127.0.0.1:{metrics}"}), encoding="utf-8")
        said = self.levybridge("gateway", "--config", second)
        self.assertEqual(said.code, 1, str(said))
        self.assertIn("levybridge.db", said.err)
        wait_until(self.city.gateway.ready, "the first still serves")
        self.city.agency.command("month", "show", *MONTH).expect(0)


class Stopping(unittest.TestCase):
    def test_sigterm_drains_and_ends_with_0_and_a_restart_serves_the_same(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-stopping-"))
        self.addCleanup(shutil.rmtree, folder)
        file = generate("assessments", folder / "march.csv", 10)
        with City(program(), folder / "city", retry=IMPATIENT) as city:
            words = ("agency", "submit", file, "--business-date", "2020-03-10")
            first = city.agency.command(*words).expect(0).json
            self.assertEqual(city.gateway.stop(), 0)
            city.agency.command(*words).expect(3)
            city.gateway.start()
            again = city.agency.command(*words).expect(0).json
            self.assertTrue(again["replayed"])
            self.assertEqual(again["receipt"], first["receipt"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
