# SPDX-License-Identifier: Apache-2.0
if schema_customer360
schemas_LTLIBRARIES += plugins/schemas/customer360/customer360.la
endif
plugins_schemas_customer360_customer360_la_SOURCES = \
	plugins/schemas/customer360/columns.c \
	plugins/schemas/customer360/customer360.c plugins/schemas/customer360/customer360.h \
	plugins/schemas/customer360/dirty.c plugins/schemas/customer360/dirty.h \
	plugins/schemas/customer360/fill.c \
	plugins/schemas/customer360/truth.c \
	plugins/schemas/customer360/words.c plugins/schemas/customer360/words.h
plugins_schemas_customer360_customer360_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_schemas_customer360_customer360_la_LIBADD = liblakegen.la
EXTRA_DIST += plugins/schemas/customer360/golden
customer360_tests = \
	plugins/schemas/customer360/tests/51-rules.py \
	plugins/schemas/customer360/tests/52-distributions.py \
	plugins/schemas/customer360/tests/53-edges.py \
	plugins/schemas/customer360/tests/54-customers.py \
	plugins/schemas/customer360/tests/55-amounts.py \
	plugins/schemas/customer360/tests/56-independence.py \
	plugins/schemas/customer360/tests/57-dirty.py \
	plugins/schemas/customer360/tests/58-options.py \
	plugins/schemas/customer360/tests/59-seeds.py \
	plugins/schemas/customer360/tests/60-readers.py
if schema_customer360
PYTHON_TESTS += $(customer360_tests)
endif
EXTRA_DIST += $(customer360_tests)
dist_noinst_DATA += plugins/schemas/customer360/tests/c360.py plugins/schemas/customer360/tests/features.py
# docs/changing-customer360.md begins with a copy
nobase_dist_doc_DATA += plugins/schemas/customer360/customer360.md $(plugins_schemas_customer360_customer360_la_SOURCES)
