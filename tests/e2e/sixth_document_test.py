"""A document nobody knew when the program was built: one more file, read again on SIGHUP.

A city halves maternity too, for three months from March, and offsets before it refunds.
"""

import csv
import pathlib
import shutil
import signal
import tempfile
import unittest

from harness import Authority, Gateway, Party, program, run, wait_until

REGION = "610100"
POLICY = """\
policy: testcity-2020-reduction
kind: reduction
title: 某市阶段性减征办法
title_english: A city's temporary reduction
document: 某医保〔2020〕1号
regions: ["610100"]
unit_types:
  eligible:
    - { types: [enterprise], clause: 一, quote: 企业, english: enterprises }
  not_listed: { clause: 一, quote: 企业, english: enterprises }
window:
  first: 2020-03
  last: 2020-05
  months: 3
  clause: 二
  quote: 三个月
  english: three months
base: { components: [employer_medical, maternity], clause: 三, quote: 含生育, english: with maternity }
already_paid: { clause: 四, quote: 先抵扣后退费, english: offset before refund }
defaults: { already_paid: offset_or_refund }
"""
PARTIES = """
  - uri: urn:levybridge:party:agency:610100:city-agency
    name: 某市医疗保险中心
    issuer: { ca: tls/ca.pem }
  - uri: urn:levybridge:party:tax:610100:city-tax
    name: 某市税务局
    issuer: { ca: tls/ca.pem }
"""
HEADER = (
    "assessment_no,unit_code,unit_name,unit_type,region,insurance_type,fee_period,kind,supersedes_no,"
    "employer_medical,maternity,personal,reduction,amount_after,reduction_start,reduction_end\n"
)
PAID = (
    "receipt_no,line_no,type,unit_code,insurance_type,fee_period,region,employer_medical_paid,"
    "maternity_paid,personal_paid,late_fee,interest,paid_on,booked_on\n"
)


class SixthDocument(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-sixth-"))
        self.addCleanup(shutil.rmtree, self.folder)
        authority = Authority(self.folder / "authority")
        self.gateway = Gateway(program(), self.folder / "gateway", authority)
        with open(self.gateway.folder / "parties.yaml", "a", encoding="utf-8") as parties:
            parties.write(PARTIES)
        self.gateway.start()
        self.addCleanup(self.gateway.kill9)
        self.agency = Party(
            self.gateway, self.folder / "agency", "agency", "city-agency", region=REGION
        )
        self.tax = Party(self.gateway, self.folder / "tax", "tax", "city-tax", region=REGION)

    def submit(self, name, day, *rows):
        path = self.folder / f"{name}.csv"
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return self.agency.command("agency", "submit", path, "--business-date", day)

    def pull(self):
        pulled = self.tax.command("tax", "pull", "--out", self.tax.outbox).expect(0).json
        with open(pulled["file"], encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def publish(self):
        """The new document is put beside the others, checked, and read on SIGHUP."""
        (self.gateway.folder / "policies/sixth.yaml").write_text(POLICY, encoding="utf-8")
        check = [self.gateway.binary, "config", "check", "--config", self.gateway.config]
        run(check).expect(0)
        self.gateway.process.send_signal(signal.SIGHUP)
        done = 'levybridge_reloads_total{outcome="done"}'
        wait_until(lambda: done in self.gateway.page("/metrics")[1], "the gateway reads it again")

    def test_a_new_document_decides_refuses_and_offsets_without_a_new_program(self):
        unhalved = "A-1,X-1,某公司,enterprise,610102,310,2020-03,regular,,1000.01,100.01,50.00"
        self.submit("before", "2020-03-05", f"{unhalved},0.00,1100.02,,").expect(0)
        self.assertEqual([row["amount_after"] for row in self.pull()], ["1100.02"])
        paid = self.folder / "paid.csv"
        paid.write_text(
            PAID + "R1,1,payment,X-1,310,2020-03,610102,1000.01,100.01,50.00,0,0,2020-03-06,2020-03-07\n",
            encoding="utf-8",
        )
        self.tax.command("tax", "submit-payments", paid).expect(0)
        self.publish()

        again = "A-2,X-1,某公司,enterprise,610102,310,2020-03,reassessment,A-1,1000.01,100.01,50.00"
        dates = "2020-03-01,2020-05-31"
        wrong = self.submit("wrong", "2020-03-10", f"{again},500.00,600.02,{dates}").expect(1).json
        self.assertEqual(list(wrong["problems"]), ["AMOUNT_MISMATCH"])
        rejects = pathlib.Path(wrong["rejects_file"]).read_text(encoding="utf-8")
        self.assertIn("550.01", rejects)
        self.assertIn("500.00", rejects)
        self.submit("right", "2020-03-10", f"{again},550.01,550.01,{dates}").expect(0)
        self.assertEqual([row["amount_after"] for row in self.pull()], ["550.01"])

        april = "A-3,X-1,某公司,enterprise,610102,310,2020-04,regular,,1000.00,100.00,50.00"
        self.submit("april", "2020-04-10", f"{april},550.00,550.00,{dates}").expect(0)
        (row,) = self.pull()
        self.assertEqual(row["policy"], "testcity-2020-reduction")
        self.assertEqual((row["offset_applied"], row["payable"]), ("550.00", "50.00"))


if __name__ == "__main__":
    unittest.main()
