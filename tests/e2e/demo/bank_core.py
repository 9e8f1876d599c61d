"""Stands for the bank's core system: takes pain.001, answers with pain.002, camt.054 or CSV."""

import dataclasses
import xml.etree.ElementTree as ElementTree

from money import fen, yuan

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


@dataclasses.dataclass(frozen=True)
class Order:
    """One payout as the bank reads it."""

    payout_id: str
    refund_no: str
    amount: int
    account_no: str
    account_name: str
    remittance: str


def read_pain001(path):
    """The payouts of the file; its own totals are held against them first."""
    message = ElementTree.parse(path).getroot().find(f"{PAIN}CstmrCdtTrfInitn")
    orders = []
    for payment in message.findall(f"{PAIN}PmtInf"):
        found = [read_order(one) for one in payment.findall(f"{PAIN}CdtTrfTxInf")]
        hold_totals(payment, found)
        orders += found
    hold_totals(message.find(f"{PAIN}GrpHdr"), orders)
    return orders


def hold_totals(place, orders):
    count = int(place.findtext(f"{PAIN}NbOfTxs"))
    total = fen(place.findtext(f"{PAIN}CtrlSum"))
    if (count, total) != (len(orders), sum(order.amount for order in orders)):
        raise ValueError(f"the totals of {place.tag} are not those of its payouts")


def read_order(element):
    def text(path):
        return element.findtext("/".join(f"{PAIN}{name}" for name in path.split("/")))

    return Order(
        text("PmtId/EndToEndId"), text("PmtId/InstrId"), fen(text("Amt/InstdAmt")),
        text("CdtrAcct/Id/Othr/Id"), text("Cdtr/Nm"), text("RmtInf/Ustrd") or "",
    )


def write_pain002(path, answers, day):
    """(order, status, reason code, words) each; the reason may be empty."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>',
        f"<GrpHdr><MsgId>{path.stem}</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr>",
        "<OrgnlGrpInfAndSts><OrgnlMsgId>LB</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>",
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId>",
    ]
    for order, status, reason, words in answers:
        why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>{words}</AddtlInf></StsRsnInf>"
        settled = f"<FctvIntrBkSttlmDt><Dt>{day}</Dt></FctvIntrBkSttlmDt>"
        lines.append(
            f"<TxInfAndSts><OrgnlEndToEndId>{order.payout_id}</OrgnlEndToEndId>"
            + (f"<TxSts>{status}</TxSts>" if status else "")
            + (why if reason else "")
            + (settled if status == "ACSC" else "")
            + f'<OrgnlTxRef><Amt><InstdAmt Ccy="CNY">{yuan(order.amount)}</InstdAmt></Amt>'
            "</OrgnlTxRef></TxInfAndSts>"
        )
    lines.append("</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_camt054(path, movements, day):
    """What was booked: (order, "DBIT" or "CRDT" for a return, reason code, words) each."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>',
        f"<GrpHdr><MsgId>{path.stem}</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr>",
        f"<Ntfctn><Id>{path.stem}</Id>",
    ]
    for order, direction, reason, words in movements:
        returned = (
            f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>{words}</AddtlInf></RtrInf>"
            if direction == "CRDT" else ""
        )
        lines.append(
            f'<Ntry><Amt Ccy="CNY">{yuan(order.amount)}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
            f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
            f"<ValDt><Dt>{day}</Dt></ValDt><NtryDtls><TxDtls><Refs>"
            f"<EndToEndId>{order.payout_id}</EndToEndId></Refs>{returned}</TxDtls></NtryDtls></Ntry>"
        )
    lines.append("</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
