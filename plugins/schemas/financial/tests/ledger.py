# SPDX-License-Identifier: Apache-2.0
"""What the financial tests share: the specification as tables."""

from sqldata import Data

COLUMNS = {
    "transaction_id": "VARCHAR", "account_id": "BIGINT", "customer_id": "BIGINT", "account_type": "VARCHAR", "card_token": "VARCHAR",
    "pan_masked": "VARCHAR", "transaction_time": "TIMESTAMP WITH TIME ZONE", "posted_date": "DATE", "transaction_type": "VARCHAR",
    "direction": "VARCHAR", "amount": "DECIMAL(14,2)", "currency": "VARCHAR", "fx_rate": "DECIMAL(12,6)",
    "amount_usd": "DECIMAL(14,2)", "balance_after": "DECIMAL(14,2)", "merchant_id": "BIGINT", "merchant_name": "VARCHAR",
    "mcc": "VARCHAR", "merchant_category": "VARCHAR", "merchant_country": "VARCHAR", "merchant_city": "VARCHAR", "channel": "VARCHAR",
    "status": "VARCHAR", "auth_code": "VARCHAR", "reference_number": "VARCHAR", "counterparty_account_id": "BIGINT",
    "transfer_group_id": "BIGINT", "ip_address": "VARCHAR", "device_fingerprint": "VARCHAR", "latitude": "DOUBLE",
    "longitude": "DOUBLE", "description": "VARCHAR", "is_fraud": "BOOLEAN", "fraud_score": "DOUBLE", "raw_message": "VARCHAR",
}
TRUTH_COLUMNS = {"row_id": "BIGINT", "transaction_id": "VARCHAR", "column": "VARCHAR", "mode": "VARCHAR", "clean_value": "VARCHAR"}

ACCOUNT_TYPES = {"checking": .55, "savings": .20, "credit": .20, "money_market": .05}
TYPES = {"purchase": .55, "bill_payment": .08, "atm_withdrawal": .08, "transfer_out": .06, "transfer_in": .06, "deposit": .06,
         "direct_deposit": .05, "fee": .03, "interest": .02, "refund": .01}
CREDITS = ["transfer_in", "deposit", "direct_deposit", "interest", "refund"]  # interest is a debit on credit cards
CHANNELS = {"pos": .38, "online": .27, "mobile": .14, "ach": .10, "atm": .08, "branch": .03}
STATUS = {"posted": .965, "pending": .02, "declined": .01, "reversed": .005}
COUNTRIES = {"US": .93, "GB": .015, "CA": .015, "DE": .01, "FR": .01, "IT": .005, "ES": .005, "MX": .005, "CH": .005}
OF_CARDS = {name: part / .64 for name, part in COUNTRIES.items() if name != "US"}  # the other 36 % of transactions are of the US
OF_CARDS["US"] = 1 - sum(OF_CARDS.values())
CURRENCY_OF = {"US": "USD", "GB": "GBP", "CA": "CAD", "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "MX": "MXN", "CH": "CHF"}
CURRENCIES = {"USD": .93, "EUR": .03, "GBP": .015, "CAD": .015, "MXN": .005, "CHF": .005}
USUAL_RATES = {"USD": 1, "EUR": 1.082, "GBP": 1.264, "CAD": .741, "MXN": .0555, "CHF": 1.121}
NOTES = "(CASE WHEN upper(currency) = 'MXN' THEN 20 ELSE 1 END)"  # what round sums are multiples of, in those of a dollar
MEDIANS = {"groceries": 35.70, "restaurants": 20.70, "fuel": 33.90, "general_merchandise": 30.10, "pharmacy": 16.90,
           "clothing": 42.30, "electronics": 80.00, "travel": 150.50, "entertainment": 16.90, "home_improvement": 56.40,
           "transport": 13.20, "telecom": 9.40}
SPREAD = .9  # sigma of the logarithm of amounts
WEEKDAYS = [95, 92, 96, 102, 122, 120, 73]  # Monday first
HOURS = [20, 12, 8, 6, 6, 10, 24, 50, 80, 100, 110, 120, 140, 130, 110, 110, 120, 140, 150, 130, 100, 80, 60, 40]
WEEKS = [(1, 7), (8, 15), (16, 22), (23, 31)]  # days of the month of the first … fourth transaction
VARIANTS = ["merchant_upper_case", "merchant_store_number", "merchant_legal_form", "merchant_padded"]
PATTERNS = ["card_testing", "geographic_jump", "round_amount"]

UUID4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
FORMATS = {"transaction_id": UUID4, "card_token": UUID4, "pan_masked": r"4\*{11}[0-9]{4}", "auth_code": "[A-HJ-NP-Z2-9]{6}",
           "reference_number": "[0-9]{12}", "ip_address": r"(192\.0\.2|198\.51\.100|203\.0\.113)\.[1-9][0-9]{0,2}",
           "device_fingerprint": "[0-9a-f]{64}", "raw_message": "[0-9a-f]{242}", "mcc": "[0-9]{4}",
           "description": "[A-Z ]+ [0-9]{2}/[0-9]{2} [A-Z0-9 &*]*[A-Z0-9&*]"}

CARD = "transaction_type IN ('purchase', 'atm_withdrawal', 'refund')"
MERCHANT = "transaction_type IN ('purchase', 'refund')"
TRANSFER = "transaction_type IN ('transfer_out', 'transfer_in')"
NETWORK = "channel IN ('online', 'mobile') AND transaction_type <> 'transfer_in'"
NULL_RULES = {  # where there is a value
    **dict.fromkeys(["card_token", "pan_masked", "auth_code"], CARD), "posted_date": "status NOT IN ('pending', 'declined')",
    **dict.fromkeys(["merchant_id", "merchant_name", "merchant_category"], MERCHANT),
    **dict.fromkeys(["counterparty_account_id", "transfer_group_id"], TRANSFER),
    **dict.fromkeys(["ip_address", "device_fingerprint", "latitude", "longitude"], NETWORK)}

SPOTLESS = ["--set", "dirty_ratio=0", "--set", "fraud_ratio=0"]


def generate(*arguments):
    """The rows, with the account, the month and the number k that a row's place says; and `ledger`, a table of what is small."""
    data = Data("financial", *arguments)
    data.accounts = data.one("SELECT max(account_id) FROM transactions")
    data.connection.execute(f"""CREATE TABLE ledger AS SELECT * EXCLUDE (raw_message, device_fingerprint), row % 4 AS k,
        row // 4 // {data.accounts} AS month, transaction_time AT TIME ZONE 'UTC' AS moment, amount::DOUBLE AS value FROM transactions""")
    return data


def columns_of(data, table):
    return {name: kind for name, kind, *_ in data.rows(f"DESCRIBE {table}") if name != "row"}
