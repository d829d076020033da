# SPDX-License-Identifier: Apache-2.0
# Row groups that turn out far larger than the plan's sample: the run succeeds with any number of threads, and gives the same bytes.
. "$srcdir/tests/lib.sh"
command -v ${CC%% *} >/dev/null || skip_all "no compiler"

$CC -std=c11 -O1 -fPIC -shared -fvisibility=hidden -I"$srcdir/core/include" "$srcdir/tests/faults/growing.c" -o growing.so || exit 99
made() { # made THREADS OPTION...: one object, several row groups
    threads=$1
    shift
    lakegen -q --schema ./growing.so --threads "$threads" --output "t$threads" --file-size 1tb --row-group-size 1mb --overwrite "$@"
}
for format in parquet csv; do
    ok "$format: one thread" made 1 --format $format
    reference=$(digests t1)
    for threads in 2 3 4; do
        ok "$format: $threads threads at one object" made $threads --format $format
        is "… give the same bytes" "$(digests t$threads)" "$reference"
    done
    rm -rf t?
done
done_testing
