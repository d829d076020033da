# SPDX-License-Identifier: Apache-2.0
"""Death at every system call: whatever was there stays whole, and one --resume makes the rest, the same bytes, with nothing left over."""

import os
import re
import shutil

from faultbench import EVERYTHING, Reference, build, fast_folder, spread
from taptest import done, ok

top = fast_folder()
killat = build("killat.c", top)
mode = "all" if EVERYTHING else "writes"
POINTS = 90


def kill(reference, number, *options):
    """Runs until the number-th call; gives the folder and the number of calls there were."""
    folder = os.path.join(top, "k")
    shutil.rmtree(folder, ignore_errors=True)
    died = reference.run(folder, *options, wrapper=[killat, mode, str(number)])
    found = re.search(r"^calls (\d+)$", died.stderr, re.MULTILINE)
    return folder, int(found.group(1)) if found else 0


def try_points(reference, description, *options):
    _, calls = kill(reference, 0, *options)
    wrong = []
    points = spread(calls, POINTS)
    for number in points:
        folder, _ = kill(reference, number, *options)
        torn = reference.torn(folder)
        if torn:
            wrong.append(f"call {number}: torn {torn}")
        problem = reference.recover(folder)
        if problem:
            wrong.append(f"call {number}: {problem}")
        if len(wrong) > 5:
            break
    kind = "calls" if EVERYTHING else "calls that change files"
    ok(calls > 60 and not wrong, f"CP-01: {description}, killed at {len(points)} of {calls} {kind}", *wrong)


def twice(reference, description):
    """The resumed run is killed as well, at each of its own calls."""
    _, calls = kill(reference, 0)
    wrong = []
    for number in spread(calls, 20):
        folder, _ = kill(reference, calls // 2)
        reference.run(folder, "--resume", wrapper=[killat, mode, str(number)])
        problem = reference.recover(folder)
        if problem:
            wrong.append(f"call {number}: {problem}")
    ok(not wrong, f"CP-01: {description}, resumed, killed again", *wrong)


parquet = Reference(top, "parquet")
try_points(parquet, "Parquet")
twice(parquet, "Parquet")
csv = Reference(top, "csv", "--format", "csv", "--compression", "gzip")
try_points(csv, "CSV, gzip")
jsonl = Reference(top, "jsonl", "--format", "jsonl", "--ground-truth", rows=4000)
try_points(jsonl, "JSON Lines and ground truth")
try_points(Reference(top, "lost", "--no-checkpoint"), "Parquet without a checkpoint")
done()
