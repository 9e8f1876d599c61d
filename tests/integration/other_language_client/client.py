#!/usr/bin/python3
"""Submits a small batch of assessments as an agency, or pulls instructions as a tax bureau.

Example: client.py submit --address 127.0.0.1:7443 --server-name gateway.example --ca ca.pem
         --cert agency.pem --key agency.key --batch-id B-1 --rows 3
"""

import argparse
import json
import pathlib
import queue
import sys

import grpc

from batch_digest import ROWS_PER_CHUNK, assessment_bytes, batch_digest, unreadable_bytes
from contract import Contract

DETAILS_KEY = "grpc-status-details-bin"


class Refused(Exception):
    """The gateway said no; holds what goes to stdout."""

    def __init__(self, answer):
        super().__init__(answer["message"])
        self.answer = answer


def sample_row(number, options, assessment_row, codes):
    """One employer under the Wuhan rules: the medical part is halved, half-up in fen."""
    medical = 100_001 + 200 * number
    maternity = 8_800
    reduction = medical - (medical + 1) // 2
    return assessment_row.AssessmentRow(
        row=number,
        assessment_no=f"{options.prefix}-{number}",
        unit_code=f"{options.prefix}{number:06d}",
        unit_name=f"示例单位{number}",
        unit_type=codes.UNIT_TYPE_ENTERPRISE_SMALL,
        region=options.region,
        insurance_type=codes.INSURANCE_TYPE_EMPLOYEE_MEDICAL,
        fee_period=options.fee_period,
        kind=codes.ASSESSMENT_KIND_REGULAR,
        insured_count=12,
        employer_medical_fen=medical,
        maternity_fen=maternity,
        personal_fen=30_000,
        amount_before_fen=medical + maternity,
        reduction_fen=reduction,
        amount_after_fen=medical + maternity - reduction,
        reduction_start_on=20200201,
        reduction_end_on=20200630,
    )


def sample_unreadable(number, batch):
    """A row that nobody could turn into fields; it is counted and rejected."""
    return batch.UnreadableRow(
        row=number,
        raw="甲,not a row".encode("gb18030"),
        problems=[batch.Problem(code="WRONG_COLUMN_COUNT")],
    )


def build_chunks(options, contract):
    """The chunks of the batch and the digest of all its rows."""
    assessment_row = contract.messages("assessment", "assessment_row")
    batch = contract.messages("common", "batch")
    codes = contract.messages("common", "codes")
    chunks, canonical = [], []
    for number in range(1, options.rows + options.unreadable + 1):
        if (number - 1) % ROWS_PER_CHUNK == 0:
            chunks.append(
                assessment_row.AssessmentChunk(chunk_number=len(chunks), first_row=number)
            )
        if number <= options.rows:
            row = sample_row(number, options, assessment_row, codes)
            chunks[-1].rows.append(row)
            canonical.append(assessment_bytes(row, codes))
        else:
            row = sample_unreadable(number, batch)
            chunks[-1].unreadable.append(row)
            canonical.append(unreadable_bytes(row.raw))
    return chunks, batch_digest(canonical)


def open_channel(options):
    credentials = grpc.ssl_channel_credentials(
        root_certificates=pathlib.Path(options.ca).read_bytes(),
        private_key=pathlib.Path(options.key).read_bytes(),
        certificate_chain=pathlib.Path(options.cert).read_bytes(),
    )
    name = ("grpc.ssl_target_name_override", options.server_name)
    return grpc.secure_channel(options.address, credentials, options=(name,))


class Upload:
    """Feeds a request stream message by message; the next may depend on an answer."""

    def __init__(self):
        self._parts = queue.Queue()

    def send(self, part):
        self._parts.put(part)

    def finish(self):
        self._parts.put(None)

    def __iter__(self):
        return iter(self._parts.get, None)


def send_batch(stub, service, header, chunks, trailer, timeout):
    """Plays the upload protocol of common/v1/batch.proto; returns the receipt."""
    upload = Upload()
    upload.send(service.SubmitAssessmentsRequest(header=header))
    try:
        for answer in stub.SubmitAssessments(iter(upload), timeout=timeout):
            event = answer.WhichOneof("event")
            if event == "resume":
                for chunk in chunks[answer.resume.next_chunk_number :]:
                    upload.send(service.SubmitAssessmentsRequest(chunk=chunk))
                upload.send(service.SubmitAssessmentsRequest(trailer=trailer))
                upload.finish()
            elif event == "receipt":
                return answer.receipt
    finally:
        upload.finish()
    raise Refused({"reason": "NO_RECEIPT", "message": "the stream ended without a receipt"})


def tally(counts):
    return {"rows": counts.rows, "fen": counts.fen}


def submit(options, contract, channel):
    batch = contract.messages("common", "batch")
    service = contract.messages("assessment", "assessment_service")
    stub = contract.services("assessment", "assessment_service").AssessmentServiceStub(channel)
    chunks, digest = build_chunks(options, contract)
    # The header leaves the digest out, so that a repetition sends its rows again and is compared.
    header = batch.BatchHeader(
        batch_id=options.batch_id, business_on=options.business_on, file_name="other-language"
    )
    trailer = batch.BatchTrailer(rows=options.rows + options.unreadable, content_digest=digest)
    receipt = send_batch(stub, service, header, chunks, trailer, options.timeout_seconds)
    status = batch.BatchStatus.Name(receipt.status).removeprefix("BATCH_STATUS_").lower()
    answer = {
        "batch_id": receipt.batch_id,
        "status": status,
        "received": tally(receipt.received),
        "accepted": tally(receipt.accepted),
        "rejected": tally(receipt.rejected),
        "replayed": receipt.replayed,
        "receipt": receipt.receipt_no,
        "digest": digest.hex(),
        "digest_agrees": receipt.content_digest == digest,
        "reason": receipt.reason,
    }
    return answer, status == "accepted" and answer["digest_agrees"]


def pull(options, contract, channel):
    service = contract.messages("collection", "collection_service")
    stub = contract.services("collection", "collection_service").CollectionServiceStub(channel)
    request = service.PullInstructionsRequest(after_sequence=options.after_sequence)
    first, last, rows = 0, 0, []
    for answer in stub.PullInstructions(request, timeout=options.timeout_seconds):
        first = first or answer.chunk.first_sequence
        last = answer.chunk.last_sequence
        rows.extend(answer.chunk.rows)
    if options.acknowledge and rows:
        stub.AcknowledgeInstructions(
            service.AcknowledgeInstructionsRequest(through_sequence=last),
            timeout=options.timeout_seconds,
        )
    instructions = [
        {
            "sequence": row.sequence,
            "instruction_no": row.instruction_no,
            "assessment_no": row.assessment_no,
            "unit_code": row.unit_code,
            "payable_fen": row.payable_fen,
        }
        for row in rows
    ]
    return {"from": first, "to": last, "rows": len(rows), "instructions": instructions}, True


def refusal(error, contract):
    """What the gateway said, from the details or, before a handler ran, from the message."""
    message = error.details() or ""
    answer = {"reason": message.partition(":")[0], "message": message, "code": error.code().name}
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS_KEY:
            errors = contract.messages("common", "error")
            for detail in errors.Status.FromString(value).details:
                information = errors.ErrorInfo.FromString(detail.value)
                answer["reason"] = information.reason
                answer["metadata"] = dict(information.metadata)
    return answer


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, work in (("submit", submit), ("pull", pull)):
        command = commands.add_parser(name)
        command.set_defaults(work=work)
        for argument in ("--address", "--server-name", "--ca", "--cert", "--key"):
            command.add_argument(argument, required=True)
        command.add_argument("--timeout-seconds", type=float, default=30)
    command = commands.choices["submit"]
    command.add_argument("--batch-id", required=True)
    command.add_argument("--rows", type=int, default=3)
    command.add_argument("--unreadable", type=int, default=0, help="rows that can't be read")
    command.add_argument("--region", type=int, default=420106)
    command.add_argument("--fee-period", type=int, default=202003)
    command.add_argument("--business-on", type=int, default=20200310)
    command.add_argument("--prefix", default="OL", help="of assessment numbers and unit codes")
    command = commands.choices["pull"]
    command.add_argument(
        "--after-sequence", type=int, default=None, help="default: after what was acknowledged"
    )
    command.add_argument("--acknowledge", action="store_true")
    return parser.parse_args()


def main():
    options = parse_arguments()
    with Contract() as contract:
        try:
            with open_channel(options) as channel:
                answer, done = options.work(options, contract, channel)
        except grpc.RpcError as error:
            answer, done = refusal(error, contract), False
        except Refused as error:
            answer, done = error.answer, False
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
