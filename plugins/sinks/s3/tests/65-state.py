# SPDX-License-Identifier: Apache-2.0
"""The state of a run lies in the bucket: any process of any node may die, and another one, on a machine that has nothing, goes on from
there; and what looks at a destination looks at a bucket. Against a scripted store, because that one can kill at an exact request.

TEST_KILLS says how often runs are killed, TEST_KILL_FIRST the first seed; a failing one can be tried alone."""

import json
import os
import random
import signal
import tempfile
import time

from fakes3 import FakeS3, error
from s3test import LARGE, Run, digests, folder, local, no_secret_was_shown, same_bytes
from taptest import done, equal, need, ok

need("awscrt")
FIRST, COUNT = int(os.environ.get("TEST_KILL_FIRST", 1)), int(os.environ.get("TEST_KILLS", 24))
MANY = ["--schema", "hello", "--rows", "300000", "--file-size", "1600kb", "--row-group-size", "400kb"]  # objects of two pieces
TEXT = ["--schema", "hello", "--rows", "60000", "--file-size", "500kb", "--format", "csv"]             # which carry no identity
DATA = r"(parquet|csv)$"


def elsewhere(store, *arguments, **options):
    """On a machine that has never seen the run."""
    place = tempfile.mkdtemp(dir=folder)
    run = Run(store, *arguments, before=["env", "-C", place], env={"HOME": place, "TMPDIR": place}, **options).wait()
    run.left = os.listdir(place)
    return run


def look(store, command, *options, status=0, where="s3://bucket/data"):
    run = Run(store, command, where, *options, where="", quick=False)
    run.ends(status, f"{command} {' '.join(options)} of {where}")
    return run


class Killer:
    """Kills the process of a run at a request: before the store does what is asked, or after, without an answer."""

    def __init__(self, store, after, **where):
        self.after, self.run, self.struck = after, None, False
        self.rule = store.rule(self.act, **where)

    def act(self, store, connection, request):
        if self.after:
            store.perform(request)
        while not self.run:
            time.sleep(0.001)
        self.run.process.send_signal(signal.SIGKILL)
        self.struck = True
        connection.close()


def killed(store, *arguments, after=False, **where):
    killer = Killer(store, after, **where)
    killer.run = Run(store, *arguments)
    killer.run.wait()
    killer.rule.left = 0
    return killer


# ---- going on ----

for arguments, name, pieces in ((MANY, "Parquet", 2), (TEXT, "CSV", 1)):
    store = FakeS3()
    count = len(local(arguments))
    killer = killed(store, *arguments, "--threads", "1", method="PUT", key=DATA, skip=count * pieces // 2)
    ok(killer.struck and 0 < len(digests(store.objects)) < count, f"{name}: a run is killed when some objects are there", store.journal)
    whole = {key: store.objects[key]["time"] for key in digests(store.objects)}
    status = json.loads(look(store, "status", "--output-format", "json").out)
    equal((status["state"], status["objects_done"]), ("unfinished", len(whole)), f"{name}: status")
    Run(store, *arguments).ends(11, f"{name}: without --resume nothing is touched", "--resume continues it")
    Run(store, *arguments, "--seed", "7", "--resume").ends(11, f"{name}: nor by another plan", "--seed was 42, is 7")
    run = elsewhere(store, *arguments, "--resume")
    ok(run.status == 0 and run.left == [], f"{name}: --resume from the bucket's state alone, which leaves nothing on the machine",
       run.err, run.left)
    same_bytes(store, arguments, f"{name}: same bytes, and nothing is left")
    ok(all(store.objects[key]["time"] == then for key, then in whole.items()), f"{name}: what was finished was not made again")
    run = elsewhere(store, *arguments, "--resume")
    ok(run.status == 0 and "is finished already" in run.err, f"{name}: and then there is nothing to do", run.err)

store = FakeS3()
Run(store, *MANY, "--duration", "1ms").ends(0, "a run of a millisecond", "--resume continues")
elsewhere(store, *MANY, "--resume").ends(0, "is continued")
same_bytes(store, MANY, "with the same bytes")

# Records that are lost or damaged cost work, and nothing else.
for record in ("receipts", "checkpoint", "plan.json"):
    for name, damage in (("lost", None), ("damaged", b"\0\1\2")):
        store = FakeS3()
        killed(store, *MANY, "--threads", "1", method="PUT", key=DATA, skip=5)
        for key in [key for key in store.objects if record in key]:
            store.objects[key]["body"] = damage
            if damage is None:
                del store.objects[key]
        elsewhere(store, *MANY, "--resume").ends(0, f"--resume when {record} is {name}")
        same_bytes(store, MANY, f"{record} is {name}: same bytes, and nothing is left")

store = FakeS3()
store.rule(error(404, "NoSuchUpload"), method="POST", query="^uploadId=")
run = Run(store, *LARGE)
run.ends(7, "S3-22: Complete says NoSuchUpload, and there is no object", "the store has lost the upload")
elsewhere(store, *LARGE, "--resume").ends(0, "S3-22: --resume makes it again")
same_bytes(store, LARGE, "S3-22: same bytes, and nothing is left")

# ---- nodes ----

for nodes in (1, 3, 7):
    store = FakeS3()
    runs = [Run(store, *MANY, "--node-id", node, "--total-nodes", nodes) for node in range(nodes)]
    equal([run.wait().status for run in runs], [0] * nodes, f"{nodes} nodes at once")
    same_bytes(store, MANY, f"{nodes} nodes: same bytes, and nothing is left")
store = FakeS3()
killed(store, *MANY, "--node-id", 0, "--total-nodes", 3, method="PUT", key=DATA, skip=1)
elsewhere(store, *MANY, "--node-id", 1, "--total-nodes", 3).ends(0, "a node is killed, another goes on")
status = json.loads(look(store, "status", "--output-format", "json").out)
equal((status["nodes"], status["nodes_done"], status["state"]), (3, 1, "unfinished"), "status of three nodes")
for node in range(2):
    elsewhere(store, *MANY, "--node-id", node, "--total-nodes", 2, "--resume").ends(0, f"two nodes take over from three: node {node}")
same_bytes(store, MANY, "two nodes for three: same bytes, and nothing is left")

store = FakeS3()
killed(store, *MANY, "--node-id", 0, "--total-nodes", 2, "--threads", 1, method="PUT", key=DATA)
mine = set(store.uploads)
ok(len(mine) == 1, "a node leaves an upload", store.uploads)
Run(store, *MANY, "--node-id", 1, "--total-nodes", 2).ends(0, "another node works")
ok(mine <= set(store.uploads), "and does not abort what is not its own")
store.uploads["strange"] = {"key": "data/other", "meta": {}, "parts": {}, "time": time.time() - 90000}
Run(store, *MANY, "--node-id", 0, "--total-nodes", 2, "--resume").ends(0, "the first goes on")
equal(sorted(store.uploads), ["strange"], "its own upload is aborted, a stranger's is not")
store.uploads["left"] = {"key": "data/part-000000.parquet", "meta": {}, "parts": {}, "time": time.time() - 90000}
store.uploads["beside"] = {"key": "database/other", "meta": {}, "parts": {}, "time": time.time() - 90000}
store.uploads_by_prefix = False
Run(store, "cleanup", "s3://bucket/data", where="", quick=False).ends(0, "a store that takes a prefix for a whole name")
equal(sorted(store.uploads), ["beside"], "is asked for all of the bucket, and what is below the place is removed")
store.uploads["strange"] = {"key": "data/other", "meta": {}, "parts": {}, "time": time.time() - 90000}
store.uploads["strange"]["key"] = "data/part-000000.parquet"
store.rule(error(403, "AccessDenied"), times=None, method="GET", query="uploads=")
Run(store, *MANY, "--overwrite").ends(0, "who may not list uploads works all the same", "warning: ", "s3:ListBucketMultipartUploads")
look(store, "cleanup", "--older-than", "0", status=5)

# ---- looking ----

store = FakeS3()
Run(store, *MANY).ends(0, "a run to look at")
rows, files = 300000, len(local(MANY))
run = look(store, "status")
expected = f"at       s3://bucket/data\nstate    finished\nobjects  {files} of {files} are there"
ok(expected in run.out, "status says that all is there", run.out)
run = look(store, "info")
ok("schema   hello 1.0, scale 1, seed 42" in run.out, "info says what it is", run.out)
equal(json.loads(look(store, "count", "--output-format", "json").out)["rows"], rows, "count knows the rows")
look(store, "verify")
look(store, "verify", "--deep")
run = look(store, "count", "--output-format", "json", where="s3://bucket")
equal(json.loads(run.out)["rows"], rows, "the only run below a bucket is found")
look(store, "status", where="s3://bucket/elsewhere", status=6)

key = sorted(digests(store.objects))[1]
original = dict(store.objects[key])
body = bytearray(original["body"])
body[len(body) // 2] ^= 1
store.objects[key] = {**original, "body": bytes(body), "etag": '"another"'}
ok(key in look(store, "verify", status=9).out, "S3-65: an object that somebody replaced is found by verify")
del store.objects[key]
ok(key in look(store, "verify", status=9).out, "an object that is gone, too")
status = json.loads(look(store, "status", "--output-format", "json").out)
equal((status["objects_missing"], status["first_missing"]), (1, [key]), "and status says which")
store.objects[key] = original
look(store, "verify")

# ---- removing ----

foreign = {"body": b"mine", "etag": '"x"', "meta": {}, "sums": {}, "time": time.time()}
store.objects["data/notes.txt"] = store.objects["database/part-000000.parquet"] = foreign
store.uploads["left"] = {"key": key, "meta": {}, "parts": {}, "time": time.time()}
Run(store, *MANY, "--seed", "8", where="s3://bucket/other").ends(0, "a run beside it")
others = {name for name in store.objects if name.startswith("other/")}
look(store, "clean", status=2)
ok(len(digests(store.objects)) > files, "clean wants to be asked, or --force")
look(store, "clean", "--force")
equal(set(store.objects), others | {"data/notes.txt", "database/part-000000.parquet"}, "clean removes what the run wrote, and nothing else")
equal(store.uploads, {}, "and what was left of uploads of its objects")

# ---- dying at any request ----


def die(seed):
    """None when all is well after a run was killed, twice perhaps, and resumed."""
    store = FakeS3()
    try:
        return die_and_go_on(store, random.Random(seed))
    finally:
        store.stop()


def die_and_go_on(store, rng):
    arguments = rng.choice([MANY, MANY, TEXT, LARGE])
    nodes = rng.choice([1, 1, 2])
    skip = rng.randint(0, 45 if arguments == MANY else 15)
    history = []
    for attempt in range(rng.choice([1, 1, 2])):
        for node in range(nodes):
            state = ["--resume"] if any(f"checkpoint-{node}-of" in key or key.endswith(f"node-{node}-of-{nodes}.json")
                                        for key in store.objects) else []
            killer = killed(store, *arguments, *state, "--node-id", node, "--total-nodes", nodes, "--threads", rng.choice([1, 2, 3]),
                            after=rng.random() < .5, skip=skip)
            history.append(f"node {node}: {killer.run.status} {killer.run.err.splitlines()[-1:]}")
            if killer.run.status not in (0, -signal.SIGKILL):
                return "\n".join(history)
    for node in range(nodes):
        begun = any(key.endswith("plan.json") for key in store.objects)
        run = elsewhere(store, *arguments, *(["--resume"] if begun else []), "--node-id", node, "--total-nodes", nodes)
        history.append(f"node {node} resumed: {run.status} {run.err}")
        if run.status != 0:
            return "\n".join(history)
    if digests(store.objects) != local(arguments) or "data/_SUCCESS" not in store.objects:
        return "\n".join([f"objects {sorted(store.objects)}", *history])
    state = [key for key in store.objects if "receipts-" in key or "checkpoint-" in key]
    return "\n".join([f"left: {store.uploads} {state}", *history]) if store.uploads or state else None


wrong = {seed: result for seed in range(FIRST, FIRST + COUNT) for result in [die(seed)] if result}
ok(not wrong, f"S3-27: {COUNT} runs, killed at any request and resumed elsewhere: same objects, no upload is left",
   *(f"TEST_KILL_FIRST={seed} TEST_KILLS=1: {text}" for seed, text in list(wrong.items())[:3]))
no_secret_was_shown()
done()
