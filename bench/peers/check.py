# SPDX-License-Identifier: Apache-2.0
"""Reads an output back: are all rows there, with the workload's columns? Says what differs and exits 1."""

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
    """Counts rows by decoding them, not from the footer."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    rows = sum(batch.num_rows for batch in file.iter_batches(batch_size=4096))
    return rows, {field.name: plain(field.type) for field in file.schema_arrow}


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as text:
        records = csv.reader(text)
        names = next(records)
        return sum(len(record) == len(names) for record in records), dict.fromkeys(names)


def read_jsonl(path):
    """Some writers leave out what is null, so names are those that any row has."""
    names, rows = {}, 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            names.update(dict.fromkeys(json.loads(line)))
            rows += 1
    return rows, names


READERS = {".parquet": read_parquet, ".csv": read_csv, ".jsonl": read_jsonl}


def expected(workload, suffix):
    kinds = words.columns(workload)
    return {name: kind.replace(", tz=UTC", "") if suffix == ".parquet" else None for name, kind in kinds.items()}


def difference(files, workload, rows):
    """A sentence, or nothing."""
    found = 0
    for path in files:
        some, columns = READERS[path.suffix](path)
        wanted = expected(workload, path.suffix)
        if columns != wanted or (path.suffix != ".jsonl" and list(columns) != list(wanted)):
            return f"{path}: columns differ: {sorted(set(columns.items()) ^ set(wanted.items()), key=str)}"
        found += some
    return "" if found == rows else f"{len(files)} files hold {found} rows, not {rows}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", choices=words.COLUMNS)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    files = sorted(path for path in options.folder.iterdir() if path.suffix in READERS)
    sys.exit(difference(files, options.workload, options.rows) or 0)


if __name__ == "__main__":
    main()
