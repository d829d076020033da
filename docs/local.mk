# SPDX-License-Identifier: Apache-2.0
# The manual page is what `lakegen help manual` prints; plugins bring their pages themselves.
dist_man_MANS += docs/lakegen.1
