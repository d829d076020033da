# SPDX-License-Identifier: Apache-2.0
# lakegen clean removes what runs wrote, and nothing else.
. "$srcdir/tests/lib.sh"

made() { rm -rf out out_truth && lakegen -q --schema customer360 --rows 9000 --payload-kb 0 --file-size 1mb --ground-truth --output out "$@"; }
files() { find "$@" -type f 2>/dev/null | sort | tr '\n' ' '; }

ok "a data set" made
before=$(files out out_truth)
fails 2 "nothing was removed: there is no terminal to ask on; say --force" "without a terminal it needs --force" lakegen clean out
is "… but shows what it would remove" "$(grep -c 'out/part-000001.parquet' .out)" 1
is "… and removes nothing" "$(files out out_truth)" "$before"
echo mine >out/notes.txt && echo mine >out/part-000000.csv && echo mine >out/xpart-000000.parquet && echo mine >out/part-000099.parquet
mkdir out/_lakegen/unknown && echo mine >out/_lakegen/unknown/file && echo mine >"out/_lakegen/$(ls out/_lakegen | grep -v unknown)/mine.txt"
ok "--force" lakegen clean out --force
is "what is not ours stays" "$(files out out_truth | sed 's|/_lakegen/[0-9a-f]*/|/_lakegen/RUN/|')" \
    "out/_lakegen/RUN/mine.txt out/_lakegen/unknown/file out/notes.txt out/part-000000.csv out/part-000099.parquet out/xpart-000000.parquet "
fails 6 "there is no run of lakegen at 'out'" "a second time there is nothing" lakegen clean out --force

ok "again" made
ok "quietly" test -z "$(lakegen clean -q out --force 2>&1)"
is "nothing is left" "$(files out out_truth)" ""
ok "again" made
mv out elsewhere && mv out_truth elsewhere_truth
ok "data that was moved" lakegen clean elsewhere --force --threads 1
is "… is removed where it is" "$(files elsewhere elsewhere_truth)" ""

ok "again" made --path 'sub/{table}-{part}.{ext}'
mkdir away && mv out/sub/interactions-000000.parquet away/ && mv out/sub/interactions-000001.parquet away/
mv out/sub away/sub && ln -s ../away/sub out/sub
ok "a link to a folder" lakegen clean out --force
is "… is not gone through" "$(files away | wc -w)" "$(files away | wc -w)"
ok "… what is behind it stays" test -f away/sub/interactions-000002.parquet
ok "again" made
echo precious >away/precious && rm out/part-000000.parquet && ln -s ../away/precious out/part-000000.parquet
ok "a link in an object's place" lakegen clean out --force
is "… does not lead anywhere" "$(cat away/precious)" precious

ok "an unfinished run" made
rm out/_SUCCESS out/_lakegen/*/manifest.json out/_lakegen/*/node-0-of-1.json out/part-000001.parquet
ok "… is cleaned by its plan" lakegen clean out --force
is "… wholly" "$(files out out_truth)" ""
rm -rf killed
lakegen -q --schema customer360 --rows 400000 --payload-kb 0 --file-size 2mb --output killed &
process=$!
while ! ls killed/part-000001.parquet >/dev/null 2>&1 && kill -0 $process 2>/dev/null; do :; done
kill -STOP $process
fails 11 "run [0-9a-f]{16}: .*process" "a run that is being written" lakegen clean killed --force
ok "… loses nothing" test -f killed/part-000001.parquet
kill -KILL $process && wait $process 2>/dev/null
fails 11 "is not finished: " "a run that was killed" lakegen verify killed
ok "… is cleaned" lakegen clean killed --force
is "… with its temporary files" "$(files killed)" ""
ok "two runs at a place" sh -c 'lakegen -q --schema hello --rows 10 --output out --run-id first --path "a-{part}.{ext}" &&
    cp -r out/_lakegen/first keep && cp out/a-000000.parquet kept &&
    lakegen -q --schema hello --rows 20 --output out --run-id second --path "b-{part}.{ext}" --overwrite &&
    rm -rf out/_lakegen/first && mv keep out/_lakegen/first && mv kept out/a-000000.parquet'
ok "one of them" lakegen clean out --force --run-id first
is "… leaves the other" "$(cd out && ls *.parquet)" b-000000.parquet
ok "… whole" lakegen verify out
ok "the other" lakegen clean out --force
is "… leaves nothing" "$(files out)" ""

ok "again" made
echo broken >"$(echo out/_lakegen/*/manifest.json)"
fails 11 "reading 'out/_lakegen/.*/manifest.json': line 1" "a damaged manifest" lakegen clean out --force
ok "… nothing was removed" test -f out/part-000000.parquet
if command -v script >/dev/null; then
    ok "again" made
    script -qec "lakegen clean out" /dev/null </dev/null >asked 2>&1
    ok "on a terminal it asks" grep -q 'Remove them? \[y/N\]' asked
    ok "… and no answer is no" test -f out/part-000000.parquet
    echo y | script -qec "lakegen clean out" /dev/null >asked 2>&1
    ok "… y is yes" test ! -f out/part-000000.parquet
fi
done_testing
