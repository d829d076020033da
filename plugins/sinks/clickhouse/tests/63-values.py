# SPDX-License-Identifier: Apache-2.0
"""Values that are hard to carry, to a current server and back, in every format; and what the server finds wrong, by its row."""

import datetime
import os
import shutil
import struct
import subprocess
import time

from chserver import Current
from taptest import done, equal, lakegen, ok, skip_all, workdir

os.chdir(workdir())
FORMATS = ("native", "rowbinary", "jsonl", "parquet")
TEXTS = ["", "it's \"quoted\" `so`", "tab\there", "two\r\nlines\n", "\\N", "\\x00 {\"a\":[1,2]} $1 %s",
         "été € 💩", "__exception__\r\nCode: 1"]
RAW = b"a\0b\xff\xfe'\n\\\t\x80\0"
MOST = "9" * 36 + ".99"
ROWS = 1000


def build():
    source, include = os.path.join(os.path.dirname(__file__), "hard.c"), os.path.join(os.environ["srcdir"], "core/include")
    try:
        subprocess.run([*os.environ.get("CC", "cc").split(), "-std=c11", "-Wall", "-Werror", "-O1", "-fPIC", "-shared", f"-I{include}",
                        source, "-o", "hard.so"], check=True)
    except FileNotFoundError:
        skip_all("no compiler")


build()
server = Current("server")
query = server.query


def command(table, format, *options, tables="plain"):
    shutil.rmtree(".lakegen", ignore_errors=True)
    query(f"DROP TABLE IF EXISTS d.{table}")
    return ["-q", "--schema", "./hard.so", "--tables", tables, "--batch-size", "250", "--threads", "1", "--format", format,
            "--create-table", "--sink", f"clickhouse://127.0.0.1:{server.port}/d.{table}", *options]


def run(*arguments, **options):
    return lakegen(*command(*arguments, **options), check=False)


def column(table, expression):
    return query(f"SELECT {expression} FROM d.{table} ORDER BY id FORMAT TSVRaw").splitlines()


def hexadecimal(values):
    return [value.hex().upper() for value in values]


# ---- texts, bytes, and the ends of ranges
def ends(low, high):
    return [str((low, high)[row % 2]) for row in range(ROWS)]


words = [("x" * 2 ** 20 if row == 100 else TEXTS[row % 8]).encode() for row in range(ROWS)]
expected = {
    "words": hexadecimal(words), "word": hexadecimal(TEXTS[row % 8].encode() for row in range(ROWS)),
    "small": ends(-2 ** 7, 2 ** 7 - 1), "big": ends(-2 ** 63, 2 ** 63 - 1), "huge": ends(0, 2 ** 64 - 1),
    "amount": [("0", MOST, "-" + MOST)[row % 3] for row in range(ROWS)], "day": ends("1970-01-01", "2149-06-06"),
    "moment": ends("1900-01-01 00:00:00.000000", "2299-12-31 23:59:59.999999"),
    "second": ends("1970-01-01 00:00:00", "2106-02-07 06:28:15"),
    "real": ends(struct.unpack("<Q", struct.pack("<d", 5e-324))[0], struct.unpack("<Q", struct.pack("<d", -0.0))[0]),
    "single": ends(struct.unpack("<I", struct.pack("<f", 3.4028234663852886e38))[0], struct.unpack("<I", struct.pack("<f", -0.0))[0])}
expected["real"][0] = expected["single"][0] = "0"
expected["day"][0], expected["moment"][0] = "1970-01-01", "1970-01-01 00:00:00.000000"
asked = {"words": "hex(words)", "word": "hex(word)", "real": "reinterpretAsUInt64(real)", "single": "reinterpretAsUInt32(single)"}
cases = {"words": "CH-30: texts with quotes, tabs, line ends, and of a MiB", "word": "CH-30: the same from a dictionary",
         "day": "CH-31: the first and the last day", "moment": "CH-31: the first and the last DateTime64",
         "second": "CH-31: the first and the last DateTime", "real": "CH-32: a denormal, -0.0 and 0.0 by their bits",
         "single": "CH-32: the largest, -0.0 and 0.0 by their bits"}
for format in FORMATS:
    process = run(format, format)
    equal(process.returncode, 0, f"{format}: written {process.stderr.strip()[-100:]}")
    for name, values in expected.items():
        ok(column(format, asked.get(name, name)) == values, f"{cases.get(name, f'CH-32: the ends of {name}')}, {format}")

for format in FORMATS:
    process = run("bytes", format, tables="hard")
    if format == "jsonl":
        equal((process.returncode, "'bytes' is of bytes, which jsonl does not carry; give --format native" in process.stderr), (6, True),
              "CH-30: jsonl has no bytes that are not text, and is refused")
        continue
    equal(column("bytes", "hex(bytes)"), hexadecimal(RAW[:row % 11] for row in range(ROWS)), f"CH-30: NUL and what is no UTF-8, {format}")
    equal(query("SELECT groupUniqArray(hex(seal)) FROM d.bytes"), "['FF00270A']", f"CH-30: FixedString, {format}")

# ---- what is no number
for real, kept in (("nan", "nan"), ("inf", "inf"), ("-inf", "-inf")):
    for format in FORMATS:
        process = run("odd", format, "--set", "odd_row=300", "--set", f"odd_real={real}")
        stored = "nan" if format == "jsonl" else kept  # JSON has null for all of them, which such a column takes for NaN
        equal((process.returncode, query("SELECT real, single FROM d.odd WHERE id = 300")), (0, f"{stored}\t{stored}"),
              f"CH-32: {real} is {stored}, {format}")

# ---- beyond the ranges of ClickHouse's types: refused where lakegen makes ClickHouse's bytes, else clamped by the server
EPOCH = datetime.datetime(1970, 1, 1)
DAY, SECOND = 86400 * 10 ** 6, 10 ** 6


def micros(*moment):
    return (datetime.datetime(*moment) - EPOCH) // datetime.timedelta(microseconds=1)


for name, value, range_, clamped in (
        ("day", micros(2149, 6, 7) // DAY, "from 1970-01-01 to 2149-06-06", "2149-06-06"),
        ("day", -1, "from 1970-01-01 to 2149-06-06", "1970-01-01"),
        ("second", 2 ** 32 * SECOND, "from 1970-01-01 to 2106-02-07, in whole seconds", "2106-02-07 06:28:15"),
        ("second", -SECOND, "from 1970-01-01 to 2106-02-07, in whole seconds", "1970-01-01 00:00:00"),
        ("moment", micros(2300, 1, 1), "from 1900-01-01 to 2299-12-31", "2300-01-01 00:00:00.000000"),
        ("moment", micros(1899, 12, 31), "from 1900-01-01 to 2299-12-31", "1899-12-31 00:00:00.000000")):
    for format in FORMATS:
        process = run("odd", format, "--set", "odd_row=0", "--set", f"odd_{name}={value}")
        if format in ("native", "rowbinary"):
            equal((process.returncode, f"does not hold: it goes {range_}" in process.stderr), (3, True),
                  f"CH-31: {name} {value} is refused, {format}: {process.stderr.strip()[-120:]}")
        else:
            equal((process.returncode, query(f"SELECT {name} FROM d.odd WHERE id = 0")), (0, clamped),
                  f"CH-31: {name} {value} becomes {clamped}, {format}")

for name, value, told in (
        ("day", micros(2149, 6, 7) // DAY, "2149-06-07"), ("day", -719162, "0001-01-01"), ("day", -719163, "day -719163"),
        ("day", 2932896, "9999-12-31"), ("day", 2932897, "day 2932897"), ("day", 2 ** 31 - 1, "day 2147483647"),
        ("day", -2 ** 31, "day -2147483648"), ("moment", 253402300799999999, "9999-12-31T23:59:59.999999"),
        ("moment", 253402300800000000, "253402300800000000 microseconds"), ("second", -2 ** 62, f"{-2 ** 62} microseconds")):
    process = run("odd", "native", "--set", "odd_row=0", "--set", f"odd_{name}={value}")
    equal((process.returncode, f"column '{name}' has {told}, which" in process.stderr), (3, True),
          f"CH-31: {name} {value} is told as {told}: {process.stderr.strip()[-120:]}")

# ---- a table that changes under a run: the server cannot read the rows of the second batch
process = subprocess.Popen(["lakegen", *command("changed", "jsonl", "--rate", "600/s", "--scale", "4")], stderr=subprocess.PIPE, text=True)
until = time.monotonic() + 60
while process.poll() is None and time.monotonic() < until and query("SELECT count() > 0 FROM d.changed") != "1":
    time.sleep(.02)
query("ALTER TABLE d.changed DROP COLUMN real, ADD COLUMN real Int8")
_, errors = process.communicate()
there = int(query("SELECT count() FROM d.changed"))
ok(process.returncode == 6 and "Code: 27" in errors and f"(at row 1); it is row {there}, id {there}\n" in errors,
   "CH-07: what the server cannot read is named by its row", errors)
ok(there > 0 and there % 250 == 0, "CH-07: and no row of its batch is there", there)
done()
