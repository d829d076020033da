# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/kit/50-plugin-new.sh tests/kit/51-plugin-check.sh
EXTRA_DIST += tests/kit/odd_schema.c tests/kit/odd_sink.c
