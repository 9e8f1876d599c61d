"""The measurements at their smallest: does each still work, and is what it tells complete?"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("S1", "S2", "S4", "S5", "S6", "PE")


class Quick(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-bench-"))
        # The database server runs as somebody else and reads the files.
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = subprocess.run(
            [sys.executable, "-B", HERE / "bench.py", "--quick", "--json", "--folder", cls.folder,
             "--markdown", cls.folder / "tables.md"],
            capture_output=True, encoding="utf-8", timeout=500, check=False, env=os.environ)
        cls.said = done.stderr
        if done.returncode != 0:
            raise AssertionError(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
        cls.results = json.loads(done.stdout)

    def test_every_measurement_is_made(self):
        self.assertEqual(tuple(self.results), NAMES)

    def test_each_tells_its_seconds_rows_memory_and_comparator(self):
        for name, result in self.results.items():
            with self.subTest(name):
                self.assertGreater(result["seconds"], 0)
                self.assertGreaterEqual(result["rows"], 500)
                self.assertTrue(result["max_rss_mib"])
                for mib in result["max_rss_mib"].values():
                    self.assertGreater(mib, 1)
                self.assertIn("name", result["comparator"])

    def test_the_ratio_is_that_of_the_two_times(self):
        for name in ("S1", "S2"):
            result = self.results[name]
            if result["comparator"].get("skipped"):
                self.assertIsNone(result["ratio"])
                self.assertIn("COPY", self.said)
                continue
            expected = result["comparator"]["seconds"] / result["seconds"]
            self.assertAlmostEqual(result["ratio"], expected, delta=0.05 * expected + 0.01)

    def test_single_calls_are_slowed_by_the_sync_and_all_answered(self):
        single = self.results["S4"]
        self.assertGreaterEqual(single["p50_ms"], 1.0)
        self.assertEqual(single["beside_file"]["not_accepted"], 0)
        self.assertGreater(single["beside_file"]["calls"], 0)

    def test_the_tables_hold_a_line_for_each(self):
        text = (self.folder / "tables.md").read_text(encoding="utf-8")
        for name in NAMES:
            self.assertIn(f"| {name} |", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
