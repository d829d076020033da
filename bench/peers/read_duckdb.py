# SPDX-License-Identifier: Apache-2.0
"""DuckDB reading every value of Parquet files, measured after a first reading that warms the page cache."""

import argparse

import command
import duckdb

READINGS = 3


def touch(name, kind):
    """An aggregate that needs each value, costs little, and has no answer in statistics: 1 and June 2025 lie within bounds."""
    if kind == "VARCHAR":
        return f"sum(strlen({name}))"
    if kind in ("BOOLEAN", "UBIGINT"):
        return f"sum({name})" if kind == "UBIGINT" else f"count_if({name})"
    return f"count_if({name} <> '2025-06-01')" if kind.startswith(("TIMESTAMP", "DATE")) else f"count_if({name} <> 1)"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", help="a pattern such as folder/*.parquet")
    options = parser.parse_args()
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    columns = connection.execute(f"DESCRIBE SELECT * FROM '{options.files}'").fetchall()
    query = f"SELECT {', '.join(touch(name, kind) for name, kind, *_ in columns)} FROM '{options.files}'"
    connection.execute(query).fetchall()
    with command.Stage():
        for _ in range(READINGS):
            connection.execute(query).fetchall()


if __name__ == "__main__":
    main()
