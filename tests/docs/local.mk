# SPDX-License-Identifier: Apache-2.0
SHELL_TESTS += tests/docs/90-pages.sh
PYTHON_TESTS += tests/docs/91-commands.py tests/docs/92-links.py
dist_noinst_DATA += tests/docs/pages.py

print-pages:
	@echo $(nobase_dist_doc_DATA)
.PHONY: print-pages
