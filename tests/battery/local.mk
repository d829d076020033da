# SPDX-License-Identifier: Apache-2.0
# The random numbers as a stream, and what reads it: built on request, see docs/random-numbers.md, which also
# has the results.
EXTRA_PROGRAMS += tests/battery/stream tests/battery/testu01
CLEANFILES += tests/battery/stream$(EXEEXT) tests/battery/testu01$(EXEEXT)
tests_battery_stream_SOURCES = tests/battery/stream.c
tests_battery_stream_LDADD = liblakegen.la
tests_battery_testu01_SOURCES = tests/battery/testu01.c
tests_battery_testu01_LDADD = -ltestu01 -lprobdist -lmylib -lm
SHELL_TESTS += tests/battery/80-stream.sh
