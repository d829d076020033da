# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of configuration files accepts what lakegen accepts, and refuses what it refuses."""

import json
import os

from taptest import done, equal, lakegen, need, ok, workdir

jsonschema = need("jsonschema")
os.chdir(workdir())
schema = json.loads(lakegen("config", "schema").stdout)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

GOOD = [
    {"schema": "hello"},
    {"version": 1, "schema": "hello", "scale": 0.5, "seed": 42},
    {"schema": "hello", "seed": "a text", "target_size": "10mb"},
    {"schema": "hello", "rows": 5},
    {"schema": "hello", "rows": {"greetings": 5}},
    {"schema": "hello", "rows": ["greetings=5"]},
    {"schema": "hello", "output": {"url": "file://./out", "format": "csv", "file_size": "512mb"}},
    {"schema": "hello", "output": {"file_size": 1048576, "compression": None}},
    {"schema": "hello", "run": {"threads": "auto", "memory": "4GiB"}},
    {"schema": "hello", "run": {"threads": 2}},
    {"schema": "hello", "hello": {"lucky_ratio": 0.5}},
    {"schema": "hello", "plugins": {"options": {"hello": {"lucky_ratio": "${RATIO:-0.5}"}}}},
    {"schema": "hello", "quality": {"lucky_ratio": 0.5}},
    {"schema": "customer360", "time": {"start": "2024-01-01"}, "quality": {"dirty_data_ratio": 0.5}},
    {"schema": "customer360", "customer360": {"type_weights": [1, 0, 0, 0, 0]}},
    {"schema": "customer360", "customer360": {"type_weights": {"browse": 1}}},
]
BAD = [
    {"schema": "hello", "scael": 1},
    {"schema": "hello", "scale": 0},
    {"schema": "hello", "scale": [1]},
    {"version": 2, "schema": "hello"},
    {"schema": "hello", "run": {"threads": 0}},
    {"schema": "hello", "run": {"threads": "many"}},
    {"schema": "hello", "run": {"thread": 1}},
    {"schema": "hello", "output": {"format": "parket"}},
    {"schema": "hello", "output": {"file_size": "big"}},
    {"schema": "hello", "output": "out"},
    {"schema": "hello", "hello": {"lucky_ratio": 2}},
    {"schema": "hello", "hello": {"lucky_ration": 1}},
    {"schema": "hello", "ground_truth": "maybe so"},
]

for number, (document, good) in enumerate([(d, True) for d in GOOD] + [(d, False) for d in BAD]):
    name = f"{number}.json"
    with open(name, "w") as file:
        json.dump(document, file)
    problems = [error.message for error in validator.iter_errors(document)]
    ok((not problems) == good, f"the schema {'accepts' if good else 'refuses'} {json.dumps(document)}", *problems)
    process = lakegen("validate", name, check=False)
    ok((process.returncode == 0) == good, "… and so does validate", process.stdout)

shown = json.loads(lakegen("config", "show", "--schema", "customer360", "--output-format", "json").stdout)
for entry in shown:
    node = schema
    for word in entry["key"].split("."):
        node = node.get("properties", {}).get(word, {})
    ok("description" in node, f"{entry['key']} is described")
equal(schema["properties"]["scale"]["anyOf"][0], {"type": "number", "minimum": 0.000000001, "maximum": 10000}, "ranges are there")
done()
