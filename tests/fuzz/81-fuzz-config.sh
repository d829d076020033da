# SPDX-License-Identifier: Apache-2.0
# Fuzzers of configurations, declared schemas and values, for a moment: seeds are what people write. FUZZ_RUNS says how many inputs each tries.
. "$srcdir/tests/lib.sh"
runs=${FUZZ_RUNS:-20000}

mkdir config declared values
cp "$srcdir"/plugins/schemas/declared/examples/*.yaml declared
cat >config/lakegen <<'END'
version: 1
schema: customer360
rows: {interactions: 5}
output: {url: "file://./out", file_size: 512mb}
quality: {dirty_data_ratio: ${RATIO:-.5}}
plugins: {dirs: [a, "b"], options: {customer360: {payload_kb: 2, type_weights: [1, 2, 3, 4, 5]}}}
END
cat >config/lakebench <<'END'
endpoint: http://x
scale: 10
architecture:
  workload:
    datagen: {target_size: 100gb, timestamp_start: "2024-01-01", generators: 0}
    customer360: {date_range_days: 60, event_types: [browse], quality_distribution: {clean: 0.92}}
  processing: {medallion: {bronze: {path_template: a/b}}}
END
printf '{"schema": "hello", "scale": 0.5, "seed": "\\u00e9"}' >config/json
printf 'a: &x [*x]\n<<: {b: !!int 5}\n--- \n|\n  text\n' >config/refused
seed() { printf "\\$1%s" "$2" >"values/$3"; }
seed 000 "512MiB" size
seed 000 "-9223372036854775808" integer
seed 001 "2024-02-29T12:00:00.5+02:00" time
seed 002 'a${B:-c}$${d}$$' expansion
seed 003 '{table}/part-{part}.{ext}' pattern
seed 004 's3://bucket/a%20b/' destination
seed 005 's3.part_size=8mb' assignment

for target in config declared values; do
    ok "$target: $runs inputs" "$builddir/tests/fuzz/$target" -runs="$runs" -seed=1 -rss_limit_mb=1024 -timeout=20 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix="$builddir/tests/fuzz/$target-" "$target"
    grep -E 'number_of_executed_units|peak_rss' .err | sed 's/^/# /'
done
done_testing
