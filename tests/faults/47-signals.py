# SPDX-License-Identifier: Apache-2.0
"""Signals and the life of a process: stopping in order and at once, terminals and pipes that go away, descriptors that are closed."""

import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import time

from faultbench import Reference, build, data, fast_folder, files
from taptest import done, equal, ok, skip

top = fast_folder()
reference = Reference(top, "parquet")
csv = Reference(top, "csv", "--format", "csv")


def start(folder, *options, run=reference, **how):
    how = {"stderr": subprocess.PIPE, "text": True, "stdin": subprocess.DEVNULL, **how}
    return subprocess.Popen(run.command(folder, "--no-quiet", *options), env=dict(run.environment, **how.pop("env", {})), **how)


def wait_for(condition, process, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)


def parts_in(folder):
    return len(data(folder)) if os.path.isdir(folder) else 0


def temporary(folder):
    return [name for name in files(folder) if name.endswith(".tmp")]


def fresh(name):
    folder = os.path.join(top, name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def end(process, seconds=30):
    said = process.communicate(timeout=seconds)[1]
    return process.returncode, said


# ---- once, twice, a hundred times ----

for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
    folder = fresh("once")
    process = start(folder, "--rate", "4k/s", run=csv)
    wait_for(lambda: parts_in(folder) >= 2, process)
    process.send_signal(number)
    code, said = end(process)
    ok(code == status and re.search(r"wrote [0-9,]+ rows, .*; [0-9]+ of [0-9]+ files are finished, the same command with --resume continues\n"
                                    r"lakegen: interrupted\n$", said),
       f"SG-01: {number.name} once: exit {status}, the summary says how to go on", code, said)
    ok(not temporary(folder) and not csv.torn(folder), f"SG-01: {number.name}: nothing is half done", files(folder))
    equal(csv.recover(folder), None, f"SG-01: {number.name}: and the run goes on")

folder = fresh("twice")
process = start(folder, "--rate", "100/s", "--grace", "1h", "--threads", "1")
wait_for(lambda: temporary(folder) if os.path.isdir(folder) else False, process)
process.send_signal(signal.SIGINT)
time.sleep(0.3)
still = process.poll() is None
begun = time.monotonic()
process.send_signal(signal.SIGTERM)
code, said = end(process)
ok(still and code == 143 and time.monotonic() - begun < 5, "SG-01: the second signal does not wait for the grace time", code, said)
equal(reference.recover(folder), None, "SG-01: and what it left is cleared away by --resume")

folder = fresh("hundred")
process = start(folder, "--rate", "2k/s")
wait_for(lambda: parts_in(folder) >= 1, process)
for _ in range(100):
    try:
        process.send_signal(signal.SIGINT)
    except ProcessLookupError:
        break
code, said = end(process)
ok(code == 130 and "died" not in said, "SG-01: a hundred signals", code, said)
equal(reference.recover(folder), None, "SG-01: … and the run goes on")

# ---- at any moment, within the grace time ----

wrong = []
for number in range(24):
    folder = fresh("moment")
    process = start(folder, "--grace", "5s", run=csv if number % 2 else reference)
    time.sleep(0.004 * number)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code, said = end(process)
    # before there is anything to stop in order, the signal does what it always does
    if code not in (143, 0, -signal.SIGTERM) or time.monotonic() - begun > 7:
        wrong.append(f"after {4 * number} ms: status {code} {time.monotonic() - begun:.1f} s: {said}")
    if temporary(folder):
        wrong.append(f"after {4 * number} ms: left {temporary(folder)}")
    problem = (csv if number % 2 else reference).recover(folder)
    if problem:
        wrong.append(f"after {4 * number} ms: then {problem}")
ok(not wrong, "SG-02: SIGTERM at 24 moments", *wrong)

folder = fresh("grace")
process = start(folder, "--rate", "1/s", "--grace", "2s", "--threads", "1")
wait_for(lambda: temporary(folder) if os.path.isdir(folder) else False, process)
begun = time.monotonic()
process.send_signal(signal.SIGTERM)
code, said = end(process)
ok(code == 143 and time.monotonic() - begun < 6 and not temporary(folder),
   "SG-02: a part that cannot be finished in the grace time is given up",
   time.monotonic() - begun, said)
equal(reference.recover(folder), None, "SG-02: … and the run goes on")

reader, writer = os.pipe()
process = subprocess.Popen([reference.program, "--schema", "hello", "--rows", "1000000", "--sink", "stdout"], env=reference.environment,
                           stdout=writer, stderr=subprocess.PIPE, text=True)
os.close(writer)
time.sleep(0.3)
begun = time.monotonic()
process.send_signal(signal.SIGTERM)
code, said = end(process)
os.close(reader)
ok(code == 143 and time.monotonic() - begun < 3, "SG-02: while nobody reads standard output", code, said)

# ---- other signals ----

folder = fresh("terminal")
process = start(folder, "--rate", "20k/s")
wait_for(lambda: parts_in(folder) >= 1, process)
for number in (signal.SIGHUP, signal.SIGWINCH, signal.SIGALRM, signal.SIGPIPE, signal.SIGHUP):
    process.send_signal(number)
process.send_signal(signal.SIGUSR1)
code, said = end(process)
ok(code == 0 and data(folder) == reference.data, "SG-03: SIGHUP does not end a run", code, said)
ok(re.search(r"\ncustomer360 [0-9]+% \| .* files", said),
   "SG-06: SIGUSR1 shows progress; SIGWINCH, SIGALRM and SIGPIPE change nothing", said)
folder = fresh("nohup")
process = start(folder, "--rate", "20k/s", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
wait_for(lambda: parts_in(folder) >= 1, process)
process.send_signal(signal.SIGHUP)
ok(end(process)[0] == 0 and data(folder) == reference.data, "SG-03: nor one under nohup")

folder = fresh("storm")
process = start(folder, "--rate", "10k/s")
wait_for(lambda: parts_in(folder) >= 1, process)
count = 0
while process.poll() is None:
    process.send_signal((signal.SIGUSR1, signal.SIGHUP, signal.SIGWINCH)[count % 3])
    count += 1
    time.sleep(0.0005)
code, said = end(process)
ok(code == 0 and count > 100 and data(folder) == reference.data, f"SG-07: a storm of {count} signals", code, said[-500:])

folder = fresh("stopped")
process = start(folder, "--rate", "20k/s")
wait_for(lambda: parts_in(folder) >= 1, process)
process.send_signal(signal.SIGSTOP)
time.sleep(1.5)
process.send_signal(signal.SIGCONT)
ok(end(process)[0] == 0 and data(folder) == reference.data, "SG-05: stopped and continued")


def limit(what, value):
    return lambda: resource.setrlimit(what, (value, resource.getrlimit(what)[1]))


folder = fresh("cpu")
process = subprocess.Popen([reference.program, "--schema", "customer360", "--scale", "1", "--sink", "null", "--quiet", "--threads", "1"],
                           env=reference.environment, stderr=subprocess.PIPE, text=True, preexec_fn=limit(resource.RLIMIT_CPU, 1))
code, said = end(process, 120)
ok(code == 8 and "limit of processor time" in said, "SG-06: SIGXCPU: exit 8", code, said)
process = start(folder, preexec_fn=limit(resource.RLIMIT_FSIZE, 200000))
code, said = end(process)
ok(code == 8 and "File too large" in said and not data(folder) and not temporary(folder), "SG-06: SIGXFSZ: exit 8", code, said)
equal(reference.recover(folder), None, "SG-06: … and the run goes on when files may grow")

for how in ("ignored", "blocked"):
    folder = fresh("inherited")

    def inherit():
        for number in (signal.SIGINT, signal.SIGTERM):
            if how == "ignored":
                signal.signal(number, signal.SIG_IGN)
            else:
                signal.pthread_sigmask(signal.SIG_BLOCK, [number])

    process = start(folder, "--rate", "2k/s", preexec_fn=inherit)
    wait_for(lambda: parts_in(folder) >= 1, process)
    process.send_signal(signal.SIGINT)
    ok(end(process)[0] == 130, f"SG-08: SIGINT stops a process that was started with it {how}")

# ---- pipes, descriptors ----

for reader in ("head -n 1", "true"):
    generate = f"'{reference.program}' --schema hello --rows 3000000 --sink stdout --quiet"
    shell = f"{{ {generate}; echo $? >'{top}/status'; }} | {reader} >/dev/null"
    piped = subprocess.run(["sh", "-c", shell], env=reference.environment, capture_output=True, text=True)
    ok(open(f"{top}/status").read().strip() == "141" and piped.stderr == "", f"SG-04: lakegen | {reader}: exit 141, nothing said",
       open(f"{top}/status").read(), piped.stderr)
for command in (["preview", "hello", "-n", "100000"], ["describe", "customer360"], ["help", "manual"]):
    shell = f"{{ '{reference.program}' {' '.join(command)}; echo $? >'{top}/status'; }} | true"
    piped = subprocess.run(["sh", "-c", shell], env=reference.environment, capture_output=True, text=True)
    ok(open(f"{top}/status").read().strip() in ("141", "0") and piped.stderr == "", f"SG-04: lakegen {command[0]} | true", piped.stderr)

for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
    folder = fresh("closed")
    shell = " ".join(f"'{word}'" for word in reference.command(folder, "--no-quiet")) + " " + closed
    ended = subprocess.run(["sh", "-c", shell], env=reference.environment, capture_output=True, text=True)
    ok(ended.returncode == 0 and data(folder) == reference.data and reference.kept(folder) == reference.files
       and not any(b"lakegen: customer360" in open(os.path.join(folder, name), "rb").read() for name in files(folder)),
       f"SG-09: started with {closed}", ended.stderr)
ended = subprocess.run(["sh", "-c", f"'{reference.program}' --schema hello --rows 10 --sink stdout >&-"], env=reference.environment,
                       capture_output=True, text=True)
ok(ended.returncode == 6 and "Bad file descriptor" in ended.stderr, "SG-09: no standard output to write to", ended.stderr)
with open("/dev/full", "w") as full:
    ended = subprocess.run([reference.program, "--schema", "hello", "--rows", "100000", "--sink", "stdout"], env=reference.environment,
                           stdout=full, stderr=subprocess.PIPE, text=True)
    ok(ended.returncode == 8 and "No space left" in ended.stderr, "SG-10: standard output is /dev/full", ended.stderr)
    ended = subprocess.run(reference.command(fresh("full"), "--no-quiet"), env=reference.environment, stderr=full)
    ok(ended.returncode == 0 and data(os.path.join(top, "full")) == reference.data, "SG-10: standard error is", ended)

# ---- terminals ----


def on_terminal(width, environment, *options):
    """What a terminal shows of a run."""
    primary, secondary = pty.openpty()
    shown = b""
    import fcntl
    import struct
    import termios

    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    process = start(fresh("shown"), "--rate", "10k/s", *options, stderr=secondary, env=environment)
    os.close(secondary)
    while select.select([primary], [], [], 20)[0]:
        try:
            piece = os.read(primary, 65536)
        except OSError:
            break
        shown += piece
    process.wait()
    os.close(primary)
    return shown.decode()


bar = on_terminal(80, {"TERM": "xterm"})
ok("\r" in bar and re.search(r"\rcustomer360 [0-9]+% \|", bar), "SG-11: a terminal shows a bar", bar)
narrow = on_terminal(20, {"TERM": "xterm"})
ok(all(len(piece) < 20 for piece in re.findall(r"\r(customer360[^\r\x1b]*)\x1b\[K", narrow)) and "\rcustomer360" in narrow,
   "SG-11: a narrow one, without wrapping", narrow)
for environment, options in (({"TERM": "dumb"}, ()), ({"TERM": "xterm", "NO_COLOR": "1"}, ("--progress", "plain")),
                             ({"TERM": "xterm"}, ("--progress", "none"))):
    plain = on_terminal(80, environment, *options)
    ok("\rcustomer360" not in plain and "\x1b" not in plain and "wrote 12,000 rows" in plain,
       f"SG-11: plain with {environment} {' '.join(options)}",
       repr(plain))

# ---- other parents ----

for wrapper, status in ((["setsid", "--wait"], 0), (["nice"], 0), (["timeout", "60"], 0)):
    if not shutil.which(wrapper[0]):
        skip(f"SG-14: under {wrapper[0]}", f"no {wrapper[0]} here")
        continue
    folder = fresh("wrapped")
    ended = reference.run(folder, wrapper=wrapper)
    ok(ended.returncode == status and data(folder) == reference.data, f"SG-14: under {wrapper[0]}", ended.stderr)
if shutil.which("timeout"):
    folder = fresh("timeout")
    ended = reference.run(folder, "--rate", "1k/s", wrapper=["timeout", "--preserve-status", "1"])
    ok(ended.returncode == 143 and not temporary(folder), "SG-14: timeout ends it in order", ended)
    equal(reference.recover(folder), None, "SG-14: … and the run goes on")

unshare = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
if shutil.which("unshare") and subprocess.run([*unshare, "true"], capture_output=True).returncode == 0:
    folder = fresh("first")
    process = subprocess.Popen([*unshare, *reference.command(folder, "--rate", "2k/s")], env=reference.environment,
                               stderr=subprocess.PIPE,
                               text=True)
    wait_for(lambda: parts_in(folder) >= 1, process)
    child = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True).stdout.split()
    if child:
        os.kill(int(child[0]), signal.SIGTERM)
    code, said = end(process)
    ok(code == 143 and not temporary(folder), "SG-12: as process 1 it takes SIGTERM", code, said)
    equal(reference.recover(folder), None, "SG-12: … and the run goes on")
else:
    skip("SG-12: as process 1", "no namespaces here")

# ---- faults ----

plugin = build("crashing.c", top, "-shared", "-fPIC", "-I" + os.path.join(os.environ["srcdir"], "core", "include"))
crash = [reference.program, "--schema", plugin, "--rows", "200000", "--file-size", "100kb", "--row-group-size", "10kb", "--threads", "2"]


def crashing(folder, *options, **environment):
    return subprocess.run([*crash, "--output", os.path.join(folder, "d"), *options], env=dict(reference.environment, **environment),
                          capture_output=True, text=True)


whole = fresh("whole")
crashing(whole)
for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE):
    folder = fresh("crash")
    died = crashing(folder, CRASH_AT="120000", CRASH_HOW=str(int(number)))
    named = rf"died by signal {int(number):02d} while making '.*/part-[0-9]+\.parquet'; --resume continues"
    ok(died.returncode == -number and re.search(named, died.stderr),
       f"SG-13: {number.name} in a plugin: the process dies of it, and names the part", died.returncode, died.stderr)
    again = crashing(folder, "--resume")
    ok(again.returncode == 0 and data(folder) == data(whole), f"SG-13: {number.name}: and the run goes on", again.stderr)
done()
