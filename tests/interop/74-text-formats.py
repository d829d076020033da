# SPDX-License-Identifier: Apache-2.0
"""The same rows as CSV and as JSON Lines, loaded by DuckDB, pyarrow and Python, have the contents of the Parquet files."""

import csv
import glob
import itertools
import json
import os

from taptest import done, equal, lakegen, need, ok, workdir

duckdb, pa, pc, pq, arrow_csv = need("duckdb", "pyarrow", "pyarrow.compute", "pyarrow.parquet", "pyarrow.csv")
SQL_TYPES = {"int64": "BIGINT", "int32": "INTEGER", "double": "DOUBLE", "bool": "BOOLEAN", "string": "VARCHAR",
             "timestamp[us]": "TIMESTAMP"}


def made(format, options):
    """The same run in a format: the file of its rows, and that of the ground truth."""
    lakegen("--schema", "customer360", "--ground-truth", "--seed", "42", "--quiet", "--format", format, "--output", format,
            "--overwrite", *options)
    return [only(f"{folder}/part-*.{format}") for folder in (format, f"{format}_truth")]


def only(pattern):
    (path,) = glob.glob(pattern)
    return path


def struct_of(schema):
    return "{" + ", ".join(f"'{field.name}': '{SQL_TYPES[str(field.type)]}'" for field in schema) + "}"


def duckdb_csv(path, schema):
    return (f"read_csv('{path}', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', nullstr='', "
            f"allow_quoted_nulls=false, columns={struct_of(schema)})")


def duckdb_json(path, schema):
    return f"read_json('{path}', format='newline_delimited', columns={struct_of(schema)})"


def equal_in_duckdb(what, source, table):
    found = duckdb.sql(f"SELECT * FROM {source}").to_arrow_table()
    differ = [name for name in table.column_names if not found[name].combine_chunks().equals(table[name].combine_chunks())]
    ok(found.num_rows == table.num_rows and not differ, f"{what}: DuckDB finds the rows of the Parquet file", differ)


def equal_in_arrow(what, path, table):
    options = arrow_csv.ConvertOptions(column_types=table.schema, strings_can_be_null=True, quoted_strings_can_be_null=False,
                                       null_values=[""])
    found = arrow_csv.read_csv(path, convert_options=options)
    differ = [name for name in table.column_names if not found[name].combine_chunks().equals(table[name].combine_chunks())]
    ok(not differ, f"{what}: pyarrow finds the rows of the Parquet file", differ)


def cells(table):
    """Rows as JSON has them."""
    times = [name for name in table.column_names if pa.types.is_timestamp(table[name].type)]
    for name in times:
        text = pc.strftime(table[name], "%Y-%m-%dT%H:%M:%S")
        table = table.set_column(table.column_names.index(name), name, text)
    return table.to_pylist()


def strict_json(what, path, table):
    """Python's parser, which refuses control characters; keys in the order of the columns, numbers to the last digit."""
    def no_constant(name):
        raise ValueError(f"{name} is not JSON")

    with open(path, encoding="utf-8", newline="") as lines:
        found = [json.loads(line, parse_constant=no_constant) for line in itertools.islice(lines, 3000)]
    equal(list(found[0]), table.column_names, f"{what}: keys are the columns, in order")
    ok(found == cells(table.slice(0, 3000)), f"{what}: Python finds the cells of the Parquet file")


def strict_csv(what, path, table):
    with open(path, encoding="utf-8", newline="") as lines:
        rows = list(itertools.islice(csv.reader(lines, strict=True), 3001))
    equal(rows[0], table.column_names, f"{what}: the first line is the columns")
    expected = [["" if cell is None else cell for cell in row.values()] for row in cells(table.slice(0, 3000))]
    texts = [place for place, field in enumerate(table.schema) if pa.types.is_string(field.type)]
    ok(all(row[place] == other[place] for row, other in zip(rows[1:], expected) for place in texts),
       f"{what}: Python finds the texts of the Parquet file")
    numbers = [place for place, field in enumerate(table.schema) if pa.types.is_floating(field.type)]
    ok(all((row[place] and float(row[place])) == other[place] for row, other in zip(rows[1:], expected) for place in numbers),
       f"{what}: numbers are exact to the last bit")


def same_contents(what, parquet, in_csv, in_json):
    table = pq.ParquetFile(parquet).read().replace_schema_metadata(None)
    equal_in_duckdb(f"{what} as CSV", duckdb_csv(in_csv, table.schema), table)
    equal_in_arrow(f"{what} as CSV", in_csv, table)
    strict_csv(f"{what} as CSV", in_csv, table)
    equal_in_duckdb(f"{what} as JSON Lines", duckdb_json(in_json, table.schema), table)
    strict_json(f"{what} as JSON Lines", in_json, table)


os.chdir(workdir())
for what, options in (("without payload", ["--rows", "30000", "--payload-kb", "0"]), ("with payload", ["--rows", "2000"])):
    rows, truths = zip(*(made(format, options) for format in ("parquet", "csv", "jsonl")))
    same_contents(f"{what}: interactions", *rows)
    same_contents(f"{what}: interactions_truth", *truths)
done()
