# SPDX-License-Identifier: Apache-2.0
"""Running one side of a comparison, and comparing sides in turn.

Processor time and peak memory are what the kernel accounts to the whole process tree when it has ended (wait4). A process
starts with the memory peak of whoever started it, so bench/run stays small and imports nothing big."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Run:
    rows: int
    cpu: float   # seconds, user + system, of the process tree
    wall: float  # seconds
    peak: int    # bytes
    size: int    # bytes of the output
    stage: dict  # what a peer measured itself: cpu, wall; or None


@dataclass
class Side:
    """One competitor of a comparison."""
    name: str
    command: object    # command(rows, folder) gives the words of the command
    rows: int          # of a run, about a second or two
    peer: str = None   # its name in aims.py; None: lakegen
    check: str = None  # the workload whose rows its output must hold; None: there is no output
    staged: bool = False  # it measures a part of itself, and start-up is no part of that


class Failed(Exception):
    """A command did not do what it should; the text is for people."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def spawn(command, environment=None):
    """Runs a command to its end: seconds of processor, seconds, peak bytes, what it printed. environment: variables besides ours."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0), errors.seek(0)
        if process.returncode != 0:
            raise Failed(f"{' '.join(map(str, command))}\nended with status {process.returncode}: {errors.read()[-2000:]}")
        return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, output.read()


def size_of(folder):
    """Bytes of data files; lakegen's records in _lakegen are left out."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".parquet", ".csv", ".jsonl"))


def stage_of(printed):
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else None


class Bench:
    """The settings of one invocation of bench/run, and a folder for everything it writes."""

    def __init__(self, options, folder):
        self.folder = pathlib.Path(folder)
        self.rounds = options.rounds
        self.divide = 10 if options.quick else 1
        self.python = options.python
        self.peers = pathlib.Path(__file__).resolve().parent / "peers"
        self.nulls = {}    # workload: shares of nulls as the first side has them, as JSON
        self.lakegen, self.iot10 = None, None

    def peer(self, script, *words):
        return [self.python, str(self.peers / f"{script}.py"), *map(str, words)]

    def run(self, side, rows, check=False):
        """One run. Its output goes to an empty folder, which is removed before its pages reach the disk, where it can be."""
        folder = self.folder / "out"
        folder.mkdir()
        try:
            cpu, wall, peak, printed = spawn(side.command(rows, folder))
            if check and side.check:
                self.check(side, rows, folder)
            return Run(rows, cpu, wall, peak, size_of(folder), stage_of(printed))
        finally:
            shutil.rmtree(folder)

    def check(self, side, rows, folder):
        known = self.nulls.get(side.check)
        shares = spawn(self.peer("check", side.check, rows, folder, *(["--nulls", known] if known else [])))[3]
        if shares.strip() != "{}":  # of text nothing is known
            self.nulls.setdefault(side.check, shares)

    def compare(self, sides):
        """A B C A B C …; gives {name: Result}. Runs of one row come first: they warm caches and show what starting costs."""
        results = {}
        for side in sides:
            starts = [self.run(side, 1) for _ in range(min(3, self.rounds + 1))]
            results[side.name] = Result(side, median([start.cpu for start in starts]), [])
        for number in range(self.rounds):
            for side in sides:
                say(f"  round {number + 1}/{self.rounds}: {side.name}")
                results[side.name].runs.append(self.run(side, max(1, side.rows // self.divide), check=number == 0))
        return results


@dataclass
class Result:
    side: Side
    start: float  # processor seconds of a run of one row
    runs: list    # one for each round

    def cpus(self):
        """Seconds of work in each round: the stage that a peer measured, or the process without its start-up."""
        if self.side.staged:
            return [run.stage["cpu"] for run in self.runs]
        return [max(run.cpu - self.start, 1e-6) for run in self.runs]

    def walls(self):
        return [run.stage["wall"] if self.side.staged else run.wall for run in self.runs]

    def row_rates(self):
        return [run.rows / cpu for run, cpu in zip(self.runs, self.cpus())]

    def byte_rates(self):
        return [run.size / cpu for run, cpu in zip(self.runs, self.cpus())]

    def row_bytes(self):
        return median([run.size / run.rows for run in self.runs])

    def peak(self):
        return max(run.peak for run in self.runs)


def ratios(ours, theirs):
    """Of neighbouring runs, so that a machine that slows down slows both: median, lowest, highest."""
    paired = [a / b for a, b in zip(ours, theirs)]
    return median(paired), min(paired), max(paired)
