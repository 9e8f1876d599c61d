"""What all steps of the demo share: the parties, what they know, and how figures are checked."""

import telling
from agency_core import employers
from harness import Broken, City
from tax_core import read_instructions, write_bookings

MONTH = "2020-03"
REGION = "420100"


class Scene:
    def __init__(self, binary, folder, steps=None, practice_day=None):
        self.binary = binary
        self.folder = folder
        self.city = City(
            binary, folder, practice_day=practice_day,
            retry="{ initial_ms: 100, max_ms: 1000, give_up_seconds: 30 }",
        )
        self.steps = steps or telling.Steps()
        self.employers = employers()
        self.first_rows = []  # as assessed on the 10th, with the right figures
        self.first_receipt = None
        self.in_force = {}  # (unit, fee period, back-payment?) -> Assessed that stands now
        self.instructions = {}  # the same key -> instruction row that the tax bureau holds
        self.paid = {}  # receipt number -> Payment, as last sent
        self.bookings = []  # (payment, unit, period) that the treasury tells the agency of
        self.agency_files = []  # for the agency's own books, in order
        self.tax_files = []  # for the tax bureau's own books, in order
        self.pull_count = 0

    @property
    def agency(self):
        return self.city.agency

    @property
    def tax(self):
        return self.city.tax

    def introduce(self):
        telling.tell(
            f"网关运行于 {self.city.gateway.address}（TLS 1.3，双向证书），各方适配器都是独立进程。",
            f"The gateway serves at {self.city.gateway.address} (TLS 1.3, certificates on both "
            "sides); every adapter is a process.",
        )

    def run(self, party, *words, expect=0):
        """One command of one party, shown as typed; its JSON document."""
        telling.shown_command([self.binary, *words, "--config", party.config], self.folder)
        result = party.command(*words).expect(expect)
        if expect:
            telling.say("      " + telling.colour("2", f"(退出码 exit code {result.code})"))
        return result.json

    def check(self, what, found, expected):
        if found != expected:
            raise Broken(f"{what}: {found!r}, expected {expected!r}")

    def check_receipt(self, receipt, status, rows, fen, rejected_rows=0, rejected_fen=0):
        self.check("status", receipt["status"], status)
        self.check("received", receipt["received"], {"rows": rows, "fen": fen})
        self.check("rejected", receipt["rejected"], {"rows": rejected_rows, "fen": rejected_fen})
        accepted = {"rows": rows - rejected_rows, "fen": fen - rejected_fen}
        self.check("accepted", receipt["accepted"], accepted)

    def pull(self, expected_rows):
        """The tax bureau's pull; the new instructions."""
        pulled = self.run(self.tax, "tax", "pull", "--out", self.tax.outbox)
        self.check("instructions pulled", pulled["rows"], expected_rows)
        self.tax_files.append(pulled["file"])
        rows = read_instructions(pulled["file"])
        self.check("lines in the instruction file", len(rows), expected_rows)
        for row in rows:
            key = (row["unit_code"], row["fee_period"])
            if row["action"] == "cancel":
                self.instructions.pop(key, None)
            else:
                self.instructions[key] = row
        return rows

    def publish_bookings(self, month):
        """The treasury's notice, which the agency gets from the treasury, not from the gateway."""
        path = self.agency.inbox / f"treasury-bookings-{month}.csv"
        write_bookings(path, self.bookings)
        self.bookings = []
        return path

    def name(self, unit_code):
        return self.employers[unit_code].unit_name
