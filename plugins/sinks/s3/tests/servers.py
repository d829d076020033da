# SPDX-License-Identifier: Apache-2.0
"""Real S3 servers for the tests, on loopback, on free ports, stopped by process id when the test ends.

    from servers import SERVERS
    for name, (missing, start) in SERVERS.items():
        server = None if missing() else start(workdir)      # missing() says what is not installed

Ceph RGW (Debian: radosgw, ceph-mon, ceph-osd) is a whole cluster of one node with its objects in memory: strict signatures,
the manners of an older store. versitygw (Go: github.com/versity/versitygw/cmd/versitygw) keeps objects as files: strict
about the region as well, checksums and conditions as Amazon has them.
"""

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid

KEY, SECRET, REGION = "lakegen-test-key", "lakegen/test+secret=with\\odd\"$characters", "us-east-1"
# of Ceph's memory, which is used as objects come: what is removed comes back hours later
ROOM = max(4 << 30, int(float(os.environ.get("TEST_SERVERS_SCALE", 0)) * (120 << 30)))
# scripts/test-servers makes one
VERSITYGW = os.environ.get("VERSITYGW") or shutil.which("versitygw") or ""
MINIO = os.environ.get("MINIO") or shutil.which("minio") or ""
DAEMONS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool", "ceph")


class Server:
    """A running server: where it is, whose it is, and the client of botocore that the tests look through."""

    def __init__(self, name, port, key=KEY, secret=SECRET, region=REGION, strict_region=False):
        self.name, self.port, self.key, self.secret, self.region = name, port, key, secret, region
        self.strict_region = strict_region
        self.endpoint = f"http://127.0.0.1:{port}"
        self.environment = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": region,
                            "AWS_ENDPOINT_URL": self.endpoint, "AWS_CONFIG_FILE": "/dev/null",
                            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}

    def client(self, **config):
        import boto3
        from botocore.config import Config

        return boto3.client("s3", endpoint_url=self.endpoint, aws_access_key_id=self.key, aws_secret_access_key=self.secret,
                            region_name=self.region, config=Config(s3={"addressing_style": "path"}, **config))

    def bucket(self, name=None):
        """Makes a bucket and gives its name."""
        name = name or f"test-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name

    def objects(self, bucket, prefix=""):
        """All keys with their sizes."""
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return {item["Key"]: item["Size"] for page in pages for item in page.get("Contents", [])}

    def uploads(self, bucket):
        """Keys of unfinished multipart uploads."""
        return sorted(upload["Key"] for upload in self.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []))

    def body(self, bucket, key):
        return self.client().get_object(Bucket=bucket, Key=key)["Body"].read()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(answers, what, process, seconds=60):
    deadline = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with status {process.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not answer in {seconds} s")
        time.sleep(0.1)


def answers_http(port):
    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()
    return ask


def spawn(arguments, log, environment=None):
    """Starts a server that ends with the test."""
    process = subprocess.Popen(arguments, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                               env=dict(os.environ, **(environment or {})))

    def stop():
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)  # nothing of it is kept
        process.wait()
    atexit.register(stop)
    return process


def no_versitygw():
    return "" if VERSITYGW else "versitygw is not installed, scripts/test-servers makes it"


def versitygw(folder):
    data = os.path.join(folder, "versitygw")
    versions = os.path.join(folder, "versitygw-versions")
    os.makedirs(data)
    os.makedirs(versions)
    port = free_port()
    with open(os.path.join(folder, "versitygw.log"), "w") as log:
        process = spawn([VERSITYGW, "--port", f"127.0.0.1:{port}", "--region", REGION, "posix", "--versioning-dir", versions, data], log,
                        {"ROOT_ACCESS_KEY": KEY, "ROOT_SECRET_KEY": SECRET})
    wait_for(answers_http(port), "versitygw", process)
    return Server("versitygw", port, strict_region=True)


CEPH_CONF = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{mon},v1:127.0.0.1:{mon1}]
mon initial members = a
public network = 127.0.0.0/8
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd crush chooseleaf type = 0
mon warn on pool no redundancy = false
mon data avail crit = 1
run dir = {folder}
pid file = {folder}/$name.pid
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
crash dir = {folder}/crash
keyring = {folder}/keyring
[mon.a]
mon data = {folder}/mon
[osd]
osd objectstore = memstore
memstore device bytes = {room}
osd data = {folder}/osd
osd memory target = 939524096
ms bind ipv4 = true
[client.rgw.x]
rgw frontends = beast endpoint=127.0.0.1:{rgw} tcp_nodelay=1
rgw enable usage log = false
rgw thread pool size = 64
rgw data = {folder}
"""

KEYRING = """
[mon.]
key = {key}
caps mon = "allow *"
[client.admin]
key = {key}
caps mon = "allow *"
caps osd = "allow *"
caps mgr = "allow *"
caps mds = "allow *"
[client.rgw.x]
key = {key}
caps mon = "allow *"
caps osd = "allow *"
[osd.0]
key = {key}
caps mon = "allow profile osd"
caps osd = "allow *"
"""


def no_rgw():
    absent = [name for name in DAEMONS if not shutil.which(name)]
    return f"{', '.join(absent)} of Ceph not installed, scripts/install-packages ci installs them" if absent else ""


def rgw(folder):
    folder = os.path.join(folder, "ceph")
    os.makedirs(os.path.join(folder, "osd"))
    fsid, osd_uuid, port, conf = str(uuid.uuid4()), str(uuid.uuid4()), free_port(), os.path.join(folder, "ceph.conf")
    mon = free_port()
    as_root = ["--setuser", "root", "--setgroup", "root"] if os.geteuid() == 0 else []

    def run(*arguments, text=None):
        done = subprocess.run(arguments, input=text, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
        return done.stdout

    with open(conf, "w") as file:
        file.write(CEPH_CONF.format(fsid=fsid, folder=folder, mon=mon, mon1=free_port(), rgw=port, room=ROOM))
    with open(os.path.join(folder, "keyring"), "w") as file:
        file.write(KEYRING.format(key=run("ceph-authtool", "--gen-print-key").strip()))
    run("monmaptool", "--create", "--addv", "a", f"[v2:127.0.0.1:{mon}]", "--fsid", fsid, f"{folder}/monmap")
    run("ceph-mon", "-c", conf, "--mkfs", "-i", "a", "--monmap", f"{folder}/monmap", "--keyring", f"{folder}/keyring", *as_root)
    with open(os.path.join(folder, "output.log"), "w") as log:
        spawn(["ceph-mon", "-c", conf, "-i", "a", "-f", *as_root], log)
        run("ceph", "-c", conf, "--connect-timeout", "60", "osd", "new", osd_uuid)
        run("ceph-osd", "-c", conf, "-i", "0", "--mkfs", "--osd-uuid", osd_uuid, *as_root)
        spawn(["ceph-osd", "-c", conf, "-i", "0", "-f", *as_root], log)
        gateway = spawn(["radosgw", "-c", conf, "-n", "client.rgw.x", "-f", *as_root], log)
        wait_for(answers_http(port), "radosgw", gateway, 120)
    add_rgw_user(conf, "test", KEY, SECRET)
    server = Server("rgw", port)
    server.add_user = lambda name, key, secret: add_rgw_user(conf, name, key, secret)
    return server


def add_rgw_user(conf, name, key, secret):
    subprocess.run(["radosgw-admin", "-c", conf, "-n", "client.rgw.x", "user", "create", "--uid", name, "--display-name", name,
                    "--access-key", key, "--secret-key", secret], check=True, capture_output=True)


def minio(folder):
    data, port = os.path.join(folder, "minio"), free_port()
    os.makedirs(data)
    with open(os.path.join(folder, "minio.log"), "w") as log:
        process = spawn([MINIO, "server", "--quiet", "--address", f"127.0.0.1:{port}", "--console-address", f"127.0.0.1:{free_port()}", data],
                        log, {"MINIO_ROOT_USER": KEY, "MINIO_ROOT_PASSWORD": SECRET, "MINIO_REGION": REGION, "HOME": folder})
    wait_for(answers_http(port), "minio", process)
    return Server("minio", port, strict_region=True)


SERVERS = {"versitygw": (no_versitygw, versitygw), "rgw": (no_rgw, rgw)}
if MINIO:  # a third, where somebody has one
    SERVERS["minio"] = (lambda: "", minio)
