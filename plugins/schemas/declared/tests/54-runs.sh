# SPDX-License-Identifier: Apache-2.0
# A declared schema is a schema like any other: every command, format and sink, threads and nodes; and its text is in the plan.
. "$srcdir/tests/lib.sh"
shop=$srcdir/plugins/schemas/declared/examples/shop.yaml
cp "$shop" shop.yaml

# ---- naming it ----
rows() { lakegen preview "$@" -n 3 --format csv; }
rows shop.yaml >expected
ok "there are rows" test "$(wc -l <expected)" -eq 4
is "the word behind a command" "$(rows shop.yaml)" "$(cat expected)"
is "--schema" "$(rows --schema shop.yaml)" "$(cat expected)"
is "--custom-schema" "$(rows --custom-schema shop.yaml)" "$(cat expected)"
is "the plugin and its option" "$(rows declared --file shop.yaml)" "$(cat expected)"
is "LAKEGEN_SCHEMA" "$(LAKEGEN_SCHEMA=shop.yaml rows)" "$(cat expected)"
printf 'schema: shop.yaml\nseed: 42\n' >config.yaml
is "a configuration" "$(rows config.yaml)" "$(cat expected)"
fails 3 "both 'shop.yaml' and --schema hello name a schema" "a second schema" lakegen preview shop.yaml --schema hello
printf '{"tables": {"t": {"rows": 3, "columns": {"x": {"type": "int8", "generator": "sequence"}}}}}' >one.json
is "JSON" "$(lakegen preview one.json --format csv | tr '\n' ' ')" "x 0 1 2 "
if command -v iconv >/dev/null; then
    { printf '\377\376' && iconv -f UTF-8 -t UTF-16LE one.json; } >wide.yaml
    fails 3 "'wide.yaml' is UTF-16; store it as UTF-8" "UTF-16" lakegen preview wide.yaml
fi
ok "describe" lakegen describe shop.yaml --output-format json
ok "estimate" lakegen estimate shop.yaml
ok "validate" lakegen validate shop.yaml
is "config show names the file" "$(lakegen config show shop.yaml | grep -c ' shop.yaml')" 2
is "preview of another table" "$(lakegen preview shop.yaml --tables orders -n 1 --format csv --columns quantity | head -n 1)" quantity

# ---- equal bytes ----
make_data() { # make_data FOLDER [OPTION]...
    folder=$1
    shift
    lakegen -q shop.yaml --scale 0.3 --file-size 256kb --row-group-size 64kb --output "$folder" "$@"
}
ok "with one thread" make_data one --threads 1
digests one >one.sum
ok "there are several parts" test "$(grep -c orders one.sum)" -ge 3
ok "with three threads" make_data three --threads 3 --memory 200mb
is "the same bytes" "$(digests three)" "$(cat one.sum)"
ok "node 1 of 2" make_data nodes --node-id 1 --total-nodes 2
ok "node 0 of 2" make_data nodes --node-id 0 --total-nodes 2
is "the same bytes from two nodes" "$(digests nodes)" "$(cat one.sum)"
lakegen -q shop.yaml --scale 0.3 --sink - --tables orders --format csv >orders.csv
lakegen preview shop.yaml --scale 0.3 --tables orders --offset 12345 -n 700 --format csv | tail -n +2 >some.csv
is "rows are the same alone" "$(tail -n +12347 orders.csv | head -n 700 | sha256sum)" "$(sha256sum <some.csv)"
LAKEGEN_CPU=portable lakegen -q shop.yaml --scale 0.3 --sink - --tables orders --format csv >portable.csv
is "… and with another code path" "$(sha256sum <portable.csv)" "$(sha256sum <orders.csv)"
for format in parquet csv jsonl; do
    ok "$format of both tables, looked at closely" lakegen -q shop.yaml --scale 0.01 --format $format --output $format --paranoid
done

# ---- the plan holds the text ----
ok "verify" lakegen verify one
mv shop.yaml hidden.yaml
ok "verify --deep needs no file" lakegen verify one --deep
is "info shows which file it was" "$(lakegen info one | grep -cE 'file = a file of [0-9]+ bytes, sha256 [0-9a-f]{16}$')" 1
sed 's/mean: 2.5/mean: 2.6/' hidden.yaml >shop.yaml
fails 11 "\-\-file was a file of [0-9]+ bytes, sha256 [0-9a-f]+, is a file of [0-9]+ bytes" "an edited file does not resume" make_data one --resume
mkdir elsewhere && mv hidden.yaml elsewhere/renamed.yaml
ok "the same text under another name does" lakegen -q elsewhere/renamed.yaml --scale 0.3 --file-size 256kb --row-group-size 64kb --output one --resume
fails 11 "\-\-file was" "two nodes with different texts" make_data nodes --node-id 0 --total-nodes 2 --resume
done_testing
