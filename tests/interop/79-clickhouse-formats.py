# SPDX-License-Identifier: Apache-2.0
"""Native and RowBinary: every kind of column and every schema, read by ClickHouse, are what ClickHouse reads in Parquet, cell by cell.
What the Parquet files hold is 78-matrix.py's affair."""

import glob
import json
import os
import subprocess

from taptest import done, equal, lakegen, need, ok, skip_all, workdir

chdb = need("chdb")
os.environ["TZ"] = "UTC"
os.chdir(workdir())
connection = chdb.connect(":memory:")


def query(sql):
    return connection.query(sql, "TSVRaw").data()


def compile_matrix():
    tree = os.environ["srcdir"]
    command = [*os.environ.get("CC", "cc").split(), "-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden",
               f"-I{tree}/core/include", f"{tree}/tests/interop/matrix.c", "-o", "matrix.so"]
    try:
        process = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        skip_all("no compiler")
    ok(process.returncode == 0, "the schema compiles", process.stderr)


def columns(path):
    return dict(line.split("\t")[:2] for line in query(f"DESCRIBE TABLE file('{path}', Native)").splitlines())


def digests(source, types):
    """A digest of every column; times as the type that Native gives them, for Parquet has no DateTime."""
    cells = [f"toString(tuple({f'CAST(`{name}` AS {kind})' if 'DateTime' in kind else f'`{name}`'}))" for name, kind in types.items()]
    sums = ", ".join(f"sum(cityHash64(rowNumberInAllBlocks(), {cell}))" for cell in cells)
    return query(f"SELECT count(), {sums} FROM {source} SETTINGS max_threads = 1, "
                 "input_format_parquet_preserve_order = 1")


def differs(native, rowbinary, parquet):
    """Which of the three files, by their paths, are not the same."""
    types = columns(native)
    structure = ", ".join(f"`{name}` {kind}" for name, kind in types.items()).replace("'", "\\'")
    found = [digests(f"file('{native}', Native)", types), digests(f"file('{rowbinary}', RowBinary, '{structure}')", types),
             digests(f"file('{parquet}', Parquet)", types)]
    return [] if found[0] == found[1] == found[2] else [native, *found]


def made(schema, format, *options):
    folder = f"{os.getcwd()}/{os.path.basename(schema)}-{format}"
    process = lakegen("-q", "--schema", schema, "--format", format, "--seed", "1", "--output", folder, *options, check=False)
    equal((process.returncode, process.stderr), (0, ""), f"{schema}: written as {format}")
    return sorted(glob.glob(f"{folder}/**/part-*", recursive=True) + glob.glob(f"{folder}_truth/**/part-*", recursive=True))


def compare(schema, *options):
    files = list(zip(*(made(schema, format, *options) for format in ("native", "rowbinary", "parquet"))))
    wrong = [found for trio in files if os.path.getsize(trio[0]) for found in [differs(*trio)] if found]
    ok(files and not wrong, f"{schema}: {len(files)} files are the same in all three formats", *wrong[:5])
    return files


compile_matrix()
tables = [table["name"] for table in json.loads(lakegen("describe", "./matrix.so", "--output-format", "json").stdout)["tables"]]
# Date ends in 2149 and begins in 1970, DateTime64 in 2299 and 1900; and an array is never null
fit = [name for name in tables if not ("date" in name or "time_wide" in name or (name.startswith("list_") and "_some_of_" in name))]
compare("./matrix.so", "--scale", "0.25", "--tables", ",".join(fit))
for name, reason in (("date_plain_required", "which Date does not hold: it goes from 1970-01-01 to 2149-06-06"),
                     ("time_wide_plain_required", "does not hold: it goes from 1900-01-01 to 2299-12-31")):
    process = lakegen("-q", "--schema", "./matrix.so", "--tables", name, "--format", "native", "--output", "wide", check=False)
    equal((process.returncode, reason in process.stderr), (3, True), f"{name} is refused: {process.stderr.strip()}")

for schema, rows, truth in (("hello", 3000, False), ("customer360", 3000, True), ("iot", 3000, True), ("financial", 3000, True),
                            ("images_analytical", 5000, False)):
    compare(schema, "--rows", str(rows), "--row-group-size", "200kb", *(["--ground-truth"] if truth else []))

# LowCardinality is sent as such: a dictionary, and indices as wide as it needs
kinds = columns(glob.glob(f"{os.getcwd()}/images_analytical-native/**/part-*", recursive=True)[0])
for name, kind in {"site_name": "LowCardinality(String)", "keyword_ids": "Array(UInt32)", "has_face": "Bool", "face_x": "Decimal(6, 3)",
                   "body_pose_cluster_512": "Nullable(UInt16)", "upload_date": "DateTime('UTC')", "topic_score_1": "Float32",
                   "image_id": "UInt32", "caption": "String"}.items():
    equal(kinds[name], kind, f"images_analytical: {name} is {kind}")
kinds = columns(glob.glob(f"{os.getcwd()}/customer360-native/**/part-*", recursive=True)[0])
equal(kinds["loyalty_tier"], "LowCardinality(Nullable(String))", "customer360: loyalty_tier may be null")

# sorted blocks: the order is that of ClickHouse's ORDER BY, rows that are the same keep theirs, and none is lost
def made_sorted(schema, format, by, *options, folder="sorted"):
    folder = f"{os.getcwd()}/{folder}-{format}"
    process = lakegen("-q", "--schema", schema, "--format", format, "--seed", "1", "--sort-by", by, "--overwrite", "--output", folder,
                      *options, check=False)
    equal((process.returncode, process.stderr), (0, ""), f"{os.path.basename(schema)}: {format} sorted by {by}")
    return {os.path.basename(os.path.dirname(path)): path for path in glob.glob(f"{folder}/**/part-*", recursive=True)}


def sequence(source, key=None):
    """A digest of all rows in order: as they lie in a file, or every block by a key."""
    order = f"ORDER BY block, {key}, number" if key else ""
    return query("SELECT groupBitXor(cityHash64(rowNumberInAllBlocks(), toString(tuple(*)))), count() FROM (SELECT * EXCEPT (block, number) "
                 f"FROM (SELECT *, blockNumber() AS block, rowNumberInAllBlocks() AS number FROM {source}) {order}) SETTINGS max_threads = 1")


plain = {os.path.basename(os.path.dirname(path)): path for path in made("./matrix.so", "native", "--scale", "0.25", "--overwrite",
                                                                         "--tables", ",".join(fit))}
for format in ("native", "rowbinary"):
    wrong = []
    for name, path in made_sorted("./matrix.so", format, "v", "--scale", "0.25", "--tables", ",".join(fit)).items():
        kind = columns(plain[name])["v"].replace("'", "\\'")
        source = f"file('{path}', Native)" if format == "native" else f"file('{path}', RowBinary, '`v` {kind}')"
        if sequence(source) != sequence(f"file('{plain[name]}', Native)", "v"):
            wrong.append(name)
    equal((len(plain) > 150, wrong), (True, []), f"{format}: {len(plain)} kinds of columns are sorted as ClickHouse sorts them")
KEY = ("has_face, detection_top_class_id, body_pose_cluster_512, hand_position_cluster_128, site_name_id, location_id, upload_date, "
       "image_id")
whole = ("--rows", "9000", "--row-group-size", "1mb")
image = made("images_analytical", "native", *whole, "--overwrite")[0]
for by, key in (("key", KEY), ("region,keyword_ids", "region, keyword_ids"), ("caption", "caption")):
    sorted_ = list(made_sorted("images_analytical", "native", by, *whole).values())[0]
    blocks = query(f"SELECT DISTINCT blockNumber() FROM file('{sorted_}', Native)").split()
    ok(len(blocks) > 1, f"there are {len(blocks)} blocks")
    equal(sequence(f"file('{sorted_}', Native)"), sequence(f"file('{image}', Native)", key), f"images_analytical: blocks sorted by {by}")
again = list(made_sorted("images_analytical", "native", "key", *whole, "--threads", "3", folder="again").values())[0]
sorted_ = list(made_sorted("images_analytical", "native", "key", *whole, "--threads", "1").values())[0]
with open(again, "rb") as a, open(sorted_, "rb") as b:
    ok(a.read() == b.read(), "the bytes are the same with any number of threads")
for format in ("parquet", "csv", "jsonl"):
    process = lakegen("--schema", "hello", "--format", format, "--sort-by", "key", "--output", "never", check=False)
    equal((process.returncode, "native and rowbinary sort them" in process.stderr), (2, True), f"{format} is not sorted, and says so")
for nothing in ",", " , ":
    process = lakegen("--schema", "hello", "--format", "native", "--sort-by", nothing, "--output", "never", check=False)
    equal((process.returncode, f"--sort-by '{nothing}' names no column" in process.stderr), (2, True), f"sorted by '{nothing}'")
process = lakegen("--schema", "hello", "--format", "native", "--sort-by", "id,nothing", "--output", "never", check=False)
equal((process.returncode, "there is no column 'nothing' to sort by" in process.stderr), (2, True), "columns that are not there")

# a block is a row group; compressed ones are the same bytes
one = made("images_analytical", "native", "--rows", "5000", "--overwrite")[0]
for codec, tool in (("gzip", "gzip"), ("zstd", "zstd")):
    process = lakegen("-q", "--schema", "images_analytical", "--seed", "1", "--rows", "5000", "--format", "native", "--compression", codec,
                      "--output", codec, check=False)
    if process.returncode == 3:
        continue  # not built
    packed = glob.glob(f"{codec}/**/part-*", recursive=True)[0]
    with open(one, "rb") as plain:
        ok(subprocess.run([tool, "-dc", packed], capture_output=True, check=False).stdout == plain.read(), f"{packed} unpacks to the same")
equal(query(f"SELECT uniqExact(blockNumber()) FROM file('{one}', Native)").strip(), "1", "5,000 rows are one block")
done()
