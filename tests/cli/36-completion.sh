# SPDX-License-Identifier: Apache-2.0
# Completion scripts know every command and option, and the shells understand them.
. "$srcdir/tests/lib.sh"

for shell in bash zsh fish; do
    lakegen completion $shell >$shell
    for command in generate preview describe estimate validate config list completion help version; do
        ok "$shell knows $command" grep -qw $command $shell
    done
    if command -v $shell >/dev/null; then
        ok "$shell takes its script" $shell -n $shell
    else
        skip "$shell takes its script" "no $shell here"
    fi
done
fails 2 "write bash, zsh or fish" "another shell" lakegen completion csh
fails 2 "write bash, zsh or fish" "no shell" lakegen completion
if command -v bash >/dev/null; then
    complete() { # complete WORD...: what bash offers for the last word
        bash -c '. ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lakegen; printf "%s\n" "${COMPREPLY[@]}"' lakegen lakegen \
            "$@" | grep . | sort | tr '\n' ' '
    }
    : >my.yaml
    is "a command" "$(complete pre)" "preview "
    is "a file of ours" "$(complete my)" "my.yaml "
    is "an option of the command" "$(complete preview --off)" "--offset "
    is "not one of another" "$(complete list --off)" ""
    is "a word of a choice" "$(complete generate --format p)" "parquet "
    is "a schema" "$(complete generate --schema hel)" "hello "
    is "a sink" "$(complete generate --sink n)" "null "
    is "a file behind a command" "$(complete generate my)" "my.yaml "
else
    skip "bash completes" "no bash here"
fi
done_testing
