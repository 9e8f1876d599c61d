"""Who may not come in is refused by the real gateway, told why, and written to its log."""

import json
import pathlib
import shutil
import tempfile
import unittest

import grpc

from harness import IMPATIENT, Authority, City, Party, program, wait_until

HEALTH = "/grpc.health.v1.Health/Check"
MONTH = ("--month", "2020-03", "--region", "420100")


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="levybridge-refusals-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.city = City(program(), cls.folder / "city", retry=IMPATIENT)
        cls.foreign = Authority(cls.folder / "foreign")
        cls.city.gateway.start()
        cls.addClassCleanup(cls.city.gateway.kill9)

    def call(self, base=None, authority=None):
        """A bare call with this certificate, whatever the adapters would say; its gRPC error."""
        authority = authority or self.city.authority
        files = (None, None)
        if base:
            files = [(authority.folder / f"{base}.{end}").read_bytes() for end in ("key", "pem")]
        credentials = grpc.ssl_channel_credentials(
            (self.city.authority.folder / "ca.pem").read_bytes(), *files
        )
        override = ("grpc.ssl_target_name_override", "localhost")
        with grpc.secure_channel(self.city.gateway.address, credentials, (override,)) as channel:
            try:
                channel.unary_unary(HEALTH)(b"", timeout=20)
            except grpc.RpcError as error:
                return error
        self.fail("the gateway answered")
        return None

    def logged(self, event, *words, after=0):
        """True once a line of the log after that position is this event and holds the words."""

        def found():
            for line in self.city.gateway.log()[after:].splitlines():
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue
                if entry.get("event") == event and all(word in line for word in words):
                    return True
            return False

        wait_until(found, f"the log says {event} {words}", seconds=20)

    def position(self):
        return len(self.city.gateway.log())

    def assert_handshake_refused(self, error, after, *words):
        self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
        self.logged("handshake_refused", *words, after=after)

    def assert_unreachable(self, party, *causes):
        """The adapter's exit code 3 and both possible causes."""
        refused = party.command("month", "show", *MONTH).expect(3)
        document = refused.json
        self.assertIn("reason", document)
        self.assertIn("message", document)
        for cause in ("网关未运行", "拒绝了本单位的证书", *causes):
            self.assertIn(cause, document["message"])

    def test_a_registered_party_with_its_own_certificate_is_served(self):
        month = self.city.agency.command("month", "show", *MONTH).expect(0).json
        self.assertEqual(month["state"], "open")

    def test_no_certificate(self):
        after = self.position()
        self.assertEqual(self.call().code(), grpc.StatusCode.UNAVAILABLE)
        self.logged("grpc", "peer did not return a certificate", after=after)

    def test_a_foreign_authority(self):
        base = self.foreign.party("agency", "420100", "wuhan-agency")
        after = self.position()
        self.assert_handshake_refused(self.call(base, self.foreign), after)
        # The adapter trusts both, so that it can't tell by itself.
        party = Party(
            self.city.gateway, self.folder / "foreigner", "agency", "wuhan-agency",
            base=base, authority=self.foreign, retry=IMPATIENT, ca="[tls/ca.pem, tls/city.pem]",
        )
        shutil.copy(self.city.authority.folder / "ca.pem", party.folder / "tls/city.pem")
        self.assert_unreachable(party)

    def test_an_expired_certificate(self):
        base = self.city.authority.party(
            "agency", "420100", "wuhan-agency", "--expired", out="expired"
        )
        after = self.position()
        self.assert_handshake_refused(self.call(base), after, "expired")
        party = Party(
            self.city.gateway, self.folder / "expired", "agency", "wuhan-agency", base=base
        )
        said = party.command("month", "show", *MONTH).expect(2)
        self.assertIn("expired.pem", said.json["message"])
        self.assertIn("已过期", said.json["message"])

    def test_a_revoked_certificate(self):
        base = self.city.authority.party("agency", "420100", "wuhan-agency", out="revoked")
        party = Party(
            self.city.gateway, self.folder / "revoked", "agency", "wuhan-agency", base=base,
            retry=IMPATIENT,
        )
        party.command("month", "show", *MONTH).expect(0)
        self.city.authority.issue("revoke", base)
        self.city.gateway.publish_revocations()

        def refused():
            return party.command("month", "show", *MONTH).code == 3

        wait_until(refused, "the list takes effect", seconds=20)
        after = self.position()
        self.assert_unreachable(party)
        self.logged("handshake_refused", "revoked", after=after)

    def test_two_uris(self):
        base = self.city.authority.party(
            "agency", "420100", "wuhan-agency", "--also-uri",
            "urn:levybridge:party:tax:420100:wuhan-tax", out="two-uris",
        )
        after = self.position()
        error = self.call(base)
        if error.code() == grpc.StatusCode.UNAVAILABLE:
            self.logged("handshake_refused", after=after)
        else:
            self.assertTrue(error.details().startswith("SEVERAL_PARTY_URIS: "), error.details())
            self.logged("call_refused", "SEVERAL_PARTY_URIS", HEALTH, after=after)
        party = Party(
            self.city.gateway, self.folder / "two-uris", "agency", "wuhan-agency", base=base
        )
        said = party.command("month", "show", *MONTH).expect(2)
        self.assertIn("two-uris.pem", said.json["message"])

    def test_a_party_that_nobody_registered(self):
        party = self.city.party("agency", "stranger", retry=IMPATIENT)
        after = self.position()
        refused = party.command("month", "show", *MONTH).expect(1).json
        self.assertEqual(refused["reason"], "PARTY_UNKNOWN")
        self.logged("call_refused", "PARTY_UNKNOWN", "agency:420100:stranger", after=after)

    def test_a_role_that_may_not(self):
        auditor = self.city.party("auditor", "hubei-audit", region="420000", retry=IMPATIENT)
        after = self.position()
        refused = auditor.command("month", "compare", *MONTH).expect(1).json
        self.assertEqual(refused["reason"], "ROLE_NOT_ALLOWED")
        self.logged("call_refused", "ROLE_NOT_ALLOWED", "CompareMonth", "serial", after=after)


if __name__ == "__main__":
    unittest.main(verbosity=2)
