"""The digest as docs/batch-digest.md describes it gives the values printed there."""

import hashlib
import unittest

import batch_digest
from contract import Contract

EXAMPLE_CHUNK = "1daeafaf90955c43a5dbe38cc6a0758b11200ede498f878444ea6b4749cc9aef"
EXAMPLE_BATCH = "945d2910f8c49639edbc8f642129967cc9468ce7651855ce0fe4fd8f74615f4b"
NO_ROWS = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class BatchDigestTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.contract = Contract()
        cls.contract.__enter__()
        cls.addClassCleanup(cls.contract.__exit__)
        cls.codes = cls.contract.messages("common", "codes")
        cls.rows = cls.contract.messages("assessment", "assessment_row")

    def example(self):
        return self.rows.AssessmentRow(
            row=1,
            assessment_no="A-1",
            unit_code="W-1",
            unit_name="示例单位",
            unit_type=self.codes.UNIT_TYPE_ENTERPRISE_SMALL,
            region=420106,
            insurance_type=self.codes.INSURANCE_TYPE_EMPLOYEE_MEDICAL,
            fee_period=202003,
            kind=self.codes.ASSESSMENT_KIND_REGULAR,
            applied_on=20200310,
            employer_medical_fen=1234567,
            maternity_fen=8800,
            personal_fen=300000,
            amount_before_fen=1243367,
            reduction_fen=617283,
            amount_after_fen=626084,
            reduction_start_on=20200201,
            reduction_end_on=20200630,
        )

    def test_the_documented_example_has_the_documented_digests(self):
        row = batch_digest.assessment_bytes(self.example(), self.codes)
        self.assertEqual(batch_digest.chunk_digest([row]).hex(), EXAMPLE_CHUNK)
        self.assertEqual(batch_digest.batch_digest([row]).hex(), EXAMPLE_BATCH)

    def test_a_batch_without_rows_has_the_digest_of_nothing(self):
        self.assertEqual(batch_digest.batch_digest([]).hex(), NO_ROWS)

    def test_an_absent_maternity_differs_from_an_explicit_zero(self):
        absent, zero = self.example(), self.example()
        absent.ClearField("maternity_fen")
        zero.maternity_fen = 0
        self.assertNotEqual(
            batch_digest.assessment_bytes(absent, self.codes),
            batch_digest.assessment_bytes(zero, self.codes),
        )

    def test_row_2001_begins_the_second_chunk(self):
        rows = [batch_digest.unreadable_bytes(str(number).encode()) for number in range(2001)]
        parts = hashlib.sha256(b"".join(rows[:2000])).digest() + hashlib.sha256(rows[2000]).digest()
        self.assertEqual(batch_digest.batch_digest(rows), hashlib.sha256(parts).digest())


if __name__ == "__main__":
    unittest.main()
