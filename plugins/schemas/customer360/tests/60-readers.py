# SPDX-License-Identifier: Apache-2.0
"""DuckDB, ClickHouse, Polars and pyarrow read 240,000 rows with payload, and the ground truth, and agree on every column."""

import glob
import os

import parquet_footer as parquet
from c360 import COLUMNS, TRUTH_COLUMNS
from engines import ENGINES, same_rows
from taptest import done, equal, lakegen, need, ok, workdir

pq = need("pyarrow.parquet")
# physical, converted, logical
STORED = {
    "int64": ("INT64", None, None), "int32": ("INT32", None, None), "double": ("DOUBLE", None, None),
    "bool": ("BOOLEAN", None, None), "string": ("BYTE_ARRAY", "UTF8", "STRING"),
    "timestamp[us]": ("INT64", "TIMESTAMP_MICROS", "TIMESTAMP"),
}


def logical(element):
    return next((name for name, value in vars(element.logicalType).items() if value), None) if element.logicalType else None


def schema_is(path, columns):
    elements = parquet.ParquetFile(path).meta.schema[1:]
    found = {element.name: (parquet.TYPES[element.type], parquet.CONVERTED.get(element.converted_type), logical(element))
             for element in elements}
    equal(found, {name: STORED[type] for name, type in columns.items()}, f"{path}: physical, converted and logical types")
    repetitions = {parquet.REPETITIONS[element.repetition_type] for element in elements}
    equal(repetitions, {"OPTIONAL"}, f"{path}: all columns are OPTIONAL")
    times = [element.logicalType.TIMESTAMP for element in elements if logical(element) == "TIMESTAMP"]
    ok(all(time.isAdjustedToUTC is False and time.unit.MICROS for time in times),
       f"PQ-09: {path}: times are of microseconds, without zone")


def agree(what, paths):
    """Facts that each engine computes by itself."""
    schema = pq.read_schema(paths[0])
    found = {engine.name: engine.facts(paths, schema) for engine in ENGINES}
    expected = found.pop("pyarrow")
    for name, facts in found.items():
        differ = {column: (facts[column], expected[column]) for column in expected if facts[column] != expected[column]}
        ok(not differ, f"{what}: {name} and pyarrow agree on counts, nulls, distinct values, sums and bounds of "
           f"{len(expected)} columns", *map(str, differ.items()))
    return expected


def read_alike(what, paths, columns):
    for engine in ENGINES[:-1]:
        differ = [found for path in paths if (found := same_rows(engine, path, columns))]
        ok(not differ, f"{what}: {engine.name} reads the cells that pyarrow reads", *differ)


os.chdir(workdir())
lakegen("--schema", "customer360", "--scale", "0.1", "--ground-truth", "--output", "out", "--quiet")
files, truth = sorted(glob.glob("out/*.parquet")), sorted(glob.glob("out_truth/*.parquet"))
size = sum(map(os.path.getsize, files))
ok(.9e9 < size < 1.1e9 and len(files) > 1, "scale 0.1 is a gigabyte, within 10 %, in several files", size, files)
for path in files:
    schema_is(path, COLUMNS)
schema_is(truth[0], TRUTH_COLUMNS)

facts = agree("interactions", files)
equal(facts["id"][:3], [240_000, 0, 240_000], "interactions: 240,000 rows")
equal(facts["interaction_payload"][3], 240_000 * 4096, "interactions: 4096 characters of payload in each")
told = agree("interactions_truth", truth)
ok(told["row_id"][0] > 60_000, "interactions_truth: a row for each corruption")

narrow = [name for name in COLUMNS if name != "interaction_payload"]
read_alike("40 columns", files, narrow)
read_alike("interaction_payload", files, ["interaction_payload"])
read_alike("interactions_truth", truth, None)
done()
