"""Stands for the tax bureau's core system: it imports instructions and drops files of payments."""

import csv
import dataclasses

from money import yuan

PAYMENT_COLUMNS = (
    "电子税票号", "税票行号", "类型", "征集通知编号", "单位编号", "险种", "费款所属期", "行政区划代码",
    "单位医疗实缴金额", "生育实缴金额", "个人实缴金额", "滞纳金", "利息", "缴款日期", "入库日期",
    "原电子税票号", "原税票行号",
)


def read_instructions(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclasses.dataclass(frozen=True)
class Payment:
    """One line of a receipt, in fen; amounts are positive, a reversal takes back."""

    receipt_no: str
    region: str
    medical: int
    maternity: int
    personal: int
    paid_on: str
    booked_on: str = ""
    instruction_no: str = ""
    unit_code: str = ""
    fee_period: str = ""
    late_fee: int = 0
    reverses: str = ""

    @property
    def amount(self):
        return self.medical + self.maternity + self.personal + self.late_fee

    def cells(self):
        return (
            self.receipt_no, "1", "reversal" if self.reverses else "payment", self.instruction_no,
            self.unit_code, "310", self.fee_period, self.region, yuan(self.medical),
            yuan(self.maternity), yuan(self.personal), yuan(self.late_fee), "0.00", self.paid_on,
            self.booked_on, self.reverses, "1" if self.reverses else "",
        )


def write_payments(path, payments):
    with open(path, "w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(PAYMENT_COLUMNS)
        writer.writerows(payment.cells() for payment in payments)


def write_rejections(path, rejections):
    """(instruction number, code, message) each."""
    with open(path, "w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(("征集通知编号", "原因代码", "原因"))
        writer.writerows(rejections)


BOOKING_COLUMNS = (
    "receipt_no", "unit_code", "insurance_type", "fee_period", "region", "booked_on",
    "employer_medical", "maternity", "personal", "late_fee",
)


def write_bookings(path, bookings):
    """What the treasury tells the agency arrived: (payment, unit code, fee period) each."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(BOOKING_COLUMNS)
        for payment, unit_code, fee_period in bookings:
            sign = -1 if payment.reverses else 1
            amounts = (payment.medical, payment.maternity, payment.personal, payment.late_fee)
            writer.writerow(
                (payment.receipt_no, unit_code, "310", fee_period, payment.region,
                 payment.booked_on, *(yuan(sign * amount) for amount in amounts))
            )
