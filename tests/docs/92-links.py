# SPDX-License-Identifier: Apache-2.0
"""What the documentation names is there: links, in the source tree and where it is installed; files and folders; code that it quotes;
sentences of refusals."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import pages
from taptest import equal, ok, done

source = os.environ["srcdir"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
ROOTS = ("core/", "plugins/", "scripts/", "tests/", "docs/", "m4/", "bench/")
A_NAME = re.compile(r"[A-Za-z0-9_./<>*{},-]+")


def heading_anchors(text):
    """The anchors that Markdown sites make of headings."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


def dead_links(page, everything):
    dead = []
    for link in LINK.findall(pages.prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = os.path.normpath(os.path.join(os.path.dirname(page.name), target)) if target else page.name
        if not os.path.exists(os.path.join(source, path)):
            dead.append(link)
        elif anchor and anchor not in heading_anchors(everything[path].text):
            dead.append(link)
    return dead


def named_files(page):
    """Names of files and folders of the source tree, as code; a place in angle brackets, or a star, stands for any."""
    for code in CODE.findall(pages.prose(page)):
        if code.startswith(ROOTS) and A_NAME.fullmatch(code):
            yield code


def exists(name):
    pattern = re.compile(re.sub(r"<[^>]*>|\\\*", "[^/]+", re.escape(name).replace(r"\<", "<").replace(r"\>", ">")) + "$")
    folder = os.path.join(source, name.split("<")[0].split("*")[0].rpartition("/")[0])
    if "<" not in name and "*" not in name:
        return os.path.exists(os.path.join(source, name))
    for path, folders, files in os.walk(folder):
        for entry in folders + files:
            if pattern.match(os.path.relpath(os.path.join(path, entry), source)):
                return True
    return False


everything = {name: pages.read(source, name) for name in pages.names(source, ("docs", "plugins", "bench", "tests"))}
ok(len(everything) > 10, f"there are {len(everything)} pages")
for page in everything.values():
    equal(dead_links(page, everything), [], f"{page.name}: links lead somewhere")
    equal([name for name in named_files(page) if not exists(name)], [], f"{page.name}: named files are there")

linked = set()
for page in everything.values():
    for link in LINK.findall(pages.prose(page)):
        linked.add(os.path.normpath(os.path.join(os.path.dirname(page.name), link.partition("#")[0])))
orphans = [name for name in everything if name.startswith("docs/") and name not in linked]
equal(orphans, [], "every page of docs/ is linked from another")

# Code and sentences that a page quotes are in the source.
def source_text(*folders):
    text = ""
    for folder in folders:
        for path, _, files in os.walk(os.path.join(source, folder)):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    with open(os.path.join(path, name), encoding="utf-8") as file:
                        text += file.read()
    return text


code = source_text("core/include", "plugins")
for page in everything.values():
    quoted = [line.strip() for block in page.blocks if block.language == "c" for line in block.text.split("\n")]
    if quoted:
        equal([line for line in quoted if line != "…" and line not in code], [], f"{page.name}: quoted code is in the source")

messages = re.sub(r'"\s*"', "", source_text("core"))  # literals that stand side by side are one
messages += "undefined symbol: "  # the dynamic linker's words
abi = everything["docs/plugin-abi.md"]
sentences = [sentence for row in re.findall(r"^\| (`.*?) \|", abi.text, flags=re.M) for sentence in CODE.findall(row) if " " in sentence]
ok(len(sentences) > 25, f"{len(sentences)} sentences of refusals")
for sentence in sentences:
    # what lakegen puts in: names, numbers, the kind of a plugin, its version
    pieces = re.split(r"\b[A-Z]\b|[…'?()]|\.[a-z]+|\b(?:schema|sink)\b|0\.[\dN]|\b0\b", sentence)
    equal([piece for piece in pieces if len(piece.strip()) > 3 and piece.strip() not in messages], [], f"“{sentence}”")

# What is installed: the makefile's list, so that a page cannot be forgotten.
listed = subprocess.run(["make", "-s", "-C", os.environ["builddir"], "print-pages"], capture_output=True, text=True,
                        env=dict(os.environ, MAKEFLAGS="")).stdout.split()
equal(sorted(name for name in everything if name not in listed and not name.startswith(("bench/", "tests/"))), [],
      "every page is installed")
for page in everything.values():
    if page.name not in listed:
        continue
    targets = {os.path.normpath(os.path.join(os.path.dirname(page.name), link.partition("#")[0]))
               for link in LINK.findall(pages.prose(page)) if not re.match(r"[a-z]+:|#", link)}
    equal(sorted(target for target in targets if target not in listed), [], f"{page.name}: links lead to installed pages")
done()
