# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/golden/golden.sh
