# SPDX-License-Identifier: Apache-2.0
# Fuzzers of the readers, for a moment: seeds are files that lakegen writes here. LAKEGEN_FUZZ_RUNS says how many inputs each tries.
. "$srcdir/tests/lib.sh"
runs=${LAKEGEN_FUZZ_RUNS:-20000}

seed() { # seed NAME OPTION...: a small file, for every fuzzer that reads its kind
    name=$1
    shift
    lakegen -q --output "made-$name" "$@" || exit 99
    for made in "made-$name"/part-000000.*; do
        case $made in
        *.parquet)
            cp "$made" "parquet/$name"
            { printf '\037' && tail -c +5 "$made"; } >"pages/$name"
            ;;
        *.csv) { printf '\020' && cat "$made"; } >"text/$name" ;;
        *.jsonl) { printf '\021' && cat "$made"; } >"text/$name" ;;
        esac
    done
    cp "made-$name"/_lakegen/*/manifest.json "manifest/$name"
    cp "made-$name"/_lakegen/*/plan.json "manifest/$name-plan"
}
mkdir parquet pages text manifest
seed hello --schema hello --rows 20
seed plain --schema hello --rows 20 --compression none
seed empty --schema hello --rows 0
seed groups --schema hello --rows 3000 --row-group-size 1kb --page-size 1kb
seed wide --schema customer360 --rows 3 --payload-kb 0
seed csv --schema customer360 --rows 2 --payload-kb 0 --format csv
seed jsonl --schema customer360 --rows 2 --payload-kb 0 --format jsonl
ok "there are seeds" test "$(ls parquet pages text manifest | grep -c .)" -gt 25

for target in parquet pages text manifest; do
    ok "$target: $runs inputs" "$builddir/tests/fuzz/$target" -runs="$runs" -seed=1 -rss_limit_mb=1024 -timeout=20 -max_len=65536 \
        -print_final_stats=1 -artifact_prefix="$builddir/tests/fuzz/$target-" "$target"
    grep -E 'number_of_executed_units|peak_rss' .err | sed 's/^/# /'
done
done_testing
