# SPDX-License-Identifier: Apache-2.0
"""The project's Markdown pages, their blocks and their links."""

import os
import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^```(\w*)\s*$")
NOT_RUN = re.compile(r"^<!-- not run: (.+) -->$")


@dataclass
class Block:
    page: str
    line: int
    language: str
    text: str
    not_run: str = ""  # the reason
    output: str | None = None  # of the text block that follows at once

    @property
    def place(self):
        return f"{self.page}:{self.line}"


@dataclass
class Page:
    name: str  # relative to the source tree
    text: str
    blocks: list = field(default_factory=list)


def names(source, folders=("docs", "plugins")):
    """Every page at the top of the source tree and in these folders."""
    found = [name for name in sorted(os.listdir(source)) if name.endswith(".md")]
    for folder in folders:
        for path, below, files in os.walk(os.path.join(source, folder)):
            below.sort()
            found += [os.path.relpath(os.path.join(path, name), source) for name in sorted(files) if name.endswith(".md")]
    return found


def read(source, name):
    with open(os.path.join(source, name), encoding="utf-8") as file:
        text = file.read()
    page = Page(name, text)
    lines = text.split("\n")
    previous, before = None, ""  # the block above, and the last line that is not empty
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        if not fence:
            if lines[at].strip():
                previous, before = None, lines[at]
            at += 1
            continue
        end = at + 1
        while lines[end] != "```":  # an IndexError here is a block without an end
            end += 1
        block = Block(name, at + 1, fence[1], "\n".join(lines[at + 1:end]) + "\n")
        marker = NOT_RUN.match(before)
        block.not_run = marker[1] if marker else ""
        if block.language == "text" and previous:
            previous.output = block.text
        page.blocks.append(block)
        previous, before = block, ""
        at = end + 1
    return page


def prose(page):
    """The page without its blocks."""
    return re.sub(r"^```.*?^```$", "", page.text, flags=re.M | re.S)


def matches(expected, got):
    """Compares an output: … stands for any text in a line, and alone in a line for any number of lines."""
    pattern = ""
    for line in expected.rstrip("\n").split("\n"):
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.rstrip().split("…")) + "[ \t]*\n"
    return re.fullmatch(pattern, got.rstrip("\n") + "\n") is not None
