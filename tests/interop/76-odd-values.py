# SPDX-License-Identifier: Apache-2.0
"""Statistics of values that are hard to bound: no reader skips a page that has what is asked for."""

import decimal
import math
import os
import subprocess

from taptest import done, equal, lakegen, need, ok, workdir

duckdb, polars, pq, pc = need("duckdb", "polars", "pyarrow.parquet", "pyarrow.compute")
PREFIX = "https://example.com/a/folder/whose/name/has/sixty-four/bytes/ab/"
URLS = ["https://example.com/", PREFIX + "b", PREFIX + "a", PREFIX]
READINGS = [5, math.nan, 1]
NAMES = ["a.b", "a b", "été €", "SELECT", "1"]


def build():
    source = os.path.join(os.environ["srcdir"], "tests/interop/odd.c")
    include = os.path.join(os.environ["srcdir"], "core/include")
    subprocess.run([*os.environ.get("CC", "cc").split(), "-std=c11", "-Wall", "-Werror", "-O1", "-fPIC", "-shared", f"-I{include}", source,
                    "-o", "odd.so"], check=True)


def counts(path, condition):
    """Rows that meet a condition, by each reader."""
    lazy = polars.scan_parquet(path)
    return [duckdb.sql(f"SELECT count(*) FROM '{path}' WHERE {condition}").fetchall()[0][0],
            polars.SQLContext(rows=lazy).execute(f"SELECT count(*) FROM rows WHERE {condition}").collect().item()]


os.chdir(workdir())
build()
# with dictionary pages, and in row groups too small for them; one page a row group, so that bounds of one are those of the other
for rows, sizes in ((1000, ()), (5000, ("--page-size", "4kb"))):
    lakegen("--schema", "./odd.so", "--rows", rows, "--output", f"out{rows}", *sizes)
    path = f"out{rows}/part-000000.parquet"
    table = pq.read_table(path)
    what = f"{rows:,} rows"

    urls = [URLS[row // 250 % 4] for row in range(rows)]
    equal(table["url"].to_pylist(), urls, f"{what}: texts")
    for url in URLS:
        expected = urls.count(url)
        equal(counts(path, f"url = '{url}'"), [expected] * 2, f"{what}: url = '…{url[-12:]}'")
        equal(pq.read_table(path, filters=[("url", "=", url)]).num_rows, expected, f"{what}: pyarrow's filter")
    statistics = [pq.read_metadata(path).row_group(g).column(1).statistics for g in range(pq.read_metadata(path).num_row_groups)]
    ok(all(s is None or s.max is None or s.max >= max(urls) for s in statistics), f"PQ-06: {what}: the upper bound is one", statistics)

    readings = [READINGS[row // 250 % 3] for row in range(rows)]
    equal([str(value) for value in table["reading"].to_pylist()], [str(float(value)) for value in readings], f"{what}: readings")
    for condition, expected in (("reading < 2", sum(value < 2 for value in readings)), ("reading = 1", readings.count(1)),
                                ("reading = 5", readings.count(5))):
        equal(counts(path, condition), [expected] * 2, f"PQ-04: {what}: {condition}")

    amounts = [decimal.Decimal(row if row % 2 else -row) for row in range(rows)]
    equal(table["amount"].to_pylist(), amounts, f"PQ-10: {what}: decimals of 38 digits")
    equal(counts(path, "amount = -50.00"), [1, 1], f"{what}: a decimal is found")
    equal(counts(path, "amount > 990"), [sum(amount > 990 for amount in amounts)] * 2, f"{what}: … and a range of them")

    equal(table["scan"].to_pylist(), [bytes([row % 256]) * 100 for row in range(rows)], f"{what}: 100 bytes a value")
    equal(table["seal"].to_pylist(), [(b"x", b"\xff")[row // 250 % 2] * 100 for row in range(rows)], f"{what}: … from a dictionary")
    equal([pq.read_metadata(path).row_group(0).column(c).is_stats_set and
           pq.read_metadata(path).row_group(0).column(c).statistics.has_min_max for c in (4, 5)], [False, False],
          f"{what}: no bounds of values wider than bounds are")

    equal(table.column_names[6:], NAMES, f"PQ-20: {what}: odd names of columns in pyarrow")
    sums = [(6 + c) * rows * (rows - 1) // 2 for c in range(len(NAMES))]
    asked = ", ".join(f'sum("{name}")' for name in NAMES)
    equal(list(duckdb.sql(f"SELECT {asked} FROM '{path}'").fetchall()[0]), sums, f"PQ-20: {what}: … in DuckDB")
    equal(list(polars.read_parquet(path).select(NAMES).sum().row(0)), sums, f"PQ-20: {what}: … and in Polars")
done()
