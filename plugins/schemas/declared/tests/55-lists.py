# SPDX-License-Identifier: Apache-2.0
"""Lists: lengths and elements as they were declared, the same in every format, alone, and however the work is cut."""

import csv
import json
import os
import subprocess
import sys

from stattest import chi_square, share, stats, uniform_integers, weights
from taptest import done, equal, lakegen, need, ok, skip, workdir

np, pa, pc, pq = need("numpy", "pyarrow", "pyarrow.compute", "pyarrow.parquet")
os.chdir(workdir())
ROWS = 20_000

SCHEMA = f"""
pools:
  word: [sun, sea, sand]
tables:
  people:
    rows: 50
    columns:
      id: {{type: int32, generator: sequence, start: 1}}
      code: {{type: text, generator: uuid}}
  t:
    rows: {ROWS}
    columns:
      id: {{type: int64, generator: sequence}}
      n: {{type: int16, generator: uniform, min: -1, max: 3, null_ratio: 0.1}}
      k: {{type: int32, generator: uniform, min: 1, max: 300}}
      tags: {{type: list, length: {{generator: poisson, mean: 2.5}}, elements: {{type: text, generator: choice, values: [a, '"b,', ""], weights: [3, 1, 1]}}}}
      vector: {{type: list, length: 3, elements: {{type: float32, generator: normal, mean: 0, stddev: 1, decimals: 3}}}}
      few: {{type: list, length: n, null_ratio: 0.1, elements: {{type: uint16, generator: uniform, min: 1, max: 60000, null_ratio: 0.2}}}}
      of_k: {{type: list, by: k, length: {{generator: uniform, min: 0, max: 2}}, elements: {{type: text, generator: uuid}}}}
      friends: {{type: list, length: {{generator: choice, values: {{1: 1, 4: 3}}}}, elements: {{generator: reference, to: people.id, orphan_ratio: 0.25}}}}
      codes: {{type: list, length: 1, elements: {{generator: reference, to: people.code}}}}
      places: {{type: list, length: {{generator: formula, formula: k % 5}}, elements: {{type: int32, generator: formula, formula: position * 10 + 1}}}}
      mails: {{type: list, length: 2, elements: {{type: text, generator: person, part: email, dirty: {{ratio: 0.5, modes: [upper_case, swapped, {{pattern: "##"}}]}}}}}}
      lines: {{type: list, length: 2, elements: {{type: text, generator: template, template: "{{word}}-{{position}}-{{1..99999}}", when: position > 0, else: none}}}}
      marks: {{type: list, length: 2, when: k > 100, elements: {{type: bool, generator: chance, ratio: 0.25}}}}
      sums: {{type: list, length: 1, elements: {{type: "decimal(30,2)", generator: lognormal, mean: 5, stddev: 2, max: 100}}}}
      days: {{type: list, length: 1, elements: {{type: date, generator: time, start: 2024-01-01, end: 2024-02-01}}}}
      times: {{type: list, length: 1, elements: {{type: timestamp_utc, generator: time, start: 2024-01-01, end: 2024-02-01, hours: {{9: 5}}}}}}
      fixed: {{type: list, length: 1, elements: {{type: bytes(4), generator: bytes}}}}
      bytes: {{type: list, length: 1, elements: {{type: binary, generator: bytes, bytes: 3}}}}
      ranks: {{type: list, length: 2, elements: {{type: int64, generator: zipf, alpha: 1.2, count: 1000000}}}}
      plates: {{type: list, length: 1, elements: {{type: text, generator: pattern, pattern: "[A-Z]#{{2}}"}}}}
      none: {{type: list, length: 0, elements: {{type: float64, generator: uniform, min: 0, max: 1}}}}
      has: {{type: bool, generator: formula, formula: present(few)}}
"""
with open("f.yaml", "w", encoding="utf-8") as file:
    file.write(SCHEMA)


def make(folder, *arguments, table="t"):
    lakegen("-q", "f.yaml", "--tables", table, "--output", folder, *arguments)
    return folder


table = pq.read_table(make("out"))
table.validate(full=True)
cells = {name: table[name].to_pylist() for name in table.column_names}


def flat(name):
    return pc.list_flatten(table[name])


def lengths(name):
    return np.array([len(row) for row in cells[name] if row is not None])


# ---- what was declared ----
equal({name: str(table[name].type.value_type) for name in ("tags", "vector", "few", "friends", "sums", "days", "fixed", "none")},
      {"tags": "string", "vector": "float", "few": "uint16", "friends": "int32", "sums": "decimal128(30, 2)", "days": "date32[day]",
       "fixed": "fixed_size_binary[4]", "none": "double"}, "types of elements; a reference has that of its key")
counts = np.bincount(lengths("tags"), minlength=16)
law = stats.poisson(2.5).pmf(np.arange(len(counts)))
chi_square("lengths of a distribution", counts, law / law.sum())
weights("elements with weights", flat("tags"), {"a": .6, '"b,': .2, "": .2})
equal(set(lengths("vector")), {3}, "a fixed length")
places = np.array(cells["vector"])
ok(abs(np.corrcoef(places.T) - np.eye(3)).max() < .04, "elements of a row are independent of each other", np.corrcoef(places.T))
ok(len({tuple(row) for row in cells["vector"]}) > ROWS * .99, "… and rows of other rows")
ok(all(row is None or len(row) == max(n, 0) for row, n in zip(cells["few"], cells["n"]) if n is not None),
   "the length of a column; below 0 there is nothing")
ok(all(row is None for row, n in zip(cells["few"], cells["n"]) if n is None), "no length, no list")
known = np.array([row is None for row, n in zip(cells["few"], cells["n"]) if n is not None])
share("null_ratio of lists", known, .1)
share("null_ratio of elements", flat("few").is_null().to_numpy(), .2)
uniform_integers("elements that are uniform", flat("few").drop_null().to_numpy().astype(int), 1, 60000)
equal([row is not None for row in cells["few"]], cells["has"], "a formula asks whether there is a list")
of_k = {}
for key, row in zip(cells["k"], cells["of_k"]):
    of_k.setdefault(key, set()).add(tuple(row))
ok(len(of_k) == 300 and all(len(rows) == 1 for rows in of_k.values()), "by: equal keys, equal lists")
uuids = [text for rows in of_k.values() for row in rows for text in row]
equal(len(set(uuids)), len(uuids), "… and others for others")
friends = flat("friends").to_numpy()
share("elements that refer to nobody", friends > 50, .25)
uniform_integers("elements that refer", friends[friends <= 50], 1, 50)
codes = set(pq.read_table(make("people", table="people"))["code"].to_pylist())
equal(set(flat("codes").to_pylist()), codes, "all elements that refer to texts do, and to all of them")
equal(cells["places"], [[place * 10 + 1 for place in range(k % 5)] for k in cells["k"]], "position, in formulas; a formula as the length")
ok(all(row[0] == "none" and row[1].split("-")[:2] in (["sun", "1"], ["sea", "1"], ["sand", "1"]) for row in cells["lines"]),
   "position, in conditions and templates")
equal([row is not None for row in cells["marks"]], [k > 100 for k in cells["k"]], "a condition of the row")
share("chance", flat("marks").to_numpy(zero_copy_only=False), .25)
upper = np.array([mail.isupper() for row in cells["mails"] for mail in row])
share("dirty elements, a sixth in upper case", upper, 1 / 6)
first, second = np.array([[mail.isupper() for mail in row] for row in cells["mails"]]).T
share("… each on its own", first & second, 1 / 36)
names = [mail for row in cells["mails"] for mail in row]
ok(len(set(names)) > len(names) * .6, "elements are different people", len(set(names)), len(names))
ranks = np.arange(1, 11.0) ** -1.2
drawn = flat("ranks").to_numpy()
chi_square("zipf", np.bincount(drawn[drawn <= 10], minlength=11)[1:], ranks / ranks.sum())
equal(set(map(len, cells["none"])), {0}, "lists of nothing")

# ---- every format ----
LIST_COLUMNS = [name for name in table.column_names if pa.types.is_list(table[name].type)]


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)


def text_of(name):
    """A column as JSON would have it, but for times."""
    if pa.types.is_timestamp(table[name].type.value_type):
        return [[value.isoformat().replace("+00:00", "Z") for value in row] for row in cells[name]]
    return [row if row is None else [plain(value) for value in row] for row in cells[name]]


def as_texts(value):
    """Floating point and decimals as what they are, times without fractions that are 0."""
    return None if value is None else [None if one is None else float(one) if isinstance(one, (int, float)) and not isinstance(one, bool) else
                                       one.replace(".000000Z", "Z") if isinstance(one, str) else one for one in value]


def close(got, name):
    wanted = text_of(name)
    if pa.types.is_decimal(table[name].type.value_type):
        wanted = [[float(value) for value in row] for row in cells[name]]
    narrow = pa.types.is_float32(table[name].type.value_type)
    for row, (one, other) in enumerate(zip(map(as_texts, got), map(as_texts, wanted))):
        if narrow:
            one, other = (list(np.float32(cell)) for cell in (one, other))
        if one != other:
            return f"{name}, row {row}: {one} where Parquet has {other}"
    return None if len(got) == len(wanted) else f"{name}: {len(got)} rows"


make("jsonl", "--format", "jsonl")
with open("jsonl/t/part-000000.jsonl", encoding="utf-8") as file:
    records = [json.loads(line) for line in file]
equal([found for name in LIST_COLUMNS if (found := close([record[name] for record in records], name))], [], "JSON Lines hold the same lists")
make("csv", "--format", "csv")
with open("csv/t/part-000000.csv", encoding="utf-8", newline="") as file:
    records = list(csv.DictReader(file))
equal([found for name in LIST_COLUMNS
       if (found := close([json.loads(record[name]) if record[name] else None for record in records], name))], [], "CSV holds them, as JSON")
try:
    import chdb
except ImportError:
    skip("Native", "no chdb")
else:
    make("native", "--format", "native")
    chosen = ", ".join(f"sum(cityHash64(id, toString({name})))" for name in ("tags", "vector", "friends", "of_k", "places", "mails", "days"))
    answers = [str(chdb.query(f"SELECT count(), {chosen} FROM file('{os.getcwd()}/{place}', {kind})", "CSV"))
               for place, kind in (("out/t/part-000000.parquet", "Parquet"), ("native/t/part-000000.native", "Native"))]
    equal(answers[1], answers[0], "ClickHouse reads the same in Native and in Parquet")
library = os.path.join(os.environ["builddir"], ".libs", "liblakegen.so.0")
if b"libasan" in subprocess.run(["ldd", library], capture_output=True, check=False).stdout:
    skip("Arrow", "a library with AddressSanitizer cannot be loaded into this Python")
else:
    sys.path.insert(0, os.path.join(os.environ["srcdir"], "tests", "embed"))
    from arrow_stream import open_stream

    stream = open_stream("f.yaml", table="t", batch_rows=777)
    arrow = pa.RecordBatchReader._import_from_c(stream.address).read_all()
    arrow.validate(full=True)
    equal([name for name in table.column_names if arrow[name].to_pylist() != cells[name]], [], "Arrow has the same cells")

# ---- pure cells ----
with open("csv/t/part-000000.csv", "rb") as file:
    whole = file.readlines()
for offset, rows in ((0, 1), (7, 300), (12345, 3000), (ROWS - 1, 1)):
    alone = lakegen("preview", "f.yaml", "--tables", "t", "--offset", offset, "-n", rows, "--format", "csv").stdout.encode()
    ok(alone.splitlines(True)[1:] == whole[1 + offset:1 + offset + rows], f"rows from {offset} on are the same alone")
some = lakegen("preview", "f.yaml", "--tables", "t", "-n", 3000, "--columns", "lines,few", "--format", "jsonl").stdout.splitlines()
equal([json.loads(line) for line in some], [{"few": few, "lines": lines} for few, lines in zip(cells["few"][:3000], cells["lines"])],
      "columns are the same alone")
for option, value in (("--row-group-size", "32kb"), ("--threads", "3")):
    other = pq.read_table(make(option.strip("-"), option, value, "--file-size", "500kb"))
    ok(other.sort_by("id").equals(table), f"the same cells with {option} {value}")
process = lakegen("plugin", "check", "declared", "--file", "f.yaml", check=False)
equal(process.returncode, 0, "lakegen plugin check finds nothing")
described = json.loads(lakegen("describe", "f.yaml", "--output-format", "json").stdout)
column = next(one for one in described["tables"][1]["columns"] if one["name"] == "few")
equal((column["type"], column["null_when"]), ("list(uint16)", "a share of 0.1"), "describe says what a list holds")
estimate = json.loads(lakegen("estimate", "f.yaml", "--tables", "t", "--output-format", "json").stdout)
size = os.path.getsize("out/t/part-000000.parquet")
ok(abs(estimate["tables"][0]["bytes"] / size - 1) < .1, "estimate knows how large they are", size, estimate["tables"])
done()
