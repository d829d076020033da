# SPDX-License-Identifier: Apache-2.0
# The benchmark is run by hand; it is distributed, never built or tested.
EXTRA_DIST += \
	bench/README.md \
	bench/run \
	bench/aims.py \
	bench/inserts.py \
	bench/machine.py \
	bench/measure.py \
	bench/report.py \
	bench/sections.py \
	bench/upload.py \
	bench/iot10/iot10.c \
	bench/peers/check.py \
	bench/peers/clickhouse_local.py \
	bench/peers/command.py \
	bench/peers/duckdb_copy.py \
	bench/peers/encode_duckdb.py \
	bench/peers/encode_polars.py \
	bench/peers/encode_pyarrow.py \
	bench/peers/faulty_store.py \
	bench/peers/json_inserts.py \
	bench/peers/numpy_rows.py \
	bench/peers/numpy_vector.py \
	bench/peers/read_clickhouse.py \
	bench/peers/read_duckdb.py \
	bench/peers/rewrite_pyarrow.py \
	bench/peers/schemas_sql.py \
	bench/peers/upload_boto3.py \
	bench/peers/words.py
