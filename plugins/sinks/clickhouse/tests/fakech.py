# SPDX-License-Identifier: Apache-2.0
"""A scripted ClickHouse for faults that a real server cannot be made to have. It knows the questions of the sink, keeps the image_ids
of Native blocks in a set, and does with each INSERT what its script says; when that is used up, what a good server does.

    with Fake(["reset", "apply then reset"]) as fake: … fake.url, fake.ids, fake.inserts
"""

import http.server
import json
import re
import socket
import struct
import threading
import urllib.parse

from taptest import lakegen

EXCEPTION = "Code: {0}. DB::Exception: something is wrong. (SOMETHING)"


def columns():
    """name, type, default_kind of a table as --create-table would make it."""
    ddl = lakegen("ddl", "images_analytical").stdout
    return "".join(f"{name}\t{kind}\t\n" for name, kind in re.findall(r"^    `(\w+)` (.*?),?$", ddl, re.M))


class Fake:
    def __init__(self, script=(), window=0, status=None):
        self.script, self.window, self.status = list(script), window, status
        self.inserts, self.ids, self.requests, self.lock = [], set(), [], threading.Lock()
        self.columns = columns()
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                fake.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    # ---- answers ----

    def answer(self, handler):
        parameters = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(handler.path).query, keep_blank_values=True))
        if parameters.get("query", "").startswith("INSERT"):
            self.insert(handler, parameters)
            return
        sql = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        with self.lock:
            self.requests.append((sql, dict(handler.headers)))
        if self.status:
            self.send(handler, *self.status)
        else:
            self.send(handler, 200, self.question(sql))

    def question(self, sql):
        if "version()" in sql:
            return "26.7.2.1\n"
        if "FROM system.settings" in sql:
            return "".join(f"{name}\n" for name in re.findall(r"'(\w+)'", sql) if self.window or "token" not in name)
        if "merge_tree_settings" in sql:
            return "allow_nullable_key\nnon_replicated_deduplication_window\n"
        if "data_type_families" in sql:
            return "3\t1\n"
        if "system.columns" in sql:
            return self.columns
        if "system.tables" in sql:
            return f"CREATE TABLE x SETTINGS non_replicated_deduplication_window = {self.window}\t\t0\n"
        if "system.processes" in sql:
            return "0\n"
        return self.count(sql)

    def count(self, sql):
        low, high = (int(bound) for bound in re.findall(r"[<>]= (\d+)", sql)[:2])
        with self.lock:
            found = sorted(id for id in self.ids if low <= id <= high)
        if "GROUP BY" not in sql:
            return f"{len(found)}\n"
        first, size = map(int, re.search(r"- (\d+), (\d+)\) AS part", sql).groups())
        parts = {}
        for id in found:
            parts[(id - first) // size] = parts.get((id - first) // size, 0) + 1
        return "".join(f"{part}\t{keys}\n" for part, keys in parts.items())

    def send(self, handler, status, body, **headers):
        data = body if isinstance(body, bytes) else body.encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    # ---- inserts ----

    def block_ids(self, body):
        """The first column of a Native block is image_id; of JSON lines the key."""
        if body.startswith(b"{"):
            return [json.loads(line)["image_id"] for line in body.splitlines()]
        columns, at = varint(body, 0)
        rows, at = varint(body, at)
        for _ in range(2):
            length, at = varint(body, at)
            at += length
        assert columns == 74
        return struct.unpack_from(f"<{rows}I", body, at)

    def insert(self, handler, parameters):
        with self.lock:
            action = self.script.pop(0) if self.script else "apply"
        if action == "reset before body":
            reset(handler)
            return
        if action == "reset in body":
            handler.rfile.read(1000)
            reset(handler)
            return
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        ids = self.block_ids(body)
        sent = [id for id in ids if "NOT IN" not in parameters["query"] or id not in self.ids]
        with self.lock:
            self.inserts.append((action, parameters))
            if action.startswith("half"):
                self.ids |= set(ids[::2])
            elif action.startswith("apply"):
                self.ids |= set(ids)
        self.finish(handler, action, len(sent))

    def finish(self, handler, action, rows):
        summary = {"X_ClickHouse_Summary": f'{{"read_rows":"{rows}","written_rows":"{rows}"}}'}
        word, _, rest = action.partition(": ")
        if "then reset" in action:
            reset(handler)
        elif action == "apply":
            self.send(handler, 200, "", **summary)
        elif action == "apply and mention":
            self.send(handler, 200, "text of data, __exception__\r\nis only a word here\n", X_ClickHouse_Exception_Tag="abcdefgh",
                      **summary)
        elif action == "apply fewer":
            self.send(handler, 200, "", X_ClickHouse_Summary='{"written_rows":"1"}')
        elif action == "header 209":
            self.send(handler, 200, "", X_ClickHouse_Exception_Code="209", **summary)
        elif action == "tagged frame":
            self.send(handler, 200, f"\r\n__exception__\r\nabcdefgh\r\n{EXCEPTION.format(241)}\r\n60 abcdefgh\r\n__exception__\r\n",
                      X_ClickHouse_Exception_Tag="abcdefgh", **summary)
        elif action == "untagged frame":
            self.send(handler, 200, f"\r\n__exception__\r\n{EXCEPTION.format(241)}\r\n", **summary)
        elif word == "body":
            self.send(handler, 200, EXCEPTION.format(rest), **summary)
        elif word == "code":
            self.send(handler, 500, EXCEPTION.format(rest), X_ClickHouse_Exception_Code=rest)
        elif word == "cannot read":
            self.send(handler, 400, f"Code: 27. DB::Exception: Cannot parse input: expected , before: '{rest}': (while reading the value "
                      "of key width): (at row 3)\n: While executing JSONEachRowRowInputFormat. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)",
                      X_ClickHouse_Exception_Code="27")
        elif word == "status":
            self.send(handler, int(rest), "<html>a proxy's page</html>")
        elif action == "endless":
            self.endless(handler)

    def endless(self, handler):
        handler.send_response(400)
        handler.send_header("Content-Length", str(100 << 20))
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x" * (1 << 20))
        except OSError:
            pass


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def reset(handler):
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()
