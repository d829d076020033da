# SPDX-License-Identifier: Apache-2.0
# How a run goes about it: --resume, --duration, --rate, --keep-going, --dry-run, --metrics-file, --log-format. What happens when it
# dies is in tests/faults.
. "$srcdir/tests/lib.sh"

many() { lakegen --schema customer360 --payload-kb 0 --rows 12000 --file-size 300kb --row-group-size 100kb --threads 2 "$@"; }
parts() { find "$1" -name '*.parquet' | wc -l; }
manifest() { cat "$1"/_lakegen/*/manifest.json; }
between() { [ "$2" -ge "$1" ] && [ "$2" -le "$3" ]; } # between LOW VALUE HIGH
milliseconds() { # milliseconds COMMAND...
    begun=$(date +%s%N)
    "$@" >/dev/null 2>&1 || echo failed
    echo $((($(date +%s%N) - begun) / 1000000))
}

ok "the whole run" many --output whole
is "… in 12 files" "$(parts whole)" 12
same() { [ "$(digests "$1")" = "$(digests whole)" ]; }

# --duration
ok "--duration ends a run early, in order" many --output d --duration 1ms
cp .err said
ended() { grep -Eq '; [0-9]+ of 12 files are finished, the same command with --resume continues' said; }
ok "… and says how to go on" ended
incomplete() { manifest d | grep -q '"complete": false' && manifest d | grep -q '"ended_by": "duration"' && [ ! -e d/_SUCCESS ]; }
ok "… its manifest says why" incomplete
fails 11 "'d' holds run .* which is not finished; --resume continues it" "going on wants --resume" many --output d
ok "--resume goes on" many --output d --resume
ok "… to the same data" same d
complete() { manifest "$1" | grep -q '"complete": true' && [ -e "$1/_SUCCESS" ]; }
ok "… and a complete manifest" complete d
ok "--resume of a finished run" many --output d --resume
cp .err said
finished() { grep -q 'is finished already, nothing was written' said; }
ok "… says so" finished
ok "a long --duration changes nothing" many --output long --duration 1h
ok "… at all" same long
nodes() {
    many --output n --node-id 0 --total-nodes 2 && many --output n --node-id 1 --total-nodes 2 --duration 1ms &&
        manifest n | grep -q '"complete": false' && many --output n --node-id 1 --total-nodes 2 --resume && manifest n | grep -q '"complete": true'
}
ok "one of two nodes ends early, and goes on" nodes
ok "… to the same data" same n

# --least-rows
ok "--least-rows is made whatever the duration" many --output least --duration 1ms --least-rows 3500
cp .err said
is "… in whole files" "$(parts least)" 4
open_ended() { grep -q ', and more until 0.001 s are over -> ' said && grep -q '; the time is over, the same command with --resume continues' said; }
ok "… and says that more may come" open_ended
sure() { grep -q '"planned_objects": 4,' least/_lakegen/*/report-0-of-1.json; }
ok "… the report tells what was sure" sure
ok "--dry-run of that" many --output sure --duration 1ms --least-rows 3500 --dry-run
cp .err said
sure() { grep -q 'would write 4 files, and more until 0.001 s are over; nothing was written' said; }
ok "… tells it too" sure
ok "--resume goes on" many --output least --resume
ok "… to the same data" same least
fails 2 "^lakegen: --least-rows without --duration: all rows are made" "it needs a --duration" many --output most --least-rows 3500

# --continue
goes_on() { many --output on --continue "$@"; }
ok "--continue begins" goes_on --duration 1ms
ok "… and goes on" goes_on
ok "… to the same data" same on
ok "a finished run is looked at" goes_on
cp .err said
ok "… and nothing is to be done" finished
rm on/part-000003.parquet
truncate -s -1 on/part-000005.parquet
ok "what is missing or shorter is made again" goes_on
cp .err said
repaired() { grep -q '1 finished object is missing' said && grep -q '1 finished object has changed' said && grep -q 'wrote .* 2 files' said; }
ok "… and nothing else" repaired
ok "… the same data" same on
ok "… which is complete" complete on
fails 6 "destination is occupied: 'on/part-000000.parquet' exists" "another plan is refused" goes_on --seed 7
ok "… with --overwrite it is replaced" goes_on --seed 7 --overwrite
different() { ! same on; }
ok "… by other data" different
ok "… which --overwrite does not begin anew" goes_on --seed 7 --overwrite
cp .err said
ok "… because it is there" finished
dry() { goes_on --overwrite --dry-run && grep -q 'would write 12 files' .err && different; }
ok "--dry-run of what would replace it" dry
for option in resume reset; do
    fails 2 "\-\-continue excludes --$option" "--continue --$option" goes_on --$option
done
ok "--continue to a sink that keeps nothing" many --sink null --continue

# --rate
ok "12,000 rows at 20,000 a second take 600 ms or more" between 600 "$(milliseconds many --sink null --rate 20k/s)" 60000
ok "… shared by two nodes, each takes as long" between 600 "$(milliseconds many --sink null --rate 20k/s --node-id 0 --total-nodes 2)" 60000
ok "3.4 MB at 5 MB a second" between 500 "$(milliseconds many --sink null --rate 5mb/s)" 60000
ok "CSV too, by rows" between 600 "$(milliseconds many --sink null --rate 20000 --format csv)" 60000
paced() { many --output p --rate 40k/s && same p; }
ok "the same data" paced
for rate in 0 -1 x 5/m "" 10q/s; do
    fails 2 "\-\-rate: '$rate' is not a rate" "--rate '$rate'" many --output r --rate "$rate"
done
for duration in 0 -1s x 1y; do
    fails 2 "\-\-duration: '$duration' is" "--duration '$duration'" many --output r --duration "$duration"
done
fails 2 "\-\-grace: '2d' is outside" "--grace 2d" many --output r --grace 2d

# --keep-going
mkdir -p k/part-000003.parquet k/part-000007.parquet
fails 6 "part-00000[37].parquet' is not a file" "a part that cannot be made ends the run" many --output k
fails 10 "2 parts failed, the first: '?k/part-00000[37].parquet'? is not a file" "--keep-going goes on" many --output k --resume --keep-going
cp .err said
is "… with all others" "$(find k -type f -name '*.parquet' | wc -l)" 10
named() { [ "$(grep -c "lakegen: 'k/part-00000[37].parquet' is not a file" said)" = 2 ] && manifest k | grep -q '"ended_by": "failed parts"'; }
ok "… names each failure" named
reported() { grep -q '"failed_parts": 2' k/_lakegen/*/report-0-of-1.json; }
ok "… in the report too" reported
rmdir k/part-00000[37].parquet
ok "--resume makes those that failed" many --output k --resume
cp .err said
wrote() { grep -q 'wrote 2,048 rows, .* 2 files in .*; found 10 files finished' said; }
ok "… and no other" wrote
ok "… and the data is the same" same k

# --dry-run
ok "--dry-run of a new run" many --output dry --dry-run
cp .err said
would() { grep -q "dry run: would write $1; nothing was written" said; }
ok "… says what it would do" would "12 files"
ok "… and does nothing" test ! -e dry
fails 6 "occupied" "it sees what is in the way" many --output whole --dry-run
fails 11 "nothing to resume" "it sees that there is nothing to resume" many --output dry --dry-run --resume
many --output dry --duration 1ms 2>/dev/null
before=$(find dry -type f -exec sha256sum {} + | sort)
ok "--dry-run of a run that goes on" many --output dry --dry-run --resume
is "… changes nothing" "$(find dry -type f -exec sha256sum {} + | sort)" "$before"
ok "… and of one that would replace another" many --output whole --dry-run --overwrite
ok "… which is still whole" same whole

# --metrics-file, --log-format
ok "--metrics-file" many --output m --metrics-file figures.prom
is "… has what was written" "$(sed -n 's/^lakegen_\(rows\|parts\)_total{.*} //p' figures.prom | tr '\n' ' ')" "12000 12 "
json() { many --output j --log-format json 2>said && tail -n 1 said | grep -q '"event":"summary".*"rows":12000,.*"complete":true'; }
ok "--log-format json" json
fails 2 '^\{"time":"[0-9T:.-]*Z","level":"error","event":"error","message":"--scale.*"\}$' "… also for what is wrong with the command line" \
    lakegen --scale x --log-format json
fails 11 "nothing to resume: sink 'null' keeps nothing" "--resume where nothing is kept" many --sink null --resume
fails 2 "\-\-verify-existing without --resume" "--verify-existing alone" many --output v --verify-existing
fails 2 "exclude each other" "--resume and --reset" many --output v --resume --reset
done_testing
