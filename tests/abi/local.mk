# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/abi/30-plugins.sh
EXTRA_DIST += tests/abi/broken.c
