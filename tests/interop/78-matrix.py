# SPDX-License-Identifier: Apache-2.0
"""Every kind of column × plain and dictionary × codec × nulls, in small files of one column: six readers find the values that were meant.

matrix.c makes the columns; here the same values are computed again, by other arithmetic. What a reader is known not to support is
listed below, with the reason, and every file is read by four at least."""

import collections
import csv
import decimal
import functools
import glob
import itertools
import json
import math
import os
import struct
import subprocess

from parquet_checks import check_files
from taptest import done, equal, lakegen, need, ok, skip_all, workdir

chdb, duckdb, datafusion, fastparquet, pandas, pl, pa, pq = need("chdb", "duckdb", "datafusion", "fastparquet", "pandas", "polars",
                                                                 "pyarrow", "pyarrow.parquet")
ALL = 1 << 64


# ---- what was meant: number k of a type, and which number stands where (see matrix.c) ----

def mix(x):
    x = x * 0x9E3779B97F4A7C15 % ALL
    return x ^ x >> 29


def whole(bits, signed):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)

    def value(k):
        odd = [low, high, 0, -1 if signed else high]
        if k < 4:
            return odd[k]
        v = mix(k) % (1 << bits)
        return v - (1 << bits) if v > high else v
    return value


def real(largest, denormal):
    odd = [0.0, -0.0, math.inf, -math.inf, math.nan, largest, denormal, 0.1]
    return lambda k: odd[k] if k < 8 else k * 37 % 2000 / 8 - 100


def single(value):
    return lambda k: struct.unpack("<f", struct.pack("<f", value(k)))[0]


def day(k):
    return k * 331 % 80000 - 20000


def wide_day(k):
    return mix(k) % 3652059 - 719162


def time(day):
    return lambda k: day(k) * 86_400_000_000 + mix(k) % 86_400_000_000


def number(precision, scale):
    most = 10 ** precision - 1

    def value(k):
        v = most if k == 0 else -most if k == 1 else mix(k) % (2 * most + 1) - most
        return decimal.Decimal(v).scaleb(-scale, EXACT)
    return value


def big_number(precision, scale):
    low, high = 10 ** 19, 10 ** (precision - 19)

    def value(k):
        v = low * high - 1 if k < 2 else mix(k) % high * low + mix(k + 1) % low
        return decimal.Decimal(-v if k % 2 else v).scaleb(-scale, EXACT)
    return value


EXACT = decimal.Context(prec=60)


def text(k):
    if k < 2:
        return "" if k == 0 else "€" * 400
    return {0: "🌍", 1: 'a,"b"\n'}.get(k % 5, "text") + f"-{k}"


def some_bytes(k):
    return bytes(0xFF if k == 1 else mix(k + i) >> 11 & 0xFF for i in range(k % 23))


def sixteen(k):
    return bytes(mix(k + i) >> 13 & 0xFF for i in range(16))


VALUES = {
    "bool": lambda k: bool(mix(k) >> 5 & 1), "float": single(real(struct.unpack("<f", b"\xff\xff\x7f\x7f")[0], 2.0 ** -127)),
    "double": real(1.7976931348623157e308, 2.0 ** -1023), "utf8": text, "binary": some_bytes, "fixed": sixteen, "date": day,
    "date_wide": wide_day, "time": time(day), "time_utc": time(day), "time_wide": time(wide_day), "decimal9": number(9, 3),
    "decimal18": number(18, 3), "decimal30": big_number(30, 5), "decimal38": big_number(38, 10),
    **{f"{sign}int{bits}": whole(bits, not sign) for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


def is_null(nulls, place):
    return nulls == "all" or nulls == "some" and (place == 0 or mix(place + 77) % 4 == 0)


class Kind:
    """What a table's name says: int32_dictionary_some, list_utf8_plain_none_of_some."""

    def __init__(self, name):
        self.name = name
        self.is_mixed = False  # some row groups are too small for a dictionary
        self.is_list = name.startswith("list_")
        words = name.removeprefix("list_").split("_")
        if "of" in words and self.is_list:
            self.list_nulls, self.nulls = words[-3], words[-1]
            words = words[:-2]
        else:
            self.nulls = words[-1]
        form = next(word for word in words if word in ("plain", "dictionary", "of"))
        self.type = "_".join(words[:words.index(form)])
        self.entries = {"plain": 0, "dictionary": 100, "of": int(words[-2]) if form == "of" else 0}[form]

    def at(self, place):
        if is_null(self.nulls, place):
            return None
        if self.entries == 0:
            return VALUES[self.type](mix(place + 5) % 1000)
        entry = mix(place) % self.entries + 10
        return entry if self.type in ("int8", "uint8") else VALUES[self.type](entry)

    def rows(self, count):
        if not self.is_list:
            return [self.at(row) for row in range(count)]
        return [None if is_null(self.list_nulls, row) else [self.at(8 * row + place) for place in range(mix(row + 3) % 6)]
                for row in range(count)]


@functools.lru_cache(maxsize=None)
def meant(name, count):
    return Kind(name).rows(count)


# ---- what readers find, in the same terms: times are microseconds, dates days ----

def plain(column):
    """An Arrow column as Python has it."""
    if pa.types.is_temporal(column.type):
        column = column.cast("int32" if pa.types.is_date32(column.type) else "int64")
    return column.to_pylist()


class Arrow:
    def __init__(self, read):
        self.read = read

    def rows(self, path, kind):
        column = self.read(path)
        if kind.type == "binary" and not kind.is_list and not pa.types.is_binary(column.type):
            column = column.cast("binary")
        return plain(column)


def read_duckdb(path, connection=duckdb.connect()):
    return connection.sql(f"SELECT v FROM read_parquet('{path}')").to_arrow_table().column(0)


def read_clickhouse(path, connection=chdb.connect(":memory:")):
    query = f"SELECT v FROM file('{os.path.abspath(path)}', Parquet) SETTINGS max_threads = 1"
    return pa.ipc.open_stream(pa.py_buffer(connection.query(query, "ArrowStream").bytes())).read_all().column(0)


def read_datafusion(path, context=datafusion.SessionContext()):
    frame = context.read_parquet(path)
    return pa.chunked_array([batch.column(0) for batch in frame.collect()], type=frame.schema().field(0).type)


class FastParquet:
    """Gives pandas columns: nulls of floating point are NaN, times are of other units."""

    def rows(self, path, kind):
        column = fastparquet.ParquetFile(path).to_pandas()["v"]
        if str(column.dtype).startswith("datetime64"):
            unit = "datetime64[D]" if kind.type.startswith("date") else "datetime64[us]"
            counts = column.to_numpy().astype(unit).astype("int64")
            return [None if missing else int(count) for count, missing in zip(counts, column.isna())]
        return [self.cell(value, kind) for value in column]

    def cell(self, value, kind):
        if isinstance(value, list):
            return [self.cell(one, kind) for one in value]
        if value is None or value is pandas.NA or (kind.type == "utf8" and value != value):
            return None
        return value.item() if hasattr(value, "item") else value


READERS = {
    "pyarrow": Arrow(lambda path: pq.read_table(path).column(0)),
    "DuckDB": Arrow(read_duckdb),
    "Polars": Arrow(lambda path: pl.read_parquet(path).to_arrow().column(0)),
    "ClickHouse": Arrow(read_clickhouse),
    "DataFusion": Arrow(read_datafusion),
    "fastparquet": FastParquet(),
}
# Reader, what it does, and the tables for which that makes values differ.
UNSUPPORTED = [
    ("ClickHouse", "an array cannot be null: it is empty", lambda kind: kind.is_list and kind.list_nulls == "some"),
    ("fastparquet", "decimals become floating point, or lose their scale in lists", lambda kind: kind.type.startswith("decimal")),
    ("fastparquet", "days are counted in nanoseconds, which end in 2262", lambda kind: kind.type == "date_wide"),
    ("fastparquet", "lists of text without a dictionary become nulls", lambda kind: kind.is_list and kind.type == "utf8"),
    ("fastparquet", "text becomes null in row groups without a dictionary, when others have one",
     lambda kind: kind.type == "utf8" and kind.entries and kind.is_mixed),
]


def comparable(value):
    """Such that equal means the same: NaN is itself, -0.0 is not 0.0."""
    if isinstance(value, float):
        return repr(value)
    return list(map(comparable, value)) if isinstance(value, list) else value


def difference(reader, path, kind, count):
    """None, or the first row where a reader finds something else."""
    try:
        found = READERS[reader].rows(path, kind)
    except Exception as error:  # whatever the reader raises
        return f"{path}: {type(error).__name__}: {str(error)[:200]}"
    expected = meant(kind.name, count)
    if reader == "fastparquet" and kind.type in ("float", "double") and not kind.is_list:
        expected = [math.nan if value is None else value for value in expected]
    if len(found) != len(expected):
        return f"{path}: {len(found)} rows, {len(expected)} were meant"
    return next((f"{path}: row {row} is {got!r}, {want!r} was meant" for row, (got, want) in enumerate(zip(found, expected))
                 if comparable(got) != comparable(want)), None)


def supports(reader, kind):
    return not any(name == reader and applies(kind) for name, _, applies in UNSUPPORTED)


def statistics(path, kind, count):
    """What the footer says: slots, nulls, and bounds of integers, against what was meant."""
    meta = pq.ParquetFile(path).metadata
    chunks = [meta.row_group(group).column(0) for group in range(meta.num_row_groups)]
    rows = meant(kind.name, count)
    slots = [slot for row in rows for slot in (row or [None])] if kind.is_list else rows
    said = sum(chunk.num_values for chunk in chunks), sum(chunk.statistics.null_count for chunk in chunks)
    values = [slot for slot in slots if slot is not None]
    if said != (len(slots), len(slots) - len(values)):
        return f"{path}: {said} values and nulls, {len(slots)} and {len(slots) - len(values)} were meant"
    if "int" in kind.type and values:
        bounds = [chunk.statistics for chunk in chunks if chunk.statistics.has_min_max]
        found = min(bound.min for bound in bounds), max(bound.max for bound in bounds)
        if found != (min(values), max(values)):
            return f"{path}: bounds {found}, {min(values)} and {max(values)} were meant"
    return None


def compile_schema():
    source = os.path.join(os.environ["srcdir"], "tests/interop/matrix.c")
    include = os.path.join(os.environ["srcdir"], "core/include")
    command = [*os.environ.get("CC", "cc").split(), "-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", f"-I{include}", source,
               "-o", "matrix.so"]
    try:
        process = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        skip_all("no compiler")
    ok(process.returncode == 0, "the schema compiles", process.stderr)


def made(folder, *options):
    process = lakegen("-q", "--schema", "./matrix.so", "--output", folder, *options, check=False)
    equal(process.stderr, "", f"{folder}: every table is written")
    return sorted(glob.glob(f"{folder}/*/part-*"))


def kind_of(path):
    folder, name = path.split("/")[:2]
    kind = Kind(name)
    kind.is_mixed = folder == "small"
    return kind


def check(what, paths, count):
    """Every reader, every file."""
    kinds = [(path, kind_of(path)) for path in paths]
    read.extend(paths)
    few = [path for path, kind in kinds if sum(supports(reader, kind) for reader in READERS) < 4]
    ok(not few, f"{what}: at least four readers for each of {len(paths)} files", *few)
    for reader in READERS:
        asked = [(path, kind) for path, kind in kinds if supports(reader, kind)]
        differ = [found for path, kind in asked if (found := difference(reader, path, kind, count))]
        differing.update(found.split(":")[0] for found in differ)
        ok(not differ, f"PQ-22: {what}: {reader} finds what was meant in {len(asked)} files", *differ[:10])
        cells[reader] += len(asked)
    wrong = [found for path, kind in kinds if (found := statistics(path, kind, count))]
    ok(not wrong, f"{what}: footers tell of values, nulls and bounds as they were meant", *wrong[:10])


def as_text(value):
    """A value as JSON has it, once it is parsed; floating point as its text."""
    if isinstance(value, list):
        return list(map(as_text, value))
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else None
    return value.hex() if isinstance(value, bytes) else value


def cell_of(text, kind):
    """A parsed cell in the same terms."""
    if isinstance(text, list):
        return [cell_of(one, kind) for one in text]
    if isinstance(text, decimal.Decimal):
        if kind.type.startswith("decimal"):
            return text
        return repr(single(float)(text) if kind.type == "float" else float(text))  # 4 bytes have shorter texts than 8
    return text


def json_rows(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return [json.loads(line, parse_float=decimal.Decimal)["v"] for line in lines]


def csv_rows(path):
    """Lists only: a null is an empty field, a list is JSON."""
    with open(path, encoding="utf-8", newline="") as lines:
        return [json.loads(row[0], parse_float=decimal.Decimal) if row and row[0] else None
                for row in itertools.islice(csv.reader(lines, strict=True), 1, None)]


def check_text(format, paths, count):
    """Parsed by Python, which refuses control characters. Times have their own test, tests/unit/test_text.c."""
    wrong = []
    asked = [(path, kind) for path in paths if (kind := kind_of(path)).is_list or format == "jsonl"]
    asked = [(path, kind) for path, kind in asked if not kind.type.startswith(("date", "time"))]
    for path, kind in asked:
        found = [cell_of(value, kind) for value in (json_rows if format == "jsonl" else csv_rows)(path)]
        expected = [as_text(value) for value in meant(kind.name, count)]
        if found != expected:
            wrong.append(f"{path}: {next(((a, b) for a, b in zip(found, expected) if a != b), len(found))}")
    ok(not wrong and asked, f"{format}: Python finds what was meant in {len(asked)} files", *wrong[:10])


def codecs():
    """Those that this build has."""
    listed = {line.split()[0]: line for line in lakegen("list", "formats").stdout.splitlines() if line.startswith("  ")}["parquet"]
    return [name for name in ("none", "snappy", "gzip", "zstd", "lz4") if f"{name} (" not in listed]


cells = collections.Counter()
read, differing = [], set()  # files
os.chdir(workdir())
compile_schema()
for codec in codecs():
    check(codec, made(codec, "--compression", codec, "--scale", "0.25"), 250)
paths = made("small", "--compression", "none", "--scale", "1.1", "--page-size", "1kb", "--row-group-size", "1kb")
check("small pages and row groups", paths, 1100)
check_files([path for path in paths if kind_of(path).is_list and kind_of(path).type in ("uint16", "utf8", "bool")], "lists in small pages")
for scale, count in (("0.000001", 1), ("0.009", 9)):
    check(f"{count} rows", made(f"rows-{count}", "--compression", "none", "--scale", scale), count)
for format in ("csv", "jsonl"):
    check_text(format, made(format, "--format", format, "--scale", "0.25"), 250)
total = sum(cells.values())
SPECIAL = {  # id of the case, and which tables it is about
    "PQ-02": ("nulls: all, some, none, none of a required column", lambda kind: kind.nulls != "some" or not kind.is_list),
    "PQ-08": ("times and days from the year 1 to 9999", lambda kind: kind.type in ("date_wide", "time_wide")),
    "PQ-10": ("decimals of 9, 18, 30 and 38 digits, negative ones too", lambda kind: kind.type.startswith("decimal")),
    "PQ-12": ("dictionaries of 1, 2, 255, 256, 257 and 4,096 values", lambda kind: kind.entries not in (0, 100)),
    "PQ-21": ("lists: empty, null, with nulls", lambda kind: kind.is_list),
}
for case, (description, applies) in SPECIAL.items():
    concerned = [path for path in read if applies(kind_of(path))]
    ok(concerned and not set(concerned) & differing, f"{case}: {description}: in {len(concerned)} files, alike in every reader",
       *sorted(set(concerned) & differing)[:10])
ok(cells["pyarrow"] > 400, f"{cells['pyarrow']} files, {total} readings", cells)
for reader, reason, applies in UNSUPPORTED:
    names = sorted({kind.name for path in paths if applies(kind := kind_of(path))})
    print(f"# {reader}: {reason}: {', '.join(names)}")
done()
