# SPDX-License-Identifier: Apache-2.0
# Pages that the program writes itself, the manual page and one for each plugin, are committed as it writes them now, those of plugins
# perhaps with more behind it; and the examples of the manual page work.
. "$srcdir/tests/lib.sh"

# current PAGE COMMAND...: the page in the source tree is what the command prints
current() {
    page=$1
    shift
    "$@" >page.now && diff -u "$srcdir/$page" page.now && return
    echo "to make it again: $* >$page"
    return 1
}
# begins PAGE COMMAND...: it begins with that
begins() {
    page=$1
    shift
    "$@" >page.now && head -n "$(wc -l <page.now)" "$srcdir/$page" | diff -u - page.now && return
    echo "to make its first lines again: $*"
    return 1
}
ok "docs/lakegen.1 is current" current docs/lakegen.1 lakegen help manual
for so in "$builddir"/stage/*/*.so; do
    name=$(basename "$so" .so) kind=$(basename "$(dirname "$so")")
    page=plugins/$kind/$name/$name.md
    [ -d "$srcdir/plugins/$kind/$name" ] || continue
    head -n 1 "$srcdir/$page" | grep -q '^<!-- made by: ' || [ "$name" != declared ] || continue # without a file it has no tables
    ok "$page is current" begins "$page" lakegen describe "$name" --output-format markdown
done
is "every plugin has a page" "$(cd "$srcdir" && for folder in plugins/s*/*/; do [ -f "$folder$(basename "$folder").md" ] || echo "$folder"; done)" ""

if command -v groff >/dev/null; then
    warnings() { groff -man -Tutf8 -ww "$srcdir/docs/lakegen.1" 2>&1 >lakegen.txt; }
    is "groff has no warning" "$(warnings)" ""
    is "the sections" "$(sed -n 's/^\.SH //p' "$srcdir/docs/lakegen.1" | tr '\n' ',')" \
        "NAME,SYNOPSIS,DESCRIPTION,COMMANDS,OPTIONS,LAKEGEN\\-DATAGEN,CONFIGURATION,ENVIRONMENT,FILES,EXIT STATUS,EXAMPLES,SEE ALSO,"
fi

examples() { lakegen help | sed -n '/^Examples:/,/^$/s/^  //p'; }
is "there are examples" "$(examples | grep -c '^lakegen ')" 6
examples >examples
while read -r example; do
    ok "$example" sh -c "$example"
done <examples
is "the page has the same examples" "$(sed -n '/^\.SH EXAMPLES/,/^\.SH SEE/s/\\-/-/gp' "$srcdir/docs/lakegen.1" |
    grep -Fxc -f examples)" 6
done_testing
