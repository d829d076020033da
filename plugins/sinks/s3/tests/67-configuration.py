# SPDX-License-Identifier: Apache-2.0
"""What configuration files say of a store reaches it: sections of lakegen's own files, and lakebench's."""

import os
import re
import threading
import time

from fakes3 import FakeS3, self_signed
from s3test import Run, folder, no_secret_was_shown
from taptest import done, equal, need, ok

need("awscrt")
NOTHING = {name: None for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL")}


class Crowd:
    """How many pieces a store is sent at the same time."""

    def __init__(self, store):
        self.now, self.most, self.lock = 0, 0, threading.Lock()
        store.rule(self.act, times=None, method="PUT", query="partNumber")

    def act(self, store, connection, request):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.2)
        reply = store.perform(request)
        with self.lock:
            self.now -= 1
        return reply


def generate(store, text, *arguments, env=None):
    """A run by a file alone: nothing of the store is in the environment."""
    path = os.path.join(folder, "project.yaml")
    with open(path, "w") as file:
        file.write(text)
    return Run(store, "generate", path, *arguments, where="", quick=False, env={**NOTHING, **(env or {})})


def bound(run):
    return int(re.search(r"at most (\d+) MiB", run.err).group(1))


certificate = self_signed(folder)
OWN = """
schema: hello
rows: 900000
output: {{url: "s3://bucket/data", file_size: 64mb}}
run: {{threads: 1}}
s3:
  endpoint: {endpoint}
  region: eu-test-3
  access_key: fake-key
  secret_key: ${{THE_SECRET}}
  path_style: true
  ca_cert: {certificate}
  part_size: 5mb
  uploads: {uploads}
"""
bounds = {}
for uploads in (1, 3):
    store = FakeS3(region="eu-test-3", tls=certificate[0])
    crowd = Crowd(store)
    run = generate(store, OWN.format(endpoint=store.endpoint, certificate=certificate[1], uploads=uploads), env={"THE_SECRET": "fake/secret+="})
    run.ends(0, f"a section s3 with endpoint, region, keys, certificate; uploads: {uploads}")
    ok("data/_SUCCESS" in store.objects and len(store.seen("PUT", "partNumber=2&")) == 1, "the file is there, in pieces", store.journal)
    equal(crowd.most, uploads, f"uploads: {uploads} pieces at once")
    bounds[uploads] = bound(run)
equal(bounds[3] - bounds[1], 11, "whose memory is in the bound: two pieces of 5 MiB more, and a buffer of 512 KiB for each")
run = generate(store, OWN.format(endpoint=store.endpoint, certificate=certificate[1], uploads=1), env={"THE_SECRET": "another"})
run.ends(5, "a wrong secret_key")
run = generate(store, OWN.replace("ca_cert: {certificate}", "verify_ssl: false").format(endpoint=store.endpoint, uploads=1), "--output",
               "s3://bucket/unverified", env={"THE_SECRET": "fake/secret+="})
run.ends(0, "verify_ssl: false", "not checked")
run = generate(store, OWN.replace("uploads:", "uploaders:").format(endpoint=store.endpoint, certificate=certificate[1], uploads=1),
               env={"THE_SECRET": "fake/secret+="})
run.ends(3, "a key that the sink does not have", "'s3' has no option 'uploaders', did you mean 'uploads'?")

LAKEBENCH = """
architecture:
  workload: {{datagen: {{scale: 0.005, uploaders: {uploaders}, generators: 1}}, customer360: {{unique_customers: 500}}}}
platform:
  storage:
    s3: {{endpoint: "{endpoint}", region: us-east-1, access_key: fake-key, secret_key: fake/secret+=, path_style: true, buckets: {{bronze: lake}}}}
"""
bounds = {}
for uploaders in (1, 3):
    store = FakeS3(bucket="lake")
    crowd = Crowd(store)
    run = generate(store, LAKEBENCH.format(endpoint=store.endpoint, uploaders=uploaders))
    run.ends(0, f"a file of lakebench, uploaders: {uploaders}", "s3://lake/customer/interactions")
    ok("customer/interactions/part-000000.parquet" in store.objects, "the file is where lakebench looks for it", sorted(store.objects))
    equal(crowd.most, uploaders, f"uploaders: {uploaders} pieces at once")
    bounds[uploaders] = bound(run)
equal(bounds[3] - bounds[1], 33, "whose memory is in the bound: two pieces of 16 MiB more, and their buffers")
no_secret_was_shown()
done()
