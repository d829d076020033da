# SPDX-License-Identifier: Apache-2.0
"""Every call of the C library that touches files fails once, with errors of the machine and errors of the place: a sentence, the right
status, nothing half done under a final name, no temporary file, and one --resume makes the rest. Disks that fill up, short writes."""

import errno
import os
import re
import shutil
import subprocess

from faultbench import EVERYTHING, Reference, build, data, fast_folder, files, spread
from taptest import done, ok

top = fast_folder()
shim = build("shim.c", top, "-shared", "-fPIC")
reference = Reference(top, "parquet", rows=4000)
csv = Reference(top, "csv", "--format", "csv", rows=4000)

LOCAL = [errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EDQUOT]
PLACE = [errno.EACCES, errno.EROFS]
CALLS = {
    "open": LOCAL[2:] + PLACE,
    "read": [errno.EIO],
    "write": LOCAL,
    "pwrite": LOCAL,
    "fsync": [errno.EIO, errno.ENOSPC],
    "fdatasync": [errno.EIO, errno.ENOSPC],
    "rename": LOCAL[:2] + PLACE,
    "renameat2": LOCAL[:2] + PLACE,
    "unlink": PLACE,
    "mkdir": LOCAL[:1] + PLACE,
    "ftruncate": [errno.EIO],
    "close": [errno.EIO, errno.ENOSPC, errno.EDQUOT],
    "opendir": LOCAL[2:] + PLACE,
    "readdir": [errno.EIO],
    "stat": PLACE,
    "pthread_create": [errno.EAGAIN],
}


def faulty(what, folder, run=reference, options=(), **faults):
    environment = {"LD_PRELOAD": shim, "FAULT_CALL": what}
    environment.update({"FAULT_" + name.upper(): str(value) for name, value in faults.items()})
    return run.run(folder, *options, environment=environment)


def count(what):
    folder = os.path.join(top, "count")
    shutil.rmtree(folder, ignore_errors=True)
    found = re.search(rf"^{what} (\d+)$", faulty(what, folder, at=0).stderr, re.MULTILINE)
    return int(found.group(1)) if found else 0


def temporary(folder):
    return [name for name in files(folder) if name.endswith(".tmp")]


def expected(number):
    """Plugins that cannot be read are exit 4, everything else is this machine's fault or the place's."""
    return (0, 4, 8) if number in LOCAL or number == errno.EAGAIN else (0, 4, 6)


def judge(what, number, failed, folder, run=reference):
    problems = []
    if failed.returncode not in expected(number):
        problems.append(f"status {failed.returncode}")
    if failed.returncode != 0 and not re.match(r"lakegen: .{10}", failed.stderr):
        problems.append(f"says '{failed.stderr}'")
    if run.torn(folder):
        problems.append(f"torn {run.torn(folder)}")
    if what != "unlink" and temporary(folder):
        problems.append(f"left {temporary(folder)}")
    if failed.returncode == 0 and data(folder) != run.data:
        problems.append("other data")
    problem = run.recover(folder)
    return problems + ([f"then {problem}"] if problem else [])


def fail_each(what, numbers):
    wrong, tried = [], 0
    calls = count(what)
    for number in numbers:
        for at in spread(calls, 12):
            folder = os.path.join(top, "e")
            shutil.rmtree(folder, ignore_errors=True)
            failed = faulty(what, folder, at=at, errno=number)
            tried += 1
            for problem in judge(what, number, failed, folder):
                wrong.append(f"{what} number {at}, {errno.errorcode[number]}: {problem}")
    ok(tried > 0 and not wrong, f"OS-02: {what} fails, {tried} times", *wrong)


for call, errors in CALLS.items():
    fail_each(call, errors)

# A file system that does not know an operation, and one that changes its mind.
for call, number in (("renameat2", errno.EINVAL), ("fallocate", errno.EOPNOTSUPP), ("flock", errno.ENOLCK)):
    folder = os.path.join(top, "unsupported-" + call)
    done_without = faulty(call, folder, at=1, every=1, errno=number)
    ok(done_without.returncode == 0 and data(folder) == reference.data and reference.recover(folder) is None,
       f"{'CP-10' if call == 'flock' else 'OS-02'}: a file system without {call}", done_without.stderr)

# The first failed sync is the last: nothing is synced again in the hope that it works now.
folder = os.path.join(top, "sync")
once = faulty("fdatasync", folder, at=1, errno=errno.EIO)
ok(once.returncode == 8 and "syncing" in once.stderr and not temporary(folder) and not reference.torn(folder),
   "CP-12: fdatasync fails once: exit 8, the file is gone", once.stderr)
ok(reference.recover(folder) is None, "CP-12: and is written anew")

# Saving the checkpoint: what was saved before is enough.
wrong = []
for at in spread(count("write"), 12):
    folder = os.path.join(top, "c")
    shutil.rmtree(folder, ignore_errors=True)
    full = faulty("write", folder, run=csv, at=at, every=1, errno=errno.ENOSPC)
    wrong += [f"write {at} and all after it: {problem}" for problem in judge("write", errno.ENOSPC, full, folder, run=csv)]
ok(not wrong, "CP-11: no space for checkpoints, from any of them on", *wrong)

# Whoever starts a program with raised privileges may neither bring code nor steer it. (The kernel says so; here the shim does.)
folder = os.path.join(top, "secure")
raised = faulty("none", folder, secure=1)
ok(raised.returncode == 4 and "plugins are off in a program with raised privileges" in raised.stderr and not os.path.exists(folder),
   "PL-17: raised privileges, no plugins", raised.stderr)
environment = dict(reference.environment, LD_PRELOAD=shim, LAKEGEN_SEED="steered")
for secure in "0", "1":
    shown = subprocess.run([reference.program, "config", "show"], env=dict(environment, FAULT_SECURE=secure), stdout=subprocess.PIPE,
                           text=True, check=True).stdout
    ok(("steered" in shown) == (secure == "0"), f"PL-17: LAKEGEN_ variables count {'not ' * int(secure)}there", shown)

# Reads and writes that are interrupted, or do half of what they should.
for run in (reference, csv):
    folder = os.path.join(top, "short-" + run.name)
    short = faulty("none", folder, run=run, short=1)
    ok(short.returncode == 0 and data(folder) == run.data, f"OS-03: short and interrupted calls, {run.name}", short.stderr)

# A disk that is full after any share of the run's bytes.
total = sum(os.path.getsize(os.path.join(reference.folder, name)) for name in reference.files)
wrong = []
shares = range(0, 100) if EVERYTHING else range(0, 100, 7)
for share in shares:
    folder = os.path.join(top, "f")
    shutil.rmtree(folder, ignore_errors=True)
    full = faulty("none", folder, bytes=total * share // 100)
    if full.returncode != 8 or "No space left" not in full.stderr:
        wrong.append(f"{share} %: status {full.returncode}: {full.stderr}")
    if reference.torn(folder) or temporary(folder):
        wrong.append(f"{share} %: torn {reference.torn(folder)}, left {temporary(folder)}")
    problem = reference.recover(folder)
    if problem:
        wrong.append(f"{share} %: then {problem}")
ok(not wrong, f"OS-06: a disk that is full at {len(shares)} points between 0 and 100 %", *wrong)
done()
