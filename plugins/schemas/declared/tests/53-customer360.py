# SPDX-License-Identifier: Apache-2.0
"""customer360 declared in a file and customer360 in C have the same distributions: every column, and what columns have to do with each
other, compared by two-sample tests at 200,000 rows each."""

import os

from stattest import THRESHOLD, stats
from taptest import done, equal, lakegen, need, ok, workdir

np, duckdb = need("numpy", "duckdb")
os.chdir(workdir())
source = os.environ["srcdir"]
with open(os.path.join(source, "plugins/schemas/declared/examples/customer360.yaml"), encoding="utf-8") as file:
    declared = file.read()
equal(declared.count("bytes: 2048"), 1, "the payload is 2 KiB, and none for this test")
with open("customer360.yaml", "w", encoding="utf-8") as file:
    file.write(declared.replace("bytes: 2048", "bytes: 0"))
RUN = ["--rows", "200000", "--seed", "1"]
lakegen("-q", "--schema", "customer360", "--payload-kb", "0", "--output", "c", *RUN)
lakegen("-q", "--schema", "customer360.yaml", "--output", "yaml", *RUN)


def describe(folder):
    return duckdb.sql(f"DESCRIBE SELECT * FROM '{folder}/*.parquet'").fetchall()


equal(describe("yaml"), describe("c"), "the same columns with the same types, in the same order")

# Texts with many values: digits are 9, so that their form remains; hexadecimal ones are their length.
SHAPES = {"email_raw": "regexp_replace({}, '[0-9]', '9', 'g')", "phone_raw": "regexp_replace({}, '[0-9]', '9', 'g')",
          "ip_address": "regexp_replace({}, '[0-9]', '9', 'g')", "event_id": "regexp_replace({}, '[0-9a-f]', '9', 'g')",
          "session_id": "regexp_replace({}, '[0-9a-f]', '9', 'g')", "session_fingerprint": "length({})",
          "interaction_payload": "length({})", "zip_code": "left({}, 2)", "product_id": "left({}, 5)", "support_ticket_id": "left({}, 5)",
          "event_timestamp": "month({}) * 31 + day({})", "id": "{} % 100", "row_id": "{} % 100", "transaction_amount": "floor({} / 20)",
          "cart_value": "floor({} / 100)", "points_earned": "floor({} / 200)", "time_on_site_seconds": "floor({} / 60)",
          "points_redeemed": "floor({} / 30)", "customer_id": "least({}, 200)", "raw_user_agent": "{}"}


def table(folder, expression):
    return dict(duckdb.sql(f"SELECT coalesce(CAST({expression} AS VARCHAR), 'none'), count(*) FROM '{folder}/*.parquet' GROUP BY 1").fetchall())


def same(description, expression):
    """A two-sample chi-square; rare values are taken together. Rows of a customer are not independent of each other, but in both alike."""
    c, yaml = table("c", expression), table("yaml", expression)
    common = [value for value in sorted(set(c) | set(yaml)) if c.get(value, 0) + yaml.get(value, 0) >= 40]
    counts = np.array([[side.get(value, 0) for value in common] for side in (c, yaml)], float)
    rest = np.array([[sum(side.values())] for side in (c, yaml)]) - counts.sum(axis=1, keepdims=True)
    if rest.sum() >= 40:
        counts = np.hstack([counts, rest])
    p = stats.chi2_contingency(counts).pvalue if counts.shape[1] > 1 else 1.0
    odd = [value for value in common if min(c.get(value, 0), yaml.get(value, 0)) == 0]
    return ok(p > THRESHOLD and not odd, description, f"p {p:.3g}, {counts.shape[1]} values", f"only in one: {odd[:10]}")


for name, *_ in describe("c"):
    shape = SHAPES.get(name, "{}").replace("{}", name)
    # what belongs to customers has few independent values: compared by its share of customers below
    if name not in ("loyalty_member", "loyalty_tier", "points_earned", "points_redeemed"):
        same(f"{name} has the same values", shape)
    for kind in ("interaction_type", "channel"):
        if name != "loyalty_tier":
            same(f"{name} is null for the same rows of each {kind}", f"({kind}, {name} IS NULL)")
for name, rule in (("loyalty_tier", "loyalty_member"), ("utm_source", "campaign_id IS NOT NULL"), ("utm_medium", "campaign_id IS NOT NULL")):
    for folder in ("c", "yaml"):
        equal(duckdb.sql(f"SELECT count(*) FROM '{folder}/*.parquet' WHERE ({name} IS NOT NULL) != ({rule})").fetchall()[0], (0,),
              f"{folder}: {name} is there exactly if {rule}")
for name, kind in (("transaction_amount > 0", "interaction_type"), ("points_earned > 0", "interaction_type, loyalty_member"),
                   ("points_redeemed > 0", "loyalty_member"), ("page_views > 0", "interaction_type"),
                   ("time_on_site_seconds > 0", "page_views > 0"), ("bounce_rate", "page_views = 1")):
    c, yaml = (sorted(duckdb.sql(f"SELECT DISTINCT CAST(({kind}, {name}) AS VARCHAR) FROM '{folder}/*.parquet'").fetchall())
               for folder in ("c", "yaml"))
    equal(yaml, c, f"{name} goes with the same {kind}")
for folder in ("c", "yaml"):
    wrong = duckdb.sql(f"""SELECT count(*) FROM '{folder}/*.parquet' WHERE points_earned !=
        CASE WHEN loyalty_member AND interaction_type = 'purchase' THEN floor(round(transaction_amount * 100) / 10) ELSE 0 END""")
    equal(wrong.fetchall()[0], (0,), f"{folder}: points are a tenth of the cents of members' purchases")
    each = duckdb.sql(f"SELECT count(DISTINCT customer_id), count(DISTINCT (customer_id, loyalty_member, loyalty_tier)) FROM '{folder}/*.parquet'")
    equal(len(set(each.fetchall()[0])), 1, f"{folder}: a customer is always a member, or never, of one tier")
customers = [dict(duckdb.sql(f"""SELECT coalesce(tier, 'none'), count(*) FROM (SELECT DISTINCT customer_id, loyalty_tier AS tier
    FROM '{folder}/*.parquet') GROUP BY 1""").fetchall()) for folder in ("c", "yaml")]
p = stats.chi2_contingency([[side.get(tier, 0) for tier in ("none", "bronze", "silver", "gold")] for side in customers]).pvalue
ok(p > THRESHOLD, "customers have the same shares of tiers", p, customers)
same("city and state go together", "(city_raw, state_raw)")
same("members' redeemed points", "CASE WHEN loyalty_member THEN points_redeemed > 0 END IS TRUE AND customer_id > 20")
for column in ("transaction_amount", "cart_value"):
    values = [duckdb.sql(f"SELECT {column} AS v FROM '{folder}/*.parquet' WHERE {column} > 0").fetchnumpy()["v"] for folder in ("c", "yaml")]
    p = stats.ks_2samp(*map(np.asarray, values)).pvalue
    ok(p > THRESHOLD, f"{column}: Kolmogorov-Smirnov of both", p)
done()
