# SPDX-License-Identifier: Apache-2.0
"""The section s3: what uploading costs the client, beside clients that upload files which are there, and what faults cost."""

import os
import pathlib
import shutil
import subprocess
import sys

import aims
from measure import Failed, median, ratios, say, size_of, spawn
from report import number, spread, table

TESTS = pathlib.Path(__file__).resolve().parent.parent / "plugins/sinks/s3/tests"
sys.path.append(str(TESTS))
from servers import SERVERS

ROWS = 480_000
BUCKET, PREFIX = "bench", "rows"
FAULT_PIECE = 8  # MiB of an upload part: half of the default makes twice the requests, for faults to meet


def lakegen(bench, rows, *words):
    return [bench.lakegen, "--schema", "customer360", "--quiet", "--rows", str(rows), "--file-size", "256mb", *map(str, words)]


def to_store(bench, rows, *words):
    return lakegen(bench, rows, "--sink", f"s3://{BUCKET}/{PREFIX}", *words)


def rclone(server):
    """The command and the environment that is its configuration."""
    settings = {"TYPE": "s3", "PROVIDER": "Other", "ENDPOINT": server.endpoint, "REGION": server.region, "ACCESS_KEY_ID": server.key,
                "SECRET_ACCESS_KEY": server.secret, "NO_CHECK_BUCKET": "true"}
    environment = {f"RCLONE_CONFIG_STORE_{name}": value for name, value in settings.items()}
    return lambda folder: ["rclone", "copy", "--config", os.devnull, str(folder), f"store:{BUCKET}/{PREFIX}"], environment


class Store:
    """versitygw, which keeps objects as files: what was uploaded is looked at there, and removed."""

    def __init__(self, bench):
        self.server = SERVERS["versitygw"][1](str(bench.folder))
        self.place = bench.folder / "versitygw" / BUCKET / PREFIX
        self.environment = self.server.environment
        spawn(bench.peer("upload_boto3", "--make", BUCKET), self.environment)

    def measure(self, command, environment, size):
        """Seconds of processor, seconds, peak bytes. size: of what must be there then; None: anything."""
        try:
            cpu, wall, peak, _ = spawn(command, {**self.environment, **environment})
            found = size_of(self.place) if self.place.exists() else 0
            if size is not None and found != size:
                raise Failed(f"{' '.join(command)}\nuploaded {found} bytes, not {size}")
            return cpu, wall, peak
        finally:
            shutil.rmtree(self.place, ignore_errors=True)


def clients(bench, store, files):
    """{name: what uploads a folder, its environment}: those that are installed."""
    found = {}
    if bench.versions["boto3"]:
        found["boto3, upload_file"] = lambda folder: bench.peer("upload_boto3", BUCKET, PREFIX, folder), {}
    if shutil.which("rclone"):
        found["rclone copy"] = rclone(store.server)
    return found


def take_turns(bench, store, rows, files, size):
    """{name: [(cpu, wall, peak) in each round]}, and what starting costs: cpu, by name."""
    empty = bench.folder / "empty"
    empty.mkdir()
    turns = {"lakegen": (to_store(bench, rows), {}, size), "null": (lakegen(bench, rows, "--sink", "null"), {}, None)}
    starts = {"lakegen": store.measure(to_store(bench, 1), {}, None)[0], "null": spawn(lakegen(bench, 1, "--sink", "null"))[0]}
    for name, (command, environment) in clients(bench, store, files).items():
        turns[name] = command(files), environment, size
        starts[name] = store.measure(command(empty), environment, 0)[0]
    found = {name: [] for name in turns}
    for turn in range(bench.rounds):
        for name, (command, environment, expected) in turns.items():
            say(f"  round {turn + 1}/{bench.rounds}: {name}")
            found[name].append(store.measure(command, environment, expected))
    return found, starts


def cost_table(found, starts, rows, size):
    cpus = {name: [max(cpu - starts[name], 1e-6) for cpu, _, _ in runs] for name, runs in found.items()}
    cpus["upload"] = [max(whole - rest, 1e-6) for whole, rest in zip(cpus["lakegen"], cpus["null"])]
    walls = {name: number(median([wall for _, wall, _ in runs])) for name, runs in found.items()}
    peaks = {name: number(max(peak for _, _, peak in runs) / 2**20) for name, runs in found.items()}
    names = {"lakegen": "**lakegen**: generate, encode, upload", "null": "lakegen, null sink: generate, encode",
             "upload": "lakegen, uploading: the difference"}
    lines = []
    for name in ["lakegen", "null", "upload", *[name for name in found if name not in names]]:
        is_peer = name not in names
        against = ratios(cpus[name], cpus["upload"])
        makes_rows = name in ("lakegen", "null")
        lines.append([names.get(name, f"{name}: files that are there"), walls.get(name, ""), number(median(cpus[name])),
                      number(median(cpus[name]) / size * 1e9), number(rows / median(cpus[name]) / 1000) if makes_rows else "",
                      peaks.get(name, ""), spread(against) if is_peer else "", *aims.upload(name, against[0]),
                      spread(ratios(cpus[name], cpus["lakegen"])) if is_peer else ""])
    return table(["", "wall s", "cpu s", "**cpu s/GB**", "k rows/cpu-s", "peak MiB", "÷ lakegen's uploading", "floor", "result",
                  "÷ all of lakegen"], lines)


# ---- faults ----

class Faulty:
    """The tests' scripted store, as a process of its own, in which a share of the requests meets a fault."""

    def __init__(self, bench, share):
        self.process = subprocess.Popen(bench.peer("faulty_store", share, BUCKET), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        text=True, env={**os.environ, "PYTHONPATH": str(TESTS)})
        self.environment = dict(word.split("=", 1) for word in self.process.stdout.readline().split("\t") if "=" in word)
        if not self.environment:
            raise Failed("the scripted store does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()


def time_with_faults(bench, share, rows):
    store = Faulty(bench, share)
    try:
        return spawn(to_store(bench, rows, "--part-size", f"{FAULT_PIECE}mb"), store.environment)[1]
    finally:
        store.stop()


def fault_table(bench, rows):
    walls = {share: [] for share in (0, *aims.FAULT_SPEED)}
    for turn in range(bench.rounds):
        for share in walls:
            say(f"  round {turn + 1}/{bench.rounds}: {100 * share:g} % faults")
            walls[share].append(time_with_faults(bench, share, rows))
    lines = []
    for share, times in walls.items():
        ratio = ratios(walls[0], times)
        floor = aims.FAULT_SPEED.get(share)
        lines.append([f"{100 * share:g} %", number(median(times)), number(rows / median(times) / 1000), *(
            [spread(ratio), f"{floor}×", "met" if ratio[0] >= floor else "**not met**"] if floor else ["", "", ""])])
    return table(["requests with a fault", "wall s", "k rows/s", "÷ without faults", "floor", "result"], lines)


# ---- the section ----

def upload(bench, document, workload):
    missing = SERVERS["versitygw"][0]()
    if workload != "c360":
        return
    if missing or not bench.versions["boto3"]:
        document.section("c360: to S3", f"Left out: {missing or 'boto3 is missing'}.\n")
        return
    rows, files = ROWS // bench.divide, bench.folder / "files"
    store = Store(bench)
    spawn(lakegen(bench, rows, "--output", files))
    size = size_of(files)
    found, starts = take_turns(bench, store, rows, files, size)
    shutil.rmtree(files)
    document.section(f"c360: {rows:,} rows, {size / 1e9:.2f} GB, to an S3 store on this machine",
                     "versitygw, over http. Processor time is the client's alone, less that of its start. "
                     "Everybody has its defaults.", cost_table(found, starts, rows, size))
    document.section(f"c360: {rows:,} rows to a scripted store, with faults",
                     "500, 503, connections that are cut while a body is sent, and answers that are lost, in equal shares. The store is "
                     "written in Python and slow; ratios alone mean something.", fault_table(bench, rows))
