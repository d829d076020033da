# SPDX-License-Identifier: Apache-2.0
"""`lakegen inspect` with the files of apache/parquet-testing: those that every reader must read, and those that none may. The folder
(with data/ and bad_data/) is named by TEST_PARQUET_TESTING."""

import json
import os
import pathlib
import sys

from taptest import done, equal, lakegen, ok

folder = os.environ.get("TEST_PARQUET_TESTING")
if not folder:
    print("1..0 # SKIP TEST_PARQUET_TESTING does not name a copy of apache/parquet-testing")  # data of others, wanted or not
    sys.exit(0)
folder = pathlib.Path(folder)

# Wrong by their own account, and read by most readers all the same: the checksums are meant to be, the others are old writers' faults.
PROBLEMS = {
    "datapage_v1-corrupt-checksum.parquet": "its CRC is",
    "rle-dict-uncompressed-corrupt-checksum.parquet": "its CRC is",
    "nation.dict-malformed.parquet": "does not end where the column chunk does",
    "repeated_no_annotation.parquet": "the footer says 0 rows, its row groups have 6",
}
# What is wrong with these can be seen without decoding values.
BAD = {
    "ARROW-GH-41317.parquet": "damaged footer",
    "ARROW-GH-41321.parquet": "negative size",
    "ARROW-RS-GH-6229-DICTHEADER.parquet": "are not inside the file",
    "ARROW-RS-GH-6229-LEVELS.parquet": "21 values, the footer says 1",
    "PARQUET-1481.parquet": "physical type -7",
}
BAD_VALUES = {"ARROW-GH-43605.parquet", "ARROW-GH-45185.parquet", "ARROW-GH-47662.parquet"}


def inspect(path):
    process = lakegen("inspect", path, "--output-format", "json", check=False)
    problems = "\n".join(json.loads(process.stdout)["problems"]) if process.stdout else ""
    return process.returncode, problems + process.stderr


counts = {"read": 0, "encrypted": 0}
for path in sorted(folder.glob("data/**/*.parquet")):
    status, said = inspect(path)
    if path.name in PROBLEMS:
        ok(status == 9 and PROBLEMS[path.name] in said, f"{path.name}: its fault is found", status, said)
    else:
        ok(status == 0, f"{path.name} is read", status, said)
    ok(lakegen("inspect", path, check=False).returncode == status, f"{path.name}: as text too")
    counts["read"] += 1
for path in sorted(folder.glob("data/**/*.parquet.encrypted")):
    status, said = inspect(path)
    ok(status == 6 and "encrypted (AES_GCM" in said, f"{path.name} is refused by a sentence", status, said)
    counts["encrypted"] += 1
for path in sorted(folder.glob("bad_data/*.parquet")):
    status, said = inspect(path)
    if path.name in BAD_VALUES:
        ok(status in (0, 9), f"{path.name} is survived", status, said)
    else:
        ok(status == 9 and BAD.get(path.name, "") in said, f"{path.name}: its fault is found", status, said)
ok(counts["read"] > 70 and counts["encrypted"] > 10, f"there were files: {counts}")
equal(len(list(folder.glob("bad_data/*.parquet"))) >= len(BAD) + len(BAD_VALUES), True, "all bad ones too")
done()
