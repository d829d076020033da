# SPDX-License-Identifier: Apache-2.0
"""Every column has its own stream: no two are related but those the specification ties, and no row is related to the next."""

from c360 import generate
from features import features
from stattest import THRESHOLD, contingency_p
from taptest import done, need, ok

np = need("numpy")
# Loyalty belongs to the customer; whoever is not a member has no tier.
TIED = [{"customer_id", "loyalty_member"}, {"customer_id", "loyalty_tier"}]
PER_CUSTOMER = {"loyalty_member", "loyalty_tier"}

run = generate("--scale", "0.5", "--payload-kb", "0", "--ground-truth", "--seed", "42")
columns = {name: values.astype(np.int16) for name, values in features(run).items()}
names = list(columns)

for position, name in enumerate(names):
    related = {other: contingency_p(columns[name], columns[other]) for other in names[:position]
               if {name, other} not in TIED}
    bad = {other: p for other, p in related.items() if p <= THRESHOLD}
    ok(not bad, f"{name}: independent of {len(related)} others", *bad.items())

for name in names:
    if name not in PER_CUSTOMER:
        values = columns[name]
        bad = {gap: p for gap in (1, 2, 8, 1024, 65_536) if (p := contingency_p(values[:-gap], values[gap:])) <= THRESHOLD}
        ok(not bad, f"{name}: independent of the rows before", *bad.items())
done()
