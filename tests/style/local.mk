# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/style/60-headers.sh tests/style/61-rooms.sh
