# SPDX-License-Identifier: Apache-2.0
# After all other tests: no log of theirs has a secret, neither those in the environment of every test nor those of 35-secrets.sh.
. "$srcdir/tests/lib.sh"

is "the environment has secrets" "$(env | grep -c '=ENVCANARY[1-5]')" 5
find "$builddir" -path "$builddir/build-ci" -prune -o \( -name '*.log' -o -name '*.trs' \) ! -name config.log ! -name '99-canaries.*' -print >logs
[ -s logs ] || skip_all "no other test was run"
is "none of $(wc -l <logs) logs has one" "$(xargs grep -laE 'ENVCANARY[1-5]|CANARY[0-9][0-9]xk' <logs)" ""
done_testing
