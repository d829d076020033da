# SPDX-License-Identifier: Apache-2.0
if schema_financial
schemas_LTLIBRARIES += plugins/schemas/financial/financial.la
endif
plugins_schemas_financial_financial_la_SOURCES = \
	plugins/schemas/financial/block.c \
	plugins/schemas/financial/calendar.c \
	plugins/schemas/financial/columns.c \
	plugins/schemas/financial/draft.c \
	plugins/schemas/financial/fill.c \
	plugins/schemas/financial/financial.c plugins/schemas/financial/financial.h \
	plugins/schemas/financial/merchant.c \
	plugins/schemas/financial/money.c \
	plugins/schemas/financial/text.c \
	plugins/schemas/financial/truth.c \
	plugins/schemas/financial/words.c plugins/schemas/financial/words.h
plugins_schemas_financial_financial_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_schemas_financial_financial_la_LIBADD = liblakegen.la
EXTRA_DIST += plugins/schemas/financial/golden
financial_tests = \
	plugins/schemas/financial/tests/51-rules.py \
	plugins/schemas/financial/tests/52-distributions.py \
	plugins/schemas/financial/tests/53-truth.py \
	plugins/schemas/financial/tests/54-options.py
if schema_financial
PYTHON_TESTS += $(financial_tests)
endif
EXTRA_DIST += $(financial_tests)
dist_noinst_DATA += plugins/schemas/financial/tests/ledger.py
nobase_dist_doc_DATA += plugins/schemas/financial/financial.md
