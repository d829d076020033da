#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tests' scripted S3 store with faults: faulty_store.py SHARE BUCKET. Prints the environment for its clients, separated by tabs,
and serves until it is killed. PYTHONPATH has the folder of fakes3.py."""

import random
import sys
import threading

from fakes3 import FakeS3, error, lose_answer, reset

ACTS = [error(500, "InternalError"), error(503, "ServiceUnavailable"), reset(.5), lose_answer]


class Share:
    """A rule of the store: some requests, by chance."""

    def __init__(self, share):
        self.share, self.left, self.used, self.random = share, None, 0, random.Random(1)

    def matches(self, request):
        return self.random.random() < self.share

    @property
    def act(self):
        return self.random.choice(ACTS)


store = FakeS3(bucket=sys.argv[2])
store.checksums, store.min_part = "ignore", 5 << 20
store.rules.append(Share(float(sys.argv[1])))
print("\t".join(f"{name}={value}" for name, value in store.environment.items()), flush=True)
threading.Event().wait()
