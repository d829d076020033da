# SPDX-License-Identifier: Apache-2.0
# Equal plans give equal bytes, for every schema that is built: for every number of threads and nodes, memory limit, locale, time zone
# and processor; and a row asked for alone has the cells of the file.
. "$srcdir/tests/lib.sh"

# 12,000 rows in parts of some row groups each, so that there is something to share out, whatever a row takes
make_data() { # make_data FOLDER [OPTION]...
    folder=$1
    shift
    lakegen -q --schema "$schema" $size $cut $truth --output "$folder/d" "$@" || echo "# status $? of lakegen $*"
}
choose_sizes() {
    size="--scale 0.002 --rows 12000 --seed 42"
    bytes=$(lakegen estimate "$schema" $size --output-format json | sed -n 's/^ "bytes": \([0-9]*\),/\1/p')
    cut="--file-size $((bytes / 6)) --row-group-size $((bytes / 24))"
    truth=
    ! lakegen describe "$schema" --output-format json | grep -q '"derived_from"' || truth=--ground-truth
}
same() { # same DESCRIPTION FOLDER
    digests "$2" >"$2.sum"
    is "$1: $schema" "$(cat "$2.sum")" "$(cat reference.sum)"
    rm -rf "$2"
}
other() {
    make_data o --seed 43
    ! cmp -s o/d/part-000000.parquet reference/d/part-000000.parquet
}
one_part() {
    cut="--file-size 1gb --row-group-size $((bytes / 24))"
    make_data one --threads 1 && make_data two --threads 4 &&
        cmp one/d/part-000000.parquet two/d/part-000000.parquet
}
alone() {
    lakegen -q --schema "$schema" $size --sink - --format jsonl >rows.jsonl
    for rows in 0+1 1+1 2+5 999+3 4095+2 4096+1 5021+1000 11999+1; do
        lakegen preview "$schema" $size --offset ${rows%+*} -n ${rows#*+} --format jsonl >some.jsonl || return 1
        tail -n +$((${rows%+*} + 1)) rows.jsonl | head -n ${rows#*+} | cmp - some.jsonl || return 1
    done
}

check() {
    choose_sizes
    make_data reference --threads 1
    digests reference >reference.sum
    ok "$schema: there are several parts" test "$(grep -c parquet reference.sum)" -ge 5
    for threads in 2 3 8; do
        make_data t$threads --threads $threads
        same "PQ-25: $threads threads" t$threads
    done
    for nodes in 2 3 7; do
        node=$((nodes - 1)) # the last one first: order does not matter
        while [ $node -ge 0 ]; do
            make_data n$nodes --node-id $node --total-nodes $nodes
            node=$((node - 1))
        done
        ok "$schema: $nodes nodes end with a manifest" test -f n$nodes/d/_SUCCESS
        same "PQ-25: $nodes nodes" n$nodes
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
        same "PQ-26: locale $locale" l
    done
    for zone in UTC Asia/Kathmandu America/St_Johns Pacific/Apia; do
        TZ=$zone make_data z
        same "PQ-26: time zone $zone" z
    done
    for path in portable aesni vaes armv8; do
        if LAKEGEN_CPU=$path lakegen version >/dev/null 2>&1; then
            LAKEGEN_CPU=$path make_data c
            same "PQ-28: code path $path" c
        else
            echo "# code path $path: not of this processor"
        fi
    done
    (umask 077 && unset HOME && make_data u)
    same "PQ-26: umask 077 and no HOME" u
    (cd / && make_data "$top_dir/w")
    same "PQ-26: another working folder" w
    SOURCE_DATE_EPOCH=86400 make_data e
    same "PQ-27: SOURCE_DATE_EPOCH" e
    make_data g --progress none
    same "no progress" g
    ok "$schema: another seed gives other bytes" other
    for seed in 0 -1 42a text 9223372036854775808; do
        ok "$schema: seed '$seed' works" make_data "s$seed" --seed "$seed"
    done
    ok "$schema: several workers on one part" one_part
    ok "$schema: rows asked for alone are those of the file" alone
    rm -rf -- *
}

for plugin in "$builddir"/stage/schemas/*.so; do
    schema=${plugin##*/}
    schema=${schema%.so}
    [ "$schema" = declared ] || check # which has tables only of a file, and a test of its own
done
done_testing
