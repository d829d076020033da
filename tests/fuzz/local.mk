# SPDX-License-Identifier: Apache-2.0
# Fuzzers, with clang's libFuzzer: configure --enable-fuzzers CC=clang.
FUZZ_TARGETS = tests/fuzz/parquet tests/fuzz/pages tests/fuzz/text tests/fuzz/manifest
EXTRA_PROGRAMS += $(FUZZ_TARGETS)
CLEANFILES += $(FUZZ_TARGETS)
EXTRA_DIST += tests/fuzz/80-fuzz.sh
if FUZZERS
SHELL_TESTS += tests/fuzz/80-fuzz.sh
tests/fuzz/80-fuzz.log: $(FUZZ_TARGETS)
endif
FUZZER_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_parquet_SOURCES = tests/fuzz/fuzz_parquet.c tests/faults/memory.h
tests_fuzz_parquet_CFLAGS = $(AM_CFLAGS)
tests_fuzz_parquet_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_parquet_LDADD = liblakegen.la
tests_fuzz_pages_SOURCES = tests/fuzz/fuzz_pages.c
tests_fuzz_pages_CFLAGS = $(AM_CFLAGS)
tests_fuzz_pages_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_pages_LDADD = liblakegen.la
tests_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c
tests_fuzz_text_CFLAGS = $(AM_CFLAGS)
tests_fuzz_text_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_text_LDADD = liblakegen.la
tests_fuzz_manifest_SOURCES = tests/fuzz/fuzz_manifest.c
tests_fuzz_manifest_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_manifest_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_manifest_LDADD = liblakegen.la $(JANSSON_LIBS)

# of configurations, values and declared schemas
CONFIG_FUZZ_TARGETS = tests/fuzz/config tests/fuzz/declared tests/fuzz/values
EXTRA_PROGRAMS += $(CONFIG_FUZZ_TARGETS)
CLEANFILES += $(CONFIG_FUZZ_TARGETS)
EXTRA_DIST += tests/fuzz/81-fuzz-config.sh
if FUZZERS
SHELL_TESTS += tests/fuzz/81-fuzz-config.sh
tests/fuzz/81-fuzz-config.log: $(CONFIG_FUZZ_TARGETS)
endif
tests_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c
tests_fuzz_config_CFLAGS = $(AM_CFLAGS)
tests_fuzz_config_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_config_LDADD = liblakegen.la
tests_fuzz_declared_SOURCES = tests/fuzz/fuzz_declared.c $(plugins_schemas_declared_declared_la_SOURCES)
tests_fuzz_declared_CFLAGS = $(AM_CFLAGS)
tests_fuzz_declared_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_declared_LDADD = liblakegen.la
tests_fuzz_values_SOURCES = tests/fuzz/fuzz_values.c
tests_fuzz_values_CFLAGS = $(AM_CFLAGS)
tests_fuzz_values_LDFLAGS = $(FUZZER_LINK)
tests_fuzz_values_LDADD = liblakegen.la
