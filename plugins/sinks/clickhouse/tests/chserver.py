# SPDX-License-Identifier: Apache-2.0
"""Real servers for the tests, each on free ports of this machine, in a folder of its own, ended by its process id.

Current: ClickHouse out of the npm package chdb, whose library has clickhouse-local's command line, which can listen. CHDB_LIB names
libchdb.so; scripts/test-clickhouse fetches it. Old: Debian's clickhouse-server 18.16.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from taptest import skip_all

LISTEN = ("SYSTEM START LISTEN HTTP; SELECT sleepEachRow(1) FROM numbers(100000) "
          "SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 1000000000 FORMAT Null")
DRIVER = """import ctypes, sys
words = [word.encode() for word in sys.argv[2:]]
sys.exit(ctypes.CDLL(sys.argv[1]).chdb_query_cmdline(len(words), (ctypes.c_char_p * len(words))(*words)))
"""
OLD_CONFIG = """<yandex><logger><level>warning</level><log>{0}/log</log><errorlog>{0}/errors</errorlog></logger>
<http_port>{1}</http_port><tcp_port>{2}</tcp_port><listen_host>127.0.0.1</listen_host><path>{0}/data/</path><tmp_path>{0}/tmp/</tmp_path>
<mark_cache_size>100000000</mark_cache_size><users_config>users.xml</users_config><default_profile>default</default_profile>
<default_database>default</default_database><timezone>UTC</timezone></yandex>"""
OLD_USERS = """<yandex><profiles><default/></profiles><quotas><default/></quotas><users>
<default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
<locked><password>open-sesame</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></locked>
</users></yandex>"""


def small(rows):
    """What a run with such batches says with -q, and nothing else."""
    return f"lakegen: warning: batches of {rows} rows make many small parts; 10000 or more are better\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder):
        self.folder, self.process, self.port = os.path.abspath(folder), None, free_port()
        os.makedirs(self.folder, exist_ok=True)
        self.url = f"http://127.0.0.1:{self.port}"
        atexit.register(self.kill)
        os.environ.pop("CLICKHOUSE_PASSWORD", None)  # refused of users that have none
        self.start()

    def start(self):
        with open(f"{self.folder}/out", "ab") as out:
            self.process = subprocess.Popen(self.command(), stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=self.folder)
        until = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < until:
            try:
                if urllib.request.urlopen(f"{self.url}/ping", timeout=5).read() == b"Ok.\n":
                    return
            except OSError:
                time.sleep(.02)
        with open(f"{self.folder}/out", encoding="utf-8", errors="replace") as out:
            skip_all(f"the server does not start: {out.read()[-300:]}")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def query(self, sql, **parameters):
        """The answer's text; an exception's for what the server refuses."""
        query = urllib.parse.urlencode(parameters)
        try:
            return urllib.request.urlopen(f"{self.url}/?{query}", sql.encode(), timeout=120).read().decode().rstrip("\n")
        except urllib.error.HTTPError as error:
            return error.read().decode()


class Current(Server):
    def __init__(self, folder):
        self.library = os.environ.get("CHDB_LIB")
        if not self.library or not os.path.exists(self.library):
            skip_all("no ClickHouse server: CHDB_LIB does not name libchdb.so, see scripts/test-clickhouse")
        super().__init__(folder)

    def command(self):
        return [sys.executable, "-c", DRIVER, self.library, "clickhouse", f"--path={self.folder}/data", "--listen_host=127.0.0.1",
                f"--http_port={self.port}", "--query", LISTEN]


class Old(Server):
    def __init__(self, folder):
        if not shutil.which("clickhouse-server"):
            skip_all("no clickhouse-server (Debian package of that name)")
        super().__init__(folder)

    def command(self):
        for name in ("data", "tmp"):
            os.makedirs(f"{self.folder}/{name}", exist_ok=True)
        with open(f"{self.folder}/config.xml", "w", encoding="utf-8") as config:
            config.write(OLD_CONFIG.format(self.folder, self.port, free_port()))
        with open(f"{self.folder}/users.xml", "w", encoding="utf-8") as users:
            users.write(OLD_USERS)
        return ["clickhouse-server", f"--config-file={self.folder}/config.xml"]


class Shim:
    """A relay before a server that loses answers: after how many INSERTs is the script's affair, "drop" sends the request on, waits for
    the whole answer, and closes the connection instead of giving it."""

    def __init__(self, port, script):
        self.port, self.target, self.script, self.lock = free_port(), port, list(script), threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.relay, args=(client,), daemon=True).start()

    def relay(self, client):
        server = socket.create_connection(("127.0.0.1", self.target))
        first = client.recv(65536)
        drop = False
        if b"&query=INSERT" in first:
            with self.lock:
                drop = bool(self.script) and self.script.pop(0) == "drop"
        server.sendall(first)
        up = threading.Thread(target=self.pump, args=(client, server), daemon=True)
        up.start()
        try:
            while data := server.recv(65536):
                if drop:
                    break
                client.sendall(data)
        except OSError:
            pass
        for end in (client, server): # whoever waits for it in pump() learns of it too
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def pump(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
