# SPDX-License-Identifier: Apache-2.0
# The benches preload libraries and trace system calls, which sanitizers do themselves.
if !SANITIZERS
SHELL_TESTS += tests/faults/40-allocations.sh tests/faults/41-memory.sh
PYTHON_TESTS += \
	tests/faults/42-kill.py \
	tests/faults/43-errors.py \
	tests/faults/44-no-memory.py \
	tests/faults/45-power.py \
	tests/faults/46-state.py \
	tests/faults/47-signals.py \
	tests/faults/48-limits.py \
	tests/faults/49-messages.py
check_LTLIBRARIES += tests/faults/countalloc.la
endif
tests_faults_countalloc_la_SOURCES = tests/faults/countalloc.c
tests_faults_countalloc_la_CFLAGS = $(AM_CFLAGS) -Wno-pedantic
tests_faults_countalloc_la_LDFLAGS = $(LG_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
SHELL_TESTS += tests/faults/42-growth.sh
EXTRA_DIST += tests/faults/40-allocations.sh tests/faults/41-memory.sh tests/faults/42-kill.py tests/faults/43-errors.py \
	tests/faults/44-no-memory.py tests/faults/45-power.py tests/faults/46-state.py tests/faults/47-signals.py \
	tests/faults/48-limits.py tests/faults/49-messages.py tests/faults/faultbench.py tests/faults/cases \
	tests/faults/crashing.c tests/faults/killat.c tests/faults/growing.c tests/faults/shim.c
# damage is a tool of 50-damage.sh, no test by itself
SHELL_TESTS += tests/faults/50-damage.sh
EXTRA_PROGRAMS += tests/faults/damage
CLEANFILES += tests/faults/damage$(EXEEXT)
tests/faults/50-damage.log: tests/faults/damage$(EXEEXT)
tests_faults_damage_SOURCES = tests/faults/damage.c tests/faults/memory.h
tests_faults_damage_CFLAGS = $(AM_CFLAGS)
tests_faults_damage_LDADD = liblakegen.la
