# SPDX-License-Identifier: Apache-2.0
# The statistics are tested here; what they say of a schema stands in the schema's folder.
PYTHON_TESTS += tests/stats/50-sharpness.py
dist_noinst_DATA += tests/stattest.py tests/sqldata.py
