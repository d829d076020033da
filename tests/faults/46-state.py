# SPDX-License-Identifier: Apache-2.0
"""The state of an unfinished run: lost, damaged, moved, of another plan, of a newer program, in use; and what a resumed run does."""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zlib

from faultbench import EVERYTHING, Reference, build, data, fast_folder, files, sha256, spread
from taptest import done, equal, ok

top = fast_folder()
killat = build("killat.c", top)
shim = build("shim.c", top, "-shared", "-fPIC")
parquet = Reference(top, "parquet")
csv = Reference(top, "csv", "--format", "csv")
parts = len([name for name in parquet.data])


def calls_of(reference):
    folder = os.path.join(top, "count")
    shutil.rmtree(folder, ignore_errors=True)
    counted = reference.run(folder, wrapper=[killat, "writes", "0"])
    return int(re.search(r"^calls (\d+)$", counted.stderr, re.MULTILINE).group(1))


def killed(reference, name, share=0.6, *options):
    """A folder in which a run died after that share of its calls."""
    folder = os.path.join(top, name)
    shutil.rmtree(folder, ignore_errors=True)
    died = reference.run(folder, *options, wrapper=[killat, "writes", str(int(calls_of(reference) * share))])
    assert died.returncode == 137, died
    return folder


def state(folder, pattern):
    found = sorted(glob.glob(os.path.join(folder, "d", "_lakegen", "*", pattern)))
    return found


def found_done(reference, folder, *options):
    """How many parts a resumed run would keep, and what it says besides."""
    looked = subprocess.run([*reference.command(folder, "--resume", "--dry-run", "--no-quiet", *options)],
                            env=reference.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    keeps = re.search(r"and keep (\d+) files?", looked.stderr)
    return looked.returncode, int(keeps.group(1)) if keeps else 0, looked.stderr


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def seal(document):
    text = json.dumps(document, separators=(",", ":")).encode()[:-1]
    return text + b',"crc32":"%08x"}\n' % zlib.crc32(text)


def newest(folder):
    return max(state(folder, "checkpoint-*"), key=lambda path: json.loads(read(path))["generation"])


# ---- what a death costs ----

for reference in (parquet, csv):
    wrong = []
    calls = calls_of(reference)
    for at in spread(calls, 25)[3:-6]:
        folder = os.path.join(top, "cost")
        shutil.rmtree(folder, ignore_errors=True)
        reference.run(folder, wrapper=[killat, "writes", str(at)])
        there = len(data(folder))
        status, kept, said = found_done(reference, folder)
        if status == 0 and kept < there - 2:
            wrong.append(f"call {at}: {there} parts were there, {kept} are kept: {said}")
    ok(not wrong, f"CP-01: at most one part for each of two workers is made again, {reference.name}", *wrong)

# ---- damage ----

folder = killed(parquet, "damaged")
baseline = found_done(parquet, folder)
ok(baseline[0] == 0 and baseline[1] > 2, "a killed run has finished parts", baseline)


def damage(path, description, damages, must_warn=True):
    original, wrong = read(path), []
    for what, content in damages(original):
        write(path, content)
        status, kept, said = found_done(parquet, folder)
        if status != 0 or kept < baseline[1] - 2 or (must_warn and "damaged" not in said):
            wrong.append(f"{what}: status {status}, keeps {kept}: {said}")
    write(path, original)
    ok(not wrong, description, *wrong)


def cuts(original):
    for length in ([0, 1] + spread(len(original) - 1, 25))[: None if EVERYTHING else 27]:
        yield f"cut at {length}", original[:length]


def flips(original):
    for bit in spread(len(original) * 8, 40):
        content = bytearray(original)
        content[(bit - 1) // 8] ^= 1 << (bit - 1) % 8
        yield f"bit {bit}", bytes(content)


damage(newest(folder), "CP-03: a checkpoint cut short: the older one is used, with a warning", cuts)
damage(newest(folder), "CP-03: a checkpoint with a flipped bit", flips)
damage(state(folder, "receipts-*")[0], "CP-03: receipts cut short: objects are looked at themselves", cuts, must_warn=False)
damage(state(folder, "receipts-*")[0], "CP-03: receipts with a flipped bit", flips)
equal(parquet.recover(folder), None, "CP-03: and the run goes on")

folder = killed(parquet, "hopeless")
for path in state(folder, "checkpoint-*"):
    write(path, b"{}")
plain = parquet.run(folder)
ok(plain.returncode == 11 and "--resume continues it, --overwrite begins anew" in plain.stderr,
   "CP-04: both generations bad, without --resume",
   plain.stderr)
for path in state(folder, "receipts-*"):
    os.remove(path)
status, kept, said = found_done(parquet, folder)
ok(status == 0 and kept >= baseline[1] - 2, "CP-04: no valid checkpoint and no receipts: rebuilt from plan and objects", said)
equal(parquet.recover(folder), None, "CP-04: and the run goes on")

folder = killed(parquet, "no-plan")
for path in state(folder, "plan.json"):
    write(path, read(path)[:100])
ok("it is written again" in found_done(parquet, folder)[2], "CP-04: a damaged plan is written again when a checkpoint proves it")
for path in state(folder, "checkpoint-*"):
    write(path, b"{}")
status, _, said = found_done(parquet, folder)
ok(status == 11 and "plan.json' is damaged" in said, "CP-04: a damaged plan, and no checkpoint: exit 11", said)

# ---- things that are no files ----


def replace(path, how):
    os.remove(path)
    if how == "an empty file":
        write(path, b"")
    elif how == "a folder":
        os.mkdir(path)
    elif how == "a pipe":
        os.mkfifo(path)
    else:
        os.symlink("/dev/full" if how == "a link to /dev/full" else precious, path)


precious = os.path.join(top, "precious")
write(precious, b"precious")
for how in ("an empty file", "a folder", "a pipe", "a link", "a link to /dev/full"):
    folder = killed(parquet, "odd")
    replace(newest(folder), how)
    problem = parquet.recover(folder)
    refused = problem and re.search(r"status [68]: lakegen: .*checkpoint", problem)
    ok((problem is None or (how == "a folder" and (refused or "leftovers" in problem))) and read(precious) == b"precious",
       f"CP-05: {how} instead of a checkpoint", problem)

# ---- other plans ----

folder = killed(parquet, "plans", 0.6, "--run-id", "mine")
CHANGES = {
    "--seed was 42, is 43": ["--seed", "43"],
    "--dirty-ratio was": ["--set", "dirty_ratio=0.5"],
    "--rows of 'interactions' was 12000, is 12001": ["--rows", "12001"],
    "--file-size (rows of a part) of 'interactions' was": ["--file-size", "2mb"],
    "--row-group-size (rows of a row group) of 'interactions' was": ["--row-group-size", "2mb"],
    "--page-size was 1048576, is 2048": ["--page-size", "2048"],
    "--compression was snappy, is none": ["--compression", "none"],
    "--format was parquet, is csv": ["--format", "csv"],
    "--scale was 1, is 2": ["--scale", "2"],
    "--path of 'interactions' was part-{part}.parquet, is p{part}": ["--path", "p{part}"],
    "--schema was customer360, is hello": ["--schema", "hello"],
}
for sentence, options in CHANGES.items():
    if "--rows" in options:
        other = Reference(top, "rows", rows=12001).run(folder, "--run-id", "mine", "--resume")
    elif "--schema" in options:
        other = subprocess.run([parquet.program, "--schema", "hello", "--rows", "5", "--output", os.path.join(folder, "d"), "--run-id",
                                "mine", "--resume"], env=parquet.environment, capture_output=True, text=True)
    else:
        other = parquet.run(folder, "--run-id", "mine", "--resume", *options)
    ok(other.returncode == 11 and sentence in other.stderr, f"CP-06: {options[-1]}: {sentence}", other.stderr)
folder = killed(parquet, "unnamed")
other = parquet.run(folder, "--resume", "--seed", "43")
ok(other.returncode == 11 and "cannot resume" in other.stderr and "--seed was 42, is 43" in other.stderr,
   "CP-06: another plan is compared with what is there", other.stderr)
other = parquet.run(folder, "--seed", "43")
ok(other.returncode == 6 and re.search(r"made by run [0-9a-f]{16}", other.stderr),
   "CP-21: another plan finds the place occupied", other.stderr)


def forge(folder, change):
    """As if another program had made the plan."""
    path = state(folder, "plan.json")[0]
    plan = json.loads(read(path))
    change(plan)
    write(path, json.dumps(plan).encode())


def other_encoder(plan):
    plan["identity"]["encoder"] = "parquet 1; snappy 9.9.9 0123456789ab"
    plan["identity_hash"] = "0" * 64


def other_version(plan):
    plan["identity"]["schema_version"] = "0.1"
    plan["identity_hash"] = "0" * 64


def newer(plan):
    plan["version"] = 2


for change, sentence, description in (
    (other_encoder, r"the encoder was parquet 1; snappy 9\.9\.9 0123456789ab, is parquet 1; snappy [0-9.]+ [0-9a-f]{12}",
     "CP-06: another encoder is refused, both are named"),
    (other_version, r"the schema's version was 0\.1, is 1\.0", "CP-06: another version of the schema"),
    (newer, r"plan\.json': it was written by a newer lakegen: version 2, this one knows 1; upgrade lakegen", "CP-07: a newer format"),
):
    folder = killed(parquet, "forged")
    forge(folder, change)
    other = parquet.run(folder, "--resume")
    ok(other.returncode == 11 and re.search(sentence, other.stderr), description, other.stderr)
folder = killed(parquet, "forged")
document = json.loads(read(newest(folder)))
document.pop("crc32")
document["version"] = 2
write(newest(folder), seal(document))
other = parquet.run(folder, "--resume")
ok(other.returncode == 11 and "newer lakegen" in other.stderr, "CP-07: a checkpoint of a newer format", other.stderr)

folder = killed(parquet, "harmless")
for options in (["--threads", "1"], ["--memory", "64mb"], ["--log-format", "json"], ["--sha256"], ["--rate", "1g/s"]):
    ok(found_done(parquet, folder, *options)[0] == 0, f"CP-06: {options[0]} may be another")
os.rename(folder, os.path.join(top, "elsewhere"))
folder = os.path.join(top, "elsewhere")
ok(found_done(csv if "csv" in folder else parquet, folder)[1] >= baseline[1] - 2, "receipts are known where the folder was moved")
equal(parquet.recover(folder), None, "… and the run goes on")
folder = killed(csv, "csv-moved")
before = found_done(csv, folder)[1]
os.rename(folder, folder + "-away")
ok(before > 2 and found_done(csv, folder + "-away")[1] == before, "… those of CSV too, which has nothing else", before)

# ---- in use ----


def slow(folder, *options):
    """A run that takes its time; returns when it has stored its first receipt."""
    process = subprocess.Popen(parquet.command(folder, "--rate", "2k/s", *options), env=parquet.environment,
                               stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not state(folder, "receipts-*"):
        time.sleep(0.02)
    return process


folder = os.path.join(top, "busy")
first = slow(folder)
for options in ([], ["--resume"], ["--overwrite"], ["--reset"]):
    second = parquet.run(folder, *options)
    ok(second.returncode == 11 and re.search(rf"another process is at work there .*: process {first.pid} on ", second.stderr)
       or (not options and "not finished" in second.stderr),
       f"CP-09: a second process is refused {' '.join(options)}", second.stderr)
first.kill()
first.wait()
equal(parquet.recover(folder), None, "CP-09: the lock of a dead process is nobody's")

folder = os.path.join(top, "other-n")
first = slow(folder, "--node-id", "0", "--total-nodes", "2")
second = parquet.run(folder, "--resume")
ok(second.returncode == 11 and "another process is at work" in second.stderr, "CP-09: nor may one work under another number of nodes",
   second.stderr)
other = parquet.run(folder, "--node-id", "1", "--total-nodes", "2")
ok(other.returncode == 0, "CP-09: another node is not kept away", other.stderr)
first.kill()
first.wait()
equal(parquet.recover(folder), None, "CP-09: after which the number of nodes may change")


def lease(folder, *options):
    return parquet.run(folder, *options, environment={"LD_PRELOAD": shim, "FAULT_CALL": "flock", "FAULT_AT": "1", "FAULT_EVERY": "1",
                                                      "FAULT_ERRNO": "37"})


folder = killed(parquet, "lease")
lock = state(folder, "*.lock")[0]
boot = open("/proc/sys/kernel/random/boot_id").read().strip() if os.path.exists("/proc/sys/kernel/random/boot_id") else "unknown"
host = os.uname().nodename
write(lock, f"process {os.getpid()} boot {boot} host {host}\n".encode())
refused = lease(folder, "--resume")
ok(refused.returncode == 11 and f"process {os.getpid()} on" in refused.stderr, "CP-10: without flock a living process holds its lease",
   refused.stderr)
write(lock, f"process {os.getpid()} boot {boot} host another-{host}\n".encode())
refused = lease(folder, "--resume")
ok(refused.returncode == 11, "CP-10: … also one of another machine, of which nothing is known", refused.stderr)
write(lock, f"process {os.getpid()} boot before host {host}\n".encode())
taken = lease(folder, "--resume")
ok(taken.returncode == 0 and data(folder) == parquet.data, "CP-10: one from before the last boot is taken over", taken.stderr)
folder = killed(parquet, "lease")
dead = subprocess.Popen(["true"])
dead.wait()
write(state(folder, "*.lock")[0], f"process {dead.pid} boot {boot} host {host}\n".encode())
ok(lease(folder, "--resume").returncode == 0, "CP-09: and so is one of a dead process")

# ---- time, objects ----

folder = killed(csv, "clock")
generation = json.loads(read(newest(folder)))["generation"]
for number, path in enumerate(sorted(state(folder, "checkpoint-*"), key=lambda p: json.loads(read(p))["generation"])):
    os.utime(path, (2e9 - number * 86400,) * 2)
again = csv.run(folder, "--resume", wrapper=[killat, "writes", "60"])
ok(again.returncode == 137 and json.loads(read(newest(folder)))["generation"] > generation,
   "CP-14: checkpoints are ordered by their generation, not by a clock")
equal(csv.recover(folder), None, "CP-14: and the run goes on")

for reference in (parquet, csv):
    folder = killed(reference, "touched")
    lines = "".join(read(path).decode() for path in state(folder, "receipts-*")).splitlines()
    there = data(folder)  # of two threads one may have been far ahead: not all that is there has a receipt
    names = [name for name in sorted(there) if any(os.path.basename(name) == os.path.basename(json.loads(line).get("name", "")) for line in lines)]
    os.remove(os.path.join(folder, names[0]))
    ok("finished object is missing from the destination; made again" in found_done(reference, folder)[2],
       f"CP-15: an object that was removed is missed, {reference.name}", found_done(reference, folder))
    with open(os.path.join(folder, names[1]), "ab") as file:
        file.write(b"x")
    ok("finished object has changed since; made again" in found_done(reference, folder)[2],
       f"CP-15: one that has another size, {reference.name}", found_done(reference, folder))
    with open(os.path.join(folder, names[2]), "r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    ok("2 finished objects have changed" in found_done(reference, folder, "--verify-existing")[2],
       f"CP-15: one with another byte by --verify-existing, {reference.name}", found_done(reference, folder, "--verify-existing"))
    mended = reference.run(folder, "--resume", "--verify-existing")
    ok(mended.returncode == 0 and data(folder) == reference.data, f"CP-15: and all are made again, {reference.name}", mended.stderr)

# ---- finished runs, no state ----

folder = parquet.folder
before = {name: (os.stat(os.path.join(folder, name)).st_mtime_ns, sha256(os.path.join(folder, name))) for name in files(folder)}
finished = parquet.run(folder, "--resume", wrapper=[killat, "writes", "0"])
after = {name: (os.stat(os.path.join(folder, name)).st_mtime_ns, sha256(os.path.join(folder, name))) for name in files(folder)}
ok(finished.returncode == 0 and "calls 0" in finished.stderr and before == after, "CP-16: a finished run resumed: exit 0, no writes",
   finished.stderr)

empty = os.path.join(top, "empty")
none = parquet.run(empty, "--resume")
ok(none.returncode == 11 and "nothing to resume in" in none.stderr and not os.path.exists(empty), "CP-17: no state at all: exit 11",
   none.stderr)
folder = killed(parquet, "stateless")
shutil.rmtree(os.path.join(folder, "d", "_lakegen"))
none = parquet.run(folder, "--resume")
ok(none.returncode == 11 and "nothing to resume" in none.stderr, "CP-17: nor with objects that nobody vouches for", none.stderr)
for tool, name in (("lakebench's generator", ".lakebench_checkpoint.json"), ("lakebench's datagen", ".datagen_checkpoint.json"),
                   ("the data-faker", ".checkpoints/progress.json")):
    folder = os.path.join(top, "older")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.dirname(os.path.join(folder, "d", name)))
    write(os.path.join(folder, "d", name), b"{}")
    none = parquet.run(folder, "--resume")
    ok(none.returncode == 11 and f"is a checkpoint of {tool}, whose parts hold other bytes" in none.stderr,
       f"CP-17: a checkpoint of {tool} is known and refused", none.stderr)

# ---- folders that go away, names ----

folder = os.path.join(top, "vanishing")
run = slow(folder)
shutil.rmtree(os.path.join(folder, "d", "_lakegen"))
said = run.communicate()[1]
ok(run.returncode == 0 and parquet.kept(folder) == parquet.files and data(folder) == parquet.data,
   "CP-19: a state folder that vanishes is made again, the run ends complete", said, files(folder))

away = os.path.join(top, "state")
folder = os.path.join(top, "split")
died = parquet.run(folder, "--checkpoint-path", away, wrapper=[killat, "writes", "90"])
ok(died.returncode == 137 and glob.glob(away + "/*/checkpoint-0-of-1.*") and not state(folder, "checkpoint-*"),
   "--checkpoint-path keeps the state elsewhere", files(away), files(folder))
went = parquet.run(folder, "--checkpoint-path", away, "--resume", "--no-quiet")
ok(went.returncode == 0 and re.search("found [0-9]+ files finished", went.stderr) and parquet.kept(folder) == parquet.files
   and not files(away),
   "… and leaves nothing there", went.stderr, files(away), files(folder))
os.chmod(away, 0o500)
if os.getuid() != 0:
    refused = parquet.run(os.path.join(top, "unwritable"), "--checkpoint-path", away)
    ok(refused.returncode == 6 and "Permission denied" in refused.stderr, "CP-13: a state folder that cannot be written", refused.stderr)
write(os.path.join(top, "file"), b"")
refused = parquet.run(os.path.join(top, "unwritable"), "--checkpoint-path", os.path.join(top, "file", "x"))
ok(refused.returncode == 6 and not data(os.path.join(top, "unwritable")), "CP-13: a state folder below a file", refused.stderr)

folder = os.path.join(top, "long")
refused = parquet.run(folder, "--path", "x" * 230 + "{part}")
ok(refused.returncode == 6 and "File name too long" in refused.stderr and not data(folder),
   "CP-23: names that are too long for their temporary file",
   refused.stderr)
log = os.path.join(top, "log")
parquet.run(os.path.join(top, "log-run"), "--path", "deep/er/{part}.parquet", environment={"LD_PRELOAD": shim, "FAULT_LOG": log})
renames = re.findall(rb"\nrename\t([^\t\n]+)\t([^\t\n]+)\n", read(log))
ok(len(renames) > parts and all(os.path.dirname(a) == os.path.dirname(b) for a, b in renames),
   "CP-22: temporary files lie in the folder of their target", renames)

# ---- n changes ----


def nodes(reference, folder, count, *options, wrapper=()):
    return [reference.run(folder, "--node-id", str(node), "--total-nodes", str(count), *options,
            wrapper=wrapper) for node in range(count)]


for reference in (parquet, csv):
    for before, after in ((3, 2), (2, 5), (1, 4), (4, 1)):
        folder = os.path.join(top, f"n-{reference.name}-{before}-{after}")
        nodes(reference, folder, before, wrapper=[killat, "writes", "40"])
        there = len(data(folder))
        ends = nodes(reference, folder, after, "--resume", "--no-quiet")
        again = sum(int(n) for end in ends for n in re.findall(r"(\d+) files? in [0-9.]+ s", end.stderr))
        left = [name for name in reference.kept(folder) if re.search(rf"-of-(?!{after}\b)\d+", name)]
        ok(all(end.returncode == 0 for end in ends) and data(folder) == reference.data and not left
           and os.path.exists(os.path.join(folder, "d", "_SUCCESS")) and again <= len(reference.data) - there + 2 * before + 2,
           f"n may change: {before} nodes killed, {after} resume, {reference.name}", *[end.stderr for end in ends], left, there, again)

# ---- --reset, --overwrite ----

folder = killed(csv, "reset")
mark = [name for name in sorted(data(folder))][0]
write(os.path.join(folder, mark), b"broken")
anew = csv.run(folder, "--reset", "--no-quiet")
ok(anew.returncode == 0 and "found" not in anew.stderr and csv.kept(folder) == csv.files and data(folder) == csv.data,
   "--reset makes all parts of an unfinished run again", anew.stderr)
anew = csv.run(folder, "--reset")
ok(anew.returncode == 6 and "is finished; --overwrite makes it again" in anew.stderr, "--reset leaves a finished run alone", anew.stderr)
two = csv.run(folder, "--resume", "--overwrite")
ok(two.returncode == 2 and "exclude each other" in two.stderr, "--resume and --overwrite exclude each other", two.stderr)

folder = os.path.join(top, "over")
big = Reference(top, "big", "--format", "csv", rows=24000)
larger = big.run(folder)
write(os.path.join(folder, "d", "unrelated.txt"), b"mine")
many = len(data(folder))
over = csv.run(folder, "--overwrite")
there = data(folder)
mine = there.pop("d/unrelated.txt")
ok(larger.returncode == over.returncode == 0 and there == csv.data and many > len(csv.data) + 2
   and set(csv.kept(folder)) - set(csv.files) == {"d/unrelated.txt"},
   "CP-21: --overwrite removes what only the old run has, and nothing else", over.stderr, sorted(set(files(folder)) - set(csv.files)))
wrong = []
calls = calls_of(csv)
for at in spread(calls, 14):
    folder = os.path.join(top, "over")
    shutil.rmtree(folder, ignore_errors=True)
    big.run(folder)
    old = data(folder)
    died = csv.run(folder, "--overwrite", wrapper=[killat, "writes", str(at)])
    mixed = [name for name, digest in data(folder).items() if digest not in (old.get(name), csv.data.get(name))]
    manifests = state(folder, "manifest.json")
    if manifests and data(folder) != old and "_lakegen/" + os.path.basename(os.path.dirname(manifests[0])) not in " ".join(csv.files):
        wrong.append(f"call {at}: the old manifest is there, its objects are not")
    if mixed:
        wrong.append(f"call {at}: {mixed}")
    went = csv.run(folder, "--resume")
    if went.returncode == 11:
        went = csv.run(folder, "--overwrite")
    if went.returncode != 0 or data(folder) != csv.data or csv.kept(folder) != csv.files:
        wrong.append(f"call {at}: {went.returncode} {went.stderr} {sorted(set(files(folder)) ^ set(csv.files))}")
ok(not wrong, "CP-21: an overwriting run is killed anywhere, and goes on", *wrong)
os.chmod(away, 0o700)
done()
