# SPDX-License-Identifier: Apache-2.0
"""Every allocation fails once, our own and those of libraries: the run ends in order, or did not need it; nothing crashes."""

import os
import re
import shutil

from faultbench import EVERYTHING, Reference, build, data, fast_folder, files, spread
from taptest import done, ok

top = fast_folder()
shim = build("shim.c", top, "-shared", "-fPIC")


def fail(reference, folder, at, *options):
    return reference.run(folder, *options, environment={"LD_PRELOAD": shim, "FAULT_CALL": "malloc", "FAULT_AT": str(at)})


def points(reference):
    """Libraries allocate thousands of times while they load; half of what is tried lies in what comes after."""
    folder = os.path.join(top, "count")
    shutil.rmtree(folder, ignore_errors=True)
    calls = int(re.search(r"^malloc (\d+)$", fail(reference, folder, 0).stderr, re.MULTILINE).group(1))
    if EVERYTHING:
        return range(1, calls + 1)
    late = [calls - 1200 + number for number in spread(1200, 150)]
    return sorted(set(spread(calls, 100) + [number for number in late if number > 0]))


def try_all(reference, description, prepare=None, *options):
    wrong, refused = [], 0
    numbers = points(reference)
    for at in numbers:
        folder = os.path.join(top, "m")
        shutil.rmtree(folder, ignore_errors=True)
        if prepare:
            prepare(folder)
        failed = fail(reference, folder, at, *options)
        refused += failed.returncode != 0
        if failed.returncode not in (0, 8):
            wrong.append(f"allocation {at}: status {failed.returncode}: {failed.stderr.strip()}")
        elif failed.returncode == 0 and data(folder) != reference.data:
            wrong.append(f"allocation {at}: other data")
        if reference.torn(folder) or [name for name in files(folder) if name.endswith(".tmp")]:
            wrong.append(f"allocation {at}: torn {reference.torn(folder)}, left {files(folder)}")
        if failed.returncode != 0 and at % (1 if EVERYTHING else 7) == 0:
            problem = reference.recover(folder)
            if problem:
                wrong.append(f"allocation {at}: then {problem}")
    ok(refused > 20 and not wrong, f"OS-01: {description}, {len(numbers)} allocations fail one by one, {refused} of them end it", *wrong)


parquet = Reference(top, "parquet", rows=4000)
try_all(parquet, "Parquet")
csv = Reference(top, "csv", "--format", "csv", rows=3000)
try_all(csv, "CSV")


def half_done(folder):
    """A run that was ended in the middle: what is left is read again."""
    shutil.copytree(middle, folder)


middle = os.path.join(top, "middle")
parquet.run(middle, environment={"LD_PRELOAD": shim, "FAULT_CALL": "pwrite", "FAULT_AT": "4"})
try_all(parquet, "a resumed run", half_done, "--resume")
done()
