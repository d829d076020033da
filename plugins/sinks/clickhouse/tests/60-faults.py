# SPDX-License-Identifier: Apache-2.0
"""Faults of servers and of what lies between, by a scripted server: what is tried again, what is not, and that rows are counted first."""

import os
import shutil
import socket

from fakech import Fake
from taptest import done, equal, lakegen, ok, workdir

os.chdir(workdir())
ROWS, BATCH = 3000, 1000


def run(url, *options, batch=BATCH, rows=ROWS, env=None):
    shutil.rmtree(".lakegen", ignore_errors=True)
    return lakegen("--schema", "images_analytical", "--seed", "1", "--rows", rows, "--batch-size", batch, "--threads", "1", "--sink",
                   "clickhouse", "--url", url, "--set", "table=t", *options, check=False, env=env)


def case(id, script, code=0, word="", rows=ROWS, options=(), **kwargs):
    """One run with a script: its exit status, a word of what it says, and exactly these rows in the end."""
    with Fake(script, **kwargs) as fake:
        process = run(fake.url, *options)
        equal((process.returncode, word in process.stderr), (code, True), f"{id}: {script} ends with {code} {word}")
        if process.returncode != code or word not in process.stderr:
            print("# " + process.stderr.replace("\n", "\n# "))
        equal(sorted(fake.ids) == list(range(1, rows + 1)), True, f"{id}: {script}: every row is there once")
        return fake


# ---- what is tried again
case("CH-08", ["header 209"])
case("CH-09", ["tagged frame"])
case("CH-09", ["untagged frame"])
case("CH-10", ["body: 252"])
case("CH-11", ["apply and mention"])
for script in (["reset before body"], ["reset in body"], ["reset", "reset then reset"], ["apply then reset"]):
    script = ["apply", *(action if action != "reset" else "reset before body" for action in script)]
    fake = case("CH-13", script)
fake = case("CH-14", ["apply then reset", "apply"], window=100)
equal([parameters["insert_deduplicate"] for _, parameters in fake.inserts], ["1"] * 3,
      "CH-14: a window is used; what is there already is not sent again")
equal(len({parameters["query_id"] for _, parameters in fake.inserts}), 3, "CH-14: each part has a query id of its own")
equal(len({parameters["insert_deduplication_token"] for _, parameters in fake.inserts}), 3, "and a token")
fake = case("CH-15", ["apply then reset"])
equal(len(fake.inserts), 3, "CH-15: what is there already is not sent again, by counting keys alone")
fake = case("CH-15", ["half then reset"])
ok("input(" in fake.inserts[1][1]["query"] and fake.inserts[1][1]["insert_deduplicate"] == "0",
   "CH-15: of what is there in part only the rest is sent, and without the token, which would drop it", fake.inserts[1][1]["query"][-300:])
case("CH-20", ["code: 252"] * 2)
case("CH-22", ["code: 241"])
for number in (159, 202, 209, 210, 242, 319, 999):
    case("CH-23", [f"code: {number}"])
for status in (502, 503, 504):
    case("CH-28", [f"status: {status}"])

# ---- what is not
case("CH-12", ["apply fewer"], 9, "wrote 1 of 1000 rows", rows=BATCH)
for number, code in ((27, 6), (164, 5), (497, 5), (201, 6), (243, 6)):
    fake = case("CH-24", [f"code: {number}"], code, "something is wrong", rows=0)
    equal(len(fake.inserts), 1, f"CH-24: code {number} is not tried again")
for text in ("x", "on the left (at row 7)"):
    case("CH-07", [f"cannot read: {text}"], 6, "it is row 2, image_id 3", rows=0, options=("--format", "jsonl"))
case("CH-28", ["status: 413"], 6, "lower --batch-size", rows=0)
case("CH-29", ["endless"], 6, "answered 400", rows=0)
case("CH-26", ["code: 209"] * 50, 7, "something is wrong", rows=0, options=("--patience", "1"))

# ---- preflight
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    process = run(f"http://127.0.0.1:{free.getsockname()[1]}")
equal((process.returncode, "is the server running there?" in process.stderr), (7, True), "CH-01: nobody listens")
for status, body, code in ((516, "Code: 516. DB::Exception: default: Authentication failed", 5), (401, "who?", 5), (403, "no", 5)):
    with Fake(status=(status if status < 500 else 403, body)) as fake:
        process = run(fake.url)
        equal((process.returncode, len(fake.requests)), (code, 1), f"CH-02: {status} is exit {code}, and not tried again")
with Fake(status=(200, "<html>hello</html>")) as fake:
    process = run(fake.url)
    equal((process.returncode, "not as ClickHouse does" in process.stderr), (6, True), "an answer that is not ClickHouse's")
with Fake() as fake:
    process = run(fake.url.replace("http:", "https:"))
    equal((process.returncode, "https on a port that speaks http" in process.stderr), (6, True), "CH-27: https to an http port")
for url in ("http://user:secret@localhost:8123", "http://localhost:8123/?password=secret"):
    process = run(url)
    equal((process.returncode, "secret" in process.stderr, "password" in process.stderr), (3, False, True),
          "CH-38: no password in URLs")
with Fake() as fake:
    environment = {**os.environ, "CLICKHOUSE_USER": "me", "CLICKHOUSE_PASSWORD": "canary-123"}
    process = run(fake.url, env=environment)
    headers = fake.requests[0][1]
    equal((process.returncode, headers.get("X-ClickHouse-User"), headers.get("X-ClickHouse-Key")), (0, "me", "canary-123"),
          "credentials are in headers")
    files = [open(os.path.join(folder, name), encoding="utf-8").read() for folder, _, names in os.walk(".lakegen") for name in names]
    ok(not any("canary" in text for text in [process.stdout, process.stderr, *files]), "and nowhere else")

# ---- counting
for option in ("--run-id", "--checkpoint-path"):
    process = lakegen("count", "clickhouse://127.0.0.1:1/d.t", option, "x", check=False)
    equal((process.returncode, f"{option}: the rows of a table are counted, whichever run they are of" in process.stderr), (2, True),
          f"lakegen count {option} is refused: the server knows of no run")

# ---- batches
with Fake() as fake:
    process = run(fake.url, batch=10, rows=35)
    equal((process.returncode, len(fake.inserts), "small parts" in process.stderr), (0, 4, True), "CH-35: batches of 10 warn, and work")
with Fake() as fake:
    process = run(fake.url, batch=10 ** 9, rows=100)
    equal((process.returncode, len(fake.inserts), "small parts" in process.stderr), (0, 1, False),
          "CH-35: batches of 10^9 are cut; 100 rows just work")
with Fake() as fake:
    process = run(fake.url, rows=0)
    equal((process.returncode, len(fake.inserts)), (0, 0), "CH-35: no rows, no insert")
done()
