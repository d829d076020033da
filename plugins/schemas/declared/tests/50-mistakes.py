# SPDX-License-Identifier: Apache-2.0
"""Every mistake that a declaration can have, with its sentence, its line and its column; and none of them ends in anything but status 3."""

import os

from taptest import done, lakegen, ok, workdir

os.chdir(workdir())

# The table t with a key, and the columns of a case; the first one is in line 7.
HEAD = """pools:
  word: [a, b]
tables:
  t:
    rows: 100
    columns:
"""
TAIL = """
      id: {type: int64, generator: sequence}
      kind: {type: text, generator: choice, values: [x, y]}
"""


def columns(*lines):
    return HEAD + "\n".join("      " + line for line in lines) + TAIL


def parents(line):
    """Two tables; the case is a column of the second, in line 10."""
    return f"""tables:
  parent:
    rows: 10
    columns:
      id: {{type: int32, generator: sequence}}
      name: {{type: text, generator: uuid, null_ratio: 0.5}}
  child:
    rows: 20
    columns:
      {line}
"""


CASES = [
    # the file
    ("tables: 5\n", "1:9: 'tables' is a text, it must be a mapping"),
    ("tables: {}\n", "1:9: 0 tables, there must be 1 to 200"),
    ("table: {}\ntables: {a: 1}\n", "1:1: unknown key 'table', did you mean 'tables'?"),
    ("version: 2\ntables: {}\n", "1:10: version is 2, this lakegen reads version 1"),
    ("tables: {A: {}}\n", "1:10: table 'A' is not named [a-z][a-z0-9_]*"),
    ("tables: {a: 5}\n", "1:13: 'a' is a text, it must be a mapping"),
    ("tables: {a: {}, a: {}}\n", "1:17: the key 'a' is given twice, first in line 1"),
    ("tables: {a: {row: 5}}\n", "1:14: unknown key 'row', did you mean 'rows'?"),
    ("tables: {a: {columns: {}}}\n", "1:10: table 'a' does not say how many 'rows' it has"),
    ("tables: {a: {rows: 0, columns: {}}}\n", "1:20: 'rows' is 0, there must be at least 1"),
    ("tables: {a: {rows: many, columns: {}}}\n", "1:20: rows: 'many' is not a whole number"),
    ("tables: {a: {rows: 1}}\n", "1:10: table 'a' has no 'columns'"),
    ("tables: {a: {rows: 1, columns: {}}}\n", "1:32: table 'a' has 0 columns, there must be 1 to 2000"),
    ("tables: {a: {rows: 1, columns: [x]}}\n", "1:32: 'columns' is a list, it must be a mapping"),
    ("tables: {a: {rows: 1, columns: {9x: {}}}}\n", "1:33: column '9x' is not named [A-Za-z_][A-Za-z0-9_]*"),
    ("pools: [x]\ntables: {a: {}}\n", "1:8: 'pools' is a list, it must be a mapping"),
    ("pools: {p: 5}\ntables: {a: {}}\n", "1:12: 'p' is a text, it must be a list"),
    (HEAD + "      x: {type: int8, generator: sequence, hidden: true}\n", "4:3: all columns of table 't' are hidden"),
    (columns("x: {type: int8, generator: sequence}").replace("    rows", "    primary_key: idd\n    rows"), "5:18: unknown column 'idd', did you mean 'id'?"),
    (columns("x: {type: int8, generator: sequence}").replace("    rows", "    event_time: when\n    rows"), "5:17: unknown column 'when'"),
    ("pools: {p: []}\ntables: {a: {}}\n", "1:12: pool 'p' is empty, there must be a word"),
    # what every column has
    (columns("x: 5"), "7:10: 'x' is a text, it must be a mapping"),
    (columns("x: {type: int8}"), "7:7: column 'x' has no 'generator'"),
    (columns("x: {generator: uniform}"), "7:7: column 'x' has no 'type'"),
    (columns("x: {generator: unifrom, type: int8}"), "7:22: unknown generator 'unifrom', did you mean 'uniform'?"),
    (columns("x: {generator: [uniform], type: int8}"), "7:22: 'generator' is a list, it must be a text"),
    (columns("x: {type: int46, generator: sequence}"), "7:17: unknown type 'int46', did you mean 'int16'?"),
    (columns("x: {type: 'decimal(40,2)', generator: uniform}"), "7:17: 'decimal(40,2)' is no decimal type; write decimal(P,S)"),
    (columns("x: {type: 'decimal(5,6)', generator: uniform}"), "7:17: 'decimal(5,6)' is no decimal type"),
    (columns("x: {type: decimal(5,2), generator: uniform}"), "7:17: 'decimal(5' ends at a comma; between braces write the type in quotes"),
    (columns("x: {type: list(text), length: 1}"), "7:17: unknown type 'list(text)'"),
    (columns("x: {type: [list], length: 1}"), "7:17: 'type' is a list, it must be a text"),
    (columns("x: {type: bytes(0), generator: bytes}"), "7:17: 'bytes(0)' is no type; write bytes(N) with N from 1 to 65536"),
    (columns("x: {type: text, generator: uniform, min: 1, max: 2}"), "7:17: generator 'uniform' does not make text"),
    (columns("x: {type: int8, generator: uniform, min: 1, maximum: 2}"), "7:51: unknown key 'maximum'"),
    (columns("x: {type: int8, generator: uniform, min: 1, mx: 2}"), "7:51: unknown key 'mx', did you mean 'max'?"),
    (columns("x: {type: text, generator: uuid, hidden: perhaps}"), "7:48: hidden: 'perhaps' is not a truth value, use true or false"),
    (columns("x: {type: text, generator: uuid, by: idd}"), "7:44: unknown column 'idd', did you mean 'id'?"),
    (columns("x: {type: text, generator: uuid, by: kind}"), "7:44: 'by' needs a column of integers without nulls, 'kind' is none"),
    (columns("x: {type: int8, generator: sequence, by: id}"), "7:48: 'by' does nothing here"),
    (columns("x: {type: text, generator: uuid, null_ratio: 1.5}"), "7:52: 'null_ratio' is 1.5, a share is from 0 to 1"),
    (columns("x: {type: text, generator: uuid, null_ratio: -1}"), "7:52: 'null_ratio' is -1, a share is from 0 to 1"),
    (columns("x: {type: text, generator: uuid, else: none}"), "7:40: 'else' without 'when'"),
    # values
    (columns("x: {type: int8, generator: constant, value: 128}"), "7:51: '128' does not fit int8"),
    (columns("x: {type: uint8, generator: constant, value: -1}"), "7:52: '-1' does not fit uint8"),
    (columns("x: {type: int8, generator: constant, value: 1.5}"), "7:51: value: '1.5' is not a whole number"),
    (columns("x: {type: int8, generator: constant}"), "7:7: column 'x': generator 'constant' needs 'value'"),
    (columns("x: {type: int8, generator: choice, values: [1, ~]}"), "7:54: there is no value here; for nulls use 'null_ratio'"),
    (columns("x: {type: bool, generator: constant, value: maybe}"), "7:51: value: 'maybe' is not a truth value, use true or false"),
    (columns("x: {type: date, generator: constant, value: 2024-02-30}"), "7:51: value: '2024-02-30' is not a date"),
    (columns("x: {type: date, generator: constant, value: '2024-02-29T10:00:00'}"), "7:51: '2024-02-29T10:00:00' is a moment, it must be a date"),
    (columns("x: {type: 'decimal(5,2)', generator: constant, value: 1.234}"), "7:61: '1.234' has more digits behind the point than decimal(5,2)"),
    (columns("x: {type: 'decimal(5,2)', generator: constant, value: 1000}"), "7:61: '1000' does not fit decimal(5,2)"),
    # choices and weights
    (columns("x: {type: text, generator: choice, values: []}"), "7:50: the list is empty, there must be a value"),
    (columns("x: {type: text, generator: choice, values: a}"), "7:50: 'values' is a text, it must be a list"),
    (columns("x: {type: text, generator: choice, values: [a, b, a]}"), "7:57: value 'a' is given twice"),
    (columns("x: {type: text, generator: choice, values: [a, b], weights: [1]}"), "7:67: 1 weights for 2 values"),
    (columns("x: {type: text, generator: choice, values: [a, b], weights: [0, 0]}"), "7:67: all weights are 0, one must be positive"),
    (columns("x: {type: text, generator: choice, values: {a: 0}}"), "7:50: all weights are 0, one must be positive"),
    (columns("x: {type: text, generator: choice, values: {a: -1, b: 2}}"), "7:54: weight '-1' is negative, weights are 0 or more"),
    (columns("x: {type: text, generator: choice, values: {a: 2000000000}}"), "7:54: weight '2000000000' is above 1000000000"),
    (columns("x: {type: text, generator: choice, values: {a: heavy}}"), "7:54: a: 'heavy' is not a decimal number"),
    (columns("x: {type: text, generator: choice, values: {a: 1}, weights: [1]}"), "7:58: the values have their weights beside them"),
    (columns("x: {type: int8, generator: choice, values: {a: 1}}"), "7:51: 'a' is not a whole number"),
    (columns("x: {type: bool, generator: chance, ratio: 2}"), "7:49: 'ratio' is 2, a share is from 0 to 1"),
    (columns("x: {type: text, generator: map, of: kind, values: {x: 1}}"), "7:57: there is no value for 'y' of column 'kind'"),
    (columns("x: {type: text, generator: map, of: kind, values: {x: 1, y: 2, z: 3}}"), "7:70: column 'kind' has no value 'z'"),
    (columns("x: {type: text, generator: map, of: id, values: {x: 1}}"), "7:43: column 'id' has no list of values"),
    "CF-25",  # distributions
    (columns("x: {type: int8, generator: uniform, min: 5, max: 4}"), "7:48: 'min' leaves no values: min is above max"),
    (columns("x: {type: int8, generator: uniform, max: 4}"), "7:7: column 'x': generator 'uniform' needs 'min'"),
    (columns("x: {type: int8, generator: uniform, min: 5, max: 400}"), "7:56: '400' does not fit int8"),
    (columns("x: {type: float64, generator: uniform, min: 0, max: 0.125, decimals: 2}"), "7:59: '0.125' has more than 2 decimals"),
    (columns("x: {type: int8, generator: uniform, min: 0, max: 1, decimals: 2}"), "7:69: 'decimals' is for float32 and float64"),
    (columns("x: {type: float64, generator: uniform, min: 0, max: 1, decimals: 12}"), "7:72: 'decimals' is 12, it must be from 0 to 9"),
    (columns("x: {type: float64, generator: normal, mean: 0, stddev: -1}"), "7:62: 'stddev' must be above 0"),
    (columns("x: {type: float64, generator: normal, mean: 0, stddev: 0}"), "7:62: 'stddev' must be above 0"),
    (columns("x: {type: float64, generator: normal, mean: 0, stddev: 1, min: 50, max: 60}"), "7:7: column 'x': all values would be cut to the limits 50...60"),
    (columns("x: {type: int8, generator: normal, mean: 100, stddev: 10}"), "7:7: column 'x': values reach 180, more than int8 holds; give a 'max'"),
    (columns("x: {type: float64, generator: lognormal, mu: 0, sigma: -1}"), "7:62: 'sigma' must be above 0"),
    (columns("x: {type: float64, generator: lognormal, mu: 600, sigma: 100}"), "7:7: column 'x': the logarithm reaches 1400, no number is so large"),
    (columns("x: {type: float64, generator: lognormal, mu: 4, mean: 10, stddev: 1}"), "7:52: 'mu' is of the logarithm"),
    (columns("x: {type: float64, generator: lognormal, mean: 10, sigma: 1, stddev: 1}"), "7:65: 'sigma' and 'stddev' say the same"),
    (columns("x: {type: float64, generator: lognormal, mean: 10}"), "7:7: column 'x': generator 'lognormal' needs 'stddev'"),
    (columns("x: {type: float64, generator: exponential, mean: 0}"), "7:56: 'mean' must be above 0"),
    (columns("x: {type: int32, generator: poisson, mean: 20000}"), "7:50: 'mean' must be at most 10000"),
    (columns("x: {type: int8, generator: poisson, mean: 100}"), "7:7: column 'x': counts reach 230, more than int8 holds"),
    (columns("x: {type: int32, generator: zipf, alpha: 0, count: 10}"), "7:48: 'alpha' must be above 0, at most 10"),
    (columns("x: {type: int32, generator: zipf, alpha: 1, count: 10, fold: true}"), "7:48: 'alpha' must be above 1 to fold the tail"),
    (columns("x: {type: int32, generator: zipf, alpha: 2, count: 0}"), "7:58: 'count' is 0, it must be from 1"),
    (columns("x: {type: int8, generator: zipf, alpha: 2, count: 1000}"), "7:57: 'count' makes values that the type does not hold"),
    (columns("x: {type: int8, generator: sequence, step: 0}"), "7:50: 'step' is 0, all values would be equal"),
    (columns("x: {type: int8, generator: sequence, step: 2}"), "7:7: column 'x': 100 rows make a sequence that int8 does not hold"),
    "CF-26",  # times
    (columns("x: {type: date, generator: time, start: 2024-01-01}"), "7:7: column 'x': generator 'time' needs 'end'"),
    (columns("x: {type: date, generator: time, start: 2024-01-02, end: 2024-01-02}"), "7:64: 'end' is not after 'start'"),
    (columns("x: {type: date, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {9: 1}}"), "7:83: 'hours' is for timestamps; a date has none"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {25: 1}}"), "7:89: '25' is neither an hour, 0 to 23, nor hours"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {12-09: 1}}"), "7:89: '12-09' is neither an hour"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {09-13: 1, 12-14: 2}}"), "7:99: '12-14' overlaps with hours above it"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {9: -1}}"), "7:92: weight '-1' is outside 0...1000000"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {9: 1000000000}}"), "7:92: weight '1000000000' is outside 0...1000000"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: {00-24: 0}}"), "7:88: all weights are 0, one must be positive"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, hours: [1, 2]}"), "7:88: 'hours' has 2 weights, there must be 24"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, weekdays: {sonntag: 2}}"), "7:92: unknown weekday 'sonntag'"),
    (columns("x: {type: timestamp, generator: time, start: '2024-01-01T00:30:00', end: 2025-01-01, hours: {9: 2}}"), "7:52: 'start' must be a whole hour"),
    (columns("x: {type: timestamp, generator: time, start: 0001-01-01, end: 9999-01-01, hours: {9: 2}, weekdays: {monday: 0}}"), "7:69: 'end' is too far from 'start' for weights"),
    (columns("x: {type: date, generator: time, start: 2024-01-01, end: 2024-01-02, weekdays: {monday: 0}}"), "7:7: column 'x': every hour from start to end has the weight 0"),
    (columns("x: {type: timestamp, generator: time, start: 2024-01-01, end: 2025-01-01, resolution: week}"), "7:93: unknown resolution 'week'"),
    "",  # texts
    (columns("x: {type: text, generator: template, template: 'a {word'}"), "7:54: template, character 3: '{' without its other brace"),
    (columns("x: {type: text, generator: template, template: 'a } b'}"), "7:54: template, character 3: '}' without its other brace"),
    (columns("x: {type: text, generator: template, template: '{kinds}'}"), "7:54: unknown column 'kinds', did you mean 'kind'?"),
    (columns("x: {type: text, generator: template, template: '{}'}"), "7:54: '{}' is empty; a column, a pool, or a range"),
    (columns("x: {type: text, generator: template, template: '{9..1}'}"), "7:54: '{9..1}': the range is empty"),
    (columns("x: {type: text, generator: template, template: '{1..12345678901}'}"), "7:54: '{1..12345678901}' is no range of numbers"),
    (columns("x: {type: text, generator: pattern, pattern: '[a-'}"), "7:52: pattern, character "),
    (columns("x: {type: text, generator: pattern, pattern: '[]'}"), "7:52: pattern, character 2: the set is empty"),
    (columns("x: {type: text, generator: pattern, pattern: '[9-0]'}"), "7:52: pattern, character 2: the range is empty"),
    (columns("x: {type: text, generator: pattern, pattern: 'a{0}'}"), "7:52: pattern, character 4: after '{' comes how often"),
    (columns("x: {type: text, generator: pattern, pattern: '#{200}#{200}'}"), "7:52: pattern, character 13: the text has more than 256 bytes"),
    (columns("x: {type: text, generator: pattern, pattern: ''}"), "7:52: the pattern is empty"),
    (columns("x: {type: text, generator: person, part: emial}"), "7:48: unknown part of a person 'emial', did you mean 'email'?"),
    (columns("x: {type: text, generator: hex, bytes: 9999999}"), "7:46: 'bytes' is 9999999, it must be from 0 to 1048576"),
    # lists
    (columns("x: {type: list}"), "7:7: column 'x': generator 'list' needs 'elements'"),
    (columns("x: {type: list, elements: {type: int8, generator: constant, value: 1}}"), "7:7: column 'x': generator 'list' needs 'length'"),
    (columns("x: {type: list, generator: uniform, min: 1, max: 2}"), "7:17: generator 'uniform' does not make list"),
    (columns("x: {type: int8, generator: list, length: 1, elements: {}}"), "7:17: generator 'list' does not make int8"),
    (columns("x: {type: lists, generator: list}"), "7:17: unknown type 'lists', did you mean 'list'?"),
    (columns("x: {type: list, lenght: 2, elements: {}}"), "7:23: unknown key 'lenght', did you mean 'length'?"),
    (columns("x: {type: list, length: 2, elements: 5}"), "7:44: 'elements' is a text, it must be a mapping"),
    (columns("x: {type: list, length: 2, elements: {type: int8}}"), "7:34: column 'x.element' has no 'generator'"),
    (columns("x: {type: list, length: 2, elements: {generator: uuid}}"), "7:34: column 'x.element' has no 'type'"),
    (columns("x: {type: list, length: 2, elements: {type: int8, generator: constant, value: 300}}"), "7:85: '300' does not fit int8"),
    (columns("x: {type: list, length: 2, elements: {type: text, generator: uuid, hidden: true}}"), "7:74: unknown key 'hidden'"),
    (columns("x: {type: list, length: 2, elements: {type: text, generator: uuid, by: id}}"), "7:74: unknown key 'by'"),
    (columns("x: {type: list, length: 2, elements: {type: list, length: 2, elements: {}}}"), "7:51: 'type' is list, and so are the elements"),
    (columns("x: {type: list, length: 2, elements: {type: int8, generator: sequence}}"), "7:68: 'generator' is sequence, which follows the rows"),
    (columns("x: {type: list, length: 2, elements: {type: int8, generator: formula, formula: id + 1}}"), "7:86: 'id' is not known to the elements of a list"),
    (columns("x: {type: list, length: 2, elements: {type: text, generator: map, of: kind, values: {}}}"), "7:77: 'kind' is not known to the elements"),
    (columns("x: {type: list, length: 2, elements: {type: text, generator: person, part: name, person: buyer}}"), "7:96: 'person' is for columns"),
    (columns("x: {type: list, length: -1, elements: {type: text, generator: uuid}}"), "7:31: '-1' does not fit a length, 0 to 65536"),
    (columns("x: {type: list, length: 65537, elements: {type: text, generator: uuid}}"), "7:31: '65537' does not fit a length, 0 to 65536"),
    (columns("x: {type: list, length: 1.5, elements: {type: text, generator: uuid}}"), "7:31: length: '1.5' is not a whole number"),
    (columns("x: {type: list, length: [1], elements: {type: text, generator: uuid}}"), "7:31: 'length' is a list, it must be a text"),
    (columns("x: {type: list, length: idd, elements: {type: text, generator: uuid}}"), "7:31: unknown column 'idd', did you mean 'id'?"),
    (columns("x: {type: list, length: kind, elements: {type: text, generator: uuid}}"), "7:31: column 'kind' is of type text, a length is an integer"),
    (columns("x: {type: list, length: {min: 1}, elements: {type: text, generator: uuid}}"), "7:23: column 'x.length' has no 'generator'"),
    (columns("x: {type: list, length: {generator: uuid}, elements: {type: text, generator: uuid}}"), "7:43: generator 'uuid' does not make a length"),
    (columns("x: {type: list, length: {generator: sequence}, elements: {type: text, generator: uuid}}"), "7:43: 'generator' is sequence, which"),
    (columns("x: {type: list, length: {generator: uniform, min: -1, max: 3}, elements: {}}"), "7:57: '-1' does not fit a length, 0 to 65536"),
    (columns("x: {type: list, length: {generator: constant, type: int8, value: 3}, elements: {}}"), "7:53: unknown key 'type'"),
    (columns("x: {type: list, length: {generator: formula, formula: y}, elements: {type: text, generator: uuid}}",
             "y: {type: int8, generator: formula, formula: present(x)}"), "8:52: columns need each other: x -> y -> x"),
    (columns("x: {type: list, length: 1, elements: {type: text, generator: uuid}, when: {kind: x}, else: none}"), "7:98: values of type list cannot be written here"),
    (columns("x: {type: list, length: 1, elements: {type: text, generator: uuid}, dirty: {ratio: 1, modes: [padded]}}"), "7:75: 'dirty' is for columns of texts"),
    (columns("x: {type: list, length: 1, elements: {type: text, generator: uuid}}", "y: {type: text, generator: template, template: '{x}'}"),
     "8:54: column 'x' is of type list, a template takes what can be read"),
    (columns("x: {type: list, length: 1, elements: {type: text, generator: uuid}}", "y: {type: int8, generator: formula, formula: x}"),
     "8:52: formula: column 'x' is of type list, which is no number"),
    (columns("x: {type: list, length: 1, elements: {type: text, generator: uuid}}", "y: {type: text, generator: uuid, by: x}"), "8:44: 'by' needs a column of integers"),
    (parents("p: {type: list, length: 1, elements: {generator: reference, to: parents.id}}"), "10:71: unknown table 'parents', did you mean 'parent'?"),
    (parents("p: {type: int32, generator: sequence}\n      q: {type: list, length: 2, elements: {generator: reference, to: child.p}}"),
     "11:71: tables refer to each other: child -> child"),
    (parents("p: {type: list, length: {generator: reference, to: parent.id}, elements: {type: text, generator: uuid}}"), "10:58: 'parent.id' is of type int32"),
    # conditions, formulas
    (columns("x: {type: text, generator: uuid, when: {kin: x}}"), "7:47: unknown column 'kin', did you mean 'kind'?"),
    (columns("x: {type: text, generator: uuid, when: {kind: xx}}"), "7:53: unknown value 'xx', did you mean 'x'?"),
    (columns("x: {type: text, generator: uuid, when: {kind: []}}"), "7:53: the list is empty, there must be a value"),
    (columns("x: {type: text, generator: uuid, when: {}}"), "7:46: the condition is empty; leave out 'when'"),
    (columns("x: {type: text, generator: uuid, when: {id: x}}"), "7:51: id: 'x' is not a whole number"),
    (columns("x: {type: text, generator: uuid, when: id >}"), "7:46: formula, character 5: a number, a column or a parenthesis must stand here"),
    (columns("x: {type: int8, generator: formula, formula: (id + 1}"), "7:52: formula, character 8: there must be a ')' here"),
    (columns("x: {type: bool, generator: formula, formula: id = 1}"), "7:52: formula, character 4: '=' is no operator; to compare write =="),
    (columns("x: {type: int8, generator: formula, formula: id 1}"), "7:52: formula, character 4: an operator must stand here"),
    (columns("x: {type: int8, generator: formula, formula: flor(id)}"), "7:52: unknown function 'flor', did you mean 'floor'?"),
    (columns("x: {type: int8, generator: formula, formula: idd * 2}"), "7:52: unknown column 'idd', did you mean 'id'?"),
    (columns("x: {type: int8, generator: formula, formula: kind * 2}"), "7:52: formula: column 'kind' is of type text, which is no number"),
    (columns("x: {type: int8, generator: formula, formula: min(1)}"), "7:52: formula, character 6: there must be a ',' here"),
    (columns("x: {type: int8, generator: formula, formula: '" + "(" * 60 + "1" + ")" * 60 + "'}"), "7:52: formula, character 25: the formula is too deep"),
    # dirt
    (columns("x: {type: int8, generator: sequence, dirty: {ratio: 1, modes: [padded]}}"), "7:44: 'dirty' is for columns of texts, 'x' is of type int8"),
    (columns("x: {type: text, generator: uuid, dirty: {modes: [padded]}}"), "7:40: 'dirty' needs 'ratio' and 'modes'"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: []}}"), "7:65: the list is empty, there must be a mode"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: [pad]}}"), "7:66: unknown dirty mode 'pad'"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: [remove]}}"), "7:66: 'remove' needs a value"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: [{padded: 5}]}}"), "7:67: 'padded' takes nothing"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: [{replace: [a]}]}}"), "7:76: 'replace' takes two texts"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: [{words: {a: b}}]}}"), "7:67: 'words' is for columns that choose from a list"),
    (columns("x: {type: text, generator: choice, values: [a], dirty: {ratio: 1, modes: [{words: {b: c}}]}}"), "7:90: unknown value 'b'"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, modes: [{column: id}]}}"), "7:75: column 'id' is of type int64, it must be text"),
    (columns("x: {type: text, generator: uuid, dirty: {ratio: 1, mode: [padded]}}"), "7:58: unknown key 'mode', did you mean 'modes'?"),
    "CF-23",  # cycles, and relationships
    (columns("x: {type: int8, generator: formula, formula: x + 1}"), "7:52: columns need each other: x -> x"),
    (columns("x: {type: int8, generator: formula, formula: y + 1}", "y: {type: int8, generator: constant, value: 1, when: z > 0}",
             "z: {type: int8, generator: formula, formula: x * 2}"), "9:52: columns need each other: x -> y -> z -> x"),
    (parents("p: {generator: reference, to: parents.id}"), "10:37: unknown table 'parents', did you mean 'parent'?"),
    (parents("p: {generator: reference, to: parent.idd}"), "10:37: unknown column 'idd', did you mean 'id'?"),
    (parents("p: {generator: reference, to: parent}"), "10:37: 'parent' must be the key of a table, written table.column"),
    (parents("p: {generator: reference, to: parent.}"), "10:37: 'parent.' must be the key of a table, written table.column"),
    (parents("p: {generator: reference, to: .id}"), "10:37: '.id' must be the key of a table"),
    (parents("p: {generator: reference, to: parent.name}"), "10:37: 'parent.name' is no key"),
    (parents("p: {generator: reference, to: parent.id, type: int64}"), "10:37: 'parent.id' is of type int32, column 'p' is of type int64"),
    (parents("p: {generator: reference, to: parent.id, orphan_ratio: 1.01}"), "10:62: 'orphan_ratio' is 1.01, a share is from 0 to 1"),
    (parents("p: {generator: reference, to: parent.id, null_ratio: 2}"), "10:60: 'null_ratio' is 2, a share is from 0 to 1"),
    (parents("p: {generator: reference, to: parent.id, alpha: 2}"), "10:55: 'alpha' is of 'distribution: zipf'"),
    (parents("p: {generator: reference, to: parent.id, distribution: zpf}"), "10:62: unknown distribution 'zpf', did you mean 'zipf'?"),
    (parents("p: {generator: reference, to: parent.id, distribution: zipf}"), "10:7: column 'p': generator 'reference' needs 'alpha'"),
    (parents("p: {type: int32, generator: sequence}\n      q: {generator: reference, to: child.p}"), "11:37: tables refer to each other: child -> child"),
    ("""tables:
  a: {rows: 1, columns: {id: {type: int8, generator: sequence}, c: {generator: reference, to: c.id}}}
  b: {rows: 1, columns: {id: {type: int8, generator: sequence}, a: {generator: reference, to: a.id}}}
  c: {rows: 1, columns: {id: {type: int8, generator: sequence}, b: {generator: reference, to: b.id}}}
""", "3:95: tables refer to each other: a -> c -> b -> a"),
    "CF-28",  # YAML and JSON
    ("tables: {a: [}\n", "1:14: not YAML"),
    ("[" * 100, "1:65: nested more than 64 deep"),
    ("tables:\n  a: *x\n", "2:6: aliases"),
    ("tables:\n" + "".join(f"  t{i}: {{}}\n" for i in range(11000)), "5000:10: more than 10000 keys and values"),
    ('tables: {"a": "x\\0y"}\n', "1:15: a text holds a NUL character"),
]

tag = ""
for number, case in enumerate(CASES):
    if isinstance(case, str):  # the fault that the cases behind it are of
        tag = f"[{case}] " if case else ""
        continue
    text, sentence = case
    with open("f.yaml", "w", encoding="utf-8") as file:
        file.write(text)
    process = lakegen("preview", "--schema", "f.yaml", check=False)
    place = f"f.yaml:{sentence}"
    ok(process.returncode == 3 and place in process.stderr, f"{tag}{sentence[:110]}", f"case {number}, status {process.returncode}",
       process.stderr, f"wanted {place}", text)

with open("f.json", "w", encoding="utf-8") as file:
    file.write('{"tables": {"t": {"rows": 3, "columns": {"x": {"type": "int8", "generator": "sequenc"}}}}}')
process = lakegen("preview", "--custom-schema", "f.json", check=False)
ok(process.returncode == 3 and "f.json:1:77: unknown generator 'sequenc', did you mean 'sequence'?" in process.stderr,
   "[CF-28] JSON has lines and columns too", process.stderr)
process = lakegen("preview", "declared", check=False)
ok(process.returncode == 3 and "no file; name the file that declares the schema" in process.stderr, "a schema without its file", process.stderr)
process = lakegen("generate", "absent.yaml", check=False)
ok(process.returncode == 3 and "opening 'absent.yaml': No such file" in process.stderr, "a file that is not there", process.stderr)
process = lakegen("preview", "--schema", "hello", "--set", "file=f.json", check=False)
ok(process.returncode == 2 and "unknown option 'file'" in process.stderr, "a file for another schema", process.stderr)
done()
