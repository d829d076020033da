# SPDX-License-Identifier: Apache-2.0
# What is installed is enough: the program runs from an empty prefix, a schema is built with one line, and nothing stays after uninstall.
. "$srcdir/tests/lib.sh"
command -v ${CC%% *} >/dev/null || skip_all "no compiler"
command -v pkg-config >/dev/null || skip_all "no pkg-config"

prefix=$(sed -n 's/^prefix=//p' "$builddir/lakegen.pc")
dest=$PWD/dest
# one at a time: installing links plugins again, under the same names
ok "make install" env MAKEFLAGS= flock "$builddir/lakegen.pc" make -s -C "$builddir" install DESTDIR="$dest"
home=$dest$prefix
found=$(cd "$home" && find lib/lakegen -name '*.so' | wc -l)
is "every plugin is installed" "$found" "$(find "$builddir/stage" -name '*.so' | wc -l)"
is "no archive of libtool lies beside the plugins" "$(find "$home/lib/lakegen" -name '*.la')" ""

LD_LIBRARY_PATH=$home/lib PATH=$home/bin:$PATH LAKEGEN_PLUGIN_PATH=$home/lib/lakegen
export LD_LIBRARY_PATH PATH LAKEGEN_PLUGIN_PATH
ok "the installed program writes data" lakegen -q --schema customer360 --rows 1000 --sink file --output data
ok "there is a file" test -s data/part-000000.parquet

PKG_CONFIG_PATH=$home/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
one_line() {
    $CC -std=c11 -O2 -fPIC -shared -fvisibility=hidden -Wl,-z,defs,-z,now "$srcdir/plugins/schemas/hello/hello.c" \
        $(pkg-config --cflags --libs lakegen) -o hello.so
}
ok "one line builds a schema" one_line
ok "and it runs" lakegen -q --schema ./hello.so --rows 10 --sink null

# an author's plugin, from what is installed alone
ok "a schema is stamped" lakegen plugin new schema waves
stamped() {
    $CC -std=c11 -O2 -fPIC -shared -fvisibility=hidden -Wl,-z,defs,-z,now waves/waves.c $(pkg-config --cflags --libs lakegen) \
        -o waves/waves.so && lakegen plugin check waves/waves.so
}
ok "one line builds it, and it keeps its promises" stamped
if command -v autoreconf >/dev/null && command -v automake >/dev/null; then
    ACLOCAL_PATH=$home/share/aclocal
    export ACLOCAL_PATH
    mv waves/waves.so . && cp -R waves mine
    ok "autotools build it, and check it" sh -c 'cd mine && autoreconf -i && ./configure -q && make -s && make -s check'
    # pkg-config knows of the trial prefix, or does not
    mine() { make -s -C mine "$1" lakegenplugindir="$home/lib/lakegen/schemas" MAKEFLAGS=; }
    ok "it is installed where lakegen looks" mine install
    is "and found" "$(lakegen list schemas | grep -c '^  waves ')" 1
    ok "it is uninstalled" mine uninstall
    is "without a trace" "$(find "$home" -name 'waves*')" ""
else
    skip "autotools build it" "no autoconf or automake"
fi
ok "make uninstall" make -s -C "$builddir" uninstall DESTDIR="$dest"
is "nothing is left" "$(find "$dest" ! -type d)" ""
done_testing
