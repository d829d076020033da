# SPDX-License-Identifier: Apache-2.0
"""S3-74: seeded random schedules of faults. A run ends with status 0 and exactly the promised objects, or with another status, and
then one --resume without faults reaches them, and cleanup leaves nothing.

TEST_SCHEDULES says how many there are, TEST_SCHEDULE_FIRST the first seed; a failing one can be run alone."""

import hashlib
import os
import random

from fakes3 import FakeS3, cut_answer, error, hang_up, lose_answer, raw, reset
from s3test import LARGE, SMALL, Run, digests, local
from taptest import done, need, ok

need("awscrt")
FIRST, COUNT = int(os.environ.get("TEST_SCHEDULE_FIRST", 1)), int(os.environ.get("TEST_SCHEDULES", 60))
MANY = ["--schema", "hello", "--rows", "120000", "--file-size", "300kb", "--row-group-size", "300kb"]


def short(store, connection, request):
    """A body that is shorter than was said; to HEAD, which has none, that would be a lie and not a fault."""
    return raw(b"" if request.method == "HEAD" else b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")(store, connection, request)


def faults(rng):
    """All that an attempt can meet and another may not."""
    return rng.choice([
        lambda: error(500, "InternalError"), lambda: error(503, "SlowDown"), lambda: error(503, "ServiceUnavailable"), lambda: error(429),
        lambda: error(502, body=b"<html>Bad Gateway</html>"), lambda: error(504, body=b""), lambda: error(400, "RequestTimeout"),
        lambda: error(408), lambda: error(409, "OperationAborted"), lambda: error(400, "IncompleteBody"), lambda: error(400, "BadDigest"),
        lambda: reset(rng.choice([0, 1, .3, .9, 1.0])), lambda: lose_answer, lambda: hang_up, lambda: cut_answer(rng.randint(0, 100)),
        lambda: raw(b""), lambda: short, lambda: raw(b"garbage\r\n\r\n"),
        lambda: error(500)])()


class Unlucky:
    """A share of the requests meets a fault, at most `most` in all."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.share, self.left = self.rng.choice([.02, .05, .2, .5, .9]), self.rng.randint(1, 60)
        self.late = self.rng.random() < .3  # only completing and records meet them

    def matches(self, request):
        if self.left == 0 or (self.late and request.method != "POST" and "_lakegen" not in request.key):
            return False
        if self.rng.random() >= self.share:
            return False
        self.left -= 1
        self.act = faults(self.rng)
        return True


class Lot:
    """A rule of the scripted store."""

    def __init__(self, unlucky):
        self.unlucky, self.left, self.used = unlucky, None, 0

    def matches(self, request):
        return self.unlucky.matches(request)

    @property
    def act(self):
        return self.unlucky.act


def whole(store, arguments):
    found = digests(store.objects)
    return found == local(arguments) and "data/_SUCCESS" in store.objects and any(key.endswith("manifest.json") for key in store.objects)


def schedule(seed):
    """None when all is well, else what is wrong."""
    rng = random.Random(-seed)
    store, arguments = FakeS3(), rng.choice([SMALL, LARGE, MANY])
    store.empty_etag, store.checksums = rng.random() < .2, rng.choice(["verify", "verify", "ignore", "refuse"])
    store.conditions = rng.choice(["enforce", "enforce", "ignore", "refuse"])
    store.chunks, store.etag_hash = rng.choice(["verify", "verify", "ignore", "refuse"]), rng.choice([hashlib.md5, hashlib.md5, hashlib.sha1])
    try:
        return suffer(store, seed, rng, arguments)
    finally:
        store.stop()


def suffer(store, seed, rng, arguments):
    store.rules.append(Lot(Unlucky(seed)))
    run = Run(store, *arguments, "--max-attempts", rng.choice([2, 4, 8]), "--threads", rng.choice([1, 2, 3]), timeout=120).wait()
    store.rules.clear()
    if run.status == 0:
        if not whole(store, arguments):
            return f"status 0, but not what was promised: {sorted(store.objects)}\n{run.err}"
        return f"status 0, but uploads are left: {store.uploads}\n{run.err}" if leftovers(store, run) else None
    if run.status not in (5, 6, 7, 9) or ("data/_SUCCESS" in store.objects and not whole(store, arguments)):
        return f"status {run.status}, or a success that is none\n{run.err}"
    partial = [key for key, digest in digests(store.objects).items() if local(arguments).get(key) != digest]
    if partial:
        return f"objects with other bytes: {partial}\n{run.err}"
    again = Run(store, *arguments, *resume(store), timeout=120).wait()
    if again.status != 0 or not whole(store, arguments):
        return f"status {run.status}, and then {again.status}\n{run.err}\n{again.err}"
    return f"uploads are left after cleanup: {store.uploads}" if leftovers(store, run) else None


def resume(store):
    """A run that has not even stored its plan is begun, any other goes on."""
    return ["--resume"] if any(key.endswith("plan.json") for key in store.objects) else []


def leftovers(store, run):
    """After what cleanup removes. Without a fault in the way nothing needs it."""
    if store.uploads:
        Run(store, "cleanup", "s3://bucket/data", "--older-than", "0", "--force", where="", quick=False).wait()
    return store.uploads


wrong = {}
for seed in range(FIRST, FIRST + COUNT):
    result = schedule(seed)
    if result:
        wrong[seed] = result
ok(not wrong, f"S3-74: {COUNT} random schedules of faults from seed {FIRST} end well, {len(wrong)} do not",
   *(f"TEST_SCHEDULE_FIRST={seed} TEST_SCHEDULES=1: {text}" for seed, text in list(wrong.items())[:3]))
done()
