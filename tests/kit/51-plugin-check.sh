# SPDX-License-Identifier: Apache-2.0
# lakegen plugin check finds every broken promise, and nothing in plugins that keep theirs.
. "$srcdir/tests/lib.sh"
command -v ${CC%% *} >/dev/null || skip_all "no compiler"

for so in "$builddir"/stage/schemas/*.so; do
    name=$(basename "$so" .so)
    file=
    [ "$name" != declared ] || file="--set file=$srcdir/plugins/schemas/declared/examples/customer360.yaml"
    # shellcheck disable=SC2086 # two words or none
    ok "schema $name keeps its promises" lakegen plugin check "$name" --scale 0.01 $file
    grep -q '^FAIL' .out && cat .out
done
ok "a schema that refuses --rows, for others refer to its rows" \
    lakegen plugin check declared --file "$srcdir/plugins/schemas/declared/examples/shop.yaml" --scale 0.1
for name in file null stdout; do
    ok "sink $name keeps its promises" lakegen plugin check "$name"
done
mkdir scratch
ok "a check in a scratch folder" env TMPDIR="$PWD/scratch" lakegen plugin check file
is "leaves nothing of it" "$(ls scratch)" ""

build() { # build schema|sink ODD [OPTION]...: an odd plugin in a folder of its own
    kind=$1 odd=$2
    shift 2
    rm -rf "$odd"
    mkdir "$odd"
    $CC -std=gnu11 -O1 -fPIC -shared -fvisibility=hidden -DODD="\"$odd\"" -DFLAGS=LG_SINK_FOLDERS \
        -I"$srcdir/core/include" "$srcdir/tests/kit/odd_$kind.c" -o "$odd/odd.so" -L"$builddir/.libs" -llakegen -lm "$@" 2>build.err ||
        { cat build.err; exit 99; }
}
finds() { # finds PATTERN DESCRIPTION: it fails, and a line of the report says the pattern
    fails 4 "odd\.so: [0-9]+ of [0-9]+ checks failed$" "$2" lakegen plugin check "./$odd/odd.so"
    found=$(grep -cE "^FAIL  $1" .out)
    [ "$found" -gt 0 ] || sed 's/^/# /' .out
    is "$2: the report says so" "$found" 1
}

# ---- schemas ----
build schema none
ok "a schema without an oddity" lakegen plugin check ./none/odd.so
is "all checks are made" "$(grep -c '^ok ' .out)" 16
build schema exports -DEXPORTS
finds "exports its entry function alone: it also exports 'odd_helper'" "another symbol"
build schema private -DPRIVATE
finds "uses what the installed headers declare: it calls 'lg_string_clear', which no installed header declares" "a private function"
$CC -std=c11 -O1 -fPIC -shared -fvisibility=hidden -I"$srcdir/core/include" "$srcdir/plugins/schemas/hello/hello.c" -o hello.so
fails 4 "1 of 16 checks failed" "a plugin without its library" lakegen plugin check ./hello.so
cp .out report
ok "the report says so" grep -qF "and is not linked with liblakegen; link with \$(pkg-config --libs lakegen)" report
build schema libm -DLIBM
finds "calls nothing that differs between machines: it calls 'exp'" "libm"
build schema summary -DSUMMARY='"A full stop."'
finds "says what it is, and what its options are: the summary is not one line without a full stop" "a sentence as summary"
build schema doc -DNO_DOC
finds "describes its tables and columns: column 'x' has no \.doc" "a column without a word"
build schema key -DNO_KEY
finds "describes its tables and columns: table 'rows': \.primary_key names 'nobody', which is no column" "a key that is no column"
build schema distinct
finds "describes its tables and columns: the dictionary of column 'word' has 'two' twice" "a value twice in a dictionary"
build schema rows
finds "describes the same when it is opened again: table 'rows' has other columns, values or rows" "rows that change"
build schema bool
finds "fills batches as the headers say: generating .*: column 'flag' row 0 is a bool of 7" "a bool of 7"
build schema digits
finds "fills batches as the headers say: generating .*: column 'price' row 0 has more than 3 digits" "a decimal that is too long"
build schema index
finds "fills batches as the headers say: generating .*: column 'word' row 0 has index 2 in a dictionary of 2" "an index behind the dictionary"
build schema calls
finds "gives the same cells in a batch that was used: table 'rows', rows 0 to 399: column 'x' differs in row 0" "PL-14: cells by the number of calls"
build schema opened
finds "gives the same cells when it is opened again: .*column 'x' differs" "cells by the state"
build schema slice
finds "gives the same cells row by row: .*column 'x' differs in row 1 of the table" "cells by the slice"
build schema size
finds "gives the same cells in slices of any size: .*column 'x' differs" "cells by the slice's size"
build schema order
finds "gives the same cells after others, in any order: .*column 'x' differs" "cells by what was made before"
build schema crash
finds "gives the same cells column by column: it crashed: signal 11" "PL-11: a crash"
build schema thread
finds "gives the same cells on several threads at once: .*column 'x' differs" "PL-15: cells by the thread"
build schema cut
finds "gives the same cells when --rows cuts the table: .*column 'x' differs" "cells by --rows"
build schema truth
finds "gives the same cells with ground truth and without: .*column 'x' differs" "cells by --ground-truth"
build schema quit
finds "fills batches as the headers say: it ended the process with status 3" "PL-11: the end of the process"

# ---- sinks ----
build sink none
ok "a sink without an oddity" lakegen plugin check ./none/odd.so
is "all checks of sinks are made" "$(grep -c '^ok ' .out)" 18
build sink once
finds "opens, more than once: opened again: open\(\) failed with code 6 and said nothing" "a sink that opens once"
build sink early
finds "shows an object when it is committed, and not before: stat\(\) finds the object before commit\(\)" "an object that shows early"
build sink shows_hidden
finds "shows an object when it is committed, and not before: list\(\) shows 1 other names before commit\(\)" "a listing of unfinished objects"
build sink short
finds "reads back what was written: read\(\) from byte 0 on gives" "lost bytes"
build sink offset
finds "reads back what was written: read\(\) from byte 1 on gives other bytes" "a read from elsewhere"
build sink silent
finds "says so when there is no object: read\(\) of an absent object gives code 0 instead of 14" "a read of nothing"
build sink empty
finds "stores an empty object: stat\(\) finds no object that is empty" "an empty object that is not there"
build sink leaves
finds "leaves nothing of an aborted object: stat\(\) finds the object after abort\(\)" "what abort() leaves"
build sink size
finds "shows an object when it is committed, and not before: stat\(\) gives 2097313 bytes after commit\(\) instead of 2097312" "a wrong size"
build sink absent
finds "removes objects, also absent ones: an absent object is success: remove\(\):" "removing what is not there"
build sink goes_on
finds "lists what begins with a prefix: list\(\) that is told to stop shows 3 names instead of 1" "a listing without an end"
build sink overwrites
finds "publishes records: publish\(\) if absent gives code 0 instead of 15" "a record that is replaced"
build sink keeps
finds "gives blocks back: [0-9]+ of [0-9]+ blocks were not given back" "blocks that are kept"
build sink holds
finds "needs no more memory than \.memory\(\) says: 2 blocks are held after 2097152 bytes; \.memory\(\) says 0 bytes of buffers" "blocks that are held"
build sink hoards
if grep -q '^#define HAVE_MALLINFO2 1' "$builddir/config.h" && ! ldd "$builddir/.libs/liblakegen.so" | grep -q libasan; then
    finds "needs no more memory than \.memory\(\) says: [0-9]+ bytes of the heap are held after [0-9]+ bytes; \.memory\(\) says 0 for a writer" "a hoard"
fi # else nobody counts what malloc() gives out
build sink mute
finds "shows an object when it is committed, and not before: commit\(\) of 'visible\.jsonl': commit\(\) failed" "a commit() that says nothing"
build sink sweeps
finds "sweeps nothing that was committed: stat\(\) finds no object after sweep\(\)" "a sweep of everything"
build sink remote -UFLAGS -DFLAGS=0
fails 2 "sink 'odd' stores objects elsewhere; name a place for trying it with --output" "a sink that needs a place" \
    lakegen plugin check ./remote/odd.so
mkdir place
ok "it is tried there" lakegen plugin check ./remote/odd.so --output "$PWD/place"
is "and its objects are gone" "$(find place -type f)" ""

# ---- forms, mistakes ----
json() { lakegen plugin check hello --output-format json | grep -c '"passed": true,'; }
is "as JSON" "$(json)" 16
fails 2 "write 'lakegen plugin check NAME'" "nothing to check" lakegen plugin check
fails 4 "no schema plugin named 'helo', did you mean 'hello'" "a misspelt name" lakegen plugin check helo
fails 3 "option 'lucky_ratio': '5' is outside 0\.\.1" "an option outside its range" lakegen plugin check hello --lucky-ratio 5
fails 2 "lucky-rato" "no such option" lakegen plugin check hello --lucky-rato 0.5
ok "an option of the schema" lakegen plugin check hello --lucky-ratio 0.5 --seed other --rows 77
done_testing
