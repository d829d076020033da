# SPDX-License-Identifier: Apache-2.0
"""Every command of the documentation, run as a reader would: with an installed lakegen, page by page, in an empty folder, in order.

A block marked sh or python must succeed. A text block that follows at once is its output, standard error included; in it … stands for
what differs from machine to machine: any text in a line, alone in a line any lines. A block behind the comment <!-- not run: REASON -->
is left out; these are few.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import pages
from taptest import done, ok, skip, workdir

source, build = os.environ["srcdir"], os.environ["builddir"]
PACKAGES = {"duckdb", "pyarrow", "polars", "numpy", "chdb"}


def install(top):
    """Installs below a folder and gives the environment of a user of it."""
    quiet = dict(os.environ, MAKEFLAGS="")
    command = ["make", "-s", "-C", build, "install", f"DESTDIR={top}"]
    # one at a time: installing links plugins again, under the same names
    made = subprocess.run(["flock", os.path.join(build, "lakegen.pc"), *command], capture_output=True, text=True, env=quiet)
    ok(made.returncode == 0, "make install", made.stdout, made.stderr)
    with open(os.path.join(build, "lakegen.pc"), encoding="utf-8") as file:
        prefix = top + next(line[7:].strip() for line in file if line.startswith("prefix="))
    python = os.path.join(top, "python")
    os.mkdir(python)
    with open(os.path.join(python, "python3"), "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    os.chmod(file.name, 0o755)
    return {
        "PATH": f"{prefix}/bin:{python}:/usr/local/bin:/usr/bin:/bin",
        "LD_LIBRARY_PATH": f"{prefix}/lib",
        "LAKEGEN_PLUGIN_PATH": f"{prefix}/lib/lakegen",
        "MANPATH": f"{prefix}/share/man",
        "PKG_CONFIG_PATH": f"{prefix}/lib/pkgconfig",
        "PKG_CONFIG_SYSROOT_DIR": top,
        "ACLOCAL_PATH": f"{prefix}/share/aclocal",
        "HOME": top,
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }


def missing_package(block):
    """The Python package that a block imports and that is not here."""
    for line in block.text.split("\n"):
        words = line.replace(".", " ").split()
        if words[:1] == ["import"] and words[1] in PACKAGES:
            if subprocess.run([sys.executable, "-c", f"import {words[1]}"], capture_output=True).returncode != 0:
                return words[1]
    return None


def run(block, folder, environment):
    command = ["sh", "-e", "-c", block.text] if block.language == "sh" else [sys.executable, "-c", block.text]
    finished = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    if not ok(finished.returncode == 0, f"{block.place} runs", f"status {finished.returncode} of", block.text, finished.stdout):
        return
    if block.output is not None:
        ok(pages.matches(block.output, finished.stdout), f"{block.place} prints what the page shows", "got", finished.stdout)


def run_page(page, environment):
    folder = workdir()
    for block in page.blocks:
        if block.language not in ("sh", "python") or block.not_run:
            continue
        package = missing_package(block)
        if package:
            skip(f"{block.place} runs", f"the Python package {package} is missing")
        else:
            run(block, folder, environment)


environment = install(workdir())
everything = [pages.read(source, name) for name in pages.names(source)]
for page in everything:
    run_page(page, environment)

commands = [block for page in everything for block in page.blocks if block.language in ("sh", "python")]
left_out = [block for block in commands if block.not_run]
for block in left_out:
    print(f"# not run: {block.place}: {block.not_run}")
ok(len(left_out) * 5 <= len(commands), f"{len(commands)} blocks of commands, of which {len(left_out)} are not run")
unmarked = [block.place for page in everything for block in page.blocks if block.language not in ("sh", "python", "text", "c", "json", "yaml")]
ok(not unmarked, "every block says what it is", *unmarked)
done()
