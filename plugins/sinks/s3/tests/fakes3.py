# SPDX-License-Identifier: Apache-2.0
"""A scripted S3 store: for the faults that a real server cannot be made to produce.

    store = FakeS3(key, secret, region)         # listens on 127.0.0.1, store.endpoint
    store.rule(method="PUT", query="partNumber", times=2, act=error(500, "InternalError"))
    ... run something against it ...
    store.journal                               # what it saw: Request objects, in order
    store.objects, store.uploads                # what it holds

Signatures are checked strictly. A rule is asked in the order it was added; the first that matches and has uses left acts.
What is modelled after Amazon here is compared with real servers in 63-servers.py.
"""

import atexit
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import threading
import time
import urllib.parse
import uuid
from email.utils import formatdate
from xml.sax.saxutils import escape

STEP = 65536


def checksum(kind, data):
    """In base64, as S3 writes it; by other code than lakegen's."""
    if kind == "sha256":
        return base64.b64encode(hashlib.sha256(data).digest()).decode()
    import awscrt.checksums

    size, function = {"crc32c": (4, awscrt.checksums.crc32c), "crc64nvme": (8, awscrt.checksums.crc64nvme)}[kind]
    return base64.b64encode(function(bytes(data)).to_bytes(size, "big")).decode()


class Request:
    def __init__(self, method, target, headers):
        self.method, self.target, self.headers = method, target, headers
        path, _, self.raw_query = target.partition("?")
        self.raw_path, self.path = path, urllib.parse.unquote(path)
        self.query = dict(urllib.parse.parse_qsl(self.raw_query, keep_blank_values=True))
        self.body, self.time, self.status, self.rule = b"", time.monotonic(), None, None
        self.bucket, _, self.key = self.path.lstrip("/").partition("/")

    def __repr__(self):
        return f"<{self.method} {self.target} {self.status}>"


class Reply:
    def __init__(self, status, body=b"", headers=None):
        self.status, self.body, self.headers = status, body, dict(headers or {})


def quote(name):
    """As Amazon encodes names of lists: a blank is a plus, and a slash stays."""
    return urllib.parse.quote_plus(name, safe="/")


def xml_error(status, code, message="", **elements):
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items())
    return Reply(status, f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{escape(message)}</Message>{inside}'
                 "<RequestId>1</RequestId></Error>".encode(), {"Content-Type": "application/xml"})


# ---- acts: functions of (store, connection, request) that give a Reply, or None when they have dealt with the connection ----

def error(status, code="", message="", headers=None, body=None, **elements):
    """Answers with an error and does nothing."""
    def act(store, connection, request):
        reply = xml_error(status, code, message, **elements) if body is None else Reply(status, body)
        reply.headers.update(headers or {})
        return reply
    return act


def reset(at):
    """Closes with RST after `at` bytes of the request's body (a share of it when it is a fraction)."""
    act = lambda store, connection, request: connection.reset()
    act.read = at
    return act


def lose_answer(store, connection, request):
    """Does what is asked and closes without a word."""
    store.perform(request)
    connection.close()


def cut_answer(at):
    """Does what is asked and sends the first `at` bytes of the reply's body."""
    def act(store, connection, request):
        connection.send_reply(store.perform(request), cut=at)
        connection.close()
    return act


def silence(store, connection, request):
    """Reads all and never answers."""
    store.stopped.wait(120)
    connection.close()


def stop_reading(seconds):
    def act(store, connection, request):
        store.stopped.wait(seconds)
        connection.close()
    act.read = 0
    return act


def dribble(store, connection, request):
    """A byte of the reply each second."""
    connection.socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not store.stopped.wait(1):
        connection.socket.sendall(b" ")


def late(seconds, then=None):
    """Status and headers at once, blanks for a while, then the body."""
    def act(store, connection, request):
        reply = then(store, connection, request) if then else store.perform(request)
        connection.socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.socket.sendall(b"1\r\n \r\n")
            time.sleep(0.3)
        connection.socket.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(reply.body), reply.body))
    return act


def raw(data, close=True):
    """These bytes instead of a reply."""
    def act(store, connection, request):
        connection.socket.sendall(data)
        if close:
            connection.close()
    return act


def instead(status, body, headers=None):
    return lambda store, connection, request: Reply(status, body, headers)


def after(change):
    """Does what is asked, and changes the reply."""
    def act(store, connection, request):
        reply = store.perform(request)
        return change(reply) or reply
    return act


def hang_up(store, connection, request):
    """Does what is asked, answers as if the connection stayed, and closes it."""
    connection.send_reply(store.perform(request))
    connection.close()


class Rule:
    def __init__(self, act, times, skip, method, key, query, without, header):
        self.act, self.left, self.skip, self.method, self.key = act, times, skip, method, key
        self.query, self.without, self.header = query, without, header
        self.used = 0

    def matches(self, request):
        if self.method and request.method != self.method:
            return False
        if self.key and not re.search(self.key, request.key):
            return False
        if self.query and not re.search(self.query, request.raw_query):
            return False
        if self.without and re.search(self.without, request.raw_query):
            return False
        if self.header and self.header.lower() not in request.headers:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        return self.left is None or self.left > 0


class Connection:
    def __init__(self, store, sock):
        self.store, self.socket, self.data, self.closed = store, sock, b"", False

    def close(self):
        self.closed = True
        try:
            self.socket.close()
        except OSError:
            pass

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def more(self):
        some = self.socket.recv(STEP)
        if not some:
            raise ConnectionError
        self.data += some

    def read_head(self):
        while b"\r\n\r\n" not in self.data:
            self.more()
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        return Request(method, target, headers)

    def read_body(self, request, limit=None):
        size = int(request.headers.get("content-length", 0))
        if isinstance(limit, float):
            limit = int(size * limit)
        size = size if limit is None else min(size, limit)
        pieces, left = [self.data[:size]], size - len(self.data)
        self.data = self.data[size:]
        while left > 0:
            some = self.socket.recv(min(left, STEP * 16))
            if not some:
                raise ConnectionError
            pieces.append(some)
            left -= len(some)
        request.body = b"".join(pieces)

    def send_reply(self, reply, head_only=False, cut=None):
        headers = {"Date": formatdate(time.time() + self.store.clock_offset, usegmt=True), "Content-Length": str(len(reply.body)),
                   "Server": "fake", **reply.headers}
        head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        body = b"" if head_only else reply.body[:cut]
        self.socket.sendall(head.encode("latin-1") + body)


class FakeServer:
    """Listens, reads requests, applies rules. What a request does is perform()'s."""

    def __init__(self, tls=None, port=0):
        self.rules, self.journal, self.lock = [], [], threading.RLock()
        self.stopped, self.clock_offset, self.connections = threading.Event(), 0, 0
        self.listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.tls = tls
        self.endpoint = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()
        atexit.register(self.stop)

    def stop(self):
        atexit.unregister(self.stop)
        self.stopped.set()
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def rule(self, act, times=1, skip=0, method=None, key=None, query=None, without=None, header=None):
        """times: None is always. query and key: patterns; without: a pattern that the query must not have."""
        rule = Rule(act, times, skip, method, key, query, without, header)
        with self.lock:
            self.rules.append(rule)
        return rule

    def clear(self):
        with self.lock:
            self.rules, self.journal = [], []

    def find_rule(self, request):
        with self.lock:
            for rule in self.rules:
                if rule.matches(request):
                    if rule.left is not None:
                        rule.left -= 1
                    rule.used += 1
                    return rule
        return None

    def serve(self, sock):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            connection = Connection(self, sock)
            while not connection.closed:
                self.answer(connection, connection.read_head())
        except (OSError, ConnectionError, ValueError):
            pass
        finally:
            sock.close()

    def answer(self, connection, request):
        rule = self.find_rule(request)
        request.rule = rule
        with self.lock:
            self.journal.append(request)
        connection.read_body(request, getattr(rule.act, "read", None) if rule else None)
        reply = rule.act(self, connection, request) if rule else self.perform(request)
        if reply is not None:
            request.status = reply.status
            connection.send_reply(reply, head_only=request.method == "HEAD")

    def perform(self, request):
        return Reply(404)

    def seen(self, method=None, query=None, key=None, without=None):
        probe = Rule(None, None, 0, method, key, query, without, None)
        with self.lock:
            return [request for request in self.journal if probe.matches(request)]


def self_signed(folder, name="127.0.0.1", expired=False):
    """A certificate and its key for an address, made by openssl; gives the context for a server and the certificate's path."""
    stem = os.path.join(folder, uuid.uuid4().hex)
    kind = "IP" if name[0].isdigit() else "DNS"

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", stem + ".key", "-out", stem + ".pem", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName={kind}:{name}", "-days", "2")
    if expired:  # the same, of another time
        with open(stem + ".conf", "w") as file:
            file.write(f"[ca]\ndefault_ca=d\n[d]\ndatabase={stem}.db\nnew_certs_dir={folder}\nserial={stem}.serial\npolicy=p\n"
                       "default_md=sha256\ncopy_extensions=copy\n[p]\ncommonName=supplied\n")
        open(stem + ".db", "w").close()
        with open(stem + ".serial", "w") as file:
            file.write("01\n")
        openssl("req", "-new", "-key", stem + ".key", "-out", stem + ".csr", "-subj", f"/CN={name}", "-addext",
                f"subjectAltName={kind}:{name}")
        openssl("ca", "-batch", "-selfsign", "-config", stem + ".conf", "-in", stem + ".csr", "-keyfile", stem + ".key", "-out",
                stem + ".pem",
                "-startdate", "20200101000000Z", "-enddate", "20200102000000Z")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(stem + ".pem", stem + ".key")
    return context, stem + ".pem"


# ---- S3 ----

def sign_key(secret, *scope):
    key = ("AWS4" + secret).encode()
    for part in scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def expected_signature(secret, canonical, date, region, service):
    scope = (date[:8], region, service, "aws4_request")
    text = "\n".join(["AWS4-HMAC-SHA256", date, "/".join(scope), hashlib.sha256(canonical.encode("latin-1")).hexdigest()])
    return hmac.new(sign_key(secret, *scope), text.encode(), hashlib.sha256).hexdigest()


class FakeS3(FakeServer):
    """conditions: enforce, ignore, refuse; checksums: verify, ignore, refuse; chunks (of bodies): verify, ignore, refuse;
    lists: 2 or 1; uploads_by_prefix: False lists unfinished uploads by whole names, as MinIO does; strict_region."""

    def __init__(self, key="fake-key", secret="fake/secret+=", region="us-east-1", bucket="bucket", tls=None, token=None, port=0):
        self.keys, self.region, self.bucket = {key: (secret, token)}, region, bucket
        self.objects, self.uploads = {}, {}
        self.conditions, self.checksums, self.lists, self.strict_region, self.page = "enforce", "verify", 2, True, 1000
        self.etag_hash = hashlib.md5  # of pieces
        self.chunks, self.uploads_by_prefix, self.empty_etag, self.encode_lists, self.min_part = "verify", True, False, True, 1 << 20
        super().__init__(tls, port)
        self.environment = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": region,
                            "AWS_ENDPOINT_URL": self.endpoint, "AWS_CONFIG_FILE": "/dev/null",
                            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}

    # -- signatures --

    def check_signature(self, request):
        """None, or the Reply that refuses."""
        authorization = request.headers.get("authorization")
        if not authorization:
            return None if self.keys is None else xml_error(403, "AccessDenied", "anonymous access")
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=(.+)/(\d{8})/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+), "
                             r"Signature=([0-9a-f]{64})", authorization)
        if not match:
            return xml_error(400, "AuthorizationHeaderMalformed", "cannot be parsed")
        key, day, region, names, signature = match.groups()
        if key not in self.keys:
            return xml_error(403, "InvalidAccessKeyId", "no such key", AWSAccessKeyId=key)
        if self.strict_region and region != self.region:
            return xml_error(400, "AuthorizationHeaderMalformed", f"the region '{region}' is wrong; expecting '{self.region}'",
                             Region=self.region)
        return self.check_keys(request, key, day, region, names, signature)

    def check_keys(self, request, key, day, region, names, signature):
        secret, token = self.keys[key]
        if (token or "") != request.headers.get("x-amz-security-token", ""):
            return xml_error(403, "InvalidToken", "the token is not this key's")
        signed = names.split(";")
        missing = [name for name in request.headers if (name.startswith("x-amz-") or name in ("host",
                                                                                              "content-md5")) and name not in signed]
        if missing or "host" not in signed or signed != sorted(signed):
            return xml_error(403, "AccessDenied", f"headers not signed: {missing}")
        date, payload = request.headers["x-amz-date"], request.headers["x-amz-content-sha256"]
        query = "&".join(sorted(request.raw_query.split("&"))) if request.raw_query else ""
        canonical = "\n".join([request.method, request.raw_path, query,
                               "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed), names, payload])
        if expected_signature(secret, canonical, date, region, "s3") != signature:
            return xml_error(403, "SignatureDoesNotMatch", "the signature is another", StringToSign=canonical)
        sent = time.mktime(time.strptime(date, "%Y%m%dT%H%M%SZ")) - time.timezone
        if abs(sent - time.time() - self.clock_offset) > 900:
            return xml_error(403, "RequestTimeTooSkewed", "the clocks are too far apart")
        if payload == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
            return self.take_chunks(request, sign_key(secret, day, region, "s3", "aws4_request"), f"{day}/{region}/s3/aws4_request", signature)
        if payload != "UNSIGNED-PAYLOAD" and hashlib.sha256(request.body).hexdigest() != payload:
            return xml_error(400, "XAmzContentSHA256Mismatch", "the bytes are others")
        return None

    def take_chunks(self, request, key, scope, signature):
        """The body without its frames, when all its signatures are right."""
        if self.chunks == "refuse":
            return xml_error(501, "NotImplemented", "transferring payloads in multiple chunks is not supported")
        if self.chunks == "ignore":
            return None
        chunks, at, empty = [], 0, hashlib.sha256(b"").hexdigest()
        while not chunks or chunks[-1]:
            frame = re.compile(rb"([0-9a-f]+);chunk-signature=([0-9a-f]{64})\r\n").match(request.body, at)
            if not frame:
                return xml_error(400, "IncompleteBody", f"no chunk begins at {at}")
            chunk = request.body[frame.end():frame.end() + int(frame[1], 16)]
            at = frame.end() + len(chunk) + 2
            if len(chunk) != int(frame[1], 16) or request.body[at - 2:at] != b"\r\n" or (chunks and chunk and len(chunks[-1]) < 8192):
                return xml_error(400, "InvalidChunkSizeError", "a chunk is too small, or ends early")
            text = "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", request.headers["x-amz-date"], scope, signature, empty,
                              hashlib.sha256(chunk).hexdigest()])
            signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
            if signature.encode() != frame[2]:
                return xml_error(403, "SignatureDoesNotMatch", f"the signature of chunk {len(chunks)} is another")
            chunks.append(chunk)
        body = b"".join(chunks)
        if at != len(request.body) or str(len(body)) != request.headers.get("x-amz-decoded-content-length"):
            return xml_error(400, "IncompleteBody", "the length is another")
        request.body = body
        return None

    # -- operations --

    def perform(self, request):
        refusal = self.check_signature(request)
        if refusal:
            return refusal
        if request.bucket != self.bucket:
            return xml_error(404, "NoSuchBucket", "no such bucket")
        with self.lock:
            return self.operation(request)(request)

    def operation(self, request):
        query, method = request.query, request.method
        if not request.key:
            return self.list_uploads if "uploads" in query else self.list_objects if method == "GET" else self.unknown
        if method == "POST":
            return self.create if "uploads" in query else self.complete if "uploadId" in query else self.unknown
        if method == "PUT":
            return self.put_part if "uploadId" in query else self.put
        if method == "DELETE":
            return self.abort if "uploadId" in query else self.delete
        return self.get if method in ("GET", "HEAD") else self.unknown

    def unknown(self, request):
        return xml_error(501, "NotImplemented", "not modelled")

    def sums(self, request):
        return {name[15:]: value for name, value in request.headers.items()
                if name.startswith("x-amz-checksum-") and name[15:] in ("crc32c", "crc64nvme", "sha256")}

    def check_body(self, request):
        """(refusal, headers that repeat the checksum)"""
        sums, md5 = self.sums(request), request.headers.get("content-md5")
        if md5 and base64.b64encode(hashlib.md5(request.body).digest()).decode() != md5:
            return xml_error(400, "BadDigest", "the MD5 is another"), {}
        if self.checksums == "refuse" and any(name.startswith("x-amz-checksum-") for name in request.headers):
            return xml_error(400, "InvalidArgument", "unknown header x-amz-checksum"), {}
        if self.checksums != "verify":
            return None, {}
        for kind, value in sums.items():
            if checksum(kind, request.body) != value:
                return xml_error(400, "BadDigest", f"the {kind} is another"), {}
        return None, {f"x-amz-checksum-{kind}": value for kind, value in sums.items()}

    def condition(self, request):
        if "if-none-match" not in request.headers or self.conditions == "ignore":
            return None
        if self.conditions == "refuse":
            return xml_error(501, "NotImplemented", "a header implies what is not there")
        return xml_error(412, "PreconditionFailed", "it is there") if request.key in self.objects else None

    def meta(self, request):
        return {name: value for name, value in request.headers.items() if name.startswith("x-amz-meta-") or name == "content-type"}

    def put(self, request):
        refusal, echo = self.check_body(request)
        refusal = refusal or self.condition(request)
        if refusal:
            return refusal
        etag = f'"{hashlib.md5(request.body).hexdigest()}"'
        self.objects[request.key] = {"body": request.body, "etag": etag, "meta": self.meta(request), "sums": echo, "time": time.time()}
        return Reply(200, b"", {"ETag": etag, **echo})

    def create(self, request):
        if self.checksums == "refuse" and any(name.startswith("x-amz-checksum-") for name in request.headers):
            return xml_error(400, "InvalidArgument", "unknown header x-amz-checksum-algorithm")
        upload = uuid.uuid4().hex
        self.uploads[upload] = {"key": request.key, "meta": self.meta(request), "parts": {}, "time": time.time()}
        return Reply(200, f"<InitiateMultipartUploadResult><Bucket>{self.bucket}</Bucket><Key>{escape(request.key)}</Key><UploadId>{upload}"
                     "</UploadId></InitiateMultipartUploadResult>".encode())

    def put_part(self, request):
        upload = self.uploads.get(request.query["uploadId"])
        if not upload or upload["key"] != request.key:
            return xml_error(404, "NoSuchUpload", "no such upload")
        number = int(request.query["partNumber"])
        if not 1 <= number <= 10000:
            return xml_error(400, "InvalidArgument", "part number out of range")
        refusal, echo = self.check_body(request)
        if refusal:
            return refusal
        etag = f'"{self.etag_hash(request.body).hexdigest()}"'
        upload["parts"][number] = (request.body, etag)
        return Reply(200, b"", {"ETag": etag, **echo})

    def complete(self, request):
        upload = self.uploads.get(request.query["uploadId"])
        if not upload:
            return xml_error(404, "NoSuchUpload", "no such upload")
        parts = re.findall(r"<Part>(.*?)</Part>", request.body.decode(), re.S)
        body, last = [], 0
        for position, part in enumerate(parts):
            number = int(re.search(r"<PartNumber>(\d+)</PartNumber>", part).group(1))
            etag = re.search(r"<ETag>(.*?)</ETag>", part).group(1).replace("&quot;", '"')
            if number <= last:
                return xml_error(400, "InvalidPartOrder", "not in order")
            if number not in upload["parts"] or upload["parts"][number][1] != etag:
                return xml_error(400, "InvalidPart", f"part {number} is another")
            if position + 1 < len(parts) and len(upload["parts"][number][0]) < self.min_part:
                return xml_error(400, "EntityTooSmall", "a part is too small")
            body.append(upload["parts"][number][0])
            last = number
        body = b"".join(body)
        refusal = self.condition(request)
        if refusal:
            return refusal
        if self.checksums == "verify":
            for kind, value in self.sums(request).items():
                if checksum(kind, body) != value:
                    return xml_error(400, "BadDigest", f"the {kind} of the whole is another")
        etag = f'"{hashlib.md5(body).hexdigest()}-{len(parts)}"'
        sums = {f"x-amz-checksum-{kind}": value for kind, value in self.sums(request).items()} if self.checksums == "verify" else {}
        self.objects[request.key] = {"body": body, "etag": etag, "meta": upload["meta"], "sums": sums, "time": time.time()}
        del self.uploads[request.query["uploadId"]]
        elements = "".join(f"<Checksum{name[15:].upper()}>{value}</Checksum{name[15:].upper()}>" for name, value in sums.items())
        shown = "" if self.empty_etag else escape(etag)
        return Reply(200, '<?xml version="1.0"?><CompleteMultipartUploadResult>'
                     f"<Bucket>{self.bucket}</Bucket><Key>{escape(request.key)}</Key>"
                     f"<ETag>{shown}</ETag>{elements}</CompleteMultipartUploadResult>".encode())

    def abort(self, request):
        if self.uploads.pop(request.query["uploadId"], None) is None:
            return xml_error(404, "NoSuchUpload", "no such upload")
        return Reply(204)

    def delete(self, request):
        self.objects.pop(request.key, None)
        return Reply(204)

    def get(self, request):
        found = self.objects.get(request.key)
        if not found:
            return xml_error(404, "NoSuchKey", "no such key")
        headers = {"ETag": found["etag"], **found["meta"], **(found["sums"] if "x-amz-checksum-mode" in request.headers else {})}
        if request.headers.get("if-match", found["etag"]) != found["etag"]:
            return xml_error(412, "PreconditionFailed", "it is another")
        if request.method == "HEAD":
            return Reply(200, found["body"], headers)
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", ""))
        if not match:
            return Reply(200, found["body"], headers)
        first, last, size = int(match[1]), int(match[2]), len(found["body"])
        if first >= size:
            return xml_error(416, "InvalidRange", "behind the end")
        last = min(last, size - 1)
        return Reply(206, found["body"][first:last + 1], {**headers, "Content-Range": f"bytes {first}-{last}/{size}"})

    def list_objects(self, request):
        query = request.query
        if self.lists == 1 and "list-type" in query:
            return xml_error(501, "NotImplemented", "list-type 2 is not known")
        prefix, most = query.get("prefix", ""), min(int(query.get("max-keys", self.page)), self.page)
        marker = query.get("continuation-token", query.get("marker", ""))
        marker = base64.b64decode(marker).decode() if "continuation-token" in query else marker
        keys = sorted(key for key in self.objects if key.startswith(prefix) and key > marker)
        shown, more = keys[:most], len(keys) > most
        encoded = query.get("encoding-type") == "url" and self.encode_lists
        encode = quote if encoded else escape
        items = "".join(f"<Contents><Key>{encode(key)}</Key><LastModified>{self.stamp(self.objects[key]['time'])}</LastModified>"
                        f"<Size>{len(self.objects[key]['body'])}</Size></Contents>" for key in shown)
        token = ""
        if more and "list-type" in query:
            token = f"<NextContinuationToken>{base64.b64encode(shown[-1].encode()).decode()}</NextContinuationToken>"
        return Reply(200, f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}"
                     f"{'<EncodingType>url</EncodingType>' if encoded else ''}{items}</ListBucketResult>".encode())

    def list_uploads(self, request):
        prefix = request.query.get("prefix", "")
        encode = quote if request.query.get("encoding-type") == "url" else escape
        items = "".join(f"<Upload><Key>{encode(upload['key'])}</Key><UploadId>{name}</UploadId><Initiated>{self.stamp(upload['time'])}"
                        "</Initiated></Upload>" for name, upload in sorted(self.uploads.items()) if
                        upload["key"].startswith(prefix) and (self.uploads_by_prefix or prefix in ("", upload["key"])))
        return Reply(200, f"<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>{items}"
                     "</ListMultipartUploadsResult>".encode())

    @staticmethod
    def stamp(seconds):
        return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))


# ---- services that give credentials ----

class FakeServices(FakeServer):
    """The instance's metadata, a container's endpoint (/container) and the token service (POST /), all giving self.keys."""

    def __init__(self, access_key="role-key", secret_key="role/secret+key=", token="role-token", lasts=3600, caller=None):
        self.access_key, self.secret_key, self.token, self.lasts, self.caller = access_key, secret_key, token, lasts, caller
        self.session, self.version_1, self.given, self.first = "session-of-the-instance", False, 0, None
        super().__init__()

    def expiration(self):
        """The first answer may last less long than others."""
        lasts = self.first if self.given == 0 and self.first else self.lasts
        self.given += 1
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + lasts))

    def as_json(self):
        return Reply(200, json.dumps({"Code": "Success", "AccessKeyId": self.access_key, "SecretAccessKey": self.secret_key,
                                      "Token": self.token, "Expiration": self.expiration()}).encode())

    def perform(self, request):
        with self.lock:
            if request.path == "/container":
                return self.as_json()
            if request.path.startswith("/latest/"):
                return self.instance(request)
            return self.token_service(request) if request.method == "POST" else Reply(404)

    def instance(self, request):
        if request.path == "/latest/api/token":
            asks = request.method == "PUT" and "x-aws-ec2-metadata-token-ttl-seconds" in request.headers
            return Reply(200, self.session.encode()) if asks else Reply(400)
        if not self.version_1 and request.headers.get("x-aws-ec2-metadata-token") != self.session:
            return Reply(401)
        if request.path == "/latest/meta-data/iam/security-credentials/":
            return Reply(200, b"my-role\n")
        return self.as_json() if request.path.endswith("/my-role") else Reply(404)

    def token_service(self, request):
        form = dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True))
        request.form = form
        if form["Action"] == "AssumeRole" and not self.is_signed(request):
            return Reply(403, b"<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error></ErrorResponse>")
        return Reply(200, f"<{form['Action']}Response><{form['Action']}Result><Credentials><AccessKeyId>{self.access_key}</AccessKeyId>"
                     f"<SecretAccessKey>{self.secret_key}</SecretAccessKey><SessionToken>{self.token}</SessionToken><Expiration>"
                     f"{self.expiration()}</Expiration></Credentials></{form['Action']}Result></{form['Action']}Response>".encode())

    def is_signed(self, request):
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/\d{8}/([^/]+)/sts/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)",
                             request.headers.get("authorization", ""))
        if not match or match[1] != self.caller[0]:
            return False
        signed = match[3].split(";")
        canonical = "\n".join(["POST", request.raw_path, "", "".join(f"{name}:{request.headers[name]}\n" for name in signed), match[3],
                               hashlib.sha256(request.body).hexdigest()])
        return expected_signature(self.caller[1], canonical, request.headers["x-amz-date"], match[2], "sts") == match[4]
