# SPDX-License-Identifier: Apache-2.0
"""Customers: Zipf ids with the tail folded back onto 1...N, by the exact formula, and loyalty that belongs to the customer."""

from c360 import TIERS, generate, preview
from stattest import THRESHOLD, chi_square, contingency_p, share, weights
from taptest import done, equal, need, ok

np, pa, special = need("numpy", "pyarrow", "scipy.special")
ROWS = 1_200_000


def folded_zipf(alpha, customers):
    """P(k) for k = 1...N: the sum over j >= 0 of (k + jN)**-alpha / zeta(alpha), a Hurwitz zeta function."""
    rank = np.arange(1, customers + 1)
    return float(customers) ** -alpha * special.zeta(alpha, rank / customers) / special.zeta(alpha)


def ids_of(customers, alpha=1.5):
    return preview("customer_id", ROWS, f"--customers={customers}", f"--zipf-alpha={alpha}").to_numpy()


def zipf(ids, customers, alpha=1.5):
    """Single ids while they are frequent enough, then runs of neighbours, which chi_square joins."""
    ok(ids.min() >= 1 and ids.max() <= customers, f"customer_id stays in 1...{customers:,}", f"{ids.min()}...{ids.max()}")
    chi_square(f"customer_id: Zipf {alpha} folded onto 1...{customers:,}", np.bincount(ids, minlength=customers + 1)[1:],
               folded_zipf(alpha, customers))


def tail(ids, customers, alpha=1.5):
    """The upper half of the ids alone, where most of what was folded back lies, so that the head does not drown it."""
    first = customers // 2
    expected = folded_zipf(alpha, customers)[first:]
    what = f"customer_id: Zipf {alpha}, upper half of 1...{customers:,}"
    share(f"{what}: its share", ids > first, expected.sum())
    chi_square(f"{what}: its shape", np.bincount(ids[ids > first] - first - 1, minlength=len(expected)),
               expected / expected.sum())


def beyond(ids, rank, customers, alpha=1.5):
    """P(id > rank), where there are too many customers to list."""
    unfolded, behind = special.zeta(alpha, rank + 1), special.zeta(alpha, customers + 1)
    expected = (unfolded - behind * rank / customers) / special.zeta(alpha)
    share(f"customer_id: the share above {rank:,} of {customers:,}", ids > rank, expected)


def loyalty(run, what):
    """One row per customer; every row of a customer says the same."""
    table = pa.table({"customer": run["customer_id"], "member": run["loyalty_member"], "tier": run["loyalty_tier"]})
    each = table.group_by("customer").aggregate([])
    kinds = table.group_by(["customer", "member", "tier"]).aggregate([])
    equal(kinds.num_rows, each.num_rows, f"{what}: membership and tier are the same in all rows of a customer")
    ids, member = kinds["customer"].to_numpy(), kinds["member"].to_numpy()
    share(f"{what}: 60 % of {len(ids):,} customers are members", member, .6)
    weights(f"{what}: tiers of members", kinds["tier"].combine_chunks().drop_null(), TIERS)
    tiers = kinds["tier"].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
    ok(contingency_p(member.astype(np.int64), ids % 8) > THRESHOLD, f"{what}: membership does not follow the id")
    ok(contingency_p(tiers, ids % 8) > THRESHOLD, f"{what}: the tier does not follow the id")


exact = folded_zipf(1.5, 500_000)
equal((round(exact[0], 3), round(exact[1], 3)), (.383, .135), "the formula gives the specification's P(1) and P(2)")
ok(abs(exact.sum() - 1) < 1e-12, "the formula sums to 1")
ids = ids_of(500_000)
share("P(1) is 0.383 at N = 500,000", ids == 1, exact[0])
share("P(2) is 0.135 at N = 500,000", ids == 2, exact[1])
for customers in (500_000, 100_000, 65_537, 65_536, 5000):
    ids = ids_of(customers)
    zipf(ids, customers)
    tail(ids, customers)
for customers in (1, 2, 7, 100):
    zipf(ids_of(customers), customers)
ids = ids_of(10**12)
for rank in (10, 1000, 10**6, 2**32):
    beyond(ids, rank, 10**12)
zipf(ids_of(1000, 3), 1000, 3)
for alpha in (1.01, 1.1, 2):
    ids = ids_of(1000, alpha)
    zipf(ids, 1000, alpha)
    tail(ids, 1000, alpha)

loyalty(generate("--rows", ROWS, "--payload-kb", "0", "--customers", "1000000", "--zipf-alpha", "1.01"), "a million customers")
usual = generate("--scale", "0.5", "--payload-kb", "0", "--seed", "43")
zipf(usual.numbers("customer_id"), 50_000)
loyalty(usual, "scale 0.5")

least = generate("--scale", "0.0001", "--payload-kb", "0")
equal((least.rows, least.numbers("customer_id").max() <= 10), (240, True), "scale 0.0001 is 240 rows of 10 customers")
done()
