# SPDX-License-Identifier: Apache-2.0
if schema_hello
schemas_LTLIBRARIES += plugins/schemas/hello/hello.la
endif
plugins_schemas_hello_hello_la_SOURCES = plugins/schemas/hello/hello.c
plugins_schemas_hello_hello_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_schemas_hello_hello_la_LIBADD = liblakegen.la
EXTRA_DIST += plugins/schemas/hello/golden
nobase_dist_doc_DATA += plugins/schemas/hello/hello.md plugins/schemas/hello/hello.c
TEMPLATES += plugins/schemas/hello/hello.c plugins/schemas/hello/hello.md plugins/schemas/hello/local.mk
