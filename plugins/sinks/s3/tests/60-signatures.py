# SPDX-License-Identifier: Apache-2.0
"""Signature Version 4: the vectors of Amazon's test suite, and 10,000 random requests that botocore signs the same."""

import json
import os
import posixpath
import random
import re
import subprocess
import time
import urllib.parse

from taptest import done, equal, need, ok, skip

SIGNER = os.path.join(os.environ["builddir"], "plugins/sinks/s3/tests/signer")
UNSIGNED = "UNSIGNED-PAYLOAD"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def sign(requests):
    """All of them by lakegen's code."""
    text = "".join(json.dumps(request) + "\n" for request in requests)
    output = subprocess.run([SIGNER], input=text, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


# ---- the test suite: data of awslabs/aws-c-auth, in the folder that TEST_DATA names ----

def seconds(stamp):
    return int(time.mktime(time.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ")) - time.timezone)


def read_request(text):
    """Method, path, query, headers (lines of one name, folded values) and body of a request as HTTP writes it."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    method, target = re.fullmatch(r"(\S+) (.*) HTTP/1\.1", first).groups()
    path, _, query = target.partition("?")
    headers = []
    for line in lines:
        if line[:1] in (" ", "\t"):
            headers[-1][1] += " " + line.strip()
        elif line:
            name, _, value = line.partition(":")
            headers.append([name.lower(), value])
    return method, path, query, headers, body


def normalized(path):
    """Without dots and doubled slashes: what all services but S3 do."""
    end = "/" if path.endswith(("/", "/.", "/..")) else ""
    plain = posixpath.normpath("/" + path).replace("//", "/")
    return plain if plain == "/" else plain + end


def vector(folder, kind):
    """The request as the signer wants it, and what it must come to."""
    import hashlib

    def read(name):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            return file.read()

    context = json.loads(read("context.json"))
    keys = context["credentials"]
    method, path, query, headers, body = read_request(read("request.txt"))
    date = re.sub(r"[-:]", "", context["timestamp"])
    query = urllib.parse.parse_qsl(query, keep_blank_values=True)
    payload = hashlib.sha256(body.encode()).hexdigest()
    scope = f"{date[:8]}/{context['region']}/{context['service']}/aws4_request"
    token = keys.get("token") if not context.get("omit_session_token") else None
    if kind == "header":
        headers += [["x-amz-date", date]] + ([["x-amz-security-token", token]] if token else [])
        headers += [["x-amz-content-sha256", payload]] if context["sign_body"] else []
    else:
        query += [("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", f"{keys['access_key_id']}/{scope}"), ("X-Amz-Date", date),
                  ("X-Amz-Expires", str(context["expiration_in_seconds"])),
                  ("X-Amz-SignedHeaders", ";".join(sorted({name for name, _ in headers})))]
        query += [("X-Amz-Security-Token", token)] if token else []
        query += [("X-Amz-Content-Sha256", payload)] if context["sign_body"] and False else []
    request = {"method": method, "path": normalized(path) if context["normalize"] else path, "query": query, "headers": headers,
               "payload": payload, "access_key": keys["access_key_id"], "secret_key": keys["secret_access_key"],
               "region": context["region"], "service": context["service"], "time": seconds(context["timestamp"])}
    return request, {name: read(f"{kind}-{file}.txt") for name, file in
                     (("canonical", "canonical-request"), ("to_sign", "string-to-sign"), ("signature", "signature"))}


data = os.path.join(os.environ.get("TEST_DATA", ""), "sigv4")
names = sorted(os.listdir(data)) if os.environ.get("TEST_DATA") and os.path.isdir(data) else []
if not names:
    # the data is not part of the project: where it is not, the comparison with botocore below stands alone
    print("# TEST_DATA names no folder with sigv4/: the vectors of the test suite are not compared")
for kind in ("header", "query") if names else ():
    cases = [vector(os.path.join(data, name), kind) for name in names]
    wrong = []
    for name, (_, expected), got in zip(names, cases, sign([request for request, _ in cases])):
        if any(got[part] != expected[part].rstrip("\n") for part in expected):
            wrong.append(f"{name}: {got['canonical']!r} is not {expected['canonical']!r}")
    ok(not wrong, f"{len(names) - len(wrong)} of {len(names)} contexts of the test suite, signed in the {kind}", *wrong)
if names:
    equal(len(names), 38, "the test suite has 38 contexts")

# ---- botocore ----

need("botocore")
from botocore.auth import S3SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402

rng = random.Random(4)
LETTERS = "abcXYZ019-._~ =+%(),@:*'!$&;/é漢😀"


def word(most, letters=LETTERS):
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, most)))


def random_request():
    key = "/".join(word(12, LETTERS.replace("/", "")) for _ in range(rng.randint(1, 4)))
    query = {word(8): word(8) for _ in range(rng.randint(0, 4))}
    if rng.random() < .3:
        query[rng.choice(["uploads", "acl", "versioning"])] = ""
    if rng.random() < .3:
        query.update(partNumber=str(rng.randint(1, 10000)), uploadId=word(30, "abcdefXYZ0129-_."))
    headers = {"x-amz-meta-" + word(6, "abc-09"): " " * rng.randint(0, 1) + word(10, "abc XY9=+/") for _ in range(rng.randint(0, 3))}
    if rng.random() < .5:
        headers["content-md5"] = word(24, "abcXYZ019+/")
    return {"method": rng.choice(["GET", "PUT", "POST", "HEAD", "DELETE"]), "path": "/bucket/" + key, "query": list(query.items()),
            "headers": [[name, value] for name, value in headers.items()],
            "payload": rng.choice([UNSIGNED, EMPTY, "%064x" % rng.getrandbits(256)]),
            "access_key": word(20, "ABCDEFGHIJ0123456789"), "secret_key": word(40, "abcXYZ019/+=\\\"$é"),
            "region": rng.choice(["us-east-1", "eu-central-1", "cn-north-1", "garage"]), "service": "s3", "token": word(60, "abcXYZ/+=") if
            rng.random() < .3 else None}


class Fixed(S3SigV4Auth):
    """botocore's signer with the payload's hash given."""

    def payload(self, request):
        return request.context["payload"]


def by_botocore(request):
    import urllib.parse as url

    target = "https://host.example:9000" + url.quote(request["path"], safe="/~-._")
    text = "&".join(f"{url.quote(name, safe='-_.~')}={url.quote(value, safe='-_.~')}" for name, value in request["query"])
    headers = {name: value for name, value in request["headers"]}
    aws = AWSRequest(request["method"], target + ("?" + text if text else ""), headers=headers)
    aws.context.update(payload=request["payload"], timestamp=time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(request["time"])))
    signer = Fixed(Credentials(request["access_key"], request["secret_key"], request["token"]), "s3", request["region"])
    signer.add_auth(aws)
    return aws


def moment(aws):
    stamp = aws.context["timestamp"]
    return int(time.mktime(time.strptime(stamp, "%Y%m%dT%H%M%SZ")) - time.timezone)


requests, signed = [], []
for _ in range(10000):
    request = random_request()
    request["time"] = int(time.time())
    aws = by_botocore(request)
    request["time"] = moment(aws)  # botocore signs with the time at which it does so
    request["headers"] += [["host", "host.example:9000"], ["x-amz-date", aws.context["timestamp"]],
                           ["x-amz-content-sha256", request["payload"]]]
    if request["token"]:
        request["headers"].append(["x-amz-security-token", request["token"]])
    requests.append(request)
    signed.append(aws.headers["Authorization"])
differ = [f"{request['method']} {request['path']!r} {request['query']}: {got['authorization']} is not {expected}"
          for request, got, expected in zip(requests, sign(requests), signed) if got["authorization"] != expected]
ok(not differ, f"{len(requests)} random requests are signed as botocore signs them, {len(differ)} are not", *differ[:3])
ok(any("%C3%A9" in got["path"] and "%27" in got["path"] for got in sign(requests)), "odd characters are among them")
done()
