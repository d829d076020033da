# SPDX-License-Identifier: Apache-2.0
"""A schema as an Arrow stream: pyarrow, DuckDB and Polars take its batches in process, and they hold what a Parquet file of the same rows
holds, for every type, plain, with a dictionary, in lists, with nulls and without."""

import gc
import glob
import os
import struct
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from taptest import done, equal, lakegen, need, ok, skip, skip_all, workdir

duckdb, pl, pa, pc, pq = need("duckdb", "polars", "pyarrow", "pyarrow.compute", "pyarrow.parquet")
if os.environ.get("LD_PRELOAD") is None and b"libasan" in subprocess.run(
        ["ldd", os.path.join(os.environ["builddir"], ".libs", "liblakegen.so.0")], capture_output=True).stdout:
    skip_all("a library with AddressSanitizer cannot be loaded into this Python; tests/unit/arrow runs there")

from arrow_stream import Refused, open_stream

source = os.environ["srcdir"]


def reader(schema, **options):
    stream = open_stream(schema, **options)  # its memory must be there until it is moved
    return pa.RecordBatchReader._import_from_c(stream.address)


def read(schema, **options):
    table = reader(schema, **options).read_all()
    table.validate(full=True)
    return table


def plain(column):
    """Values such that equal means the same: no dictionaries, bits of floating point, whole numbers for times."""
    column = column.combine_chunks()
    if pa.types.is_list(column.type):
        offsets = column.offsets.to_pylist()
        cells = plain(pa.chunked_array([column.values]))
        return [None if null else cells[offsets[i]:offsets[i + 1]] for i, null in enumerate(column.is_null().to_pylist())]
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast("int64")
    if pa.types.is_date32(column.type):
        column = column.cast("int32")
    if pa.types.is_floating(column.type):
        return [value if value is None else struct.pack("<d", value) for value in column.to_pylist()]
    return column.to_pylist()


def same(stream, file):
    if stream.num_rows != file.num_rows:
        return f"{stream.num_rows} rows, the file has {file.num_rows}"
    if stream.schema.names != file.schema.names:
        return f"columns {stream.schema.names}"
    for one, other in zip(stream.schema, file.schema):
        kind = one.type.value_type if pa.types.is_dictionary(one.type) else one.type
        if pa.types.is_list(kind) and pa.types.is_dictionary(kind.value_type):
            kind = pa.list_(other.type.value_field.with_type(kind.value_type.value_type))
        if kind != other.type or one.nullable != other.nullable:
            return f"{one} where the file has {other}"
        if plain(stream.column(one.name)) != plain(file.column(one.name)):
            return f"other cells in {one.name}"
    return None


# ---- every type ----

os.chdir(workdir())
command = [*os.environ.get("CC", "cc").split(), "-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden",
           f"-I{source}/core/include", f"{source}/tests/interop/matrix.c", f"-L{os.environ['builddir']}/.libs", "-llakegen", "-o",
           "matrix.so"]
built = subprocess.run(command, capture_output=True, text=True, check=False) if os.environ.get("CC") else None
if built is None or built.returncode != 0:
    skip("every type", "no compiler")
else:
    lakegen("-q", "--schema", "./matrix.so", "--output", "all", "--scale", "0.25", "--compression", "none")
    files = sorted(glob.glob("all/*/part-*"))
    differ = []
    for path in files:
        name = path.split("/")[1]
        found = same(read("./matrix.so", scale="0.25", table=name, batch_rows=64, paranoid="true"), pq.read_table(path))
        if found:
            differ.append(f"{name}: {found}")
    ok(len(files) > 100 and not differ, f"{len(files)} tables of every type hold what their files hold", *differ)
    kept = pl.from_arrow(read("./matrix.so", scale="0.25", table="int32_dictionary_some"))
    equal(kept.to_series().to_list(), pq.read_table("all/int32_dictionary_some").column(0).to_pylist(),
          "Polars takes a dictionary of numbers")

# ---- a whole schema ----

rows = 20000
lakegen("-q", "--schema", "customer360", "--rows", rows, "--output", "c360", "--dirty-ratio", "0.1", "--payload-kb", "1")
file = pq.read_table("c360")
options = {"rows": rows, "dirty_ratio": "0.1", "payload-kb": 1}
equal(same(read("customer360", **options), file), None, "customer360 holds what its files hold")
equal(same(read("customer360", offset=7001, limit=345, batch_rows=100, **options), file.slice(7001, 345)), None, "a window of it too")
columns = ["id", "customer_id", "email_raw"]
equal(same(read("customer360", columns="customer_id,id,email_raw", **options), file.select(columns)), None,
      "some columns, in the table's order")
truth = {**options, "ground_truth": "true"}
lakegen("-q", "--schema", "customer360", "--rows", rows, "--output", "t", "--dirty-ratio", "0.1", "--payload-kb", "1",
        "--ground-truth")
equal(same(read("customer360", table="interactions_truth", batch_rows=777, **truth), pq.read_table("t_truth")), None,
      "ground truth, which is derived")
equal(read("hello", rows=0).num_rows, 0, "no rows")
equal(read("hello", rows=5, offset=5).num_rows, 0, "behind the last row")
ok(read("hello", rows=9, seed="other") != read("hello", rows=9), "another seed")
equal(read("hello", scale="0.0123", columns="id").num_rows, 12300, "a scale")
equal([batch.num_rows for batch in reader("hello", rows=150000)], [65536, 65536, 18928], "batches of the size that is chosen")
ok(all(batch.num_rows < 10000 for batch in reader("customer360", rows=20000, payload_kb=8)), "smaller ones when rows are wide")

# ---- other readers ----

greetings = reader("hello", rows=1000000)
counted = duckdb.execute("SELECT count(*), sum(id), count(DISTINCT greeting) FROM greetings").fetchall()
equal(counted, [(1000000, 499999500000, 4)], "DuckDB")
frame = pl.from_arrow(reader("hello", rows=1000).read_all())
equal((frame.height, frame["id"].sum(), frame["greeting"].n_unique()), (1000, 499500, 4), "Polars")

# ---- life cycle ----

left = reader("hello", rows=300, batch_rows=100)
first = left.read_next_batch()
code = first.column("code")
del first
left.close()
del left
gc.collect()
equal(code.to_pylist(), read("hello", rows=100).column("code").to_pylist(), "a column outlives its batch and its stream")
results = {}


def work(number):
    for _ in range(5):
        results.setdefault(number, []).append(read("hello", rows=5000, seed=number, batch_rows=611))


threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
right = {number: read("hello", rows=5000, seed=number) for number in range(4)}
ok(len(results) == 4 and all(table == right[number] for number, tables in results.items() for table in tables),
   "streams on four threads at once")

# ---- refusals ----

for what, code, sentence, schema, words in [
        ("no such schema", 4, "no schema plugin named 'helo', did you mean 'hello'?", "helo", {}),
        ("no such path", 4, "./absent.so: no such plugin", "./absent.so", {}),
        ("no such option", 2, "lucky_rato", "hello", {"lucky_rato": 1}),
        ("a value that is no number", 2, "--scale: 'much'", "hello", {"scale": "much"}),
        ("an option of the schema outside its range", 2, "lucky_ratio", "hello", {"lucky_ratio": 2}),
        ("no such table", 2, "schema 'hello' has no table 'absent'", "hello", {"table": "absent"}),
        ("two tables", 2, "one table can be shown, 2 were named", "customer360",
         {"table": "interactions,interactions_truth", "ground_truth": "true"}),
        ("no such column", 2, "table 'greetings' has no column 'absent'", "hello", {"columns": "id,absent"}),
        ("an offset behind the end", 2, "--offset 6 is behind the last of 5 rows", "hello", {"rows": 5, "offset": 6}),
        ("batches of no rows", 2, "batch_rows: '0' is outside 1..2147483647", "hello", {"batch_rows": 0}),
        ("a limit below 0", 2, "limit: '-1' is outside 0..", "hello", {"limit": -1}),
        ("a word without a value", 2, "the option '=1' is not of the form key=value", "hello", {"": 1})]:
    try:
        open_stream(schema, **words)
        ok(False, what, "it was opened")
    except Refused as refusal:
        ok(refusal.code in (code, 3 if code == 2 else code) and sentence in str(refusal), what, refusal.code, refusal)
with open("broken.c", "w", encoding="utf-8") as file:
    file.write("""#include <lakegen/schema.h>
static const struct lg_column columns[] = {{.name = "id", .type = "l"}, {0}};
static const struct lg_table tables[] = {{.name = "rows", .columns = columns, .rows_per_unit = 1000000}, {0}};
static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    int64_t *id = lg_batch_int64(batch, 0);
    (void)state;
    for (int64_t i = 0; i < slice->rows; i++)
        id[i] = i;
    return slice->first_row < 5000 ? 0 : lg_error_set(err, LG_E_TRANSIENT, "row %lld is too far", (long long)slice->first_row);
}
LG_SCHEMA_PLUGIN(broken, "1", "breaks in the middle", .tables = tables, .generate = generate);
""")
command = [word.replace(f"{source}/tests/interop/matrix", "broken").replace("matrix", "broken") for word in command]
if built is None or subprocess.run(command, capture_output=True).returncode != 0:
    skip("an error in the middle", "no compiler")
else:
    broken = reader("./broken.so", rows=9000, batch_rows=5000)
    equal(broken.read_next_batch().num_rows, 5000, "what comes before an error")
    for _ in range(2):
        try:
            broken.read_next_batch()
            ok(False, "an error in the middle")
        except (OSError, pa.ArrowException) as error:
            ok("generating rows 5000 to 8999 of 'broken.rows': row 5000 is too far" in str(error), "an error in the middle", error)
done()
