# SPDX-License-Identifier: Apache-2.0
"""Markdown: numbers, tables, and a document that is shown and saved as it grows."""


def number(value, digits=3):
    """Three significant digits, thousands with commas."""
    if value >= 10 ** (digits - 1):
        return f"{round(value):,}"
    return f"{value:.{digits}g}"


def spread(triple):
    middle, low, high = triple
    return f"{number(middle)}× ({number(low)}–{number(high)})"


def table(heads, rows):
    """Columns of numbers are right-aligned: all but the first."""
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join(lines) + "\n"


class Document:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8") if path else None

    def add(self, text):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)

    def section(self, title, *paragraphs):
        self.add("\n\n".join([f"## {title}", *paragraphs]))
