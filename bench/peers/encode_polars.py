# SPDX-License-Identifier: Apache-2.0
"""Polars writing Parquet, measured alone: the rows are in memory before the measurement begins."""

import os

import command


def main():
    options = command.arguments(__doc__, workloads=("thin", "iot10"))
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)  # read when polars is imported
    import encode_pyarrow
    import polars

    frame = polars.from_arrow(encode_pyarrow.rows_in_memory(options.workload, options.rows, options.defaults))
    with command.Stage():
        frame.write_parquet(options.output, compression="snappy")


if __name__ == "__main__":
    main()
