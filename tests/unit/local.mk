# SPDX-License-Identifier: Apache-2.0
# Unit tests: a program for a folder or two of core/.
if HAVE_CHECK
check_PROGRAMS += tests/unit/base tests/unit/gen tests/unit/batch tests/unit/encode tests/unit/plan tests/unit/text
check_PROGRAMS += tests/unit/arrow tests/unit/read tests/unit/record tests/unit/audit tests/unit/yaml tests/unit/config
endif
# the macros of check are not pedantic
UNIT_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -Wno-pedantic -Wno-shadow -Wno-missing-prototypes -Wno-undef
UNIT_LIBS = liblakegen.la $(CHECK_LIBS) -lm

tests_unit_arrow_SOURCES = tests/unit/test_arrow.c
tests_unit_arrow_CFLAGS = $(UNIT_CFLAGS)
tests_unit_arrow_LDADD = $(UNIT_LIBS)
tests_unit_base_SOURCES = tests/unit/test_base.c tests/unit/unit.h
tests_unit_base_CFLAGS = $(UNIT_CFLAGS)
tests_unit_base_LDADD = $(UNIT_LIBS)
tests_unit_gen_SOURCES = tests/unit/test_gen.c
tests_unit_gen_CFLAGS = $(UNIT_CFLAGS)
tests_unit_gen_LDADD = $(UNIT_LIBS)
tests_unit_batch_SOURCES = tests/unit/test_batch.c
tests_unit_batch_CFLAGS = $(UNIT_CFLAGS)
tests_unit_batch_LDADD = $(UNIT_LIBS)
tests_unit_encode_SOURCES = tests/unit/test_encode.c
tests_unit_encode_CFLAGS = $(UNIT_CFLAGS)
tests_unit_encode_LDADD = $(UNIT_LIBS) $(SNAPPY_LIBS)
tests_unit_text_SOURCES = tests/unit/test_text.c
tests_unit_text_CFLAGS = $(UNIT_CFLAGS)
tests_unit_text_LDADD = $(UNIT_LIBS)
tests_unit_plan_SOURCES = tests/unit/test_plan.c
tests_unit_plan_CFLAGS = $(UNIT_CFLAGS)
tests_unit_plan_LDADD = $(UNIT_LIBS)
tests_unit_read_SOURCES = tests/unit/test_read.c
tests_unit_read_CFLAGS = $(UNIT_CFLAGS)
tests_unit_read_LDADD = $(UNIT_LIBS)
tests_unit_audit_SOURCES = tests/unit/test_audit.c
tests_unit_audit_CFLAGS = $(UNIT_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_audit_LDADD = $(UNIT_LIBS) $(JANSSON_LIBS)
tests_unit_record_SOURCES = tests/unit/test_record.c
tests_unit_record_CFLAGS = $(UNIT_CFLAGS)
tests_unit_record_LDADD = $(UNIT_LIBS) $(JANSSON_LIBS)
tests_unit_yaml_SOURCES = tests/unit/test_yaml.c
tests_unit_yaml_CFLAGS = $(UNIT_CFLAGS)
tests_unit_yaml_LDADD = $(UNIT_LIBS)
tests_unit_config_SOURCES = tests/unit/test_config.c
tests_unit_config_CFLAGS = $(UNIT_CFLAGS)
tests_unit_config_LDADD = $(UNIT_LIBS)
