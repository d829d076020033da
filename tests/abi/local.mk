# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/abi/30-plugins.sh tests/abi/31-frozen.sh tests/abi/32-installed.sh
EXTRA_DIST += tests/abi/broken.c tests/abi/v0.1 tests/abi/v0.3
