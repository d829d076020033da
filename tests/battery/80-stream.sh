# SPDX-License-Identifier: Apache-2.0
# The stream for batteries: it still builds, and it is lakegen's numbers that it writes.
. "$srcdir/tests/lib.sh"
command -v make >/dev/null || skip_all "no make"

ok "make tests/battery/stream" env MAKEFLAGS= make -s -C "$builddir" tests/battery/stream
head_of() { # head_of ORDER SEED...: 1 MiB, more than a block
    "$builddir/tests/battery/stream" "$@" | head -c 1048576
}
sum_of() { head_of "$@" | sha256sum | cut -d' ' -f1; }

orders=$("$builddir/tests/battery/stream" 2>&1 | sed -n 's/^  \([a-z0-9]*\) .*/\1/p')
is "orders" "$(echo $orders)" "rows payload columns stride1000 stride4g reversed gray low high seeds"
usage() { "$builddir/tests/battery/stream" "$@" >/dev/null; }
fails 2 "^usage: stream ORDER" "an order that is none" usage sideways
fails 2 "^usage: stream ORDER" "no rounds" usage rows 42 0

for order in $orders; do sum_of $order; done | sort -u >sums
is "every order has its own numbers" "$(wc -l <sums)" 10
for order in $orders; do
    for path in portable aesni vaes armv8; do
        LAKEGEN_CPU=$path lakegen version >/dev/null 2>&1 || continue
        is "$order on $path" "$(LAKEGEN_CPU=$path sum_of $order)" "$(LAKEGEN_CPU=portable sum_of $order)"
    done
done
is "seven rounds are what is used" "$(sum_of rows 42 7)" "$(sum_of rows 42)"
weaker() { [ "$(sum_of rows 42 6)" != "$(sum_of rows 42)" ]; }
ok "six are something else" weaker
is "42 is the seed when none is given" "$(sum_of rows)" "$(sum_of rows 42)"
# What the batteries read: whoever changes it must run them again.
is "the numbers that were tested" "$(sum_of rows 42)" 13f8d25707f6aa58e3e13a0923155769be7b95eb6ff0583b00cc00f2dc5b8d9c

# A battery that finds nothing must be able to find something: three rounds are too few. TestU01 is not in Debian's main archive:
# TESTU01 names the folder where it was installed.
finds_faults() { "$builddir/tests/battery/stream" rows 42 3 | "$builddir/tests/battery/testu01" small >&2; }
if [ -n "${TESTU01:-}" ]; then
    ok "make tests/battery/testu01" env MAKEFLAGS= make -s -C "$builddir" tests/battery/testu01 CPPFLAGS="-I$TESTU01/include" \
        LDFLAGS="-L$TESTU01/lib"
    fails 1 "^5 of 15 outside" "SmallCrush finds the faults of three rounds" finds_faults
fi
done_testing
