# SPDX-License-Identifier: Apache-2.0
"""Small and odd files: 0, 1, 7, 8, 9, 63 ... 505 rows, tiny row groups and pages, no compression, columns of nulls, hello."""

import os

from engines import ENGINES, same_rows
from parquet_checks import check_file
from taptest import done, equal, lakegen, need, ok, workdir

pq = need("pyarrow.parquet")
# around the edges of bit-packed groups of eight, of run lengths, and of the slices rows are made in
COUNTS = [1, 2, 7, 8, 9, 63, 64, 65, 503, 504, 505, 1023, 1024, 1025]


def made(what, *options, schema="customer360"):
    folder = what.replace(" ", "-")
    lakegen("--schema", schema, "--output", folder, "--quiet", *options)
    return f"{folder}/part-000000.parquet"


def read_alike(what, path):
    differ = [f"{engine.name}: {found}" for engine in ENGINES[:-1] if (found := same_rows(engine, path))]
    ok(not differ, f"{what}: DuckDB, ClickHouse and Polars read the cells that pyarrow reads", *differ)


def cells(path):
    return pq.read_table(path).replace_schema_metadata(None).combine_chunks()


def odd(what, *options, rows=5000, payload_kb=1):
    """The cells of a file that every engine reads and that is right in itself."""
    path = made(what, "--rows", rows, "--payload-kb", payload_kb, *options)
    read_alike(what, path)
    check_file(path, what)
    return cells(path)


os.chdir(workdir())
many = cells(made("many rows", "--rows", "1025"))
for rows in COUNTS:
    path = made(f"{rows} rows", "--rows", rows)
    ok(cells(path).equals(many.slice(0, rows).combine_chunks()), f"PQ-13: {rows} rows are the first of more")
    read_alike(f"{rows} rows", path)
for rows in (0, 1, 8, 9):
    check_file(made(f"just {rows} rows", "--rows", rows), f"{rows} rows")
empty = made("no rows", "--rows", "0")
equal([engine.rows(empty, ["id", "email_raw", "cart_value"]).num_rows for engine in ENGINES], [0] * len(ENGINES),
      "PQ-01: 0 rows are legal in every engine")
equal(cells(empty).schema, many.schema, "0 rows have the schema of all others")

usual = odd("usual")
ok(odd("row groups of 1024 rows", "--row-group-size", "1kb").equals(usual), "row groups do not change cells")
ok(odd("pages of 1 KiB", "--page-size", "1kb").equals(usual), "pages do not change cells")
ok(odd("both tiny", "--row-group-size", "1kb", "--page-size", "1kb").equals(usual), "nor do both together")
ok(odd("no compression", "--compression", "none").equals(usual), "nor does compression")
ok(odd("no compression and tiny", "--compression", "none", "--row-group-size", "1kb", "--page-size", "1kb").equals(usual),
   "nor all three")

nothing = odd("columns of nulls", "--campaign-ratio", "0", "--member-ratio", "0")
equal([nothing[name].null_count for name in ("campaign_id", "utm_source", "loyalty_tier")], [5000] * 3, "PQ-02: columns of nulls only")
same = odd("columns of one value", "--tier-weights", "bronze=1,silver=0,gold=0", "--customers", "1", "--member-ratio", "1",
           "--amount-mu", "-10", "--amount-sigma", "0.000001")
equal(same["loyalty_tier"].unique().to_pylist(), ["bronze"], "PQ-12: a column of one value")
odd("times around 1970", "--timestamp-start", "1901-01-01", "--timestamp-end", "2199-01-01")
odd("text longer than a page", "--page-size", "1kb", rows=100, payload_kb=64)
for rows in (0, 1, 9, 3000):
    path = made(f"hello {rows}", "--rows", rows, schema="hello")
    check_file(path, f"hello, {rows} rows")
    read_alike(f"hello, {rows} rows", path)
lucky = made("hello lucky", "--rows", "1000", "--lucky-ratio", "1", schema="hello")
equal(cells(lucky)["lucky_number"].null_count, 0, "hello: a column that may have nulls and has none")
done()
