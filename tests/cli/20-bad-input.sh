# SPDX-License-Identifier: Apache-2.0
# Bad input: a sentence, the right status, and nothing under a final name.
. "$srcdir/tests/lib.sh"

l() { lakegen --schema hello --output out "$@"; }
fails 4 "no schema plugin named 'helo', did you mean 'hello'\?.*searched" "unknown schema" lakegen --schema helo
fails 4 "no sink plugin named 'tape'" "unknown sink" l --sink tape
fails 2 "unknown option '--scael', did you mean '--scale'\?" "unknown option" l --scael 1
fails 2 "unknown option '--lucky-ration', did you mean '--lucky-ratio'\?" "unknown option, near a schema's" l --lucky-ration 1
fails 2 "unknown option 'lucky', did you mean 'lucky_ratio'\?" "unknown key of --set" l --set lucky=1
fails 2 "unknown option '-z'" "unknown letter" l -z
fails 2 "unknown command 'generat', did you mean 'generate'\?" "unknown command" lakegen generat
fails 2 "no schema; give --schema NAME" "no schema" lakegen generate --rows 5
fails 2 "one word too many" "too many words" lakegen generate hello world
fails 2 "both 'hello' and --schema hello" "a schema twice" lakegen generate hello --schema hello
fails 2 "\-\-rows needs a value" "missing value" l --rows
fails 2 "is not an option of 'lakegen list'" "an option of another command" lakegen list --scale 1
fails 2 "is not an option of 'lakegen help'" "an option that help has no use for" lakegen help --output-format json
fails 2 "'lakegen describe' alone prints it" "Markdown of what has none" lakegen list --output-format markdown
fails 2 "not UTF-8" "bytes that are no text" l --seed "$(printf '\377')"

for scale in 0 -1 NaN 1e308 10001 0.0000000001 ""; do
    fails 2 "\-\-scale: '$scale' " "--scale '$scale'" l --scale "$scale"
done
for rows in -1 1e3 9223372036854775808 five; do
    fails 2 "\-\-rows" "--rows '$rows'" l --rows "$rows"
done
fails 2 "has no table 'x'" "--rows of no table" l --rows x=5
for threads in 0 -1 1025 many; do
    fails 2 "\-\-threads: '$threads' " "--threads '$threads'" l --threads "$threads"
done
for size in 1 1PiB -5mb 99999999999tb big; do
    fails 2 "\-\-row-group-size: .*'$size'" "--row-group-size '$size'" l --row-group-size "$size"
done
fails 2 "is outside 1024" "--file-size 1" l --file-size 1
fails 2 "\-\-seed: the value is empty" "an empty seed" l --seed ""
fails 2 "'avro' is none of auto" "unknown format" l --format avro
fails 2 "compression 'zip' is unknown; there are none, snappy, gzip, zstd and lz4" "unknown compression" l --compression zip
fails 2 "compression 'gzip:99': the levels of gzip are 1 to 12" "a level that is not there" l --compression gzip:99
fails 2 "format 'csv' takes none, gzip and zstd" "compression that a format has not" l --format csv --compression snappy
fails 2 "\-\-path.*'\.\.'" "a path that leaves" l --path '../{part}'
fails 2 "unknown placeholder" "a path with a wrong placeholder" l --path '{x}{part}'
fails 2 "\-\-run-id" "a run id with a slash" l --run-id a/b
fails 2 "has no ground truth" "ground truth where there is none" l --ground-truth
fails 2 "has no table 'y'" "--tables of no table" l --tables y
fails 3 "option 'lucky_ratio': '1.1' is outside 0..1" "an option out of range" l --lucky-ratio 1.1
fails 3 "option 'lucky_ratio': 'NaN'" "an option that is no number" l --lucky-ratio NaN

c() { lakegen --schema customer360 --output out --rows 10 "$@"; }
for date in 2023-02-29 2024-13-01 yesterday 2024-01-01T25:00; do
    fails 3 "'$date' is not a date" "timestamp $date" c --timestamp-start $date
done
fails 3 "timestamp_end is not after timestamp_start" "time that runs backwards" c --timestamp-end 2020-01-01
fails 3 "type_weights.*negative" "negative weights" c --type-weights 1,1,1,1,-1
fails 3 "all weights are 0" "no weights" c --type-weights 0,0,0,0,0
fails 3 "4 weights, there must be 5" "too few weights" c --type-weights 1,1,1,1
fails 3 "zipf_alpha.*outside" "zipf_alpha 1" c --zipf-alpha 1
for ratio in NaN -0.1 1.1; do
    fails 3 "dirty_ratio" "dirty_ratio $ratio" c --dirty-ratio $ratio
done

fails 3 "without --node-id" "nodes without a number" l --total-nodes 3
fails 3 "without --total-nodes" "a number without nodes" l --node-id 1
fails 3 "nodes are numbered from 0" "node 3 of 3" l --node-id 3 --total-nodes 3
for index in x -1 1099511627776; do
    JOB_COMPLETION_INDEX=$index
    export JOB_COMPLETION_INDEX
    fails 3 "JOB_COMPLETION_INDEX|nodes are numbered" "JOB_COMPLETION_INDEX=$index" l --total-nodes 2
done
JOB_COMPLETION_INDEX=1
fails 3 "JOB_COMPLETION_INDEX is 1 but" "JOB_COMPLETION_INDEX alone" l
unset JOB_COMPLETION_INDEX
LAKEGEN_CPU=z80
export LAKEGEN_CPU
fails 3 "LAKEGEN_CPU is 'z80'" "a processor that is not there" l --rows 5
unset LAKEGEN_CPU
fails 8 "1 MiB of memory are not enough, one thread needs [0-9]+ MiB; raise" "too little memory" l --memory 1mb
fails 2 "takes one table" "two tables to one stream" lakegen --schema customer360 --ground-truth --rows 5 --sink stdout

e() { lakegen estimate hello "$@"; }
fails 3 "would take more than 9223372036854775807 bytes; lower --rows" "more bytes than a number holds" \
    e --rows 9223372036854775807 --sink stdout
fails 3 "would have [0-9]+ parts, the limit is 100 million; raise --file-size" "more parts than names" e --rows 9223372036854775807
fails 3 "would have [0-9]+ parts" "… also in files of a pebibyte" e --rows 9223372036854775807 --file-size 1024tb
fails 3 "more than 32767 row groups, the most that parquet takes in one object" "PQ-11: more row groups than Parquet has" \
    e --rows 100000000000 --sink stdout --format parquet
fails 8 "MiB of memory are not enough.*raise --row-group-size" "more row groups than fit memory" \
    e --rows 100000000000000000 --sink stdout --format csv

fails 2 "sink 'null' keeps nothing, so that it has no place 'out'" "a place for nothing" l --rows 5 --sink null
fails 2 "sink 'stdout' keeps nothing" "a place for a stream" l --rows 5 --sink -

is "nothing was written" "$(ls)" ""

fails 2 "'1' is one of several numbers; write a number without separators" \
    "digits in groups" lakegen --schema hello --rows 1,000 --sink null
fails 2 "table 'greetings' is given twice" "a table twice" lakegen --schema hello --rows greetings=1,greetings=2 --sink null
fails 2 "has no table 'nobody'" "rows of no table" lakegen --schema hello --rows nobody=1 --sink null
fails 2 "follow from those of 'interactions'" "rows of a derived table" lakegen --schema customer360 --rows interactions_truth=1 --sink null
ok "rows by a table's name" lakegen --schema hello --rows greetings=7 --sink null
done_testing
