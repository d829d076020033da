# SPDX-License-Identifier: Apache-2.0
# Sizes: estimates are within a tenth of what comes, from an empty object to many, and objects are as large as they were asked to be.
. "$srcdir/tests/lib.sh"

estimated() { lakegen estimate "$@" --output-format json | sed -n 's/^ "bytes": \([0-9]*\),$/\1/p'; }
made() { # made OPTION...: the objects' sizes, a line each
    rm -rf out out_truth
    lakegen -q "$@" --output out && find out* -name 'part-*' -printf '%s\n'
}
near() { # near OPTION...
    guess=$(estimated "$@") && real=$(made "$@" | awk '{ sum += $1 } END { print sum + 0 }') || return
    echo "# $*: estimate $guess, $real bytes" >>figures
    test $((guess * 10)) -ge $((real * 9)) && test $((guess * 10)) -le $((real * 11))
}
for rows in 0 1 10 1000 5000 200000; do
    ok "hello, $rows rows" near hello --rows $rows
done
for rows in 0 1 100 3000 30000; do
    ok "customer360, $rows rows" near customer360 --payload-kb 0 --rows $rows
done
ok "wide rows" near customer360 --payload-kb 256 --rows 200
ok "tiny pages" near customer360 --payload-kb 0 --rows 30000 --page-size 1kb
ok "small row groups" near customer360 --payload-kb 0 --rows 30000 --row-group-size 100kb
ok "small files" near customer360 --payload-kb 0 --rows 20000 --file-size 1mb
ok "files of a few rows" near customer360 --payload-kb 0 --rows 500 --file-size 20kb
ok "ground truth" near customer360 --rows 20000 --tables interactions_truth
for format in csv jsonl; do
    ok "$format" near customer360 --payload-kb 0 --rows 3000 --format $format
    ok "$format, compressed" near customer360 --payload-kb 0 --rows 3000 --format $format --compression gzip
done

# A file holds what --file-size says, however wide the rows are, down to a single one. Estimates are near, so a tenth is forgiven.
fits() { # fits BYTES OPTION...
    most=$1
    shift
    made "$@" >sizes && largest=$(sort -n sizes | tail -n 1) && echo "# $*: $(wc -l <sizes) objects of up to $largest bytes" >>figures &&
        test "$(wc -l <sizes)" -gt 1 && test "$largest" -le $((most + most / 10))
}
ok "16 MB of rows of 128 KiB" fits $((16 << 20)) customer360 --rows 300 --payload-kb 64 --file-size 16mb
ok "1 MB of rows of 4 KiB" fits $((1 << 20)) customer360 --rows 2000 --file-size 1mb
ok "100 kB of narrow rows" fits $((100 << 10)) customer360 --rows 5000 --payload-kb 0 --file-size 100kb
ok "single rows" fits $((16 << 10)) customer360 --rows 20 --file-size 16kb
ok "1 kB of text" fits 1024 hello --rows 500 --file-size 1kb --format csv
fails 3 "table 'interactions': an object with a single row takes about [0-9]+ bytes, more than the 1024 of --file-size; raise it" \
    "a size that no file can have" lakegen generate customer360 --rows 5 --file-size 1kb
groups() { lakegen estimate customer360 --payload-kb 64 --rows 3000 --row-group-size 10mb --output-format json | grep '"rows_per_row_group": 7[0-9],'; }
ok "row groups of wide rows have their size too" groups
crumbs() { lakegen estimate hello --rows 3000 --row-group-size 1kb --output-format json | grep '"rows_per_row_group": 1024,'; }
ok "… but are no crumbs" crumbs

# --file-rows: rows are exact, bytes follow.
cut() { lakegen estimate "$@" --output-format json | sed -n 's/^ *"\(rows_per_part\|rows_per_row_group\|parts\)": \([0-9]*\),\{0,1\}$/\1=\2/p' | sort -u | xargs; }
is "so many rows in a file, and in its row group" "$(cut customer360 --rows 1000 --file-rows 300)" "parts=4 rows_per_part=300 rows_per_row_group=300"
is "more than a row group has otherwise" "$(cut hello --rows 5000000 --file-rows 2000000)" "parts=3 rows_per_part=2000000 rows_per_row_group=2000000"
is "with row groups of a size" "$(cut customer360 --rows 4000 --file-rows 3000 --row-group-size 2mb --payload-kb 64)" \
    "parts=2 rows_per_part=3000 rows_per_row_group=15"
is "text, too" "$(cut hello --rows 1000 --file-rows 10 --format csv)" "parts=100 rows_per_part=10 rows_per_row_group=10"
ok "estimates hold" near customer360 --rows 3000 --file-rows 700
fails 2 "file-rows and file-size exclude each other" "--file-rows and --file-size" lakegen estimate hello --file-rows 5 --file-size 1mb
fails 2 "\-\-file-rows: '0' is outside" "--file-rows 0" lakegen estimate hello --file-rows 0
whole() { [ "$(lakegen --schema hello --rows 25 --file-rows 10 --sink stdout --format csv -q | wc -l)" = 26 ]; }
ok "a stream is one object all the same" whole
cat figures
done_testing
