# SPDX-License-Identifier: Apache-2.0
# Yesterday's plugins: hello as it was, built with the headers as they were, gives the same cells in today's lakegen. There is a folder
# for each version of the plugin ABI; it is never changed once that version is released.
. "$srcdir/tests/lib.sh"
command -v ${CC%% *} >/dev/null || skip_all "no compiler"

rows() { lakegen -q --schema "$1" --rows 5000 --seed 7 --sink - --format jsonl | sha256sum; }
today=$(rows hello)
for folder in "$srcdir"/tests/abi/v*; do
    version=${folder##*/}
    mkdir "$version"
    ok "hello builds with the headers of $version" \
        $CC -std=c11 -Wall -Wextra -Werror -O2 -fPIC -shared -fvisibility=hidden -I"$folder/include" "$folder/hello.c" -o "$version/hello.so"
    is "hello of $version gives today's cells" "$(rows "./$version/hello.so")" "$today"
done
done_testing
