# SPDX-License-Identifier: Apache-2.0
"""What the Python tests share: TAP output, and running lakegen.

    from taptest import ok, equal, done, lakegen, workdir, skip_all

Each check prints a line; done() prints the plan and exits. The environment is that of tests/lib.sh.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile

_require_all = os.environ.get("TEST_REQUIRE_ALL", "")
_count = 0
_failures = 0
_workdirs = []


def ok(condition, description, *notes):
    """One check. Notes are printed when it fails."""
    global _count, _failures
    _count += 1
    if condition:
        print(f"ok {_count} - {description}", flush=True)
        return True
    _failures += 1
    print(f"not ok {_count} - {description}")
    for note in notes:
        for line in str(note).splitlines()[:20]:
            print(f"# {line}")
    sys.stdout.flush()
    return False


def equal(got, expected, description):
    return ok(got == expected, description, f"got      {got!r}", f"expected {expected!r}")


def skip(description, reason):
    """One check that cannot be made here; a failure where everything must be there."""
    global _count
    if _require_all:
        ok(False, description, f"needed here: {reason}")
        return
    _count += 1
    print(f"ok {_count} - {description} # SKIP {reason}", flush=True)


def skip_all(reason):
    if _require_all:
        print(f"1..1\nnot ok 1 - needed here: {reason}")
        sys.exit(1)
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def need(*modules):
    """Imports packages by name and gives them; skips the test when one is missing."""
    import importlib

    found = []
    for name in modules:
        try:
            found.append(importlib.import_module(name))
        except ImportError as error:
            skip_all(f"the Python package {name} is missing ({error})")
    return found[0] if len(found) == 1 else found


def workdir():
    """An empty folder that is removed at the end."""
    path = tempfile.mkdtemp(prefix="lakegen-test.")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    _workdirs.append(path)
    return path


def last_of_each(arguments):
    """lakegen refuses an option that has two values; of those that come again, here the last counts."""
    groups = {}
    words = [str(argument) for argument in arguments]
    while words:
        group = [words.pop(0)]
        if group[0].startswith("--") and "=" not in group[0] and words and not words[0].startswith("--"):
            group.append(words.pop(0))
        name = group[0].removeprefix("--no-").removeprefix("--").split("=")[0] if group[0].startswith("--") else object()
        if name == "set":
            name = group[1].split("=")[0]
        groups.pop(name, None)
        groups[name] = group
    return [word for group in groups.values() for word in group]


def lakegen(*arguments, check=True, env=None, **options):
    """Runs lakegen and gives the finished process, with text in stdout and stderr."""
    environment = dict(os.environ, **(env or {}))
    process = subprocess.run(["lakegen", *map(str, arguments)], capture_output=True, text=True, env=environment,
                             stdin=subprocess.DEVNULL, **options)
    if check and process.returncode != 0:
        raise RuntimeError(f"lakegen {' '.join(map(str, arguments))}: status {process.returncode}: {process.stderr}")
    return process


def done():
    """Secrets of the environment are in no small file either: no record, report or log of a run."""
    search = ["find", *_workdirs, "-type", "f", "-size", "-4096k", "-exec", "grep", "-laF", "ENVCANARY", "{}", "+"]
    leaks = subprocess.run(search, capture_output=True, text=True).stdout if _workdirs else ""
    if leaks:
        ok(False, "no secret is in a file", leaks)
    print(f"1..{_count}")
    sys.exit(1 if _failures else 0)
