# SPDX-License-Identifier: Apache-2.0
"""Reads an output back: are all rows there, with the workload's columns, and as many nulls as another side has? Prints the shares of
nulls, or says what differs and exits 1."""

import argparse
import csv
import json
import pathlib
import sys

import words


def plain(kind):
    """Types without the ways writers differ: dictionaries, large text, and time zones, as ClickHouse has UTC only."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_timestamp(kind):
        return f"timestamp[{kind.unit}]"
    return "string" if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else str(kind)


def read_parquet(path):
    """Counts rows and nulls by decoding them, not from the footer."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    rows, nulls = 0, dict.fromkeys(file.schema_arrow.names, 0)
    for batch in file.iter_batches(batch_size=4096):
        rows += batch.num_rows
        for name, column in zip(nulls, batch.columns):
            nulls[name] += column.null_count
    return rows, {field.name: plain(field.type) for field in file.schema_arrow}, nulls


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as text:
        records = csv.reader(text)
        names = next(records)
        return sum(len(record) == len(names) for record in records), dict.fromkeys(names), {}


def read_jsonl(path):
    """Some writers leave out what is null, so names are those that any row has."""
    names, rows = {}, 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            names.update(dict.fromkeys(json.loads(line)))
            rows += 1
    return rows, names, {}


READERS = {".parquet": read_parquet, ".csv": read_csv, ".jsonl": read_jsonl}


def expected(workload, suffix):
    kinds = words.columns(workload)
    return {name: kind.replace(", tz=UTC", "") if suffix == ".parquet" else None for name, kind in kinds.items()}


def differing_nulls(shares, others, rows):
    """A sentence about the first column that has more or fewer nulls than elsewhere, or nothing: a percent of the rows, and what chance
    does to that many of them; and where there should be nulls there are."""
    for name in others and shares:
        expected = others[name]
        if abs(shares[name] - expected) > 0.01 + 6 * (expected * (1 - expected) / rows) ** 0.5 or (
                (shares[name] == 0) != (expected == 0) and rows * max(shares[name], expected) > 50):
            return f"column {name}: {shares[name]:.4f} of the rows are null, elsewhere {expected:.4f}"
    return ""


def difference(files, workload, rows, nulls):
    """A sentence, or nothing. nulls: filled with the number of each column."""
    found = 0
    for path in files:
        some, columns, missing = READERS[path.suffix](path)
        wanted = expected(workload, path.suffix)
        if columns != wanted or (path.suffix != ".jsonl" and list(columns) != list(wanted)):
            return f"{path}: columns differ: {sorted(set(columns.items()) ^ set(wanted.items()), key=str)}"
        found += some
        for name, count in missing.items():
            nulls[name] = nulls.get(name, 0) + count
    return "" if found == rows else f"{len(files)} files hold {found} rows, not {rows}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", choices=words.COLUMNS)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--nulls", metavar="JSON", type=json.loads, default={}, help="shares of nulls, as printed for another side")
    options = parser.parse_args()
    files = sorted(path for path in options.folder.iterdir() if path.suffix in READERS)
    nulls = {}
    found = difference(files, options.workload, options.rows, nulls)
    shares = {name: count / options.rows for name, count in nulls.items()}
    found = found or differing_nulls(shares, options.nulls, options.rows)
    if found:
        sys.exit(found)
    print(json.dumps(shares))


if __name__ == "__main__":
    main()
