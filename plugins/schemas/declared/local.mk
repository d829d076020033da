# SPDX-License-Identifier: Apache-2.0
if schema_declared
schemas_LTLIBRARIES += plugins/schemas/declared/declared.la
endif
plugins_schemas_declared_declared_la_SOURCES = \
	plugins/schemas/declared/conditions.c \
	plugins/schemas/declared/declared.c plugins/schemas/declared/declared.h \
	plugins/schemas/declared/describe.c \
	plugins/schemas/declared/dirt.c \
	plugins/schemas/declared/fill.c \
	plugins/schemas/declared/formula.c \
	plugins/schemas/declared/generators.c \
	plugins/schemas/declared/keys.c \
	plugins/schemas/declared/lists.c \
	plugins/schemas/declared/memory.c \
	plugins/schemas/declared/numbers.c \
	plugins/schemas/declared/pattern.c \
	plugins/schemas/declared/person.c \
	plugins/schemas/declared/read.c \
	plugins/schemas/declared/shares.c \
	plugins/schemas/declared/template.c \
	plugins/schemas/declared/texts.c \
	plugins/schemas/declared/times.c \
	plugins/schemas/declared/types.c \
	plugins/schemas/declared/words.c
plugins_schemas_declared_declared_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_schemas_declared_declared_la_LIBADD = liblakegen.la
declared_tests = \
	plugins/schemas/declared/tests/50-mistakes.py \
	plugins/schemas/declared/tests/51-generators.py \
	plugins/schemas/declared/tests/52-references.py \
	plugins/schemas/declared/tests/53-customer360.py \
	plugins/schemas/declared/tests/55-lists.py
if schema_declared
PYTHON_TESTS += $(declared_tests)
SHELL_TESTS += plugins/schemas/declared/tests/54-runs.sh
endif
EXTRA_DIST += plugins/schemas/declared/golden
EXTRA_DIST += $(declared_tests) plugins/schemas/declared/tests/54-runs.sh
nobase_dist_doc_DATA += plugins/schemas/declared/declared.md
nobase_dist_doc_DATA += plugins/schemas/declared/examples/customer360.yaml plugins/schemas/declared/examples/shop.yaml
