# SPDX-License-Identifier: Apache-2.0
# Looking around: list, describe, help, version, estimate. None of them writes anything.
. "$srcdir/tests/lib.sh"

listed() { lakegen list "$@" | grep -Eq "$want"; }
want='^  customer360 +1\.0 ' && ok "list shows schemas" listed
want='^  file +1\.0 +files in a folder' && ok "list shows sinks" listed
want='^  parquet ' && ok "list shows formats" listed formats
want='"name": "hello"' && ok "list speaks JSON" listed --output-format json schemas
fails 2 "'sausages' is none of" "list knows what it lists" lakegen list sausages

ok "no words: help" lakegen
ok "--help is help" lakegen --help
ok "--version is version" lakegen --version
for command in generate preview describe estimate list help version; do
    ok "help explains $command" lakegen help $command
    ok "$command --help too" lakegen $command --help
done
for command in "generate --help" "help generate" help version list "describe hello" "preview hello" "estimate hello"; do
    fails 8 "standard output.*No space left" "'$command' says when it could not print" sh -c "lakegen $command >/dev/full"
done
fails 2 "^lakegen: no help" "errors are plain where no terminal is" lakegen help nonsense
fails 2 "^$(printf '\033')\[31mlakegen:$(printf '\033')\[0m no help" "--color always colours them" lakegen help nonsense --color always
fails 2 "no help on 'nonsense'" "help says what it does not know" lakegen help nonsense
exit_codes() { lakegen help exit-codes | grep -q '^ 130  interrupted'; }
ok "help lists exit codes" exit_codes

columns() { lakegen describe customer360 | grep -Eq '^41 +interaction_payload +utf8 +never'; }
ok "describe shows 41 columns" columns
json() { lakegen describe hello --output-format json | grep -q '"null_when": "the row has no luck'; }
ok "describe speaks JSON" json
markdown() { lakegen describe hello --output-format markdown | grep -q '^| lucky_ratio | decimal 0..1 | 0.25 |'; }
ok "describe speaks Markdown" markdown
escaped() { lakegen describe customer360 --output-format markdown | grep -q '\\<browser>/'; }
ok "… in which nothing is taken for HTML" escaped
sink() { lakegen describe file | grep -q '^check_space  boolean  true '; }
ok "describe explains sinks too" sink
fails 4 "no schema plugin named 'filx'" "… and what is neither" lakegen describe filx
wide() { lakegen describe customer360 --payload-kb 1024 | grep -q '^2,400,000 rows at scale 1, 41 columns, 2097[0-9]* bytes a row'; }
ok "… and rows of 2 MiB" wide
rows() { lakegen describe customer360 --scale 0.5 | grep -q '^1,200,000 rows'; }
ok "describe knows the scale" rows

estimate() { lakegen estimate customer360 --scale 2 --output-format json >json && grep -q '"rows": 4800000' json; }
ok "estimate shows the plan" estimate
is "estimate writes nothing" "$(ls)" "json"
is "equal plans have equal runs" "$(lakegen estimate hello | grep ^run)" "$(lakegen estimate hello --threads 1 --output elsewhere | grep ^run)"
other() { [ "$(lakegen estimate hello | grep ^run)" != "$(lakegen estimate hello --seed 43 | grep ^run)" ]; }
ok "another seed is another run" other
done_testing
