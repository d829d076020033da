# SPDX-License-Identifier: Apache-2.0
# Mistakes in configurations: the line, the column and the word that was meant.
. "$srcdir/tests/lib.sh"

# says SENTENCE DESCRIPTION TEXT: validate tells the sentence (grep -E) of a file with that text, and ends with 3
says() {
    printf -- "$3" >c.yaml
    lakegen validate c.yaml >.out 2>.err
    status=$?
    [ $status -eq 3 ] && grep -Eq -e "^error: $1" .out && report 0 "$2" && return
    report 1 "$2"
    echo "# status $status, wanted $1"
    show .out
    show .err
}
warns() { # warns SENTENCE DESCRIPTION TEXT: valid, with a warning; not with --strict
    printf -- "$3" >c.yaml
    lakegen validate c.yaml >.out 2>.err && grep -Eq -e "^warning: $1" .out
    report $? "$2"
    fails 3 "has 1 error" "… an error with --strict" lakegen validate c.yaml --strict
}

# ---- files that are none ----
fails 3 "has 1 error" "[CF-01] a missing file" lakegen validate absent.yaml
fails 3 "^lakegen: opening 'absent.yaml': No such file or directory$" "[CF-01] … to generate" lakegen absent.yaml
mkdir folder.yaml && fails 3 "'folder.yaml' is a folder" "[CF-01] a folder" lakegen generate folder.yaml
mkfifo fifo.yaml && fails 3 "'fifo.yaml' is not a regular file" "[CF-01] a FIFO" lakegen generate fifo.yaml
: >empty.yaml && fails 3 "'empty.yaml' is empty; it should say at least 'schema: NAME'" "[CF-01] no byte" lakegen generate empty.yaml
head -c 2097152 /dev/zero | tr '\0' '#' >large.yaml
fails 3 "'large.yaml' has more than 1048576 bytes" "[CF-01] 2 MiB" lakegen generate large.yaml
head -c 1000 "$builddir/.libs/liblakegen.so" >binary.yaml
fails 3 "binary.yaml:1:1: not YAML: control characters" "[CF-01] a program" lakegen generate binary.yaml
if [ "$(id -u)" -ne 0 ]; then
    echo 'schema: hello' >secret.yaml && chmod 0 secret.yaml
    fails 3 "opening 'secret.yaml': Permission denied" "[CF-01] an unreadable file" lakegen generate secret.yaml
fi
says "c.yaml:1:1: this is a list, it must be a mapping" "a list" '- schema\n'
says "c.yaml:1:1: this is a text, it must be a mapping" "a text" 'schema\n'

long=$(printf 'a%.0s' $(seq 1 200))
mkdir -p $long/$long/$long
printf 'schema: hello\nscael: 1\n' >$long/$long/$long/c.yaml
fails 3 "^lakegen: aaaa*/*a*\.\.\.a*/c.yaml:2:1: unknown key 'scael', did you mean 'scale'\?$" "a long path leaves room for what is wrong" \
    lakegen generate $long/$long/$long/c.yaml
fails 3 "^lakegen: opening 'a*\.\.\.a*/d.yaml': No such file" "… with opening it, too" lakegen generate $long/$long/$long/d.yaml

# ---- YAML ----
says "c.yaml:3:1: the key 'schema' is given twice, first in line 1" "[CF-02] a key twice" 'schema: hello\nseed: 1\nschema: hello\n'
says "c.yaml:2:19: the key 'threads' is given twice" "[CF-02] … in a section" 'schema: hello\nrun: {threads: 1, threads: 2}\n'
says "c.yaml:1:4: anchors" "[CF-03] anchors" 'a: &a [x, x]\nb: [*a, *a]\n'
says "c.yaml:2:1: merge keys" "[CF-03] merge keys" 'schema: hello\n<<: {seed: 1}\n'
for mark in '!' '*' '&'; do
    says "c.yaml:2:7: (tags|aliases|anchors) are not used here; .*begins with [$mark] in quotes$" "[CF-03] $mark" "schema: hello\nseed: ${mark}x\n"
done
head -c 20000 /dev/zero | tr '\0' '[' >deep.yaml
fails 3 "deep.yaml:1:65: nested more than 64 deep" "[CF-04] 20,000 brackets" lakegen generate deep.yaml
says "c.yaml:3:1: a tab stands where only spaces may" "[CF-05] a tab" 'schema: hello\nrun:\n\tthreads: 1\n'
says "c.yaml:2:7: not YAML: invalid leading UTF-8 octet" "[CF-05] bytes that are no text" 'schema: hello\nseed: \377\n'
says "c.yaml:2:7: not YAML: control characters are not allowed" "[CF-05] a control character" 'schema: hello\nseed: \001\n'
printf '\357\273\277schema: hello\r\nseed: 5\r\n' >windows.yaml
ok "[CF-05] a byte order mark and Windows lines are fine" lakegen validate windows.yaml
printf 's\0c\0h\0e\0m\0a\0:\0 \0h\0e\0l\0l\0o\0' >half.yaml
{ printf '\377\376'; cat half.yaml; } >utf16.yaml
ok "[CF-05] UTF-16 too" lakegen validate utf16.yaml
says "c.yaml:2:1: a second document begins" "[CF-06] two documents" 'schema: hello\n---\nschema: hello\n'

# ---- types ----
warns "c.yaml:2:7: 'yes' is read as true" "[CF-07] yes" 'schema: hello\nrun: {paranoid: yes}\n'
warns "c.yaml:2:1: 'off' is read as a text, older readers take it for false" "[CF-07] off, as a text" 'schema: hello\nseed: off\n'
warns "c.yaml:2:7: '012' is read as it stands, older readers take it for an octal number" "[CF-07] 012" \
    'schema: hello\nrun: {threads: 012}\n'
says "c.yaml:2:16: threads: '0x1f' is not a whole number" "[CF-07] 0x1f" 'schema: hello\nrun: {threads: 0x1f}\n'
says "c.yaml:2:16: threads: '1_000' is not a whole number" "[CF-07] 1_000" 'schema: hello\nrun: {threads: 1_000}\n'
says "c.yaml:2:8: scale: '1e3' is not a decimal" "[CF-07] 1e3" 'schema: hello\nscale: 1e3\n'
says "c.yaml:2:8: scale: '12:30:45' is not a decimal" "[CF-07] 12:30:45" 'schema: hello\nscale: 12:30:45\n'
says "c.yaml:2:17: paranoid: 'maybe' is not a truth value, use true or false" "[CF-07] maybe" 'schema: hello\nrun: {paranoid: maybe}\n'
for good in .5 '"0.5"' 0.50 '~'; do
    printf 'schema: hello\nscale: %s\n' "$good" >good.yaml
    ok "[CF-07] scale: $good" lakegen validate good.yaml
done
says "c.yaml:2:8: 'scale' is a list, it must be a text" "a list for a number" 'schema: hello\nscale: [1]\n'
says "c.yaml:2:6: 'run' is a text, it must be a mapping" "a text for a section" 'schema: hello\nrun: threads\n'
printf 'version:\nschema: hello\n' >version.yaml
ok "an empty version is none" lakegen validate version.yaml
says "c.yaml:2:1: version is '2', this lakegen reads version 1" "a version to come" 'schema: hello\nversion: 2\n'

# ---- words ----
says "c.yaml:1:1: unknown key 'shcema', did you mean 'schema'\?" "[CF-08] a misspelt key" 'shcema: hello\n'
says "c.yaml:3:3: unknown key 'fiel_size' in output, did you mean 'file_size'\?" "[CF-08] … in a section" \
    'schema: hello\noutput:\n  fiel_size: 5mb\n'
says "c.yaml:2:1: 'ouptut' is neither a key of the configuration nor a plugin, did you mean 'output'\?" "[CF-08] a misspelt section" 'schema: hello\nouptut: {format: csv}\n'
says "c.yaml:2:1: unknown key 'threads', did you mean 'run.threads'\?" "[CF-08] a key of a section at the top" 'schema: hello\nthreads: 4\n'
says "c.yaml:2:7: unknown key 'file_size' in run, did you mean 'output.file_size'\?" "[CF-08] … in another section" \
    'schema: hello\nrun: {file_size: 4mb}\n'
says "c.yaml:2:1: 'clikchouse' is neither .*, did you mean 'clickhouse'\?" "[CF-08] … misspelt" 'schema: hello\nclikchouse: {a: 1}\n'
says "c.yaml:2:1: 'qwertz' is neither a key of the configuration nor a plugin" "[CF-08] a section that nobody has" \
    'schema: hello\nqwertz: {a: 1}\n'
says "c.yaml:2:1: 'helo' is neither .*, did you mean 'hello'\?" "[CF-08] a misspelt schema's section" 'schema: hello\nhelo: {a: 1}\n'
says "c.yaml:2:1: 'ouptut' is neither .*, did you mean 'output'\?" "[CF-08] a section that is empty" 'schema: hello\nouptut:\n'
for section in 'file: {sync: false}' 'stdout: {}' 'file:' 'hello:' 'customer360: ~'; do
    printf 'schema: hello\n%s\n' "$section" >good.yaml
    ok "[CF-08] a section whose name is like a key's: $section" lakegen validate good.yaml
done
says "c.yaml:2:9: 'hello' has no option 'lucky_ration', did you mean 'lucky_ratio'\?" \
    "[CF-08] a misspelt option of the schema" 'schema: hello\nhello: {lucky_ration: 1}\n'
says "c.yaml:2:28: 'file' has no option 'synk', did you mean 'sync'\?" "[CF-08] … of the sink" \
    'schema: hello\nplugins: {options: {file: {synk: true}}}\n'
says "c.yaml:2:15: 'customer360' has no option 'payload', did you mean 'payload_kb'\?" "[CF-08] … of a plugin that is not used" \
    'schema: hello\ncustomer360: {payload: 1}\n'
says "c.yaml:1:9: no schema plugin named 'helo', did you mean 'hello'\?" "[CF-08] a misspelt schema" 'schema: helo\n'
says "no schema; say 'schema: NAME' in the configuration" "no schema" 'scale: 1\n'
says "c.yaml:2:18: format: 'parket' is none of auto" "a misspelt word" 'schema: hello\noutput: {format: parket}\n'
says "c.yaml:2:22: option 'lucky_ratio': '1.5' is outside 0..1" "[PL-16] an option out of range" \
    'schema: hello\nhello: {lucky_ratio: 1.5}\n'
says "c.yaml:2:22: option 'lucky_ratio': 'x' is not a decimal" "[PL-16] an option of another type" \
    'schema: hello\nhello: {lucky_ratio: x}\n'

# ---- sizes, scales, dates, numbers ----
for size in 1e3kb -1 9999999999TB GB; do
    says "c.yaml:2:21: file_size: .*'$size'" "[CF-11] file_size: $size" "schema: hello\noutput: {file_size: $size}\n"
done
for size in 512mb 512MiB 0.5GB '" 5 GB "' 5242880; do
    printf 'schema: hello\noutput: {file_size: %s}\n' "$size" >good.yaml
    ok "[CF-11] file_size: $size" lakegen validate good.yaml
done
says "c.yaml:2:21: file_size: '5' is outside 1024" "[CF-11] file_size: 5" 'schema: hello\noutput: {file_size: 5}\n'
for scale in 0 -1 1e308 NaN 10001; do
    says "c.yaml:2:8: scale: '$scale' is " "[CF-12] scale: $scale" "schema: hello\nscale: $scale\n"
done
for date in 2023-02-29 2024-13-01 0000-01-01 9999-12-31T23:59:60; do
    says "c.yaml:2:15: option 'timestamp_start': '$date' is not a date" "[CF-13] time.start: $date" \
        "schema: customer360\ntime: {start: \"$date\"}\n"
done
says "schema 'customer360': timestamp_end is not after timestamp_start" "[CF-13] times that run backwards" \
    'schema: customer360\ntime: {start: 2025-01-01, end: 2024-01-01}\n'
for date in 2024-02-29 2024-02-29T12:00:00Z 2024-02-29T12:00:00+02:00 '"2024-02-29 12:00"'; do
    printf 'schema: customer360\ntime: {start: %s}\n' "$date" >good.yaml
    ok "[CF-13] time.start: $date" lakegen validate good.yaml
done
says "c.yaml:2:7: schema 'hello': --rows: '9223372036854775808' is too large" "[CF-14] rows: 2^63" \
    'schema: hello\nrows: 9223372036854775808\n'
for threads in 0 -1 1000000; do
    says "c.yaml:2:16: threads: '$threads' is outside 1..1024" "[CF-14] threads: $threads" "schema: hello\nrun: {threads: $threads}\n"
done
says "c.yaml:2:21: file_size: '2PiB' is outside" "[CF-14] file_size: 2 PiB" 'schema: hello\noutput: {file_size: 2PiB}\n'
says "c.yaml:2:29: option 'type_weights': weight '-1' is negative" "[CF-15] a negative weight" \
    'schema: customer360\ncustomer360: {type_weights: [1, 1, 1, 1, -1]}\n'
says "c.yaml:2:[0-9]*: option 'type_weights': all weights are 0" "[CF-15] no weight" \
    'schema: customer360\ncustomer360: {type_weights: [0, 0, 0, 0, 0]}\n'
says "c.yaml:2:[0-9]*: option 'type_weights': .*NaN" "[CF-15] NaN" 'schema: customer360\ncustomer360: {type_weights: [NaN, 0, 0, 0, 0]}\n'

# ---- places of what only the plan finds ----
says "c.yaml:2:16: .*unknown placeholder" "[CF-22] a path with a wrong placeholder" 'schema: hello\noutput: {path: "{x}{part}"}\n'
says "c.yaml:2:16: .*'\.\.'" "[CF-22] a path that leaves" 'schema: hello\noutput: {path: "../{part}"}\n'
says "c.yaml:2:16: --path '/.part.' must be relative" "[CF-22] an absolute path" 'schema: hello\noutput: {path: "/{part}"}\n'
says "c.yaml:2:18: schema 'hello': --tables: schema 'hello' has no table 'x'" "a table that is not there" \
    'schema: hello\noutput: {tables: x}\n'
says "c.yaml:2:15: schema 'hello': --ground-truth: schema 'hello' has no ground truth" "ground truth where there is none" \
    'schema: hello\nground_truth: true\n'
says "c.yaml:2:15: destination '/' is the root folder" "[CF-21] the root folder" 'schema: hello\noutput: {url: /}\n'
says "c.yaml:2:15: destination .* begins with '~'" "[CF-21] a tilde" 'schema: hello\noutput: {url: ~/x}\n'
says "c.yaml:2:15: url: the URL holds a user name or password" "[CF-21] a password in a URL" \
    'schema: hello\noutput: {url: "s3://me:secret@host/b"}\n'
for url in ./out file:///tmp/x file://./x 'file:///tmp/a%%20b' '"null:"' out/ '"a b"'; do
    printf "schema: hello\noutput: {url: $url}\n" >good.yaml
    ok "[CF-21] url: $url" lakegen validate good.yaml
done

# ---- several at once, and in other forms ----
printf 'schema: hello\nscael: 1\nrun: {threads: 0, memroy: 5}\nhello: {lucky_ratio: 2}\noutput: {format: x}\n' >many.yaml
lakegen validate many.yaml >many 2>many.err
is "all problems at once" "$(sed 's/^error: \([^ ]*\) .*/\1/' many | tr '\n' ' ')" \
    "many.yaml:2:1: many.yaml:3:16: many.yaml:3:19: many.yaml:5:18: many.yaml:4:22: "
is "… counted" "$(cat many.err)" "lakegen: the configuration has 5 errors"
fails 3 "^lakegen: many.yaml:2:1: unknown key 'scael', did you mean 'scale'\? \(and 3 more, 'lakegen validate' shows them\)$" \
    "generate tells the first" lakegen many.yaml
json() { lakegen validate many.yaml --output-format json | grep -q '"errors": 5'; }
ok "as JSON too" json
{ echo 'schema: hello'; seq 1 300 | sed 's/.*/unknown_&: 1/'; } >crowd.yaml
is "hundreds are counted, a hundred told" "$(lakegen validate crowd.yaml 2>&1 >crowd; wc -l <crowd)" \
    "lakegen: the configuration has 300 errors
101"
is "… which is said" "$(tail -n 1 crowd)" "note: 200 more are not shown"
{ echo 'schema: hello' && echo 'hello:' && echo 'run: {threads: 0}' && echo 'rows:' && seq 1 300 | sed 's/.*/  t&: 0&/'; } >crowd.yaml
is "errors come first" "$(lakegen validate crowd.yaml 2>/dev/null | head -n 1 | cut -d: -f1-4)" "error: crowd.yaml:3:16"
is "… and nothing crowds them out" "$(lakegen validate crowd.yaml 2>/dev/null | grep -c '^error')" 1
{ echo 'schema: hello' && echo 'rows:' && seq 1 300 | sed 's/.*/  t&: 0&/' && echo 'run: {threads: 0}'; } >crowd.yaml
is "… that come last" "$(lakegen validate crowd.yaml 2>/dev/null | head -n 1 | cut -d: -f1-4)" "error: crowd.yaml:303:16"
fails 3 "^lakegen: crowd.yaml:303:16: threads: '0' is outside" "… and generate tells them" lakegen crowd.yaml

# ---- environment ----
LAKEGEN_THREADS=many
export LAKEGEN_THREADS
fails 3 "LAKEGEN_THREADS: 'many' is not a whole number" "[CF-19] a variable of another type" lakegen estimate hello
unset LAKEGEN_THREADS
unknown_variable() {
    LAKEGEN_THRAEDS=1 lakegen estimate hello 2>&1 >/dev/null |
        grep -q "warning: the environment variable 'LAKEGEN_THRAEDS' is none of lakegen's, did you mean 'LAKEGEN_THREADS'?"
}
ok "[CF-19] a variable that nobody knows" unknown_variable

is "[CF-19] a switch may be 1 or 0" "$(LAKEGEN_QUIET=1 LAKEGEN_CHECKPOINT=0 lakegen config show | sed -n 's/^  \(quiet\|enabled\): *\([a-z]*\) .*/\2/p' | tr '\n' ' ')" \
    "false true "
fails 3 "LAKEGEN_QUIET: '2' is not a truth value" "[CF-19] … not more" env LAKEGEN_QUIET=2 lakegen estimate hello
ok "[CF-19] variables of a service of Kubernetes are not meant for us" \
    env LAKEGEN_PORT=tcp://10.0.0.1:80 LAKEGEN_SERVICE_HOST=10.0.0.1 LAKEGEN_SERVICE_PORT=80 LAKEGEN_SERVICE_PORT_HTTP=80 \
    LAKEGEN_PORT_80_TCP=tcp://10.0.0.1:80 LAKEGEN_PORT_80_TCP_ADDR=10.0.0.1 LAKEGEN_UI_PORT=tcp://10.0.0.2:80 lakegen validate hello --strict
fails 3 "^lakegen: LAKEGEN_OUTPUT_FORMAT: --output-format markdown: 'lakegen describe' alone prints it" "Markdown of what has none" \
    env LAKEGEN_OUTPUT_FORMAT=markdown lakegen estimate hello

# ---- command line ----
fails 2 "^lakegen: usage: lakegen estimate \[TARGET\] \[OPTION\]..., see 'lakegen help estimate'$" \
    "[CF-17] a usage line" lakegen estimate --threads
fails 2 "\-\-seed: given twice, as '1' and '2'" "[CF-17] an option twice" lakegen estimate hello --seed 1 --seed 2
ok "[CF-17] … with one value" lakegen estimate hello --seed 1 --seed 1
fails 2 "\-\-scale: '' is not a decimal" "[CF-17] --flag=" lakegen estimate hello --scale=
fails 2 "\-\-no-strict takes no value" "[CF-17] --no-strict=false" lakegen estimate hello --no-strict=false
ok "[CF-17] --" lakegen estimate -- hello
fails 2 "unknown option '--sca', did you mean '--scale'\?" "[CF-17] an abbreviation" lakegen estimate hello --sca 1
fails 2 "unknown option '-z'" "[CF-17] letters together" lakegen generate hello -qz
fails 2 "not UTF-8" "[CF-20] a word that is no text" lakegen estimate hello --seed "$(printf '\303')"
long=$(head -c 100000 /dev/zero | tr '\0' 'x')
fails 3 "the seed has 100000 bytes" "[CF-20] a long word" lakegen estimate hello --seed "$long"
fails 2 "the form KEY=VALUE" "--set without =" lakegen estimate hello --set lucky_ratio
fails 2 "^lakegen: --set: output.file_size: '1' is outside" "--set of a key" lakegen estimate hello --set output.file_size=1
fails 2 "^lakegen: --set run.rate is not an option of 'lakegen preview'$" "--set of a key that the command has no use for" \
    lakegen preview hello --set run.rate=5/s
fails 2 "^lakegen: --set output.overwrite is not an option of 'lakegen estimate'$" "… a switch" \
    lakegen estimate hello --set output.overwrite=true
ok "… validate has all" lakegen validate hello --set output.overwrite=true
for option in rows tables output schema prefix path run-id metrics-file seed time-end checkpoint-path; do
    fails 2 "^lakegen: --$option: the value is empty; give one, or leave the option out$" "[CF-17] --$option=" lakegen generate "--$option="
done
fails 2 "\-\-columns: the value is empty" "[CF-17] --columns ''" lakegen preview hello --columns ''
fails 2 "^lakegen: --checkpoint-path: the value is empty" "[CF-17] status --checkpoint-path=" lakegen status out --checkpoint-path=
fails 2 "\-\-rows: 'greetings=1,,' has nothing on one side of a comma" "[CF-17] commas" lakegen estimate hello --rows greetings=1,,
fails 2 "^lakegen: unknown option '--overwrte', did you mean '--overwrite'\?$" \
    "[CF-17] an unknown option takes no other option for its value" \
    lakegen generate hello --overwrte -o out
fails 2 "^lakegen: '--overwrte' \(did you mean '--overwrite'\?\): no schema; " "[CF-17] … and when it took the schema, it is suspected" \
    lakegen generate --overwrte hello
fails 2 "^lakegen: '--deeep' \(did you mean '--deep'\?\): no destination; " "[CF-17] … or the destination" lakegen verify --deeep out
fails 3 "has 1 error" "[CF-17] … by validate too" lakegen validate --overwrte hello

# ---- switches of plugins ----
sync() { lakegen config show --schema hello "$@" | sed -n 's/^ *sync: \([a-z]*\) .*/\1/p'; }
is "--sync" "$(sync --sync)" true
is "--no-sync" "$(sync --no-sync)" false
is "--sync false" "$(sync --sync false)" false
is "--file.no-sync" "$(sync --file.no-sync)" false
is "--no-sync takes no word" "$(lakegen config show show --no-sync 2>&1)" "$(lakegen config show show 2>&1)"
fails 2 "\-\-lucky-ratio needs a value" "what is no switch needs a value" lakegen estimate hello --lucky-ratio
fails 2 "unknown option '--no-lucky-ratio', did you mean '--lucky-ratio'\?" "… and has no opposite" lakegen estimate hello --no-lucky-ratio
fails 2 "unknown option '--no-sync', did you mean '--sync'\?" "--no-sync=false" lakegen estimate hello --no-sync=false
fails 3 "\-\-sync and --no-sync give option 'sync' different values" "both" lakegen estimate hello --sync --no-sync
fails 2 "^lakegen: --payload-kb: given twice, with different values$" "[CF-17] an option of a plugin twice" \
    lakegen estimate customer360 --payload-kb 2 --payload-kb 3
ok "[CF-17] … with one value" lakegen estimate customer360 --payload-kb 2 --payload-kb 2
fails 2 "^lakegen: '--sync' \(did it take the word behind it\? then put that word first\): no schema; " \
    "[CF-17] a switch that took the schema" lakegen generate --sync customer360
fails 2 "^lakegen: '--sync' \(did it take the word behind it\? then put that word first\): no destination; " \
    "[CF-17] … or the destination" lakegen verify --sync out
fails 3 "'-0.5' is outside 0..1" "a negative number is a value" lakegen estimate hello --lucky-ratio -0.5
done_testing
