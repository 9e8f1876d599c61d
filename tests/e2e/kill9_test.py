"""Whatever is killed at whatever instant: nothing received is lost, and nothing counts twice."""

import csv
import os
import pathlib
import shutil
import tempfile
import threading
import unittest

from harness import PATIENT, Broken, City, generate, program, wait_until
from relay import Relay

ROWS = int(os.environ.get("LEVYBRIDGE_KILL9_ROWS", "20000"))
# Of all that an undisturbed run writes: while the file is uploaded, and while it is applied.
INSTANTS = (0.05, 0.3, 0.6, 0.85)


class Growth:
    """How many bytes the gateway's store has grown by; a file that shrinks takes nothing back."""

    def __init__(self, folder):
        self._folder = folder
        self._last = self._size()
        self.total = 0

    def _size(self):
        size = 0
        for path in self._folder.glob("*"):
            try:
                size += path.stat().st_size
            except FileNotFoundError:
                pass
        return size

    def look(self):
        size = self._size()
        self.total += max(0, size - self._last)
        self._last = size
        return self.total


def read_instructions(folder):
    rows = []
    for path in sorted(folder.glob("instructions_*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


class Kill9(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-kill9-"))
        cls.addClassCleanup(shutil.rmtree, cls.root)
        cls.file = generate(
            "assessments", cls.root / "march.csv", ROWS, "--bad-per-million", "1500",
            "--manifest", "--batch-id", "kill9", "--business-date", "2020-03-10",
        )
        with City(program(), cls.root / "undisturbed", retry=PATIENT) as city:
            growth = Growth(city.gateway.folder / "data")
            submitting = city.agency.begin("agency", "submit", cls.file)
            watching = threading.Event()
            while submitting.process.poll() is None:
                growth.look()
                watching.wait(0.02)
            cls.receipt = submitting.finish().expect(1).json
            if cls.receipt["status"] != "partly_accepted":
                raise Broken(f"the undisturbed run: {cls.receipt}")
            cls.written = growth.look()
            city.tax.command("tax", "pull", "--out", city.tax.outbox).expect(0)
            cls.instructions = read_instructions(city.tax.outbox)

    def check_outcome(self, city, receipt):
        """Everything is as in the undisturbed run, and the store proves itself."""
        self.assertEqual(receipt["received"]["rows"], ROWS)
        self.assertGreater(receipt["rejected"]["rows"], 0)
        for part in ("status", "received", "accepted", "rejected", "content_digest", "problems"):
            self.assertEqual(receipt[part], self.receipt[part], part)
        again = city.agency.command("agency", "submit", self.file).expect(1).json
        self.assertTrue(again["replayed"])
        self.assertEqual(again["receipt"], receipt["receipt"])
        city.tax.command("tax", "pull", "--out", city.tax.outbox).expect(0)
        pulled = read_instructions(city.tax.outbox)
        self.assertEqual(len(pulled), receipt["accepted"]["rows"])
        self.assertEqual(pulled, self.instructions)
        self.assertTrue(city.verify_store().expect(0).json["ok"])

    def reached(self, growth, instant, adapter):
        """Waits until so much is stored; False when the adapter was done before."""
        try:
            wait_until(
                lambda: growth.look() >= instant * self.written, f"{instant:.0%} stored", adapter
            )
        except Broken:
            if adapter.poll() is None:
                raise
            return False
        return True

    def test_a_gateway_killed_at_any_instant_of_a_batch_ends_with_one_receipt(self):
        with City(program(), self.root / "gateway-killed", retry=PATIENT) as city:
            growth = Growth(city.gateway.folder / "data")
            submitting = city.agency.begin("agency", "submit", self.file)
            kills = 0
            for instant in INSTANTS:
                if not self.reached(growth, instant, submitting.process):
                    break
                city.gateway.kill9()
                kills += 1
                # Not waited for: the next kill may meet it while it is taking up the batch again.
                city.gateway.launch()
            receipt = submitting.finish().expect(1).json
            self.assertGreaterEqual(kills, 2)
            self.check_outcome(city, receipt)

    def test_an_adapter_killed_in_mid_upload_goes_on_where_it_stopped(self):
        size = self.file.stat().st_size
        with City(program(), self.root / "adapter-killed", retry=PATIENT) as city:
            with Relay(city.gateway.port, lambda: relay.passed > size // 3) as relay:
                config = city.agency.config.read_text(encoding="utf-8")
                city.agency.config.write_text(
                    config.replace(city.gateway.address, relay.address), encoding="utf-8"
                )
                submitting = city.agency.begin("agency", "submit", self.file)
                wait_until(relay.held.is_set, "a third of the file is sent", submitting.process)
                submitting.kill9()
                city.agency.config.write_text(config, encoding="utf-8")
            receipt = city.agency.command("agency", "submit", self.file).expect(1).json
            self.assertFalse(receipt["replayed"])
            self.check_outcome(city, receipt)

    def test_a_pull_killed_between_file_and_acknowledgement_leaves_one_file(self):
        with City(program(), self.root / "pull-killed", retry=PATIENT) as city:
            self.assertGreater(
                city.agency.command("agency", "submit", self.file).json["accepted"]["rows"], 0)
            outbox = city.tax.outbox

            def file_appeared():
                return any(outbox.glob("instructions_*.csv"))

            with Relay(city.gateway.port, file_appeared) as relay:
                config = city.tax.config.read_text(encoding="utf-8")
                city.tax.config.write_text(
                    config.replace(city.gateway.address, relay.address), encoding="utf-8"
                )
                pulling = city.tax.begin("tax", "pull", "--out", outbox)
                wait_until(relay.held.is_set, "the file is there", pulling.process)
                pulling.kill9()
                city.tax.config.write_text(config, encoding="utf-8")
            recovered = city.tax.command("tax", "pull", "--out", outbox).expect(0).json
            self.assertTrue(recovered["files"][0]["recovered"])
            self.assertEqual(read_instructions(outbox), self.instructions)
            nothing = city.tax.command("tax", "pull", "--out", outbox).expect(0).json
            self.assertEqual(nothing["rows"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
