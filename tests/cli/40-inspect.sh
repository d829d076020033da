# SPDX-License-Identifier: Apache-2.0
# lakegen inspect: what a file holds, in a screen, and what is wrong with it, in a sentence.
. "$srcdir/tests/lib.sh"

ok "a data set" lakegen -q --schema hello --rows 1000 --output p
file=p/part-000000.parquet
says() { pattern=$1; shift; "$@" >said 2>&1 && grep -Eq -e "$pattern" said; }
ok "rows, row groups, columns" says '^format   Parquet 1, .*, 1,000 rows in 1 row group, 4 columns$' lakegen inspect $file
ok "who made it" says '^made by  lakegen version 1.0.0 \(build 1\)$' lakegen inspect $file
ok "pages and CRCs" says '^pages    5 of version 1, 1 dictionaries; CRC right in all$' lakegen inspect $file
ok "page indexes" says '^indexes  column index in all column chunks, offset index in all column chunks, no Bloom filter$' lakegen inspect $file
ok "a column: type, encoding, codec, nulls, bounds" \
    says '^greeting +text +RLE_DICTIONARY +SNAPPY +[0-9]+ B +[0-9.]+ +0 +good day +welcome +2 +ok$' lakegen inspect $file
ok "another" says '^id +int64 +PLAIN +SNAPPY +[0-9.]+ k?B +[0-9.]+ +0 +0 +999 +1 +ok$' lakegen inspect $file
ok "a nullable one" says '^lucky_number +int32 +PLAIN +SNAPPY +[0-9.]+ k?B +[0-9.]+ +[1-9][0-9]+ +1 +49 +1 +ok$' lakegen inspect $file
ok "the part's identity" says '^         lakegen.rows = 0\+1000$' lakegen inspect $file
ok "no problems" says '^no problems$' lakegen inspect $file
ok "JSON" says '"rows": 1000' lakegen inspect $file --output-format json
ok "no rows" lakegen -q --schema hello --rows 0 --output none
ok "… are a file too" says ' 0 rows in 0 row groups, 4 columns' lakegen inspect none/part-000000.parquet

cp $file bad.parquet
printf 'X' | dd of=bad.parquet bs=1 seek=200 conv=notrunc 2>/dev/null
fails 9 "'bad.parquet': 1 problem; row group 0, column 'id': page 0 at byte 4 .*: its CRC is [0-9a-f]{8}, its header says" \
    "PQ-16: a changed byte" lakegen inspect bad.parquet
is "… stands in the table" "$(grep -c '1 WRONG$' .out)" 1
head -c 3000 $file >cut.parquet
fails 9 "'cut.parquet': a Parquet file that is cut short or damaged: it does not end with PAR1" "PQ-17: a cut file" lakegen inspect cut.parquet
printf 'PAR1' >magic.parquet
fails 9 "'magic.parquet': not a Parquet file: it is too short for one" "PQ-17: only a magic" lakegen inspect magic.parquet
: >empty.parquet
fails 9 "too short" "PQ-17: an empty one" lakegen inspect empty.parquet
tail -c +2 $file >tail.parquet
fails 9 "does not begin with PAR1" "without its first byte" lakegen inspect tail.parquet
{ head -c 4 $file; printf 'rubbish'; tail -c 8 $file; } >liar.parquet
fails 9 "damaged: its footer cannot have [0-9]+ bytes, the file has 19" "a footer longer than the file" lakegen inspect liar.parquet
{ printf 'PAR1'; printf '\025\002\031\374\377\377\377\377\017'; printf '\011\000\000\000PAR1'; } >huge.parquet
fails 9 "damaged footer: ends early" "a list of 4 billion columns" lakegen inspect huge.parquet
{ printf 'PAR1'; printf '\034\034\000\000\000'; printf '\005\000\000\000PARE'; } >secret.parquet
fails 6 "the file is encrypted \(AES_GCM_V1\); files are inspected only in clear" "an encrypted footer" lakegen inspect secret.parquet

ok "CSV" lakegen -q --schema hello --rows 10 --format csv --output c
ok "… has a shape" says '^format   CSV, [0-9]+ B, 10 rows, 4 columns, a header$' lakegen inspect c/part-000000.csv
ok "… and columns" says '^lucky_number +integer +[0-9]+ +[0-9]+ +0 +0 +2$' lakegen inspect c/part-000000.csv
ok "JSON Lines" lakegen -q --schema hello --rows 10 --format jsonl --output j
ok "… has a shape" says '^format   JSON Lines, [0-9]+ B, 10 rows, 4 columns$' lakegen inspect j/part-000000.jsonl
printf 'a,b\n1,2\n3\n' >ragged.csv
fails 9 "'ragged.csv': 1 problem; row 3 has 1 cells, the first row 2" "PQ-29: a short row" lakegen inspect ragged.csv
printf 'a,b\n1,"2\n' >open.csv
fails 9 "ends inside the quotes of row 2" "PQ-29: a quote that is never closed" lakegen inspect open.csv
printf 'a,b\n1,\000\n' >nul.csv
fails 9 "row 2: a NUL byte" "PQ-29: a NUL" lakegen inspect nul.csv
printf '{"a":1}\n{"a":\n' >open.jsonl
fails 9 "'open.jsonl': 1 problem; line 2: " "PQ-31: a line that is no JSON" lakegen inspect open.jsonl
printf '{"a":1e999}\n{"a":"\\ud800"}\n' >odd.jsonl
fails 9 "2 problems; line 1: " "PQ-31: a number too large, half a character" lakegen inspect odd.jsonl
ok "CSV in gzip" lakegen -q --schema hello --rows 5000 --format csv --compression gzip --output z
ok "… has a shape" says '^format   CSV, [0-9]+ kB, packed [0-9.]+ kB with gzip, 5,000 rows, 4 columns, a header$' lakegen inspect z/part-000000.csv.gz
head -c 8000 z/part-000000.csv.gz >cut.csv.gz
fails 9 "damaged gzip at about byte 8000: it ends too early" "PQ-32: cut" lakegen inspect cut.csv.gz
{ cat z/part-000000.csv.gz; echo junk; } >junk.csv.gz
fails 9 "damaged gzip .*: incorrect header check" "PQ-32: something behind its last member" lakegen inspect junk.csv.gz
if command -v zstd >/dev/null && lakegen -q --schema hello --rows 5000 --format jsonl --compression zstd --output s; then
    ok "JSON Lines in zstd" says '^format   JSON Lines, [0-9]+ kB, packed [0-9.]+ kB with zstd, 5,000 rows, 4 columns$' \
        lakegen inspect s/part-000000.jsonl.zst
    head -c 8000 s/part-000000.jsonl.zst >cut.jsonl.zst
    fails 9 "damaged zstd at about byte 8000: it ends too early" "PQ-32: cut" lakegen inspect cut.jsonl.zst
    cp s/part-000000.jsonl.zst flip.jsonl.zst && printf 'XX' | dd of=flip.jsonl.zst bs=1 seek=9000 conv=notrunc 2>/dev/null
    fails 9 "damaged zstd|line [0-9]+: " "PQ-32: changed" lakegen inspect flip.jsonl.zst
fi
gzip -c open.csv >open.csv.gz
fails 9 "ends inside the quotes of row 2" "faults of what is packed" lakegen inspect open.csv.gz
printf '\001\000\002' >binary
fails 9 "'binary': it is none of Parquet, CSV and JSON Lines" "something else" lakegen inspect binary

fails 6 "opening 'absent': No such file" "a file that is not there" lakegen inspect absent
fails 6 "'p' is a folder; name a file in it, or see 'lakegen verify'" "a folder" lakegen inspect p
mkfifo fifo
fails 6 "'fifo' is not a file" "a pipe" lakegen inspect fifo
fails 2 "no file; write 'lakegen inspect FILE'" "nothing" lakegen inspect
fails 2 "is one word too many" "two files" lakegen inspect $file $file
fails 2 "not an option of 'lakegen inspect'" "an option of others" lakegen inspect $file --rows 5
evil=$(printf 'a\033[31mred.csv')
printf 'a\n1\n1,2\n' >"$evil"
fails 9 'a\\x1b\[31mred.csv' "names that a terminal would obey" lakegen inspect "$evil"
is "… nor in the output" "$(grep -c "$(printf '\033')" .out)" 0
done_testing
