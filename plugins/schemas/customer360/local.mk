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
