# SPDX-License-Identifier: Apache-2.0
"""ClickHouse local reading every value of Parquet files, measured after a first reading that warms the page cache."""

import argparse

import chdb
import command

READINGS = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", help="a pattern such as folder/*.parquet")
    options = parser.parse_args()
    query = f"SELECT * FROM file('{options.files}', Parquet) FORMAT Null SETTINGS max_threads = 1"
    chdb.query(query)
    with command.Stage():
        for _ in range(READINGS):
            chdb.query(query)


if __name__ == "__main__":
    main()
