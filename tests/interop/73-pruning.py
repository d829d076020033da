# SPDX-License-Identifier: Apache-2.0
"""Engines that skip row groups and pages by our statistics give the answers of a table in memory, for 1,200 random predicates and more."""

import datetime
import os
import random

import parquet_footer as parquet
from engines import ENGINES, Memory
from taptest import done, equal, lakegen, need, ok, workdir

pc, pq = need("pyarrow.compute", "pyarrow.parquet")
EACH = 600  # random predicates per file
OPERATORS = ["=", "<>", "<", "<=", ">", ">="]


def extremes(column):
    """The smallest and largest value of each run of rows, where a reader of bounds may be off by one."""
    found = set()
    for size in (1024, 128):
        for first in range(0, len(column), size):
            found.update(value.as_py() for value in pc.min_max(column.slice(first, size)).values())
    return sorted(found - {None})


def beside(value):
    """A little less, the value, or a little more."""
    step = random.choice([-1, 0, 1])
    if isinstance(value, bool) or step == 0:
        return value
    if isinstance(value, datetime.datetime):
        return value + datetime.timedelta(microseconds=step)
    if isinstance(value, str):
        return value[:-1] if step < 0 else value + "!"
    return value + step * (.01 if isinstance(value, float) else 1)


def constant(pool):
    """A value near an extreme, or near any value."""
    return beside(random.choice(random.choice(pool)))


def predicate(column, pool):
    draw = random.random()
    if draw < .06:
        return column, random.choice(["IS NULL", "IS NOT NULL"])
    if draw < .20:
        return column, "between", sorted((constant(pool), constant(pool)))
    if draw < .32:
        return column, "in", [constant(pool) for _ in range(3)]
    if draw < .40 and isinstance(pool[0][0], str):
        return column, "starts with", random.choice(pool[1])[:random.randint(1, 4)]
    return column, random.choice(OPERATORS), constant(pool)


def predicates(table):
    """EACH at random, spread over all columns; and some that must be there: zeros of both signs, and extremes themselves."""
    names = [name for name in table.column_names if name != "interaction_payload"]
    pools = {name: (extremes(table[name]), table[name].drop_null().slice(0, 2000).to_pylist()) for name in names}
    zero = [("transaction_amount", operator, value) for operator in OPERATORS for value in (0.0, -0.0)]
    sharp = [(name, "=", value) for name in names for value in random.sample(pools[name][0], min(4, len(pools[name][0])))]
    return zero + sharp + [predicate(name, pools[name]) for name in (names * EACH)[:EACH]]


def agree(what, path, asked, expected):
    for engine in ENGINES:
        answers = list(engine.answers(path, asked))
        wrong = [triple for triple in zip(asked, map(tuple, answers), expected) if triple[1] != triple[2]]
        ok(len(answers) == len(asked) and not wrong, f"{what}: {engine.name} answers {len(asked)} predicates as memory does",
           *wrong)


def liar(path, copy):
    """A copy whose footer says that row groups have one id only, their first."""
    file = parquet.ParquetFile(path)
    footer = file.data[file.footer_offset:]
    for _, chunk in file.chunks():
        if chunk.meta_data.path_in_schema == ["id"]:
            footer = footer.replace(chunk.meta_data.statistics.max_value, chunk.meta_data.statistics.min_value)
    with open(copy, "wb") as out:
        out.write(file.data[:file.footer_offset] + footer)
    return copy


random.seed(20240101)
os.chdir(workdir())
SHAPES = {"many row groups": ["--row-group-size", "1kb"], "one row group of small pages": ["--page-size", "1kb"]}
for what, options in SHAPES.items():
    folder = what.replace(" ", "-")
    lakegen("--schema", "customer360", "--rows", "12000", "--payload-kb", "0", "--output", folder, "--quiet", *options)
    path = f"{folder}/part-000000.parquet"
    table = pq.ParquetFile(path).read()
    asked = predicates(table)
    expected = list(Memory(table).answers(asked))
    some = sum(0 < count < table.num_rows for count, _ in expected)
    ok(some > EACH / 3, f"{what}: {some} of {len(asked)} predicates choose some rows, not none or all")
    agree(what, path, asked, expected)

path, question = "many-row-groups/part-000000.parquet", [("id", "=", 5000)]
for file, count, what in ((path, 1, "id 5000 is found"),
                          (liar(path, "liar.parquet"), 0, "and is not where the footer denies it: every engine does skip by it")):
    equal({engine.name: list(engine.answers(file, question))[0][0] for engine in ENGINES},
          {engine.name: count for engine in ENGINES}, what)
done()
