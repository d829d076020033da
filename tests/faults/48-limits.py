# SPDX-License-Identifier: Apache-2.0
"""Machines that have little: descriptors, memory, threads, inodes, processors, stacks, /dev, /proc; slow disks; other clocks."""

import json
import os
import re
import resource
import shutil
import subprocess

from faultbench import EVERYTHING, Reference, build, data, fast_folder, files
from taptest import done, equal, ok, skip

top = fast_folder()
shim = build("shim.c", top, "-shared", "-fPIC")
reference = Reference(top, "parquet")


def fresh(name):
    folder = os.path.join(top, name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def limited(what, value, folder, *options):
    """A run under a limit that is lowered for it alone."""
    return subprocess.run(reference.command(folder, *options), env=reference.environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, preexec_fn=lambda: resource.setrlimit(what, (value, value)))


def in_order(ended, folder):
    return (ended.returncode == 0 and data(folder) == reference.data) or (
        ended.returncode in (4, 8) and ended.stderr.startswith("lakegen: ") and not reference.torn(folder)
        and not [name for name in files(folder) if name.endswith(".tmp")])


# ---- limits of a process ----

for count in (5, 8, 10, 12, 16, 64):
    folder = fresh("descriptors")
    ended = limited(resource.RLIMIT_NOFILE, count, folder, "--threads", "8")
    ok(in_order(ended, folder) and (ended.returncode == 0) == (count >= 14)
       and (count >= 14 or count < 6 or "one thread needs 14" in ended.stderr),
       f"OS-04: {count} descriptors: exit {ended.returncode}", ended.stderr)
    if ended.returncode:
        equal(reference.recover(folder), None, f"OS-04: {count} descriptors, and then more")

wrong, statuses = [], set()
for megabytes in (24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048) if EVERYTHING else (32, 64, 128, 256, 512, 2048):
    folder = fresh("memory")
    ended = limited(resource.RLIMIT_AS, megabytes << 20, folder, "--threads", "4")
    statuses.add(ended.returncode)
    # below what the dynamic linker needs, it is the linker that says so
    if not in_order(ended, folder) and not (ended.returncode == 127 and "shared libraries" in ended.stderr):
        wrong.append(f"{megabytes} MB: status {ended.returncode}: {ended.stderr}")
ok(not wrong and 0 in statuses and statuses - {0}, "OS-05: address space of any size", *wrong, statuses)

if os.getuid() == 0 and shutil.which("setpriv") and subprocess.run(["setpriv", "--reuid=65534", "--clear-groups",
                                                                   "true"]).returncode == 0:
    wrong = []
    os.chmod(top, 0o755)
    for count in (1, 2, 3, 4, 8):
        folder = fresh("threads")
        os.makedirs(folder)
        os.chown(folder, 65534, 65534)
        ended = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", "prlimit", f"--nproc={count}", *reference.command(folder)],
                               env=reference.environment, capture_output=True, text=True)
        if ended.returncode == 126 or "cannot open shared object" in ended.stderr:
            break  # nobody may not read the program
        if not in_order(ended, folder):
            wrong.append(f"{count} threads: status {ended.returncode}: {ended.stderr}")
    ok(not wrong, "OS-05: few threads", *wrong)
else:
    skip("OS-05: few threads", "not root")

for kilobytes in (64, 128, 1024):
    folder = fresh("stack")
    ended = limited(resource.RLIMIT_STACK, kilobytes << 10, folder)
    ok(ended.returncode == 0 and data(folder) == reference.data, f"OS-13: stacks of {kilobytes} KiB", ended.stderr)
folder = fresh("stack")
ended = subprocess.run(["sh", "-c", "ulimit -s unlimited && exec \"$@\"", "sh", *reference.command(folder)], env=reference.environment,
                       capture_output=True, text=True)
ok(ended.returncode == 0 and data(folder) == reference.data, "OS-13: stacks without a limit", ended.stderr)

# ---- processors ----

folder = fresh("affinity")
ended = subprocess.run([*reference.command(folder, "--no-quiet", "--threads", "auto")], env=reference.environment,
                       capture_output=True, text=True,
                       preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
ok("; 1 thread, " in ended.stderr and data(folder) == reference.data, "OS-09: one processor: one thread", ended.stderr)
folder = fresh("many")
ended = reference.run(folder, "--threads", "64", "--no-quiet")
ok(re.search(r"; [0-9]+ threads", ended.stderr) and ended.returncode == 0 and data(folder) == reference.data,
   "OS-09: 64 threads asked for",
   ended.stderr)

# ---- slow and full disks ----

folder = fresh("slow")
slow = [reference.program, "--schema", "customer360", "--payload-kb", "0", "--rows", "100000", "--file-size", "4mb",
        "--row-group-size", "1mb",
        "--threads", "2", "--quiet", "--output", os.path.join(folder, "d")]
ended = subprocess.run(slow, env=dict(reference.environment, LD_PRELOAD=shim, FAULT_CALL="none", FAULT_AT="1", FAULT_SLOW="100000"),
                       capture_output=True, text=True)
report = json.load(open(os.path.join(folder, "d", "_lakegen", os.listdir(os.path.join(folder, "d", "_lakegen"))[0],
                   "report-0-of-1.json")))
ok(ended.returncode == 0 and report["peak_memory_bytes"] <= report["memory_bound_bytes"],
   "OS-08: a disk that takes its time holds the generator up, not memory", ended.stderr, report)


def small_disk(options, folder):
    """A run on a file system of its own, with what is left there in the end."""
    mount = os.path.join(top, "disk")
    os.makedirs(mount, exist_ok=True)
    script = f'mount -t tmpfs -o {options} tmpfs "$1" || exit 99; shift; "$@"; status=$?; cp -r {mount}/. {folder}; exit $status'
    return subprocess.run(["unshare", "--mount", "sh", "-c", script, "sh", mount, *reference.command(mount)], env=reference.environment,
                          capture_output=True, text=True)


if shutil.which("unshare") and subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0:
    wrong = []
    for inodes in range(4, 20, 3):
        folder = fresh("inodes")
        os.makedirs(folder)
        ended = small_disk(f"nr_inodes={inodes}", folder)
        if ended.returncode != 8 or reference.torn(folder) or [name for name in files(folder) if name.endswith(".tmp")]:
            wrong.append(f"{inodes} inodes: status {ended.returncode}: {ended.stderr} {files(folder)}")
    ok(not wrong, "OS-07: a file system without inodes left: exit 8", *wrong)
else:
    skip("OS-07: a file system without inodes left", "no namespaces here")
folder = fresh("quota")
ended = reference.run(folder, environment={"LD_PRELOAD": shim, "FAULT_CALL": "pwrite", "FAULT_AT": "3", "FAULT_EVERY": "1",
                      "FAULT_ERRNO": "122"})
ok(ended.returncode == 8 and "quota" in ended.stderr.lower(), "OS-07: a quota that is used up: exit 8", ended.stderr)
equal(reference.recover(folder), None, "OS-07: … and the run goes on")

# ---- bare roots ----


def bare_root(*mounts):
    """A folder with the program, its plugins and libraries, and nothing else; the mounts are made in it."""
    root = fresh("root")
    environment = dict(reference.environment, LAKEGEN_PLUGIN_PATH="/stage")
    os.makedirs(os.path.join(root, "out"))
    shutil.copytree(os.path.join(os.environ["builddir"], "stage"), os.path.join(root, "stage"))
    shutil.copy(reference.program, os.path.join(root, "lakegen"))
    objects = [reference.program] + [os.path.join(place, name) for place, _,
                                     names in os.walk(os.path.join(root, "stage")) for name in names]
    for binary in objects:
        listed = subprocess.run(["ldd", binary], env=reference.environment, capture_output=True, text=True).stdout
        for path in re.findall(r"(/\S+)", listed):
            if os.path.isfile(path) and not path.startswith(root):
                where = os.path.join(root, "lib", os.path.basename(path)) if ".libs" in path else root + path
                os.makedirs(os.path.dirname(where), exist_ok=True)
                shutil.copy(path, where)
    environment["LD_LIBRARY_PATH"] = "/lib:/.libs"
    return root, environment


if os.getuid() == 0 and shutil.which("chroot") and shutil.which("ldd"):
    root, environment = bare_root()
    options = [word for word in reference.options]
    ended = subprocess.run(["chroot", root, "/lakegen", *options, "--output", "/out/d"], env=environment, capture_output=True, text=True,
                           timeout=60)
    ok(ended.returncode == 0 and data(os.path.join(root, "out")) == reference.data, "OS-11: without /dev, OS-12: without /proc and /sys",
       ended.stderr)
else:
    skip("OS-11: without /dev, OS-12: without /proc and /sys", "not root")

# ---- clocks ----

faketime = shutil.which("faketime")
if faketime:
    for when in ("2039-01-20 00:00:00", "1970-01-02 00:00:00"):
        folder = fresh("clock")
        ended = reference.run(folder, wrapper=[faketime, "-f", when])
        ok(ended.returncode == 0 and data(folder) == reference.data, f"OS-15: in {when[:4]}", ended.stderr)
else:
    skip("OS-15: in 2039", "no faketime here")

# ---- growth ----


def peak(rows):
    ended = subprocess.run([reference.program, "--schema", "customer360", "--payload-kb", "0", "--rows", str(rows), "--sink",
                           "null", "--threads",
                            "2", "--file-size", "16mb", "--row-group-size", "4mb", "--progress", "json", "--format", "csv"],
                           env=reference.environment, capture_output=True, text=True)
    return json.loads(ended.stderr.strip().split("\n")[-1])["peak_memory_bytes"]


few, many = peak(400000), peak(8000000 if EVERYTHING else 1600000)
ok(many - few < 1 << 20, f"OS-10: more rows, no more memory: {few >> 10} and {many >> 10} KiB")
done()
