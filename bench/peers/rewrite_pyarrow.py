# SPDX-License-Identifier: Apache-2.0
"""pyarrow writing the rows of Parquet files again, with the same row groups, codec snappy and its defaults for the rest."""

import argparse
import pathlib

import pyarrow.parquet as pq


def rewrite(source, target, checksums):
    parquet = pq.ParquetFile(source)
    with pq.ParquetWriter(target, parquet.schema_arrow, compression="snappy", write_page_checksum=checksums) as writer:
        for group in range(parquet.num_row_groups):
            writer.write_table(parquet.read_row_group(group))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="folder with files", type=pathlib.Path)
    parser.add_argument("target", help="a new folder", type=pathlib.Path)
    parser.add_argument("--checksums", action="store_true", help="with a checksum for each page, as lakegen's files have")
    options = parser.parse_args()
    options.target.mkdir()
    for source in sorted(options.source.glob("*.parquet")):
        rewrite(source, options.target / source.name, options.checksums)


if __name__ == "__main__":
    main()
