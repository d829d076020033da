# SPDX-License-Identifier: Apache-2.0
if !SANITIZERS # they have an allocator and memory of their own
SHELL_TESTS += tests/faults/40-allocations.sh tests/faults/41-memory.sh
check_LTLIBRARIES += tests/faults/countalloc.la
endif
tests_faults_countalloc_la_SOURCES = tests/faults/countalloc.c
tests_faults_countalloc_la_CFLAGS = $(AM_CFLAGS) -Wno-pedantic
tests_faults_countalloc_la_LDFLAGS = $(LG_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
SHELL_TESTS += tests/faults/42-growth.sh
EXTRA_DIST += tests/faults/40-allocations.sh tests/faults/41-memory.sh tests/faults/growing.c
