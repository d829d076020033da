# SPDX-License-Identifier: Apache-2.0
"""DuckDB's COPY of a table in memory, measured alone."""

import command
import duckdb
import duckdb_copy


def main():
    options = command.arguments(__doc__, workloads=("thin", "iot10"))
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE TABLE rows AS {duckdb_copy.query(options.workload, options.rows)}")
    connection.execute(f"SET threads = {options.threads}")
    with command.Stage():
        connection.execute(f"COPY rows TO '{options.output}' ({duckdb_copy.target('parquet')})")


if __name__ == "__main__":
    main()
