# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/docs/90-pages.sh
