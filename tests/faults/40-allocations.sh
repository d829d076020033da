# SPDX-License-Identifier: Apache-2.0
# No allocation per batch: ten times the batches make as many allocations, but for what a library does for each page it compresses
# and what a row group leaves in the footer.
. "$srcdir/tests/lib.sh"

allocations() {
    LD_PRELOAD="$builddir/tests/faults/.libs/countalloc.so" lakegen -q --threads 1 --sink null "$@" 2>&1 | sed -n 's/^allocations //p' | tail -n 1 # the shell's own come first
}
ok "allocations can be counted" test "$(allocations --schema hello --rows 10)" -gt 100

# one row group in both, the same number of pages' records: only batches differ
few=$(allocations --schema customer360 --payload-kb 0 --rows 20000 --compression none --format parquet)
many=$(allocations --schema customer360 --payload-kb 0 --rows 200000 --compression none --format parquet)
echo "# Parquet: 20,000 rows $few, 200,000 rows $many"
ok "Parquet: ten times the batches, no more than the growth of page records" test $((many - few)) -lt 200
few=$(allocations --schema customer360 --payload-kb 2 --rows 20000 --compression none)
many=$(allocations --schema customer360 --payload-kb 2 --rows 30000 --compression none)
echo "# wide: 20,000 rows $few, 30,000 rows $many"
ok "wide columns too" test $((many - few)) -lt 60
few=$(allocations --schema customer360 --payload-kb 0 --rows 20000 --format csv)
many=$(allocations --schema customer360 --payload-kb 0 --rows 40000 --format csv)
echo "# CSV: 20,000 rows $few, 40,000 rows $many"
ok "CSV" test $((many - few)) -lt 20
few=$(allocations --schema customer360 --payload-kb 0 --rows 20000)
many=$(allocations --schema customer360 --payload-kb 0 --rows 200000)
echo "# Snappy: 20,000 rows $few, 200,000 rows $many"
ok "Snappy: one for a page" test $((many - few)) -lt 900
for codec in gzip:1 zstd lz4; do
    lakegen -q --schema hello --rows 1 --sink null --compression $codec 2>/dev/null || continue # not in this build
    few=$(allocations --schema customer360 --payload-kb 0 --rows 20000 --compression $codec)
    many=$(allocations --schema customer360 --payload-kb 0 --rows 200000 --compression $codec)
    echo "# $codec: 20,000 rows $few, 200,000 rows $many"
    ok "$codec: none for a page" test $((many - few)) -lt 250
done
for codec in gzip:1 zstd; do
    lakegen -q --schema hello --rows 1 --sink null --format csv --compression $codec 2>/dev/null || continue
    few=$(allocations --schema customer360 --payload-kb 0 --rows 20000 --format csv --compression $codec)
    many=$(allocations --schema customer360 --payload-kb 0 --rows 80000 --format csv --compression $codec)
    echo "# CSV with $codec: 20,000 rows $few, 80,000 rows $many"
    ok "$codec: none for a frame" test $((many - few)) -lt 20
done
done_testing
