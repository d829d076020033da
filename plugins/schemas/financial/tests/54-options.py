# SPDX-License-Identifier: Apache-2.0
"""Each option of financial changes what it says and no other column; periods, extremes, single rows, and what is refused."""

import ledger
from ledger import COLUMNS, generate
from taptest import done, equal, lakegen, need, ok

np = need("numpy")
BASE = ["--scale", "0.02", "--rows", "200000", "--set", "message_bytes=2", "--seed", "42"]
MONEY = {"amount", "amount_usd", "balance_after"}
OF_KIND = {name for name in COLUMNS if name in ledger.NULL_RULES} | {"transaction_type", "direction", "channel", "description", "mcc"}
AFFECTED_BY = {
    "message_bytes=3": {"raw_message"},
    "fraud_ratio=0.05": {*MONEY, "is_fraud", "fraud_score", "transaction_time", "posted_date", "channel", "ip_address",
                         "device_fingerprint",
                         "latitude", "longitude", "merchant_country", "merchant_city", "currency", "fx_rate", "description", "raw_message",
                         "reference_number", "auth_code", "status", *OF_KIND},
    "dirty_ratio=0.1": set(COLUMNS) - {"transaction_id", "account_id", "customer_id", "account_type"},
    "start=2023-01-01": {"transaction_time", "posted_date", "fx_rate", "amount_usd", "balance_after", "description"},
    "months=6": set(), "end=2024-07-01": set(), "accounts=10000": set()}

base = generate(*BASE)
described = lakegen("describe", "financial").stdout
for assignment, affected in AFFECTED_BY.items():
    option = assignment.partition("=")[0]
    ok(f"\n{option} " in described, f"{option} is described")
    run = generate(*BASE, "--set", assignment)
    run.connection.execute(f"CREATE VIEW base AS SELECT *, row_number() OVER () - 1 AS row FROM read_parquet('{base.folder}/*.parquet')")
    differences = run.rows(f"""SELECT {', '.join(f'count(*) FILTER (a.{name} IS DISTINCT FROM b.{name})' for name in COLUMNS)}
        FROM transactions a JOIN base b USING (row)""")[0]
    changed = {name for name, count in zip(COLUMNS, differences) if count}
    ok(changed <= affected, f"{assignment} changes nothing but {', '.join(sorted(affected)) or 'the number of rows'}", changed - affected)
    ok(len(changed) >= len(affected) * .8, f"{assignment} does change that", affected - changed)
few = generate("--set", "accounts=4000", "--rows", "16000", "--seed", "42", "--set", "message_bytes=2")
few.connection.execute(f"CREATE VIEW base AS SELECT * FROM read_parquet('{base.folder}/*.parquet')")
few.none("""SELECT account_id FROM transactions a JOIN base b USING (account_id) WHERE a.account_type <> b.account_type
    OR a.customer_id <> b.customer_id
    OR a.card_token <> b.card_token""", "accounts: the first ones are the same accounts, customers and cards")


def count(*arguments):
    return generate("--set", "message_bytes=0", *arguments).one("SELECT count(*) FROM transactions")


# sizes and periods
equal(count("--scale", "0.000001"), 48, "there is always an account")
equal(count("--scale", "0.000003"), 2 * 48, "1.5 accounts are 2")
equal(count("--set", "accounts=7", "--set", "months=3"), 7 * 12, "accounts and months")
equal(count("--set", "accounts=7", "--start", "2023-12-01", "--end", "2024-03-01"), 7 * 12, "start and end")
equal(count("--set", "accounts=7", "--start", "2023-12-01", "--end", "2024-03-01", "--set", "months=3"), 7 * 12,
      "months and end that agree")
old = generate("--set", "accounts=50", "--start", "1899-12-01", "--set", "months=4")
equal(old.one("""SELECT min(date_trunc('month', moment))::DATE::VARCHAR || max(date_trunc('month', moment))::DATE::VARCHAR
    FROM ledger"""), "1899-12-011900-03-01",
      "a period long before 1970")
old.none("""SELECT description, moment FROM ledger WHERE is_fraud = false AND NOT (contains(description, strftime(moment, '%m/%d'))
    OR contains(description, strftime(moment, '%d/%m')))""",
         "its statements have its dates")
leap = generate("--set", "accounts=3000", "--start", "2024-02-01", "--set", "months=1")
equal(leap.one("SELECT max(day(moment)) FROM ledger"), 29, "a leap day")
for accounts in (1, 2, 3, 65, 130):
    data = generate("--set", f"accounts={accounts}", "--set", "months=40", "--seed", "7")
    data.none("""SELECT account_id FROM (SELECT account_id, balance_after - sum(CASE WHEN status = 'declined'
    THEN 0 WHEN direction = 'credit' THEN amount_usd
        ELSE -amount_usd END) OVER (PARTITION BY account_id ORDER BY transaction_time) AS opening FROM ledger) GROUP BY 1
    HAVING count(DISTINCT opening) > 1""",
              f"{accounts} accounts: balances add up over 40 months")
    data.none("""SELECT transfer_group_id FROM ledger WHERE transfer_group_id IS NOT NULL GROUP BY 1 HAVING count(*) <> 2
    OR count(DISTINCT account_id) <> 2""",
              f"{accounts} accounts: transfers have two legs")
long = generate("--set", "accounts=700", "--set", "months=40", "--seed", "7", "--ground-truth", "--set", "dirty_ratio=0.3")
settled = "k = 0 AND month IN (12, 24, 36)"
equal(long.rows(f"SELECT DISTINCT transaction_type, direction, channel FROM ledger WHERE {settled} ORDER BY 1"),
      [("bill_payment", "debit", "ach"), ("deposit", "credit", "branch")], "each further year begins with settlements")
long.none(f"SELECT row FROM ledger WHERE ({settled}) <> ends_with(description, ' SETTLEMENT')", "and there are no others")
long.none(f"""SELECT account_id FROM (SELECT account_id, balance_after FROM ledger WHERE {settled} UNION ALL
    SELECT account_id, balance_after - CASE WHEN status = 'declined' THEN 0 WHEN direction = 'credit' THEN amount_usd
        ELSE -amount_usd END FROM ledger WHERE row < 4 * 700 AND k = 0) GROUP BY 1 HAVING count(DISTINCT balance_after) > 1""",
          "a settlement brings the account back to its opening balance")
equal(long.rows(f"SELECT DISTINCT status FROM ledger WHERE {settled}"), [("posted",)], "settlements are posted")
long.none(f"""SELECT row_id FROM transactions_truth t JOIN ledger l ON l.row = t.row_id - 1 WHERE mode = 'duplicate' AND {settled}""",
          "and not repeated")
for offset in (12 * 2800 - 1, 12 * 2800, 13 * 2800, 40 * 2800 - 1):
    shown = lakegen("preview", "financial", "--set", "accounts=700", "--set", "months=40", "--seed", "7", "--set", "dirty_ratio=0.3",
                    "--offset", offset, "-n", 1, "--format", "csv", "--columns", "direction,amount,balance_after").stdout.splitlines()[1]
    equal(shown, ",".join(long.rows(f"""SELECT direction, amount::VARCHAR, balance_after::VARCHAR FROM ledger
        WHERE row = {offset}""")[0]), f"row {offset} of many years alone is that of the data set")
odd = generate("--set", "accounts=1001", "--rows", "10007", "--set", "message_bytes=0")
equal(odd.one("SELECT count(*) FROM transactions"), 10_007, "--rows may end inside a month of an account")

# any row alone
names = "transaction_id,account_id,card_token,transaction_time,amount,balance_after,merchant_name,counterparty_account_id,description"
whole = generate("--scale", "0.001", "--seed", "42")
for offset in (0, 1, 2, 3, 5, 1999, 2000, 2001, 4094, 11_999, 23_999):
    shown = lakegen("preview", "financial", "--scale", "0.001", "--offset", offset, "-n", 1, "--format", "csv", "--columns",
                    names).stdout.splitlines()[1]
    parts = whole.rows(f"SELECT transaction_id, balance_after::VARCHAR, amount::VARCHAR FROM transactions WHERE row = {offset}")[0]
    ok(all(part in shown for part in parts), f"row {offset} alone is that of the data set", shown, parts)
far = lakegen("preview", "financial", "--scale", "1000", "--offset", 23_999_999_999, "-n", 1, "--format", "csv", "--columns",
              "account_id").stdout
equal(far.splitlines()[1], "500000000", "row 24 billion comes at once")


# what is refused
def refused(status, sentence, *arguments):
    process = lakegen("generate", "financial", "--sink", "null", *arguments, check=False)
    ok(process.returncode == status and sentence in process.stderr, f"refused: {sentence}", process.returncode, process.stderr)


refused(3, "start is not the first day of a month", "--start", "2024-01-02")
refused(3, "end is not the first day of a month", "--end", "2024-05-01T12:00:00")
refused(3, "end is not after start", "--start", "2024-05-01", "--end", "2024-05-01")
refused(3, "months is 3, but from start to end there are 5", "--set", "months=3", "--end", "2024-06-01")
refused(3, "fraud_ratio is 0.5, but only purchases are forged", "--set", "fraud_ratio=0.5")
limit = lakegen("generate", "financial", "--sink", "null", "--set", "fraud_ratio=0.5", check=False).stderr.split("at most ")[1].split()[0]
refused(3, f"at most {limit} of all", "--set", f"fraud_ratio={float(limit) + .001:.3f}")
equal(count("--set", "accounts=1", "--set", f"fraud_ratio={limit}"), 48, "what is said to be the most is accepted")
refused(3, "outside 1..1200", "--set", "months=0")
refused(3, "go on after the year 9999", "--set", "accounts=1", "--rows", "400000")
done()
