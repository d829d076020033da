# SPDX-License-Identifier: Apache-2.0
"""A client of the design that scripts have: rows made one by one as objects, posted in batches as JSONEachRow.

    json_inserts.py http://localhost:8123 database.table 100000"""

import json
import random
import sys
import urllib.parse
import urllib.request

BATCH = 10_000
WORDS = "woman man adult young Getty Adobe US GB photo park smiling happy".split()


def post(url, query, body=b""):
    return urllib.request.urlopen(f"{url}/?async_insert=0&query={urllib.parse.quote(query)}", body).read().decode()


def value(kind, number):
    if "Array" in kind:
        return [random.randint(1, 80) for _ in range(random.randint(0, 8))]
    if "String" in kind:
        return f"{random.choice(WORDS)} {random.choice(WORDS)} {number}" if kind == "String" else random.choice(WORDS)
    if "DateTime" in kind:
        return f"2024-{random.randint(1, 12):02d}-{random.randint(1, 28):02d} 00:00:00"
    if "Nullable" in kind:
        return random.randint(1, 100) if random.random() < .6 else None
    if "Float" in kind or "Decimal" in kind:
        return round(random.random(), 3)
    return random.randint(0, 1) if kind == "Bool" else random.randint(0, 200)


def row(number, columns):
    made = {}
    for name, kind in columns.items():
        made[name] = value(kind, number)
    made["image_id"] = number
    return made


def main(url, table, rows):
    described = post(url, f"DESCRIBE TABLE {table} FORMAT TSVRaw", b" ")
    columns = dict(line.split("\t")[:2] for line in described.splitlines())
    for first in range(1, rows + 1, BATCH):
        body = "\n".join(json.dumps(row(number, columns)) for number in range(first, min(first + BATCH, rows + 1)))
        post(url, f"INSERT INTO {table} FORMAT JSONEachRow", body.encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
