# SPDX-License-Identifier: Apache-2.0
# What the shell tests share. A test begins with: . "$srcdir/tests/lib.sh", runs in an empty folder of its own, says ok, fails or is
# for each thing it checks, and ends with done_testing. The output is TAP.
#
#   ok DESCRIPTION COMMAND...             the command succeeds
#   fails STATUS PATTERN DESCRIPTION COMMAND...   it ends with that status and says PATTERN (grep -E) on standard error
#   is DESCRIPTION GOT EXPECTED           two texts are equal
#   skip_all REASON                       nothing can be tested here
#   skip DESCRIPTION REASON               this one thing cannot
#
# The environment: lakegen is in PATH with its plugins, $srcdir is the source tree, $builddir the build tree, $PYTHON a Python with
# the packages of tests/requirements.txt, or empty.
set -u
LC_ALL=C
export LC_ALL
require_all=${TEST_REQUIRE_ALL:-}
test_number=0
test_failures=0
top_dir=$(mktemp -d "${TMPDIR:-/tmp}/lakegen-test.XXXXXX") || exit 99
trap 'cd / && chmod -R u+rwx "$top_dir" && rm -rf "$top_dir"' EXIT
trap 'exit 99' HUP INT TERM
cd "$top_dir" || exit 99

show() {
    sed 's/^/# /' "$1" | cut -c 1-400 | head -n 20
}

report() { # report STATUS DESCRIPTION
    test_number=$((test_number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $test_number - $2"
    else
        echo "not ok $test_number - $2"
        test_failures=$((test_failures + 1))
    fi
}

ok() {
    description=$1
    shift
    "$@" >.out 2>.err </dev/null
    status=$?
    report $status "$description"
    if [ $status -ne 0 ]; then
        echo "# status $status of: $*"
        show .out
        show .err
    fi
}

fails() {
    expected=$1 pattern=$2 description=$3
    shift 3
    "$@" >.out 2>.err </dev/null
    status=$?
    if [ $status -eq "$expected" ] && grep -Eq -e "$pattern" .err; then
        report 0 "$description"
    else
        report 1 "$description"
        echo "# status $status, expected $expected and '$pattern', of: $*"
        show .out
        show .err
    fi
}

is() {
    if [ "$2" = "$3" ]; then
        report 0 "$1"
    else
        report 1 "$1"
        printf '%s\n' "got:      $2" "expected: $3" | sed 's/^/# /' | head -n 40
    fi
}

# A missing optional component skips, with its reason; where everything must be there, it fails.
skip_all() {
    if [ -n "$require_all" ]; then
        echo "1..1"
        echo "not ok 1 - needed here: $1"
        exit 1
    fi
    echo "1..0 # SKIP $1"
    exit 0
}

skip() {
    if [ -n "$require_all" ]; then
        report 1 "$1"
        echo "# needed here: $2"
        return
    fi
    test_number=$((test_number + 1))
    echo "ok $test_number - $1 # SKIP $2"
}

need_python() {
    [ -n "${PYTHON:-}" ] || skip_all "no Python with the packages of tests/requirements.txt"
    for module in "$@"; do
        "$PYTHON" -c "import $module" 2>/dev/null || skip_all "the Python package $module is missing"
    done
}

# SHA-256 of all data objects below a folder, by name: the run's records are left out.
digests() {
    (cd "$1" && find . -type f ! -path '*/_lakegen/*' ! -name _SUCCESS | sort | xargs sha256sum)
}

# Secrets of the environment are in no small file: no record, report or log of a run.
done_testing() {
    leaks=$(find "$top_dir" -type f -size -4096k -exec grep -laF ENVCANARY {} + 2>/dev/null)
    [ -z "$leaks" ] || report 1 "no secret is in: $(echo "$leaks" | tr '\n' ' ')"
    echo "1..$test_number"
    [ $test_failures -eq 0 ]
    exit $?
}
