# SPDX-License-Identifier: Apache-2.0
if sink_stdout
sinks_LTLIBRARIES += plugins/sinks/stdout/stdout.la
endif
plugins_sinks_stdout_stdout_la_SOURCES = plugins/sinks/stdout/stdout.c
plugins_sinks_stdout_stdout_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sinks_stdout_stdout_la_LIBADD = liblakegen.la
nobase_dist_doc_DATA += plugins/sinks/stdout/stdout.md
if sink_stdout
PYTHON_TESTS += plugins/sinks/stdout/tests/60-readers.py
endif
EXTRA_DIST += plugins/sinks/stdout/tests/60-readers.py
