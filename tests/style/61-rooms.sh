# SPDX-License-Identifier: Apache-2.0
# Rooms: a folder of core/ includes only folders below it, every file says what it is, and the smells stay out.
. "$srcdir/tests/lib.sh"

# From the ground up: what each room stands on.
stands_on() {
    case $1 in
    base) echo "base" ;;
    config | gen | io) echo "base $1" ;;
    batch) echo "base batch" ;;
    encode) echo "base batch io encode" ;;
    read) echo "base encode io read" ;;
    plugin) echo "base config batch plugin" ;;
    plan) echo "base config gen batch io encode plugin plan" ;;
    record) echo "base config gen batch io encode plugin plan read record" ;;
    embed) echo "base config gen batch io encode plugin plan embed" ;;
    kit) echo "base config gen batch io encode plugin plan kit" ;;
    run) echo "base config gen batch io encode plugin plan read record run" ;;
    audit) echo "base config gen batch io encode read plugin plan record audit" ;;
    cli) echo "base config gen batch io encode plugin plan read record run audit kit cli" ;;
    esac
}
strangers() { # strangers ROOM
    grep -rhoE '#include "[a-z]+/' "$srcdir/core/$1" | sed 's/#include "//; s|/||' | sort -u |
        grep -vxE "$(stands_on "$1" | tr ' ' '|')"
}
for room in base config gen batch io encode read plugin plan record embed kit run audit cli; do
    is "core/$room stands on $(stands_on $room)" "$(strangers $room)" ""
done

sources() { cd "$srcdir" && find core plugins tests bench scripts m4 -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.mk' -o -name 'lg-*.m4'; }
without_licence() { (sources | while read -r file; do head -n 3 "$srcdir/$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$file"; done); }
is "every file names its licence" "$(without_licence)" ""
first_sentence() { (cd "$srcdir" && find core plugins -name '*.[ch]' | while read -r file; do sed -n 2p "$file" | grep -q '^/\* [A-Za-z0-9]' || echo "$file"; done); }
is "every C file opens with what it is" "$(first_sentence)" ""
smell() { (cd "$srcdir" && grep -rnE "$1" core plugins --include='*.c' --include='*.h'); }
is "no code is switched off" "$(smell '^#if 0')" ""
is "nothing is left for later" "$(smell 'TODO|FIXME|\bXXX\b|HACK')" ""
is "no room is called utils" "$(find "$srcdir/core" "$srcdir/plugins" -name '*util*' -o -name '*misc*' -o -name '*helper*')" ""
below_cli() { (cd "$srcdir" && grep -rnE '\b(exit|abort|printf|puts|perror) ?\(|stderr|stdout\b' core --include='*.c' | grep -vE '^core/cli/|snprintf|lg_string|SINK|"|->'); }
is "nothing below cli/ prints or exits" "$(below_cli)" ""
in_plugins() { (cd "$srcdir" && grep -nE '"(customer360|hello|iot|financial|images_analytical|file|s3|clickhouse|stdout)"' -r core --include='*.c' | grep -v '^core/cli/help.c'); }
is "core names no plugin, but for the default sink" "$(in_plugins | grep -v 'core/config/settings.c')" ""
done_testing
