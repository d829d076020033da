# SPDX-License-Identifier: Apache-2.0
"""Every generator makes what it says: values, ranges, shares and distributions, at 200,000 rows."""

import os

from stattest import chi_square, kolmogorov, share, stats, uniform_integers, weights
from taptest import done, equal, lakegen, need, ok, workdir

np, pa, pc, pq = need("numpy", "pyarrow", "pyarrow.compute", "pyarrow.parquet")
os.chdir(workdir())
ROWS = 200_000


def make(columns, *arguments, pools=""):
    """The table that a list of columns makes, as Arrow."""
    with open("f.yaml", "w", encoding="utf-8") as file:
        file.write(f"pools: {{{pools}}}\ntables:\n  t:\n    rows: {ROWS}\n    columns:\n")
        file.writelines(f"      {column}\n" for column in columns)
    lakegen("-q", "f.yaml", "--output", "out", "--overwrite", *arguments)
    return pq.read_table("out/part-000000.parquet")


# ---- sequences, constants, choices ----
table = make(["a: {type: int32, generator: sequence, start: -5, step: 3}",
              "b: {type: date, generator: sequence, start: 2024-02-28}",
              "c: {type: timestamp_utc, generator: sequence, start: 2024-01-01, step: 0.5}",
              "d: {type: 'decimal(12,2)', generator: sequence, start: 0.5, step: 0.25}",
              "e: {type: text, generator: constant, value: always}",
              "f: {type: text, generator: choice, values: {red: 1, green: 2.5, blue: 0, black: 6.5}}",
              "g: {type: int16, generator: choice, values: [3, -7, 100]}",
              "h: {type: float32, generator: choice, values: [0.5, 2.25], weights: [1, 3]}",
              "i: {type: bool, generator: chance, ratio: 0.125}",
              "j: {type: date, generator: choice, values: [2024-02-29, 1969-12-31]}",
              "k: {type: int64, generator: map, of: g, values: {3: 30, -7: 70, 100: 30}}"])
rows = np.arange(ROWS)
ok((table["a"].to_numpy() == rows * 3 - 5).all(), "sequence of integers")
ok((table["b"].cast("int32").to_numpy() == rows + 19781).all(), "sequence of days, over a leap day")
ok((table["c"].cast("int64").to_numpy() == rows * 500_000 + 1704067200_000000).all(), "sequence of moments, half a second apart")
equal([str(value) for value in table["d"][:3].to_pylist()], ["0.50", "0.75", "1.00"], "sequence of decimals")
equal(table["e"].unique().to_pylist(), ["always"], "constant")
weights("choice with weights", table["f"], {"red": .1, "green": .25, "black": .65})
weights("choice of integers", table["g"], {3: 1 / 3, -7: 1 / 3, 100: 1 / 3})
weights("choice with weights apart", table["h"], {.5: .25, 2.25: .75})
share("chance", table["i"].to_numpy(), .125)
equal(sorted(map(str, table["j"].unique().to_pylist())), ["1969-12-31", "2024-02-29"], "choice of dates")
ok(pc.all(pc.equal(table["k"], pc.if_else(pc.equal(table["g"], -7), 70, 30))).as_py(), "map follows its column")

# ---- types: as words, and as numbers ----
TYPES = {"int8": "int8", "int16": "int16", "int32": "int32", "int64": "int64", "uint8": "uint8", "uint16": "uint16", "uint32": "uint32",
         "uint64": "uint64", "float32": "float", "float64": "double", "decimal(7,2)": "decimal128(7, 2)",
         "decimal(18,0)": "decimal128(18, 0)", "decimal(38,6)": "decimal128(38, 6)"}
table = make([line for i, name in enumerate(TYPES) for line in (
    f"w{i}: {{type: '{name}', generator: choice, values: [3, 100], weights: [1, 2]}}",
    f"n{i}: {{type: '{name}', generator: lognormal, mean: 20, stddev: 10, max: 120, null_ratio: 0.1}}",
    f"u{i}: {{type: '{name}', generator: formula, formula: n{i} * 2 + w{i}, when: w{i} == 3, else: 1}}")])
for i, (name, arrow) in enumerate(TYPES.items()):
    equal([str(table[f"{letter}{i}"].type) for letter in "wnu"], [arrow] * 3, f"{name} is {arrow}")
    words, numbers, twice = (table[f"{letter}{i}"].cast("double") for letter in "wnu")
    weights(f"{name}: words", words, {3.0: 1 / 3, 100.0: 2 / 3})
    ok(abs(pc.mean(numbers).as_py() - 20) < .3 and pc.max(numbers).as_py() <= 120, f"{name}: numbers", pc.mean(numbers))
    wanted = pc.if_else(pc.equal(words, 3.0), pc.min_element_wise(pc.add(pc.multiply(numbers, 2.0), 3.0), 127.0 if name == "int8" else 1e9,
                                                                  skip_nulls=False), 1.0)
    differs = pc.greater(pc.abs(pc.subtract(twice, wanted)), 1e-4)
    ok(not pc.any(differs).as_py() and pc.equal(twice.null_count, wanted.null_count).as_py(), f"{name}: in a formula, nulls included")
for form in ("csv", "jsonl"):
    ok(lakegen("-q", "f.yaml", "--output", form, "--format", form, "--paranoid", "--rows", "2000").returncode == 0, f"all of them as {form}")

# ---- numbers ----
table = make(["a: {type: int32, generator: uniform, min: -3, max: 6}",
              "b: {type: int64, generator: uniform, min: -1000000, max: 1000000}",
              "c: {type: float64, generator: uniform, min: -1, max: 1, decimals: 4}",
              "d: {type: 'decimal(9,2)', generator: uniform, min: 0, max: 99999.99}",
              "e: {type: float64, generator: normal, mean: 10, stddev: 2, decimals: 9}",
              "f: {type: int16, generator: normal, mean: 100, stddev: 5, min: 95, max: 200}",
              "g: {type: float64, generator: lognormal, mu: 1, sigma: 0.5, decimals: 9}",
              "h: {type: float64, generator: lognormal, mean: 45, stddev: 60, max: 9999}",
              "i: {type: float64, generator: lognormal, mean: 45, sigma: 60, max: 9999}",
              "j: {type: float64, generator: exponential, mean: 7}",
              "k: {type: uint8, generator: poisson, mean: 2.5}",
              "l: {type: int32, generator: poisson, mean: 5000}",
              "m: {type: int64, generator: zipf, alpha: 1.1, count: 50, start: 100}",
              "n: {type: int64, generator: zipf, alpha: 1.5, count: 10, fold: true}",
              "o: {type: int64, generator: uniform, min: -9223372036854775808, max: 9223372036854775807}"])
uniform_integers("uniform, few values", table["a"].to_numpy(), -3, 6)
uniform_integers("uniform, many values", table["b"].to_numpy(), -1_000_000, 1_000_000)
uniform_integers("uniform of float64, in units of the last decimal", np.rint(table["c"].to_numpy() * 1e4).astype(int), -10_000, 10_000)
uniform_integers("uniform of decimals", np.array([int(value.scaleb(2)) for value in table["d"].to_pylist()]), 0, 9_999_999)
kolmogorov("normal", table["e"].to_numpy(), stats.norm(10, 2).cdf)
f = table["f"].to_numpy()
ok(f.min() == 95 and f.max() < 200, "normal, cut to its limits")
share("… where what lies below falls on the limit", f == 95, stats.norm(100, 5).cdf(95.5))
kolmogorov("lognormal with mu and sigma of the logarithm", table["g"].to_numpy(), stats.lognorm(.5, scale=np.e).cdf)
variance = np.log(1 + (60 / 45) ** 2)
law = stats.lognorm(variance ** .5, scale=45 / np.exp(variance / 2))
kolmogorov("lognormal with mean and stddev of the values", table["h"].to_numpy(), law.cdf)
ok(abs(table["h"].to_numpy().mean() - 45) < 6 * 60 / ROWS ** .5, "… has that mean")
kolmogorov("mean with sigma are of the values too", table["i"].to_numpy(), law.cdf)
kolmogorov("exponential", table["j"].to_numpy(), stats.expon(scale=7).cdf)
for name, mean in (("k", 2.5), ("l", 5000)):
    counts = np.bincount(table[name].to_numpy())
    chi_square(f"poisson of mean {mean}", counts, stats.poisson(mean).pmf(np.arange(len(counts))) / stats.poisson(mean).cdf(len(counts) - 1))
ranks = np.arange(1, 51.0) ** -1.1
chi_square("zipf", np.bincount(table["m"].to_numpy() - 100, minlength=50), ranks / ranks.sum())
ok(table["n"].to_numpy().min() == 1 and table["n"].to_numpy().max() == 10, "zipf, the tail folded back")
from scipy.special import zeta  # noqa: E402
folded = np.array([sum((k + 10.0 * turn) ** -1.5 for turn in range(20_000)) for k in range(1, 11)])
folded += (zeta(1.5) - folded.sum()) / 10
chi_square("… with the mass of the tail", np.bincount(table["n"].to_numpy(), minlength=11)[1:], folded / folded.sum())
o = table["o"].to_numpy()
share("uniform over all of int64", o < 0, .5)

# ---- times: CF-27 ----
table = make(["a: {type: date, generator: time, start: 1600-01-01, end: 2001-01-01}",
              "b: {type: date, generator: time, start: 2024-02-26, end: 2024-03-11, weekdays: [1, 1, 1, 1, 1, 2, 0]}",
              "c: {type: timestamp, generator: time, start: 2024-01-01, end: 2024-01-15, hours: {09-12: 3, '12-14': 0}}",
              "d: {type: timestamp_utc, generator: time, start: '2024-03-30T22:00:00', end: '2024-04-01T03:00:00', weekdays: {sunday: 5}}",
              "e: {type: timestamp, generator: time, start: 2024-01-01, end: 2024-01-02, resolution: minute}",
              "f: {type: timestamp, generator: time, start: 1500-03-01, end: 2500-03-01, weekdays: {monday: 3}}"])
days = table["a"].cast("int32").to_numpy()
uniform_integers("[CF-27] 401 years have 146,463 days", days, -135140, -135140 + 146462)
counts = np.bincount(table["b"].cast("int32").to_numpy() - 19779, minlength=14)
expected = np.array([1, 1, 1, 1, 1, 2, 0] * 2)
chi_square("weekdays, from a Monday over a leap day", counts, expected / expected.sum())
hours = np.bincount(table["c"].cast("int64").to_numpy() // 3_600_000_000 % 24, minlength=24)
expected = np.array([3 if 9 <= hour < 12 else 0 if 12 <= hour < 14 else 1 for hour in range(24)])
chi_square("[CF-26] hours: a gap has the weight 1, and 0 is never", hours, expected / expected.sum())
seconds = table["c"].cast("int64").to_numpy() // 1_000_000 % 3600
uniform_integers("… and all seconds of an hour are equal", seconds, 0, 3599)
slots = np.bincount((table["d"].cast("int64").to_numpy() - 1711836000_000000) // 3_600_000_000, minlength=29)
expected = np.array([1] * 2 + [5] * 24 + [1] * 3)
chi_square("[CF-27] the night when clocks change has all its hours in UTC, and part of a week its weights", slots, expected / expected.sum())
minutes = table["e"].cast("int64").to_numpy() - 1704067200_000000
ok((minutes % 60_000_000 == 0).all(), "resolution: whole minutes")
uniform_integers("… all of the day", minutes // 60_000_000, 0, 1439)
weekday = (table["f"].cast("int64").to_numpy() // 86_400_000_000 + 3) % 7
chi_square("[CF-27] weekdays over a thousand years", np.bincount(weekday), np.array([3, 1, 1, 1, 1, 1, 1]) / 9)

# ---- texts ----
table = make(["a: {type: text, generator: uuid}",
              "b: {type: text, generator: hex, bytes: 5}",
              "c: {type: binary, generator: bytes, bytes: 3}",
              "d: {type: bytes(16), generator: bytes}",
              "e: {type: text, generator: pattern, pattern: 'AB-[x-z]{2}#é\\#[!-%]'}",
              "f: {type: text, generator: template, template: '{{{colour}}} {0001..0400}/{n} {flag}'}",
              "g: {type: text, generator: template, template: '{colour}-{1..3}'}",
              "n: {type: int32, generator: uniform, min: 0, max: 99999, hidden: true}",
              "flag: {type: bool, generator: chance, ratio: 0.5, null_ratio: 0.25}",
              "email: {type: text, generator: person, part: email}",
              "first: {type: text, generator: person, part: first_name}",
              "last: {type: text, generator: person, part: last_name}",
              "street: {type: text, generator: person, part: street}",
              "city: {type: text, generator: person, part: city}",
              "state: {type: text, generator: person, part: state}",
              "zip: {type: text, generator: person, part: zip}",
              "phone: {type: text, generator: person, part: phone}",
              "address: {type: text, generator: person, part: address}",
              "seller: {type: text, generator: person, part: first_name, person: seller}"],
             pools="colour: {values: [red, blue], weights: [3, 1]}")
equal(table.column_names[7], "flag", "a hidden column is not there")
ok(pc.all(pc.match_substring_regex(table["a"], "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")).as_py(), "uuid")
equal(len(table["a"].unique()), ROWS, "… all different")
ok(pc.all(pc.match_substring_regex(table["b"], "^[0-9a-f]{10}$")).as_py(), "hex")
equal(set(pc.binary_length(table["c"]).unique().to_pylist()), {3}, "bytes of binary")
octets = np.frombuffer(b"".join(table["c"].to_pylist()), np.uint8).astype(int)
uniform_integers("… all of them", octets, 0, 255)
uniform_integers("bytes(16)", np.frombuffer(b"".join(table["d"].to_pylist()), np.uint8).astype(int), 0, 255)
ok(pc.all(pc.match_substring_regex(table["e"], "^AB-[x-z]{2}[0-9]é#[!-%]$")).as_py(), "pattern: ranges, repetition, digits, fixed characters")
for place, letters in ((3, "xyz"), (4, "xyz"), (5, "0123456789"), (8, "!\"#$%")):
    weights(f"… all of {letters} at {place}", pc.utf8_slice_codeunits(table["e"], place, place + 1), {letter: 1 / len(letters) for letter in letters})
ok(pc.all(pc.match_substring_regex(table["f"], r"^\{(red|blue)\} 0[0-4][0-9]{2}/[0-9]{1,5} (true|false)$")).as_py(), "template")
ok(pc.all(pc.equal(pc.is_null(table["f"]), pc.is_null(table["flag"]))).as_py(), "… has no value where a column in it has none")
ok(pc.all(pc.equal(pc.fill_null(pc.ends_with(table["f"], "true"), False), pc.fill_null(table["flag"], False))).as_py(),
   "… and the value of the column otherwise")
weights("a template that makes few texts", table["g"], {f"{word}-{number}": part / 12 for word, part in (("red", 3), ("blue", 1)) for number in (1, 2, 3)})
names = pc.binary_join_element_wise(pc.utf8_lower(table["first"]), pc.utf8_lower(table["last"]), ".")
ok(all(mail.startswith(name) for mail, name in zip(table["email"][:5000].to_pylist(), names[:5000].to_pylist())), "a person's e-mail has the name")
area = pc.binary_join_element_wise(table["state"], table["zip"], " ")
ok(pc.all(pc.equal(pc.binary_join_element_wise(table["street"], table["city"], area, ", "), table["address"])).as_py(),
   "… and the address its parts")
equal(len(set(zip(table["city"].to_pylist(), table["state"].to_pylist(), pc.utf8_slice_codeunits(table["phone"], 3, 6).to_pylist()))),
      len(table["city"].unique()), "… a city has one state and one area code")
share("another person has another name", pc.equal(table["first"], table["seller"]).to_numpy(), (pc.value_counts(table["first"]).field(
    1).to_numpy().astype(float) ** 2).sum() / ROWS ** 2)

# ---- conditions, formulas, nulls, keys ----
table = make(["kind: {type: text, generator: choice, values: {a: 0.5, b: 0.3, c: 0.2}}",
              "n: {type: int32, generator: uniform, min: 1, max: 1000000, null_ratio: 0.2}",
              "x: {type: int16, generator: uniform, min: 1, max: 9, when: {kind: [a, c]}, else: -1}",
              "y: {type: text, generator: uuid, when: {kind: b}, else: nobody}",
              "z: {type: float64, generator: formula, formula: 'n / 2 - x % 4 + max(x, 3) * (1 + 1)'}",
              "w: {type: 'decimal(9,2)', generator: formula, formula: 'if(kind_b and not (x > 5), -0.125, 0.375 + x)'}",
              "v: {type: bool, generator: formula, formula: present(n)}",
              "u: {type: int8, generator: formula, formula: '1 / (x - 3)'}",
              "s: {type: int8, generator: formula, formula: x * 100}",
              "when_formula: {type: int8, generator: constant, value: 1, when: n > 500000 and x <= 4}",
              "kind_b: {type: bool, generator: formula, formula: 1 == 2, hidden: true}",
              "key: {type: int32, generator: zipf, alpha: 0.5, count: 300}",
              "of_key: {type: text, generator: choice, values: [m, f], by: key, null_ratio: 0.5}",
              "at: {type: timestamp, generator: formula, formula: moment + days(1) + minutes(n % 7)}",
              "moment: {type: timestamp, generator: time, start: 2024-01-01, end: 2024-02-01, hidden: true}"])
frame = {name: table[name].to_pylist() for name in table.column_names}
kind, n, x = np.array(frame["kind"]), frame["n"], np.array(frame["x"])
share("null_ratio", table["n"].is_null().to_numpy(), .2)
ok((x[kind == "b"] == -1).all() and (x[kind != "b"] > 0).all(), "when with a list, else a value")
ok(all((text == "nobody") == (word != "b") for text, word in zip(frame["y"], kind)), "else, for texts")
expected = [None if a is None else a / 2 - b % 4 + max(b, 3) * 2 for a, b in zip(n, x.tolist())]
equal(frame["z"], expected, "formula: arithmetic, null where a column is null")
equal(sorted(set(map(str, frame["w"]))), sorted(["-0.63", *(f"{value}.38" for value in range(1, 10))]), "formula: if, not, rounding")
ok(all(has == (value is not None) for has, value in zip(frame["v"], n)), "formula: present()")
ok(all(value is None if b == 3 else abs(value - 1 / (b - 3)) <= .5 for value, b in zip(frame["u"], x.tolist())), "a division by 0 has no value")
equal(max(frame["s"]), 127, "a result that does not fit is the most that fits")
ok(all((one == 1) == (a is not None and a > 500000 and b <= 4) for one, a, b in zip(frame["when_formula"], n, x.tolist())), "when with a formula")
per_key = {}
for key, value in zip(frame["key"], frame["of_key"]):
    per_key.setdefault(key, set()).add(value)
ok(all(len(values) == 1 for values in per_key.values()), "by: equal keys, equal values and nulls")
share("… of which the keys have their shares", np.array([None in values for values in per_key.values()]), .5)
ok(all(value is None for value, a in zip(frame["at"], n) if a is None), "a formula of times")
done()
