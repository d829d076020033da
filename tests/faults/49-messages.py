# SPDX-License-Identifier: Apache-2.0
"""What is said of a run, and to whom: standard error, JSON lines, the metrics file, the report, the manifest."""

import csv as csvfile
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time

from faultbench import Reference, build, data, fast_folder, files, spread
from taptest import done, equal, ok

top = fast_folder()
shim = build("shim.c", top, "-shared", "-fPIC")
killat = build("killat.c", top)
reference = Reference(top, "parquet")
csv = Reference(top, "csv", "--format", "csv", "--ground-truth")


def fresh(name):
    folder = os.path.join(top, name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def record(folder, name):
    place = os.path.join(folder, "d", "_lakegen")
    with open(os.path.join(place, os.listdir(place)[0], name)) as file:
        return json.load(file)


# ---- who does not read ----

folder = fresh("blocked")
reader, writer = os.pipe()
os.set_blocking(writer, False)
try:
    while True:
        os.write(writer, b"x" * 4096)
except BlockingIOError:
    pass
os.set_blocking(writer, True)
begun = time.monotonic()
process = subprocess.Popen(reference.command(folder, "--no-quiet", "--rate", "10k/s", "--progress", "json"),
                           env=reference.environment, stderr=writer)
process.wait(timeout=60)
ok(process.returncode == 0 and data(folder) == reference.data, "OB-01: a pipe that nobody reads does not hold a run up",
   process.returncode,
   time.monotonic() - begun)
os.close(reader)
folder = fresh("closed")
process = subprocess.Popen(reference.command(folder, "--no-quiet"), env=reference.environment, stderr=writer)
process.wait(timeout=60)
os.close(writer)
ok(process.returncode == 0 and data(folder) == reference.data, "OB-01: one whose reader went away does not end it", process.returncode)

# ---- what names may hold ----

folder = fresh("names")
evil = "a\x1b[31m\nlakegen: all is well\r\x07"
for option in ("--schema", "--output", "--run-id", "--path", "--seed", "--rate"):
    for form in ("text", "json"):
        said = reference.run(folder, option, evil + ("" if option != "--output" else "/../x"), "--log-format", form, "--no-quiet")
        lines = said.stderr.rstrip("\n").split("\n")
        clean = all(line.startswith("lakegen: ") for line in lines) if form == "text" else all(json.loads(line) for line in lines)
        ok(clean and not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", said.stderr) and "\nlakegen: all is well" not in said.stderr,
           f"OB-02: control characters in {option}, {form}", repr(said.stderr))
        shutil.rmtree(os.path.join(top, "names"), ignore_errors=True)

# ---- JSON lines ----


def lines_are_json(text):
    parsed = []
    for line in text.splitlines():
        try:
            parsed.append(json.loads(line))
        except ValueError:
            return None
    return parsed


wrong = []
for at in spread(180, 25):
    folder = fresh("json")
    said = reference.run(folder, "--no-quiet", "--log-format", "json", environment={"LD_PRELOAD": shim, "FAULT_CALL": "write", "FAULT_AT":
                         str(at % 9 + 1), "FAULT_ERRNO": "28", "FAULT_EVERY": str(at % 2)})
    lines = lines_are_json(said.stderr)
    if lines is None or not all({"time", "level", "event"} <= set(line) for line in lines) or (said.returncode
            and lines[-1]["level"] != "error"):
        wrong.append(said.stderr)
folder = fresh("json")
plain = reference.run(folder, "--no-quiet", "--log-format", "json", "--progress", "plain")
lines = lines_are_json(plain.stderr)
ok(not wrong and [line["event"] for line in lines] == ["plan", "summary"], "OB-03: every line is JSON, whatever fails", *wrong,
   plain.stderr)
for arguments in (["generate"], ["--schema", "absent"], ["--schema", "hello", "--scale", "x"], ["frobnicate"], ["list", "x"]):
    said = subprocess.run([reference.program, *arguments, "--log-format", "json"], env=reference.environment,
                          capture_output=True, text=True)
    lines = lines_are_json(said.stderr)
    ok(said.returncode and lines and lines[0]["level"] == "error" and {line["event"] for line in lines[1:]} <= {"usage"},
       f"OB-03: lakegen {' '.join(arguments)}", said.stderr)
process = subprocess.Popen(reference.command(fresh("json"), "--no-quiet", "--log-format", "json", "--rate", "4k/s"),
                           env=reference.environment,
                           stderr=subprocess.PIPE, text=True)
time.sleep(1.3)
process.send_signal(signal.SIGUSR1)
process.send_signal(signal.SIGTERM)
lines = lines_are_json(process.communicate()[1])
ok(process.returncode == 143 and lines and lines[-1]["message"].startswith("interrupted")
   and "progress" in [line["event"] for line in lines]
   and lines[-2]["ended_by"] == "interrupted" and lines[-2]["complete"] is False, "OB-03: an interrupted run", lines)

# ---- metrics ----


def lint(text):
    """The text format as Prometheus defines it, and its rules for names."""
    problems, types, helped, seen = [], {}, set(), set()
    if not text.endswith("\n"):
        problems.append("does not end with a line feed")
    for line in text.splitlines():
        if found := re.fullmatch(r"# HELP (\S+) (.+)", line):
            helped.add(found.group(1))
        elif found := re.fullmatch(r"# TYPE (\S+) (counter|gauge)", line):
            if found.group(1) in types:
                problems.append(f"{found.group(1)} is declared twice")
            types[found.group(1)] = found.group(2)
        elif found := re.fullmatch(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} (-?[0-9]+(?:\.[0-9]+)?)', line):
            name, labels = found.group(1), found.group(2)
            if name not in types or name not in helped:
                problems.append(f"{name} comes without HELP and TYPE")
            if (types.get(name) == "counter") != name.endswith("_total"):
                problems.append(f"{name}: counters end in _total, others do not")
            if not name.startswith("lakegen_") or re.search(r"_(ms|mb|kb|minutes|hours)(_|$)", name):
                problems.append(f"{name}: not in base units")
            if (name, labels) in seen:
                problems.append(f"{name} comes twice")
            seen.add((name, labels))
        else:
            problems.append(f"not a line of the format: {line}")
    return problems


def value(text, name):
    found = re.search(rf"^lakegen_{name}\{{[^}}]*\}} (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else None


folder, metrics = fresh("metrics"), os.path.join(top, "metrics.prom")
seen, finished = [], threading.Event()


def scrape():
    while not finished.is_set():
        try:
            with open(metrics) as file:
                seen.append(file.read())
        except FileNotFoundError:
            pass
        time.sleep(0.002)


scraper = threading.Thread(target=scrape)
scraper.start()
ended = reference.run(folder, "--metrics-file", metrics, "--rate", "5k/s", "--run-id", "metrics.run")
finished.set()
scraper.join()
last = open(metrics).read()
distinct = sorted({value(text, "rows_total") for text in seen})
ok(ended.returncode == 0 and not lint(last) and len(seen) > 100, f"OB-05: metrics are well formed, all {len(seen)} times",
   *lint(last), ended.stderr)
ok(not [text for text in set(seen) if lint(text)] and len(distinct) > 2 and distinct == sorted(distinct),
   "OB-06: no reader ever sees half a file, and figures grow while the run goes on", distinct)
ok(value(last, "rows_total") == value(last, "planned_rows") == 12000 and value(last, "parts_total") == value(last, "planned_parts")
   and value(last, "running") == 0 and value(last, "run_complete") == 1 and value(last, "exit_status") == 0
   and value(last, "peak_memory_bytes") <= value(last, "memory_bound_bytes"), "OB-05: and right in the end", last)
ok(not [name for name in os.listdir(top) if name.startswith(".metrics")], "OB-06: and leave no temporary file", os.listdir(top))
ended = reference.run(fresh("metrics"), "--metrics-file", os.path.join(top, "absent", "x.prom"))
ok(ended.returncode == 6 and "--metrics-file: making" in ended.stderr and not files(folder),
   "OB-05: a place that is not there is said before the run begins",
   ended.stderr)
folder = fresh("metrics")
ended = reference.run(folder, "--no-quiet", "--metrics-file", metrics,
                      environment={"LD_PRELOAD": shim, "FAULT_CALL": "fdatasync", "FAULT_AT": "14",
                                                                                   "FAULT_EVERY": "1", "FAULT_ERRNO": "5"})
ok(ended.returncode in (0, 8), "OB-06: a metrics file that fails later", ended.stderr)

# ---- totals ----

for run in (reference, csv):
    folder = fresh("totals")
    run.run(folder, wrapper=[killat, "writes", "70"])
    run.run(folder, "--resume", check=True)
    manifest, report = record(folder, "manifest.json"), record(folder, "report-0-of-1.json")
    sums = {key: sum(item[key] for item in manifest["objects"]) for key in ("rows", "bytes")}
    made = {key: report["written"][key] + report["found_done"][key] for key in ("objects", "rows", "bytes")}
    sizes = {name: os.path.getsize(os.path.join(folder, name)) for name in data(folder)}
    ok(made == {"objects": manifest["objects_total"], "rows": manifest["rows_total"], "bytes": manifest["bytes_total"]}
       and sums == {"rows": manifest["rows_total"], "bytes": manifest["bytes_total"]} and sum(sizes.values()) == manifest["bytes_total"]
       and report["found_done"]["objects"] > 0 and report["run_is_complete"] and manifest["complete"],
       f"OB-07: report, manifest and files have the same totals, {run.name}", made, sums, manifest["rows_total"], sizes)
counted = 0
for item in manifest["objects"]:
    with open(item["name"], newline="") as file:
        rows = sum(1 for _ in csvfile.reader(file)) - 1
    counted += rows == item["rows"] and item["end_row"] > item["first_row"]
equal(counted, len(manifest["objects"]), "OB-07: and so many rows are read back from every object")
covered = sorted((item["first_row"], item["end_row"]) for item in manifest["objects"] if item["table"] == "interactions")
ok(covered[0][0] == 0 and covered[-1][1] == 12000 and all(a[1] == b[0] for a, b in zip(covered, covered[1:])),
   "OB-07: row ranges of objects follow each other from the first row to the last", covered)
folder = fresh("sha256")
reference.run(folder, "--sha256", check=True)
manifest = record(folder, "manifest.json")
equal({os.path.join("d", os.path.basename(item["name"])): item["sha256"] for item in manifest["objects"]}, reference.data,
      "OB-07: --sha256 puts the right ones into the manifest")
folder = fresh("sha256")
reference.run(folder, wrapper=[killat, "writes", "90"])
reference.run(folder, "--sha256", "--resume", check=True)
manifest = record(folder, "manifest.json")
equal({os.path.join("d", os.path.basename(item["name"])): item["sha256"] for item in manifest["objects"]}, reference.data,
      "OB-07: also of objects that were finished without it")

# ---- progress, silence ----

wrong = []
for options in ((), ("--resume",)):
    folder = fresh("progress") if not options else folder
    process = subprocess.Popen(reference.command(folder, "--no-quiet", "--progress", "json", "--rate", "4k/s", *options),
                               env=reference.environment,
                               stderr=subprocess.PIPE, text=True)
    last, share = -1, 0
    if not options:
        time.sleep(1.2)
        process.send_signal(signal.SIGTERM)
    for line in process.communicate()[1].splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "progress":
            if event["rows"] < last or event["rows"] > event["rows_total"] or event["files"] > event["files_total"]:
                wrong.append(line)
            last = event["rows"]
ok(not wrong and last > 0, "OB-08: progress never goes back and never passes 100 %, also when a run is resumed", *wrong)

folder = fresh("quiet")
quiet = subprocess.run(reference.command(folder), env=reference.environment, capture_output=True, text=True)
ok(quiet.returncode == 0 and quiet.stdout == quiet.stderr == "", "OB-10: --quiet says nothing when all is well", quiet.stderr)
quiet = subprocess.run(reference.command(folder), env=reference.environment, capture_output=True, text=True)
ok(quiet.returncode == 6 and quiet.stdout == "" and re.fullmatch(r"lakegen: destination is occupied: .*\n", quiet.stderr),
   "OB-10: and one line when it is not", quiet.stderr)
done()
