# SPDX-License-Identifier: Apache-2.0
if sink_file
sinks_LTLIBRARIES += plugins/sinks/file/file.la
endif
plugins_sinks_file_file_la_SOURCES = \
	plugins/sinks/file/file.c \
	plugins/sinks/file/lock.c plugins/sinks/file/lock.h \
	plugins/sinks/file/place.c plugins/sinks/file/place.h \
	plugins/sinks/file/record.c plugins/sinks/file/record.h \
	plugins/sinks/file/walk.c plugins/sinks/file/walk.h \
	plugins/sinks/file/writer.c plugins/sinks/file/writer.h
plugins_sinks_file_file_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sinks_file_file_la_LIBADD = liblakegen.la
nobase_dist_doc_DATA += plugins/sinks/file/file.md
