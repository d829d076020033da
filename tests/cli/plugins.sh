# SPDX-License-Identifier: Apache-2.0
# Builds the plugins of plugins.c into $top_dir/mine, for tests of configuration: plugins s3 daily
plugins() {
    command -v ${CC%% *} >/dev/null || skip_all "no compiler"
    mkdir -p "$top_dir/mine/schemas" "$top_dir/mine/sinks"
    for name in "$@"; do
        kind=schemas
        [ $name != s3 ] || kind=sinks
        $CC -std=c11 -O1 -fPIC -shared -fvisibility=hidden -DCASE_$name -I"$srcdir/core/include" "$srcdir/tests/cli/plugins.c" \
            -o "$top_dir/mine/$kind/$name.so" || exit 99
    done
    chmod -R go-w "$top_dir/mine"
    LAKEGEN_PLUGIN_PATH=$top_dir/mine:$LAKEGEN_PLUGIN_PATH
    export LAKEGEN_PLUGIN_PATH
}
