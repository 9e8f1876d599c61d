"""`./run demo --once` plays the month, again in the same folder, and leaves it for a look."""

import pathlib
import shutil
import tempfile
import unittest

from harness import ROOT, program, run

PLAY = ROOT / "tests/e2e/demo/play.sh"


class DemoOnce(unittest.TestCase):
    def test_the_demo_plays_the_month_and_can_be_played_again(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-demo-"))
        self.addCleanup(shutil.rmtree, folder)
        for _ in range(2):
            played = run([PLAY, program(), folder / "demo", "--once"], 240)
            self.assertEqual(played.code, 0, str(played))
            self.assertIn("三月已关账", played.out)
        for party in ("gateway", "wuhan-agency", "wuhan-tax"):
            self.assertTrue(any((folder / "demo" / party).glob("*.yaml")), party)
        self.assertTrue((folder / "demo/wuhan-tax/reports/statement-2020-03.csv").exists())

    def test_the_demo_removes_no_folder_that_it_did_not_make(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-not-a-demo-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "mine.txt").write_text("mine", encoding="utf-8")
        played = run([PLAY, program(), folder, "--once"])
        self.assertEqual(played.code, 1)
        self.assertTrue((folder / "mine.txt").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
