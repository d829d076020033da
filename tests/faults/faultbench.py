# SPDX-License-Identifier: Apache-2.0
"""What the fault benches share: reference runs, what lies in a folder afterwards, and tools that are compiled when they are needed.

TEST_FAULTS=all makes every bench try everything; without it they take as many points as a few seconds allow, spread evenly."""

import hashlib
import os
import shutil
import subprocess

import taptest

EVERYTHING = os.environ.get("TEST_FAULTS") == "all"
SOURCE = os.path.join(os.environ["srcdir"], "tests", "faults")


def need_compiler():
    compiler = os.environ.get("CC", "cc").split()
    if not shutil.which(compiler[0]):
        taptest.skip_all("no compiler")
    return compiler


def build(name, folder, *options):
    """Compiles a tool of this folder and gives its path. Sanitizers are lakegen's, not the tools'."""
    path = os.path.join(folder, name.split(".")[0] + (".so" if "-shared" in options else ""))
    subprocess.run([*need_compiler(), "-D_GNU_SOURCE", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", *options,
                    os.path.join(SOURCE, name), "-o", path, "-ldl", "-pthread"], check=True)
    return path


def program():
    """The real program and its environment: the wrapper of an uninstalled one is a shell script, whose calls are not lakegen's."""
    libraries = os.path.join(os.environ["builddir"], ".libs")
    path = os.path.join(libraries, "lakegen")
    if not os.path.exists(path):
        return "lakegen", dict(os.environ)
    return path, dict(os.environ, LD_LIBRARY_PATH=libraries)


def fast_folder():
    """Memory instead of a disk, where there is some: what is tested is the order of calls, not the disk."""
    if not os.environ.get("TMPDIR") and os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK):
        os.environ["TMPDIR"] = "/dev/shm"
    return taptest.workdir()


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def files(folder):
    """All files below a folder, by relative name."""
    found = []
    for place, _, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(place, name), folder) for name in names]
    return sorted(found)


def is_data(name):
    return "_lakegen/" not in name and not os.path.basename(name).startswith((".", "_"))


def is_report(name):
    return os.path.basename(name).startswith("report-")


def data(folder):
    """The SHA-256 of every object, by name: records and temporary files are left out."""
    return {name: sha256(os.path.join(folder, name)) for name in files(folder) if is_data(name)}


def spread(count, points):
    """Numbers 1 to count: all of them, or about so many of them, spread evenly, the ends included."""
    if EVERYTHING or count <= points:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (points - 1)) for i in range(points)})


class Reference:
    """A small run without faults, and how its like is begun, resumed and judged."""

    def __init__(self, folder, name, *options, rows=12000):
        self.folder = os.path.join(folder, name + "-reference")
        self.name = name
        self.options = ["--schema", "customer360", "--payload-kb", "0", "--rows", str(rows), "--file-size", "300kb",
                        "--row-group-size", "100kb", "--threads", "2", "--quiet", *options]
        self.program, self.environment = program()
        self.run(self.folder, check=True)
        self.data = data(self.folder)
        self.files = self.kept(self.folder)

    def command(self, folder, *options):
        return [self.program, *taptest.last_of_each([*self.options, "--output", os.path.join(folder, "d"), *options])]

    @staticmethod
    def kept(folder):
        """What must be there in the end. A process that dies leaves no report, and nothing depends on one."""
        return [name for name in files(folder) if not is_report(name)]

    def run(self, folder, *options, wrapper=(), environment=None, check=False):
        done = subprocess.run([*wrapper, *self.command(folder, *options)], env=dict(self.environment, **(environment or {})),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        if check and done.returncode != 0:
            raise RuntimeError(f"{done.args}: status {done.returncode}: {done.stderr}")
        return done

    def torn(self, folder):
        """Objects under a final name that are not whole."""
        return [name for name, digest in data(folder).items() if self.data.get(name) != digest]

    def recover(self, folder):
        """Resumes, or begins when nothing had been written down; gives what is wrong afterwards, or None."""
        done = self.run(folder, "--resume")
        if done.returncode == 11 and "nothing to resume" in done.stderr:
            done = self.run(folder)
        if done.returncode != 0:
            return f"status {done.returncode}: {done.stderr.strip()}"
        if data(folder) != self.data:
            return "other data"
        there, expected = set(self.kept(folder)), set(self.files)
        return None if there == expected else f"leftovers: {sorted(there - expected)} missing: {sorted(expected - there)}"
