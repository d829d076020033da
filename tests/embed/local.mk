# SPDX-License-Identifier: Apache-2.0
PYTHON_TESTS += tests/embed/60-arrow.py
dist_noinst_DATA += tests/embed/arrow_stream.py
