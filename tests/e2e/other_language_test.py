"""A client that knows only proto/ takes part in a real exchange."""

import pathlib
import shutil
import sys
import tempfile
import unittest

from harness import ROOT, City, program, run

CLIENT = ROOT / "tests/integration/other_language_client/client.py"


class OtherLanguage(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-other-language-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def call(self, city, party, command, *options):
        tls = party.folder / "tls"
        return run([
            sys.executable, "-B", CLIENT, command, "--address", city.gateway.address,
            "--server-name", "localhost", "--ca", tls / "ca.pem",
            "--cert", tls / f"{party.base}.pem", "--key", tls / f"{party.base}.key", *options,
        ])

    def test_it_submits_and_pulls_as_the_adapters_do(self):
        with City(program(), self.folder / "city") as city:
            rows = ("--batch-id", "OL-1", "--rows", "2500")
            first = self.call(city, city.agency, "submit", *rows).expect(0).json
            self.assertEqual(first["status"], "accepted")
            self.assertEqual(first["accepted"]["rows"], 2500)
            again = self.call(city, city.agency, "submit", *rows).expect(0).json
            self.assertTrue(again["replayed"])
            self.assertEqual(again["receipt"], first["receipt"])
            other = self.call(city, city.agency, "submit", "--batch-id", "OL-1", "--rows", "2499")
            self.assertEqual(other.expect(1).json["reason"], "BATCH_CONFLICT")
            spoiled = self.call(
                city, city.agency, "submit", "--batch-id", "OL-2", "--prefix", "OM",
                "--rows", "3", "--unreadable", "2",
            ).expect(1).json
            self.assertEqual(spoiled["status"], "partly_accepted")
            self.assertEqual(spoiled["rejected"]["rows"], 2)
            pulled = self.call(city, city.tax, "pull", "--acknowledge").expect(0).json
            self.assertEqual(pulled["rows"], 2503)
            self.assertEqual(self.call(city, city.tax, "pull").expect(0).json["rows"], 0)
            ours = city.tax.command("tax", "pull", "--out", city.tax.outbox).expect(0).json
            self.assertEqual(ours["rows"], 0)
            denied = self.call(city, city.agency, "pull").expect(1).json
            self.assertEqual(denied["reason"], "ROLE_NOT_ALLOWED")


if __name__ == "__main__":
    unittest.main(verbosity=2)
