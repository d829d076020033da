# SPDX-License-Identifier: Apache-2.0
# lakegen verify, status, info and count: what is at a destination, held against its records.
. "$srcdir/tests/lib.sh"

says() { pattern=$1; shift; "$@" >said 2>&1 && grep -Eq -e "$pattern" said; }
damaged() { rm -rf bad bad_truth && cp -r good bad && { [ ! -d good_truth ] || cp -r good_truth bad_truth; }; }
poke() { printf 'X' | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

ok "a data set" lakegen -q --schema customer360 --rows 20000 --payload-kb 0 --file-size 1mb --ground-truth --output good --run-id mine
ok "verify" says '^run mine at good: [0-9]+ objects, [0-9,]+ rows, .* read in .*: all as the manifest says$' lakegen verify good
ok "… with slashes" lakegen verify ./good/
ok "… as a URL" lakegen verify "file://$PWD/good"
ok "… by --output" lakegen verify --output good
ok "… on one thread" lakegen verify good --threads 1
ok "… quietly" test -z "$(lakegen verify -q good 2>&1)"
ok "… in JSON" says '"ok": true' lakegen verify good --output-format json
ok "--deep makes it again" says 'and as the plan makes it$' lakegen verify good --deep
ok "… in little memory" lakegen verify good --deep --memory 200mb
ok "status" says '^state    finished$' lakegen status good
rm good/_SUCCESS
ok "… without _SUCCESS" says '^state    finished, but for _SUCCESS; --resume writes it$' lakegen status good
ok "… in JSON" says '^ "success": false,$' lakegen status good --output-format json
ok "… --resume of that" lakegen -q --schema customer360 --rows 20000 --payload-kb 0 --file-size 1mb --ground-truth --output good --run-id mine --resume
ok "… writes it" test -s good/_SUCCESS
ok "info knows the schema" says '^schema   customer360 1.0, scale 1, seed 42$' lakegen info good
ok "count" says '^interactions +20,000 ' lakegen count good
is "… in JSON: rows and objects" "$(lakegen count good --output-format json | grep -E '"(rows|objects)": ' | tr -d ' \n')" \
    "$(printf '"rows":%s,"objects":%s,"rows":20000,"objects":%s,"rows":%s,"objects":1,' \
        $((20000 + $(lakegen count good | awk '/_truth/ {gsub(",", ""); print $2}'))) \
        $(($(ls good | grep -c part) + 1)) "$(ls good | grep -c part)" "$(lakegen count good | awk '/_truth/ {gsub(",", ""); print $2}')")"

mv good moved && mv good_truth moved_truth
ok "data that was moved is known by its own names" lakegen verify moved --deep
mkdir -p above/it && cp -r moved above/it/is
rm -rf above/it/is_truth && cp -r moved_truth above/it/is_truth
ok "a place above the run will do" says "at above/it/is: " lakegen verify above
mv moved good && mv moved_truth good_truth
fails 2 "several runs below '.', at './above/it/is', './good'|at './good', './above/it/is'; name one" "but not one above two" lakegen verify .

damaged
poke bad/part-000001.parquet 5000
fails 9 "^lakegen: 2 differences, the first: 'bad/part-000001.parquet': its content is xxh3:[0-9a-f]{32}, the manifest says xxh3:" \
    "PQ-16: a changed byte" lakegen verify bad
is "… and verify says which page" \
    "$(grep -Ec "bad/part-000001.parquet: row group 0, column 'id': page 0 at byte 4 \([0-9]+ bytes\): its CRC" .out)" 1
damaged
poke bad/part-000001.parquet $(($(stat -c %s bad/part-000001.parquet) - 300))
fails 9 "'bad/part-000001.parquet'" "a changed byte in the footer" lakegen verify bad
damaged
truncate -s -1 bad/part-000002.parquet
fails 9 "'bad/part-000002.parquet': it has [0-9]+ bytes, the manifest says" "PQ-17: a byte less" lakegen verify bad
damaged
rm bad/part-000000.parquet bad_truth/part-000000.parquet
fails 9 "2 differences, the first: 'bad/part-000000.parquet': it is not there" "objects that are not there" lakegen verify bad
ok "… status says so" says '^state    finished, but objects are missing$' lakegen status bad
ok "… and which" says '^missing  bad/part-000000.parquet$' lakegen status bad
damaged
cp bad/part-000000.parquet bad/part-000077.parquet
echo mine >bad/notes.txt
fails 9 "1 difference, the first: 'bad/part-000077.parquet': .*the manifest does not list it" "an object that the manifest does not list" \
    lakegen verify bad
damaged
cp bad/part-000000.parquet bad/part-000001.parquet
fails 9 "'bad/part-000001.parquet'" "one object in another's place" lakegen verify bad
damaged
rm bad/part-000003.parquet && mkdir bad/part-000003.parquet
fails 9 "'bad/part-000003.parquet': .*is not a file" "a folder in an object's place" lakegen verify bad
for n in 0 1 2 3; do poke bad/part-00000$n.parquet 100; done
fails 9 "differences" "many" lakegen verify bad --output-format json
is "… all in JSON" "$(grep -c '"objects_that_differ": 4' .out)" 1

sed -i 's/"version": 1/"version": 9/' bad/_lakegen/mine/manifest.json
fails 11 "manifest.json': it was written by a newer lakegen: version 9" "a manifest of the future" lakegen verify bad
damaged
head -c 1000 good/_lakegen/mine/manifest.json >bad/_lakegen/mine/manifest.json
fails 11 "reading 'bad/_lakegen/mine/manifest.json': line " "a manifest that is cut" lakegen verify bad
damaged
sed -i 's|"objects":"part-{part}.parquet"|"objects":"../good/part-{part}.parquet"|; s|"objects": "part-{part}.parquet"|"objects": "../good/part-{part}.parquet"|' \
    bad/_lakegen/mine/manifest.json bad/_lakegen/mine/plan.json
fails 11 "has an empty segment, '.' or '..'" "a manifest that points elsewhere" lakegen verify bad
damaged
sed -i 's|"ordinal":1,|"ordinal":70,|' bad/_lakegen/mine/manifest.json
fails 11 "a receipt names part 1 of table 'interactions', which the plan does not have" "a part that the plan does not have" lakegen verify bad
damaged
sed -i 's|"ordinal":1,"part":1,|"ordinal":0,"part":0,|' bad/_lakegen/mine/manifest.json
fails 11 "two receipts name part 0 of table 'interactions'" "a part twice" lakegen verify bad
damaged
sed -i 's|"seed":"42"|"seed":"43"|; s|"seed": "42"|"seed": "43"|' bad/_lakegen/mine/manifest.json
ok "a changed identity is nothing to verify" lakegen verify bad
fails 11 "making run mine again: this lakegen makes other bytes: its identity is damaged|--seed" "… but to --deep" lakegen verify bad --deep
damaged
sed -i 's|snappy 1\.[0-9.]* [0-9a-f]*|snappy 0.9.9 0123456789ab|; s|"identity_hash": "....|"identity_hash": "0000|' bad/_lakegen/mine/manifest.json
fails 11 "the encoder was parquet 1; snappy 0.9.9 0123456789ab, is parquet 1; snappy 1" "another encoder" lakegen verify bad --deep
damaged
sed -i 's|"schema":"customer360"|"schema":"absent"|; s|"schema": "customer360"|"schema": "absent"|' bad/_lakegen/mine/manifest.json
fails 4 "no schema plugin named 'absent'" "a schema that is not there" lakegen verify bad --deep

damaged
rm bad/_lakegen/mine/manifest.json bad/_lakegen/mine/node-0-of-1.json bad/part-000001.parquet
fails 11 "run mine is not finished: [0-9]+ of [0-9]+ objects are there, the first that is missing is 'bad/part-000001.parquet'; continue" \
    "an unfinished run" lakegen verify bad
ok "… status" says '^state    not finished' lakegen status bad
fails 11 "is not finished, there is no manifest to count by" "… has no count" lakegen count bad

ok "a run that ended before it was finished" \
    lakegen -q --schema customer360 --payload-kb 1 --rows 300000 --file-size 5mb --duration 200ms --output ended
fails 11 "is not finished: [0-9]+ of [0-9]+ objects are there, the first that is missing is 'ended/part-0" "… proves nothing" lakegen verify ended
is "… though what is there is right" "$(grep -c 'all as the manifest says$' .out)" 1
ok "… status says why" says '^state    not finished; its last process ended by: duration$' lakegen status ended
ok "… count says so" says '^the run is not finished, there will be more$' lakegen count ended
fails 8 "File too large" "a run that failed" sh -c 'ulimit -f 200; trap "" XFSZ; exec lakegen -q --schema hello --rows 1000000 --output failed'
ok "… status shows its error" says "^error    writing 'failed/part-000000.parquet': .*File too large$" lakegen status failed
ok "with SHA-256" lakegen -q --schema hello --rows 1000 --sha256 --output sha
ok "… verified" lakegen verify sha
sed -i 's/"sha256":"...../"sha256":"00000/' sha/_lakegen/*/manifest.json
fails 9 "its SHA-256 is [0-9a-f]{64}, the manifest says 00000" "… and found to differ" lakegen verify sha

for format in csv jsonl; do
    ok "$format" lakegen -q --schema hello --rows 5000 --format $format --output $format
    ok "… is verified" lakegen verify $format --deep
    poke $format/part-000000.$format 700
    fails 9 "its content is" "… and its damage found" lakegen verify $format
done
ok "several tables, own names" lakegen -q --schema customer360 --rows 3000 --payload-kb 0 --path 'a/{table}/x{part}y.{ext}' --output named --seed 'a "b" ü'
ok "… are verified" lakegen verify named --deep
ok "nothing but an empty object" lakegen -q --schema hello --rows 0 --output zero
ok "… is verified" lakegen verify zero --deep
ok "nodes of a run" sh -c 'for i in 0 1 2; do lakegen -q --schema hello --rows 3000000 --file-size 4mb --node-id $i --total-nodes 3 --output nodes || exit; done'
ok "… are verified together" lakegen verify nodes --deep

fails 6 "there is no run of lakegen at 'absent'" "a place that is not there" lakegen verify absent
mkdir nothing
fails 6 "there is no run of lakegen at 'nothing'" "a place where nothing is" lakegen status nothing
fails 6 "there is no run 'other' at 'good'" "a run that is not there" lakegen verify good --run-id other
fails 2 "no destination; write 'lakegen verify DEST'" "no place" lakegen verify
fails 2 "both 'good' and --output 'good' name a place" "two" lakegen verify good --output good
fails 2 "sink 'null' keeps nothing that could be looked at" "a sink that keeps nothing" lakegen verify null:
fails 2 "--memory counts with --deep only" "an option that would do nothing" lakegen verify good --memory 1gb
fails 2 "not an option of 'lakegen status'" "an option of verify" lakegen status good --deep
done_testing
