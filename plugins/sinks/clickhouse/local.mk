# SPDX-License-Identifier: Apache-2.0
# Of core/, what a plugin may not call because it is private is compiled in: texts that grow, the clock, and types of columns.
if sink_clickhouse
sinks_LTLIBRARIES += plugins/sinks/clickhouse/clickhouse.la
endif
plugins_sinks_clickhouse_clickhouse_la_SOURCES = \
	plugins/sinks/clickhouse/clickhouse.c \
	plugins/sinks/clickhouse/compare.c plugins/sinks/clickhouse/compare.h \
	plugins/sinks/clickhouse/http.c plugins/sinks/clickhouse/http.h \
	plugins/sinks/clickhouse/insert.c plugins/sinks/clickhouse/insert.h \
	plugins/sinks/clickhouse/server.c plugins/sinks/clickhouse/server.h \
	plugins/sinks/clickhouse/settings.c plugins/sinks/clickhouse/settings.h \
	plugins/sinks/clickhouse/table.c plugins/sinks/clickhouse/table.h \
	plugins/sinks/clickhouse/verdict.c plugins/sinks/clickhouse/verdict.h \
	core/base/machine.c core/base/machine.h \
	core/base/string.c core/base/string.h \
	core/batch/type.c core/batch/type.h \
	core/encode/clickhouse/ddl.c core/encode/clickhouse/ddl.h \
	core/encode/clickhouse/type.c core/encode/clickhouse/type.h
plugins_sinks_clickhouse_clickhouse_la_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
plugins_sinks_clickhouse_clickhouse_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sinks_clickhouse_clickhouse_la_LIBADD = liblakegen.la $(CURL_LIBS)
nobase_dist_doc_DATA += plugins/sinks/clickhouse/clickhouse.md

# ---- tests ----
clickhouse_tests = \
	plugins/sinks/clickhouse/tests/60-faults.py \
	plugins/sinks/clickhouse/tests/61-current.py \
	plugins/sinks/clickhouse/tests/62-old.py \
	plugins/sinks/clickhouse/tests/63-values.py \
	plugins/sinks/clickhouse/tests/64-rows.py
if sink_clickhouse
PYTHON_TESTS += $(clickhouse_tests)
endif
EXTRA_DIST += $(clickhouse_tests)
dist_noinst_DATA += plugins/sinks/clickhouse/tests/chserver.py plugins/sinks/clickhouse/tests/fakech.py plugins/sinks/clickhouse/tests/hard.c
