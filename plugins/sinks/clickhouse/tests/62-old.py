# SPDX-License-Identifier: Apache-2.0
"""An old server, Debian's 18.16: what it lacks is said, and what it has is used."""

import os
import shutil
import signal
import subprocess
import time

from chserver import Old, small
from taptest import done, equal, lakegen, ok, workdir

os.chdir(workdir())
server = Old("server")


def run(table, *options, rows=5000, env=None):
    shutil.rmtree(".lakegen", ignore_errors=True)
    return lakegen("--schema", "images_analytical", "--seed", "1", "--rows", rows, "--batch-size", "1000", "--sink",
                   f"clickhouse://127.0.0.1:{server.port}/{table}", *options, check=False, env=env)


def counts(table):
    return server.query(f"SELECT count(), uniqExact(image_id), sum(length(keyword_ids)), sum(face_x), sum(has_face) FROM {table}")


process = run("d.t", "--create-table")
equal((process.returncode, "reads Native blocks as if they had the table's types; give --format rowbinary or jsonl" in process.stderr), (6,
                                                                                                    True),
      "Native is refused: " + process.stderr.splitlines()[-1])
process = run("d.t", "--create-table", "--format", "rowbinary")
equal(process.returncode, 0, "RowBinary loads " + process.stderr.splitlines()[-1])
for word in ("gender LowCardinality(String) as String", "has_face Bool as UInt8", "body_pose_cluster_512 not in the key",
             "inserts without a deduplication window", "exactly once, by counting keys"):
    ok(word in process.stderr, f"it is said: {word}")
equal(counts("d.t").split("\t")[:2], ["5000", "5000"], "every row once")
process = run("d.j", "--create-table", "--format", "jsonl")
equal((process.returncode, counts("d.j")), (0, counts("d.t")), "JSONEachRow: the same rows")
process = run("d.absent", "--format", "jsonl")
equal((process.returncode, "--create-table makes it" in process.stderr), (6, True), "CH-03")
for user, password in (("nobody", "x"), ("locked", "wrong")):
    process = run("d.t", "--format", "jsonl", env={"CLICKHOUSE_USER": user, "CLICKHOUSE_PASSWORD": password})
    equal((process.returncode, "wrong" in process.stderr.replace("Wrong", "")), (5, False),
          f"CH-02: {user} is refused: {process.stderr.strip()[-90:]}")
process = run("d.u", "--create-table", "--format", "rowbinary", env={"CLICKHOUSE_USER": "locked", "CLICKHOUSE_PASSWORD": "open-sesame"})
equal(process.returncode, 0, "the right password works")
process = lakegen("--schema", "images_analytical", "--sink", f"clickhouse://127.0.0.1:{server.port}/d.t", "--count", check=False)
equal((process.returncode, process.stdout), (0, "images_analytical\t5000\n"), "--count")
process = lakegen("--schema", "images_analytical", "--sink", f"clickhouse://127.0.0.1:{server.port}/d.none", "--count", check=False)
equal(process.returncode, 6, "CH-36: --count of a table that is not there")
process = run("d.o", "--create-table", "--format", "rowbinary")
process = lakegen("--schema", "images_analytical", "--seed", "2", "--rows", "5000", "--batch-size", "1000", "--format", "rowbinary",
                  "--overwrite",
                  "--sink", f"clickhouse://127.0.0.1:{server.port}/d.o", check=False)
equal((process.returncode, counts("d.o").split("\t")[:2]), (0, ["5000", "5000"]),
      "--overwrite: removed and made again" + process.stderr[-200:])

# killed, and gone on with
shutil.rmtree(".lakegen", ignore_errors=True)
run("d.k", "--create-table", "--format", "rowbinary", rows=0)
command = ["lakegen", "-q", "--schema", "images_analytical", "--seed", "1", "--rows", "40000", "--batch-size", "1000", "--format",
           "rowbinary", "--sink",
           f"clickhouse://127.0.0.1:{server.port}/d.k"]
for pause in (.2, .5, .35):
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    process.communicate()
process = subprocess.run(command, capture_output=True, text=True, check=False)
said = ("", small(1000))  # nothing is left to warn of when the third one had finished already
ok(process.returncode == 0 and process.stderr in said, "CH-39: killed three times, then to the end", process.stderr)
equal(server.query("SELECT count(), uniqExact(image_id), min(image_id), max(image_id) FROM d.k"), "40000\t40000\t1\t40000",
      "every row once")
done()
