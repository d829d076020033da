# SPDX-License-Identifier: Apache-2.0
"""What `lakegen inspect` says of a Parquet file is what pyarrow says: of files of lakegen, and of pyarrow's own with every type."""

import datetime
import decimal
import json
import math
import os

from taptest import done, equal, lakegen, need, ok, workdir

pa, pq = need("pyarrow", "pyarrow.parquet")
os.chdir(workdir())


def inspected(path, status=0):
    process = lakegen("inspect", path, "--output-format", "json", check=False)
    ok(process.returncode == status, f"inspect {path}", process.stderr)
    return json.loads(process.stdout)


def text_of(value):
    """A bound as inspect writes it in JSON."""
    if isinstance(value, datetime.datetime):
        utc = value.tzinfo is not None
        text = value.replace(tzinfo=None).isoformat(timespec="seconds")
        return text + (f".{value.microsecond:06d}" if value.microsecond else "") + ("Z" if utc else "")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value


def figures(column):
    """One column chunk's figures by pyarrow, under inspect's names."""
    found = {
        "name": column.path_in_schema,
        "codec": {"LZ4": "LZ4_RAW"}.get(column.compression, column.compression),  # pyarrow writes the one and says the other
        "values": column.num_values,
        "bytes": column.total_compressed_size,
        "uncompressed_bytes": column.total_uncompressed_size,
        "data_page_offset": column.data_page_offset,
        "encodings": set(column.encodings),
    }
    if column.has_dictionary_page:
        found["dictionary_page_offset"] = column.dictionary_page_offset
    found["column_index"], found["offset_index"] = column.has_column_index, column.has_offset_index
    statistics = column.statistics
    if statistics is not None and statistics.has_null_count:
        found["null_count"] = statistics.null_count
    if statistics is not None and statistics.has_min_max:
        found["min"], found["max"] = text_of(statistics.min), text_of(statistics.max)
    return found


def as_figures(chunk, names):
    found = {name: chunk.get(name) for name in names}
    found["encodings"] = set(chunk["encodings"])
    found["column_index"], found["offset_index"] = "column_index" in chunk, "offset_index" in chunk
    return found


def compare(path, what):
    meta, found = pq.read_metadata(path), inspected(path)
    equal((found["rows"], found["created_by"], found["bytes"], found["footer_bytes"]),
          (meta.num_rows, meta.created_by, os.path.getsize(path), meta.serialized_size), f"{what}: rows, writer, sizes")
    equal([column["name"] for column in found["columns"]], [meta.schema.column(i).path for i in range(meta.num_columns)],
          f"{what}: columns")
    equal([(column["max_definition_level"], column["max_repetition_level"]) for column in found["columns"]],
          [(meta.schema.column(i).max_definition_level, meta.schema.column(i).max_repetition_level) for i in range(meta.num_columns)],
          f"{what}: levels")
    differ = []
    for g in range(meta.num_row_groups):
        group, other = meta.row_group(g), found["row_groups"][g]
        if (group.num_rows, group.total_byte_size) != (other["rows"], other["uncompressed_bytes"]):
            differ.append(f"row group {g}: {group} {other['rows']}")
        for c in range(meta.num_columns):
            expected = figures(group.column(c))
            got = as_figures(other["columns"][c], expected)
            differ += [f"row group {g}, {expected['name']}, {name}: {got[name]!r} instead of {value!r}"
                       for name, value in expected.items() if not same(got[name], value)]
    ok(not differ, f"{what}: every figure of every column chunk", *differ)
    equal(found["problems"], [], f"{what}: no problems")
    return found


def same(got, expected):
    if isinstance(expected, float) and isinstance(got, (int, float)):
        return got == expected and math.copysign(1, got) == math.copysign(1, expected)
    return got == expected


def made(name, *options):
    lakegen("--output", name, "--quiet", *options)
    return f"{name}/part-000000.parquet"


usual = compare(made("usual", "--schema", "customer360", "--rows", "30000", "--payload-kb", "0"), "customer360")
ok(sum(chunk["crc_right"] for group in usual["row_groups"] for chunk in group["columns"]) ==
   sum(chunk["pages"] for group in usual["row_groups"] for chunk in group["columns"]) > 41, "customer360: the CRC of all pages is right")
compare(made("groups", "--schema", "customer360", "--rows", "5000", "--payload-kb", "0", "--row-group-size", "1kb", "--page-size", "1kb"),
        "many row groups and pages")
compare(made("none", "--schema", "hello", "--rows", "0"), "no rows")

table = pa.table({
    "bool": pa.array([True, None, False]),
    "int8": pa.array([-128, 0, 127], pa.int8()),
    "uint8": pa.array([0, 200, 255], pa.uint8()),
    "int16": pa.array([-32768, None, 32767], pa.int16()),
    "uint16": pa.array([1, 2, 65535], pa.uint16()),
    "int32": pa.array([-(2**31), 0, 2**31 - 1], pa.int32()),
    "uint32": pa.array([0, 2**31, 2**32 - 1], pa.uint32()),
    "int64": pa.array([-(2**63), None, 2**63 - 1], pa.int64()),
    "uint64": pa.array([0, 2**63, 2**64 - 1], pa.uint64()),
    "float": pa.array([-1.5, 0.25, 65536.0], pa.float32()),
    "double": pa.array([-1e308, None, 0.1], pa.float64()),
    "text": pa.array(["", "naïve", "zebra"]),
    "binary": pa.array([b"\x00\xff", None, b"\xff\xfe"]),
    "fixed": pa.array([b"abcd", b"\x00\x01\x02\x03", b"\xff\xff\xff\xff"], pa.binary(4)),
    "date": pa.array([datetime.date(1, 1, 1), None, datetime.date(9999, 12, 31)]),
    "time_ms": pa.array([datetime.time(0, 0), None, datetime.time(23, 59, 59)], pa.time32("ms")),
    "time_us": pa.array([datetime.time(1, 2, 3, 4), None, datetime.time(23, 59, 59, 999999)], pa.time64("us")),
    "timestamp_ms": pa.array([datetime.datetime(1969, 12, 31, 23, 59, 59), None, datetime.datetime(2024, 2, 29)], pa.timestamp("ms")),
    "timestamp_us": pa.array([datetime.datetime(1960, 1, 1, 0, 0, 0, 1), None, datetime.datetime(2024, 2, 29, 1, 2, 3, 456789)],
                             pa.timestamp("us", "UTC")),
    "decimal9": pa.array([decimal.Decimal("-1234567.89"), None, decimal.Decimal("0.01")], pa.decimal128(9, 2)),
    "decimal18": pa.array([decimal.Decimal("-0.000001"), None, decimal.Decimal("123456789012.345678")], pa.decimal128(18, 6)),
    "decimal38": pa.array([decimal.Decimal("-9" * 1 + "9" * 37), None, decimal.Decimal("1")], pa.decimal128(38, 0)),
    "list": pa.array([[1, None], None, []], pa.list_(pa.int32())),
    "struct": pa.array([{"a": 1, "b": {"c": "x"}}, None, {"a": None, "b": None}],
                       pa.struct([("a", pa.int64()), ("b", pa.struct([("c", pa.string())]))])),
    "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int32())),
})
for version in ("1.0", "2.0"):
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        path = f"types-{version}-{codec}.parquet"
        pq.write_table(table, path, data_page_version=version, compression=codec, write_page_index=True, write_page_checksum=True,
                       store_decimal_as_integer=True, row_group_size=2)
        found = compare(path, f"all types, {codec}, V{version[0]} pages")
        crcs = [chunk["pages"] - chunk["crc_right"] for group in found["row_groups"] for chunk in group["columns"]]
        equal(set(crcs), {0}, f"PQ-15: all types, {codec}, V{version[0]} pages: the CRC of all pages is right")
for encoding, kind in (("DELTA_BINARY_PACKED", pa.int64()), ("BYTE_STREAM_SPLIT", pa.float64()), ("DELTA_BYTE_ARRAY", pa.string()),
                       ("DELTA_LENGTH_BYTE_ARRAY", pa.string())):
    path = f"{encoding}.parquet"
    values = pa.array([str(i) for i in range(1000)]) if kind == pa.string() else pa.array(range(1000)).cast(kind)
    pq.write_table(pa.table({"x": values}), path, use_dictionary=False, column_encoding={"x": encoding})
    compare(path, encoding)

nan = pa.table({"x": pa.array([math.nan, -0.0, 1.0])})
pq.write_table(nan, "nan.parquet")
compare("nan.parquet", "NaN and zero")
half = pa.table({"x": pa.array([1.5, -65504.0, 2.0**-24], pa.float64()).cast(pa.float16())})
pq.write_table(half, "half.parquet")
bounds = inspected("half.parquet")["row_groups"][0]["columns"][0]
equal((bounds["min"], bounds["max"]), (-65504.0, 1.5), "float16")
odd = pa.table({"a.b": [1], "snow ☃": [2], "": [3], "x\x1b[31m": [4]}).replace_schema_metadata(
    {b"nul\x00": b"a\x00b", b"escape": b"\x1b[31mred", b"\xff": b"\xfe", b"large": b"x" * (1 << 20)})
pq.write_table(odd, "odd.parquet")
text, found = lakegen("inspect", "odd.parquet").stdout, inspected("odd.parquet")
ok("\x1b" not in text and "\x00" not in text, "PQ-23: nothing that a terminal would obey", text)
ok("nul\\x00 = a\\x00b\n" in text and "escape = \\x1b[31mred\n" in text and "\\xff = \\xfe\n" in text,
   "PQ-23: control characters, and what is not UTF-8, are shown as what they are", text[:600])
equal([len(pair["value"]) for pair in found["key_value_metadata"] if pair["key"] == "large"], [1 << 20],
      "PQ-23: a mebibyte is whole in JSON")
equal([column["name"] for column in found["columns"]], ["a.b", "snow ☃", "", "x\\x1b[31m"], "odd names of columns")
wide = pa.table({f"column_{i}": [i] for i in range(3000)})
pq.write_table(wide, "wide.parquet")
equal(len(inspected("wide.parquet")["columns"]), 3000, "3,000 columns")
ok("… and 2940 more; --output-format json shows all" in lakegen("inspect", "wide.parquet").stdout, "… of which a screen shows 60")
long = pa.table({"x": pa.array(["é" * 500])})
pq.write_table(long, "long.parquet")
ok("é…" in lakegen("inspect", "long.parquet").stdout, "a long bound is cut on a character's border")
done()
