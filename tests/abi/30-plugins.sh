# SPDX-License-Identifier: Apache-2.0
# Plugins at the door: each refusal with its sentence, from a plugin that is broken on purpose; older and newer ones that load.
. "$srcdir/tests/lib.sh"
command -v ${CC%% *} >/dev/null || skip_all "no compiler"

# Not -Wl,-z,defs: an undefined symbol is one of the cases.
build() { # build CASE [OPTION]...
    name=$1
    shift
    $CC -std=c11 -O1 -fPIC -shared -fvisibility=hidden -DCASE_$name -I"$srcdir/core/include" "$srcdir/tests/abi/broken.c" \
        -Wno-unused-const-variable -o $name.so "$@" 2>build.err || { cat build.err; exit 99; }
}
try() { # try CASE EXPECTED-SENTENCE; the id of the fault is in $id
    build $1
    fails 4 "$2" "${id:+$id: }$1" lakegen --schema ./$1.so --sink null
}
id=PL-08
try plain "^lakegen: \./plain\.so: not a lakegen plugin$"
id=PL-09
try major2 "^lakegen: \./major2\.so: built for plugin ABI 2, this lakegen speaks 0; rebuild the plugin$"
id=PL-07
try undef "^lakegen: \./undef\.so: undefined symbol: no_such_function$"
id=PL-08
try notable "^lakegen: \./notable\.so: its entry function gave no table$"
id=PL-09
try newer "^lakegen: \./newer\.so: uses features of plugin ABI 0\.5, this lakegen has 0\.4; upgrade lakegen$"
try empty "^lakegen: \./empty\.so: its table has an impossible size \(0 bytes\)$"
try huge "^lakegen: \./huge\.so: its table has an impossible size"
id=PL-08
try other "^lakegen: \./other\.so: calls itself 'liar'$"
try nameless "^lakegen: \./nameless\.so: has no name, version or summary$"
try nogen "^lakegen: \./nogen\.so: has no \.generate$"
try notables "^lakegen: \./notables\.so: has no \.tables and no \.describe$"
id=PL-12
try badtype "^lakegen: \./badtype\.so: table 'rows': column 'id': type 'jpeg' is not one of those"
try twice "^lakegen: \./twice\.so: table 'rows': two columns are named 'id'$"
try nocolumns "^lakegen: \./nocolumns\.so: table 'rows' has no columns"
try escape "^lakegen: \./escape\.so: table '\.\./\.\./escape' is not named \[a-z\]\[a-z0-9_\]\*"
try leavingpath "^lakegen: \./leavingpath\.so: table 'rows' has the path 'a/\.\./\.\.', which must be relative"
try duplicates "^lakegen: \./duplicates\.so: two tables are named 'rows'$"
try latename "^lakegen: schema 'latename': table 'Rows' is not named"
id=PL-09
try tableflag "^lakegen: \./tableflag\.so: table 'rows' has flags or fields that this lakegen does not know; upgrade lakegen$"
try tablefield "^lakegen: \./tablefield\.so: table 'rows' has flags or fields that this lakegen does not know; upgrade lakegen$"
try columnflag "column 'x' has flags 0x100000 that this lakegen does not know; upgrade lakegen$"
try columnfield "column 'x' has fields that this lakegen does not know; upgrade lakegen$"
try optionfield "option 'big' has a type, flags or fields that this lakegen does not know; upgrade lakegen$"
try pluginfield "^lakegen: \./pluginfield\.so: has flags or fields that this lakegen does not know; upgrade lakegen$"
id=PL-12
try negative "table 'rows' has -5 rows$"
try badoption "^lakegen: \./badoption\.so: option 'Big' is not named"
try norows "table 'rows' does not say how many rows it has$"
try nodictionary "column 'x' has a dictionary, but the schema has no \.dictionary$"
id=PQ-07
try badword "the dictionary of column 'x' has a value 1 that is not UTF-8 at byte 1$"
id=PL-12
try noword "the dictionary of column 'x' has no value 1$"
id=PQ-33
try leftout "generating rows 0 to [0-9]* of 'leftout\.rows': column 'x' was left out$"
try badindex "column 'x' has index 2 in a dictionary of 2 values$"
id=PQ-03
try nullrequired "column 'x' got a null but is not nullable$"
id=PL-13
try fewer "generating rows [0-9]* to [0-9]* of 'fewer\.rows': column 'x' got [0-9]* values for [0-9]* rows$"
try more "generating rows 0 to [0-9]* of 'more\.rows': column 'x' got 2 values for 1 rows$"
id=PL-13
try silent "generate\(\) failed with code 4 and said nothing$"
for callback in open describe rows dictionary; do
    build mute_$callback
    fails 4 "$callback\(\) failed with code 4 and said nothing$" "PL-12: $callback, of one that says nothing" \
        lakegen --schema ./mute_$callback.so --sink null
done
build silent
fails 4 "^lakegen: generating rows 0 to 0 of 'silent\.rows'" "describe names the table that failed" lakegen describe ./silent.so
build notutf8
fails 4 "column 'x' row 0 is not UTF-8 at byte 0" "PQ-07: notutf8, when asked to look" lakegen --schema ./notutf8.so --sink null --paranoid
build nocommit
fails 4 "^lakegen: \./nocommit\.so: has no \.commit$" "PL-08: nocommit" lakegen --schema hello --sink ./nocommit.so
build sinkflag
fails 4 "^lakegen: \./sinkflag\.so: has flags or fields that this lakegen does not know" "PL-09: sinkflag" lakegen --schema hello --sink ./sinkflag.so
build oldsink
fails 4 "^lakegen: \./oldsink\.so: built for plugin ABI 0\.2, sinks have changed in 0\.3; rebuild the plugin$" "PL-09: oldsink" \
    lakegen --schema hello --sink ./oldsink.so

build good
ok "a good one by its path" lakegen --schema ./good.so --sink null
build hollow
ok "one with a derived table that stays empty" lakegen --schema ./hollow.so --sink null
build older
ok "PL-09: an older one: its table is shorter" lakegen --schema ./older.so --sink null
build newerzero
ok "PL-09: a newer one that uses nothing new" lakegen --schema ./newerzero.so --sink null
fails 4 "^lakegen: \./absent\.so: no such plugin$" "PL-01: absent" lakegen --schema ./absent.so
fails 4 "^lakegen: .*/null\.so: not a schema plugin$" "a sink as a schema" lakegen --schema "$builddir/stage/sinks/null.so"

# files that are no shared objects
: >void.so
fails 4 "\./void\.so: not a shared object \(file too short\)" "PL-06: an empty file" lakegen --schema ./void.so
printf 'This is a text, and long enough to be a header of sixty-four bytes.\n' >text.so
fails 4 "\./text\.so: not a shared object \(no ELF header\)" "PL-06: a text" lakegen --schema ./text.so
mkdir dir.so
fails 4 "\./dir\.so: not a shared object \(not a regular file\)" "PL-06: a folder" lakegen --schema ./dir.so
mkfifo fifo.so
fails 4 "\./fifo\.so: not a shared object \(not a regular file\)" "PL-06: a pipe, without waiting for it" lakegen --schema ./fifo.so
cp good.so other_machine.so
printf '\050' | dd of=other_machine.so bs=1 seek=18 conv=notrunc 2>/dev/null # e_machine = ARM
fails 4 "not a shared object \(built for another machine\)" "PL-06: another machine's" lakegen --schema ./other_machine.so
cp good.so narrow.so
printf '\001' | dd of=narrow.so bs=1 seek=4 conv=notrunc 2>/dev/null
fails 4 "not a shared object \(another word size\)" "PL-06: another word size" lakegen --schema ./narrow.so
cut_short() { # every cut is noticed, none is fatal
    size=$(stat -c %s good.so)
    at=0
    while [ $at -lt "$size" ]; do
        head -c $at good.so >cut.so
        lakegen --schema ./cut.so --sink null 2>/dev/null
        [ $? -eq 4 ] || { echo "cut at $at"; return 1; }
        at=$((at + 1009))
    done
}
ok "PL-06: cut short anywhere" cut_short

# who may write what is found by searching
mkdir -p dir/schemas
cp good.so dir/schemas/good.so
chmod 755 dir dir/schemas dir/schemas/good.so
ok "found in --plugin-dir" lakegen --schema good --plugin-dir dir --sink null
found() { LAKEGEN_PLUGIN_PATH=/nowhere:$PWD/dir:$LAKEGEN_PLUGIN_PATH lakegen --schema good --sink null; }
ok "found in LAKEGEN_PLUGIN_PATH" found
chmod 775 dir/schemas/good.so
fails 4 "dir/schemas/good\.so: writable by other users" "PL-05: a file that others may write" lakegen --schema good --plugin-dir dir --sink null
chmod 755 dir/schemas/good.so
chmod 777 dir/schemas
fails 4 "dir/schemas: writable by other users" "PL-05: a folder that others may write" lakegen --schema good --plugin-dir dir --sink null
chmod 1777 dir/schemas
ok "PL-05: a sticky folder is safe" lakegen --schema good --plugin-dir dir --sink null
chmod 755 dir/schemas
ln -sf "$PWD/good.so" dir/schemas/linked.so
fails 4 "linked\.so: not a regular file" "PL-05: a link" lakegen --schema linked --plugin-dir dir --sink null
for name in ../good a.b Good good.so; do
    fails 4 "is not a schema's name|no such plugin" "PL-04: the name '$name'" lakegen --schema "$name" --plugin-dir dir --sink null
done
planted() {
    LTDL_LIBRARY_PATH=$PWD LD_LIBRARY_PATH=$PWD:${LD_LIBRARY_PATH:-} lakegen --schema good --sink null
}
fails 4 "no schema plugin named 'good'" "PL-02: the linker's paths are not ours" planted
cat >dir/schemas/good.la <<LA
dlname='liar.so'
library_names='liar.so'
old_library=''
installed=yes
libdir='$PWD'
LA
ok "PL-03: a planted .la file is ignored" lakegen --schema good --plugin-dir dir --sink null
rm dir/schemas/linked.so
cp other.so dir/schemas/other.so
both() { lakegen list schemas --plugin-dir dir >listing && grep -q '^  good ' listing && grep -q "^  other .* refused: .*calls itself 'liar'" listing; }
ok "list shows good and broken ones, with the reason" both

# columns
build wide
ok "PL-12: 5,000 columns" lakegen -q --schema ./wide.so --rows 2000 --output wide
is "PQ-20: … are all in the file" "$(lakegen inspect wide/part-000000.parquet --output-format json | grep -o '"name": "c[0-9]*"' | sort -u | wc -l)" 4999
build names -DCOLUMN_NAME='""'
fails 4 "table 'rows': column 1 has an empty name" "PQ-20: a column without a name" lakegen --schema ./names.so --sink null

# two of one name, and 200 at once
mkdir -p second/schemas
build good -DANOTHER
cp good.so second/schemas/good.so
chmod 755 second second/schemas second/schemas/good.so
first_wins() {
    lakegen list schemas --plugin-dir dir --plugin-dir second >listing && test "$(grep -c '^  good ' listing)" -eq 1 &&
        ! lakegen describe good --plugin-dir dir --plugin-dir second | grep -q nullable
}
ok "PL-10: of two of one name the first folder's is used, and listed once" first_wins
n=0
while [ $n -lt 200 ]; do
    n=$((n + 1))
    cp good.so dir/schemas/p$n.so
done
chmod 755 dir/schemas/*.so
crowd() { lakegen list schemas --plugin-dir dir >listing && test "$(grep -c "refused: .*calls itself 'good'" listing)" -eq 200 && grep -q '^  hello ' listing; }
ok "PL-21: 200 broken ones are listed, each with its reason" crowd
rm dir/schemas/p*.so

# which one made the data
recorded() { sed -n '/"schema": {/,/}/s/.*"sha256": "\([0-9a-f]*\)".*/\1/p' "$1"/_lakegen/*/manifest.json; }
build good
first=$(sha256sum good.so | cut -d' ' -f1)
lakegen -q --schema ./good.so --rows 3000 --rate 3000/s --output made &
running=$!
sleep .5
build good -DANOTHER -o other_good.so && mv other_good.so good.so
wait $running
is "PL-18: a plugin that is replaced meanwhile made what it began" "$?" 0
is "… and the manifest has its digest" "$(recorded made)" "$first"
fails 11 "columns.*x l flags" "PL-19: other columns under the same name and version are another plan" \
    lakegen --schema ./good.so --rows 3000 --output made --resume
done_testing
