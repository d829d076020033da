# SPDX-License-Identifier: Apache-2.0
PYTHON_TESTS += \
	tests/stats/50-sharpness.py \
	tests/stats/51-rules.py \
	tests/stats/52-distributions.py \
	tests/stats/53-edges.py \
	tests/stats/54-customers.py \
	tests/stats/55-amounts.py \
	tests/stats/56-independence.py \
	tests/stats/57-dirty.py \
	tests/stats/58-options.py \
	tests/stats/59-seeds.py
dist_noinst_DATA += tests/c360.py tests/stats/features.py tests/stats/stattest.py
