# SPDX-License-Identifier: Apache-2.0
# Golden checksums: the cells of every schema, and the bytes of files whose encoding depends on no library. Each schema's folder has
# a file `golden`, a line a case: SHA-256, format (jsonl: cells; parquet: bytes), options, in which @/ is that folder. A changed line is a
# changed contract.
# GOLDEN_UPDATE=1 prints the lines as they would have to be.
. "$srcdir/tests/lib.sh"

sum_of() { # sum_of SCHEMA FORMAT [OPTION]...
    schema=$1 format=$2
    shift 2
    lakegen -q --schema "$schema" --sink - --format "$format" "$@" | sha256sum | cut -d' ' -f1
}
for file in "$srcdir"/plugins/schemas/*/golden; do
    folder=${file%/golden}
    schema=${folder##*/}
    [ -f "$builddir/stage/schemas/$schema.so" ] || continue # not built
    while read -r sum format options; do
        case $sum in '#' | '') continue ;; esac
        # shellcheck disable=SC2086 # options are words
        got=$(sum_of "$schema" "$format" $(echo "$options" | sed "s|@/|$folder/|"))
        [ -z "${GOLDEN_UPDATE:-}" ] || echo "# $schema: $got $format $options"
        is "$schema $format $options" "$got" "$sum"
    done <"$file"
done
done_testing
