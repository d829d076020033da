# SPDX-License-Identifier: Apache-2.0
"""Every option changes the plan or the run; and a key of a configuration file and a variable do what the option does.

A new option fails here until it has a line below: an option that is accepted and does nothing is a lie.
"""

import json
import os
import re
import subprocess

from taptest import done, equal, lakegen, ok, skip_all, workdir

os.chdir(workdir())
srcdir = os.environ["srcdir"]

# a sink that has buckets
os.makedirs("store/sinks", mode=0o755)
built = subprocess.run([*os.environ["CC"].split(), "-std=c11", "-fPIC", "-shared", "-fvisibility=hidden", "-DCASE_s3",
                        f"-I{srcdir}/core/include", f"{srcdir}/tests/cli/plugins.c", "-o", "store/sinks/s3.so"], check=False)
if built.returncode != 0:
    skip_all("no compiler")
os.chmod("store/sinks/s3.so", 0o755)
os.environ["LAKEGEN_PLUGIN_PATH"] = f"{os.getcwd()}/store:{os.environ['LAKEGEN_PLUGIN_PATH']}"


def plan(*arguments, env=None):
    """What estimate says, without the time that it measured."""
    process = lakegen("estimate", "--output-format", "json", *arguments, env=env, check=False)
    if process.returncode != 0:
        return process.returncode, process.stderr
    facts = json.loads(process.stdout)
    facts.pop("seconds")
    return facts


def output(*arguments):
    process = lakegen(*arguments, check=False)
    return process.returncode, process.stdout, process.stderr


def files(*arguments):
    """Names, sizes and status of a run in an empty folder."""
    folder = workdir()
    process = subprocess.run(["lakegen", "--rows", "100000", *arguments], capture_output=True, text=True, cwd=folder)
    found = sorted((os.path.relpath(os.path.join(path, name), folder), os.path.getsize(os.path.join(path, name)))
                   for path, _, names in os.walk(folder) for name in names if "_lakegen" not in path)
    return process.returncode, found


def manifest(*arguments):
    """What a run wrote down of its objects."""
    folder = workdir()
    lakegen(*arguments, "--rows", "5", "--output", folder)
    with open(os.path.join(folder, "_lakegen", os.listdir(os.path.join(folder, "_lakegen"))[0], "manifest.json")) as file:
        return json.load(file)["objects"]


hello = ["--schema", "hello"]
c360 = ["--schema", "customer360"]
many = c360 + ["--scale", "9999", "--threads", "1024", "--memory", "1pb"]

# option: how it is observed, what both runs have, the option's arguments
ACTS = {
    "schema": (plan, [], None),  # below
    "scale": (plan, hello, "0.5"),
    "target-size": (plan, hello, "20mb"),
    "rows": (plan, hello, "1234"),
    "seed": (plan, hello, "other"),
    "tables": (plan, c360 + ["--ground-truth"], "interactions_truth"),
    "set": (plan, hello, "lucky_ratio=0.5"),
    "dirty-ratio": (plan, c360, "0.5"),
    "time-start": (plan, c360, "2023-01-01"),
    "time-end": (plan, c360, "2025-01-01"),
    "ground-truth": (plan, c360, True),
    "sink": (plan, hello, "null"),
    "output": (plan, hello, "elsewhere"),
    "bucket": (plan, hello, "b"),
    "prefix": (plan, hello + ["--bucket", "b"], "p"),
    "path": (files, hello, "x-{part}.{ext}"),
    "format": (plan, hello, "csv"),
    "compression": (plan, hello, "none"),
    "csv-safe": (plan, hello + ["--format", "csv"], True),
    "file-size": (plan, hello, "1mb"),
    "file-rows": (plan, hello, "100"),
    "row-group-size": (plan, hello, "100kb"),
    "batch-size": (plan, hello + ["--sink", "clickhouse", "--rows", "50000"], "1000"),
    "sort-by": (plan, hello + ["--format", "native"], "greeting"),
    "page-size": (plan, hello, "4kb"),
    "threads": (plan, c360, "1"),
    "memory": (plan, c360 + ["--threads", "8"], "100mb"),
    "mode": (plan, c360 + ["--scale", "9999", "--threads", "1024"], "batch"),
    "node-id": (plan, hello + ["--total-nodes", "3"], "1"),
    "total-nodes": (plan, hello + ["--node-id", "0"], "2"),
    "run-id": (plan, hello, "mine"),
    "sha256": (manifest, hello, True),
    "dry-run": (files, hello, True),
    "metrics-file": (files, hello, "metrics"),
    "log-format": (lambda *a: output("describe", "absent", *a)[2].startswith("{"), [], "json"),
    "limit": (lambda *a: output("preview", *a), hello, "3"),
    "offset": (lambda *a: output("preview", *a), hello, "3"),
    "columns": (lambda *a: output("preview", *a), hello, "id"),
    "quiet": (lambda *a: output(*a, "--sink", "null", "--rows", "5"), hello, True),
    "progress": (lambda *a: output(*a, "--sink", "null", "--rows", "5")[2].startswith("{"), hello, "json"),
    "output-format": (lambda *a: output("list", *a), [], "json"),
    "color": (lambda *a: output("describe", "absent", *a), [], "always"),
    "plugin-dir": (lambda *a: output("list", *a), [], "mine"),
    "help": (lambda *a: output("version", *a), [], True),
    "strict": (lambda *a: output("validate", "odd.yaml", *a), [], True),
}
# options whose effect another test shows: where
ELSEWHERE = {"checkpoint-interval": "plugins/sinks/clickhouse/tests/61-current.py", "count": "plugins/sinks/clickhouse/tests/61-current.py",
             "create-table": "plugins/sinks/clickhouse/tests/61-current.py", "dialect": "plugins/sinks/clickhouse/tests/61-current.py",
             "paranoid": "tests/abi/30-plugins.sh", "overwrite": "tests/cli/21-destinations.sh",
             "checkpoint": "tests/faults/42-kill.py", "checkpoint-path": "tests/faults/46-state.py", "deep": "tests/cli/41-verify.sh",
             "continue": "tests/cli/25-conduct.sh", "duration": "tests/cli/25-conduct.sh", "least-rows": "tests/cli/25-conduct.sh", "force": "tests/cli/42-clean.sh", "grace": "tests/faults/47-signals.py",
             "older-than": "plugins/sinks/s3/tests/63-servers.py",
             "keep-going": "tests/cli/25-conduct.sh", "rate": "tests/cli/25-conduct.sh", "reset": "tests/faults/46-state.py",
             "resume": "tests/faults/42-kill.py", "verify-existing": "tests/faults/46-state.py"}

with open("odd.yaml", "w") as file:
    file.write("schema: hello\nrun: {paranoid: yes}\n")
os.makedirs("mine/schemas")
with open("mine/schemas/empty.so", "w"):
    pass
os.chmod("mine/schemas/empty.so", 0o644)

# ---- every option ----

commands = re.findall(r"^  ([a-z]+) ", lakegen("help").stdout.partition("Examples")[0], re.M)
options = set()
for command in commands:
    options |= set(re.findall(r"^  (?:-., )?--([a-z0-9-]+)", lakegen("help", command).stdout, re.M))
equal(sorted(options - set(ACTS) - set(ELSEWHERE)), [], "every option has a line here")
equal(sorted((set(ACTS) | set(ELSEWHERE)) - options), [], "every line here is an option")

for name, (observe, base, value) in ACTS.items():
    if name == "schema":
        ok(plan(*hello) != plan(*c360), "--schema acts")
        continue
    words = [f"--{name}"] if value is True else [f"--{name}", value]
    before, after = observe(*base), observe(*base, *words)
    ok(before != after, f"--{name} acts", before, after)
for name, test in ELSEWHERE.items():
    with open(os.path.join(srcdir, test)) as file:
        ok(re.search(rf"--(no-)?{name}\b(?!-)", file.read()), f"--{name} acts, as {test} shows")

# ---- older names ----

for older, newer in [(["--target-tb", "0.01"], ["--target-size", "0.01TiB"]), (["--workers", "1"], ["--threads", "1"]),
                     (["--file-size-mb", "64"], ["--file-size", "64mb"]), (["--payload-kb", "3"], ["--set", "payload_kb=3"]),
                     (["--timestamp-start", "2024-06-01"], ["--time-start", "2024-06-01"]),
                     (["--timestamp-end", "2024-06-01"], ["--set", "timestamp_end=2024-06-01"])]:
    equal(plan(*c360, *older), plan(*c360, *newer), f"{older[0]} is {newer[0]}")
    ok(plan(*c360) != plan(*c360, *older), f"{older[0]} acts")

# ---- every key and every variable ----

shown = json.loads(lakegen("config", "show", "--schema", "hello", "--output-format", "json").stdout)
keys = [entry["key"] for entry in shown if not entry["key"].startswith("plugins.options.")]
FLAGS = {"output.url": "output", "checkpoint.enabled": "checkpoint", "checkpoint.path": "checkpoint-path",
         "checkpoint.interval": "checkpoint-interval",
         "run.id": "run-id", "plugins.dirs": "plugin-dir", "quality.dirty_data_ratio": "dirty-ratio",
         "time.start": "time-start", "time.end": "time-end"}
TALK = {"talk.quiet", "talk.progress", "talk.output_format", "talk.color", "strict", "output.overwrite", "run.paranoid", "plugins.dirs"}


def written(key, value, base):
    """A configuration with one value, and what the flags of base say."""
    document = {}
    for flag, text in zip(base[::2], base[1::2]):
        document[flag] = text
    lines = [f"schema: {document.get('--schema', 'hello')}"]
    section, _, last = key.rpartition(".")
    text = "true" if value is True else json.dumps(value)
    lines.append(f"{section}:\n  {last}: {text}" if section else f"{last}: {text}")
    with open("one.yaml", "w") as file:
        file.write("\n".join(lines) + "\n")
    return "one.yaml"


checked = 0
for key in keys:
    name = FLAGS.get(key, key.rpartition(".")[2].replace("_", "-"))
    equal(name in options, True, f"{key} is --{name}")
    if key in TALK or key == "schema" or name in ELSEWHERE or ACTS[name][0] is not plan:
        continue
    _, base, value = ACTS[name]
    flag = [f"--{name}"] if value is True else [f"--{name}", value]
    rest = [word for word in base if word != "--ground-truth"][2:] if base[:1] == ["--schema"] else base
    rest += ["--ground-truth"] if "--ground-truth" in base else []
    by_flag = plan(*base, *flag)
    by_file = plan(written(key, value, base), *rest)
    variable = {"LAKEGEN_" + name.upper().replace("-", "_"): "true" if value is True else value}
    by_variable = plan(*base, env=variable)
    equal(by_file, by_flag, f"{key} does what --{name} does")
    equal(by_variable, by_flag, f"{list(variable)[0]} too")
    checked += 1
ok(checked > 20, "and these were many")
done()
