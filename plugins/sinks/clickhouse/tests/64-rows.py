# SPDX-License-Identifier: Apache-2.0
"""Many rows in a current server and in an old one: all of them, distributed as the specification says, and the same as in Parquet.

TEST_CLICKHOUSE_ROWS says how many.
"""

import glob
import os
import shutil
import sys
import urllib.request

sys.path.append(os.path.join(os.environ["srcdir"], "plugins/schemas/images_analytical/tests"))
import distributions
from chserver import Current, Old
from taptest import done, equal, lakegen, ok, skip, workdir

os.chdir(workdir())
ROWS = int(os.environ.get("TEST_CLICKHOUSE_ROWS", "100000"))
PIECE = 100_000


def fill(server, table, *options, rows=ROWS):
    shutil.rmtree(".lakegen", ignore_errors=True)
    process = lakegen("-q", "--schema", "images_analytical", "--seed", "42", "--rows", rows, "--create-table", "--sink",
                      f"clickhouse://127.0.0.1:{server.port}/d.{table}", *options, check=False)
    ok(process.returncode == 0, f"{server.version}: {rows:,} rows are written", process.stderr)


def digest(source, types):
    """Of the cells of all columns; a sum, so that pieces add up."""
    cells = ", ".join(f"toString({'tuple' if kind.startswith('Nullable') else ''}(CAST(`{name}` AS {kind})))"
                      for name, kind in types.items())
    return int(current.query(f"SELECT sum(cityHash64({cells})) FROM {source}"))


def digest_of_old(old, types):
    """Its rows as the current server reads them, piece by piece."""
    total = 0
    for first in range(1, ROWS + 1, PIECE):
        sql = f"SELECT * FROM d.rows WHERE image_id >= {first} AND image_id < {first + PIECE} FORMAT Native"
        urllib.request.urlretrieve(f"{old.url}/?query={urllib.request.quote(sql)}", "piece")
        total += digest(f"file('{os.getcwd()}/piece', Native)", types)
    return total % 2 ** 64


def look(server):
    equal(server.query("SELECT count(), uniqExact(image_id), min(image_id), max(image_id) FROM d.rows"), f"{ROWS}\t{ROWS}\t1\t{ROWS}",
          f"{server.version}: every row once")
    distributions.check(distributions.ClickHouse(server.query, "d.rows"))


current = Current("current")
current.version = current.query("SELECT version()")
fill(current, "rows")
look(current)
lakegen("-q", "--schema", "images_analytical", "--seed", "42", "--rows", ROWS, "--output", "parquet", "--threads", "1")
kinds = dict(line.split("\t")[:2] for line in current.query("DESCRIBE TABLE d.rows FORMAT TSVRaw").splitlines())
reference = digest(f"file('{glob.escape(os.getcwd())}/parquet/part-*', Parquet)", kinds)
shutil.rmtree("parquet")
equal(digest("d.rows", kinds), reference, f"{current.version}: the rows are those of the Parquet file, all {len(kinds)} columns")
fill(current, "half", "--start-image-id", ROWS // 2, "--batch-size", "7000", "--threads", "1", rows=ROWS // 5)
equal(current.query("SELECT count() FROM d.half AS a JOIN d.rows AS b ON a.image_id = b.image_id WHERE a.caption = b.caption"),
      str(ROWS // 5), "captions depend on the image alone")
fill(current, "sorted", "--sort-by", "key")
equal(digest("d.sorted", kinds), reference, f"{current.version}: sorted blocks have the same rows")

if shutil.which("clickhouse-server"):
    old = Old("old")
    old.version = old.query("SELECT version()")
    for format in ("rowbinary", "jsonl"):
        old.query("DROP TABLE IF EXISTS d.rows")
        fill(old, "rows", "--format", format, *(["--sort-by", "image_id"] if format == "rowbinary" else []))
        equal(digest_of_old(old, kinds), reference, f"{old.version}: the rows are those of the Parquet file, {format}")
    look(old)
else:
    skip("an old server", "no clickhouse-server (Debian package of that name)")
done()
