# SPDX-License-Identifier: Apache-2.0
"""financial without chance: columns and types, order, balances, transfers, what belongs to what, where nulls are, and sizes."""

import glob
import os

import ledger
from ledger import COLUMNS, CREDITS, CURRENCY_OF, FORMATS, NULL_RULES, WEEKS, generate
from taptest import done, equal, lakegen, ok

data = generate("--scale", "0.02", "--ground-truth", "--seed", "7", "--set", "fraud_ratio=0.01")
ACCOUNTS = 10_000
equal(data.one("SELECT count(*) FROM transactions"), ACCOUNTS * 48, "scale 0.02 is 10,000 accounts with 48 transactions each")
equal(data.accounts, ACCOUNTS, "accounts are 1...accounts")
equal(ledger.columns_of(data, "transactions"), COLUMNS, "35 columns, in order, of these types")
equal(ledger.columns_of(data, "transactions_truth"), ledger.TRUTH_COLUMNS, "the columns of the ground truth")

data.ordered("financial")

for name, pattern in FORMATS.items():
    data.none(f"SELECT {name} FROM transactions WHERE NOT regexp_full_match({name}, '{pattern}')", f"{name} is of the form {pattern}")
for name in COLUMNS:
    if name in NULL_RULES:
        data.none(f"SELECT row, {name} FROM transactions WHERE ({name} IS NOT NULL) <> ({NULL_RULES[name]})",
                  f"{name} is null unless {NULL_RULES[name]}")
    elif name == "mcc":
        data.none(f"""SELECT row FROM transactions ANTI JOIN (SELECT row_id FROM transactions_truth
    WHERE mode IN ('mcc_missing', 'duplicate'))
            ON row_id = row WHERE (mcc IS NOT NULL) <> ({ledger.MERCHANT})""", "mcc is null without merchant, and where it is missing")
    else:
        equal(data.one(f"SELECT count(*) FROM transactions WHERE {name} IS NULL"), 0, f"{name} is never null")

# ---- order and time
data.none(f"SELECT row FROM ledger WHERE account_id <> row // 4 % {ACCOUNTS} + 1",
          "rows go through months, accounts, and four transactions")
data.none("SELECT row, moment FROM ledger WHERE datediff('month', TIMESTAMP '2024-01-01', moment) <> month",
          "every transaction lies in its month")
weeks = " OR ".join(f"k = {k} AND day(moment) NOT BETWEEN {first} AND {last}" for k, (first, last) in enumerate(WEEKS))
data.none(f"""SELECT row, moment FROM ledger ANTI JOIN (SELECT row_id FROM transactions_truth WHERE mode IN ('duplicate', 'card_testing',
    'geographic_jump')) ON row_id = row WHERE {weeks}""", "the k-th one lies in its week")
data.none("""SELECT * FROM (SELECT account_id, moment, lag(moment) OVER (PARTITION BY account_id ORDER BY row) AS before FROM ledger)
    WHERE moment <= before""", "the transactions of an account follow each other in time")
data.none("""SELECT moment, posted_date FROM ledger WHERE posted_date <> moment::DATE + CASE isodow(moment) WHEN 5 THEN 3 WHEN 6
    THEN 2 ELSE 1 END""",
          "posted_date is the next business day")
data.none("""SELECT moment FROM ledger WHERE transaction_type = 'direct_deposit' AND moment::DATE <> (
    SELECT max(d)::DATE FROM range(moment::DATE - INTERVAL 7 DAYS, moment::DATE + INTERVAL 7 DAYS, INTERVAL 1 DAY) days(d)
    WHERE isodow(d) < 6 AND (k = 1 AND day(d) <= 15 AND month(d) = month(moment) OR k = 3 AND month(d) = month(moment)))""",
          "salaries come on the last business day until the 15th, or of the month")
data.none("SELECT moment FROM ledger WHERE transaction_type = 'interest' AND moment::DATE <> last_day(moment::DATE)",
          "interest comes on the last day of the month")

# ---- money
data.none(f"""SELECT transaction_type, account_type FROM ledger WHERE (direction = 'credit') <> (transaction_type IN {tuple(CREDITS)}
    AND NOT (transaction_type = 'interest' AND account_type = 'credit'))""",
          "direction follows from the type, and interest on credit is paid")
equal(data.rows("SELECT DISTINCT account_type FROM ledger WHERE transaction_type = 'direct_deposit' ORDER BY 1"),
      [("checking",), ("money_market",), ("savings",)], "no salary is paid to a credit card")
equal(data.one("SELECT count(DISTINCT account_type) FROM ledger WHERE transaction_type = 'interest'"), 4, "every account may have interest")
data.none("SELECT amount FROM ledger WHERE amount <= 0", "amounts are positive")
data.none("SELECT amount FROM ledger WHERE transaction_type = 'atm_withdrawal' AND amount % 20 <> 0", "cash comes in multiples of 20")
data.none(f"""SELECT amount FROM ledger WHERE transaction_type = 'atm_withdrawal' AND amount / {ledger.NOTES} NOT BETWEEN 20 AND 400""",
          "of 20 to 400, or what comes near it in pesos")
data.none(f"SELECT row FROM ledger WHERE NOT ({ledger.CARD}) AND (upper(currency) <> 'USD' OR merchant_country <> 'US')",
          "what needs no card stays at home, in dollars")
data.none("SELECT fx_rate FROM ledger WHERE upper(currency) = 'USD' AND fx_rate <> 1", "a dollar is a dollar")
data.none("SELECT * FROM (SELECT moment::DATE, upper(currency), count(DISTINCT fx_rate) AS n FROM ledger GROUP BY ALL) WHERE n > 1",
          "a currency has one rate a day")
data.none("""SELECT * FROM (SELECT (amount_usd * 100)::HUGEINT AS usd, (amount * 100)::HUGEINT * (fx_rate * 1000000)::HUGEINT
    AS exact FROM ledger)
    WHERE usd <> exact // 1000000 + CASE WHEN exact % 1000000 > 500000 OR exact % 1000000 = 500000 AND exact // 1000000 % 2 = 1
    THEN 1 ELSE 0 END""",
          "amount_usd is amount × fx_rate, halves to the even cent")
ok(data.one("""SELECT count(*) FROM ledger WHERE upper(currency) <> 'USD' AND
    (amount * 100)::HUGEINT * (fx_rate * 1000000)::HUGEINT % 1000000 = 500000""") > 0, "there are halves")
data.none("""SELECT account_id FROM ledger WHERE transaction_type = 'direct_deposit' AND NOT is_fraud GROUP BY 1
    HAVING count(DISTINCT amount) > 1""",
          "the salary of an account stays the same")

# balances, by a window query over time
data.connection.execute("""CREATE TABLE sums AS SELECT row, account_id, month, balance_after, moment,
    sum(CASE WHEN status = 'declined' THEN 0 WHEN direction = 'credit' THEN amount_usd ELSE -amount_usd END)
    OVER (PARTITION BY account_id ORDER BY transaction_time) AS moved FROM ledger""")
data.none("SELECT account_id FROM sums GROUP BY 1 HAVING max(balance_after - moved) <> min(balance_after - moved)",
          "balance_after is an opening balance and the transactions so far, to the cent, over the whole year")
data.none("""SELECT row FROM (SELECT *, lag(balance_after) OVER (PARTITION BY account_id ORDER BY row) AS before FROM ledger)
    WHERE status = 'declined' AND balance_after <> before""", "a declined transaction does not move the balance")
equal(data.rows("""SELECT account_type, bool_and(opening < 0) FROM (SELECT account_id, any_value(balance_after - moved) AS opening
    FROM sums GROUP BY 1)
    JOIN (SELECT DISTINCT account_id, account_type FROM ledger) USING (account_id) GROUP BY 1 ORDER BY 1"""),
      [("checking", False), ("credit", True), ("money_market", False), ("savings", False)], "credit accounts begin with what is owed")
ok(data.one("SELECT count(DISTINCT balance_after - moved) FROM sums") > .9 * ACCOUNTS, "accounts begin with balances of their own")

# ---- transfers
data.connection.execute(f"CREATE TABLE legs AS SELECT * FROM ledger WHERE {ledger.TRANSFER}")
data.none("SELECT transfer_group_id FROM legs GROUP BY 1 HAVING count(*) <> 2 OR count(DISTINCT transaction_type) <> 2",
          "a transfer has two legs, out and in")
data.none("""SELECT a.row FROM legs a JOIN legs b USING (transfer_group_id) WHERE a.row < b.row AND (a.amount <> b.amount
    OR a.amount_usd <> b.amount_usd
    OR a.status <> b.status OR upper(a.currency) <> upper(b.currency) OR a.transaction_time <> b.transaction_time
    OR a.channel <> b.channel)""", "legs share amount, status, currency, time and channel")
equal(data.one("""SELECT count(*) FROM legs a JOIN legs b USING (transfer_group_id) WHERE a.row < b.row
    AND (a.reference_number = b.reference_number)"""), 0, "and not their reference")
for name, most in (("merchant_city", .5), ("fraud_score", .01), ("raw_message", 0)):
    ok(data.one(f"""SELECT avg((a.{name} = b.{name})::INT) FROM transactions a JOIN transactions b USING (transfer_group_id)
        WHERE a.row < b.row""") <= most, f"nor, but by chance, their {name}")
data.none("""SELECT a.row FROM legs a JOIN legs b USING (transfer_group_id) WHERE a.row <> b.row
    AND a.counterparty_account_id <> b.account_id""",
          "each names the other's account")
data.none("SELECT row FROM legs WHERE counterparty_account_id = account_id", "nobody transfers to the same account")
ok(data.one("SELECT count(*) FROM legs") > .11 * ACCOUNTS * 48, "there are many")
ok(data.one("SELECT count(DISTINCT counterparty_account_id) / count(*) FROM legs WHERE account_id <= 100") > .9,
   "between any accounts, not always the same two")
data.none("""SELECT d FROM (SELECT abs(account_id - counterparty_account_id) AS d, count(*) AS n FROM legs
    WHERE transaction_type = 'transfer_out' GROUP BY 1)
    WHERE n > 30""", "no distance between partners is preferred")

# ---- what belongs to what
for owner, names in {"account_id": ["customer_id", "account_type", "card_token", "pan_masked"],
                     "merchant_id": ["merchant_category"], "card_token": ["account_id"]}.items():
    for name in names:
        data.none(f"SELECT {owner} FROM ledger WHERE {owner} IS NOT NULL GROUP BY 1 HAVING count(DISTINCT {name}) > 1",
                  f"{name} belongs to {owner}")
for name in ("merchant_name", "mcc"):
    data.none(f"""SELECT merchant_id FROM ledger ANTI JOIN (SELECT row_id FROM transactions_truth WHERE "column" = '{name}'
    OR mode = 'duplicate') ON row_id = row
        WHERE merchant_id IS NOT NULL GROUP BY 1 HAVING count(DISTINCT {name}) > 1""", f"{name} belongs to merchant_id")
data.none(f"SELECT customer_id FROM ledger WHERE NOT ({ledger.CARD}) GROUP BY 1 HAVING count(DISTINCT merchant_city) > 1",
          "without a card it is done where the customer lives")
data.none("""SELECT description, merchant_city FROM ledger ANTI JOIN (SELECT row_id FROM transactions_truth WHERE mode = 'date_swapped')
    ON row_id = row WHERE transaction_type = 'atm_withdrawal' AND NOT starts_with(upper(merchant_city), description[22:])""",
          "the statement of cash names the city")
data.none("SELECT mcc FROM ledger WHERE mcc IS NOT NULL GROUP BY 1 HAVING count(DISTINCT merchant_category) > 1",
          "an MCC belongs to a category")
data.none("SELECT merchant_city FROM ledger WHERE merchant_city IS NOT NULL GROUP BY 1 HAVING count(DISTINCT merchant_country) > 1",
          "a city lies in one country")
wrong = " OR ".join(f"merchant_country = '{country}' AND upper(currency) <> '{currency}'" for country, currency in CURRENCY_OF.items())
data.none(f"SELECT row FROM ledger WHERE {wrong}", "the currency is that of the merchant's country")
data.none("""SELECT max(latitude) - min(latitude), max(longitude) - min(longitude) FROM ledger WHERE latitude IS NOT NULL
    GROUP BY merchant_city HAVING max(latitude) - min(latitude) > 0.3001 OR max(longitude) - min(longitude) > 0.3001""",
    "places are near the merchant's city")
sizes = dict(data.rows("""SELECT accounts, count(*) FROM (SELECT count(DISTINCT account_id) AS accounts FROM ledger
    WHERE account_id <= 9920 GROUP BY customer_id) GROUP BY 1"""))
equal(sizes, {1: 63 * 62, 2: 22 * 62, 3: 9 * 62, 4: 4 * 62, 5: 2 * 62}, "customers own 1 to 5 accounts, 1.6 on average")
data.none("SELECT customer_id FROM ledger GROUP BY 1 HAVING max(account_id) - min(account_id) + 1 <> count(DISTINCT account_id)",
          "the accounts of a customer lie together")
for (number,) in data.rows("SELECT DISTINCT reference_number FROM ledger USING SAMPLE 2000"):
    total = sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(number)))
    if total % 10:
        ok(False, "reference_number has a right check digit", number)
        break
else:
    ok(True, "reference_number has a right check digit (Luhn)")
equal(data.one("SELECT count(DISTINCT transaction_id) FROM transactions"), ACCOUNTS * 48, "every transaction_id is different")
data.none("SELECT description FROM ledger WHERE length(description) > 32", "a statement's line has 32 characters at most")
data.none("""SELECT description, moment FROM ledger ANTI JOIN (SELECT row_id FROM transactions_truth
    WHERE mode IN ('date_swapped', 'duplicate')) ON row_id = row
    WHERE NOT contains(description, strftime(moment, '%m/%d'))""", "a statement's line has the date")
data.none("""SELECT description, counterparty_account_id FROM legs
    WHERE NOT ends_with(description, format('****{:04d}', counterparty_account_id % 10000))""",
          "and of transfers the other account")
data.none("SELECT fraud_score FROM ledger WHERE fraud_score NOT BETWEEN 0 AND 1 OR round(fraud_score, 4) <> fraud_score",
          "fraud_score is of 0...1 with 4 decimals")

# ---- 10 GB per unit: a slice of scale 1, by what a row takes in it
slice_ = os.path.join(generate("--scale", "0.0001").folder, "slice")
lakegen("generate", "financial", "--quiet", "--rows", "1000000", "--output", slice_)
size = sum(map(os.path.getsize, glob.glob(slice_ + "/*.parquet"))) / 1_000_000 * 24_000_000
ok(9.5e9 < size < 10.5e9, "scale 1 takes 10 GB, within 5 %", size)
done()
