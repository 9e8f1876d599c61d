"""How the demo speaks: headings, sentences in Chinese and English, tables that line up."""

import os
import re
import sys
import unicodedata

from money import grouped

WIDTH = 100


def colour(code, text):
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{code}m{text}\033[0m"


def width(text):
    """Cells of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text, cells, right=False):
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def cut(text, cells):
    if width(text) <= cells:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > cells - 1:
            break
        kept += character
    return kept + "…"


def say(text=""):
    print(text, flush=True)


def banner(chinese, english):
    say()
    say(colour("36", "━" * WIDTH))
    say("  " + colour("1;36", chinese))
    say("  " + colour("36", english))
    say(colour("36", "━" * WIDTH))


def say_wrapped(text, indent):
    """Breaks after Chinese characters anywhere, and otherwise between words."""
    line = ""
    for piece in re.findall(r"[\x21-\x7e]+|.", text):
        if line and width(line + piece) > WIDTH - indent:
            say(" " * indent + line.rstrip())
            line = ""
        line += piece if line or piece != " " else ""
    say(" " * indent + line.rstrip())


class Steps:
    """Numbers the steps of the story."""

    def __init__(self):
        self._number = 0

    def begin(self, date, chinese, english):
        self._number += 1
        say()
        say(colour("1", f"{self._number:>2}  {chinese}") + colour("2", f"   {date}"))
        say(f"    {english}")


def tell(chinese, english):
    say(f"    · {chinese}")
    say(f"      {english}")


def fact(chinese, english, value):
    say("    " + padded(f"{chinese} {english}", 44) + colour("1", str(value)))


def good(text):
    say("    " + colour("32", "✓ ") + text)


def shown_command(arguments, folder):
    """The command as somebody would type it, with paths from the demo's folder."""
    words = [str(word) for word in arguments]
    words[0] = "levybridge"
    text = " ".join(word.replace(f"{folder}/", "") for word in words if word != "--json")
    say("    " + colour("2", f"$ {text}"))


def table(columns, rows, indent=4):
    """`columns`: (title, is a number) each; cells are text."""
    widths = [
        max([width(title)] + [width(row[place]) for row in rows])
        for place, (title, _) in enumerate(columns)
    ]

    def line(cells):
        return "  ".join(
            padded(cell, widths[place], columns[place][1]) for place, cell in enumerate(cells)
        ).rstrip()

    margin = " " * indent
    say(margin + colour("1", line([title for title, _ in columns])))
    say(margin + "─" * (sum(widths) + 2 * (len(widths) - 1)))
    for row in rows:
        say(margin + line(row))


def tallies(receipt):
    """Rows and yuan received, accepted and rejected, of a submission."""
    rows = []
    for name, text in (("received", "收到 received"), ("accepted", "接受 accepted"),
                       ("rejected", "退回 rejected")):
        tally = receipt[name]
        rows.append((text, str(tally["rows"]), grouped(tally["fen"])))
    table((("", False), ("行 rows", True), ("金额（元） yuan", True)), rows)
