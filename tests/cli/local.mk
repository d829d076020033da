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
	tests/cli/42-clean.sh \
	tests/cli/30-config.sh \
	tests/cli/31-config-mistakes.sh \
	tests/cli/32-lakebench.sh \
	tests/cli/33-target-size.sh \
	tests/cli/35-secrets.sh \
	tests/cli/36-completion.sh \
	tests/cli/38-csv-safe.sh
PYTHON_TESTS += tests/cli/34-every-option-acts.py tests/cli/37-config-schema.py
EXTRA_DIST += tests/cli/plugins.c tests/cli/plugins.sh
