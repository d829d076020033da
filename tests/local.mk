# SPDX-License-Identifier: Apache-2.0
# Tests print TAP; the driver counts single checks. Names sort from basic to complex.
TEST_EXTENSIONS = .sh .py
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
PY_LOG_COMPILER = $(TEST_PYTHON)
AM_TESTS_ENVIRONMENT = \
	PATH='$(abs_top_builddir)':"$$PATH"; export PATH; \
	LAKEGEN_PLUGIN_PATH='$(abs_top_builddir)/stage'; export LAKEGEN_PLUGIN_PATH; \
	srcdir='$(abs_top_srcdir)'; builddir='$(abs_top_builddir)'; export srcdir builddir; \
	PYTHON='$(TEST_PYTHON)'; PYTHONPATH='$(abs_top_srcdir)/tests:$(abs_top_srcdir)/tests/interop'; PYTHONDONTWRITEBYTECODE=1; \
	export PYTHON PYTHONPATH PYTHONDONTWRITEBYTECODE; \
	CC='$(CC)'; export CC; \
	XDG_CONFIG_HOME=/nonexistent; export XDG_CONFIG_HOME; \
	unset JOB_COMPLETION_INDEX LAKEGEN_CPU NO_COLOR;

dist_noinst_DATA += tests/lib.sh tests/taptest.py tests/requirements.txt
dist_check_SCRIPTS = $(SHELL_TESTS) $(PYTHON_TESTS)
TESTS += $(check_PROGRAMS) $(SHELL_TESTS) $(PYTHON_TESTS)
include tests/unit/local.mk
include tests/cli/local.mk
include tests/abi/local.mk
include tests/golden/local.mk
include tests/stats/local.mk
include tests/interop/local.mk
include tests/faults/local.mk
include tests/fuzz/local.mk
include tests/style/local.mk
include tests/battery/local.mk
include tests/docs/local.mk

# what sanitizer builds run: the tests in Python say nothing more about them
print-shell-tests:
	@echo $(SHELL_TESTS)
.PHONY: print-shell-tests
