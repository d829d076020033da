# SPDX-License-Identifier: Apache-2.0
"""Generated data as views of DuckDB, for rules that are said best in SQL.

    data = Data("iot", "--scale", "0.02", "--ground-truth")
    data.one("SELECT count(*) FROM readings")         a single value
    data.rows("SELECT site_id, count(*) … GROUP BY 1")  tuples
    data.arrays("SELECT power_w, status FROM readings")  {column: NumPy array}
    data.none("SELECT … that must not be", "what is checked")

Tables have their own names, and a column `row`, the place of a row in its table, from 0. The schema's only table that is no
ground truth lies in the root, the truth beside it.
"""

import json
import os

from taptest import lakegen, last_of_each, need, ok, workdir

duckdb = need("duckdb")


def tables_of(schema, *arguments):
    """Names of the tables, ground truth last."""
    described = json.loads(lakegen("describe", schema, "--output-format", "json", *arguments).stdout)
    return [table["name"] for table in described["tables"]]


class Data:
    def __init__(self, schema, *arguments):
        arguments = last_of_each(arguments)
        self.folder = os.path.join(workdir(), "out")
        lakegen("generate", schema, "--quiet", "--output", self.folder, *arguments)
        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 2; SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
        for name in tables_of(schema):
            place = self.folder + ("_truth" if name.endswith("_truth") else "")
            if os.path.isdir(place):
                self.connection.execute(f"""CREATE VIEW {name} AS SELECT *, row_number() OVER () - 1 AS row
                                            FROM read_parquet('{place}/*.parquet')""")

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()

    def one(self, sql):
        return self.rows(sql)[0][0]

    def arrays(self, sql):
        return self.connection.execute(sql).fetchnumpy()

    def arrow(self, sql):
        """The only column of a query as an Arrow array."""
        return self.connection.sql(sql).to_arrow_table().column(0).combine_chunks()

    def ordered(self, schema):
        """The rows of each table come in the order that is declared."""
        for table in json.loads(lakegen("describe", schema, "--output-format", "json").stdout)["tables"]:
            name, key = table["name"], ", ".join(f'"{column}"' for column in table["order_by"] or [])
            if key:
                self.none(f"""SELECT row, now, before FROM (SELECT row, ({key},) AS now, lag(({key},)) OVER (ORDER BY row) AS before
                    FROM {name}) WHERE now < before""", f"{name}: in the order that is declared, {key}")

    def none(self, sql, description):
        """There is no such row."""
        found = self.rows(f"SELECT * FROM ({sql}) LIMIT 5")
        return ok(not found, description, *found)
