# SPDX-License-Identifier: Apache-2.0
PYTHON_TESTS += \
	tests/interop/70-checks.py \
	tests/interop/72-footer.py \
	tests/interop/73-pruning.py \
	tests/interop/74-text-formats.py \
	tests/interop/75-small-files.py \
	tests/interop/76-odd-values.py \
	tests/interop/77-compressed-text.py \
	tests/interop/78-matrix.py \
	tests/interop/79-clickhouse-formats.py
PYTHON_TESTS += tests/interop/80-inspect.py tests/interop/81-parquet-testing.py
dist_noinst_DATA += tests/interop/engines.py tests/interop/parquet_checks.py tests/interop/parquet_footer.py
EXTRA_DIST += tests/interop/matrix.c tests/interop/odd.c
