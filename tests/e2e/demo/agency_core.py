"""Stands for the agency's core system: its employers, what it assesses, and the files it drops."""

import csv
import dataclasses
import hashlib
import io
import pathlib

from money import fen, half_up, share, yuan

MEDICAL_PER_MILLE = 80
MATERNITY_PER_MILLE = 7
PERSONAL_PER_MILLE = 20

# Types that the document 武医保〔2020〕25号 does not halve.
NOT_HALVED = ("机关", "事业单位", "参加企业养老保险的事业单位")

COLUMNS = (
    "核定单号", "单位编号", "统一社会信用代码", "单位名称", "单位类型", "行政区划代码", "险种",
    "费款所属期", "核定类型", "原核定单号", "申请日期", "参保人数", "缴费基数", "单位费率",
    "单位医疗应缴金额", "生育应缴金额", "个人应缴金额", "减征前应征金额", "减征金额", "减征后应缴金额",
    "减征起始日期", "减征终止日期",
)

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def unified_code(prefix, region, number):
    """统一社会信用代码 with right check characters (GB 32100-2015, GB 11714)."""
    code = f"{prefix}{region}{number:08d}"
    rest = 11 - sum(int(d) * w for d, w in zip(code[8:], ORGANISATION_WEIGHTS)) % 11
    code += {10: "X", 11: "0"}.get(rest, str(rest))
    total = sum(CODE_ALPHABET.index(c) * w for c, w in zip(code, CODE_WEIGHTS))
    return code + CODE_ALPHABET[(31 - total % 31) % 31]


@dataclasses.dataclass(frozen=True)
class Employer:
    unit_code: str
    uscc: str
    unit_name: str
    unit_type: str
    region: str
    insured_count: int
    base: int


def employers():
    """The demo's employers by unit code."""
    path = pathlib.Path(__file__).with_name("employers.csv")
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["unit_code"]: Employer(
            row["unit_code"],
            unified_code(row["uscc_prefix"], row["region"], 31_000_019 + 7919 * number),
            row["unit_name"],
            row["unit_type"],
            row["region"],
            int(row["insured_count"]),
            fen(row["contribution_base"]),
        )
        for number, row in enumerate(rows)
    }


@dataclasses.dataclass(frozen=True)
class Assessed:
    """One row with its amounts in fen."""

    employer: Employer
    number: str
    fee_period: str
    medical: int
    maternity: int
    personal: int
    reduction: int
    kind: str = "正常核定"
    replaces: str = ""
    applied_on: str = ""

    @property
    def before(self):
        return self.medical + self.maternity

    @property
    def after(self):
        return self.before - self.reduction

    @property
    def payable(self):
        return self.after + self.personal

    def cells(self):
        who = self.employer
        halved = self.reduction > 0
        return (
            self.number, who.unit_code, who.uscc, who.unit_name, who.unit_type, who.region, "310",
            self.fee_period, self.kind, self.replaces, self.applied_on, str(who.insured_count),
            yuan(who.base), "8%", yuan(self.medical), yuan(self.maternity), yuan(self.personal),
            yuan(self.before), yuan(self.reduction), yuan(self.after),
            "2020-02-01" if halved else "", "2020-06-30" if halved else "",
        )


def assess(employer, fee_period, number, **details):
    """What it owes by Wuhan's rule: the medical part halved, unless its type is excluded."""
    medical = share(employer.base, MEDICAL_PER_MILLE)
    halved = employer.unit_type not in NOT_HALVED
    return Assessed(
        employer,
        number,
        fee_period,
        medical,
        share(employer.base, MATERNITY_PER_MILLE),
        share(employer.base, PERSONAL_PER_MILLE),
        medical - half_up(medical) if halved else 0,
        **details,
    )


def write_assessments(path, rows, business_date, batch_id, spoil=None):
    """The file in GB18030 with Chinese headers, as the core system drops it, and its manifest.

    `spoil` maps assessment numbers to {column: wrong text}.
    """
    cells = [dict(zip(COLUMNS, row.cells())) for row in rows]
    for row in cells:
        row.update((spoil or {}).get(row["核定单号"], {}))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(cells)
    content = text.getvalue().encode("gb18030")
    path.write_bytes(content)
    write_manifest(path, business_date, batch_id, cells)


def write_manifest(path, business_date, batch_id, cells):
    def total(column):
        return yuan(sum(fen(row[column]) for row in cells))

    path.with_name(path.name + ".manifest.yaml").write_text(
        f'batch_id: "{batch_id}"\n'
        f"business_date: {business_date}\n"
        f"records: {len(cells)}\n"
        f"total_before: {total('减征前应征金额')}\n"
        f"total_reduction: {total('减征金额')}\n"
        f"total_after: {total('减征后应缴金额')}\n"
        f"sha256: {hashlib.sha256(path.read_bytes()).hexdigest()}\n",
        encoding="utf-8",
    )


def correct_rejects(rejects, corrected, business_date, batch_id, changes):
    """What a clerk does with a reject file: changes cells, keeps all columns, sends it again."""
    with open(rejects, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    for row in rows:
        row.update(changes[row["核定单号"]])
    with open(corrected, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    write_manifest(corrected, business_date, batch_id, rows)
    return rows
