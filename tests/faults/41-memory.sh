# SPDX-License-Identifier: Apache-2.0
# The memory bound that is printed is kept, whatever the rows, pages, row groups and formats are, also while the sample is taken.
. "$srcdir/tests/lib.sh"
[ -f "$builddir/tests/faults/.libs/countalloc.so" ] || skip_all "built with sanitizers, which need more memory"

kept() { # kept OPTION...
    lakegen --schema "${schema:-customer360}" --sink null "$@" >said 2>&1 || { cat said; return 1; }
    bound=$(sed -n 's/.*at most \([0-9]*\) MiB.*/\1/p' said) peak=$(sed -n 's/.*peak memory \([0-9]*\) MiB.*/\1/p' said)
    echo "# $*: at most $bound MiB, peak $peak MiB" >>figures
    test "$peak" -le "$bound"
}
below() { # below MIB OPTION...: the bound itself is no larger, and kept
    most=$1
    shift
    kept "$@" && test "$bound" -le "$most"
}
many_files() { schema=hello kept --file-rows 1 "$@"; }
ok "narrow rows" below 64 --rows 200000 --payload-kb 0
ok "rows of 4 KiB" kept --rows 60000
ok "rows of 128 KiB" below 64 --rows 6000 --payload-kb 64 --threads 1
ok "rows of 512 KiB" below 64 --rows 2000 --payload-kb 256 --threads 1
ok "rows of 2 MiB" below 64 --rows 600 --payload-kb 1024 --threads 1
ok "rows of 2 MiB and pages of 1 KiB" kept --rows 300 --payload-kb 1024 --threads 1 --page-size 1kb
ok "tiny pages: each leaves a record until the object ends" kept --rows 1500000 --payload-kb 0 --threads 1 --page-size 1kb --row-group-size 8mb
ok "… also in one large object" kept --rows 2500000 --payload-kb 0 --threads 1 --page-size 1kb --row-group-size 8mb --file-size 1tb
ok "small row groups in one large object" kept --rows 1000000 --payload-kb 0 --threads 1 --row-group-size 300kb --file-size 1tb
ok "several threads at one object" kept --rows 30000 --threads 4 --row-group-size 10mb
ok "… with default row groups" below 200 --rows 300000 --threads 2 --file-size 1tb
ok "… with large ones" below 200 --rows 300000 --threads 2 --file-size 1tb --row-group-size 512mb
ok "ground truth, four rows for one" kept --rows 1200000 --threads 1 --tables interactions_truth --dirty-ratio 1
ok "… and almost none" kept --rows 1200000 --threads 1 --tables interactions_truth --dirty-ratio 0.001
ok "receipts of 300,000 files" many_files --rows 300000
segment=$(printf '%0200d' 7)
ok "… with long names" many_files --rows 100000 --sha256 --path "$segment/$segment/$segment/{part}.parquet"
for format in csv jsonl; do
    ok "$format" below 64 --rows 60000 --format $format --threads 1
    ok "$format, rows of 1 MiB" below 64 --rows 500 --payload-kb 512 --format $format --threads 1
    ok "$format, compressed" kept --rows 500 --payload-kb 512 --format $format --compression gzip
done
for codec in none zstd gzip; do
    ok "$codec" kept --rows 30000 --compression $codec
done
cat figures
done_testing
