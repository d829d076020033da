# SPDX-License-Identifier: Apache-2.0
"""Amounts of purchases: log-normal, clipped to 1.00...9999.99, two decimals; and the points that members earn with them."""

from c360 import cents, generate, preview
from stattest import chi_square, kolmogorov, share, stats
from taptest import done, equal, need, ok

np = need("numpy")
ONLY_PURCHASES = "--type-weights=browse=0,login=0,purchase=1,abandoned_cart=0,support=0"
LEAST, MOST = 100, 999_999


def purchases(rows, mu=4.3, sigma=1.2):
    options = ONLY_PURCHASES, f"--amount-mu={mu}", f"--amount-sigma={sigma:.6f}"
    amounts, exact = cents(preview("transaction_amount", rows, *options).to_numpy())
    ok(exact.all() and amounts.min() >= LEAST and amounts.max() <= MOST,
       f"log-normal({mu}, {sigma}): amounts are whole cents of 1.00...9999.99")
    return amounts


def share_of_cents(mu, sigma):
    """P(amount = c cents) for c = LEAST...MOST: rounded to the nearest cent, with all that was clipped at both ends."""
    edges = np.log(np.arange(LEAST, MOST) / 100 + .005)
    below = stats.norm(mu, sigma).cdf(edges)
    return np.diff(below, prepend=0, append=1)


def every_cent(amounts, mu, sigma):
    chi_square(f"log-normal({mu}, {sigma}): every amount in cents, clipped ones included",
               np.bincount(amounts - LEAST, minlength=MOST - LEAST + 1), share_of_cents(mu, sigma))


def log_normal(amounts, mu, sigma):
    inside = amounts[(amounts > LEAST) & (amounts < MOST)]
    low, high = stats.norm(mu, sigma).cdf(np.log([LEAST / 100 + .005, MOST / 100 - .005]))
    jitter = np.random.default_rng(1).uniform(-.5, .5, len(inside))  # continuous again, as before rounding
    kolmogorov(f"log-normal({mu}, {sigma}): its logarithm is normal between the clips", np.log((inside + jitter) / 100),
               lambda x: (stats.norm(mu, sigma).cdf(x) - low) / (high - low))


def clipped(amounts, mu, sigma):
    normal = stats.norm(mu, sigma)
    share(f"log-normal({mu}, {sigma}): the share clipped to 1.00", amounts == LEAST, normal.cdf(np.log(1.005)))
    share(f"log-normal({mu}, {sigma}): the share clipped to 9999.99", amounts == MOST, normal.sf(np.log(9999.985)))


amounts = purchases(1_200_000)
every_cent(amounts, 4.3, 1.2)
log_normal(amounts, 4.3, 1.2)
clipped(amounts, 4.3, 1.2)
equal(round(float(np.log(amounts / 100).mean()), 2), 4.30, "the mean logarithm of amounts is 4.30")
for mu, sigma in ((0, 1), (9.2, 1), (5, 3), (4.3, .25)):
    amounts = purchases(400_000, mu, sigma)
    every_cent(amounts, mu, sigma)
    log_normal(amounts, mu, sigma)
    clipped(amounts, mu, sigma)
every_cent(purchases(400_000, .05, .02), .05, .02)  # a dozen different amounts: cutting in place of rounding would show
equal(set(purchases(10_000, -10, .000001)), {LEAST}, "where everything is clipped below, every amount is 1.00")
equal(purchases(10_000, 20, 10).max(), MOST, "and 9999.99 is the most")

run = generate("--rows", "400000", "--payload-kb", "0", "--member-ratio=1", "--amount-sigma=2", ONLY_PURCHASES)
amounts, _ = cents(run.numbers("transaction_amount"))
ok(len(np.unique(amounts)) > 50_000, "purchases of members, over more than 50,000 different amounts")
equal(int(np.count_nonzero(run.numbers("points_earned") != amounts // 10)), 0, "earn floor(amount * 10) points, in whole cents")
run = generate("--rows", "100000", "--payload-kb", "0", "--member-ratio=0")
ok((run.numbers("points_earned") == 0).all(), "without members nobody earns points")
ok((run.numbers("points_redeemed") == 0).all(), "nor redeems any")
done()
