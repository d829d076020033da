# SPDX-License-Identifier: Apache-2.0
# --csv-safe: texts that a spreadsheet takes for formulas get an apostrophe; everything else stays as it is.
. "$srcdir/tests/lib.sh"

tab=$(printf '\t')
cat >formulas.yaml <<END
tables:
  cells:
    rows: 4
    columns:
      equals: {type: text, generator: constant, value: "=1+1"}
      listed: {type: text, generator: choice, values: ["@SUM(A1)"]}
      phone: {type: text, generator: pattern, pattern: "+49 30 1234"}
      quoted: {type: text, generator: constant, value: '-"2",3'}
      tab: {type: text, generator: constant, value: "\tx"}
      number: {type: int32, generator: constant, value: -5}
      plain: {type: text, generator: constant, value: "a=1"}
      empty: {type: text, generator: constant, value: ""}
END
row() { lakegen -q "$@" --rows 1 --sink stdout --format csv | tail -n 1; }
kept="=1+1,@SUM(A1),+49 30 1234,\"-\"\"2\"\",3\",\"${tab}x\",-5,a=1,\"\""
safe="\"'=1+1\",\"'@SUM(A1)\",\"'+49 30 1234\",\"'-\"\"2\"\",3\",\"'${tab}x\",-5,a=1,\"\""
is "PQ-30: kept by default" "$(row formulas.yaml)" "$kept"
is "PQ-30: --csv-safe puts an apostrophe before them" "$(row formulas.yaml --csv-safe)" "$safe"
is "PQ-30: … in a preview too" "$(lakegen preview formulas.yaml --format csv --csv-safe -n 1 | tail -n 1)" "$safe"
printf 'schema: formulas.yaml\noutput: {csv_safe: true}\n' >settings.yaml
is "PQ-30: … and from a configuration" "$(row settings.yaml)" "$safe"

fails 2 "--csv-safe is for CSV, not for parquet" "PQ-30: it is not for other formats" lakegen formulas.yaml --csv-safe --output no
fails 2 "--csv-safe is for CSV" "PQ-30: … nor for tables" lakegen preview formulas.yaml --csv-safe
lakegen -q formulas.yaml --rows 1000 --format csv --csv-safe --output safe
ok "PQ-30: verify --deep makes the same bytes" lakegen verify --deep safe
fails 11 "--csv-safe was true, is not set" "PQ-30: another plan than without" lakegen formulas.yaml --rows 1000 --format csv --output safe --resume
done_testing
