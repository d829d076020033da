# SPDX-License-Identifier: Apache-2.0
"""Real servers: what is uploaded is what is written to a disk, readers read it there, and what is wrong is told. Also, that the
scripted store of the other tests answers as real ones do."""

import hashlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from fakes3 import FakeS3
from s3test import Run, folder, local, no_secret_was_shown, secrets
from servers import SERVERS
from taptest import done, equal, need, ok, skip

pq, fs, boto3 = need("pyarrow.parquet", "pyarrow.fs", "boto3")
SCALE = os.environ.get("TEST_SERVERS_SCALE", "0.01")
CUSTOMERS = ["--schema", "customer360", "--scale", SCALE]
ROWS = int(float(SCALE) * 2400000)
FILES = [*CUSTOMERS, "--file-size", "24mb"]
ODD = ["--schema", "hello", "--rows", "1000", "--path", "a=b c+d/(e),f@g:h*i'j~%é😀-{part}.parquet"]
LARGE = ["--schema", "hello", "--rows", "900000", "--part-size", "5mb"]


def digests(server, bucket, prefix="data"):
    return {key: hashlib.sha256(server.body(bucket, key)).hexdigest() for key in server.objects(bucket,
                                                                                                prefix) if "/_lakegen/" not in key and
            not key.endswith("_SUCCESS")}


def go(server, bucket, *arguments, **options):
    return Run(server, *arguments, where=f"s3://{bucket}/data", quick=False, timeout=180, **options)


def same(server, bucket, arguments, description):
    found = digests(server, bucket)
    equal(found, local([argument for argument in arguments if argument not in ("--part-size", "5mb")]), f"{server.name}: {description}")
    equal(server.uploads(bucket), [], f"{server.name}: no upload is left")


# ---- what is written, and what readers find ----

def uploads(server):
    bucket = server.bucket()
    # a shell between, because the peak memory of a process begins with that of the one that became it
    run = go(server, bucket, *FILES, before=["sh", "-c", '"$@"; exit $?', "sh"])
    run.ends(0, f"{server.name}: customer360 is uploaded")
    ok("signed chunks" not in run.err, f"{server.name}: nothing against bodies in signed chunks")
    same(server, bucket, FILES, "the objects are those of a disk, byte by byte")
    bound, peak = (int(re.search(pattern, run.err).group(1)) for pattern in (r"at most (\d+) MiB", r"peak memory (\d+) MiB"))
    ok(peak <= bound, f"{server.name}: {peak} MiB of memory at most, {bound} were announced")
    storage = fs.S3FileSystem(access_key=server.key, secret_key=server.secret, region=server.region, scheme="http",
                              endpoint_override=f"127.0.0.1:{server.port}")
    there = pq.read_table(f"{bucket}/data", filesystem=storage).sort_by("id")
    disk = os.path.join(folder, "disk")
    if not os.path.isdir(disk):
        subprocess.run(["lakegen", *FILES, "--quiet", "--output", disk], check=True)
    here = pq.read_table(disk).sort_by("id")
    ok(there.num_rows == ROWS and there.equals(here), f"{server.name}: pyarrow reads the same {there.num_rows} rows over s3://")
    by_clickhouse(server, bucket, disk)
    go(server, bucket, *FILES).ends(6, f"{server.name}: the place is taken", "destination is occupied", "made by run")
    go(server, bucket, *FILES, "--seed", "7", "--overwrite").ends(0, f"{server.name}: --overwrite replaces")
    same(server, bucket, [*FILES, "--seed", "7"], "the objects are those of the new run")


def by_clickhouse(server, bucket, disk):
    code = ("import chdb, sys\nfacts = 'count(), sum(cityHash64(*)), uniqExact(id)'\n"
            "print(chdb.query(f\"SELECT {facts} FROM {sys.stdin.read()}\", 'CSV'))")
    found = []
    for source in (f"s3('{server.endpoint}/{bucket}/data/*.parquet', '{server.key}', '{quoted(server.secret)}', 'Parquet')",
                   f"file('{disk}/*.parquet', 'Parquet')"):
        found.append(subprocess.run([sys.executable, "-c", code], input=source, capture_output=True, text=True))
    if "No module named 'chdb'" in found[0].stderr:
        skip(f"{server.name}: ClickHouse reads the same", "the Python package chdb is missing")
        return
    same_facts = found[0].stdout.startswith(f"{ROWS},") and found[0].stdout == found[1].stdout
    ok(same_facts, f"{server.name}: ClickHouse reads the same over s3://", *(result.stdout + result.stderr[-300:] for result in found))


def quoted(text):
    return text.replace("\\", "\\\\").replace("'", "\\'")


def nodes(server):
    for count in (3, 7):
        bucket = server.bucket()
        for node in range(count):
            go(server, bucket, *FILES, "--node-id", node, "--total-nodes", count).wait()
        same(server, bucket, FILES, f"{count} nodes give the same objects")
        ok("data/_SUCCESS" in server.objects(bucket), f"{server.name}: and the last one says that all is done")


def shapes(server):
    bucket = server.bucket()
    go(server, bucket, *LARGE).ends(0, f"{server.name}: pieces of 5 MiB")
    same(server, bucket, LARGE, "the same bytes")
    bucket = server.bucket()
    go(server, bucket, *ODD).ends(0, f"S3-66 {server.name}: odd characters in names")
    same(server, bucket, ODD, "S3-66: read back under these names")
    for kind in ("crc32c", "sha256", "md5", "none"):
        bucket = server.bucket()
        go(server, bucket, *LARGE, "--checksum", kind).ends(0, f"{server.name}: --checksum {kind}")
        same(server, bucket, LARGE, f"--checksum {kind}: the same bytes")
    for rows in (0, 1):
        bucket = server.bucket()
        go(server, bucket, "--schema", "hello", "--rows", rows).ends(0, f"S3-34 {server.name}: {rows} rows")
        same(server, bucket, ["--schema", "hello", "--rows", str(rows)], f"{rows} rows: a legal object")


# ---- looking and tidying ----

def tools(server):
    bucket = server.bucket()
    run = Run(server, "storage", "check", f"s3://{bucket}/place", where="", quick=False)
    run.ends(0, f"{server.name}: storage check")
    verdict = {"versitygw": "ready: everything", "rgw": "usable, with limits", "minio": "ready: everything"}[server.name]
    ok(verdict in run.out and run.out.count("\n  good") >= 9, f"{server.name}: {verdict}", run.out)
    ok(("a wrong crc64nvme checksum is refused" in run.out) == (server.name != "rgw"),
       f"S3-64 {server.name}: whether checksums are verified is found out", run.out)
    equal(server.objects(bucket), {}, f"{server.name}: the check leaves nothing")
    client = server.client()
    for key in ("place/a", "place/b c=d", "place2/a"):
        client.create_multipart_upload(Bucket=bucket, Key=key)
    run = Run(server, "cleanup", f"s3://{bucket}/place", where="", quick=False)
    run.ends(0, f"{server.name}: cleanup of uploads that are younger than a day")
    equal(len(server.uploads(bucket)), 3, f"{server.name}: keeps them")
    run = Run(server, "cleanup", f"s3://{bucket}/place", "--older-than", "0", "--output-format", "json", where="", quick=False)
    run.ends(0, f"{server.name}: cleanup --older-than 0")
    equal(server.uploads(bucket), ["place2/a"], f"{server.name}: removes those below the place, and no others")
    run = Run(server, "cleanup", f"s3://{bucket}", "--older-than", "0", where="", quick=False)
    run.ends(2, f"{server.name}: a whole bucket wants --force", "--force")


def until_it_uploads(server, bucket, *arguments):
    run = go(server, bucket, *arguments)
    until = time.monotonic() + 60
    while not server.uploads(bucket) and run.process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    return run


def resumed(server):
    bucket = server.bucket()
    run = until_it_uploads(server, bucket, *FILES, "--part-size", "5mb", "--rate", "30mb/s", "--threads", "2")
    run.process.kill()
    run.wait()
    ok(server.uploads(bucket), f"S3-27 {server.name}: killed in the middle of uploads")
    go(server, bucket, *FILES).ends(11, f"{server.name}: an unfinished run is not begun again", "--resume continues it")
    go(server, bucket, *FILES, "--resume").ends(0, f"S3-27 {server.name}: --resume from the bucket's state")
    same(server, bucket, FILES, "S3-27: the same bytes after it was killed")
    for command in (["verify"], ["verify", "--deep"], ["status"], ["info"], ["count"], ["clean", "--force"]):
        run = Run(server, command[0], f"s3://{bucket}/data", *command[1:], where="", quick=False, timeout=180)
        run.ends(0, f"{server.name}: {' '.join(command)}")
    equal(server.objects(bucket), {}, f"{server.name}: clean leaves nothing")


def killed(server):
    bucket = server.bucket()
    run = until_it_uploads(server, bucket, "--schema", "customer360", "--scale", "1", "--uploads", "2")
    run.process.kill()
    run.wait()
    ok(server.uploads(bucket), f"S3-27 {server.name}: killed in the middle of uploads")
    Run(server, "cleanup", f"s3://{bucket}/data", "--older-than", "0", "--force", where="",
        quick=False).ends(0, f"S3-27 {server.name}: cleanup")
    equal(server.uploads(bucket), [], f"S3-27 {server.name}: no upload is left")
    bucket = server.bucket()
    run = until_it_uploads(server, bucket, "--schema", "customer360", "--scale", "1", "--grace", "4s")
    start = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    run.ends(143, f"S3-28 {server.name}: SIGTERM in the middle of uploads")
    ok(time.monotonic() - start < 20, f"S3-28 {server.name}: it ends within the grace time", time.monotonic() - start)
    equal(server.uploads(bucket), [], f"S3-28 {server.name}: no upload is left")


# ---- what is wrong is told before a row is made ----

def bad_input(server):
    bucket = server.bucket()
    small = ["--schema", "hello", "--rows", "1000"]

    def refused(description, status, sentence, *arguments, where=None, **env):
        run = Run(server, *small, *arguments, where=where or f"s3://{bucket}/data", quick=False, env=env)
        run.ends(status, f"{server.name}: {description}", sentence)
        equal(server.objects(bucket), {}, f"{server.name}: nothing was written")
        return run
    refused("S3-11: a wrong secret key", 5, "SignatureDoesNotMatch (403)", AWS_SECRET_ACCESS_KEY="not-the-secret")
    refused("S3-11: an access key that nobody knows", 5, "does not know this access key", AWS_ACCESS_KEY_ID="nobody")
    refused("S3-16: no such bucket", 6, "NoSuchBucket (404)", where="s3://no-such-bucket-here/data")
    refused("S3-28: nobody's keys", 5, "no credentials for the store", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    run = refused("S3-36: a dead endpoint", 7, "is the store running there?", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    ok(run.seconds < 10, f"{server.name}: S3-36 within 10 s", run.seconds)
    if hasattr(server, "add_user"):
        server.add_user("stranger", "stranger-key", "stranger-secret")
        refused("S3-12: somebody else's bucket", 5, "AccessDenied (403)", AWS_ACCESS_KEY_ID="stranger-key",
                AWS_SECRET_ACCESS_KEY="stranger-secret")
    run = Run(server, *small, where=f"s3://{bucket}/data", quick=False, env={"AWS_REGION": "eu-north-7"})
    run.ends(0, f"S3-75 {server.name}: another region")
    equal("is in region 'us-east-1', not 'eu-north-7'" in run.err, server.strict_region, f"S3-75 {server.name}: corrected where it matters")


def clocks(server):
    faketime = shutil.which("faketime")
    if not faketime:
        skip(f"S3-09 {server.name}: clocks that are wrong", "faketime is not installed")
        return
    for offset in ("-20m", "+20m", "-3d"):
        bucket = server.bucket()
        run = go(server, bucket, *LARGE, before=[faketime, "-f", offset], env={"FAKETIME_DONT_FAKE_MONOTONIC": "1"})
        run.ends(0, f"S3-09 {server.name}: this machine's clock is off by {offset}", "signing with the store's time")
        same(server, bucket, LARGE, f"S3-09: the same bytes {offset}")
    # a clock that is set in the middle of a run
    bucket, control = server.bucket(), os.path.join(folder, "faketime")
    with open(control, "w") as file:
        file.write("+0\n")
    run = go(server, bucket, *CUSTOMERS, "--part-size", "5mb", "--uploads", "1", before=[faketime, "-f", "+0"],
             env={"FAKETIME": None, "FAKETIME_TIMESTAMP_FILE": control, "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    for offset in ("+3600", "-3600"):
        time.sleep(0.15)
        with open(control, "w") as file:
            file.write(offset + "\n")
    run.ends(0, f"S3-71 {server.name}: the clock is set by an hour, twice, in the middle of a run")
    same(server, bucket, CUSTOMERS, "S3-71: the same bytes")


# ---- the scripted store answers as real ones ----

def ask(server, method, path, query=None, headers=None, body=b"", secret=None, key=None, payload=None, offset=0):
    """One signed request; the status and the error's code."""
    import datetime

    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest(method, server.endpoint + path, params=query, headers=headers or {}, data=body)

    signer = S3SigV4Auth(Credentials(key or server.key, secret or server.secret), "s3", server.region)
    signer.payload = lambda request: payload or hashlib.sha256(body).hexdigest()
    import botocore.auth

    clock = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *a, **k: datetime.datetime.utcnow() + datetime.timedelta(seconds=offset)
    try:
        signer.add_auth(request)
    finally:
        botocore.auth.get_current_datetime = clock
    prepared = request.prepare()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, prepared.url[len(server.endpoint):], body=body, headers=dict(prepared.headers))
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    connection.close()
    found = re.search("<Code>(.*?)</Code>", text)
    return response.status, found.group(1) if found else "", text


def answers(server, bucket):
    """What it says to requests that are right and wrong."""
    def plain(*arguments, **options):
        return ask(server, *arguments, **options)[:2]

    root = f"/{bucket}"
    facts = {"put": plain("PUT", root + "/key", body=b"body"), "get": plain("GET", root + "/key"),
             "head absent": plain("HEAD", root + "/no"),
             "get absent": plain("GET", root + "/no"), "bucket absent": plain("GET", "/no-such-bucket-at-all", {"list-type": "2"}),
             "range": plain("GET", root + "/key", headers={"Range": "bytes=1-2"}),
             "range behind": plain("GET", root + "/key", headers={"Range": "bytes=9-10"}),
             "if absent": plain("PUT", root + "/key", headers={"If-None-Match": "*"}, body=b"x"),
             "if match": plain("GET", root + "/key", headers={"If-Match": '"00000000000000000000000000000000"'}),
             "secret": plain("GET", root + "/key", secret="another"), "access key": plain("GET", root + "/key", key="another"),
             "skew": plain("GET", root + "/key", offset=-1300), "hash": plain("PUT", root + "/other", body=b"abc", payload="0" * 64),
             "md5": plain("PUT", root + "/other", body=b"abc", headers={"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}),
             "crc": plain("PUT", root + "/other", body=b"abc", headers={"x-amz-checksum-crc64nvme": "AAAAAAAAAAA="}),
             "delete absent": plain("DELETE", root + "/no")}
    _, _, text = ask(server, "POST", root + "/parts", {"uploads": ""})
    upload = re.search("<UploadId>(.*?)</UploadId>", text).group(1)
    where = {"uploadId": upload}

    def complete(*parts):
        return "".join(["<CompleteMultipartUpload>",
                        *(f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in parts),
                        "</CompleteMultipartUpload>"]).encode()
    facts["part 0"] = plain("PUT", root + "/parts", {**where, "partNumber": "0"}, body=b"x")
    facts["part"] = plain("PUT", root + "/parts", {**where, "partNumber": "1"}, body=b"x")
    facts["wrong etag"] = plain("POST", root + "/parts", where, body=complete((1, '"00000000000000000000000000000000"')))
    facts["completed"] = plain("POST", root + "/parts", where, body=complete((1, '"9dd4e461268c8034f5c8564e155c67a6"')))
    facts["abort after complete"] = plain("DELETE", root + "/parts", where)
    facts["part of no upload"] = plain("PUT", root + "/parts", {**where, "partNumber": "1"}, body=b"x")
    return facts


def compare(fake, facts):
    # where a real server differs from the scripted store, which does as Amazon
    known = {"versitygw": {"access key": (404, "XAdminUserNotFound")},
             "rgw": {"crc": (200, ""), "part 0": (200, "")}, "minio": {"crc": (400, "XAmzContentChecksumMismatch"), "part 0": (400, "InvalidPart"), "abort after complete": (204, "")}}
    for name, found in facts.items():
        expected = {**fake, **known[name]}
        differ = {fact: (found[fact], expected[fact]) for fact in expected if found[fact] != expected[fact]}
        ok(not differ, f"the scripted store answers {len(expected)} requests as {name} does, but for {len(known[name])} known ones", differ)


started = []
for name, (missing, start) in SERVERS.items():
    if missing():
        skip(f"{name}: all that needs a real server", missing())
        continue
    place = os.path.join(folder, name)
    os.makedirs(place)
    started.append(start(place))
    secrets.add(started[-1].secret)
if not started:
    done()
facts = {}
for server in started:
    for part in (uploads, nodes, shapes, tools, bad_input, clocks, resumed, killed):
        part(server)
    facts[server.name] = answers(server, server.bucket())
fake = FakeS3()
fake.key, fake.secret, fake.region = "fake-key", "fake/secret+=", "us-east-1"
compare(answers(fake, "bucket"), facts)
no_secret_was_shown()
done()
