# SPDX-License-Identifier: Apache-2.0
"""The distribution of every column, at 2.4 million transactions of 50,000 accounts."""

import datetime

import ledger
from ledger import HOURS, MEDIANS, SPREAD, WEEKDAYS, WEEKS, generate
from stattest import chi_square, kolmogorov, share, stats, uniform_integers, weights
from taptest import done, equal, need, ok

np, pa = need("numpy", "pyarrow")


def uniform(names):
    return {name: 1 / len(names) for name in names}


def lognormal(description, condition, median, least=.005):
    """Amounts of a kind; a random part of a cent makes them continuous again."""
    values = data.arrays(f"SELECT value AS v FROM own WHERE {condition} AND upper(currency) = 'USD'")["v"]
    values = values + np.random.default_rng(1).uniform(-.005, .005, len(values))
    distribution = stats.lognorm(SPREAD, scale=median)
    above = values >= least + .01
    kolmogorov(description, values[above], lambda x: (distribution.cdf(x) - distribution.cdf(least + .01)) / distribution.sf(least + .01))


data = generate("--scale", "0.1", "--seed", "42", "--set", "message_bytes=0", "--ground-truth")
rows = data.one("SELECT count(*) FROM ledger")
data.connection.execute("""CREATE TABLE own AS SELECT * FROM ledger ANTI JOIN (SELECT row_id FROM transactions_truth
    WHERE mode = 'duplicate'
    OR "column" = 'is_fraud') ON row_id = row""")  # neither copies nor frauds

# ---- kinds: legs of a transfer are drawn in pairs, so every pair counts once
alone = data.arrow("SELECT transaction_type FROM ledger WHERE NOT (transaction_type = 'transfer_in')")
weights("transaction_type: ten types with their weights", alone,
        {name: part / (1 - .06) for name, part in ledger.TYPES.items() if name != "transfer_in"})
pairs = data.arrays("""SELECT counterparty_account_id IS NOT NULL AS v FROM ledger WHERE counterparty_account_id IS NULL
    OR account_id < counterparty_account_id""")["v"]
share("transfers are 12 % of all", pairs, .06 / .94)
sends = data.arrays("SELECT transaction_type = 'transfer_out' AS v FROM ledger WHERE account_id < counterparty_account_id")["v"]
share("either account sends as often", sends, .5)
found = dict(data.rows("SELECT channel, count(*) FROM ledger GROUP BY 1"))
spread = {name: abs(found[name] / rows - part) / np.sqrt(2 * part * (1 - part) / rows) for name, part in ledger.CHANNELS.items()}
ok(set(found) == set(ledger.CHANNELS) and max(spread.values()) < 5, "channel: six with their weights", spread)
for name, part in ledger.TYPES.items():
    weeks = [count for _, count in data.rows(f"SELECT k, count(*) FROM ledger WHERE transaction_type = '{name}' GROUP BY 1 ORDER BY 1")]
    equal(len(weeks), {"direct_deposit": 2, "interest": 1}.get(name, 4), f"{name} occurs in its weeks")
accounts = data.arrow("SELECT account_type FROM ledger WHERE row % 4 = 0 AND month = 0")
weights("account_type: four with their weights", accounts, ledger.ACCOUNT_TYPES)
statuses = data.arrow("SELECT status FROM ledger WHERE counterparty_account_id IS NULL AND k IN (0, 2)")
weights("status: four with their weights", statuses, ledger.STATUS)
weights("status: of transfers too", data.arrow("SELECT status FROM ledger WHERE account_id < counterparty_account_id"), ledger.STATUS)

# ---- times
dates = data.arrays("SELECT moment::DATE AS d, k FROM own WHERE transaction_type NOT IN ('direct_deposit', 'interest', 'transfer_in')")
days = dates["d"].astype("datetime64[D]").astype(int)
first, last = (int(np.datetime64(day, "D").astype(int)) for day in ("2024-01-01", "2024-12-31"))
expected = np.zeros(last - first + 1)
for month in range(1, 13):
    length = ((datetime.date(2024 + month // 12, month % 12 + 1, 1)) - datetime.date(2024, month, 1)).days
    for k, (begin, end) in enumerate(WEEKS):
        dated = [datetime.date(2024, month, day) for day in range(begin, min(end, length) + 1)]
        total = sum(WEEKDAYS[day.weekday()] for day in dated)
        of_week = np.mean((dates["k"] == k) & (dates["d"].astype("datetime64[M]") == np.datetime64(f"2024-{month:02}")))
        for day in dated:
            expected[(day - datetime.date(2024, 1, 1)).days] = of_week * WEEKDAYS[day.weekday()] / total
chi_square("transaction_time: days of a week by the weights of weekdays", np.bincount(days - first, minlength=len(expected)),
           expected / expected.sum())
hours = data.arrays("""SELECT hour(moment) AS h, epoch_us(moment) % 3600000000 AS us FROM own
    WHERE transaction_type NOT IN ('direct_deposit', 'interest', 'transfer_in')""")
chi_square("transaction_time: hours by their weights", np.bincount(hours["h"].astype(int), minlength=24), np.array(HOURS) / sum(HOURS))
kolmogorov("transaction_time: uniform within the hour", hours["us"], stats.uniform(0, 3.6e9).cdf)

# ---- amounts
for category, median in MEDIANS.items():
    lognormal(f"amount: purchases in {category} around {median}",
              f"transaction_type = 'purchase' AND merchant_category = '{category}'", median, .5)
abroad = data.arrays(f"""SELECT value * rate AS v, rate AS r, merchant_category FROM own JOIN (VALUES {', '.join(
    f"('{currency}', {rate}::DOUBLE)" for currency, rate in ledger.USUAL_RATES.items() if currency != 'USD')}) AS usual(name, rate)
    ON name = upper(currency) WHERE transaction_type = 'purchase'""")
logarithms = np.log(abroad["v"] / np.array([MEDIANS[name] for name in abroad["merchant_category"]])) / SPREAD
kolmogorov("amount: purchases abroad at the usual rate of the currency", logarithms[abroad["v"] > 1], stats.norm.cdf)
median = data.one("SELECT median(value) FROM own WHERE transaction_type = 'purchase' AND upper(currency) = 'USD'")
ok(abs(median / 28 - 1) < .01, "amount: the median of all purchases is 28", median)
lognormal("amount: bills around 110", "transaction_type = 'bill_payment'", 110)
lognormal("amount: deposits around 180", "transaction_type = 'deposit'", 180)
lognormal("amount: interest around 3.20", "transaction_type = 'interest'", 3.2)
lognormal("amount: transfers around 150", "account_id < counterparty_account_id", 150)
cash = {20: 2, 40: 3, 60: 3, 80: 2, 100: 3, 200: 1, 300: 1, 400: 1}
weights("amount: cash", data.arrow(f"SELECT (amount / {ledger.NOTES})::INT FROM own WHERE transaction_type = 'atm_withdrawal'"),
        {value: part / 16 for value, part in cash.items()})
weights("amount: fees", data.arrow("SELECT value FROM own WHERE transaction_type = 'fee'"), uniform([2.5, 3, 5, 10, 12, 15, 25, 35]))
salaries = data.arrays("SELECT any_value(value) AS v FROM own WHERE transaction_type = 'direct_deposit' GROUP BY account_id")["v"]
kolmogorov("amount: salaries of accounts, log-normal around 1,600", salaries + np.random.default_rng(1).uniform(-.005, .005, len(salaries)),
           stats.lognorm(.4, scale=1600).cdf)
opening = data.arrays("""SELECT account_type, any_value(balance_after - CASE WHEN status = 'declined'
    THEN 0 WHEN direction = 'credit' THEN amount_usd
    ELSE -amount_usd END)::DOUBLE AS v FROM ledger WHERE row % 4 = 0 AND month = 0 GROUP BY account_id, account_type""")
for kind, median in {"checking": 2500, "savings": 8000, "credit": -900, "money_market": 15000}.items():
    values = opening["v"][opening["account_type"] == kind]
    kolmogorov(f"balance_after: {kind} accounts begin around {median}", values / median, stats.lognorm(SPREAD).cdf)

# ---- places and money of other countries
weights("merchant_country: nine with their weights", data.arrow(f"SELECT merchant_country FROM own WHERE {ledger.CARD}"), ledger.OF_CARDS)
for name, expected in (("merchant_country", ledger.COUNTRIES), ("upper(currency)", ledger.CURRENCIES)):
    found = dict(data.rows(f"SELECT {name}, count(*) / {rows} FROM ledger GROUP BY 1"))
    off = {key: abs(found.get(key, 0) - part) / np.sqrt(part * (1 - part) / rows) for key, part in expected.items()}
    ok(set(found) == set(expected) and max(off.values()) < 5, f"{name}: of all transactions too, as specified", found)
rates = data.arrays("SELECT DISTINCT upper(currency) AS c, moment::DATE AS d, fx_rate::DOUBLE AS r FROM ledger ORDER BY 1, 2")
for currency, usual in list(ledger.USUAL_RATES.items())[1:]:
    values = rates["r"][rates["c"] == currency] / usual - 1
    ok(np.abs(values).max() < .0241 and np.std(values) > .01, f"fx_rate: {currency} moves around {usual}, within 2.4 %",
       np.abs(values).max())
    ok(np.abs(np.diff(values)).max() < .012, f"fx_rate: {currency} moves little from one day to the next", np.abs(np.diff(values)).max())
home = data.arrays("""SELECT merchant_city = mode(merchant_city) OVER (PARTITION BY customer_id) AS v,
    transaction_type FROM own WHERE merchant_country = 'US' AND customer_id <= 3000""")
home = home["v"][np.isin(home["transaction_type"], ["purchase", "refund", "atm_withdrawal"])]
ok(.77 < np.mean(home) < .80, "merchant_city: three of four at home, of the others some too", np.mean(home))

# ---- merchants
merchants = data.arrays("SELECT merchant_id AS v FROM own WHERE merchant_id IS NOT NULL")["v"].astype(np.int64)
probabilities = 1 / np.arange(1, 1001)
chi_square("merchant_id: Zipf 1.0 over 1,000", np.bincount(merchants, minlength=1001)[1:], probabilities / probabilities.sum())
shares = dict(data.rows("""SELECT merchant_category, count(*) / (SELECT count(*) FROM own WHERE merchant_id > 0) FROM own
    WHERE merchant_id > 0 GROUP BY 1"""))
ok(len(shares) == 12 and min(shares.values()) > .015 and max(shares.values()) < .21, "merchant_category: twelve, none is rare", shares)
ok(data.one("""SELECT count(DISTINCT merchant_name) FROM own WHERE merchant_id <= 1000
    AND merchant_name NOT SIMILAR TO '.*(#|Inc|  ).*|[^a-z]*'""") > 900,
   "merchant_name: most merchants have names of their own")

# ---- codes and numbers
codes = np.frombuffer("".join(data.arrow("""SELECT auth_code FROM own
    WHERE auth_code IS NOT NULL LIMIT 300000""").to_pylist()).encode(), np.uint8).reshape(-1, 6)
alphabet = [*b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"]
counts = np.array([np.bincount(codes[:, place], minlength=128)[alphabet] for place in range(6)])
chi_square("auth_code: 32 characters equally often at each of 6 places", counts.ravel(), np.full(counts.size, 1 / counts.size))
references = data.arrays("""SELECT reference_number[:11]::BIGINT AS v FROM own
    WHERE NOT transaction_type = 'transfer_in'""")["v"].astype(np.int64)
kolmogorov("reference_number: eleven digits, any as likely", references, stats.uniform(0, 1e11).cdf)
uniform_integers("reference_number: to the last of them", references % 1000, 0, 999)
hosts = data.arrays("""SELECT split_part(ip_address, '.', 4)::INT AS host, split_part(ip_address, '.', 1) AS net FROM own
    WHERE ip_address IS NOT NULL AND transaction_type <> 'transfer_in'""")
uniform_integers("ip_address: hosts 1...254", hosts["host"].astype(np.int64), 1, 254)
weights("ip_address: three networks", pa.array(hosts["net"].astype(str)), uniform(["192", "198", "203"]))
endings = data.arrays("""SELECT pan_masked[13:]::INT AS v FROM own WHERE pan_masked IS NOT NULL
    GROUP BY account_id, pan_masked""")["v"].astype(np.int64)
uniform_integers("pan_masked: endings 0000...9999", endings, 0, 9999)
devices = generate("--scale", "0.02", "--set", "message_bytes=0", "--seed", "42").rows("""SELECT max(n)
    FROM (SELECT count(DISTINCT device_fingerprint) AS n
    FROM transactions WHERE NOT is_fraud GROUP BY account_id)""")
equal(devices, [(4,)], "device_fingerprint: four devices an account at most")
for name, middle in (("latitude", 40.7128), ("longitude", -74.0060)):
    off = data.arrays(f"SELECT {name} - ({middle}) AS v FROM own WHERE merchant_city = 'New York' AND {name} IS NOT NULL")["v"]
    uniform_integers(f"{name}: within 0.15 degrees of the city", np.rint(off * 10_000).astype(np.int64), -1500, 1500)

# ---- fraud
episodes = generate("--scale", "0.1", "--seed", "7", "--set", "message_bytes=0", "--ground-truth")
forged = episodes.rows("""SELECT mode, count(*), count(DISTINCT row_id // 4) FROM transactions_truth WHERE "column" = 'is_fraud'
    GROUP BY 1 ORDER BY 1""")
total = sum(count for _, count, _ in forged)
ok(abs(total / (rows * .001) - 1) < 5 * np.sqrt(2.5 / (rows * .001)), "is_fraud: 0.1 % of all", forged)
equal([pattern for pattern, *_ in forged], ledger.PATTERNS, "is_fraud: three patterns")
many = generate("--scale", "0.1", "--rows", "800000", "--seed", "7", "--set", "message_bytes=0", "--set", "fraud_ratio=0.1",
                "--ground-truth")
n = many.one("SELECT count(*) FROM transactions WHERE is_fraud")
ok(abs(n / 80_000 - 1) < 5 * np.sqrt(2.5 / 80_000), "fraud_ratio 0.1 is that", n)
for flag, shape in (("false", (2, 14)), ("true", (6, 2))):
    scores = many.arrays(f"""SELECT fraud_score AS v FROM transactions WHERE is_fraud = {flag} AND counterparty_account_id IS NULL
    AND row % 4 IN (0, 2)""")["v"]
    kolmogorov(f"fraud_score: beta{shape} where is_fraud is {flag}", scores + np.random.default_rng(1).uniform(-5e-5, 5e-5,
        len(scores)), stats.beta(*shape).cdf)
many.connection.execute("""CREATE TABLE forged AS SELECT l.*, t.mode FROM ledger l JOIN transactions_truth t ON t.row_id = l.row
    WHERE t."column" = 'is_fraud'""")
many.none("SELECT row FROM forged WHERE transaction_type <> 'purchase' OR NOT is_fraud", "frauds are purchases")
many.none(f"SELECT row FROM forged WHERE mode = 'round_amount' AND amount / {ledger.NOTES} NOT IN (100, 200, 250, 500, 1000)",
          "round_amount: a round sum")
many.none(f"""SELECT row FROM forged WHERE mode = 'card_testing'
    AND (amount / {ledger.NOTES} NOT BETWEEN 0.50 AND 2.99 OR channel <> 'online')""",
          "card_testing: tiny sums, online")
many.none("""SELECT account_id, month FROM forged WHERE mode = 'card_testing' GROUP BY ALL HAVING count(*) < 3
    OR max(moment) - min(moment) > INTERVAL 6 MINUTES OR max(k) - min(k) + 1 <> count(*)""", "card_testing: a burst within minutes")
many.none("SELECT row FROM forged WHERE mode = 'geographic_jump' AND (merchant_country = 'US' OR channel <> 'pos')",
          "geographic_jump: abroad, in person")
many.none("""SELECT f.row FROM forged f JOIN ledger before ON before.row = f.row - 1 WHERE f.mode = 'geographic_jump' AND f.k > 0
    AND (f.moment - before.moment > INTERVAL 81 MINUTES OR NOT before.is_fraud AND before.merchant_country <> 'US')""",
          "geographic_jump: within hours of a purchase at home")
many.none("SELECT row FROM forged WHERE mode = 'geographic_jump' AND k = 0", "geographic_jump: something comes before it")
equal(many.one("""SELECT count(DISTINCT device_fingerprint) - count(*) FROM transactions WHERE is_fraud
    AND device_fingerprint IS NOT NULL"""), 0,
      "device_fingerprint: a fraud comes from a device never seen before")
done()
