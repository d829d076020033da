# SPDX-License-Identifier: Apache-2.0
"""pyarrow writing Parquet, measured alone: the rows are in memory before the measurement begins."""

import command
import numpy_vector
import pyarrow as pa
import pyarrow.parquet as pq


def rows_in_memory(workload, rows, plain):
    """The rows as one Arrow table. plain: low-cardinality text as text, as readers and most programs hold it; else as
    dictionaries, which spares the writer looking for them."""
    table = pa.concat_tables(numpy_vector.tables(workload, rows, numpy_vector.GROUP_ROWS[workload])).combine_chunks()
    for i, field in enumerate(table.schema):
        if plain and pa.types.is_dictionary(field.type):
            table = table.set_column(i, field.name, table.column(i).cast(field.type.value_type))
    return table


def main():
    options = command.arguments(__doc__, workloads=("thin", "iot10"))
    table = rows_in_memory(options.workload, options.rows, options.defaults)
    dictionaries = True if options.defaults else numpy_vector.coded_columns(table.schema)
    pa.set_cpu_count(options.threads)
    with command.Stage():
        pq.write_table(table, options.output, compression="snappy", use_dictionary=dictionaries)


if __name__ == "__main__":
    main()
