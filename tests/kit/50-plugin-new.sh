# SPDX-License-Identifier: Apache-2.0
# lakegen plugin new stamps what the templates are: it builds at once. tests/abi/32-installed.sh does the same with what is installed.
. "$srcdir/tests/lib.sh"

ok "a schema" lakegen plugin new schema waves
is "its files" "$(ls waves | tr '\n' ' ')" "Makefile.am configure.ac local.mk waves.c waves.md "
ok "a sink" lakegen plugin new sink basket
is "its files too" "$(ls basket | tr '\n' ' ')" "Makefile.am basket.c basket.md configure.ac local.mk "
is "no name of a template is left" "$(grep -nE '(^|[^"])hello|null' -r waves basket | grep -v 'null.when')" ""
is "no mark is left" "$(grep -nE '@[a-z]+@' -r waves basket)" ""
as_template() { # as_template FILE STAMPED: the template's file under the other name
    sed 's/\([^"]\)hello/\1waves/g' "$srcdir/plugins/schemas/hello/$1" | grep -vE 'golden|TEMPLATES' | diff -u - "waves/$2"
}
ok "the source is hello's" as_template hello.c waves.c
ok "the page is hello's" as_template hello.md waves.md
ok "the build fragment is hello's" as_template local.mk local.mk

if command -v ${CC%% *} >/dev/null; then
    build() { # build NAME
        $CC -std=c11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -Wl,-z,now -I"$srcdir/core/include" "$1/$1.c" \
            -L"$builddir/.libs" -llakegen -o "$1/$1.so"
    }
    for name in waves basket; do
        ok "$name builds" build $name
        ok "$name keeps its promises" lakegen plugin check ./$name/$name.so
    done
    rows() { lakegen -q --schema ./waves/waves.so --rows 3 --sink ./basket/basket.so; }
    ok "one makes rows, the other takes them" rows
    page() { lakegen describe ./waves/waves.so --output-format markdown | diff -u waves/waves.md -; }
    ok "the page is what describe makes" page
else
    skip "what was stamped builds" "no compiler"
fi

for name in Waves 9waves wa-ves ../waves waves.c "" "$(printf 'a%040d' 0)"; do
    fails 2 "cannot be a plugin's name: lower-case letters" "the name '$name'" lakegen plugin new schema "$name"
done
fails 2 "'int' cannot be a plugin's name: it is a word of C" "a word of C" lakegen plugin new schema int
fails 2 "names with lg_ are lakegen's own" "a name of lakegen's" lakegen plugin new sink lg_file
fails 6 "'waves' exists; remove it, or choose another name" "a folder that is there" lakegen plugin new schema waves
fails 2 "'launcher' is no kind of plugin" "another kind" lakegen plugin new launcher x
fails 2 "write 'lakegen plugin new schema NAME'" "no name" lakegen plugin new schema
fails 2 "write 'lakegen plugin new' or 'lakegen plugin check'" "no word" lakegen plugin
fails 2 "write 'lakegen plugin new' or 'lakegen plugin check'" "another word" lakegen plugin make
fails 2 "seed is for 'lakegen plugin check'" "an option of check" lakegen plugin new schema other --seed 3
fails 2 "options of plugins are for 'lakegen plugin check'" "an option of a plugin" lakegen plugin new schema other --set a=1
is "none of them made anything" "$(ls | tr '\n' ' ')" "basket waves "
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod 555 locked
    fails 6 "making the folder 'other'.*Permission denied" "a folder that may not be made" sh -c 'cd locked && lakegen plugin new schema other'
else
    fails 6 "making the folder 'other'" "a folder that may not be made" sh -c 'cd /proc/self && lakegen plugin new schema other'
fi
done_testing
