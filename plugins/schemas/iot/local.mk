# SPDX-License-Identifier: Apache-2.0
if schema_iot
schemas_LTLIBRARIES += plugins/schemas/iot/iot.la
endif
plugins_schemas_iot_iot_la_SOURCES = \
	plugins/schemas/iot/clock.c \
	plugins/schemas/iot/columns.c \
	plugins/schemas/iot/fault.c \
	plugins/schemas/iot/fill.c \
	plugins/schemas/iot/iot.c plugins/schemas/iot/iot.h \
	plugins/schemas/iot/measure.c \
	plugins/schemas/iot/place.c \
	plugins/schemas/iot/truth.c \
	plugins/schemas/iot/words.c plugins/schemas/iot/words.h
plugins_schemas_iot_iot_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_schemas_iot_iot_la_LIBADD = liblakegen.la
EXTRA_DIST += plugins/schemas/iot/golden
iot_tests = \
	plugins/schemas/iot/tests/51-rules.py \
	plugins/schemas/iot/tests/52-distributions.py \
	plugins/schemas/iot/tests/53-truth.py \
	plugins/schemas/iot/tests/54-options.py
if schema_iot
PYTHON_TESTS += $(iot_tests)
endif
EXTRA_DIST += $(iot_tests)
dist_noinst_DATA += plugins/schemas/iot/tests/readings.py
nobase_dist_doc_DATA += plugins/schemas/iot/iot.md
