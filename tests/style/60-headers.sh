# SPDX-License-Identifier: Apache-2.0
# Public headers: each compiles alone as pedantic C11 and as C++, and the library exports exactly what they declare.
. "$srcdir/tests/lib.sh"
command -v ${CC%% *} >/dev/null || skip_all "no compiler"
CXX=${CXX:-c++}

for header in "$srcdir"/core/include/lakegen/*.h; do
    name=${header##*/}
    printf '#include <lakegen/%s>\nint lg_test_uses_it;\n' "$name" >one.c
    ok "$name alone is C11" $CC -std=c11 -pedantic-errors -Wall -Wextra -Werror -I"$srcdir/core/include" -fsyntax-only one.c
    if command -v $CXX >/dev/null; then
        cp one.c one.cc
        ok "$name alone is C++" $CXX -std=c++17 -pedantic-errors -Wall -Wextra -Werror -I"$srcdir/core/include" -fsyntax-only one.cc
    fi
    includes_private() { grep -E '#include "|#include <(config|base|batch|encode|gen|io|plan|plugin|record|run|cli)' "$header"; }
    is "$name includes nothing private" "$(includes_private)" ""
done

# What the headers declare, as the compiler sees it: everything named lg_ that is no type and has no body.
for header in "$srcdir"/core/include/lakegen/*.h; do echo "#include <lakegen/${header##*/}>"; done >all.c
$CC -std=c11 -I"$srcdir/core/include" -E -P all.c | tr '\n' ' ' | sed 's/static inline[^{]*{[^}]*}/\n/g; s/;/;\n/g' |
    grep -v typedef | sed -n 's/.*[ *]\(lg_[a-z0-9_]*\)(.*/\1/p; s/.*extern .* \(lg_[a-z0-9_]*\)\[.*/\1/p' | sort -u >declared
nm -D --defined-only "$builddir/.libs/liblakegen.so" | sed -n 's/.* [A-Z] \(lg_[a-z0-9_]*\)@@LAKEGEN_0.*/\1/p' | sort -u >exported
ok "many are declared" test "$(wc -l <declared)" -gt 60
is "declared and exported are the same" "$(diff declared exported)" ""
others() { nm -D --defined-only "$builddir/.libs/liblakegen.so" | grep -v '@@LAKEGEN_0\|@@LAKEGEN_PRIVATE\| A LAKEGEN_'; }
is "nothing else is exported" "$(others)" ""
for plugin in "$builddir"/stage/*/*.so; do
    is "${plugin##*/} exports its entry alone" "$(nm -D --defined-only "$plugin" | awk '{print $3}')" lg_plugin_entry_v0
    is "${plugin##*/} uses nothing private" "$(nm -D --undefined-only "$plugin" | grep LAKEGEN_PRIVATE)" ""
done
done_testing
