# SPDX-License-Identifier: Apache-2.0
"""CSV and JSON Lines with gzip and zstd: many frames, which every reader takes for one text, cut short or not.

Each engine reads the compressed file as it reads the plain one, which 74-text-formats.py compares with Parquet."""

import glob
import gzip
import io
import os
import re
import shutil
import subprocess
import zlib

from taptest import done, equal, lakegen, need, ok, skip, workdir

chdb, duckdb, pandas, pl, pa, arrow_csv, arrow_json, zstandard = need("chdb", "duckdb", "pandas", "polars", "pyarrow", "pyarrow.csv",
                                                                      "pyarrow.json", "zstandard")
EXTENSIONS = {"gzip": "gz", "zstd": "zst"}
TOOLS = {"gzip": "zcat", "zstd": "zstdcat"}
ROWS = 12000


def made(format, compression, *options):
    """The only object of a run of several row groups, and its plan's estimate of its size."""
    folder = f"{format}-{compression}".replace(":", "-")
    lakegen("--schema", "customer360", "--rows", ROWS, "--payload-kb", "0", "--row-group-size", "200kb", "--quiet", "--format", format,
            "--compression", compression, "--output", folder, "--overwrite", *options)
    (path,) = glob.glob(f"{folder}/part-*")
    return path


def duckdb_rows(path, format):
    function = "read_csv" if format == "csv" else "read_json"
    query = f"SELECT * FROM {function}('{path}'{', nullstr=' + repr('') if format == 'csv' else ''})"
    return duckdb.connect().sql(query).to_arrow_table()


def chdb_rows(path, format):
    shape = "CSVWithNames" if format == "csv" else "JSONEachRow"
    answer = chdb.query(f"SELECT * FROM file('{path}', {shape}) SETTINGS max_threads = 1", "ArrowStream").bytes()
    return pa.ipc.open_stream(pa.py_buffer(answer)).read_all()


def polars_rows(path, format):
    return (pl.read_csv if format == "csv" else pl.read_ndjson)(path).to_arrow()


def pandas_rows(path, format):
    frame = pandas.read_csv(path, low_memory=False) if format == "csv" else pandas.read_json(path, lines=True)
    return pa.Table.from_pandas(frame, preserve_index=False)


def arrow_rows(path, format):
    if format == "csv":
        return arrow_csv.read_csv(path)
    with pa.input_stream(path, compression="detect") as stream:
        return arrow_json.read_json(pa.BufferReader(stream.read()))


READERS = {"DuckDB": duckdb_rows, "ClickHouse": chdb_rows, "Polars": polars_rows, "pandas": pandas_rows, "pyarrow": arrow_rows}


def same_rows(what, path, plain, format):
    for name, rows in READERS.items():
        try:
            expected, found = rows(plain, format), rows(path, format)
            problem = None if found.equals(expected) and found.num_rows == ROWS else f"{found.num_rows} rows"
        except Exception as error:  # whatever the engine raises
            problem = f"{type(error).__name__}: {error}"
        ok(problem is None, f"{what}: {name} reads what it reads of the plain file", problem)


def members(data):
    """The gzip members, each decompressed."""
    while data:
        one = zlib.decompressobj(wbits=31)
        yield one.decompress(data)
        data = one.unused_data


def frames(data):
    while data:
        one = zstandard.ZstdDecompressor().decompressobj()
        yield one.decompress(data)
        data = one.unused_data


def pieces_are_whole(what, codec, path, text):
    with open(path, "rb") as file:
        pieces = list((members if codec == "gzip" else frames)(file.read()))
    equal(b"".join(pieces), text, f"{what}: the frames together are the plain file")
    ok(len(pieces) > 4 and all(piece.endswith(b"\n") for piece in pieces), f"{what}: several frames, each of whole lines", len(pieces))
    ok(all(len(piece) < 1_100_000 for piece in pieces), f"{what}: no frame is large", max(map(len, pieces)))


def run_tool(codec, path):
    return subprocess.run([TOOLS[codec], path], capture_output=True, check=False)


def tool_reads(what, codec, path, text):
    if not shutil.which(TOOLS[codec]):
        skip(f"{what}: {TOOLS[codec]}", f"no {TOOLS[codec]}")
        return
    equal(run_tool(codec, path).stdout == text, True, f"{what}: {TOOLS[codec]} gives the plain file")
    cut = "cut." + EXTENSIONS[codec]
    with open(path, "rb") as whole, open(cut, "wb") as part:
        part.write(whole.read()[:-3])
    ok(run_tool(codec, cut).returncode != 0, f"{what}: {TOOLS[codec]} notices when three bytes are missing")
    with open(path, "rb") as whole, open(cut, "wb") as part:
        data = bytearray(whole.read())
        data[len(data) // 2] ^= 1
        part.write(data)
    ok(run_tool(codec, cut).returncode != 0, f"{what}: … and when a bit is flipped: frames have checksums")


def codecs_of(format):
    """Those that this build has, from `lakegen list`."""
    listing = lakegen("list", "formats").stdout
    line = next(line for line in listing.splitlines() if line.split()[:1] == [format])
    return [codec for codec in EXTENSIONS if re.search(rf"\b{codec}:", line)]


os.chdir(workdir())
for format in ("csv", "jsonl"):
    plain = made(format, "none")
    with open(plain, "rb") as file:
        text = file.read()
    ok("gzip" in codecs_of(format), f"{format}: there is gzip in every build")
    for codec in codecs_of(format):
        what = f"{format} with {codec}"
        path = made(format, codec)
        equal(os.path.basename(path), f"part-000000.{format}.{EXTENSIONS[codec]}", f"{what}: the name says so")
        pieces_are_whole(what, codec, path, text)
        same_rows(what, path, plain, format)
        tool_reads(what, codec, path, text)
        with open(path, "rb") as file:
            data = file.read()
        for threads in (2, 3):
            with open(made(format, codec, "--threads", threads), "rb") as file:
                equal(file.read() == data, True, f"{what}: {threads} threads make the same bytes")
        estimate = int(re.search(r'"bytes": (\d+)', lakegen("estimate", "--schema", "customer360", "--rows", ROWS, "--payload-kb", "0",
                                                            "--format", format, "--compression", codec, "--output-format",
                                                            "json").stdout).group(1))
        ok(.9 < estimate / len(data) < 1.1, f"{what}: the plan's size is right within 10 %", estimate, len(data))
        stdout = subprocess.run(["lakegen", "-q", "--schema", "hello", "--rows", "0", "--sink", "-", "--format", format, "--compression",
                                 codec], capture_output=True, check=True).stdout
        empty = gzip.decompress(stdout) if codec == "gzip" else zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stdout)).read()
        equal(empty.count(b"\n"), format == "csv", f"{what}: no rows are a legal file, with the header of CSV")
done()
