# SPDX-License-Identifier: Apache-2.0
"""A current ClickHouse server: what is made and refused, rows that are those of the Parquet files, and exactly once whatever happens.

TEST_CLICKHOUSE_KILLS says how often a run is killed at random moments.
"""

import glob
import json
import os
import random
import shutil
import signal
import subprocess
import time

from chserver import Current, Shim, small
from taptest import done, equal, lakegen, ok, workdir

os.chdir(workdir())
server = Current("server")
query = server.query
KILLS = int(os.environ.get("TEST_CLICKHOUSE_KILLS", "4"))
DESTINATION = f"clickhouse://127.0.0.1:{server.port}"


def run(table, *options, rows=3000, batch=1000, schema="images_analytical", seed=1, port=None, keep=False, env=None):
    if not keep:
        shutil.rmtree(".lakegen", ignore_errors=True)
    destination = f"clickhouse://127.0.0.1:{port or server.port}/{table}"
    seeds = [] if seed is None else ["--seed", seed]
    return lakegen("--schema", schema, *seeds, "--rows", rows, "--batch-size", batch, "--sink", destination, *options, check=False, env=env)


def expect(id, process, code, word=""):
    if not equal((process.returncode, word in process.stderr), (code, True), f"{id}: exit {code} {word}"):
        print("# " + process.stderr.replace("\n", "\n# "))


def counts(table, column="image_id"):
    return query(f"SELECT count(), uniqExact({column}), min({column}), max({column}) FROM {table}")


def exactly(id, table, rows, first=1):
    equal(counts(table), f"{rows}\t{rows}\t{first}\t{first + rows - 1}", f"{id}: every row once")


ddl = lakegen("ddl", "images_analytical", "--dialect", "clickhouse").stdout


def make(name, *edits):
    """The table as --create-table makes it, with changes."""
    statement = ddl.replace("`images_analytical`", name).rstrip(";\n")
    for old, new in edits:
        assert old in statement, old
        statement = statement.replace(old, new)
    query("CREATE DATABASE IF NOT EXISTS d")
    answer = query(statement)
    if answer:
        ok(False, f"{name} is made", answer)


NO_WINDOW = ("allow_nullable_key = 1, non_replicated_deduplication_window = 10000", "allow_nullable_key = 1")

# ---- making tables
expect("CH-03", run("d.absent"), 6, "--create-table makes it")
process = run("d.first", "--create-table", rows=20000, batch=7000)
expect("created", process, 0, "exactly once, by counting keys")
exactly("created", "d.first", 20000)
for part in ("ReplacingMergeTree(updated_at)", "non_replicated_deduplication_window = 10000", "allow_nullable_key = 1",
             "LowCardinality(String)", "Array(UInt32)", "Decimal(6, 3)", "Nullable(UInt16)", "Bool"):
    ok(part in query("SHOW CREATE TABLE d.first FORMAT TSVRaw"), f"the table has {part}")
BLOCKS = "SELECT max(max_block_number) FROM system.parts WHERE database = 'd' AND table = '{}'"
equal(query(BLOCKS.format("first")), "3", "one INSERT is one part: nothing is split")

# the same rows as in Parquet, in every format and encoding; with that, every distribution that the schema's tests look at
lakegen("-q", "--schema", "images_analytical", "--seed", "1", "--rows", "20000", "--output", "parquet")
parquet = f"file('{glob.glob(os.getcwd() + '/parquet/part-*')[0]}', Parquet)"
types = dict(line.split("\t")[:2] for line in query("DESCRIBE TABLE d.first FORMAT TSVRaw").splitlines())


def digest(source):
    cells = ", ".join(f"toString({'tuple' if kind.startswith('Nullable') else ''}(CAST(`{name}` AS {kind})))" for name, kind in types.items())
    return query(f"SELECT count(), sum(cityHash64({cells})) FROM {source}")


reference = digest(parquet)
ok(reference.startswith("20000\t"), "ClickHouse reads the Parquet file", reference)
equal(digest("d.first"), reference, "native: the rows are those of the Parquet file, all 74 columns")
for format, codec in (("rowbinary", "none"), ("jsonl", "gzip"), ("parquet", "snappy"), ("native", "zstd"), ("native", "gzip")):
    table = f"d.{format}_{codec}"
    process = run(table, "--create-table", "--format", format, "--compression", codec, rows=20000, batch=20000)
    if "lacks" in process.stderr:
        continue  # a codec that this build does not have
    expect(f"{format} {codec}", process, 0)
    equal(digest(table), reference, f"{format}, {codec}: the same rows")
    equal(query(BLOCKS.format(table[2:])), "1", f"{format}, {codec}: one INSERT is one part")
share = float(query("SELECT countIf(site_name = 'Getty') / count() FROM d.first"))
ok(abs(share - .4) < .02 and query("SELECT uniqExact(caption) > 15000 FROM d.first") == "1", "distributions look right by SQL", share)

# ---- tables of others
make("d.month", NO_WINDOW, ("ORDER BY", "PARTITION BY toYYYYMM(upload_date)\nORDER BY"), ("Bool", "UInt8"), ("LowCardinality(String)",
                                                                                                    "String"),
     ("Decimal(6, 3)", "Float32"), ("Nullable(UInt8)", "Nullable(UInt16)"), ("DateTime('UTC')", "DateTime"))
expect("CH-06", run("d.month"), 0)
exactly("CH-06: the users' own table, wider and partitioned by month", "d.month", 3000)
make("d.lacks", ("    `caption` String,\n", ""))
expect("CH-04", run("d.lacks"), 6, "column 'caption' is missing")
make("d.more", ("    `caption` String,\n", "    `caption` String,\n    `mine` String,\n    `dated` DateTime DEFAULT now(),\n"))
process = run("d.more")
expect("CH-05", process, 0, "columns that are not sent and get their types' defaults: mine")
exactly("CH-05", "d.more", 3000)
for id, edit, word in (("CH-06", ("`width` UInt16", "`width` UInt8"), "'width' of type UInt16 is sent, UInt8 does not hold it"),
                       ("CH-06", ("`hsv_cluster` Nullable(UInt16)", "`hsv_cluster` UInt16"), "UInt16 takes no nulls"),
                       ("CH-06", ("`keyword_ids` Array(UInt32)", "`keyword_ids` UInt32"), "UInt32 is no array"),
                       ("CH-06", ("`face_x` Decimal(6, 3)", "`face_x` Decimal(6, 2)"), "Decimal(6, 2) does not hold it"),
                       ("CH-06", ("`gender` LowCardinality(String)", "`gender` Enum8('woman' = 1, 'man' = 2)"), "does not hold it"),
                       ("CH-33", ("`caption` String", "`caption` String MATERIALIZED 'x'"), "'caption' is MATERIALIZED")):
    query("DROP TABLE IF EXISTS d.odd")
    make("d.odd", edit)
    expect(id, run("d.odd"), 6, word)
query("DROP TABLE d.odd")
make("d.odd", ("`width` UInt16", "`width` UInt32"), ("`is_small` Bool", "`is_small` UInt8"), ("`image_id` UInt32", "`image_id` UInt64"),
     ("`topic_score_1` Float32", "`topic_score_1` Float64"), ("    `caption` String,\n",
                                                              "    `caption` String,\n    `l` UInt64 ALIAS length(caption),\n"
                                                              "    `m` UInt64 MATERIALIZED length(caption),\n"))
expect("CH-06", run("d.odd"), 0)
exactly("CH-33: MATERIALIZED and ALIAS columns beside", "d.odd", 3000)
expect("CH-06", run("d.odd", "--format", "rowbinary"), 6, "needs a format that tells types")
query("CREATE DATABASE `we.ird`")
process = lakegen("--schema", "images_analytical", "--seed", "1", "--rows", "100", "--sink", "clickhouse", "--url", server.url,
                  "--database", "we.ird",
                  "--set", "table=a`b.c d;DROP TABLE d.first", "--create-table", check=False)
expect("CH-37", process, 0)
equal(query("SELECT count() FROM `we.ird`.`a\\`b.c d;DROP TABLE d.first`"), "100", "CH-37: names are quoted")
exactly("CH-37: nothing was dropped", "d.first", 20000)

# ---- views
make("d.source", ("ReplacingMergeTree(updated_at)", "MergeTree"))
query("CREATE TABLE d.seen (image_id UInt32) ENGINE = MergeTree ORDER BY image_id SETTINGS non_replicated_deduplication_window = 1000")
query("CREATE MATERIALIZED VIEW d.seeing TO d.seen AS SELECT image_id FROM d.source")
relay = Shim(server.port, ["", "drop", "drop"])
process = run("d.source", port=relay.port, rows=5000)
expect("CH-14", process, 0, "by the server's tokens")
exactly("CH-14: answers lost, a view with a window: the table", "d.source", 5000)
exactly("CH-14: and the view", "d.seen", 5000)
make("d.open", ("ReplacingMergeTree(updated_at)", "MergeTree"))
query("CREATE MATERIALIZED VIEW d.opening ENGINE = MergeTree ORDER BY image_id AS SELECT image_id FROM d.open")
expect("CH-16", run("d.open"), 6, "accept it with --dedup keys")
expect("CH-16", run("d.open", "--dedup", "none"), 0, "at least once")
make("d.narrow", ("window = 10000", "window = 2"))
expect("CH-17", run("d.narrow", "--dedup", "token"), 0, "lets 1 insert be under way at a time")
exactly("CH-17", "d.narrow", 3000)
make("d.throwing", NO_WINDOW)
query("CREATE MATERIALIZED VIEW d.thrower ENGINE = Null AS SELECT throwIf(image_id = 1500, 'the view says no') FROM d.throwing")
expect("CH-34", run("d.throwing", "--dedup", "keys"), 6, "the view says no")
expect("CH-16", run("d.readings", "--create-table", schema="iot"), 6, "accept that some may be stored twice with --dedup none")
for schema in ("customer360", "iot", "financial"):
    process = lakegen("--schema", schema, "--rows", "3000", "--sink", f"{DESTINATION}/other", "--create-table", "--ground-truth",
                      "--dedup", "token",
                      check=False)
    expect(f"{schema} loads with its ground truth", process, 0)
equal(query("SELECT count() FROM other.readings") + query("SELECT count() FROM other.transactions") +
      query("SELECT count() FROM other.interactions"), "3000" * 3, "all their rows are there")


def readings(*options):
    return run("d.keyless", "--create-table", "--dedup", *options, schema="iot", keep=True)


shutil.rmtree(".lakegen", ignore_errors=True)
expect("without a key", readings("token"), 0)
for options in (["token", "--overwrite"], ["none", "--overwrite"], ["token", "--reset"]):
    expect(f"without a key, {options}", readings(*options), 6, "holds 3000; empty it yourself, with TRUNCATE TABLE, and begin again")
equal(query("SELECT count() FROM d.keyless"), "3000", "without a key: nothing was written or removed")
query("ALTER TABLE d.keyless DELETE WHERE 1 SETTINGS mutations_sync = 2")
expect("without a key, deleted", readings("token", "--overwrite"), 9, "has 0 rows more than before, the run has 3000")
query("TRUNCATE TABLE d.keyless")
expect("without a key, emptied", readings("token", "--overwrite"), 0)
equal(query("SELECT count() FROM d.keyless"), "3000", "without a key: --overwrite of an empty table makes every row")
query("ALTER TABLE d.keyless DELETE WHERE 1 SETTINGS mutations_sync = 2")
shutil.rmtree(".lakegen", ignore_errors=True)
expect("without a key, deleted", readings("token"), 9, "has 0 rows more than before, the run has 3000")
expect("without a key, none", readings("none", "--overwrite"), 0)
equal(query("SELECT count() FROM d.keyless"), "3000", "without a key: --dedup none asks no window")

truth = ["--schema", "customer360", "--rows", "3000", "--sink", f"{DESTINATION}/truth", "--create-table", "--ground-truth", "--dedup",
         "none"]
lakegen(*truth)
process = lakegen(*truth, "--overwrite", check=False)
expect("--overwrite of several tables", process, 6, "`interactions_truth` has no column that numbers its rows")
equal(query("SELECT count() FROM truth.interactions"), "3000", "--overwrite: no rows are removed for a run that is refused")

# ---- lost answers, and what is there already
make("d.lost", NO_WINDOW, ("ORDER BY", "PARTITION BY toYYYYMM(upload_date)\nORDER BY"))
relay = Shim(server.port, ["", "drop", "drop", "", "drop"])
process = run("d.lost", port=relay.port, rows=8000)
expect("CH-15", process, 0, "parts were there already")
exactly("CH-15: answers lost, no window, partitions", "d.lost", 8000)
expect("occupied", run("d.lost"), 6, "holds 3000 rows with a image_id of 1 to 3000 already")
expect("overwritten by two nodes", run("d.lost", "--overwrite", "--total-nodes", "2", "--node-id", "0", seed=2), 2,
       "each of 2 nodes would remove what the others have made again")
expect("overwritten", run("d.lost", "--overwrite", seed=2), 0)
exactly("overwritten", "d.lost", 8000)
expect("more images", run("d.lost", "--start-image-id", "8001"), 0)
expect("CP-16", run("d.lost", "--start-image-id", "8001", keep=True), 0, "finished already, nothing was written")
exactly("more images", "d.lost", 11000)
equal(query("SELECT count() FROM d.lost"), "11000", "CH-19: rows are there when the run ends, though async_insert is the server's default")
query("CREATE TABLE d.wide AS d.lost")
expect("CH-21", run("d.wide", batch=3000), 0)
query("DROP TABLE IF EXISTS d.daily")
make("d.daily", NO_WINDOW, ("ORDER BY", "PARTITION BY upload_date\nORDER BY"))
expect("CH-21", run("d.daily", batch=3000), 6, "max_partitions_per_insert_block")

# ---- tokens
make("d.tokens")
expect("CH-18", run("d.tokens", "--run-id", "one"), 0)
query("ALTER TABLE d.tokens DELETE WHERE 1 SETTINGS mutations_sync = 2")
expect("CH-18", run("d.tokens", "--run-id", "one"), 9, "or removed the same rows before, which its deduplication window remembers")
equal(query("SELECT count() FROM d.tokens"), "0", "CH-18: the same rows have the same tokens, which the window remembers")
expect("CH-18", run("d.tokens", "--run-id", "one", seed=2), 0)
exactly("CH-18: other rows under the same run id have tokens of their own", "d.tokens", 3000)
expect("tokens", run("d.tokens", "--overwrite", "--dedup", "token", seed=2), 2, "--dedup keys does without it")
expect("tokens", run("d.tokens", "--overwrite", seed=2), 0)
exactly("tokens: --overwrite does not ask the window", "d.tokens", 3000)

# ---- going on

def start(table, *options, rows=40000, batch=2000):
    command = ["lakegen", "-q", "--schema", "images_analytical", "--seed", "1", "--rows", str(rows), "--batch-size", str(batch), "--sink",
               f"{DESTINATION}/{table}", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)


def begin(table):
    """Starts a slow run, and waits until it has inserted something."""
    process, until = start(table, "--rate", "15k/s"), time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until and query(f"SELECT count() FROM {table}") == "0":
        time.sleep(.02)
    return process


def killed(id, table, kills, rows=40000):
    shutil.rmtree(".lakegen", ignore_errors=True)
    chance, done_early = random.Random(id), 0
    for _ in range(kills):
        process = start(table, rows=rows)
        time.sleep(chance.uniform(.05, .8))
        done_early += process.poll() is not None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            shutil.rmtree(".lakegen", ignore_errors=True)
            query(f"TRUNCATE TABLE {table}")
            query("TRUNCATE TABLE d.seen")
    process = start(table, rows=rows)
    _, errors = process.communicate()
    ok(process.returncode == 0 and errors in (small(2000), ""), f"{id}: the last one ends well",
       errors)  # and has nothing to say where the last kill came between the run's end and the process's
    exactly(f"{id}: killed {kills} times, {done_early} came too late", table, rows)


for table, edits in (("d.killed", []), ("d.killed_bare", [NO_WINDOW]),
                     ("d.killed_month", [NO_WINDOW, ("ORDER BY", "PARTITION BY toYYYYMM(upload_date)\nORDER BY")])):
    make(table, *edits)
    killed(f"CH-39 {table}", table, KILLS)
query("TRUNCATE TABLE d.source")
query("TRUNCATE TABLE d.seen")
killed("CH-39 d.source", "d.source", KILLS)
exactly("CH-39: its view", "d.seen", 40000)

shutil.rmtree(".lakegen", ignore_errors=True)
make("d.stopped", NO_WINDOW)
process = begin("d.stopped")
process.send_signal(signal.SIGINT)
_, errors = process.communicate()
states = [json.load(open(name, encoding="utf-8")) for name in glob.glob(".lakegen/*/*/checkpoint-*")]
last = max(states, key=lambda state: state["generation"])
there = int(query("SELECT count() FROM d.stopped"))
equal((process.returncode, last["rows_inserted"], there < 40000), (130, there, True),
      "CH-40: Ctrl+C: the checkpoint has what was acknowledged")
equal(set(last) >= {"last_image_id", "rows_inserted", "batches_completed", "start_time", "last_checkpoint", "seed", "target_rows",
                    "batch_size",
                    "total_time_seconds", "average_rate_rows_per_sec"}, True, "it has the older tool's keys")
equal((last["seed"], last["target_rows"], last["batch_size"], last["batches_completed"]), ("1", 40000, 2000, there // 2000),
      "and they are right")
process = lakegen("status", f"{DESTINATION}/d.stopped", check=False)
ok(process.returncode == 0 and f"\ninserts  {there // 2000} of 20 were acknowledged, {there:,} rows, " in process.stdout and
   "\nkept in  ./.lakegen/" in process.stdout, "status tells how far it is", process.stdout, process.stderr)
process = start("d.stopped")
process.communicate()
exactly("CH-40: the same command goes on", "d.stopped", 40000)
state = json.loads(lakegen("status", f"{DESTINATION}/d.stopped", "--output-format", "json").stdout)
equal((state["state"], state["objects_done"], state["rows_done"]), ("finished", 20, 40000), "status when it is finished")
process = lakegen("status", f"{DESTINATION}/d.nothing", check=False)
equal((process.returncode, "this machine has no state of a run to that place" in process.stderr), (6, True),
      "status of a place without state")
shutil.rmtree(".lakegen", ignore_errors=True)
make("d.dead", NO_WINDOW)
process = begin("d.dead")
process.send_signal(signal.SIGKILL)
process.communicate()
state = json.loads(lakegen("status", f"{DESTINATION}/d.dead", "--output-format", "json").stdout)
there = int(query("SELECT count() FROM d.dead"))
ok(state["state"] == "unfinished" and state["rows_done"] == 2000 * state["objects_done"] and there - 8000 <= state["rows_done"] <= there,
   "status of a run that was killed: what was acknowledged", state, there)

shutil.rmtree(".lakegen", ignore_errors=True)
make("d.emptied", NO_WINDOW)
process = begin("d.emptied")
process.send_signal(signal.SIGINT)
process.communicate()
query("TRUNCATE TABLE d.emptied")
process = start("d.emptied")
_, errors = process.communicate()
equal((process.returncode, "--reset makes all rows again" in errors), (11, True),
      f"CH-42: rows that were acknowledged are gone: {errors.strip()}")
process = start("d.emptied", "--reset")
process.communicate()
exactly("CH-42: --reset", "d.emptied", 40000)

make("d.replaced")
for options in ([], ["--resume"], ["--overwrite"]):
    query("TRUNCATE TABLE d.replaced")
    expect("CH-39", run("d.replaced", rows=40000, batch=2000), 0)
    process, until = start("d.replaced", "--overwrite", "--rate", "15k/s"), time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until and (glob.glob(".lakegen/*/*/manifest.json") or
                                                                   query("SELECT count() FROM d.replaced") == "0"):
        time.sleep(.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    there = int(query("SELECT count() FROM d.replaced"))
    ok(process.returncode == -signal.SIGKILL and 0 < there < 40000, f"CH-39: --overwrite is killed when {there} rows are there")
    process = start("d.replaced", *options)
    _, errors = process.communicate()
    equal((process.returncode, errors), (0, small(2000)), f"CH-39: --overwrite, killed, then {options}: the window swallows nothing")
    exactly(f"CH-39: --overwrite, killed, then {options}", "d.replaced", 40000)

shutil.rmtree(".lakegen", ignore_errors=True)
make("d.shared", NO_WINDOW)
first = begin("d.shared")
second = start("d.shared")
_, errors = second.communicate()
equal(second.returncode, 11, f"CH-41: a second process is refused: {errors.strip()}")
first.communicate()
exactly("CH-41", "d.shared", 40000)

def last_checkpoint(interval):
    """Of a run of some batches that was ended early."""
    query("TRUNCATE TABLE d.shared")
    process = run("d.shared", "--rate", "20k/s", "--duration", "900ms", "--threads", "1", "--checkpoint-interval", interval, rows=40000)
    states = [json.load(open(name, encoding="utf-8")) for name in glob.glob(".lakegen/*/*/checkpoint-*")]
    equal(process.returncode, 0, f"--checkpoint-interval {interval}: {process.stderr[-100:]}")
    return max(states, key=lambda state: state["generation"])


often, seldom = last_checkpoint(1), last_checkpoint(1000)
ok(often["generation"] >= often["batches_completed"] > 0, "--checkpoint-interval 1: saved after every batch", often)
ok(0 < seldom["generation"] <= seldom["total_time_seconds"] + 4, "--checkpoint-interval 1000: when it begins and ends, and every second",
   seldom)

# ---- seeds
shutil.rmtree(".lakegen", ignore_errors=True)
make("d.seeds", NO_WINDOW)
arguments = dict(rows=40000, batch=2000, seed=None, keep=True)
process = run("d.seeds", "--duration", "500ms", "--rate", "30k/s", **arguments)
expect("CH-43", process, 0, "no --seed was given, it is ")
seed = process.stderr.split("no --seed was given, it is ")[1].split(";")[0]
process = run("d.seeds", **arguments)
expect("CH-43", process, 0, f"it is {seed} as it was before")
exactly("CH-43", "d.seeds", 40000)
make("d.seeded", NO_WINDOW)
expect("CH-43", run("d.seeded", rows=40000, batch=9000, seed=seed), 0)
equal(digest("d.seeds"), digest("d.seeded"), "CH-43: the rows are those of that seed")

# ---- a configuration file
with open("photos.yaml", "w", encoding="utf-8") as file:
    json.dump({"schema": "images_analytical", "seed": 7, "rows": 3000,
               "output": {"sink": "clickhouse", "batch_size": 1000, "create_table": True, "sort_by": "key"},
               "clickhouse": {"url": server.url, "database": "conf", "table": "photos", "dedup": "none", "patience": "1m"}}, file)
process = lakegen("generate", "photos.yaml", check=False)
expect("a clickhouse section", process, 0, "at least once")
exactly("a clickhouse section", "conf.photos", 3000)
for command, word in (("status", "inserts  3 of 3 were acknowledged, 3,000 rows"), ("count", "3,000 rows\n")):
    process = lakegen(command, "photos.yaml", check=False)
    ok(process.returncode == 0 and word in process.stdout, f"lakegen {command} takes the file too", process.stdout, process.stderr)

# ---- counting
process = lakegen("count", f"{DESTINATION}/d.seeds", check=False)
equal((process.returncode, process.stdout), (0, "40,000 rows\n"), "lakegen count")
expect("CH-36", lakegen("count", f"{DESTINATION}/d.nothing", check=False), 6, "UNKNOWN_TABLE")
expect("count", lakegen("count", f"{DESTINATION}/d", check=False), 2, "no table is named")
expect("verify", lakegen("verify", f"{DESTINATION}/d.seeds", check=False), 2, "'lakegen count' how many rows there are")
process = lakegen("--schema", "images_analytical", "--sink", f"{DESTINATION}/d.seeds", "-c", check=False)
equal((process.returncode, process.stdout), (0, "images_analytical\t40000\n"), "--count prints the table's rows")
expect("CH-36", lakegen("--schema", "images_analytical", "--sink", f"{DESTINATION}/d.nothing", "-c", check=False), 6, "UNKNOWN_TABLE")

# ---- the server goes and comes back
shutil.rmtree(".lakegen", ignore_errors=True)
make("d.outage", NO_WINDOW)
process = begin("d.outage")
server.kill()
time.sleep(.5)
server.start()
_, errors = process.communicate()
equal((process.returncode, errors), (0, small(2000)), "CH-25: the server is killed and comes back: the run ends by itself")
exactly("CH-25", "d.outage", 40000)
done()
