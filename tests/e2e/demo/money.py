"""Money of the demo: whole fen, and yuan with two decimals in files. No floating point."""

import re


def fen(text):
    """"-1234.50" as fen; an empty cell is zero."""
    text = text.strip()
    if not text:
        return 0
    match = re.fullmatch(r"(-?)(\d+)(?:\.(\d{1,2}))?", text)
    if not match:
        raise ValueError(f"not an amount: {text!r}")
    sign, whole, decimals = match.groups()
    value = int(whole) * 100 + int((decimals or "0").ljust(2, "0"))
    return -value if sign else value


def yuan(amount):
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def grouped(amount):
    """For people: "1,234.50"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def half_up(amount):
    """Half of it, half a fen rounded up."""
    return (amount + 1) // 2


def share(base, per_mille):
    """A contribution: so much of a thousand of the base, half up."""
    return (base * per_mille * 2 + 1000) // 2000
