# SPDX-License-Identifier: Apache-2.0
"""lakegen-datagen takes the arguments of lakebench's generator, with its defaults and its arithmetic, and goes about what is there as
its users expect. The arguments against a scripted store, the state against a real one."""

import io
import json
import os
import re
import shutil
import time
from datetime import datetime, timezone

from fakes3 import FakeS3, error, self_signed
from s3test import Run, digests, folder, no_secret_was_shown
from servers import SERVERS
from taptest import done, equal, lakegen, need, ok, skip

_, pq, _ = need("awscrt", "pyarrow.parquet", "boto3")
BUCKET, PREFIX = "lakebench-bronze", "customer/interactions"
TINY = ["--target-tb", "0.000003", "--file-size-mb", "1", "--payload-kb", "0"]  # three files of a thousand rows
TEN = ["--target-tb", "0.00001", *TINY[2:]]


class Bucket:
    """A real store, seen as a scripted one."""

    def __init__(self, server):
        self.server, self.environment = server, server.environment
        server.bucket(BUCKET)

    def listed(self):
        return self.server.objects(BUCKET)

    def digests(self):
        return digests({key: {"body": self.server.body(BUCKET, key)} for key in self.listed()})

    def remove(self, *parts):
        for part in parts:
            self.server.client().delete_object(Bucket=BUCKET, Key=f"{PREFIX}/part-{part:06d}.parquet")

    def changed(self):
        listed = self.server.client().list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {item["Key"]: item["LastModified"] for item in listed if item["Key"].endswith(".parquet")}


def datagen(store, *arguments, **options):
    return Run(store, *arguments, where="", quick=False, program="lakegen-datagen", **options)


def parts(store):
    return sorted(key for key in (store.listed() if isinstance(store, Bucket) else store.objects) if key.endswith(".parquet"))


def plan(store):
    (key,) = [key for key in store.objects if key.endswith("/plan.json")]
    return json.loads(store.objects[key]["body"])["identity"]


def micros(year, month, day):
    return str(int(datetime(year, month, day, tzinfo=timezone.utc).timestamp()) * 1000000)


# ---- arguments ----

def table(identity):
    return identity["tables"][0]


def observe(*arguments, env=None):
    """What a run decides, without its files: their store takes records only."""
    store = FakeS3(bucket=BUCKET)
    store.rule(error(403, "AccessDenied"), times=None, key="part-", method="(PUT|POST)")
    for method in ("PUT", "POST"):
        store.rule(error(403, "AccessDenied"), times=None, key="part-", method=method)
    run = datagen(store, *arguments, env=env).wait()
    if run.status != 5:
        return {"status": run.status, "err": run.err}
    (key,) = [key for key in store.objects if key.endswith("/plan.json")]
    seen = {"status": run.status, "key": key, "identity": plan(store),
            "threads": int(re.search(r"(\d+) threads?,", run.err).group(1)), "memory": int(re.search(r"at most (\d+) MiB", run.err).group(1))}
    nodes = re.search(r"\(node (\d+) of (\d+)", run.err)
    return {**seen, "node": [int(number) for number in nodes.groups()] if nodes else [0, 1]}


seen = observe("--target-tb", "0.01")
identity, options = seen["identity"], seen["identity"]["options"]
# 0.01 × 2⁴⁰ ÷ 512 MiB = 20.48; 512 MiB ÷ 4200 = 127,826.7
equal((table(identity)["parts"], table(identity)["rows_per_part"], table(identity)["rows"]), (20, 127826, 20 * 127826),
      "files, and rows in each, of --target-tb and the default of --file-size-mb")
equal(table(identity)["rows_per_row_group"], 127826, "one row group for each file")
equal(table(identity)["objects"], "part-{part}.parquet", "names of files")
ok(seen["key"].startswith(f"{PREFIX}/_lakegen/"), "the default of --prefix", seen["key"])
equal((identity["schema"], identity["seed"], identity["format"], identity["compression"]), ("customer360", "42", "parquet", "snappy"),
      "schema, seed, format")
equal({name: options[name] for name in ("customers", "payload_kb", "dirty_ratio", "timestamp_start", "timestamp_end")},
      {"customers": "500000", "payload_kb": "2", "dirty_ratio": "0.08", "timestamp_start": micros(2024, 1, 1),
       "timestamp_end": micros(2025, 12, 31)}, "defaults of the others")
equal(seen["node"], [0, 1], "one node")

ARITHMETIC = [  # --target-tb, --file-size-mb, files, rows in each
    ("0", "512", 1, 127826), ("0.0001", "512", 1, 127826), ("0.0009765625", "512", 2, 127826), ("0.0009765624", "512", 1, 127826),
    ("0.001", "64", 16, 15978), ("0.00001", "1", 10, 1000), ("9.765625e-05", "64", 1, 15978),
    ("1", "512", 2048, 127826), ("1", "4", 262144, 1000), ("100", "512", 204800, 127826), ("1", "8192", 128, 2045222)]
for target, size, files, rows in ARITHMETIC:
    seen = observe("--target-tb", target, "--file-size-mb", size, "--payload-kb", "0")
    found = table(seen["identity"])
    equal((found["parts"], found["rows_per_part"], found["rows_per_row_group"], found["rows"]), (files, rows, rows, files * rows),
          f"--target-tb {target} --file-size-mb {size}")

ACTS = [  # argument, value, what it decides, that
    ("--seed", "7", lambda seen: seen["identity"]["seed"], "7"),
    ("--payload-kb", "3", lambda seen: seen["identity"]["options"]["payload_kb"], "3"),
    ("--dirty-ratio", "0.5", lambda seen: seen["identity"]["options"]["dirty_ratio"], "0.5"),
    ("--timestamp-start", "2024-06-01", lambda seen: seen["identity"]["options"]["timestamp_start"], micros(2024, 6, 1)),
    ("--timestamp-end", "2024-06-01", lambda seen: seen["identity"]["options"]["timestamp_end"], micros(2024, 6, 1)),
    ("--prefix", "a/b", lambda seen: seen["key"].partition("/_lakegen")[0], "a/b"),
    ("--total-nodes", "3", lambda seen: seen["node"], [0, 3]),
]
for name, value, decided, expected in ACTS:
    equal(decided(observe("--target-tb", "0.01", name, value)), expected, f"{name} {value}")
    equal(decided(observe("--target-tb", "0.01", f"{name}={value}")), expected, f"{name}={value}")
equal(observe("--target-tb", "0.01", "--total-nodes", "3", "--node-id", "2")["node"], [2, 3], "--node-id")
equal(observe("--target-tb", "0.01", "--total-nodes", "3", env={"JOB_COMPLETION_INDEX": "1"})["node"], [1, 3], "JOB_COMPLETION_INDEX")
equal(observe("--target-tb", "0.01", "--total-nodes", "3", "--node-id", "2", env={"JOB_COMPLETION_INDEX": "1"})["node"], [2, 3],
      "--node-id is the stronger")
equal(observe("--target-tb", "9", "--target-tb", "0.01")["identity"], identity, "the last of an argument that comes twice counts")

processors = json.loads(lakegen("estimate", "--schema", "customer360", "--scale", "100", "--output-format", "json").stdout)["threads"]
for workers in (1, processors, processors + 5):
    equal(observe("--target-tb", "1", "--payload-kb", "0", "--workers", workers)["threads"], max(workers, processors),
          f"--workers {workers}, where there are {processors} processors")
alone = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
if shutil.which("taskset"):
    store = FakeS3(bucket=BUCKET)
    run = datagen(store, *TEN, before=alone).wait()
    ok(" 4 threads," in run.err, "the default of --workers, where there is one processor", run.err)
else:
    skip("the default of --workers", "taskset is missing")
most = {mode: observe("--target-tb", "1", "--workers", "1024", "--mode", mode)["memory"] for mode in ("batch", "sequential", "continuous")}
ok(most["batch"] <= 4096 and most["sequential"] == most["batch"] < most["continuous"] <= 24576, "--mode is a bound of memory", most)

elsewhere = FakeS3(bucket="mine")
datagen(elsewhere, *TINY, "--bucket", "mine").ends(0, "--bucket")
equal(parts(elsewhere), [f"{PREFIX}/part-00000{part}.parquet" for part in range(3)], "names are PREFIX/part-%06d.parquet")
for word in ("--help", "-h"):
    run = datagen(None, word).wait()
    ok(run.status == 0 and run.out.startswith("lakegen-datagen --target-tb TB"), word, run.out, run.err)
names = re.findall(r"^  (?:-., )?--([a-z-]+)", run.out, re.M)
equal(sorted(names), sorted(["target-tb", "workers", "seed", "node-id", "total-nodes", "payload-kb", "bucket", "prefix", "resume",
                             "file-size-mb", "mode", "dirty-ratio", "timestamp-start", "timestamp-end", "duration", "help"]),
      "these arguments and no others")

hour = observe("--target-tb", "0.01", "--duration", "3600")["identity"]
equal(table(hour)["parts"], 20 + 1000000, "--duration: files of the target, and as many as there may be time for")
equal(observe("--target-tb", "0.01", "--duration", "864000", "--total-nodes", "100")["identity"], hour,
      "the same plan for any duration and number of nodes: changing them replaces nothing")

# ---- mistakes ----

WRONG = [  # arguments, status, sentence
    ([], 2, "--target-tb is missing"), (["--target-tb"], 2, "--target-tb needs a value"), (["--target-tb", "much"], 2, "--target-tb: 'much'"),
    (["--target-tb", "-1"], 2, "--target-tb: '-1' is not"), (["--target-tb", "nan"], 2, "'nan' is not a number of TB"), (["--target-tb", "1e999"], 2, "more than 100000000 files"),
    (["--target-tb", "0x1p3"], 2, "is not a number of TB"), (["--target-tb", ""], 2, "--target-tb: ''"),
    (["--target-tb", "9000000"], 2, "would take more than 100000000 files; raise --file-size-mb"),
    *(([*TINY, name, value], 2, f"{name}: '{value}' is") for name, value in [
        ("--workers", "0"), ("--workers", "1.5"), ("--workers", "many"), ("--node-id", "-1"), ("--node-id", "x"), ("--total-nodes", "0"),
        ("--payload-kb", "-1"), ("--payload-kb", "1025"), ("--payload-kb", "2kb"), ("--file-size-mb", "0"), ("--file-size-mb", "x"),
        ("--mode", "fast"), ("--mode", "auto"), ("--duration", "-1"), ("--duration", "soon")]),
    *(([*TINY, "--dirty-ratio", value], 3, f"option 'dirty_ratio': '{value}' is") for value in ("2", "-0.1", "x")),
    ([*TINY, "--timestamp-start", "yesterday"], 3, "option 'timestamp_start': 'yesterday' is not a date"), ([*TINY, "--timestamp-end", "2024-13-01"], 3, "option 'timestamp_end': '2024-13-01' is not a date"),
    ([*TINY, "--timestamp-end", "2023-01-01"], 3, "timestamp_end"), ([*TINY, "--seed", ""], 2, "--seed: the value is empty"),
    ([*TINY, "--bucket", ""], 2, "--bucket: the value is empty"), ([*TINY, "--prefix", ""], 2, "--prefix: the value is empty"),
    ([*TINY, "--resume=yes"], 2, "--resume takes no value"), ([*TINY, "--node-id", "3", "--total-nodes", "3"], 3, "node 3 of 3"),
    ([*TINY, "--target", "1"], 2, "unknown option '--target', did you mean '--target-tb'?"), ([*TINY, "more"], 2, "'more' is no option"),
    ([*TINY, "-x"], 2, "'-x' is no option"),
    ([*TINY, "--output", "x"], 2, "unknown option '--output'")]
for arguments, status, sentence in WRONG:
    store = FakeS3(bucket=BUCKET)
    datagen(store, *arguments).ends(status, f"refused: {' '.join(arguments)}", sentence)
    ok(not store.objects, "and nothing is written")
store = FakeS3(bucket=BUCKET)
datagen(store, *TINY, env={"JOB_COMPLETION_INDEX": "1"}).ends(3, "an index without --total-nodes", "node 1 of 1")
datagen(store, *TINY, "--bucket", "absent").ends(6, "no such bucket", "absent")
datagen(store, *TINY, env={"AWS_SECRET_ACCESS_KEY": "wrong"}).ends(5, "a wrong secret")
store.rule(error(500, "InternalError"), times=None, method="PUT", key="part-000001")
datagen(store, *TINY, timeout=180, env={}).ends(7, "a file that cannot be stored is no success", "part-000001")
equal(parts(store)[:1], [f"{PREFIX}/part-000000.parquet"], "though others are there")
ok(f"{PREFIX}/_SUCCESS" not in store.objects, "without _SUCCESS")
store.clear()
datagen(store, *TINY).ends(0, "and the same command makes the rest", "found ")

# ---- the environment of the older tool, and nobody else's ----

certificate = self_signed(folder)
secure = FakeS3(bucket=BUCKET, region="eu-test-7", tls=certificate[0])
older = {"AWS_ENDPOINT_URL": None, "AWS_REGION": None, "S3_ENDPOINT": secure.endpoint, "S3_REGION": "eu-test-7", "S3_PATH_STYLE": "true"}
datagen(secure, *TINY, env=older).ends(6, "a certificate that nobody has signed", "certificate")
datagen(secure, *TINY, env={**older, "S3_CA_CERT": certificate[1]}).ends(0, "S3_ENDPOINT, S3_REGION, S3_PATH_STYLE, S3_CA_CERT")
equal(len(parts(secure)), 3, "and the files are there")
datagen(secure, *TINY, "--prefix", "other", env={**older, "S3_VERIFY_SSL": "false"}).ends(0, "S3_VERIFY_SSL", "not checked")
home = os.path.join(folder, "home")
os.makedirs(os.path.join(home, "lakegen"))
for place in (os.path.join(home, "lakegen/config.yaml"), os.path.join(home, "lakegen.yaml")):
    with open(place, "w") as file:
        file.write("seed: 1\noutput: {format: csv}\n")
store = FakeS3(bucket=BUCKET)
datagen(store, *TINY, env={"XDG_CONFIG_HOME": home, "LAKEGEN_SEED": "2"}, before=["env", "-C", home]).ends(0, "among configuration files")
equal((plan(store)["seed"], plan(store)["format"]), ("42", "parquet"), "which are not read")

# ---- what is there already ----


def read(bucket, part):
    """Row groups of a file, and the ids of its rows, as a reader finds them."""
    file = pq.ParquetFile(io.BytesIO(bucket.server.body(BUCKET, f"{PREFIX}/part-{part:06d}.parquet")))
    return file.num_row_groups, file.read(columns=["row_id"]).column(0).to_pylist()


def state(bucket):
    def go(*arguments, **options):
        return datagen(bucket, *arguments, **options)

    go(*TEN).ends(0, "ten files", "wrote 10,000 rows")
    whole, manifest = bucket.digests(), f"{PREFIX}/_SUCCESS"
    equal(sorted(whole), [f"{PREFIX}/part-{part:06d}.parquet" for part in range(10)], "are ten files")
    for part in (0, 4, 9):
        equal(read(bucket, part), (1, list(range(part * 1000, part * 1000 + 1000))), f"file {part}: one row group, its rows")
    go(*TEN).ends(0, "again: nothing to do", "is finished already")
    bucket.remove(3, 7)
    before = bucket.changed()
    go(*TEN).ends(0, "two are removed, and made again", "2 finished objects are missing from the destination; made again", "wrote 2,000 rows")
    equal(bucket.digests(), whole, "with the same bytes")
    after = bucket.changed()
    ok(all(after[key] == then for key, then in before.items()), "and no other is written")
    ok(manifest in bucket.listed(), "and the run is finished again")

    # the same by nodes: of a finished run only who misses something works, and a manifest never says what is not there
    bucket.remove(4, 5)
    def node(number, *said):
        go(*TEN, "--total-nodes", "3", env={"JOB_COMPLETION_INDEX": str(number)}).ends(0, f"node {number} of 3: {said[0]}", *said[1:])

    node(0, "misses nothing", "is finished already")
    node(1, "misses part 4", "wrote 1,000 rows")
    ok(manifest not in bucket.listed(), "the run is not finished")
    node(2, "misses part 5", "wrote 1,000 rows")
    equal((bucket.digests(), manifest in bucket.listed()), (whole, True), "and then it is, with the same bytes, by one start of each node")
    bucket.remove(4, 5)
    node(1, "misses part 4, of three that were done", "wrote 1,000 rows", "1 object of other nodes is missing")
    ok(manifest not in bucket.listed(), "the record of node 2 does not finish the run without part 5")
    node(2, "misses part 5", "wrote 1,000 rows")
    equal((bucket.digests(), manifest in bucket.listed()), (whole, True), "and then it is finished")
    bucket.remove(4, 5)
    go(*TEN, "--total-nodes", "2", "--node-id", "0").ends(0, "node 0 of 2 misses part 4", "wrote 1,000 rows")
    node(1, "misses nothing now")
    node(0, "misses nothing either")
    ok(manifest not in bucket.listed(), "which does not finish the run without part 5")
    node(2, "misses part 5", "wrote 1,000 rows")
    equal((bucket.digests(), manifest in bucket.listed()), (whole, True), "and then it is finished")

    # another plan
    go(*TEN, "--seed", "7", "--resume").ends(6, "--resume does not replace another plan's files", "occupied",
                                            "choose another --prefix, or leave --resume out")
    equal(bucket.digests(), whole, "nothing is changed")
    go(*TINY, "--seed", "7").ends(0, "without, they are replaced", "wrote 3,000 rows")
    other = bucket.digests()
    ok(sorted(other) == sorted(whole)[:3] and not set(other.values()) & set(whole.values()), "and what is left of the old ones removed", other)

    # nodes: a new plan over the old one, one of them killed
    nodes = [go(*TEN, "--node-id", node, "--total-nodes", "3") for node in range(3)]
    equal([run.wait().status for run in nodes], [0, 0, 0], "three nodes at once replace that")
    equal((bucket.digests(), manifest in bucket.listed()), (whole, True), "the files are those of one node")
    bucket.remove(*range(10))
    run = go(*TEN, "--node-id", "2", "--total-nodes", "3", env={"JOB_COMPLETION_INDEX": "0"})
    run.ends(0, "one of three nodes")
    equal(parts(bucket), [f"{PREFIX}/part-{part:06d}.parquet" for part in (2, 5, 8)], "makes files N with N modulo 3 = 2")
    bucket.remove(2, 5, 8)

    # two processes of one node at once, as Kubernetes may have for a moment: one may fail, the data do not suffer
    twins = [go(*TEN) for _ in range(2)]
    ok(0 in [run.wait().status for run in twins], "of two processes of one node one gets through", *(run.err for run in twins))
    go(*TEN).ends(0, "the same command once more")
    equal((bucket.digests(), manifest in bucket.listed(), bucket.server.uploads(BUCKET)), (whole, True, []), "leaves what one process makes")
    bucket.remove(*range(10))

    # killed half-way: the Job starts the same command again
    many = ["--target-tb", "0.0001", *TINY[2:]]  # 104 files
    run = go(*many)
    until = time.monotonic() + 60
    while len(parts(bucket)) < 5 and run.process.poll() is None and time.monotonic() < until:
        pass
    run.process.kill()
    run.wait()
    there = len(parts(bucket))
    ok(run.status == -9 and 5 <= there < 104, f"a run is killed with {there} files done", run.err)
    run = go(*many)
    run.ends(0, "the same command continues without being asked")
    ok(int(re.search(r"found (\d+) files? finished", run.err).group(1)) >= there - 4, "from what is finished", run.err)
    equal(len(parts(bucket)), 104, "to all files")

    # --duration: the base, and as many as there is time for
    go(*TINY, "--duration", "2").ends(0, "--duration", "in 3 files, and more until 2 s are over", "the time is over")
    found = parts(bucket)
    equal(found, [f"{PREFIX}/part-{part:06d}.parquet" for part in range(max(len(found), 4))],
          "further files behind the base, without a gap, and none of before is left")
    for part in (0, 3, len(found) - 1):
        equal(read(bucket, part), (1, list(range(part * 1000, part * 1000 + 1000))), f"file {part}: one row group, its rows")
    go(*TINY, "--duration", "2").ends(0, "the same command makes more", f"found {len(found)} files finished", "the time is over")
    go(*TINY, "--duration", "0.001", "--seed", "9").ends(0, "a duration that is over at once", "the time is over")
    equal(len(parts(bucket)), 3, "makes the base")


for name, (missing, start) in SERVERS.items():
    if missing():
        skip(f"{name}: the state", missing())
        continue
    bucket = Bucket(start(folder))
    state(bucket)
    break
no_secret_was_shown()
done()
