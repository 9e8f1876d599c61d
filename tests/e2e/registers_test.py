"""The agency's registers through the program: receipts, reject files, and what they change."""

import pathlib
import shutil
import tempfile
import unittest

from harness import City, program

DEFERRALS = "unit_code,region,first_fee_period,last_fee_period,deferred_until,filed_on\n"
ELIGIBLE = "unit_code,region,unit_type,source,effective_from\n"


class Registers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-registers-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.city = City(program(), cls.folder / "city")
        cls.city.gateway.start()
        cls.addClassCleanup(cls.city.gateway.kill9)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_a_deferral_is_taken_once_and_an_overlap_comes_back_with_its_reason(self):
        row = "D-1,420106,2020-03,2020-05,2020-08-31,2020-03-02\n"
        first = self.file("deferrals.csv", DEFERRALS + row)
        taken = self.city.agency.command("agency", "deferrals", "submit", first).expect(0).json
        self.assertEqual(taken["accepted"], {"rows": 1, "fen": 0})
        again = self.city.agency.command("agency", "deferrals", "submit", first).expect(0).json
        self.assertTrue(again["replayed"])
        overlap = self.file("overlap.csv", DEFERRALS + row.replace("2020-05", "2020-04"))
        refused = self.city.agency.command("agency", "deferrals", "submit", overlap)
        self.assertEqual(refused.json["rejected"]["rows"], 1)
        rejects = (self.folder / "overlap.csv.rejects.csv").read_text(encoding="utf-8")
        self.assertIn("DEFERRAL_OVERLAPS", rejects)

    def test_eligible_employers_are_taken_and_an_unknown_source_comes_back(self):
        good = "E-1,420106,enterprise_small,承诺,2020-03-01\n"
        rows = good + good.replace("E-1", "E-2").replace("承诺", "x")
        path = self.file("eligible.csv", ELIGIBLE + rows)
        answer = self.city.agency.command("agency", "eligible", "submit", path).json
        self.assertEqual(answer["accepted"]["rows"], 1)
        self.assertEqual(answer["rejected"]["rows"], 1)


if __name__ == "__main__":
    unittest.main()
