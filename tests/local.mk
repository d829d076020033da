# SPDX-License-Identifier: Apache-2.0
# Tests print TAP; the driver counts single checks. Names sort from basic to complex. Every test has secrets in its environment, which
# must be in no file that it leaves (tests/lib.sh, tests/taptest.py) and in no log (tests/cli/99-canaries.sh).
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
	AWS_ACCESS_KEY_ID=ENVCANARY1; AWS_SECRET_ACCESS_KEY=ENVCANARY2/+=; AWS_SESSION_TOKEN=ENVCANARY3; \
	AWS_CONTAINER_AUTHORIZATION_TOKEN=ENVCANARY4; CLICKHOUSE_PASSWORD=ENVCANARY5; \
	export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN CLICKHOUSE_PASSWORD; \
	unset JOB_COMPLETION_INDEX LAKEGEN_CPU NO_COLOR;

dist_noinst_DATA += tests/lib.sh tests/taptest.py tests/requirements.txt
dist_check_SCRIPTS = $(SHELL_TESTS) $(PYTHON_TESTS) $(LAST_TEST)
TESTS += $(check_PROGRAMS) $(SHELL_TESTS) $(PYTHON_TESTS) $(LAST_TEST)
# it reads the logs of all others
LAST_TEST = tests/cli/99-canaries.sh
$(LAST_TEST:.sh=.log): $(SHELL_TESTS:.sh=.log) $(PYTHON_TESTS:.py=.log)
include tests/unit/local.mk
include tests/cli/local.mk
include tests/abi/local.mk
include tests/golden/local.mk
include tests/kit/local.mk
include tests/stats/local.mk
include tests/interop/local.mk
include tests/embed/local.mk
include tests/faults/local.mk
include tests/fuzz/local.mk
include tests/style/local.mk
include tests/battery/local.mk
include tests/docs/local.mk

# what sanitizer builds run: the tests in Python say nothing more about them
print-shell-tests:
	@echo $(SHELL_TESTS)
.PHONY: print-shell-tests
