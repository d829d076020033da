# SPDX-License-Identifier: Apache-2.0
"""Seeds, prefixes and previews: the same cells wherever they are asked for, and other cells for another seed."""

import json

from c360 import COLUMNS, generate
from features import features
from stattest import THRESHOLD, contingency_p
from taptest import done, equal, lakegen, need, ok

pc = need("pyarrow.compute")
RANDOM = [name for name in COLUMNS if name not in ("id", "row_id")]
SCALE = ["--scale", "0.1"]
FEW = [*SCALE, "--rows", "5000", "--payload-kb", "1", "--ground-truth"]


def of_seed(seed):
    return generate(*FEW, "--seed", seed)


def equal_columns(a, b):
    return [name for name in RANDOM if a[name].equals(b[name])]


def cells(run, first, count):
    """Rows of the files in the form in which preview --format jsonl shows them."""
    stamp = list(COLUMNS).index("event_timestamp")
    rows = run.table().slice(first, count)
    text = pc.strftime(rows["event_timestamp"], "%Y-%m-%dT%H:%M:%S")
    return rows.set_column(stamp, "event_timestamp", text).to_pylist()


def preview(first, count, *options):
    shown = lakegen("preview", "customer360", *SCALE, "--format", "jsonl", "--offset", first, "--limit", count, *options)
    return [json.loads(line) for line in shown.stdout.splitlines()]


runs = {seed: of_seed(seed) for seed in ("42", "43", "0", "-1", "9223372036854775807", "-9223372036854775808",
                                         "9223372036854775808", "forty-two", "Forty-Two", "00", "1.5", "ключ")}
seeds = list(runs)
for position, seed in enumerate(seeds):
    run = runs[seed]
    same = {other: columns for other in seeds[:position] if (columns := equal_columns(run, runs[other]))}
    equal(same, {}, f"seed {seed}: every random column differs from those of {position} other seeds")
equal(equal_columns(runs["42"], generate(*FEW)), RANDOM, "42 is the seed when none is given")
equal(equal_columns(runs["forty-two"], of_seed("forty-two")), RANDOM, "a text seed gives the same rows again")
equal(equal_columns(runs["0"], of_seed("-0")), RANDOM, "-0 is the integer 0")

few = [generate("--scale", "0.2", "--payload-kb", "0", "--ground-truth", "--seed", seed) for seed in ("42", "43")]
first, second = map(features, few)
for name in first:
    if not name.startswith("loyalty"):  # one draw per customer, and a third of the rows are of customer 1
        p = contingency_p(first[name], second[name])
        ok(p > THRESHOLD, f"{name}: seeds 42 and 43 are independent, row by row", f"p {p:.3g}")

short = generate(*SCALE, "--rows", "1777", "--payload-kb", "1", "--ground-truth")
long = runs["42"]
equal(short.rows, 1777, "--rows says how many")
ok(short.table().equals(long.table().slice(0, 1777)), "rows of a smaller run are the first rows of a larger one's")
told = long.truth.filter(pc.less(long.truth["row_id"], 1777))
ok(short.truth.equals(told), "and so is the ground truth")
beyond = generate(*SCALE, "--rows", "250000", "--payload-kb", "0")
usual = generate(*SCALE, "--payload-kb", "0")
ok(beyond.table().slice(0, 240_000).equals(usual.table()), "--rows beyond the scale's adds rows and changes none")
split = generate(*SCALE, "--payload-kb", "0", "--file-size", "5mb", "--row-group-size", "1mb", "--page-size", "8kb")
ok(len(split.files()) > 5 and split.table().equals(usual.table()), f"{len(split.files())} files hold the same rows as one")

equal(preview(0, 50), cells(generate(*SCALE, "--rows", "50"), 0, 50), "preview shows the rows of the files, payload included")
for offset in (0, 1, 1023, 1024, 4401, 99_999, 239_990, 239_999):
    shown = preview(offset, 20, "--payload-kb", "0")
    equal(shown, cells(usual, offset, 20), f"preview --offset {offset} shows the cells of the files")
equal(preview(240_000, 5, "--payload-kb", "0"), [], "behind the last row there is nothing")
only = preview(12_345, 3, "--columns", "city_raw,id", "--payload-kb", "0")
expected = [{name: row[name] for name in ("id", "city_raw")} for row in cells(usual, 12_345, 3)]
equal(only, expected, "preview --columns makes single columns, with the same cells")
truth = preview(0, 1000, "--ground-truth", "--table", "interactions_truth", "--payload-kb", "0")
equal(truth, long.truth.filter(pc.less(long.truth["row_id"], 1000)).to_pylist(), "preview shows the ground truth of its rows")
done()
