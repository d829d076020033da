# SPDX-License-Identifier: Apache-2.0
# --target-size: rows for a size of files, the same on every node.
. "$srcdir/tests/lib.sh"

plan() { # what estimate says, without the time that it measured
    lakegen estimate --output-format json "$@" >.plan || echo "no plan of $*"
    grep -v '"seconds"' .plan
}
fact() { plan "$@" | sed -n "s/^ \"$name\": \(.*\),/\1/p" | head -n 1; }
within() { # within PERCENT GOT EXPECTED
    [ $((($2 > $3 ? $2 - $3 : $3 - $2) * 100)) -le $(($3 * $1)) ]
}

name=bytes
for size in 1mb:1000000 1MiB:1048576 20mb:20000000 3gb:3000000000 100GB:100000000000 2.5tb:2500000000000; do
    ok "an estimate of ${size%:*}" within 1 "$(fact customer360 --target-size ${size%:*})" ${size#*:}
done
name=rows
ok "100 GB of customer360 are about 10 units of scale" within 15 "$(fact customer360 --target-size 100gb)" 24000000
sizes() { du -bc "$@" | tail -n 1 | cut -f 1; }
for format in parquet csv jsonl; do
    lakegen -q --schema customer360 --target-size 30mb --format $format --output c360-$format
    ok "30 MB of customer360 as $format, written" within 10 "$(sizes c360-$format/part*)" 30000000
    lakegen -q --schema hello --target-size 5mb --file-size 2mb --format $format --output hello-$format
    ok "5 MB of hello as $format, written" within 10 "$(sizes hello-$format/part*)" 5000000
done
lakegen -q --schema hello --target-size 1 --output least
is "at least one row" "$(lakegen estimate hello --target-size 1 | grep ^size | cut -d, -f1)" "size     1 rows"
name=identity_hash
is "every node finds the same plan" \
    "$(for node in 0 1 2; do fact customer360 --target-size 3gb --node-id $node --total-nodes 3; done | sort -u | wc -l)" 1
is "… whatever its threads and memory" "$(fact customer360 --target-size 1gb --threads 1)" \
    "$(fact customer360 --target-size 1gb --threads 8 --memory 4gb)"
rows=$(name=rows && fact customer360 --target-size 1gb --scale 3)
is "with a scale, it says the rows of that scale" "$(fact customer360 --target-size 1gb --scale 3)" \
    "$(fact customer360 --rows $rows --scale 3)"
differ() { [ "$(fact customer360 --target-size 10gb)" != "$(fact customer360 --target-size 10gb --scale 1)" ]; }
ok "without one, customers grow with the rows" differ
is "--target-tb counts as lakebench does" "$(fact customer360 --target-tb 0.01)" "$(fact customer360 --target-size 10995116277)"
last=$(($(name=rows && fact hello --target-size 1mb) - 1))
is "preview knows the last row" "$(lakegen preview hello --target-size 1mb --offset $last --columns id | tail -n 1)" "$last"
ok "truth counts when it is made" within 3 "$(name=bytes && fact customer360 --target-size 50mb --ground-truth)" 50000000
fails 2 "^lakegen: --target-size: 900000000000000000 bytes need a scale above 10000; with a scale given, only rows grow$" "more than any scale" \
    lakegen estimate customer360 --target-size 900pb
for size in 0 -5gb 9999999999tb lots; do
    fails 2 "\-\-target-size: .*'$size'" "--target-size $size" lakegen estimate hello --target-size $size
done
echo 'target_size: 900pb' >big.yaml
fails 2 "^lakegen: --target-tb: [0-9]* bytes need a scale" "an older name is told as it was given" lakegen estimate customer360 --target-tb 900000
fails 3 "^lakegen: big.yaml:1:14: 9[0-9]* bytes need a scale" "a file's target is told with its place" lakegen estimate big.yaml --schema hello

# ---- other mistakes are not the target's ----
printf 'schema: hello\ntarget_size: 1mb\n' >target.yaml
fails 2 "^lakegen: --compression: |^lakegen: format 'csv' takes|^lakegen: --compression snappy" "a mistake of the command line stays one" \
    lakegen estimate target.yaml --format csv --compression snappy
fails 2 "^lakegen: unknown option '--lucky-ration'" "… an unknown option too" lakegen estimate target.yaml --lucky-ration 1
fails 4 "^lakegen: no sink plugin named 'nosuch'" "… and a sink that is not there" lakegen estimate target.yaml --sink nosuch
printf 'schema: hello\ntarget_size: 1mb\noutput: {sink: nosuch}\n' >sinkless.yaml
for command in preview describe; do
    ok "$command needs no sink for it" lakegen $command sinkless.yaml
done
ok "… and no format that can be generated" lakegen preview target.yaml --format table
is "the form of a preview does not change the rows" "$(lakegen preview target.yaml --format csv --offset $last --columns id | tail -n 1)" "$last"
done_testing
