"""The digest of a batch of assessments, written from docs/batch-digest.md alone."""

import hashlib

ROWS_PER_CHUNK = 2000
FIELD_END = b"\x1f"
ROW_END = b"\x1e"
UNREADABLE = b"\x18"


def _date(yyyymmdd):
    if yyyymmdd == 0:
        return ""
    return f"{yyyymmdd // 10000:04d}-{yyyymmdd // 100 % 100:02d}-{yyyymmdd % 100:02d}"


def _optional(row, field):
    return str(getattr(row, field)) if row.HasField(field) else ""


def assessment_bytes(row, codes):
    """Canonical bytes of an AssessmentRow; `codes` is the module of common/v1/codes.proto."""
    unit_type = codes.UnitType.Name(row.unit_type).removeprefix("UNIT_TYPE_").lower()
    kind = codes.AssessmentKind.Name(row.kind).removeprefix("ASSESSMENT_KIND_").lower()
    fields = [
        row.assessment_no,
        row.unit_code,
        row.uscc,
        row.unit_name,
        unit_type,
        str(row.region),
        str(row.insurance_type),
        f"{row.fee_period // 100:04d}-{row.fee_period % 100:02d}",
        kind,
        row.supersedes_no,
        _date(row.applied_on),
        _optional(row, "insured_count"),
        _optional(row, "contribution_base_fen"),
        _optional(row, "employer_rate_ppm"),
        _optional(row, "original_employer_rate_ppm"),
        str(row.employer_medical_fen),
        str(row.maternity_fen),
        "1" if row.HasField("maternity_fen") else "0",
        str(row.excluded_medical_fen),
        str(row.personal_fen),
        str(row.amount_before_fen),
        _optional(row, "reduction_fen"),
        _optional(row, "amount_after_fen"),
        _date(row.reduction_start_on),
        _date(row.reduction_end_on),
    ]
    return b"".join(field.encode("utf-8") + FIELD_END for field in fields) + ROW_END


def unreadable_bytes(raw):
    """Canonical bytes of a row that could not be read."""
    return UNREADABLE + raw + ROW_END


def chunk_digest(rows):
    """SHA-256 over the canonical bytes of one chunk's rows, in order."""
    return hashlib.sha256(b"".join(rows)).digest()


def batch_digest(rows):
    """Digest of all rows, given as canonical bytes in file order."""
    whole = hashlib.sha256()
    for first in range(0, len(rows), ROWS_PER_CHUNK):
        whole.update(chunk_digest(rows[first : first + ROWS_PER_CHUNK]))
    return whole.digest()
