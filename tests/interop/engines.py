# SPDX-License-Identifier: Apache-2.0
"""Four engines that read Parquet, asked in one way: DuckDB, the ClickHouse engine (chDB), Polars and pyarrow.

    for engine in ENGINES:
        engine.rows(path, ["id", "email_raw"])      an Arrow table
        engine.facts(paths, schema)                 per column: values, nulls, distinct values, sum, smallest, largest
        engine.answers(path, [("zip_code", "<", "20000")])   per predicate: number of rows and sum of their ids

The sum of a text column is that of its bytes, of a time its microseconds modulo a prime, of an amount its cents.
"""

import datetime
import itertools

from taptest import need

chdb, duckdb, pl, pa, pc, pq, dataset = need("chdb", "duckdb", "polars", "pyarrow", "pyarrow.compute", "pyarrow.parquet",
                                             "pyarrow.dataset")
PRIME = 1_000_003


def kind(type):
    kinds = {"int32": "integer", "int64": "integer", "double": "amount", "bool": "bool", "timestamp[us]": "time",
             "string": "text"}
    return kinds[str(type)]


def whole(value):
    """Integers as Python has them, whatever the engine counts with."""
    return int(value) if hasattr(value, "__int__") and not isinstance(value, (bool, float, str)) else value


def quoted(name):
    return f'"{name}"'


def groups_of(items, size):
    items = iter(items)
    while group := list(itertools.islice(items, size)):
        yield group


def naive(value):
    return value.replace(tzinfo=None) if isinstance(value, datetime.datetime) else value


class SQL:
    """What DuckDB and ClickHouse have in common; a subclass says how it differs."""

    BATCH = 1

    def rows(self, path, columns):
        return self.arrow(f"SELECT {', '.join(map(quoted, columns))} FROM {self.source(path)}{self.IN_ORDER}")

    def facts(self, paths, schema):
        found = {}
        for part in groups_of(schema, 10):
            wanted = [expression.format(quoted(field.name)) for field in part for expression in self.expressions(field)]
            answer = self.arrow(f"SELECT {', '.join(wanted)} FROM {self.source(*paths)}")
            values = [whole(column[0].as_py()) for column in answer]
            found.update(zip((field.name for field in part), groups_of(map(naive, values), 6)))
        return found

    def expressions(self, field):
        return ["count({0})", "count(*) - count({0})", "count(DISTINCT {0})", self.SUMS[kind(field.type)], "min({0})",
                "max({0})"]

    def answers(self, path, predicates):
        for group in groups_of(predicates, self.BATCH):
            queries = (f"SELECT {number} AS n, count(*) AS c, sum(id) AS s FROM {self.source(path)} WHERE {self.where(*question)}"
                       for number, question in enumerate(group))
            table = self.arrow(f"SELECT * FROM ({' UNION ALL '.join(queries)}) AS q ORDER BY n")
            yield from ((whole(row["c"]), whole(row["s"]) or 0) for row in table.to_pylist())

    def where(self, column, operator, value=None):
        column = quoted(column)
        if operator == "between":
            return f"{column} BETWEEN {self.literal(value[0])} AND {self.literal(value[1])}"
        if operator == "in":
            return f"{column} IN ({', '.join(map(self.literal, value))})"
        if operator == "starts with":
            return f"{column} LIKE '{value}%'"
        return f"{column} {operator}" + ("" if value is None else f" {self.literal(value)}")

    def literal(self, value):
        if isinstance(value, datetime.datetime):
            return self.TIME.format(value.isoformat(sep=" ", timespec="microseconds"))
        if isinstance(value, bool):
            return str(value).lower()
        return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


class DuckDB(SQL):
    name = "DuckDB"
    IN_ORDER = ""
    TIME = "TIMESTAMP '{}'"
    SUMS = {"integer": "sum({0})", "amount": "sum(round({0} * 100)::BIGINT)", "bool": "sum({0}::INTEGER)",
            "time": f"sum(epoch_us({{0}}) % {PRIME})", "text": "sum(strlen({0}))"}

    def __init__(self):
        self.connection = duckdb.connect()

    def source(self, *paths):
        return f"read_parquet([{', '.join(map(self.literal, paths))}])"

    def arrow(self, query):
        return self.connection.sql(query).to_arrow_table()


class ClickHouse(SQL):
    name = "ClickHouse"
    BATCH = 8
    IN_ORDER = " SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1"
    TIME = "toDateTime64('{}', 6, 'UTC')"
    SUMS = {"integer": "sum({0})", "amount": "sum(toInt64(round({0} * 100)))", "bool": "sum(toUInt8({0}))",
            "time": f"sum(toUnixTimestamp64Micro({{0}}) % {PRIME})", "text": "sum(length({0}))"}

    def __init__(self):
        self.connection = chdb.connect(":memory:")

    def source(self, *paths):
        if len(paths) == 1:
            return f"file({self.literal(paths[0])}, Parquet)"
        return "(" + " UNION ALL ".join(f"SELECT * FROM {self.source(path)}" for path in paths) + ")"

    def arrow(self, query):
        return pa.ipc.open_stream(pa.py_buffer(self.connection.query(query, "ArrowStream").bytes())).read_all()


class Polars:
    name = "Polars"
    SUMS = {"integer": lambda column: column.cast(pl.Int64).sum(),
            "amount": lambda column: (column * 100).round().cast(pl.Int64).sum(),
            "bool": lambda column: column.cast(pl.Int64).sum(), "time": lambda column: (column.dt.epoch("us") % PRIME).sum(),
            "text": lambda column: column.str.len_bytes().cast(pl.Int64).sum()}

    def rows(self, path, columns):
        return pl.scan_parquet(path).select(columns).collect().to_arrow()

    def facts(self, paths, schema):
        frame, found = pl.scan_parquet(paths), {}
        for field in schema:
            column = pl.col(field.name)
            wanted = [column.count(), column.null_count(), column.drop_nulls().n_unique(), self.SUMS[kind(field.type)](column),
                      column.min(), column.max()]
            row = frame.select(expression.alias(str(place)) for place, expression in enumerate(wanted)).collect().row(0)
            found[field.name] = [whole(value) for value in row]
        return found

    def answers(self, path, predicates):
        frame = pl.scan_parquet(path)
        for predicate in predicates:
            yield frame.filter(self.where(*predicate)).select(pl.len(), pl.col("id").sum()).collect().row(0)

    def where(self, name, operator, value=None):
        column = pl.col(name)
        return {"=": lambda: column == value, "<>": lambda: column != value, "<": lambda: column < value,
                "<=": lambda: column <= value, ">": lambda: column > value, ">=": lambda: column >= value,
                "between": lambda: column.is_between(*map(pl.lit, value)), "in": lambda: column.is_in(value),
                "starts with": lambda: column.str.starts_with(value), "IS NULL": column.is_null,
                "IS NOT NULL": column.is_not_null}[operator]()


class Arrow:
    name = "pyarrow"
    SUMS = {"integer": lambda column: pc.sum(column.cast("int64")),
            "amount": lambda column: pc.sum(pc.round(pc.multiply(column, 100.0)).cast("int64")),
            "bool": lambda column: pc.sum(column),
            "time": lambda column: pc.sum(pa.array(column.cast("int64").to_numpy() % PRIME)),
            "text": lambda column: pc.sum(pc.binary_length(column).cast("int64"))}

    def rows(self, path, columns):
        return pq.read_table(path, columns=columns)

    def facts(self, paths, schema):
        found = {}
        for field in schema:
            column = pq.read_table(paths, columns=[field.name]).column(0)
            extremes = pc.min_max(column)
            found[field.name] = [whole(value) if isinstance(value, int) else whole(value.as_py()) for value in (
                pc.count(column), column.null_count, pc.count_distinct(column), self.SUMS[kind(field.type)](column),
                extremes["min"], extremes["max"])]
        return found

    def answers(self, path, predicates):
        files = dataset.dataset(path)
        for predicate in predicates:
            ids = files.to_table(columns=["id"], filter=condition(pc.field(predicate[0]), *predicate[1:])).column(0)
            yield len(ids), pc.sum(ids).as_py() or 0


class Memory:
    """The same predicates over a table in memory, where nothing knows of statistics: what the answers should be."""

    def __init__(self, table):
        self.table = table

    def answers(self, predicates):
        for predicate in predicates:
            mask = condition(self.table[predicate[0]], *predicate[1:])
            ids = self.table["id"].filter(mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask)
            yield len(ids), pc.sum(ids).as_py() or 0


def condition(column, operator, value=None):
    """A predicate on a pyarrow field, for a dataset, or on a column, for a table."""
    is_field = isinstance(column, pc.Expression)
    if operator == "between":
        low, high = pc.greater_equal(column, value[0]), pc.less_equal(column, value[1])
        return low & high if is_field else pc.and_(low, high)
    if operator == "in":
        return column.isin(value) if is_field else pc.is_in(column, value_set=pa.array(value, column.type))
    if operator in ("IS NULL", "IS NOT NULL"):
        return {"IS NULL": pc.is_null, "IS NOT NULL": pc.is_valid}[operator](column)
    if operator == "starts with":
        return pc.starts_with(column, value)
    return {"=": pc.equal, "<>": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater,
            ">=": pc.greater_equal}[operator](column, value)


ENGINES = [DuckDB(), ClickHouse(), Polars(), Arrow()]


def as_file(table, schema):
    """An engine's rows in the types of the file: engines differ in how they show text and times."""
    return pa.table([table[field.name].cast(field.type) if table[field.name].type != field.type else table[field.name]
                     for field in schema], schema=pa.schema(schema).remove_metadata()).combine_chunks()


def same_rows(engine, path, columns=None):
    """Whether an engine reads exactly what pyarrow reads: None, or what differs."""
    expected = pq.read_table(path, columns=columns).combine_chunks()
    found = as_file(engine.rows(path, expected.column_names), expected.schema)
    differ = [name for name in expected.column_names if not found[name].equals(expected[name])]
    return f"{path}: {differ}" if differ or found.num_rows != expected.num_rows else None
