# SPDX-License-Identifier: Apache-2.0
"""Faults of the store and of the way to it, one by one, against a scripted store: cases S3-01 to S3-30 and others of the protocol."""

import gzip
import hashlib
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
import warnings

from fakes3 import (FakeS3, FakeServer, Reply, after, cut_answer, dribble, error, hang_up, instead, late, lose_answer, raw, reset,
                    self_signed,
                    silence, stop_reading, xml_error)
from s3test import LARGE, SMALL, Run, digests, fine, folder, local, no_secret_was_shown, nothing, same_bytes
from taptest import done, equal, need, ok

need("awscrt")
PART, COMPLETE, CREATE = "partNumber=", "^uploadId=", "uploads="
DATA = r"parquet$"


def data_puts(store):
    return store.seen("PUT", key=DATA)


def is_whole(request):
    """Is the body signed in one?"""
    return len(request.headers["x-amz-content-sha256"]) == 64 and "x-amz-decoded-content-length" not in request.headers


def is_in_chunks(request):
    return request.headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"


# ---- 5.1 the store says no, or not now ----

store = FakeS3()
store.rule(error(500, "InternalError"), times=2, method="PUT", key=DATA)
fine(store, SMALL, "S3-01: 500 InternalError twice on a PUT", "2 of")
equal(len(data_puts(store)), 3, "S3-01: three attempts")

store = FakeS3()
store.rule(error(503, "SlowDown"), times=6, method="PUT", query=PART)
run = fine(store, LARGE, "S3-02: a burst of 503 SlowDown on pieces", "because the store was busy")
times = [request.time for request in store.seen("PUT", query=PART)]
ok(run.seconds > 0.02, "S3-02: it paused", run.seconds)

store = FakeS3()
store.rule(error(503, "SlowDown"), times=None, method="PUT", query=PART)
Run(store, *LARGE, "--max-attempts", "4").ends(7, "S3-03: 503 SlowDown for ever", "SlowDown (503)", "given up after 4 attempts")
nothing(store, "S3-03: nothing is left")

store = FakeS3()
store.rule(error(429, "TooManyRequests", headers={"Retry-After": "2"}), method="PUT", key=DATA)
run = fine(store, SMALL, "S3-04: 429 with Retry-After: 2")
first, second = [request.time for request in data_puts(store)]
ok(1.9 < second - first < 4, "S3-04: two seconds are waited", second - first)
store = FakeS3()
for value in ("-1", "soon", "1.5", ""):
    store.rule(error(429, "TooManyRequests", headers={"Retry-After": value}), method="PUT", key=DATA)
run = fine(store, SMALL, "S3-04: 429 with a Retry-After that is no number")
ok(run.seconds < 3, "S3-04: which is ignored", run.seconds)

store = FakeS3()
for status in (502, 504):
    store.rule(error(status, body=b"<html><body>Bad Gateway " + b"x" * 5000 + b"</body></html>"), method="PUT", key=DATA)
fine(store, SMALL, "S3-05: 502 and 504 with HTML")
store = FakeS3()
store.rule(error(502, body=b"<html><body>Bad Gateway " + b"x" * 5000 + b"</body></html>"), times=None, method="PUT", key=DATA)
run = Run(store, *SMALL, "--max-attempts", "2")
run.ends(7, "S3-05: for ever", "status 502, the answer begins '<html>", "given up after 2 attempts")
ok("x" * 201 not in run.err, "S3-05: at most 200 characters of it are shown")

store = FakeS3()
store.rule(error(400, "RequestTimeout", "idle"), method="PUT", key=DATA)
fine(store, SMALL, "S3-06: 400 RequestTimeout is tried again")

for case, word in (("S3-07", "BadDigest"), ("S3-08", "XAmzContentSHA256Mismatch")):
    store = FakeS3()
    store.rule(error(400, word), method="PUT", query=PART)
    fine(store, LARGE, f"{case}: {word} once")
    store = FakeS3()
    store.rule(error(400, word), times=None, method="PUT", query="partNumber=3")
    Run(store, *LARGE).ends(9, f"{case}: {word} always", "piece 3", word, "data/part-000000.parquet")
    equal(len(store.seen("PUT", query="partNumber=3")), 2, f"{case}: one resend")
    nothing(store, f"{case}: nothing is left")

for offset in (1200, -1200):
    store = FakeS3()
    store.clock_offset = offset
    fine(store, LARGE, f"S3-09: the store's clock is {offset} s ahead", "this machine's clock is 1", "signing with the store's time")
    equal(len([request for request in store.journal if request.status == 403]), 1, "S3-09: refused once, signed again, remembered")

store = FakeS3()
store.rule(error(400, "ExpiredToken", "too old"), times=None, method="PUT", key=DATA)
Run(store, *SMALL).ends(5, "S3-10: ExpiredToken with keys that nobody can refresh", "ExpiredToken (400)", "get new credentials")
equal(len(data_puts(store)), 2, "S3-10: asked for others once")

store = FakeS3()
Run(store, *SMALL, env={"AWS_SECRET_ACCESS_KEY": "another-secret"}).ends(5, "S3-11: a wrong secret key", "SignatureDoesNotMatch (403)",
                                                                         "the secret key is wrong")
ok(len(store.journal) <= 2 and not store.objects, "S3-11: before a row is made", store.journal)
store = FakeS3()
Run(store, *SMALL, env={"AWS_ACCESS_KEY_ID": "another"}).ends(5, "S3-11: an access key that nobody knows", "InvalidAccessKeyId (403)",
                                                              "check the key and the endpoint")

store = FakeS3()
store.rule(error(403, "AccessDenied", "Access Denied"), times=None, method="PUT", key=DATA)
Run(store, *SMALL).ends(5, "S3-12: AccessDenied on a PUT", "AccessDenied (403): Access Denied", "need the permission s3:PutObject")
equal(len(data_puts(store)), 1, "S3-12: no retry")
store = FakeS3()
store.rule(error(403, "AccessDenied", "Access Denied"), times=None, method="PUT")
Run(store, *SMALL).ends(5, "S3-12: no permission to write at all", "writing 's3://bucket/data/_lakegen/", "s3:PutObject")
equal(data_puts(store), [], "S3-12: before a row is made")

store = FakeS3()
store.rule(error(403, "AccessDenied"), times=None, method="HEAD", key="^$")
store.rule(error(403, "AccessDenied"), times=None, method="GET", key="^$", query="location|acl|versioning")
fine(store, SMALL, "S3-13: HeadBucket and GetBucketLocation are denied")
store = FakeS3()
store.rule(error(403, "AccessDenied"), times=None, method="GET", key="^$")
Run(store, *SMALL).ends(5, "S3-13: without s3:ListBucket nobody knows what is there", "need the permission s3:ListBucket")

store = FakeS3(region="eu-central-1")
fine(store, LARGE, "S3-14: another region", "bucket 'bucket' is in region 'eu-central-1', not 'us-east-1'", env={"AWS_REGION": "us-east-1"})
equal(len([request for request in store.journal if request.status == 400]), 1, "S3-14: corrected once, remembered")
store = FakeS3(region="eu-central-1")
store.rule(error(301, "PermanentRedirect", headers={"x-amz-bucket-region": "eu-central-1"}), header="x-amz-date", method="GET", times=1)
fine(store, SMALL, "S3-14: 301 with a region", env={"AWS_REGION": "us-west-1"})

store, other = FakeS3(), FakeServer()
store.rule(error(307, "TemporaryRedirect", headers={"Location": other.endpoint + "/bucket/x"}, Endpoint=f"127.0.0.1:{other.port}"),
           times=None)
Run(store, *SMALL).ends(6, "S3-15: 307 to another host", f"sends us to '127.0.0.1:{other.port}'", "set --endpoint")
equal(other.journal, [], "S3-15: which is never asked")

store = FakeS3()
Run(store, *SMALL, where="s3://missing/data").ends(6, "S3-16: no such bucket", "NoSuchBucket (404)", "make the bucket")
equal(len(store.journal), 1, "S3-16: known after one request")

# ---- completing ----

store = FakeS3()
store.rule(instead(200, xml_error(200, "InternalError").body), times=2, method="POST", query=COMPLETE)
fine(store, LARGE, "S3-17: Complete answers 200 with InternalError")

store = FakeS3()
store.rule(instead(200, xml_error(200, "AccessDenied", "no").body), times=None, method="POST", query=COMPLETE)
Run(store, *LARGE).ends(5, "S3-18: Complete answers 200 with AccessDenied", "AccessDenied (200)")
nothing(store, "S3-18: the upload is aborted")

store = FakeS3()
store.rule(late(5), method="POST", query=COMPLETE)
run = fine(store, LARGE, "S3-19: Complete sends blanks for longer than the idle time, then its answer")
equal(len(store.seen("POST", query=COMPLETE)), 1, "S3-19: it is waited for")

for at in (0, 1, 60, 150):
    store = FakeS3()
    store.rule(cut_answer(at), method="POST", query=COMPLETE)
    fine(store, LARGE, f"S3-20: Complete's answer is cut after {at} bytes")
    equal(len(store.seen("PUT", query=PART)), 7, "S3-20: no piece is sent twice")

store = FakeS3()
store.rule(lose_answer, method="POST", query=COMPLETE)
store.rule(error(500, "InternalError"), times=2, skip=1, method="HEAD", key=DATA)
fine(store, LARGE, "S3-21: Complete is done but its answer is lost, and the store knows no such upload any more", "", timeout=90)
store = FakeS3()
store.rule(lose_answer, method="POST", query=COMPLETE)
store.rule(error(500, "InternalError"), times=8, skip=1, method="HEAD", key=DATA)
fine(store, LARGE, "S3-21: the same when looking fails too, and Complete is asked again")
equal(store.seen("POST", query=COMPLETE)[1].status, 404, "S3-21: which says NoSuchUpload")

for case, word in (("InvalidPart", 400), ("InvalidPartOrder", 400), ("EntityTooSmall", 400)):
    store = FakeS3()
    store.rule(error(word, case), times=None, method="POST", query=COMPLETE)
    Run(store, *LARGE).ends(1, f"S3-23: Complete says {case}", "7 pieces (1: 1048576 bytes", case)
    nothing(store, "S3-23: aborted")

store = FakeS3()
store.rule(after(lambda reply: reply.headers.pop("ETag") and None), method="PUT", query=PART)
fine(store, LARGE, "S3-24: a piece is acknowledged without ETag once")
store = FakeS3()
store.rule(after(lambda reply: reply.headers.pop("ETag") and None), times=None, method="PUT", query="partNumber=2")
Run(store, *LARGE).ends(6, "S3-24: always", "piece 2", "without giving an ETag")
equal(len(store.seen("PUT", query="partNumber=2")), 2, "S3-24: one retry")

store = FakeS3()
store.rule(lose_answer, times=3, method="PUT", query=PART)
fine(store, LARGE, "S3-25: pieces arrive but their acknowledgements are lost")
equal(len(store.seen("PUT", query=PART)), 10, "S3-25: sent again under the same numbers")

store = FakeS3()
store.rule(lose_answer, times=2, method="POST", query=CREATE)
fine(store, LARGE, "S3-26: uploads are begun whose ids nobody learns: they are found and aborted")
equal(len(store.seen("POST", query=CREATE)), 3, "S3-26: three were begun")

# ---- ending early ----


def running(store, *arguments):
    """A run that has sent some pieces and now gets no further."""
    store.rule(silence, times=None, method="PUT", query="partNumber=[4-9]")
    run = Run(store, *LARGE, *arguments, idle=60)
    until = time.monotonic() + 20
    while len(store.seen("PUT", query=PART)) < 4 and time.monotonic() < until:
        time.sleep(0.01)
    return run


store = FakeS3()
run = running(store)
run.process.kill()
run.ends(-signal.SIGKILL, "S3-27: killed in the middle of an upload")
equal(len(store.uploads), 1, "S3-27: the upload is left")
store.clear()
Run(store, "cleanup", "s3://bucket/data", "--older-than", "0", where="", quick=False).ends(6, "S3-27: cleanup takes the run for alive",
                                                                                           "it may be at work")
Run(store, "cleanup", "s3://bucket/data", where="", quick=False).ends(6, "S3-27: with the usual age, too")
Run(store, "cleanup", "s3://bucket/data", "--older-than", "0", "--force", where="", quick=False).ends(0, "S3-27: cleanup --force")
nothing(store, "S3-27: nothing is left")

for number, status in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
    store = FakeS3()
    run = running(store, "--grace", "1s")
    start = time.monotonic()
    run.process.send_signal(number)
    run.ends(status, f"S3-28: signal {number} in the middle of an upload")
    ok(time.monotonic() - start < 5, "S3-28: it ends soon", time.monotonic() - start)
    nothing(store, "S3-28: the upload is aborted")

store = FakeS3()
store.rule(error(404, "NoSuchUpload"), times=None, method="DELETE", query=COMPLETE)
store.rule(error(403, "AccessDenied"), times=None, method="PUT", query="partNumber=2")
run = Run(store, *LARGE)
run.ends(5, "S3-29: Abort answers 404")
ok("cleanup" not in run.err, "S3-29: which is as good as done", run.err)

store = FakeS3()
rule = store.rule(error(500, "InternalError"), times=None, method="DELETE", query=COMPLETE)
store.rule(error(403, "AccessDenied"), times=None, method="PUT", query="partNumber=2")
Run(store, *LARGE).ends(5, "S3-30: Abort answers 500 for ever", "warning: aborting the upload of 's3://bucket/data/part-000000.parquet'",
                        "until 'lakegen cleanup' removes them")
rule.left = 0
Run(store, "cleanup", "s3://bucket/data", "--older-than", "0", "--force", where="", quick=False).ends(0, "S3-30: cleanup finishes it")
nothing(store, "S3-30: nothing is left")

# ---- the connection ----

closed = socket.create_server(("127.0.0.1", 0))
port = closed.getsockname()[1]
closed.close()
run = Run(FakeS3(), *SMALL, env={"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}, quick=False)
run.ends(7, "S3-36: nobody listens", "is the store running there?")
ok(run.seconds < 10, "S3-36: known within 10 s", run.seconds)

store = FakeS3()


def go_away(store, connection, request):
    """Closes the door for half a second."""
    store.stop()
    connection.reset()

    def come_back():
        time.sleep(0.5)
        store.stopped.clear()
        store.listener = socket.create_server(("127.0.0.1", store.port), backlog=128)
        store.accept()
    threading.Thread(target=come_back, daemon=True).start()


store.rule(go_away, method="PUT", query="partNumber=3")
fine(store, LARGE + ["--part-size", "1mb", "--min-part-size", "1mb"], "S3-36: the store goes away in the middle of a run and comes back",
     quick=False, plan=LARGE)

for at in (0, 1, 0.5, 1.0):
    store = FakeS3()
    store.rule(reset(at), times=2, method="PUT", query=PART)
    fine(store, LARGE, f"S3-37: the connection is reset after {at} of a piece")

Run(None, *SMALL, env={"AWS_ENDPOINT_URL": "https://store.invalid", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}).ends(
    6, "S3-38: a name that cannot be resolved", "Could not resolve host: store.invalid", "this machine's DNS")

store = FakeS3()
store.rule(stop_reading(30), method="PUT", query="partNumber=2")
fine(store, LARGE, "S3-39: the store stops reading")
store = FakeS3()
store.rule(silence, method="PUT", query="partNumber=2")
fine(store, LARGE, "S3-40: the store reads a piece and never answers")
store = FakeS3()
store.rule(silence, method="PUT", key="manifest")
fine(store, SMALL, "S3-40: the store reads a record and never answers")
store = FakeS3()
store.rule(dribble, method="PUT", query="partNumber=2")
run = fine(store, LARGE, "S3-41: an answer of a byte a second", "", timeout=90)
ok(run.seconds < 40, "S3-41: is not waited for", run.seconds)

# ---- bodies in signed chunks ----

NOTE = "the store does not show that it understands bodies in signed chunks; they are signed whole"


def hang_up_at_once(store, connection, request):
    connection.close()


def in_chunks(store):
    return [is_in_chunks(request) for request in data_puts(store)].count(True)


store = FakeS3()
run = fine(store, LARGE, "pieces over http go in signed chunks")
ok(in_chunks(store) == len(data_puts(store)) == 7 and NOTE not in run.err, "all of them")
ok(all(is_whole(request) for request in store.seen("PUT") if not request.query), "what goes in one request does not")
store = FakeS3()
run = fine(store, [*LARGE, "--payload-signing", "whole"], "--payload-signing whole", plan=LARGE)
ok(in_chunks(store) == 0 and NOTE not in run.err, "has none")


def without_chunks(description, store, arguments=LARGE, most=7):
    run = fine(store, arguments, f"a store that {description}", NOTE)
    ok(run.err.count("signed chunks") == 1 and 0 < in_chunks(store) < most, f"{description}: is found out, and asked no more",
       data_puts(store))


for status, code in ((501, "NotImplemented"), (400, "InvalidArgument"), (400, "BadRequest"),
                     (403, "AccessDenied"), (405, "MethodNotAllowed"), (403, "SignatureDoesNotMatch")):
    store = FakeS3()
    store.rule(error(status, code), times=None, method="PUT", query=PART, header="x-amz-decoded-content-length")
    without_chunks(f"refuses chunks with {code}", store)
for checksums in ("verify", "ignore"):
    store = FakeS3()
    store.chunks, store.checksums = "ignore", checksums
    without_chunks(f"takes their frames for data, checksums: {checksums}", store)
for description, act in (("fails at them", error(500, "InternalError")), ("misses their end", error(400, "IncompleteBody")),
                         ("hangs up on them", hang_up_at_once)):
    store = FakeS3()
    store.rule(act, times=None, method="PUT", query=PART, header="x-amz-decoded-content-length")
    without_chunks(description, store, ["--schema", "hello", "--rows", "1600000"], 28)
store = FakeS3()
store.etag_hash = hashlib.sha1
without_chunks("gives ETags that are no MD5", store)
store = FakeS3()
store.rule(error(500, "InternalError"), times=3, method="PUT", query=PART)
run = fine(store, LARGE, "errors that pass say nothing of chunks")
ok(NOTE not in run.err and in_chunks(store) >= 7, "which go on", data_puts(store), run.err)
for status, code in ((403, "SignatureDoesNotMatch"), (400, "XAmzContentSHA256Mismatch")):
    store = FakeS3()
    store.rule(error(status, code), method="PUT", query="partNumber=7")
    run = fine(store, LARGE, f"a chunk that was damaged: {code}")
    ok(NOTE not in run.err and [is_whole(request) for request in data_puts(store)].count(True) == 1,
       f"{code}: its piece is sent again whole, others go on in chunks", data_puts(store), run.err)
store = FakeS3()
store.rule(error(403, "SignatureDoesNotMatch"), times=None, method="PUT", query=PART)
Run(store, *LARGE).ends(5, "a signature that is refused either way", "SignatureDoesNotMatch (403)")
nothing(store, "leaves nothing")

# ---- TLS ----

context, pem = self_signed(folder)
store = FakeS3(tls=context)
Run(store, *SMALL).ends(6, "S3-42: a certificate of an unknown authority", "self-signed certificate", "--ca-cert")
fine(store, LARGE, "S3-42: the same with --ca-cert", env={"AWS_CA_BUNDLE": pem})
ok(all(request.headers.get("x-amz-content-sha256") == "UNSIGNED-PAYLOAD" and "x-amz-checksum-crc64nvme" in request.headers
       for request in store.seen("PUT", query=PART)), "over TLS pieces are not signed, and carry a checksum")
store.objects.clear()
Run(store, *SMALL, "--ca-cert", pem, "--payload-signing", "signed").ends(0, "--payload-signing signed")
ok(all(is_whole(request) for request in data_puts(store) if not request.query), "signs the bytes over TLS, too")
context, wrong = self_signed(folder, name="store.example")
Run(FakeS3(tls=context), *SMALL, "--ca-cert", wrong).ends(6, "S3-42: a certificate of another host",
                                                          "no alternative certificate subject name matches")
context, old = self_signed(folder, expired=True)
Run(FakeS3(tls=context), *SMALL, "--ca-cert", old).ends(6, "S3-42: a certificate that has expired", "expired")

plain = os.path.join(folder, "plain.txt")
with open(plain, "w") as file:
    file.write("this is no certificate\n")
open(os.path.join(folder, "empty.pem"), "w").close()
for path, sentence in ((os.path.join(folder, "absent.pem"), "No such file"),
                       (os.path.join(folder, "empty.pem"), "no certificate in PEM form"),
                       (plain, "no certificate in PEM form")):
    count = store.connections
    Run(store, *SMALL, "--ca-cert", path).ends(3, f"S3-43: --ca-cert {os.path.basename(path)}", "--ca-cert", sentence)
    equal(store.connections, count, "S3-43: before anybody is asked")

context, _ = self_signed(folder)
store = FakeS3(tls=context)
fine(store, SMALL, "S3-44: verify_ssl false", "lakegen: warning: the certificate of https://127.0.0.1", "is not checked",
     env={"S3_VERIFY_SSL": "false"})

store = FakeS3()
fine(store, SMALL, "S3-45: http to a host that is not this machine", "carries data and signatures in the clear",
     env={"AWS_ENDPOINT_URL": f"http://0.0.0.0:{store.port}"})
store = FakeS3()
Run(store, *SMALL, "--strict-security", "true", env={"AWS_ENDPOINT_URL": f"http://0.0.0.0:{store.port}"}).ends(
    3, "S3-45: refused with --strict-security", "use https")
equal(store.connections, 0, "S3-45: before anybody is asked")

context, pem = self_signed(folder)
context.set_ciphers("ALL:@SECLEVEL=0")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
Run(FakeS3(tls=context), *SMALL, "--ca-cert", pem).ends(6, "S3-46: a store that speaks TLS 1.1 at most", "TLS 1.2")

# ---- HTTP ----

store = FakeS3()
fine(store, LARGE, "S3-47: nobody is asked to expect a body")
ok(not any("expect" in request.headers for request in store.journal), "S3-47: no Expect header")

store = FakeS3()
store.rule(hang_up, times=None, method="GET")
store.rule(hang_up, times=3, method="PUT", query=PART)
run = fine(store, LARGE, "S3-48: connections that were kept are closed between requests")
ok("sent again" not in run.err, "S3-48: which is no attempt", run.err)

sent = []


def endless_error(store, connection, request):
    connection.socket.sendall(b"HTTP/1.1 500 X\r\nContent-Length: 104857600\r\n\r\n")
    total = 0
    try:
        while total < 104857600:
            total += connection.socket.send(b"<" * 65536)
    finally:
        sent.append(total)


store = FakeS3()
store.rule(endless_error, method="PUT", key=DATA)
fine(store, SMALL, "S3-49: an error with a body of 100 MiB")
time.sleep(0.2)
ok(sent and sent[0] < 20 << 20, "S3-49: it is not read", sent)

for name, body in (("a document type", b'<!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult><Name>&b;</Name></ListBucketResult>'),
                   ("great depth", b"<a>" * 100000), ("a NUL", b"<ListBucketResult>\0</ListBucketResult>"),
                   ("UTF-16", "<ListBucketResult/>".encode("utf-16"))):
    store = FakeS3()
    store.rule(instead(200, body), times=None, method="GET", query="encoding-type")
    Run(store, *SMALL).ends(7, f"S3-50: a list with {name}", "the reply is not the XML of S3")

store = FakeS3()
store.rule(error(403, "AccessDenied", "\x1b]0;owned\x07\x1b[31mred\r\nlakegen: fine" + "A" * (1 << 20)), times=None, method="PUT", key=DATA)
run = Run(store, *SMALL)
run.ends(5, "S3-51: a message with escapes and of a megabyte")
ok("\x1b" not in run.err and "\x07" not in run.err and len(run.err) < 2000 and "\nlakegen: fine" not in run.err,
   "S3-51: nothing of it reaches the terminal", run.err[:1000])

for name, data in (("a Content-Length that is too long", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nETag: \"x\"\r\n\r\nshort"),
                   ("two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nshort"),
                   ("no HTTP at all", b"220 smtp.example.com ready\r\n"),
                   ("a broken chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
                   ("nothing", b"")):
    store = FakeS3()
    store.rule(raw(data), method="PUT", key=DATA)
    fine(store, SMALL, f"S3-52: an answer with {name}")

store = FakeS3()
store.rule(error(500, body=gzip.compress(b"<Error><Code>AccessDenied</Code></Error>"), headers={"Content-Encoding": "gzip"}), times=None,
           method="PUT", key=DATA)
run = Run(store, *SMALL, "--max-attempts", "2")
run.ends(7, "S3-53: an error that is compressed", "status 500")
ok("\x1f" not in run.err and "\\x8b" not in run.err and "\ufffd" not in run.err, "S3-53: no garbage is shown", run.err)

# ---- lists ----

store = FakeS3()
page = (b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>"
        b"<Contents><Key>data/_lakegen/x/y</Key><Size>1</Size></Contents></ListBucketResult>")
store.rule(instead(200, page), times=None, method="GET", query="encoding-type")
Run(store, *SMALL).ends(6, "S3-54: a list that repeats itself", "its list repeats itself")
ok(len(store.seen("GET", query="encoding-type")) <= 3, "S3-54: noticed at once")

for encoded, run in ((True, "a\x01b%20+c&d"), (False, "a%20b+c&d")):
    store = FakeS3()
    store.encode_lists = encoded
    store.objects[f"data/_lakegen/{run}/manifest.json"] = {"body": b"", "etag": "", "meta": {}, "sums": {}, "time": 0}
    name = "with names that XML cannot say" if encoded else "that is not encoded although that was asked for"
    Run(store, *SMALL).ends(6, f"S3-55: a list {name}",
                            "destination is occupied by run " + run.replace("\x01", "\\x01"))
store = FakeS3()
store.uploads["u1"] = {"key": "data/a%20b+c&d", "meta": {}, "parts": {}, "time": time.time() - 90000}
Run(store, "cleanup", "s3://bucket/data", where="", quick=False).ends(0, "S3-55: an unfinished upload with an odd name")
nothing(store, "S3-55: is found, and removed")

store = FakeS3()
store.lists, store.page = 1, 3
for number in range(10):
    store.objects[f"data/_lakegen/other/{number}"] = {"body": b"", "etag": "", "meta": {}, "sums": {}, "time": 0}
run = Run(store, *SMALL)
run.ends(0, "S3-56: a store without ListObjectsV2", "the store has no ListObjectsV2; using the first version")
pages = {request.query["marker"] for request in store.seen("GET", query="marker=.*prefix=data%2F_lakegen%2F$")}
equal(sorted(pages), [f"data/_lakegen/other/{number}" for number in (2, 5, 8)], "S3-56: page by page")
store = FakeS3()
store.lists = 1
run = Run(store, *SMALL, "--list-version", "1")
run.ends(0, "S3-56: list_version 1")
equal(store.seen("GET", query="list-type"), [], "S3-56: asks for nothing else")

# ---- conditions ----

store = FakeS3()
store.conditions = "ignore"
Run(store, "storage", "check", "s3://bucket/data", where="", quick=False).ends(0, "S3-57: a store that ignores If-None-Match")
fine(store, SMALL, "S3-57: plain files are allowed")
store = FakeS3()
store.conditions = "refuse"
fine(store, SMALL, "S3-57: a store that knows no conditions")

for record in ("plan.json", "manifest.json", "_SUCCESS"):
    store = FakeS3()
    store.rule(lose_answer, method="PUT", key=record)
    fine(store, SMALL, f"S3-58: {record} is written but the answer is lost: the 412 of the retry is our own")
    ok(412 in [request.status for request in store.seen("PUT", key=record)], "S3-58: there was a 412")


def competitor(store, connection, request):
    plan = request.body.replace(b'"seed": "42"', b'"seed": "43"')
    plan = re.sub(rb'("identity_hash": ")[0-9a-f]+', rb"\g<1>" + b"0" * 64, plan)
    store.objects[request.key] = {"body": plan, "etag": '"x"', "meta": {"x-amz-meta-lakegen-commit": "0" * 32}, "sums": {}, "time": 0}
    return store.perform(request)


store = FakeS3()
store.rule(competitor, method="PUT", key="plan.json")
Run(store, *SMALL).ends(11, "S3-59: somebody else writes plan.json at the same moment", "is another plan's: --seed was 43, is 42")
ok(b'"seed": "43"' in next(item["body"] for key, item in store.objects.items() if key.endswith("plan.json")), "S3-59: and keeps it")

store = FakeS3()
store.rule(error(409, "ConditionalRequestConflict"), times=2, method="PUT", key="manifest")
fine(store, SMALL, "S3-60: 409 ConditionalRequestConflict")

# ---- what the store answers about the object ----

store = FakeS3()
store.rule(after(lambda reply: Reply(200, reply.body.replace(b"&quot;", b"").replace(b"-7", b""))), times=None, method="POST",
           query=COMPLETE)
fine(store, LARGE, "S3-61: an ETag that is no MD5 of MD5s")
store = FakeS3()
store.empty_etag = True
fine(store, LARGE, "S3-62: Complete gives no ETag")
manifest = json.loads(next(item["body"] for key, item in store.objects.items() if key.endswith("manifest.json")))
equal(manifest["objects"][0]["etag"], store.objects["data/part-000000.parquet"]["etag"].strip('"'), "S3-62: it is looked up")

store = FakeS3()
store.checksums = "refuse"
run = fine(store, LARGE, "S3-63: a store that refuses checksums", "the store refuses checksums of type CRC64NVME")
ok(run.err.count("refuses checksums") == 1 and len([request for request in store.journal if request.status == 400]) <= 2,
   "S3-63: told once")
store = FakeS3()
store.checksums = "refuse"
Run(store, *LARGE, "--checksum", "crc32c").ends(6, "S3-63: a checksum that the user insists on is not dropped", "InvalidArgument")
context, pem = self_signed(folder)
store = FakeS3(tls=context)
store.checksums = "refuse"
fine(store, LARGE, "S3-63: over TLS", env={"AWS_CA_BUNDLE": pem})
ok(all(is_in_chunks(request) for request in store.seen("PUT", query=PART)), "S3-63: signatures protect the bytes then")

store = FakeS3()
store.checksums = "ignore"
run = fine(store, LARGE, "S3-64: a store that takes no notice of checksums", "repeated the checksums of 0 of 1 objects")
run = Run(store, "storage", "check", "s3://bucket/data", where="", quick=False)
run.ends(0, "S3-64: storage check")
ok("limit  checksum" in run.out and "would not be noticed" in run.out, "S3-64: says so", run.out)
for kind in ("crc32c", "sha256", "md5", "none"):
    store = FakeS3()
    run = Run(store, *LARGE, "--checksum", kind)
    run.ends(0, f"checksum {kind}")
    same_bytes(store, LARGE, f"checksum {kind}: same bytes")
    header = {"md5": "content-md5", "none": None}.get(kind, f"x-amz-checksum-{kind}")
    ok(all(header is None or header in request.headers for request in store.seen("PUT", query=PART)) and
       (header == "content-md5" or not any("content-md5" in request.headers for request in store.journal)), f"checksum {kind}: it is sent")
store = FakeS3()
fine(store, LARGE, "AWS_REQUEST_CHECKSUM_CALCULATION=when_required", env={"AWS_REQUEST_CHECKSUM_CALCULATION": "when_required"})
ok(not any("x-amz-checksum-crc64nvme" in request.headers for request in store.journal), "… sends no checksum that is not needed")


def damage(store, connection, request):
    reply = store.perform(request)
    return Reply(200, re.sub(b"(<ChecksumCRC64NVME>).*?(</)", rb"\1AAAAAAAAAAA=\2", reply.body))


store = FakeS3()
store.rule(damage, method="POST", query=COMPLETE)
Run(store, *LARGE).ends(9, "the store's checksum of the whole is another", "it was damaged")

# ---- names, proxies, clocks ----

store = FakeS3()
odd = ["--schema", "hello", "--rows", "1000", "--path", "a=b c+d/(e),f@g:h*i'j~%é😀-{part}.parquet"]
run = Run(store, *odd)
run.ends(0, "S3-66: odd characters in names")
equal(digests(store.objects), local(odd), "S3-66: they are the objects' names")

for place, sentence in (("s3://bucket/a/../b", "'..'"), ("s3://bucket/a//b", "empty segment"), ("s3://bucket//b", "empty segment"),
                        ("s3://bucket/" + "k" * 1010, "has 10"), ("s3://", "no bucket"), ("s3:///key", "no bucket"), ("s3", "s3://bucket"),
                        ("s3://ab", "is not 3 to"), ("s3://Bucket%", "is not 3 to")):
    store = FakeS3()
    Run(store, *SMALL, where=place).ends(2, f"S3-67, S3-68: destination {place[:40]}", sentence)
    equal(store.connections, 0, "… before anybody is asked")
Run(None, *SMALL, "--endpoint", "aws", where="s3://Upper-Case", env={"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}).ends(
    2, "S3-68: a bucket with capitals at Amazon", "is not 3 to 63 of a-z")
store = FakeS3(bucket="Old_Bucket.x")
run = Run(store, *SMALL, where="s3://Old_Bucket.x/data")
run.ends(0, "S3-68: the same at an older store, with its place in the path")


class Proxy(FakeServer):
    def answer(self, connection, request):
        self.journal.append(request)
        connection.socket.sendall(b"HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n")
        connection.close()


proxy = Proxy()
context, pem = self_signed(folder)
store = FakeS3(tls=context)
Run(store, *SMALL, "--ca-cert", pem, "--max-attempts", "1", env={"HTTPS_PROXY": proxy.endpoint}).ends(7, "S3-70: HTTPS_PROXY", "")
ok([request.method for request in proxy.journal] == ["CONNECT"] and store.connections == 0, "S3-70: the proxy is asked", proxy.journal)
proxy.clear()
fine(store, SMALL, "S3-70: NO_PROXY", env={"HTTPS_PROXY": proxy.endpoint, "NO_PROXY": "127.0.0.1", "AWS_CA_BUNDLE": pem})
equal(proxy.journal, [], "S3-70: the proxy is not asked")

store = FakeS3()
store.objects["data/part-000000.parquet"] = {"body": b"old", "etag": '"x"', "meta": {}, "sums": {}, "time": 0}
store.rule(error(403, "AccessDenied", "Access Denied because object protected by object lock."), times=None, method="PUT", key=DATA)
Run(store, *SMALL, "--overwrite").ends(6, "S3-72: an object under a lock", "retention rule")

for status, word in ((507, "InsufficientStorage"), (507, "XMinioStorageFull"), (403, "QuotaExceeded"), (507, "")):
    store = FakeS3()
    store.rule(error(status, word), times=None, method="PUT", key=DATA)
    Run(store, *SMALL).ends(6, f"S3-73: {status} {word}", f"({status})" if word else f"status {status}")
    equal(len(data_puts(store)), 1, "S3-73: no retry storm")

run = Run(None, *SMALL, env={"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"})
run.ends(3, "S3-76: no endpoint", "endpoint is not known", "--endpoint aws")
proxy.clear()
run = Run(None, *SMALL, "--endpoint", "aws", "--region", "eu-west-3", "--max-attempts", "1",
          env={"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "HTTPS_PROXY": proxy.endpoint})
run.ends(7, "S3-76: --endpoint aws", "https://s3.eu-west-3.amazonaws.com, bucket bucket, region eu-west-3")
equal([request.target for request in proxy.journal], ["bucket.s3.eu-west-3.amazonaws.com:443"], "S3-76: the bucket stands before the host")

# ---- sizes ----

store = FakeS3()
empty = ["--schema", "hello", "--rows", "0"]
fine(store, empty, "S3-34: an object without rows")


def rows_of_size(beyond):
    """A seed, and a number of its rows, whose CSV has 2 MiB or more and ends so many bytes beyond a multiple of 1 MiB."""
    for seed in range(100):
        csv = ["--schema", "hello", "--seed", str(seed), "--format", "csv"]
        lines = subprocess.run(["lakegen", "-q", *csv, "--rows", "200000", "--sink", "stdout"], stdout=subprocess.PIPE, check=True)
        size = 0
        for number, line in enumerate(lines.stdout.splitlines(keepends=True)):
            size += len(line)
            if size >= 2 << 20 and (size - beyond) % (1 << 20) == 0:
                return csv + ["--rows", str(number)], size
    raise AssertionError("no seed gives such a size")


for name, beyond in (("a multiple of the piece", 0), ("a byte less than a multiple", -1)):
    arguments, size = rows_of_size(beyond)
    store = FakeS3()
    fine(store, arguments, f"S3-35: an object of {name} ({size} bytes)")
    parts = store.seen("PUT", query=PART)
    equal((len(parts), sum(len(request.body) for request in parts)), ((size + (1 << 20) - 1) >> 20, size),
          "S3-35: so many pieces")
store = FakeS3()
Run(store, *LARGE, "--multipart", "false").ends(0, "multipart false")
same_bytes(store, LARGE, "… the object comes in one request")
equal(len(data_puts(store)), 1, "… indeed")
store = FakeS3()
fine(store, LARGE + ["--max-parts", "3"], "S3-31: a store that takes 3 pieces of an object", plan=LARGE)
equal(len(store.seen("PUT", query=PART)), 3, "S3-31: they are as large as it takes")
store = FakeS3()
fine(store, LARGE, "S3-32: a store whose pieces have 4 MiB at least", minimum="4mb")
equal(sorted(len(request.body) >> 20 for request in store.seen("PUT", query=PART)), [2, 4], "S3-32: which they have")
store = FakeS3()
for endpoint in (f"http://127.0.0.1:{store.port}/", f"HTTP://localhost:{store.port}//"):
    store.objects.clear()
    fine(store, SMALL, f"S3-69: endpoint {endpoint.replace(str(store.port), 'PORT')}", env={"AWS_ENDPOINT_URL": endpoint})
count = store.connections
for endpoint in (f"http://user:secret-word@127.0.0.1:{store.port}", f"127.0.0.1:{store.port}", "ftp://127.0.0.1", "http://",
                 f"http://127.0.0.1:{store.port}x"):
    run = Run(store, *SMALL, env={"AWS_ENDPOINT_URL": endpoint})
    run.ends(3, f"S3-69: endpoint {endpoint.replace(str(store.port), 'PORT')}", "endpoint")
    ok("secret-word" not in run.err, "S3-69: shown without a password", run.err)
equal(store.connections, count, "S3-69: and nobody is asked")
Run(None, "estimate", "hello", "--rows", "2000000000", "--file-size", "20gb", "--multipart", "false", where="s3://bucket/data",
    quick=False).ends(
    2, "S3-33: an object of more than 5 GiB without multipart", "--multipart is false")
no_secret_was_shown()
done()
