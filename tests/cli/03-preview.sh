# SPDX-License-Identifier: Apache-2.0
# Previews: rows from any place, in any form, the same cells as in the files.
. "$srcdir/tests/lib.sh"

is "a table" "$(lakegen preview hello -n 2)" "$(printf 'id  greeting  code      lucky_number\n0   %s\n1   %s' \
    "$(lakegen preview hello -n 1 | sed -n '2s/^0   //p')" "$(lakegen preview hello -n 2 | sed -n '3s/^1   //p')")"
is "ten rows when nothing is said" "$(lakegen preview hello | wc -l)" 11
is "CSV" "$(lakegen preview hello -n 1 --format csv --columns id | cat)" "$(printf 'id\n0')"
is "JSON Lines" "$(lakegen preview hello -n 1 --offset 5 --columns id --format jsonl)" '{"id":5}'
is "--output-format json is JSON Lines" "$(lakegen preview hello -n 1 --columns id --output-format json)" '{"id":0}'
is "columns come in the table's order" "$(lakegen preview hello -n 0 --columns code,id --format csv)" "id,code"
is "the last row" "$(lakegen preview hello --rows 7 --offset 6 --columns id --format csv | tail -n 1)" 6
is "behind it nothing" "$(lakegen preview hello --rows 7 --offset 7 --format csv | wc -l)" 1

lakegen -q --schema customer360 --scale 0.001 --format jsonl --output files
for offset in 0 1 999 2048 2399; do
    is "row $offset is the file's" "$(lakegen preview customer360 --scale 0.001 --offset $offset -n 1 --format jsonl)" \
        "$(sed -n "$((offset + 1))p" files/part-000000.jsonl)"
done
far() { lakegen preview customer360 --scale 10000 --offset 23999999999 -n 1 --columns id --format csv | grep -q '^23999999999$'; }
ok "row 24 billion comes at once" far
truth() { lakegen preview customer360 --table interactions_truth --scale 0.01 -n 1000 --format csv | grep -q ',email_raw,'; }
ok "derived tables too" truth

fails 2 "has no column 'colour'" "columns are checked" lakegen preview hello --columns colour
fails 2 "is behind the last of 7 rows" "so is the offset" lakegen preview hello --rows 7 --offset 8
fails 2 "preview shows table, csv or jsonl" "Parquet is not for eyes" lakegen preview hello --format parquet

# ---- --table, and tables of weaker places ----
printf 'schema: customer360\nground_truth: true\noutput: {tables: [interactions]}\n' >tables.yaml
first() { lakegen preview "$@" -n 1 --format csv | head -n 1 | cut -d, -f1-3; }
truth=$(first customer360 --ground-truth --table interactions_truth)
is "--table is stronger than a file" "$(first tables.yaml --table interactions_truth)" "$truth"
is "… and than the environment" "$(LAKEGEN_TABLES=interactions first customer360 --ground-truth --table interactions_truth)" "$truth"
is "--tables says the same" "$(first tables.yaml --tables interactions_truth)" "$truth"
printf 'schema: customer360\nground_truth: true\noutput: {tables: [interactions, interactions_truth]}\n' >both.yaml
is "of a file's tables the first is shown" "$(first both.yaml)" "$(first customer360)"
fails 2 "one table can be shown, 2 were named" "two tables of the command line" \
    lakegen preview customer360 --ground-truth --tables interactions,interactions_truth
done_testing
