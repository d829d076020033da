#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rows into a ClickHouse table, side by side on one machine: lakegen; the same rows as Native files posted by curl; and a client of
the older tool's design, which makes rows one by one and posts JSONEachRow. The server is the tests' (CHDB_LIB); lakegen the one in PATH.

    CHDB_LIB=… bench/insert.py [--rows 2000000] [--rounds 3]

The share is that of the client's processor time in all that was used, the server's included."""

import argparse
import glob
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "plugins/sinks/clickhouse/tests")]
from chserver import Current

BATCH = 100_000


def server_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def client_seconds():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))


def lakegen(server, rows, folder):
    subprocess.run(["lakegen", "-q", "--schema", "images_analytical", "--seed", "1", "--rows", str(rows), "--sink",
                    f"clickhouse://127.0.0.1:{server.port}/b.t", "--overwrite"], check=True, cwd=folder)


def native_files(server, rows, folder):
    """The blocks that lakegen sends, made before the clock runs."""
    url = f"{server.url}/?query=INSERT%20INTO%20b.t%20FORMAT%20Native&async_insert=0"
    commands = [["curl", "-sS", "--fail", "-H", "Expect:", "--data-binary", f"@{name}",
                 url] for name in sorted(glob.glob(f"{folder}/native/part-*"))]
    running = []
    for command in commands:
        if len(running) == 4:
            assert running.pop(0).wait() == 0
        running.append(subprocess.Popen(command))
    assert all(process.wait() == 0 for process in running)


WORDS = "woman man adult young Getty Adobe US GB photo park smiling happy".split()


def row(number, columns):
    """A row as a script makes one: a dictionary, a value at a time."""
    made = {}
    for name, kind in columns.items():
        if "Array" in kind:
            made[name] = [random.randint(1, 80) for _ in range(random.randint(0, 8))]
        elif "String" in kind:
            made[name] = f"{random.choice(WORDS)} {random.choice(WORDS)} {number}" if name == "caption" else random.choice(WORDS)
        elif "DateTime" in kind:
            made[name] = f"2024-{random.randint(1, 12):02d}-{random.randint(1, 28):02d} 00:00:00"
        elif "Nullable" in kind:
            made[name] = random.randint(1, 100) if random.random() < .6 else None
        elif "Float" in kind or "Decimal" in kind:
            made[name] = round(random.random(), 3)
        else:
            made[name] = random.randint(0, 1) if "Bool" in kind else random.randint(0, 200)
    made["image_id"] = number
    return made


def json_client(server, rows, folder):
    columns = dict(line.split("\t")[:2] for line in server.query("DESCRIBE TABLE b.t FORMAT TSVRaw").splitlines())
    for first in range(1, rows + 1, 10_000):
        body = "\n".join(json.dumps(row(number, columns)) for number in range(first, min(first + 10_000, rows + 1)))
        urllib.request.urlopen(f"{server.url}/?query=INSERT%20INTO%20b.t%20FORMAT%20JSONEachRow&async_insert=0", body.encode()).read()


def measure(server, side, rows, folder):
    server.query("TRUNCATE TABLE b.t")
    client, served, start = client_seconds(), server_seconds(server), time.monotonic()
    side(server, rows, folder)
    wall, client, served = time.monotonic() - start, client_seconds() - client, server_seconds(server) - served
    stored = int(server.query("SELECT count() FROM b.t"))
    assert stored == rows, f"{stored} rows of {rows}"
    return rows / wall, client / (client + served), wall


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="lakegen-bench.")
    server = Current(f"{folder.name}/server")
    subprocess.run(["lakegen", "-q", "--schema", "images_analytical", "--seed", "1", "--rows", str(options.rows), "--format", "native",
                    "--row-group-size", "31mb", "--file-size", "32mb", "--output", f"{folder.name}/native"], check=True)
    server.query("CREATE DATABASE b")
    ddl = subprocess.run(["lakegen", "ddl", "images_analytical"], check=True, capture_output=True, text=True).stdout
    server.query(ddl.replace("`images_analytical`", "b.t").rstrip(";\n"))
    sides = {"lakegen": (lakegen, options.rows), "Native files, curl": (native_files, options.rows),
             "JSONEachRow, row by row": (json_client, max(options.rows // 50, 1))}
    found = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, (side, rows) in sides.items():
            found[name].append(measure(server, side, rows, folder.name))
    best = sorted(rate for rate, _, _ in found["lakegen"])[options.rounds // 2]
    print("| | rows/s | client's share of processor time | lakegen ÷ it |\n|---|---|---|---|")
    for name, runs in found.items():
        rate, share, _ = sorted(runs)[len(runs) // 2]
        print(f"| {name} | {rate:,.0f} | {share:.0%} | {best / rate:.2f}× |")
    server.kill()
    folder.cleanup()


if __name__ == "__main__":
    main()
