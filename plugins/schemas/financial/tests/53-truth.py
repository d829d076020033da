# SPDX-License-Identifier: Apache-2.0
"""Dirty data, fraud and the ground truth: rates, the exact form of each, and that the truth tells all of it and no more."""

import ledger
from ledger import COLUMNS, VARIANTS, generate
from stattest import chi_square, share, weights
from taptest import done, equal, need, ok

np = need("numpy")
MODES = {"currency": ["currency_lower_case"], "description": ["date_swapped"], "merchant_name": VARIANTS, "mcc": ["mcc_missing"],
         "transaction_id": ["duplicate"], "is_fraud": ledger.PATTERNS}
# how the stored value comes from the clean one
FORMS = {
    "currency_lower_case": "stored = lower(clean_value)",
    "date_swapped": r"stored = regexp_replace(clean_value, '([0-9]{2})/([0-9]{2})', '\2/\1') AND stored <> clean_value",
    "merchant_upper_case": "stored = upper(clean_value)", "merchant_legal_form": "stored = clean_value || ', Inc.'",
    "merchant_store_number": "starts_with(stored, clean_value) AND regexp_full_match(substr(stored, length(clean_value) + 1), ' #[0-9]{4}')",
    "merchant_padded": "stored = ' ' || clean_value || '  '", "mcc_missing": "stored IS NULL",
    **dict.fromkeys(ledger.PATTERNS, "stored = 'true' AND clean_value = 'false'")}
OWN = {"transaction_id", "transaction_time", "posted_date", "balance_after", "description"}  # of a copy


def told(what, *options):
    data = generate("--ground-truth", "--set", "message_bytes=3", *options)
    sql = data.connection.execute
    data.none('SELECT row_id FROM transactions_truth GROUP BY row_id, "column" HAVING count(*) > 1', f"{what}: one row per cell")
    data.none("SELECT row_id FROM (SELECT row_id, lag(row_id) OVER (ORDER BY row) AS before FROM transactions_truth) WHERE row_id < before",
              f"{what}: in the order of rows")
    data.none("SELECT row_id FROM transactions_truth t JOIN transactions r ON r.row = t.row_id WHERE t.transaction_id <> r.transaction_id",
              f"{what}: with the row's transaction_id")
    stored = " ".join(f"WHEN '{name}' THEN {name}::VARCHAR" for name in MODES if name != "transaction_id")
    sql(f"""CREATE TABLE told AS SELECT t.row_id, t."column" AS col, mode, clean_value, CASE "column" {stored}
    ELSE r.transaction_id END AS stored
        FROM transactions_truth t JOIN transactions r ON r.row = t.row_id""")
    for mode, form in FORMS.items():
        data.none(f"SELECT * FROM told WHERE mode = '{mode}' AND NOT coalesce({form}, false)", f"{what}: {mode} has its form")
    for column, modes in MODES.items():
        found = {mode for (mode,) in data.rows(f"SELECT DISTINCT mode FROM told WHERE col = '{column}'")}
        ok(found <= set(modes), f"{what}: {column} has its modes alone", found)

    # copies: what they repeat, and that nothing else is one
    sql("CREATE TABLE copies AS SELECT row_id AS row, clean_value FROM told WHERE mode = 'duplicate'")
    different = " OR ".join(f"c.{name} IS DISTINCT FROM o.{name}" for name in COLUMNS if name not in OWN)
    data.none(f"""SELECT c.row FROM transactions c SEMI JOIN copies USING (row) JOIN transactions o ON o.row = c.row - 1 WHERE {different}
        OR c.transaction_time - o.transaction_time NOT BETWEEN INTERVAL 1 SECOND AND INTERVAL 59 SECONDS""",
              f"{what}: a duplicate repeats all but the id, seconds later")
    data.none("SELECT copies.row FROM copies JOIN transactions o ON o.row = copies.row - 1 WHERE clean_value <> o.transaction_id",
              f"{what}: the truth names what it repeats")
    data.none("""SELECT c.row FROM ledger c JOIN ledger o ON o.row = c.row - 1 WHERE c.account_id = o.account_id
    AND c.reference_number = o.reference_number
        AND c.row NOT IN (SELECT row FROM copies)""", f"{what}: every duplicate is told")

    # backward: a cell that is not clean is in the truth
    sql("CREATE VIEW rest AS SELECT * FROM ledger ANTI JOIN copies USING (row)")
    for column, dirty in {
            "currency": "currency <> upper(currency)", "mcc": f"mcc IS NULL AND {ledger.MERCHANT}", "is_fraud": "is_fraud",
            "description": "NOT contains(description, strftime(moment, '%m/%d'))",
            "merchant_name": r"NOT regexp_full_match(merchant_name, '([A-Z][a-z]+ ){2}[A-Z][a-z]+')"}.items():
        data.none(f"SELECT row FROM rest WHERE {dirty} EXCEPT SELECT row_id FROM told WHERE col = '{column}'",
                  f"{what}: what is wrong in {column} is told")
        data.none(f"SELECT row_id FROM told WHERE col = '{column}' EXCEPT SELECT row FROM rest WHERE {dirty}", f"{what}: and nothing else")
    data.none("""SELECT account_id FROM (SELECT account_id, balance_after - sum(CASE WHEN status = 'declined'
    THEN 0 WHEN direction = 'credit' THEN amount_usd
        ELSE -amount_usd END) OVER (PARTITION BY account_id ORDER BY transaction_time) AS opening FROM ledger) GROUP BY 1
    HAVING count(DISTINCT opening) > 1""",
              f"{what}: balances add up with duplicates and frauds")
    return data


def rates(data, ratio):
    """Of the rows that are no copies: a copy has the dirt of what it repeats."""
    mask = data.arrays(f"""SELECT currency <> upper(currency) AS currency, mcc IS NULL AS mcc, merchant_name IS NOT NULL AS has_merchant,
        row IN (SELECT row_id FROM told WHERE col = 'merchant_name') AS merchant_name, day(moment) <> month(moment) AS swappable,
        row IN (SELECT row_id FROM told WHERE col = 'description') AS description FROM rest WHERE NOT ({ledger.TRANSFER}
    AND account_id > counterparty_account_id)""")
    with_merchant = mask["has_merchant"]
    share(f"{ratio}: of currencies", mask["currency"], ratio)
    share(f"{ratio}: of dates", mask["description"][mask["swappable"]], ratio)
    for name in ("merchant_name", "mcc"):
        share(f"{ratio}: of {name}", mask[name][with_merchant], ratio)
    weights(f"{ratio}: variants of names equally often", data.arrow("SELECT mode FROM told WHERE col = 'merchant_name'"),
            dict.fromkeys(VARIANTS, .25))
    dirty = mask["currency"] + 2 * mask["description"] + 4 * mask["merchant_name"] + 8 * mask["mcc"]
    hits = np.array([bin(case).count("1") for case in range(16)])
    chi_square(f"{ratio}: independently of each other", np.bincount(dirty[with_merchant & mask["swappable"]], minlength=16),
               ratio**hits * (1 - ratio)**(4 - hits))
    eligible = data.arrays(f"""SELECT c.row IN (SELECT row FROM copies) AS v FROM ledger c JOIN ledger o ON o.row = c.row - 1
        WHERE c.row % 2 = 1 AND c.counterparty_account_id IS NULL AND o.counterparty_account_id IS NULL""")["v"]
    share(f"{ratio}: of transactions that could be duplicates", eligible, ratio)


usual = told("usual", "--scale", "0.03", "--seed", "42", "--set", "fraud_ratio=0.01")
rates(usual, .02)
quarter = told("a quarter", "--scale", "0.02", "--rows", "200000", "--seed", "7", "--set", "dirty_ratio=0.25")
rates(quarter, .25)
every = told("everything", "--scale", "0.002", "--seed", "text", "--set", "dirty_ratio=1", "--set", "fraud_ratio=0")
equal(every.one("SELECT count(*) FROM rest WHERE currency = upper(currency) OR mcc IS NOT NULL"), 0, "dirty_ratio 1 is all cells")
clean = told("spotless", "--scale", "0.01", "--seed", "42", *ledger.SPOTLESS)
equal(clean.one("SELECT count(*) FROM transactions_truth"), 0, "without dirt and fraud the truth is empty")
types = generate("--scale", "0.05", "--seed", "7", "--set", "dirty_ratio=0.5", "--set", "message_bytes=0")
weights("shares of types stay what they are with many duplicates, week by week", types.arrow(
    "SELECT transaction_type FROM ledger WHERE k = 3 AND counterparty_account_id IS NULL"),
    {"purchase": .44 / .88, "bill_payment": .08 / .88, "atm_withdrawal": .08 / .88, "deposit": .06 / .88, "direct_deposit": .10 / .88,
     "fee": .03 / .88, "interest": .08 / .88, "refund": .01 / .88})
done()
