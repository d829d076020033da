# SPDX-License-Identifier: Apache-2.0
# Damaged Parquet files: every bit that flips inside a page is found (PQ-16), every cut too (PQ-17), and nothing crashes.
. "$srcdir/tests/lib.sh"
damage=$builddir/tests/faults/damage

made() { # made NAME OPTION...
    name=$1
    shift
    lakegen -q --output "$name" "$@" && file=$name/part-000000.parquet
}
none_missed() { # none_missed HOW NUMBER
    "$damage" "$1" "$file" "$2" >said && cat said && grep -q ' 0 missed' said && ! grep -q '^0 tried' said
}
said() { sed 's/^/# /' .out; }

made hello --schema hello --rows 60 --lucky-ratio 0.5
ok "PQ-16: every bit of every page of a small file" none_missed flips 1
said
ok "PQ-17: every length of it" none_missed cuts 1
said
made plain --schema hello --rows 60 --compression none
ok "PQ-16: the same without compression" none_missed flips 1
for codec in gzip zstd lz4; do
    if made $codec --schema hello --rows 60 --compression $codec 2>/dev/null; then
        ok "PQ-16: the same with $codec" none_missed flips 3
    fi
done
made wide --schema customer360 --rows 40 --payload-kb 1
ok "PQ-16: bits of all 41 columns" none_missed flips 37
ok "PQ-17: lengths of it" none_missed cuts 61
made groups --schema customer360 --rows 3000 --payload-kb 0 --row-group-size 1kb --page-size 1kb
ok "PQ-16: bits of many pages and row groups" none_missed flips 15013
ok "damage anywhere is survived" "$damage" anywhere "$file" 2000
file=hello/part-000000.parquet
ok "… in a small file" "$damage" anywhere "$file" 100000
done_testing
