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
ok "make uninstall" make -s -C "$builddir" uninstall DESTDIR="$dest"
is "nothing is left" "$(find "$dest" ! -type d)" ""
done_testing
