"""The memory of no process grows with the file.

The store's page cache grows to its bound before it stays there, so the bound is set low enough that
the smaller file fills it. By default with files that a debug build gets through in a minute or two;
the full measurement:
  LEVYBRIDGE_MEMORY_ROWS=200000,1000000 LEVYBRIDGE_BINARY=build/release/levybridge \\
      LEVYBRIDGE_GENERATE=build/dev/tests/support/levybridge_generate python3 memory_test.py
"""

import os
import pathlib
import shutil
import tempfile
import unittest

from harness import PATIENT, City, generate, program

SIZES = [int(rows) for rows in os.environ.get("LEVYBRIDGE_MEMORY_ROWS", "60000,150000").split(",")]
MAX_MIB = 512
MAX_GROWTH_MIB = 64
CACHE_MIB = os.environ.get("LEVYBRIDGE_MEMORY_CACHE_MIB", "16")


class Memory(unittest.TestCase):
    def peaks(self, rows):
        """Peak MiB of each process that such a file goes through."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-memory-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        file = generate(
            "assessments", folder / "march.csv", rows, "--bad-per-million", "1000",
            "--manifest", "--business-date", "2020-03-10",
        )
        caches = {"cache_mib": CACHE_MIB}
        with City(program(), folder / "city", gateway_keys=caches, retry=PATIENT) as city:
            submitting = city.agency.begin("agency", "submit", file)
            receipt = submitting.finish(1800).expect(1).json
            self.assertEqual(receipt["received"]["rows"], rows)
            self.assertGreater(receipt["accepted"]["rows"], rows * 9 // 10)
            pulling = city.tax.begin("tax", "pull", "--out", city.tax.outbox)
            pulled = pulling.finish(1800).expect(0).json
            self.assertEqual(pulled["rows"], receipt["accepted"]["rows"])
            return {
                "gateway": city.gateway.peak_rss_mib(),
                "agency submit": submitting.peak_rss_mib,
                "tax pull": pulling.peak_rss_mib,
            }

    def test_a_larger_file_takes_no_more_memory(self):
        small, large = (self.peaks(rows) for rows in SIZES)
        for process, peak in large.items():
            print(f"{process}: {small[process]:.0f} MiB for {SIZES[0]} rows, "
                  f"{peak:.0f} MiB for {SIZES[1]}", flush=True)
        for process, peak in large.items():
            self.assertLess(peak, MAX_MIB, process)
            self.assertLess(peak - small[process], MAX_GROWTH_MIB, process)


if __name__ == "__main__":
    unittest.main(verbosity=2)
