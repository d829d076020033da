# SPDX-License-Identifier: Apache-2.0
"""Dirty data and the ground truth: rates, modes, the exact form of each, and that the truth tells all of it and no more."""

import c360
from c360 import generate, matches, preview
from stattest import chi_square, share, weights
from taptest import done, equal, need, ok

np, pa, pc = need("numpy", "pyarrow", "pyarrow.compute")
EMAIL_FORMS = {
    "email_at_removed": lambda clean: clean.replace("@", ""),
    "email_upper_case": str.upper,
    "email_padded": lambda clean: f"  {clean}  ",
    "email_double_at": lambda clean: clean.replace("@", "@@"),
    "email_domain_cut": lambda clean: clean[:clean.rindex(".")],
    "email_at_spelled": lambda clean: clean.replace("@", ".at."),
}
PHONE_FORMS = {  # of the ten digits AAAPPPLLLL
    "phone_digits": lambda digits: digits,
    "phone_dashed": lambda digits: f"+1-{digits[:3]}-{digits[3:6]}-{digits[6:]}",
    "phone_cut": lambda digits: digits[:6][:8],
    "phone_letter_o": lambda digits: digits.replace("0", "O", 1),
}


def wrong(run, column, expected_of):
    """The corrupted cells that are not what mode and clean value say."""
    truth = run.corruptions(column)
    stored = run.where(column, run.corrupted(column)).to_pylist()
    rows = zip(truth["row_id"].to_pylist(), truth["mode"].to_pylist(), truth["clean_value"].to_pylist(), stored)
    return [row for row in rows if row[3] not in expected_of(row[1], row[2])][:5]


def forms(run, what):
    """Forward: every row of the truth is a corruption of its mode."""
    equal(wrong(run, "email_raw", lambda mode, clean: [EMAIL_FORMS[mode](clean)]), [],
          f"{what}: e-mails have their mode's form")
    equal(wrong(run, "phone_raw", lambda mode, clean: [PHONE_FORMS[mode](clean.removeprefix("+1"))]), [],
          f"{what}: phones have their mode's form")
    equal(wrong(run, "city_raw", lambda mode, clean: [c360.MISSPELT[clean]]), [], f"{what}: cities have their misspelling")
    equal(wrong(run, "state_raw", lambda mode, clean: c360.STATE_VARIANTS[clean]), [], f"{what}: states have one of 4 variants")
    ok(pc.all(matches(run.corruptions("phone_raw")["clean_value"], r"\+1[0-9]{10}")).as_py(),
       f"{what}: the clean value of a phone is +1AAAPPPLLLL")
    ok(pc.all(matches(run.corruptions("email_raw")["clean_value"], c360.CLEAN_EMAIL)).as_py(),
       f"{what}: the clean value of an e-mail is a clean e-mail")


def told(run, what):
    """Backward: a cell that is not clean is in the truth, and a cell in the truth is not clean."""
    for column, pattern in (("email_raw", c360.CLEAN_EMAIL), ("phone_raw", c360.CLEAN_PHONE)):
        dirty = ~matches(run[column], pattern).to_numpy(zero_copy_only=False)
        ok((dirty == run.corrupted(column)).all(), f"{what}: {column} is dirty exactly where the truth says")
    misspelt = run.isin("city_raw", *c360.MISSPELT.values())
    ok((misspelt == run.corrupted("city_raw")).all(), f"{what}: city_raw is misspelt exactly where the truth says")
    pairs = pc.binary_join_element_wise(run.clean("city_raw"), run["state_raw"], "/")
    legal = pc.is_in(pairs, value_set=pa.array(list(map("/".join, c360.CITY_STATE)))).to_numpy(zero_copy_only=False)
    ok(run.corrupted("state_raw")[~legal].all(), f"{what}: a state that does not belong to its city is in the truth")
    changed = [pc.any(pc.equal(run.where(name, run.corrupted(name)), run.corruptions(name)["clean_value"])).as_py()
               for name in c360.DIRTY_COLUMNS]
    ok(not any(changed), f"{what}: every row of the truth changed the stored value")


def one_row_each(run, what):
    keys = run.truth.group_by(["row_id", "column"]).aggregate([])
    equal(keys.num_rows, run.truth.num_rows, f"{what}: the truth has one row per cell")
    equal(set(run.truth["column"].unique().to_pylist()), set(c360.DIRTY_COLUMNS), f"{what}: the truth is of four columns")
    rows = run.truth["row_id"].to_numpy()
    ok(rows.min() >= 0 and rows.max() < run.rows, f"{what}: the truth is of rows that exist")


def modes(run):
    for column, names in (("email_raw", c360.EMAIL_MODES), ("phone_raw", c360.PHONE_MODES)):
        weights(f"{column}: {len(names)} modes, equally often", run.corruptions(column)["mode"], c360.uniform(*names))
    equal(run.corruptions("city_raw")["mode"].unique().to_pylist(), ["city_misspelt"], "city_raw: one mode")
    equal(run.corruptions("state_raw")["mode"].unique().to_pylist(), ["state_variant"], "state_raw: one mode")
    stored = run.where("state_raw", run.corrupted("state_raw"))
    clean = run.corruptions("state_raw")["clean_value"]
    for state, variants in c360.STATE_VARIANTS.items():
        weights(f"state_raw: {state} becomes {', '.join(variants)}", stored.filter(pc.equal(clean, state)),
                c360.uniform(*variants))


def rates(run, ratio):
    """Where a cell can be corrupted, it is so with the same probability everywhere, and independently in each column."""
    misspellable = pc.is_in(run.clean("city_raw"), value_set=pa.array(list(c360.MISSPELT))).to_numpy(zero_copy_only=False)
    for column in ("email_raw", "phone_raw", "state_raw"):
        share(f"{column}: {ratio} of all cells", run.corrupted(column), ratio)
    share(f"city_raw: {ratio} of the cities that have a misspelling", run.corrupted("city_raw")[misspellable], ratio)
    for city in c360.MISSPELT:
        rows = pc.equal(run.clean("city_raw"), city).to_numpy(zero_copy_only=False)
        share(f"city_raw: {ratio} of {city}", run.corrupted("city_raw")[rows], ratio)
    together = sum(run.corrupted(name)[misspellable] * 2**bit for bit, name in enumerate(c360.DIRTY_COLUMNS))
    hits = np.array([bin(case).count("1") for case in range(16)])
    chi_square("all 16 ways in which the four cells of a row are dirty are as often as independence wants",
               np.bincount(together, minlength=16), ratio**hits * (1 - ratio)**(4 - hits))


usual = generate("--scale", "0.5", "--payload-kb", "0", "--ground-truth", "--seed", "42")
one_row_each(usual, "usual")
forms(usual, "usual")
told(usual, "usual")
rates(usual, .08)
modes(usual)

half = generate("--rows", "300000", "--payload-kb", "0", "--ground-truth", "--seed", "7", "--set", "dirty_ratio=0.5")
told(half, "half")
rates(half, .5)

for column, pattern in (("email_raw", c360.CLEAN_EMAIL), ("phone_raw", c360.CLEAN_PHONE)):
    values = preview(column, 2_000_000, "--dirty-ratio=0.0001")
    share(f"PQ-34: {column}: a ratio of 0.0001 is that", ~matches(values, pattern).to_numpy(zero_copy_only=False), .0001)

none = generate("--rows", "100000", "--payload-kb", "0", "--ground-truth", "--seed", "42", "--set", "dirty_ratio=0")
equal(none.truth.num_rows, 0, "PQ-34: dirty_ratio 0: the truth is empty")
ok(pc.all(matches(none["email_raw"], c360.CLEAN_EMAIL)).as_py(), "dirty_ratio 0: every e-mail is clean")
ok(pc.all(matches(none["phone_raw"], c360.CLEAN_PHONE)).as_py(), "dirty_ratio 0: every phone is clean")
equal(set(zip(none["city_raw"].to_pylist(), none["state_raw"].to_pylist())), set(c360.CITY_STATE),
      "dirty_ratio 0: every city and state is clean")

every = generate("--rows", "100000", "--payload-kb", "0", "--ground-truth", "--seed", "42", "--set", "dirty_ratio=1")
forms(every, "dirty_ratio 1")
told(every, "dirty_ratio 1")
for column in ("email_raw", "phone_raw", "state_raw"):
    ok(every.corrupted(column).all(), f"PQ-34: dirty_ratio 1: {column} is always dirty")
ok((every.corrupted("city_raw") == none.isin("city_raw", *c360.MISSPELT)).all(),
   "dirty_ratio 1: every city that has a misspelling is misspelt, and no other")

spotless = generate("--rows", "300000", "--payload-kb", "0", "--seed", "7", "--set", "dirty_ratio=0")
for column in c360.DIRTY_COLUMNS:
    differs = pc.not_equal(half[column], spotless[column]).to_numpy(zero_copy_only=False)
    ok((differs == half.corrupted(column)).all(), f"{column} differs from a run without dirt exactly where the truth says")
    if column != "phone_raw":  # a dirty phone has digits of its own
        ok(half.clean(column).equals(spotless[column]), f"the clean values of {column} are those of a run without dirt")
done()
