# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += \
	tests/cli/01-look.sh \
	tests/cli/02-generate.sh \
	tests/cli/03-preview.sh tests/cli/04-sizes.sh \
	tests/cli/10-determinism.sh \
	tests/cli/20-bad-input.sh \
	tests/cli/21-destinations.sh \
	tests/cli/25-conduct.sh \
	tests/cli/40-inspect.sh \
	tests/cli/41-verify.sh \
	tests/cli/42-clean.sh
