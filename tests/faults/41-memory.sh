# SPDX-License-Identifier: Apache-2.0
# The memory bound that is printed is kept, for narrow rows and for rows of 2 MiB, also while the sample is taken.
. "$srcdir/tests/lib.sh"

kept() { # kept OPTION...
    lakegen --schema customer360 --sink null "$@" >said 2>&1 || return
    bound=$(sed -n 's/.*at most \([0-9]*\) MiB.*/\1/p' said) peak=$(sed -n 's/.*peak memory \([0-9]*\) MiB.*/\1/p' said)
    echo "# $*: at most $bound MiB, peak $peak MiB" >>figures
    test "$peak" -le "$bound"
}
ok "narrow rows" kept --rows 200000 --payload-kb 0
ok "rows of 4 KiB" kept --rows 60000
ok "rows of 128 KiB" kept --rows 6000 --payload-kb 64
ok "rows of 2 MiB" kept --rows 600 --payload-kb 1024
ok "several threads at one part" kept --rows 30000 --threads 4 --row-group-size 10mb
ok "text" kept --rows 60000 --format csv
cat figures
done_testing
