# SPDX-License-Identifier: Apache-2.0
"""What a file says about itself equals a scan of it: statistics, indexes, sizes, offsets, checksums, of every chunk and page."""

import glob
import json
import os
import re

import parquet_footer as parquet
from parquet_checks import check_file
from taptest import done, equal, lakegen, ok, workdir

os.chdir(workdir())


NAMES = {"gzip": "GZIP", "zstd": "ZSTD", "lz4": "LZ4_RAW"}


def codecs():
    """Those that this build has beside Snappy."""
    (found,) = (format["compression"] for format in json.loads(lakegen("list", "formats", "--output-format", "json").stdout)["formats"]
                if format["name"] == "parquet")
    return [codec["name"] for codec in found if codec["name"] in NAMES and not codec["problem"]]


def files(name, *options, schema="customer360"):
    lakegen("--schema", schema, "--output", name, "--quiet", *options)
    return sorted(glob.glob(f"{name}/*.parquet")), sorted(glob.glob(f"{name}_truth/*.parquet"))


def pages_of(file, column):
    return [len(list(file.pages(chunk))) for _, chunk in file.chunks() if chunk.meta_data.path_in_schema == [column]]


usual, truth = files("usual", "--rows", "60000", "--ground-truth")
ok(len(usual) == 1, "60,000 rows are one file")
file = check_file(usual[0], "with payload")
ok(len(file.meta.row_groups) > 1, "with payload: there are several row groups")
ok(max(pages_of(file, "interaction_payload")) > 50, "with payload: a page is about a mebibyte")
ids = [file.column_index(chunk).boundary_order for _, chunk in file.chunks() if chunk.meta_data.path_in_schema == ["id"]]
equal(set(ids), {parquet.ASCENDING}, "PQ-18: with payload: pages of id are in ascending order")
# parquet-mr trusts statistics only of programs whose created_by it can take apart (VersionParser.FORMAT)
parts = re.fullmatch(r"(.*?)\s+version\s*(?:([^(]*?)\s*(?:\(\s*build\s*([^)]*?)\s*\))?)?", file.meta.created_by)
equal(bool(parts and all(parts.groups())) and parts[1], "lakegen", "PQ-24: created_by is a program, a version and a build")
check_file(truth[0], "ground truth")

narrow, _ = files("narrow", "--scale", "0.1", "--payload-kb", "0")
check_file(narrow[0], "without payload")
small, _ = files("small", "--rows", "12345", "--payload-kb", "1", "--row-group-size", "1mb", "--page-size", "1kb")
file = check_file(small[0], "small pages")
ok(max(pages_of(file, "email_raw")) > 3, "small pages: there are many")
bare, _ = files("bare", "--rows", "30000", "--payload-kb", "0", "--compression", "none")
check_file(bare[0], "uncompressed")
for codec in codecs():
    packed, _ = files(codec, "--rows", "30000", "--payload-kb", "0", "--compression", codec)
    file = check_file(packed[0], codec)
    used = {parquet.CODECS[chunk.meta_data.codec] for _, chunk in file.chunks()}
    equal(used, {NAMES[codec], "UNCOMPRESSED"}, f"{codec}: columns that do not compress are stored as they are, the others are not")
parts, _ = files("parts", "--rows", "60000", "--payload-kb", "0", "--file-size", "5mb")
check_file(parts[-1], "the last of several files")
extreme, _ = files("extreme", "--rows", "20000", "--payload-kb", "0", "--campaign-ratio", "0", "--member-ratio", "1",
                   "--timestamp-start", "0001-01-01", "--timestamp-end", "9999-12-31")
check_file(extreme[0], "PQ-18: columns of nulls only, and times from the year 1 on")
greetings, _ = files("hello", "--rows", "50000", schema="hello")
check_file(greetings[0], "hello")
done()
