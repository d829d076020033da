# SPDX-License-Identifier: Apache-2.0
# Destinations that are occupied, missing, unwritable or full: a sentence, the right status, and no partial object.
. "$srcdir/tests/lib.sh"

h() { lakegen --schema hello --rows 100000 "$@"; }
leftovers() { find "$1" -name '*.tmp' | grep . && return 1 || return 0; }

ok "first run" h --output out
fails 6 "occupied: 'out/part-000000.parquet' exists, made by run [0-9a-f]{16}; choose another --output, or --overwrite" \
    "the place is taken" h --output out
before=$(sha256sum out/part-000000.parquet)
fails 6 "occupied" "also for another plan" h --output out --seed 1
is "nothing was touched" "$(sha256sum out/part-000000.parquet)" "$before"
ok "--overwrite replaces" h --output out --overwrite --seed 1
replaced() { [ "$(sha256sum out/part-000000.parquet)" != "$before" ] && [ -f out/_SUCCESS ]; }
ok "… the object" replaced
is "… and one manifest is left" "$(ls out/_lakegen/*/manifest.json | wc -l)" 1
mkdir other && echo mine >other/part-000000.parquet
fails 6 "'other/part-000000.parquet' exists; choose" "an object of nobody we know is in the way too" h --output other
is "… and is not touched" "$(cat other/part-000000.parquet)" mine
mkdir unrelated && echo mine >unrelated/notes.txt
ok "unrelated files are not in the way" h --output unrelated
fails 11 "is another plan's: --rows of 'greetings' was 5, is 6; give the same options, choose another --output or --run-id" "two plans cannot share a run id" \
    sh -c "lakegen -q --schema hello --rows 5 --output r --run-id mine && rm r/part* r/_SUCCESS r/_lakegen/mine/m* &&
           lakegen --schema hello --rows 6 --output r --run-id mine"

fails 2 "is the root folder" "the root folder" h --output /
fails 2 "is empty" "no folder" h --output ""
echo file >file
fails 6 "'file' is not a folder|making folder" "a file where a folder should be" h --output file
fails 6 "'file' is not a folder" "… or above it" h --output file/sub
ln -s nowhere dangling
fails 6 "dangling" "a link to nowhere" h --output dangling
long=$(printf '%0300d' 0)
fails 6 "File name too long" "a name that is too long" h --output "$long"
mkdir part && mkdir part/part-000000.parquet
fails 6 "part-000000.parquet' is not a file" "a folder where an object should be" h --output part

mkdir -m 555 readonly
unprivileged() { "$@"; } # root may write anywhere, but for the capability
[ "$(id -u)" -ne 0 ] || unprivileged() { setpriv --bounding-set=-dac_override "$@"; }
if unprivileged true 2>/dev/null; then
    fails 6 "writing to folder 'readonly': Permission denied" "an unwritable folder" unprivileged lakegen --schema hello --output readonly
    fails 6 "making folder 'readonly/sub': Permission denied" "… or one above" unprivileged lakegen --schema hello --output readonly/sub
else
    skip "an unwritable folder" "no setpriv, and root may write anywhere"
fi

limited() { # a limit of the size of files, in blocks of 512 bytes
    sh -c 'ulimit -f 200; trap "" XFSZ; exec lakegen --schema hello --rows 1000000 --output limited'
}
fails 8 "File too large" "files may not grow so large" limited
ok "… nothing is left" leftovers limited
is "… under a final name" "$(find limited -name '*.parquet')" ""

in_small_disk() { # in_small_disk SIZE COMMAND...
    size=$1
    shift
    mkdir -p disk
    unshare --mount sh -c 'mount -t tmpfs -o size='"$size"' tmpfs disk && "$@"; status=$?; find disk -type f | grep -v _lakegen >list; exit $status' sh "$@"
}
if unshare --mount true 2>/dev/null; then
    fails 8 "has .* of room, the plan needs about" "a disk that is too small is refused at once" \
        in_small_disk 5m lakegen --schema hello --rows 10000000 --output disk/out
    is "… before anything is made" "$(cat list)" ""
    for size in 1m 3m 7m 12m; do
        fails 8 "No space left on device" "a disk of $size fills up" \
            in_small_disk $size lakegen --schema hello --rows 1000000 --output disk/out --check-space false
        is "… and no object, whole or partial, is there" "$(cat list)" ""
    done
    fails 6 "Read-only file system" "a read-only disk" \
        unshare --mount sh -c 'mkdir -p ro && mount -t tmpfs tmpfs ro && mount -o remount,ro ro && lakegen --schema hello --output ro/out'
else
    skip "small and read-only disks" "this user may not mount"
fi
fails 8 "writing to standard output: No space left" "/dev/full" sh -c 'lakegen --schema hello --rows 100000 --sink stdout >/dev/full'
fails 141 "^lakegen: hello, 3,000,000 rows" "a reader that went away" \
    sh -c 'set -o 2>/dev/null; { lakegen --schema hello --rows 3000000 --sink stdout; echo $? >status; } | head -n 1 >/dev/null; exit $(cat status)'
is "… and nothing is said about it" "$(wc -l <.err)" 1
fails 6 "Bad file descriptor" "no standard output at all" sh -c 'lakegen --schema hello --rows 10 --sink stdout >&-'

# A run that is interrupted leaves nothing under a final name, and nothing else either.
interrupted() {
    lakegen --schema customer360 --scale 1 --output cut &
    process=$!
    while ! ls cut/.part* >/dev/null 2>&1 && kill -0 $process 2>/dev/null; do :; done
    kill -$1 $process
    wait $process
}
for signal in INT:130 TERM:143; do
    fails ${signal#*:} "interrupted" "interrupted by SIG${signal%:*}" interrupted ${signal%:*}
    ok "… leaves no temporary file" leftovers cut
    rm -rf cut
done
done_testing
