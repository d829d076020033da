# SPDX-License-Identifier: Apache-2.0
# Configuration files: what they may say, which layer wins, and where each value came from.
. "$srcdir/tests/lib.sh"
. "$srcdir/tests/cli/plugins.sh"
plugins s3 daily monthly

plan() { # what estimate says, without the time that it measured
    lakegen estimate --output-format json "$@" >.plan || echo "no plan of $*"
    grep -v '"seconds"' .plan
}
value() {
    lakegen config show --output-format json "$@" | grep -A1 "\"key\": \"$key\"" |
        sed -n 's/.*"value": "\{0,1\}\([^"]*\)"\{0,1\},/\1/p'
}
source_of() { lakegen config show --output-format json "$@" | grep -A2 "\"key\": \"$key\"" | sed -n 's/.*"source": "\(.*\)"/\1/p'; }

# ---- a file instead of options ----
cat >my.yaml <<'END'
version: 1
schema: hello
scale: 0.01
seed: a text
output: {url: "file://./out", format: csv, file_size: 100kb}
plugins: {options: {hello: {lucky_ratio: 0.5}}}
END
ok "a configuration is valid" lakegen validate my.yaml
is "… and does what options do" "$(plan my.yaml)" \
    "$(plan hello --scale 0.01 --seed 'a text' --output ./out --format csv --file-size 100kb --lucky-ratio 0.5)"
ok "generate my.yaml" lakegen -q my.yaml
is "… wrote where the file says" "$(ls out | head -n 1)" "_SUCCESS"
ok "the same without the command's name" lakegen my.yaml --output out2
is "… gives the same bytes" "$(digests out)" "$(digests out2)"
previewed() { lakegen preview my.yaml -n 1 | grep -q '^0,'; }
ok "preview my.yaml" previewed
described() { lakegen describe my.yaml | grep -q '^10,000 rows'; }
ok "describe my.yaml" described
echo '{"schema": "hello", "scale": 0.5, "output": {"format": "csv"}}' >my.json
is "JSON says the same as options" "$(plan my.json)" "$(plan hello --scale 0.5 --format csv)"
printf 'schema: hello\noutput:\n  format: parquet\n' >files.yaml
ok "preview shows text even when files are not" lakegen preview files.yaml
printf 'schema: hello\nrows: 77\n' >lakegen.yaml
is "./lakegen.yaml is read without being named" "$(lakegen estimate | grep ^size | cut -d, -f1)" "size     77 rows"
is "… by options too" "$(lakegen estimate --rows 5 | grep ^size | cut -d, -f1)" "size     5 rows"
is "… but not when the word is a schema" "$(lakegen estimate hello | grep ^size | cut -c1-23)" "size     1,000,000 rows"
rm lakegen.yaml
printf 'scale: 0.5\n' >part.yaml
is "a file may leave the schema to the command line" "$(plan part.yaml --schema hello)" "$(plan hello --scale 0.5)"

# ---- a file that nobody named loads no code ----
for text in 'plugins: {dirs: [./mine]}' 'schema: ./mine/schemas/daily.so' 'output: {sink: ./mine/sinks/s3.so}'; do
    echo "$text" >lakegen.yaml
    fails 3 "^lakegen: lakegen.yaml:1:[0-9]*: '[a-z.]*' would load code that a file asks for which nobody named; name it, .*lakegen.yaml', or" \
        "./lakegen.yaml: $text" lakegen estimate
    ok "… named, it may" lakegen config show ./lakegen.yaml
done
rm lakegen.yaml
printf 'endpoint: http://x\narchitecture: {workload: {schema: ./mine/schemas/daily.so}}\n' >lakebench.yaml
fails 3 "lakebench.yaml:2:[0-9]*: 'schema' would load code" "./lakebench.yaml too" lakegen estimate
rm lakebench.yaml
printf 'tables: [a]\n' >tables.yaml
fails 3 "^lakegen: schema 'declared': ./tables.yaml:1:9: 'tables' is a list, it must be a mapping" "a text is never loaded as code" \
    lakegen generate ./tables.yaml
fails 4 "'./tables.yaml' is no sink plugin; " "… nor as a sink" lakegen generate hello --sink ./tables.yaml

# ---- rows, lists, plugin options in every form ----
for rows in 12 '"12"' '[12]' '{greetings: 12}' '["greetings=12"]' "'greetings=12'"; do
    printf 'schema: hello\nrows: %s\n' "$rows" >rows.yaml
    is "rows: $rows" "$(plan rows.yaml)" "$(plan hello --rows 12)"
done
for weights in '{browse: 1, login: 0, purchase: 0, abandoned_cart: 0, support: 0}' '[1, 0, 0, 0, 0]' '"1,0,0,0,0"' \
    'browse=1,login=0,purchase=0,abandoned_cart=0,support=0'; do
    printf 'schema: customer360\ncustomer360:\n  type_weights: %s\n' "$weights" >weights.yaml
    is "weights: $weights" "$(plan weights.yaml)" "$(plan customer360 --type-weights 1,0,0,0,0)"
done
printf 'schema: hello\nquality: {lucky_ratio: 0.5}\n' >quality.yaml
is "quality takes options of the schema" "$(plan quality.yaml)" "$(plan hello --lucky-ratio 0.5)"
printf 'schema: hello\nhello: {lucky_ratio: .5}\n' >section.yaml
is "a section of the schema's name does the same, and .5 is a number" "$(plan section.yaml)" "$(plan hello --lucky-ratio 0.5)"
printf 'schema: hello\niot: {sensors: 5}\ncustomer360: {payload_kb: 1}\n' >others.yaml
mkdir -p mine/schemas && cp mine/schemas/daily.so mine/schemas/iot.so
ok "sections of other plugins are allowed" lakegen estimate others.yaml
printf 'schema:\nscale: ~\nrows: null\noutput:\nrun: {threads: }\n' >nothing.yaml
is "nothing leaves the default" "$(plan nothing.yaml --schema hello)" "$(plan hello)"
is "--set takes keys of files" "$(plan hello --set output.file_size=1mb --set run.threads=1)" "$(plan hello --file-size 1mb --threads 1)"
is "--set takes a key at the top" "$(plan hello --set scale=0.5)" "$(plan hello --scale 0.5)"
is "--set takes options as files have them" \
    "$(plan customer360 --set quality.duplicate_email_ratio=0.2 --set plugins.options.customer360.payload_kb=2)" \
    "$(plan customer360 --duplicate-email-ratio 0.2 --payload-kb 2)"
is "--set names a plugin" "$(plan hello --set hello.lucky_ratio=0.5)" "$(plan hello --set lucky_ratio=0.5)"

# ---- layers: user < project < environment < options ----
XDG_CONFIG_HOME=$top_dir/xdg
export XDG_CONFIG_HOME
mkdir -p xdg/lakegen
echo 'seed: user' >xdg/lakegen/config.yaml
key=seed
is "the user's file" "$(value hello) from $(source_of hello)" "user from $top_dir/xdg/lakegen/config.yaml:1:7"
printf 'schema: hello\nseed: project\n' >my.yaml
is "… is weaker than the project's" "$(value my.yaml) from $(source_of my.yaml)" "project from my.yaml:2:7"
export LAKEGEN_SEED=environment
is "… which is weaker than the environment" "$(value my.yaml) from $(source_of my.yaml)" "environment from LAKEGEN_SEED"
is "… which is weaker than an option" "$(value my.yaml --seed option) from $(source_of my.yaml --seed option)" "option from --seed"
is "an empty variable is none" "$(LAKEGEN_SEED='' value my.yaml)" "project"
unset LAKEGEN_SEED
is "what nobody said is built in" "$(key=run.threads source_of my.yaml)" "built in"
is "an older name is the source" "$(key=run.threads source_of my.yaml --workers 3)" "--workers"
echo 'scale: wrong' >xdg/lakegen/config.yaml
fails 3 "xdg/lakegen/config.yaml:1:8: scale: 'wrong' is not a decimal" "a mistake that a stronger layer hides is told all the same" \
    lakegen estimate hello --scale 1
: >xdg/lakegen/config.yaml
ok "an empty user's file is none" lakegen estimate hello
rm -r xdg
unset XDG_CONFIG_HOME
is "lists of a stronger layer replace" "$(LAKEGEN_ROWS=greetings=7 plan hello)" "$(plan hello --rows 7)"
fails 2 "rows and target-size exclude each other \(--rows, --target-size\)" \
    "[CF-18] two sizes" lakegen estimate hello --rows 5 --target-size 1mb
printf 'schema: hello\nrows: 5\n' >size.yaml
is "… of two layers, the stronger one counts" "$(plan size.yaml --target-size 1mb)" "$(plan hello --target-size 1mb)"
printf 'schema: hello\ntarget_size: 1mb\n' >size.yaml
is "… either way" "$(plan size.yaml --rows 5)" "$(plan hello --rows 5)"

# ---- where objects go ----
printf 'schema: hello\noutput: {url: "s3://bucket/place"}\ns3: {tell: true}\n' >s3.yaml
fails 6 "bucket bucket, place place, " "a URL names sink and place" lakegen generate s3.yaml
for command in preview estimate describe validate "config show"; do
    ok "[CF-32] $command opens no sink, so that nothing is contacted" lakegen $command s3.yaml
done
ok "--sink null goes nowhere else" lakegen estimate s3.yaml --sink null
is "… and leaves the place behind" "$(plan s3.yaml --sink null | grep '"root"')" ' "root": "",'
is "--output is stronger than the file's URL" "$(plan s3.yaml --output ./here)" "$(plan hello --output ./here)"
fails 6 "bucket other, place p, " "--bucket and --prefix too" lakegen generate s3.yaml --bucket other --prefix p
fails 2 "output and bucket exclude each other" "… but not together" lakegen generate hello --output ./x --bucket b
fails 2 "\-\-prefix 'x' without --bucket" "--prefix alone" lakegen generate hello --prefix x
fails 2 "name different sinks" "two sinks" lakegen generate hello --sink null --output s3://b/p

mkdir -p xdg/lakegen
place() { XDG_CONFIG_HOME=$top_dir/xdg lakegen estimate "$@" 2>&1 | sed -n 's/^to  *//p'; }
echo 'output: {sink: "s3://b/p"}' >xdg/lakegen/config.yaml
is "a stronger --output leaves a file's sink behind" "$(place hello -o ./x)" "file ./x"
is "… --bucket too, which is shown with its place" "$(place hello --bucket other --prefix pp)" "s3://other/pp"
is "… and the file's counts without them" "$(place hello)" "s3://b/p"
echo 'output: {sink: "null"}' >xdg/lakegen/config.yaml
is "a place of a stronger layer needs no word on the sink" "$(place hello -o ./x) $(place hello --bucket b)" "file ./x s3://b"
is "… also from the project's file" "$(echo 'output: {url: "s3://b/q"}' >place.yaml && place place.yaml --schema hello)" "s3://b/q"
echo 'output: {url: "s3://b/q"}' >xdg/lakegen/config.yaml
is "--sink leaves a file's place behind" "$(place hello --sink null)" "null"
printf 'schema: hello\noutput: {sink: nosuch}\n' >nosuch.yaml
fails 4 "^lakegen: nosuch.yaml:2:16: no sink plugin named 'nosuch'" "a sink that is not there is told with its place" \
    lakegen estimate nosuch.yaml
printf 'schema: hello\noutput: {url: ./x}\n' >nosuch.yaml
fails 4 "^lakegen: no sink plugin named 'nosuch'" "… and not with that of a place left behind" lakegen estimate nosuch.yaml --sink nosuch
for bucket in s3://b b/p; do
    fails 2 "^lakegen: --bucket '$bucket' is no NAME alone; give a place in it by --prefix, or a URL by --output$" "--bucket $bucket" \
        lakegen estimate hello --bucket $bucket
done
rm -r xdg

for none in null Null '"null"'; do
    printf 'schema: hello\noutput: {sink: %s}\n' "$none" >null.yaml
    is "sink: $none is the sink of that name" "$(plan null.yaml)" "$(plan hello --sink null)"
done
is "… in JSON too" "$(echo '{"schema": "hello", "output": {"sink": null}}' >null.json && plan null.json)" "$(plan hello --sink null)"
for none in '' '~'; do
    printf 'schema: hello\noutput: {sink: %s}\n' "$none" >null.yaml
    is "sink: $none is none" "$(plan null.yaml)" "$(plan hello)"
done

# ---- variables ----
printf 'schema: ${WHAT:-hello}\nseed: "${A}-${B:-b}-$${A}-$A-$$"\n' >variables.yaml
is "[CF-16] variables and defaults" "$(key=seed; A=1 value variables.yaml)" '1-b-${A}-$A-$$'
is "[CF-16] what a variable holds is not looked at again" "$(key=seed; A='${B}' value variables.yaml)" '${B}-b-${A}-$A-$$'
fails 3 "variables.yaml:2:7: seed: the environment variable 'A' is not set; set it, or write \\$\{A:-default\}" \
    "[CF-16] one that is not set" \
    lakegen estimate variables.yaml
is "[CF-16] an empty one takes the default" "$(key=seed; A= B= value variables.yaml)" '-b-${A}-$A-$$'
A='x
schema: customer360' ok_newline=$(key=schema; A='x
schema: customer360' value variables.yaml)
is "[CF-16] a line break in a value adds no key" "$ok_newline" hello
printf 'schema: hello\nseed: ${A${B}}\n' >nested.yaml
fails 3 "nested.yaml:2:7: seed: what begins with .* is not of the form" "[CF-16] variables in variables" lakegen estimate nested.yaml
printf 'schema: hello\nseed: ${A:-${B}}\n' >nested.yaml
fails 3 "nested.yaml:2:7: seed: the default of '.*' holds another variable" "[CF-16] … and in defaults" lakegen estimate nested.yaml
printf 'schema: hello\nseed: ${A:-b\n' >nested.yaml
fails 3 "nested.yaml:2:7: seed: the default of '.*' has no end" "[CF-16] no end" lakegen estimate nested.yaml
printf 'schema: hello\nrun: {threads: "${N}"}\n' >typed.yaml
is "a variable may be a number" "$(N=1 plan typed.yaml)" "$(plan hello --threads 1)"
N=x
export N
fails 3 "typed.yaml:2:16: threads: 'x' is not a whole number" "… or not" lakegen estimate typed.yaml

# ---- roles: the general key, the flag and the plugin's option are one value ----
printf 'schema: customer360\nquality: {dirty_data_ratio: 0.5}\ntime: {start: 2024-02-01, end: 2024-03-01}\n' >roles.yaml
is "general keys set the options of their role" "$(plan roles.yaml)" \
    "$(plan customer360 --set dirty_ratio=0.5 --set timestamp_start=2024-02-01 --set timestamp_end=2024-03-01)"
is "… flags too" "$(plan roles.yaml)" "$(plan customer360 --dirty-ratio 0.5 --time-start 2024-02-01 --time-end 2024-03-01)"
is "… and a stronger one wins" "$(plan roles.yaml --set dirty_ratio=0.1 --time-end 2024-04-01)" \
    "$(plan customer360 --dirty-ratio 0.1 --time-start 2024-02-01 --time-end 2024-04-01)"
printf 'schema: customer360\nquality: {dirty_data_ratio: 0.5}\ncustomer360: {dirty_ratio: 0.4}\n' >twice.yaml
fails 3 "twice.yaml:3:28 and twice.yaml:2:29 give option 'dirty_ratio' different values" "a contradiction" lakegen estimate twice.yaml
ok "… but not to an option" lakegen estimate twice.yaml --dirty-ratio 0.3
printf 'schema: customer360\nquality: {dirty_data_ratio: 0.5}\ncustomer360: {dirty_ratio: 0.50}\n' >twice.yaml
ok "the same value twice is none" lakegen estimate twice.yaml
fails 3 "\-\-set dirty_ratio and --dirty-ratio give option 'dirty_ratio' different values" "two options of the command line" \
    lakegen estimate customer360 --dirty-ratio 0.1 --set dirty_ratio=0.2
fails 2 "\-\-time-end: schema 'hello' has nothing that time.end sets; leave it out" \
    "a role that the schema does not have" lakegen estimate hello --time-end 2024-01-01
printf 'schema: hello\ntime: {end: 2024-01-01}\n' >none.yaml
fails 3 "none.yaml:2:13: schema 'hello' has nothing that time.end sets; leave it out$" "… from a file" lakegen estimate none.yaml
mkdir -p xdg/lakegen
printf 'quality: {dirty_data_ratio: 0.5, zipf_alpha: 2}\ntime: {end: 2024-03-01}\n' >xdg/lakegen/config.yaml
with_user() { XDG_CONFIG_HOME=$top_dir/xdg "$@"; }
is "… but the user's file is for all schemas: those that have it" "$(with_user plan customer360)" \
    "$(plan customer360 --dirty-ratio 0.5 --zipf-alpha 2 --time-end 2024-03-01)"
is "… and those that have not" "$(with_user plan hello)" "$(plan hello)"
for command in describe preview estimate validate "config show"; do
    ok "… in $command" with_user lakegen $command hello
done
rm -r xdg
is "the end of times makes days" "$(plan daily --time-start 2024-02-01 --time-end 2024-03-01)" "$(plan daily --start 2024-02-01 --days 29)"
is "… with the schema's own start" "$(plan daily --timestamp-end 2024-01-11)" "$(plan daily --days 10)"
is "… or months" "$(plan monthly --time-end 2026-03-01)" "$(plan monthly --months 26)"
fails 3 "\-\-time-end and --days|--days and --time-end" "days that are others" lakegen estimate daily --time-end 2024-01-11 --days 5
ok "days that are the same" lakegen estimate daily --time-end 2024-01-11 --days 10
fails 3 "\-\-time-end: '2024-01-11T12:00' is not a whole number of days" "half a day" lakegen estimate daily --time-end 2024-01-11T12:00
fails 3 "\-\-time-end: '2024-03-15' is not a whole number of months" "half a month" lakegen estimate monthly --time-end 2024-03-15
fails 3 "\-\-time-end: the end of times, '2023-12-31', is not after their start" \
    "times that run backwards" lakegen estimate daily --time-end 2023-12-31

# ---- config show ----
lakegen config show my.yaml --threads 2 >shown.yaml
is "config show is a configuration itself" "$(lakegen config show shown.yaml | sed 's/  # .*//')" "$(sed 's/  # .*//' shown.yaml)"
shows() { grep -Eq "$want" shown.yaml; }
want='^seed: project +# my.yaml:2:7$' && ok "… with the source of each value" shows
want='^  threads: 2 +# --threads$' && ok "… in sections" shows
want='^      # lucky_ratio: 0.25 +# built in$' && ok "… and the options of plugins" shows
ok "config show needs no schema" lakegen config show
want='^      sync: false +# sync.yaml:1:14$'
shown_alone() { lakegen config show sync.yaml | grep -Eq "$want"; }
echo 'file: {sync: false}' >sync.yaml && ok "… to tell the options of the sink in force" shown_alone
for text in 'schema: hello\noutput: {url: "s3://b/q"}' 'schema: hello\noutput: {url: "null:"}' 'schema: hello\noutput: {sink: null}' \
    'schema: hello\ntarget_size: 1mb' 'schema: customer360\ntarget_size: 30mb\nscale: 2' 'schema: hello\nrows: {greetings: 5}\nseed: "007"' \
    'schema: customer360\nquality: {dirty_data_ratio: 0.5}\ntime: {end: 2024-03-01}\ncustomer360: {type_weights: {browse: 1}}' \
    'schema: daily\ntime: {end: 2024-03-01}' 'endpoint: http://x' 'recipe: x\nscale: 0.5' 'schema: hello\nseed: "$${A}"' \
    'endpoint: http://x\narchitecture: {workload: {customer360: {date_range_days: 60}, datagen: {target_size: 20gb}}}'; do
    printf "$text\n" >round.yaml
    lakegen config show round.yaml >again.yaml 2>/dev/null
    is "config show, read again, is the same plan: $text" "$(plan again.yaml)" "$(plan round.yaml 2>/dev/null)"
    is "… and the same values" "$(lakegen config show again.yaml | sed 's/  # .*//')" "$(sed 's/  # .*//' again.yaml)"
done
fails 2 "lakegen config show \[TARGET\]" "config alone" lakegen config
fails 2 "config sow'" "config sow" lakegen config sow

is "nothing else was written" "$(ls -d out* | tr '\n' ' ')" "out out2 "
done_testing
