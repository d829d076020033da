# SPDX-License-Identifier: Apache-2.0
"""The section about a ClickHouse server: rows into one table, by lakegen and by others, in turn. The server is the tests' (CHDB_LIB)."""

import os
import pathlib
import shutil
import sys
from dataclasses import dataclass

import aims
from measure import Failed, median, ratios, say, spawn
from report import number, spread, table

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROWS, SCRIPT_ROWS, CONNECTIONS = 2_000_000, 40_000, 4
SCHEMA = ["--schema", "images_analytical", "--seed", "1", "--quiet"]


@dataclass
class Inserts:
    name: str
    command: object  # command(rows) gives the words
    rows: int
    same: bool = True  # it stores the same rows as lakegen


@dataclass
class Turn:
    rate: float   # rows per second
    share: float  # of the client in all processor time
    client: float # its seconds for a million rows


def start_server(folder):
    library = os.environ.get("CHDB_LIB")
    if not library or not os.path.exists(library):
        return None
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "plugins/sinks/clickhouse/tests")]
    from chserver import Current
    return Current(f"{folder}/server")


def server_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def prepare(bench, server, rows, files):
    """The table, without merges, which would be held against whoever comes next; and the blocks that lakegen sends, as files."""
    server.query("CREATE DATABASE b")
    ddl = spawn([bench.lakegen, "ddl", "images_analytical"])[3]
    made = server.query(ddl.replace("`images_analytical`", "b.t").rstrip(";\n")) + server.query("SYSTEM STOP MERGES b.t")
    if made:
        raise Failed(f"the table is not made: {made}")
    spawn([bench.lakegen, *SCHEMA, "--rows", str(rows), "--format", "native", "--row-group-size", "31mb", "--file-size", "32mb", "--output",
           str(files)])


def sides(bench, server, rows, files):
    url = f"{server.url}/?async_insert=0&query=INSERT%20INTO%20b.t%20FORMAT%20"
    state = bench.folder / "state"

    def lakegen(*words):
        return lambda _: [bench.lakegen, *SCHEMA, "--rows", str(rows), "--sink", f"clickhouse://127.0.0.1:{server.port}/b.t", "--overwrite",
                          "--checkpoint-path", str(state), *words]
    curl = (f"ls {files}/part-* | xargs -P {CONNECTIONS} -I {{}} curl -sS --fail -H Expect: --data-binary @{{}} '{url}Native'")
    return [Inserts("**lakegen**", lakegen(), rows), Inserts("lakegen, blocks sorted by the key", lakegen("--sort-by", "key"), rows),
            Inserts("the same rows from Native files, by curl", lambda _: ["sh", "-c", curl], rows),
            Inserts("JSONEachRow, a script row by row", lambda count: bench.peer("json_inserts", server.url, "b.t", count),
                    max(1, SCRIPT_ROWS // bench.divide), same=False)]


def take_turn(server, side):
    server.query("TRUNCATE TABLE b.t")
    before = server_seconds(server)
    cpu, wall, _, _ = spawn(side.command(side.rows))
    served = server_seconds(server) - before
    stored = server.query("SELECT count(), sum(cityHash64(image_id, caption, keyword_ids, face_x)) FROM b.t").split("\t")
    if stored[0] != str(side.rows):
        raise Failed(f"{side.name}: {stored[0]} rows of {side.rows} are there")
    return Turn(side.rows / wall, cpu / (cpu + served), cpu / side.rows * 1e6), stored[1]


def verdicts(turns, ours):
    """Of lakegen: its share; of the files: how lakegen compares with them."""
    ratio = ratios([turn.rate for turn in ours], [turn.rate for turn in turns])
    if turns is ours:
        share = median([turn.share for turn in turns])
        return ["", f"share ≤ {aims.INSERT_SHARE:.0%}", "floor met" if share <= aims.INSERT_SHARE else "**not met**"]
    return [spread(ratio), "", ""]


def compare(bench, server, everybody):
    found, digests = {side.name: [] for side in everybody}, set()
    for turn in range(bench.rounds):
        for side in everybody:
            say(f"  round {turn + 1}/{bench.rounds}: {side.name}")
            result, digest = take_turn(server, side)
            found[side.name].append(result)
            digests |= {digest} if side.same else set()
    if len(digests) > 1:
        raise Failed("the sides did not store the same rows")
    return found


def inserting(bench, document):
    rows, files = ROWS // bench.divide, bench.folder / "native"
    server = start_server(bench.folder)
    if not server:
        return document.section("ClickHouse: rows into a table", "No server: CHDB_LIB does not name libchdb.so.\n")
    try:
        prepare(bench, server, rows, files)
        everybody = sides(bench, server, rows, files)
        found = compare(bench, server, everybody)
    finally:
        server.kill()
        shutil.rmtree(files, ignore_errors=True)
    ours = found[everybody[0].name]
    lines = []
    for side in everybody:
        turns = found[side.name]
        lines.append([side.name, f"{side.rows:,}", number(median([turn.rate for turn in turns]) / 1000),
                      f"{median([turn.share for turn in turns]):.0%}", number(median([turn.client for turn in turns])),
                      *verdicts(turns, ours)])
    floor = f"{aims.INSERT_FLOOR}×"
    ratio = ratios([turn.rate for turn in ours], [turn.rate for turn in found[everybody[2].name]])[0]
    lines[2][-2:] = [f"≥ {floor}", "floor met" if ratio >= aims.INSERT_FLOOR else "**not met**"]
    document.section("ClickHouse: rows of images_analytical into a table",
                     f"One server on this machine, its own table emptied before each turn, merges stopped; {CONNECTIONS} connections but for "
                     "the script. The share is that of the client in the processor time of client and server.",
                     table(["", "rows a run", "**k rows/s**", "client's share", "client cpu-s per million rows", "lakegen ÷ it", "floor",
                            "result"], lines))
