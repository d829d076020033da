# SPDX-License-Identifier: Apache-2.0
if schema_images_analytical
schemas_LTLIBRARIES += plugins/schemas/images_analytical/images_analytical.la
endif
plugins_schemas_images_analytical_images_analytical_la_SOURCES = \
	plugins/schemas/images_analytical/captions.c plugins/schemas/images_analytical/captions.h \
	plugins/schemas/images_analytical/columns.c \
	plugins/schemas/images_analytical/fill.c \
	plugins/schemas/images_analytical/images.h \
	plugins/schemas/images_analytical/images_analytical.c \
	plugins/schemas/images_analytical/text.c \
	plugins/schemas/images_analytical/words.c plugins/schemas/images_analytical/words.h
plugins_schemas_images_analytical_images_analytical_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_schemas_images_analytical_images_analytical_la_LIBADD = liblakegen.la
EXTRA_DIST += plugins/schemas/images_analytical/golden
images_analytical_tests = \
	plugins/schemas/images_analytical/tests/51-rules.py \
	plugins/schemas/images_analytical/tests/52-distributions.py
if schema_images_analytical
PYTHON_TESTS += $(images_analytical_tests)
endif
EXTRA_DIST += $(images_analytical_tests)
dist_noinst_DATA += plugins/schemas/images_analytical/tests/distributions.py plugins/schemas/images_analytical/tests/images.py
nobase_dist_doc_DATA += plugins/schemas/images_analytical/images_analytical.md
