# SPDX-License-Identifier: Apache-2.0
# Generating: where objects land, in which formats, and what is said about it.
. "$srcdir/tests/lib.sh"

ok "the main job" lakegen --schema customer360 --sink file --output out --scale 0.001
is "it says what it did on standard error only" "$(wc -c <.out)" 0
cp .err said.txt
said() { grep -q 'wrote 2,400 rows, .* 1 file in' said.txt; }
ok "it ends with a summary" said
is "one part, the run's records, a mark of success" "$(find out -type f | sed 's|/[0-9a-f]\{16\}/|/RUN/|' | sort)" \
"out/_SUCCESS
out/_lakegen/RUN/manifest.json
out/_lakegen/RUN/node-0-of-1.json
out/_lakegen/RUN/plan.json
out/_lakegen/RUN/report-0-of-1.json
out/part-000000.parquet"
digest() { [ "xxh3:$(xxhsum -H2 -q out/part-000000.parquet 2>/dev/null | cut -d' ' -f1)" = "$(sed -n 's/.*"digest":"\([^"]*\)".*/\1/p' out/_lakegen/*/manifest.json)" ]; }
if command -v xxhsum >/dev/null; then
    ok "the manifest has the digest that xxhsum prints" digest
else
    skip "the manifest has the digest that xxhsum prints" "no xxhsum"
fi

ok "without --output the schema's own place" lakegen generate customer360 --rows 10
is "… below ./out" "$(ls out/customer/interactions)" "$(printf '_SUCCESS\n_lakegen\npart-000000.parquet')"
ok "hello has no place of its own" lakegen generate hello --rows 10 --quiet
is "… so it is schema/table" "$(ls out/hello/greetings)" "$(printf '_SUCCESS\n_lakegen\npart-000000.parquet')"
is "--quiet says nothing" "$(cat .err)" ""

for format in parquet csv jsonl; do
    ok "$format" lakegen --schema hello --rows 100 --format $format --output f/$format
    ok "… has its extension" test -s f/$format/part-000000.$format
done
is "CSV has a header and a row a line" "$(wc -l <f/csv/part-000000.csv)" 101
is "JSON Lines has a row a line" "$(wc -l <f/jsonl/part-000000.jsonl)" 100

csv() { lakegen --schema hello --rows 3 --sink stdout >.csv 2>/dev/null; }
ok "stdout takes CSV first" csv
is "… and nothing else is on it" "$(head -n 1 .csv)" "id,greeting,code,lucky_number"
dash() { [ "$(lakegen --schema hello --rows 3 --sink - --format jsonl 2>/dev/null | wc -l)" = 3 ]; }
ok "- is stdout" dash
parquet() { [ "$(lakegen --schema hello --rows 3 --sink - --format parquet 2>/dev/null | tail -c 4)" = PAR1 ]; }
ok "Parquet through a pipe" parquet
ok "null keeps nothing" lakegen --schema hello --sink null --rows 1000000
ok "null: is a URL" lakegen --schema hello --sink null: --rows 1000

ok "file:/// is a place" lakegen --schema hello --rows 5 --sink "file://$PWD/with%20space"
ok "… with its escapes undone" test -f "with space/part-000000.parquet"
ok "--path names objects" lakegen --schema hello --rows 5 --output p --path '{table}/d={part}/x.{ext}'
ok "… as it says" test -f p/greetings/d=000000/x.parquet

ok "parts and row groups have sizes" lakegen --schema customer360 --scale 0.01 --output many --file-size 26mb --row-group-size 5mb
is "… 105 MB in 5 files" "$(ls many | grep -c parquet)" 5
largest() { [ "$(stat -c %s many/part-000000.parquet)" -lt 28000000 ]; }
ok "… none much larger" largest

literal() { # literal COLUMN OPTION...: is the column of customer360 stored without a search for matches?
    column=$1
    shift
    lakegen -q --schema customer360 --rows 5000 --output literal --overwrite "$@" &&
        sed -n '/"literal_columns"/,/]/p' literal/_lakegen/*/plan.json | grep -q "\"$column\""
    status=$?
    rm -rf literal
    return $status
}
spared() { ! literal "$@"; }
ok "random text is not compressed" literal event_id --payload-kb 0
ok "e-mails are, where they count" spared email_raw --payload-kb 0
ok "… and not beside a wide random column" literal email_raw --payload-kb 2

ok "no rows make one legal object" lakegen --schema hello --rows 0 --output none
is "… with header and footer" "$(head -c 4 none/part-000000.parquet)$(tail -c 4 none/part-000000.parquet)" PAR1PAR1
ok "one row" lakegen --schema hello --rows 1 --output one

ok "ground truth lies beside the data" lakegen --schema customer360 --rows 1000 --output gt --ground-truth
ok "… in a sibling folder" test -s gt_truth/part-000000.parquet
ok "--tables chooses" lakegen --schema customer360 --rows 1000 --output gt2 --tables interactions_truth
ok "… truth alone" test ! -e gt2/part-000000.parquet

progress() { lakegen --schema hello --rows 1000000 --sink null --progress json 2>&1 >/dev/null | tail -n 1 | grep -q '"event":"summary".*"rows":1000000'; }
ok "progress speaks JSON" progress
lakegen --schema customer360 --rows 3000 --output sum --ground-truth --progress json 2>&1 >/dev/null | tail -n 1 >last
summed() { sed -n 's/.*"'"$1"'":\([0-9]*\).*/\1/p' last; }
bytes=$(cat sum/part-* sum_truth/part-* | wc -c)
rows=$(sed -n 's/^ "rows_total": \([0-9]*\),$/\1/p' sum/_lakegen/*/manifest.json)
is "the summary counts the bytes of all objects" "$(summed bytes)" "$bytes"
is "… and the rows, those of the truth too" "$(summed rows)" "$rows"
ok "… which are more than were asked for" test "$rows" -gt 3000
ok "options of a schema are options" lakegen --schema hello --lucky-ratio 1 --rows 10 --sink null
same() {
    lakegen -q --schema hello --rows 1000 --output s1 --lucky-ratio 0.5 &&
        lakegen -q --schema hello --rows 1000 --output s2 --set lucky_ratio=0.500 && cmp s1/part-000000.parquet s2/part-000000.parquet
}
ok "… and --set says the same" same
done_testing
