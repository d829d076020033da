# SPDX-License-Identifier: Apache-2.0
"""What was measured on what: the machine, the versions, and lakegen with the benchmark's own schema."""

import os
import pathlib
import platform
import shutil
import subprocess

from measure import Failed

HERE = pathlib.Path(__file__).resolve().parent
COMPILE = ["-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-Wl,-z,defs,-z,now"]
PACKAGES = ["numpy", "pyarrow", "duckdb", "polars", "chdb", "boto3"]


def output_of(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def field(path, name):
    """The value of the first line `name: value` of a file in /proc."""
    try:
        lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")


def file_system(folder):
    """The type of the file system that holds a folder."""
    best, kind = "", "unknown"
    for line in pathlib.Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, place, this, *_ = line.split()
        if os.path.commonpath([place, folder]) == place and len(place) >= len(best):
            best, kind = place, this
    return kind


def processors():
    return len(os.sched_getaffinity(0))


def describe(folder):
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    return (f"{field('/proc/cpuinfo', 'model name')}, {processors()} processors, {memory:.0f} GiB, "
            f"Linux {platform.release()}, files on {file_system(os.path.realpath(folder))}, load {os.getloadavg()[0]:.1f}")


def packages(python):
    """{package: version, or None where it cannot be imported}."""
    code = "import importlib, sys\nfor name in sys.argv[1:]:\n try: print(name, importlib.import_module(name).__version__)\n" \
           " except Exception: print(name)"
    lines = output_of([python, "-c", code, *PACKAGES]).stdout.splitlines()
    return {line.split()[0]: (line.split() + [None])[1] for line in lines}


# ---- lakegen ----

def find_lakegen():
    path = shutil.which("lakegen")
    if not path:
        raise Failed("lakegen is not in PATH; in a build tree say: PATH=$PWD:$PATH ./run …/bench/run")
    if output_of([path, "version"]).returncode != 0:
        raise Failed(f"'{path} version' fails: {output_of([path, 'version']).stderr}")
    return path


def is_wrapper(path):
    """libtool's script, which an uninstalled lakegen is started by."""
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def plugin_flags(lakegen):
    """Flags for plugins of that lakegen: of its build tree, or of the installed lakegen.pc."""
    build = pathlib.Path(lakegen).resolve().parent / ".libs"
    if (build / "liblakegen.so").exists():
        return ["-ffp-contract=off", f"-I{HERE.parent}/core/include", f"-L{build}", "-llakegen"]
    prefix = pathlib.Path(lakegen).resolve().parent.parent
    found = [str(path.parent) for path in sorted(prefix.glob("lib*/**/pkgconfig/lakegen.pc"))]
    search = os.pathsep.join(found + [os.environ.get("PKG_CONFIG_PATH", "")])
    asked = subprocess.run(["pkg-config", "--cflags", "--libs", "lakegen"], env={**os.environ, "PKG_CONFIG_PATH": search},
                           capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise Failed(f"no headers of lakegen to build iot10 with: {asked.stderr}")
    return asked.stdout.split()


def build_iot10(lakegen, folder):
    plugin = pathlib.Path(folder) / "iot10.so"
    compiler = os.environ.get("CC", "cc").split()
    made = output_of([*compiler, *COMPILE, str(HERE / "iot10" / "iot10.c"), *plugin_flags(lakegen), "-o", str(plugin)])
    if made.returncode != 0:
        raise Failed(f"iot10 does not compile: {made.stderr}")
    return plugin
