# SPDX-License-Identifier: Apache-2.0
"""References between tables: every one that is no orphan has its row, and orphans and nulls are exactly as many as were asked for."""

import os

from stattest import chi_square, share, uniform_integers
from taptest import done, equal, lakegen, need, ok, workdir

np, duckdb = need("numpy", "duckdb")
os.chdir(workdir())
shop = os.path.join(os.environ["srcdir"], "plugins/schemas/declared/examples/shop.yaml")


def counts(folder, child, column, parent, key):
    """Rows, nulls and orphans of a reference."""
    return duckdb.sql(f"""
        SELECT count(*), count(*) FILTER (c.{column} IS NULL), count(*) FILTER (c.{column} IS NOT NULL AND p.{key} IS NULL)
        FROM '{folder}/{child}/*.parquet' c LEFT JOIN '{folder}/{parent}/*.parquet' p ON c.{column} = p.{key}""").fetchall()[0]


def keys(folder, table, column):
    return duckdb.sql(f"SELECT count(*), count(DISTINCT {column}) FROM '{folder}/{table}/*.parquet'").fetchall()[0]


for scale, customers, orders, orphans in (("1", 10000, 100000, 5000), ("0.0123", 123, 1230, 62), ("0.00001", 1, 1, 0)):
    lakegen("-q", shop, "--scale", scale, "--output", f"shop-{scale}")
    equal(keys(f"shop-{scale}", "customers", "customer_id"), (customers, customers), f"scale {scale}: the keys of customers")
    equal(counts(f"shop-{scale}", "orders", "customer_id", "customers", "customer_id"), (orders, 0, orphans),
          f"[CF-24] scale {scale}: orders, and exactly 5 % orphans among them")
lakegen("-q", shop, "--rows", "orders=700", "--output", "cut")
equal(counts("cut", "orders", "customer_id", "customers", "customer_id"), (700, 0, 35), "[CF-24] fewer rows of the table that refers")
process = lakegen("-q", shop, "--rows", "customers=7", "--sink", "null", check=False)
ok(process.returncode == 3 and "table 'customers' cannot have 7 rows: others refer to its 10000; change 'rows' in the file, or --scale" in
   process.stderr, "a table that others refer to keeps its rows", process.stderr)
picked = duckdb.sql("SELECT customer_id FROM 'shop-1/orders/*.parquet' WHERE customer_id <= 10000").fetchnumpy()["customer_id"]
law = np.arange(1, 10001.0) ** -.8
chi_square("the first customers are the most frequent: zipf", np.bincount(picked - 1, minlength=10000), law / law.sum())

SCHEMA = """
tables:
  parent:
    rows: 500
    columns:
      id: {type: int16, generator: sequence, start: 1000, step: -2}
      code: {type: text, generator: uuid}
      name: {type: text, generator: person, part: name, person: someone, by: id}
  child:
    rows: 10000
    columns:
      id: {type: int64, generator: sequence}
      full_key: {generator: reference, to: parent.id, null_ratio: 0}
      empty: {generator: reference, to: parent.id, null_ratio: 1}
      partial: {generator: reference, to: parent.id, null_ratio: 0.3333}
      wild: {generator: reference, to: parent.code, orphan_ratio: 1}
      few: {generator: reference, to: parent.code, orphan_ratio: 0.0007}
      chosen: {generator: reference, to: parent.code, by: full_key}
      lost: {generator: reference, to: parent.code, by: full_key, orphan_ratio: 0.4, null_ratio: 0.3}
      one: {generator: reference, to: only.id}
      name: {type: text, generator: person, part: name, person: someone, by: full_key}
  only:
    rows: 1
    scaled: false
    columns: {id: {type: int8, generator: sequence, start: 7}}
"""
with open("f.yaml", "w", encoding="utf-8") as file:
    file.write(SCHEMA)
lakegen("-q", "f.yaml", "--output", "out", "--scale", "2")
for column, key, nulls, orphans in (("full_key", "id", 0, 0), ("empty", "id", 20000, 0), ("partial", "id", 6666, 0), ("wild", "code", 0, 20000),
                                    ("few", "code", 0, 14), ("chosen", "code", 0, 0)):
    equal(counts("out", "child", column, "parent", key), (20000, nulls, orphans), f"[CF-24] '{column}': exact nulls and orphans")
equal(counts("out", "child", "one", "only", "id"), (20000, 0, 0), "a table that does not grow")
uniform_integers("references are uniform", (1000 - duckdb.sql("SELECT full_key FROM 'out/child/*.parquet'").fetchnumpy()["full_key"].astype(int)) // 2, 0, 999)
equal(duckdb.sql("SELECT count(DISTINCT (full_key, chosen)), count(DISTINCT full_key) FROM 'out/child/*.parquet'").fetchall()[0], (1000, 1000),
      "by another column: equal keys, equal references")
of_key = duckdb.sql("""SELECT count(DISTINCT coalesce(lost, 'none')), any_value(lost) IS NULL, any_value(lost) NOT IN (SELECT code FROM
                       'out/parent/*.parquet') FROM 'out/child/*.parquet' GROUP BY full_key""").fetchall()
equal({count for count, _, _ in of_key}, {1}, "… equal nulls and orphans too")
share("… of which the keys have their shares: nulls", np.array([null for _, null, _ in of_key]), .3)
share("… and orphans", np.array([orphan for _, null, orphan in of_key if not null]), .4)
equal(duckdb.sql("""SELECT count(*) FROM 'out/child/*.parquet' c JOIN 'out/parent/*.parquet' p ON c.full_key = p.id
                    WHERE c.name = p.name""").fetchall()[0], (20000,), "a person with a name is the same in both tables")
marks = duckdb.sql("SELECT partial IS NULL AS gone FROM 'out/child/*.parquet' ORDER BY id").fetchnumpy()["gone"]
equal(set(marks.reshape(-1, 100).sum(axis=1).tolist()) <= {33, 34}, True, "[CF-24] an exact share of every hundred rows")
ok(len({tuple(block) for block in marks.reshape(-1, 100).tolist()}) == 200, "… never the same ones")
done()
