# SPDX-License-Identifier: Apache-2.0
# Equal plans give equal bytes: for every number of threads and nodes, memory limit, locale, time zone and processor.
. "$srcdir/tests/lib.sh"

# 12,000 rows with small parts and row groups, so that there is something to share out
make_data() { # make_data FOLDER [OPTION]...
    folder=$1
    shift
    lakegen -q --schema customer360 --scale 0.005 --payload-kb 1 --ground-truth --file-size 4mb --row-group-size 1mb \
        --output "$folder/d" "$@" || echo "# status $? of lakegen $*"
}
make_data reference --threads 1
digests reference >reference.sum
ok "there are several parts" test "$(grep -c parquet reference.sum)" -ge 7

same() { # same DESCRIPTION FOLDER
    digests "$2" >"$2.sum"
    is "$1" "$(cat "$2.sum")" "$(cat reference.sum)"
    rm -rf "$2"
}
for threads in 2 3 8; do
    make_data t$threads --threads $threads
    same "$threads threads" t$threads
done
for nodes in 2 3 7; do
    node=$((nodes - 1)) # the last one first: order does not matter
    while [ $node -ge 0 ]; do
        make_data n$nodes --node-id $node --total-nodes $nodes
        node=$((node - 1))
    done
    ok "$nodes nodes end with a manifest" test -f n$nodes/d/_SUCCESS
    same "$nodes nodes" n$nodes
done
for node in 0 1; do
    JOB_COMPLETION_INDEX=$node make_data job --total-nodes 2
done
same "nodes numbered by JOB_COMPLETION_INDEX" job
for memory in 40mb 200mb 2gb; do
    make_data m$memory --memory $memory --threads 8
    same "at most $memory of memory" m$memory
done
for locale in C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8 ar_EG.UTF-8; do
    LC_ALL=$locale make_data l
    same "locale $locale" l
done
for zone in UTC Asia/Kathmandu America/St_Johns Pacific/Apia; do
    TZ=$zone make_data z
    same "time zone $zone" z
done
for path in portable aesni vaes armv8; do
    if LAKEGEN_CPU=$path lakegen version >/dev/null 2>&1; then
        LAKEGEN_CPU=$path make_data c
        same "code path $path" c
    else
        echo "# code path $path: not of this processor"
    fi
done
(umask 077 && unset HOME && make_data u)
same "umask 077 and no HOME" u
(cd / && make_data "$top_dir/w")
same "another working folder" w
make_data g --file-size 4mb --progress none
same "no progress" g

other() {
    make_data o --seed 43
    ! cmp -s o/d/part-000000.parquet reference/d/part-000000.parquet
}
ok "another seed gives other bytes" other
for seed in 0 -1 42a "text seed" 9223372036854775808; do
    ok "seed '$seed' works" make_data "s$seed" --seed "$seed"
done
one_group() {
    lakegen -q --schema customer360 --rows 5000 --payload-kb 0 --output one --threads 1 --row-group-size 100kb &&
        lakegen -q --schema customer360 --rows 5000 --payload-kb 0 --output two --threads 4 --row-group-size 100kb &&
        cmp one/part-000000.parquet two/part-000000.parquet
}
ok "several workers on one part" one_group
done_testing
