# SPDX-License-Identifier: Apache-2.0
if sink_null
sinks_LTLIBRARIES += plugins/sinks/null/null.la
endif
plugins_sinks_null_null_la_SOURCES = plugins/sinks/null/null.c
plugins_sinks_null_null_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sinks_null_null_la_LIBADD = liblakegen.la
nobase_dist_doc_DATA += plugins/sinks/null/null.md plugins/sinks/null/null.c
TEMPLATES += plugins/sinks/null/null.c plugins/sinks/null/null.md plugins/sinks/null/local.mk
