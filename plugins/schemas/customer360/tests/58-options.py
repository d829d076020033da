# SPDX-License-Identifier: Apache-2.0
"""Each option of the schema changes what it says, and no other column in any row."""

import c360
from c360 import AFFECTED_BY, COLUMNS, TIERS, generate
from stattest import kolmogorov, share, stats, weights
from taptest import done, equal, lakegen, need, ok

np, pa, pc = need("numpy", "pyarrow", "pyarrow.compute")
BASE = ["--scale", "0.1", "--rows", "100000", "--seed", "42", "--payload-kb", "0"]
TYPES = {"browse": .1, "login": .1, "purchase": .5, "abandoned_cart": .2, "support": .1}
NEW_TIERS = {"bronze": .2, "silver": .3, "gold": .5}
QUALITY = {"clean": .4, "duplicate_suspected": .3, "incomplete_data": .2, "format_inconsistent": .1}
SOURCES = {"primary_system": .25, "legacy_import": .35, "manual_entry": 0, "third_party_api": .4}
# Where both runs have a value of their own draw, it is the same: an option moves what it says, not the streams.
KEPT = {
    "type_weights": ["product_id", "product_category", "transaction_amount", "page_views", "time_on_site_seconds",
                     "click_count", "cart_value", "items_in_cart", "support_ticket_id", "issue_category",
                     "satisfaction_score"],
    "campaign_ratio": ["campaign_id", "utm_source", "utm_medium"],
    "member_ratio": ["points_redeemed", "loyalty_tier"],
}


def text_of(value):
    return ",".join(f"{name}={weight}" for name, weight in value.items()) if isinstance(value, dict) else value


def changed(option, value):
    """A run with one option set, compared with the run without."""
    others = BASE[:-2] if option == "payload_kb" else BASE  # an option is given once
    run = generate(*others, "--set", f"{option}={text_of(value)}")
    differ = {name for name in COLUMNS if not run[name].equals(base[name])}
    equal(sorted(differ), sorted(AFFECTED_BY[option]), f"{option} changes {', '.join(AFFECTED_BY[option])}, and no other")
    for name in KEPT.get(option, []):
        both = run.live(name) & base.live(name)
        ok(both.any() and run.where(name, both).equals(base.where(name, both)),
           f"{option}: {name} is kept where both runs have one")
    return run


def between(option, value, first, last):
    """Timestamps are uniform from the first moment until before the last."""
    stamps = pc.cast(changed(option, value)["event_timestamp"], "int64").to_numpy()
    start, end = (int(np.datetime64(moment, "us").astype(int)) for moment in (first, last))
    ok(stamps.min() >= start and stamps.max() < end, f"{option} is kept by every row")
    kolmogorov(f"{option} spreads rows from {first} to {last}", stamps, stats.uniform(start, end - start).cdf)


def first_rows(run):
    """One row of each customer."""
    return np.unique(run.numbers("customer_id"), return_index=True)[1]


base = generate(*BASE)
described = lakegen("describe", "customer360").stdout
equal([option for option in AFFECTED_BY if f"\n{option} " not in described], [], "every option is described")
between("timestamp_start", "2025-12-01", "2025-12-01", "2025-12-31")
between("timestamp_end", "2024-01-02T12:00:00", "2024-01-01", "2024-01-02T12:00:00")

weights("type_weights are followed", changed("type_weights", TYPES)["interaction_type"], TYPES)
weights("quality_weights are followed", changed("quality_weights", QUALITY)["data_quality_flag"], QUALITY)
weights("source_weights are followed, and one of 0 never occurs", changed("source_weights", SOURCES)["data_source"],
        {name: weight for name, weight in SOURCES.items() if weight})
members = changed("tier_weights", NEW_TIERS)
weights("tier_weights are followed", members["loyalty_tier"].take(pa.array(first_rows(members))).drop_null(), NEW_TIERS)

share("campaign_ratio is followed", changed("campaign_ratio", .7).campaign, .7)
members = changed("member_ratio", .9)
share("member_ratio is followed", members.member[first_rows(members)], .9)
duplicates = pc.match_substring_regex(changed("duplicate_email_ratio", .3)["email_raw"], r"(?i)\.DUPLICATE")
share("duplicate_email_ratio is followed", duplicates.to_numpy(zero_copy_only=False), .3)
dirty = ~c360.matches(changed("dirty_ratio", .25)["email_raw"], c360.CLEAN_EMAIL).to_numpy(zero_copy_only=False)
share("dirty_ratio is followed", dirty, .25)

ids = changed("customers", 3).numbers("customer_id")
ok(set(ids) == {1, 2, 3}, "customers are 1...3")
ids = changed("zipf_alpha", 10).numbers("customer_id")
share("zipf_alpha 10: almost all rows are of customer 1", ids == 1, stats.zipf(10).pmf(1))
amounts = changed("amount_mu", 6)
share("amount_mu moves the median to exp(mu)", amounts.numbers("transaction_amount")[amounts.purchase] < np.exp(6), .5)
amounts = changed("amount_sigma", .4)
within = np.abs(np.log(amounts.numbers("transaction_amount")[amounts.purchase]) - 4.3) < .4
share("amount_sigma: 68 % lie within one", within, stats.norm.cdf(1) - stats.norm.cdf(-1))
lengths = pc.binary_length(changed("payload_kb", 1)["interaction_payload"])
equal((pc.min(lengths).as_py(), pc.max(lengths).as_py()), (2048, 2048), "payload_kb 1 is 2048 characters in every row")

for ratio in (0, 1):
    run = generate(*BASE, *(f"--{name}-ratio={ratio}" for name in ("campaign", "duplicate-email", "member")), "--dirty-ratio=0")
    how_many = "all" if ratio else "none"
    equal(int(run.campaign.sum()), run.rows * ratio, f"campaign_ratio {ratio}: {how_many} of the rows have a campaign")
    equal(pc.sum(pc.match_substring(run["email_raw"], ".DUPLICATE@")).as_py(), run.rows * ratio,
          f"duplicate_email_ratio {ratio}: {how_many} of the e-mails are duplicates")
    equal(int(run.present("loyalty_tier").sum()), run.rows * ratio, f"member_ratio {ratio}: {how_many} are members")

run = generate(*BASE, "--dirty-ratio", "0.25")
again = generate(*BASE, "--set", "dirty_ratio=0.25")
ok(run.table().equals(again.table()), "--dirty-ratio 0.25 is --set dirty_ratio=0.25")
for option, value in (("dirty_ratio", "nan"), ("dirty_ratio", "-0.1"), ("dirty_ratio", "1.1"), ("zipf_alpha", "1"),
                      ("amount_sigma", "-1"), ("customers", "0"), ("member_ratio", "2"), ("payload_kb", "-1"),
                      ("timestamp_start", "2026-01-01"), ("timestamp_end", "2023-02-29"), ("tier_weights", "bronze=-1"),
                      ("no_such_option", "1")):
    process = lakegen("generate", *BASE[:-2], "--schema", "customer360", "--sink", "null", "--set", f"{option}={value}", check=False)
    ok(process.returncode in (2, 3) and option in process.stderr, f"{'PQ-34' if option == 'dirty_ratio' else 'PL-16'}: {option}={value} is refused, and named",
       f"status {process.returncode}: {process.stderr}")
done()
