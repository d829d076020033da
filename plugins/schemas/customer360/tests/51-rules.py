# SPDX-License-Identifier: Apache-2.0
"""customer360 without chance: columns and types, where nulls are, the form of every text, and what follows from what."""

import c360
from c360 import generate, matches
from taptest import done, equal, need, ok

np, pc = need("numpy", "pyarrow.compute")

run = generate("--scale", "0.1", "--payload-kb", "0", "--ground-truth", "--seed", "7")
equal(run.rows, 240_000, "scale 0.1 is 240,000 rows")
for scale, rows in (("0.0001", 240), ("0.000101875", 245), ("0.000102291", 245), ("0.000102292", 246)):
    equal(generate("--scale", scale, "--payload-kb", "0").rows, rows, f"scale {scale} is {rows} rows, halves rounded up")
equal({field.name: str(field.type) for field in run.table().schema}, c360.COLUMNS, "41 columns, in order, of these types")
equal({field.name: str(field.type) for field in run.truth.schema}, c360.TRUTH_COLUMNS, "the columns of the ground truth")
equal(sum(run.truth[name].null_count for name in c360.TRUTH_COLUMNS), 0, "the ground truth has no nulls")

for name in c360.COLUMNS:
    rows = run.nullable(name)
    if rows is None:
        equal(run[name].null_count, 0, f"{name} is never null")
    elif name != "campaign_id":
        ok((run.present(name) == rows).all(), f"{name} is null exactly where the specification says")

for name, pattern in c360.FORMATS.items():
    values = run[name].drop_null()
    ok(pc.all(matches(values, pattern)).as_py(), f"{name} is of the form {pattern}",
       values.filter(pc.invert(matches(values, pattern))).slice(0, 5))
ok(pc.all(matches(run.clean("email_raw"), c360.CLEAN_EMAIL)).as_py(), "clean e-mails are of their form")
ok(pc.all(matches(run.clean("phone_raw"), c360.CLEAN_PHONE)).as_py(), "clean phones are of one of their two forms")
ok(pc.all(pc.equal(run["interaction_payload"], "")).as_py(), "a payload of 0 KiB is empty, not null")

row = np.arange(run.rows)
ok((run.numbers("id") == row).all(), "id is the row number, from 0")
ok((run.numbers("row_id") == row).all(), "row_id is the same")
for name in ("event_id", "session_id", "session_fingerprint"):
    equal(pc.count_distinct(run[name]).as_py(), run.rows, f"every {name} is different")
equal(pc.sum(pc.equal(run["event_id"], run["session_id"])).as_py(), 0, "event_id and session_id differ")

views, seconds, bounce = (run.numbers(name) for name in ("page_views", "time_on_site_seconds", "bounce_rate"))
ok(((views > 0) == run.viewing).all(), "pages are viewed by browse and purchase, and by no others")
ok(((seconds > 0) == (views > 0)).all(), "time is spent where pages are viewed")
ok((bounce == (views == 1)).all(), "bounce_rate is 1.0 if one page was viewed, else 0.0")

amounts = run.numbers("transaction_amount")
cents, exact = c360.cents(amounts)
ok(exact.all(), "transaction_amount has two decimals")
ok(((amounts > 0) == run.purchase).all(), "transaction_amount is 0.0 for all but purchases")
ok(cents[run.purchase].min() >= 100 and cents[run.purchase].max() <= 999_999, "purchases are of 1.00...9999.99")
earned = np.where(run.purchase & run.member, cents // 10, 0)
ok((run.numbers("points_earned") == earned).all(), "points_earned is floor(amount * 10) for purchases of members, else 0")
redeemed = run.numbers("points_redeemed")
ok((redeemed[~run.member] == 0).all(), "who is not a member redeems nothing")
cart, exact = c360.cents(run.where("cart_value", run.shopping).to_numpy())
ok(exact.all() and cart.min() >= 0 and cart.max() <= 999_999, "cart_value is 0...9999.99 with two decimals, never NaN")

stamps = pc.cast(run["event_timestamp"], "int64").to_numpy()
start, end = (int(np.datetime64(day, "us").astype(int)) for day in ("2024-01-01", "2025-12-31"))
ok(stamps.min() >= start and stamps.max() < end, "event_timestamp is from 2024-01-01 until before 2025-12-31")
customers = run.numbers("customer_id")
ok(customers.min() == 1 and customers.max() <= 10_000, "customer_id is of 1...10,000 at scale 0.1")
pairs = set(zip(run.clean("city_raw").to_pylist(), run.clean("state_raw").to_pylist()))
equal(pairs, set(c360.CITY_STATE), "city and state, before corruption, are the 22 pairs and no others")
done()
