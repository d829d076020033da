# SPDX-License-Identifier: Apache-2.0
"""What the peers share: the command line, the number of threads, and measuring one stage of a process."""

import argparse
import json
import resource
import time

CUSTOMERS = 100_000  # what lakegen has at scale 1
PAYLOAD_BYTES = {"c360": 2048, "thin": 0}


WORKLOADS = ("c360", "thin", "iot10")  # that all peers have


def arguments(doc, workloads=WORKLOADS, formats=("parquet",)):
    """WORKLOAD ROWS OUTPUT; the format is the output's extension."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("workload", choices=workloads)
    parser.add_argument("rows", type=int)
    parser.add_argument("output", help="a new file, ." + ", .".join(formats))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--defaults", action="store_true", help="leave settings other than the codec as the product has them")
    parser.add_argument("--plain", action="store_true", help="random text the plain way, where the peer has a faster one (DuckDB)")
    parser.add_argument("--format", choices=formats, help="where the output's name does not say")
    options = parser.parse_args()
    options.format = options.format or options.output.rpartition(".")[2]
    if options.format not in formats:
        parser.error(f"'{options.output}' ends in none of: {', '.join(formats)}")
    return options


def _cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Stage:
    """Measures what runs inside `with`, all threads of this process, and prints it as a line of JSON for bench/run."""

    def __enter__(self):
        self.cpu, self.wall = _cpu(), time.perf_counter()
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            print(json.dumps({"cpu": _cpu() - self.cpu, "wall": time.perf_counter() - self.wall}), flush=True)
