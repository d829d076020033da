# SPDX-License-Identifier: Apache-2.0
"""The statistical checks themselves: right data pass, and data that are wrong by a little do not."""

from taptest import done, need, ok
from stattest import THRESHOLD, chi_square_p, contingency_p, stats

np = need("numpy")
ROWS = 1_000_000
random = np.random.default_rng(1)

expected = [.35, .20, .18, .15, .12]
ok(chi_square_p(random.multinomial(ROWS, expected), expected) > THRESHOLD, "draws with the right weights pass")
wrong = [.35, .20, .17, .15, .13]
ok(chi_square_p(random.multinomial(ROWS, wrong), expected) < THRESHOLD, ".17 in place of .18 is caught")
rare = [.92, .02, .03, .03]
ok(chi_square_p(random.multinomial(ROWS, [.919, .021, .03, .03]), rare) < THRESHOLD, ".021 in place of .020 is caught")

faces = np.full(20, 1 / 20)
off_by_one = np.append(np.full(19, 1 / 19), 0)
ok(chi_square_p(random.multinomial(ROWS, off_by_one), faces) < THRESHOLD, "1...19 in place of 1...20 is caught")
ok(chi_square_p(random.multinomial(50, faces), faces) > THRESHOLD, "cells that expect too little are merged")

a, b = random.integers(0, 5, ROWS), random.integers(0, 4, ROWS)
ok(contingency_p(a, b) > THRESHOLD, "independent columns pass")
linked = np.where(random.random(ROWS) < .01, a % 4, b)
ok(contingency_p(a, linked) < THRESHOLD, "a link in one row of a hundred is caught")
ok(contingency_p(np.where(a == 1, -1, a), b) > THRESHOLD, "rows where a column has no value do not count")

sample = random.normal(4.3, 1.2, 180_000)
ok(stats.kstest(sample, stats.norm(4.3, 1.2).cdf).pvalue > THRESHOLD, "the right mean passes")
ok(stats.kstest(sample, stats.norm(4.32, 1.2).cdf).pvalue < THRESHOLD, "a mean that is off by .02 is caught")
done()
