# SPDX-License-Identifier: Apache-2.0
"""The comparisons, each a section of the report: who takes part, with how many rows, and the table."""

import os
import shutil
import subprocess
import time

import aims
import machine
import upload
from measure import Failed, Side, median, ratios, say, spawn, stage_of
from report import number, spread, table

NEEDS = {"numpy_rows": "pyarrow", "numpy_vector": "pyarrow", "duckdb_copy": "duckdb", "clickhouse_local": "chdb",
         "encode_pyarrow": "pyarrow", "encode_duckdb": "duckdb", "encode_polars": "polars", "read_duckdb": "duckdb",
         "read_clickhouse": "chdb"}


# ---- sides ----

SCHEMAS = {"c360": "customer360", "thin": "customer360"}  # whose names are others


def lakegen(bench, workload, *words, threads=1):
    """lakegen writing the workload's files, or with --sink null nothing."""
    schema = str(bench.iot10) if workload == "iot10" else SCHEMAS.get(workload, workload)
    payload = ["--payload-kb", "0"] if workload == "thin" else []
    year = workload == "financial"  # all twelve months, of fewer accounts: later months take longer
    place = [] if "--sink" in words else ["--output"]

    def command(rows, folder):
        accounts = ["--accounts", str(max(1, rows // 48))] if year else []
        return [bench.lakegen, "--schema", schema, *payload, *accounts, "--quiet", "--rows", str(rows), "--threads", str(threads), *words,
                *place, *([str(folder)] if place else [])]
    return command


def peer(bench, workload, script, *words, suffix="parquet"):
    return lambda rows, folder: bench.peer(script, workload, rows, folder / f"rows.{suffix}", *words)


def present(bench, sides):
    """Without the sides whose package is not there. sides: pairs of a script, or None for lakegen, and a Side."""
    return [side for script, side in sides if not script or bench.versions[NEEDS[script]]]


GENERATE_ROWS = {  # lakegen, then the peers
    "c360": {"file": 600_000, "null": 1_200_000, "numpy_rows": 25_000, "numpy_vector": 150_000, "duckdb_copy": 60_000,
             "clickhouse_local": 200_000},
    "thin": {"file": 2_000_000, "null": 2_000_000, "numpy_rows": 30_000, "numpy_vector": 500_000, "duckdb_copy": 400_000,
             "clickhouse_local": 700_000},
    "iot10": {"file": 30_000_000, "null": 30_000_000, "numpy_vector": 8_000_000, "duckdb_copy": 5_000_000,
              "clickhouse_local": 6_000_000},
    "iot": {"file": 4_000_000, "null": 4_000_000, "duckdb_copy": 500_000, "clickhouse_local": 1_000_000},
    "financial": {"file": 2_000_000, "null": 2_000_000, "duckdb_copy": 300_000, "clickhouse_local": 600_000}}


def generating_sides(bench, workload):
    rows = GENERATE_ROWS[workload]

    def side(name, script, nickname, *words):
        return script, Side(name, peer(bench, workload, script, *words), rows.get(script), nickname, check=workload)
    sides = [(None, Side("**lakegen**", lakegen(bench, workload), rows["file"], check=workload)),
             (None, Side("lakegen, null sink: nothing is written", lakegen(bench, workload, "--sink", "null"), rows["null"])),
             side("numpy + pyarrow, vectorised", "numpy_vector", "vector"),
             side("DuckDB COPY", "duckdb_copy", "duckdb"),
             side("DuckDB COPY, its defaults", "duckdb_copy", "duckdb", "--defaults"),
             side("ClickHouse local", "clickhouse_local", "clickhouse"),
             side("ClickHouse local, its defaults: Bloom filters", "clickhouse_local", "clickhouse", "--defaults")]
    if workload == "c360":
        sides.insert(4, side("DuckDB COPY, payload from md5(random())", "duckdb_copy", "duckdb", "--plain"))
    sides.insert(2, side("numpy + pyarrow, row by row", "numpy_rows", "rows"))
    return present(bench, [(script, one) for script, one in sides if one.rows])


# ---- tables ----

def targets(key, ratio, goals, set_against):
    """The cells: what floor and aim were set against, floor, aim, and whether they are reached."""
    if key not in goals:
        return [set_against.get(key, ""), "", "", ""]
    floor, aim = goals[key]
    return [set_against.get(key, ""), f"{floor}×", f"{aim}×", aims.verdict(ratio, floor, aim)]


def rate_row(workload, result, ours, goals, set_against):
    side, written = result.side, result.row_bytes() > 0
    cells = [side.name, number(median([run.rows for run in result.runs]) / 1000), number(median(result.walls()), 2),
             number(median(result.cpus()), 2), number(median(result.row_rates()) / 1000),
             number(median(result.byte_rates()) / 1e6) if written else "", number(result.row_bytes()) if written else "",
             number(result.peak() / 2**20), number(result.start, 2)]
    if not side.peer:
        return cells + [""] * 5
    ratio = ratios(ours.row_rates(), result.row_rates())
    return cells + [spread(ratio), *targets((workload, side.peer), ratio[0], goals, set_against)]


RATE_HEADS = ["", "k rows a run", "wall s", "cpu s", "**k rows/cpu-s**", "MB/cpu-s", "bytes/row", "peak MiB", "start cpu s",
              "lakegen ÷ peer", "set against, k rows", "floor", "aim", "result"]


def rate_table(workload, results, goals, set_against):
    ours = next(result for result in results.values() if not result.side.peer)
    return table(RATE_HEADS, [rate_row(workload, result, ours, goals, set_against) for result in results.values()])


def generate(bench, document, workload):
    results = bench.compare(generating_sides(bench, workload))
    document.section(f"{workload}: generate and write Parquet with Snappy, one thread",
                     rate_table(workload, results, aims.GENERATE, aims.SET_AGAINST))


# ---- writers alone ----

ENCODE_ROWS = {"thin": {"lakegen": 2_000_000, "peer": 600_000}, "iot10": {"lakegen": 30_000_000, "peer": 6_000_000}}


def encode(bench, document, workload):
    if workload not in ENCODE_ROWS:
        return
    rows = ENCODE_ROWS[workload]

    def side(name, script, nickname, *words):
        return script, Side(name, peer(bench, workload, script, *words), rows["peer"], nickname, check=workload, staged=True)
    sides = [(None, Side("**lakegen**, generating too", lakegen(bench, workload), rows["lakegen"], check=workload)),
             side("DuckDB, encoding alone", "encode_duckdb", "duckdb"),
             side("pyarrow, encoding alone", "encode_pyarrow", "pyarrow"),
             side("pyarrow, encoding alone, plain text and its defaults", "encode_pyarrow", "pyarrow", "--defaults"),
             side("Polars, encoding alone", "encode_polars", "polars"),
             side("Polars, encoding alone, plain text", "encode_polars", "polars", "--defaults")]
    results = bench.compare(present(bench, sides))
    document.section(f"{workload}: lakegen generating and encoding, against others encoding rows that are in memory",
                     "Seconds of peers are those of the call that writes; peak MiB includes their rows.",
                     rate_table(workload, results, aims.ENCODE, aims.ENCODE_SET_AGAINST))


# ---- CSV and JSONL ----

TEXT_ROWS = {"thin": {"lakegen": 1_500_000, "duckdb_copy": 500_000, "clickhouse_local": 500_000},
             "iot10": {"lakegen": 7_000_000, "duckdb_copy": 3_000_000, "clickhouse_local": 4_000_000}}


def text(bench, document, workload):
    if workload not in TEXT_ROWS:
        return
    rows, lines = TEXT_ROWS[workload], []
    for form in ("csv", "jsonl"):
        sides = [(None, Side("**lakegen**", lakegen(bench, workload, "--format", form), rows["lakegen"], check=workload))]
        sides += [(script, Side(name, peer(bench, workload, script, suffix=form), rows[script], script, check=workload))
                  for name, script in (("ClickHouse local", "clickhouse_local"), ("DuckDB COPY", "duckdb_copy"))]
        lines += text_rows(form, bench.compare(present(bench, sides)))
    document.section(f"{workload}: CSV and JSON lines",
                     f"The floor is {aims.TEXT_FLOOR}× the best peer by bytes, the aim {aims.TEXT_AIM_MB:,} MB/cpu-s.",
                     table(["", "format", "k rows/cpu-s", "**MB/cpu-s**", "bytes/row", "peak MiB", "lakegen ÷ peer, rows",
                            "lakegen ÷ peer, bytes", "result"], lines))


def text_rows(form, results):
    ours = next(result for result in results.values() if not result.side.peer)
    peers = [result for result in results.values() if result.side.peer]
    lines = []
    for result in results.values():
        cells = [result.side.name, form, number(median(result.row_rates()) / 1000), number(median(result.byte_rates()) / 1e6),
                 number(result.row_bytes()), number(result.peak() / 2**20)]
        if result.side.peer:
            cells += [spread(ratios(ours.row_rates(), result.row_rates())),
                      spread(ratios(ours.byte_rates(), result.byte_rates())), ""]
        else:
            cells += ["", "", text_verdict(ours, peers)]
        lines.append(cells)
    return lines


def text_verdict(ours, peers):
    if median(ours.byte_rates()) >= aims.TEXT_AIM_MB * 1e6:
        return "aim met"
    worst = min((ratios(ours.byte_rates(), peer.byte_rates())[0] for peer in peers), default=0)
    return "floor met" if worst >= aims.TEXT_FLOOR else "**not met**"


# ---- reading back ----

READ_ROWS = {"c360": 150_000, "thin": 1_500_000, "iot10": 8_000_000, "iot": 2_000_000, "financial": 1_000_000}


def reading(bench, document, workload):
    """The same rows in lakegen's file and in pyarrow's, read in turn."""
    rows = max(1, READ_ROWS[workload] // bench.divide)
    folders = {name: bench.folder / name for name in ("ours", "pyarrow", "pyarrow_checksums")}
    readers = [("DuckDB", "read_duckdb"), ("ClickHouse", "read_clickhouse")]
    readers = [reader for reader in readers if bench.versions[NEEDS[reader[1]]]]
    if not bench.versions["pyarrow"]:
        return
    try:
        spawn(lakegen(bench, workload)(rows, folders["ours"]))
        spawn(bench.peer("rewrite_pyarrow", folders["ours"], folders["pyarrow"]))
        spawn(bench.peer("rewrite_pyarrow", folders["ours"], folders["pyarrow_checksums"], "--checksums"))
        sizes = {name: sum(path.stat().st_size for path in folder.glob("*.parquet")) for name, folder in folders.items()}
        seconds = {reader: read_in_turn(bench, script, folders) for reader, script in readers}
    finally:
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)
    document.section(f"{workload}: reading {rows:,} rows back, lakegen's file and the same rows written by pyarrow",
                     "Processor seconds of three readings of every value, one thread, page cache warm. lakegen's pages have "
                     "checksums, pyarrow's by default not; ClickHouse verifies those it finds.",
                     reading_table(sizes, seconds))


def read_in_turn(bench, script, folders):
    """{file: [seconds in each round]}."""
    seconds = {name: [] for name in folders}
    for turn in range(bench.rounds + 1):
        say(f"  round {turn}/{bench.rounds}: {script}")
        for name, folder in folders.items():
            printed = spawn(bench.peer(script, f"{folder}/*.parquet"))[3]
            seconds[name].append(stage_of(printed)["cpu"])
    return {name: times[1:] or times for name, times in seconds.items()}  # the first turn warms up


def reading_table(sizes, seconds):
    lines = []
    for other, label in (("pyarrow", "pyarrow"), ("pyarrow_checksums", "pyarrow, with checksums")):
        ratio = sizes["ours"] / sizes[other]
        lines.append(["file size", label, f"{sizes['ours'] / 1e6:,.1f} MB", f"{sizes[other] / 1e6:,.1f} MB", f"{ratio:.3f}",
                      "", *map(str, aims.FILE_SIZE), aims.verdict(ratio, *aims.FILE_SIZE)])
        for reader, times in seconds.items():
            middle, low, high = ratios(times["ours"], times[other])
            lines.append([f"read in {reader}", label, number(median(times["ours"])), number(median(times[other])), f"{middle:.3f}",
                          f"{low:.2f}–{high:.2f}", *map(str, aims.READ_TIME), aims.verdict(middle, *aims.READ_TIME)])
    return table(["", "against", "lakegen", "the other", "ratio", "range", "floor ≤", "aim ≤", "result"], lines)


# ---- two threads, and memory ----

SCALING_ROWS = {"c360": 1_200_000, "thin": 4_000_000, "iot10": 40_000_000, "iot": 6_000_000, "financial": 3_000_000}


def scaling(bench, document, workload):
    if machine.processors() < 2:
        return document.section(f"{workload}: from one thread to two", "This machine has one processor.\n")
    lines, load = [], os.getloadavg()[0]
    for label, words, share in (("null sink: nothing is written", ["--sink", "null"], 1.0),
                                ("null sink, all rows in one file", ["--sink", "null", "--file-size", "100gb"], 0.5),
                                ("file sink", [], 0.5)):
        rows = int(SCALING_ROWS[workload] * share)
        sides = [Side(f"{label}, {n}", lakegen(bench, workload, *words, threads=n), rows) for n in (1, 2)]
        one, two = bench.compare(sides).values()
        ratio = ratios(one.walls(), two.walls())
        lines.append([label, number(median(one.walls()), 2), number(median(two.walls()), 2), spread(ratio),
                      *(f"{aim}×" for aim in aims.SCALING), aims.verdict(ratio[0], *aims.SCALING),
                      spread(ratios(two.cpus(), one.cpus())), *memory_cells(workload, one, two)])
    heads = ["", "wall s, 1 thread", "wall s, 2 threads", "speed-up", "floor", "aim", "result", "cpu, 2 ÷ 1", "peak MiB, 1 thread",
             "peak MiB, 2 threads"]
    goal = f", floor {aims.peak_floor_mib(1)} and {aims.peak_floor_mib(2)} MiB, aim {aims.PEAK_AIM_MIB} MiB with two threads"
    document.section(f"{workload}: lakegen from one thread to two{goal if workload == 'c360' else ''}",
                     f"Load when it began: {load:.1f}. Wall times on a busy machine say nothing of scaling.", table(heads, lines))


def memory_cells(workload, one, two):
    peaks = [result.peak() / 2**20 for result in (one, two)]
    if workload != "c360":
        return [number(peak) for peak in peaks]
    return [f"{number(peak)} ({aims.verdict(peak, aims.peak_floor_mib(n), aims.PEAK_AIM_MIB)})" for n, peak in enumerate(peaks, 1)]


# ---- start to first byte ----

def first_byte(bench, document, workload):
    """Milliseconds from starting a process to the first byte at the other end of its standard output."""
    sides = [(None, f"lakegen, {form}", lakegen(bench, workload, "--sink", "stdout", "--format", form)(50_000_000, None))
             for form in ("parquet", "csv")]
    sides += [("duckdb_copy", "DuckDB COPY, csv", bench.peer("duckdb_copy", workload, 1_000_000, "/dev/stdout", "--format", "csv")),
              ("clickhouse_local", "ClickHouse local, csv",
               bench.peer("clickhouse_local", workload, 1_000_000, "/dev/stdout", "--format", "csv"))]
    sides = [side for side in sides if not side[0] or bench.versions[NEEDS[side[0]]]]
    times = {name: [] for _, name, _ in sides}
    for _ in range(2 * bench.rounds + 1):
        for _, name, command in sides:
            times[name].append(time_to_first_byte(command) * 1000)
    lines = []
    for script, name, _ in sides:
        middle = median(times[name][1:])
        goals = ["", "", ""] if script else [*map(str, aims.FIRST_BYTE_MS), aims.verdict(middle, *aims.FIRST_BYTE_MS)]
        lines.append([name, number(middle), f"{number(min(times[name][1:]))}–{number(max(times[name][1:]))}", *goals])
    document.section(f"{workload}: from start to the first byte on standard output",
                     table(["", "ms", "range", "floor ≤", "aim ≤", "result"], lines))


def time_to_first_byte(command):
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    got = os.read(process.stdout.fileno(), 1)
    elapsed = time.perf_counter() - begin
    process.kill()
    process.stdout.close()
    process.wait()
    if not got:
        raise Failed(f"{' '.join(map(str, command))}\nprinted nothing")
    return elapsed


ALL = {"generate": generate, "encode": encode, "text": text, "read": reading, "scaling": scaling, "start": first_byte,
       "s3": upload.upload}
