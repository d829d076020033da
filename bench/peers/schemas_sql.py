# SPDX-License-Identifier: Apache-2.0
"""The rows of lakegen's iot and financial as one SELECT, for each dialect that has the functions asked for here.

Columns have the types, widths, nulls and shares of lakegen's. What ties rows together (runs of minutes, copies, balances that add up,
both legs of a transfer, the truth) is left out: lakegen has that to do besides."""

import words


def chosen(sql, values, number):
    """One of the values by a number."""
    return f"[{sql.quoted(values)}][1 + {number} % {len(values)}]"


def joined(*parts):
    return f"concat({', '.join(parts)})"


def turned(number, period):
    return f"sin(6.283185307179586 * {number} / {period})"


# ---- iot ----

SENSORS = 1000
FRAME_BYTES = 78


def iot(sql, rows):
    site = sql.divided("sensor", 200)
    online = "status <> 'offline'"

    def measure(value, decimals):
        return f"CASE WHEN {online} THEN round({value}, {decimals}) END"

    return f"""
WITH draws AS (
  SELECT id, id % {SENSORS} AS sensor, {sql.divided("id", SENSORS)} AS slot, {sql.unit()} AS status_draw, {sql.unit()} AS late,
    {sql.unit()} AS odd, {sql.whole(-2000000, 2000000)} AS jitter
  FROM {sql.numbers(rows)}),
typed AS (
  SELECT *, {sql.weighted(words.IOT_STATUSES, "status_draw")} AS status,
    {words.IOT_START} + slot * 60000000 + jitter AS event_us,
    1500000 * exp(0.5 * {sql.normal()}) + CASE WHEN late < 0.01 THEN 360000000000 * late ELSE 0 END AS lag_us
  FROM draws)
SELECT {sql.uuid()} AS reading_id, {joined("'SNS-'", sql.padded("sensor", 7))} AS sensor_id, {sql.moment("event_us")} AS event_time,
  {sql.moment(f"event_us + {sql.integer('lag_us')}")} AS ingest_time, slot AS sequence_number,
  {joined("'SITE-'", sql.padded(site, 4))} AS site_id, {joined("'GW-'", sql.padded(sql.divided("sensor", 20), 6))} AS gateway_id,
  {chosen(sql, words.MODELS, "(sensor * 13)")} AS device_model, {chosen(sql, words.FIRMWARES, "(sensor * 7)")} AS firmware_version,
  {chosen(sql, words.REGIONS, site)} AS region, CAST(12.34567 + {site} * 5.4321 AS DOUBLE) AS latitude,
  CAST(-76.54321 + {site} * 9.8765 AS DOUBLE) AS longitude,
  {measure(f"14 + 6 * {turned('slot', 1440)} + {sql.normal()}", 2)} AS temperature_c,
  {measure(f"65 - 9 * {turned('slot', 1440)} + 2 * {sql.normal()}", 1)} AS humidity_pct,
  {measure(f"1010 + 9 * {turned('slot', 4752)} + 0.4 * {sql.normal()}", 1)} AS pressure_hpa,
  {measure(f"0.9 * exp(0.35 * {sql.normal()})", 3)} AS vibration_mm_s,
  {measure(f"(60 + sensor % 6 * 500) * (0.77 + 0.1 * {sql.unit()})", 1)} AS power_w,
  CASE WHEN {online} THEN {sql.small(f"100 - {sql.divided('slot', 3600)}")} END AS battery_pct,
  CASE WHEN {online} THEN {sql.small(f"-55 - sensor % 40 - {sql.whole(0, 8)}")} END AS signal_rssi_dbm, status,
  CASE WHEN status IN ('warning', 'fault') THEN {joined("'E'", sql.text(sql.whole(100, 139)))} END AS error_code,
  {sql.truth("odd < 0.005")} AS is_anomaly,
  CASE WHEN status = 'offline' THEN 'missing' WHEN status = 'fault' OR odd < 0.003 THEN 'bad'
    WHEN status = 'warning' OR odd < 0.01 THEN 'suspect' ELSE 'good' END AS quality_flag,
  {sql.hexadecimal(FRAME_BYTES)} AS raw_frame
FROM typed"""


# ---- financial ----

ACCOUNTS = 500_000
MESSAGE_BYTES = 121


def financial(sql, rows):
    card = "transaction_type IN ('purchase', 'atm_withdrawal', 'refund')"
    merchant = "transaction_type IN ('purchase', 'refund')"
    partner = "transaction_type IN ('transfer_out', 'transfer_in')"
    online = "channel IN ('online', 'mobile') AND transaction_type <> 'transfer_in'"
    name = joined(chosen(sql, words.ADJECTIVES, "merchant"), "' '", chosen(sql, words.NOUNS, "(merchant * 7)"), "' '",
                  chosen(sql, words.TRADES, "(merchant * 3)"))
    line = joined("transaction_type", "' '", sql.padded("1 + day % 12", 2), "'/'", sql.padded("1 + day % 28", 2), "' '", name)
    return f"""
WITH draws AS (
  SELECT id, {sql.divided("id", 4)} % {ACCOUNTS} AS account, {sql.divided("id", 4 * ACCOUNTS)} * 30 + id % 4 * 7 AS day,
    {sql.unit()} AS type_draw, {sql.unit()} AS status_draw, {sql.unit()} AS country_draw, {sql.unit()} AS channel_draw,
    {sql.unit()} AS dirt, {sql.unit()} AS fraud, {sql.unit()} AS score, {sql.integer(f"pow(10000, {sql.unit()})")} AS merchant,
    {sql.whole(0, 604799)} AS second, exp(0.9 * {sql.normal()}) AS spread
  FROM {sql.numbers(rows)}),
typed AS (
  SELECT *, {sql.weighted(words.TRANSACTIONS, "type_draw")} AS transaction_type,
    {sql.weighted(words.BANK_STATUSES, "status_draw")} AS status,
    {words.IOT_START} + (day * 86400 + second) * 1000000 AS moment_us
  FROM draws),
placed AS (
  SELECT *, CASE WHEN {card} THEN {sql.weighted(words.COUNTRIES_OF_CARDS, "country_draw")} ELSE 'US' END AS country FROM typed),
priced AS (
  SELECT *, CASE WHEN transaction_type = 'atm_withdrawal' THEN 'atm'
      WHEN transaction_type IN ('direct_deposit', 'fee') THEN 'ach'
      WHEN {partner} THEN CASE WHEN channel_draw < 0.42 THEN 'online' ELSE 'mobile' END
      ELSE {sql.weighted(words.BANK_CHANNELS, "channel_draw")} END AS channel,
    CASE WHEN transaction_type = 'atm_withdrawal' THEN 20 * (1 + merchant % 10)
      WHEN transaction_type = 'direct_deposit' THEN 1600 + account % 3000 ELSE round(28 * spread, 2) END AS price,
    CASE WHEN country = 'US' THEN 1.0 WHEN country = 'GB' THEN 1.264 ELSE 1.0 + round(0.08 * score, 6) END AS rate
  FROM placed)
SELECT {sql.uuid()} AS transaction_id, account + 1 AS account_id, {sql.divided("account * 5", 8)} + 1 AS customer_id,
  {chosen(sql, words.ACCOUNT_TYPES, "account")} AS account_type, CASE WHEN {card} THEN {sql.uuid()} END AS card_token,
  CASE WHEN {card} THEN {joined("'4***********'", sql.padded("account % 10000", 4))} END AS pan_masked,
  {sql.moment("moment_us")} AS transaction_time, CASE WHEN status NOT IN ('pending', 'declined') THEN {sql.day_after("moment_us")} END AS posted_date,
  transaction_type, CASE WHEN transaction_type IN ('transfer_in', 'deposit', 'direct_deposit', 'interest', 'refund') THEN 'credit'
    ELSE 'debit' END AS direction, {sql.decimal("price", 14, 2)} AS amount,
  CASE WHEN dirt < 0.02 THEN lower({chosen(sql, words.BANK_CURRENCIES, "merchant")}) WHEN country = 'US' THEN 'USD'
    ELSE {chosen(sql, words.BANK_CURRENCIES, "merchant")} END AS currency,
  {sql.decimal("rate", 12, 6)} AS fx_rate, {sql.decimal("price * rate", 14, 2)} AS amount_usd,
  {sql.decimal(f"2500 * spread + account - {sql.unit()} * 1000", 14, 2)} AS balance_after,
  CASE WHEN {merchant} THEN merchant END AS merchant_id, CASE WHEN {merchant} THEN {name} END AS merchant_name,
  CASE WHEN {merchant} AND dirt < 0.98 THEN {sql.text("5200 + merchant % 24 * 7")} END AS mcc,
  CASE WHEN {merchant} THEN {chosen(sql, words.BANK_CATEGORIES, "merchant")} END AS merchant_category,
  country AS merchant_country, {chosen(sql, words.BANK_CITIES, "account")} AS merchant_city, channel, status,
  CASE WHEN {card} THEN upper(substring({sql.uuid()}, 1, 6)) END AS auth_code,
  {joined(sql.padded(sql.whole(0, 999999), 6), sql.padded(sql.whole(0, 999999), 6))} AS reference_number,
  CASE WHEN {partner} THEN {sql.integer(f"1 + {sql.unit()} * {ACCOUNTS - 1}")} END AS counterparty_account_id,
  CASE WHEN {partner} THEN id + 1 END AS transfer_group_id,
  CASE WHEN {online} THEN {joined(chosen(sql, words.NETWORKS, "id"), sql.text(sql.whole(1, 254)))} END AS ip_address,
  CASE WHEN {online} THEN {sql.hexadecimal(32)} END AS device_fingerprint,
  CASE WHEN {online} THEN round(25 + account % 20 + {sql.unit()} * 0.3, 4) END AS latitude,
  CASE WHEN {online} THEN round(-120 + account % 40 + {sql.unit()} * 0.3, 4) END AS longitude,
  substring(upper({line}), 1, 32) AS description, {sql.truth("fraud < 0.001")} AS is_fraud, round(pow(score, 7), 4) AS fraud_score,
  {sql.hexadecimal(MESSAGE_BYTES)} AS raw_message
FROM priced"""


QUERIES = {"iot": iot, "financial": financial}
