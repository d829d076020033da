# SPDX-License-Identifier: Apache-2.0
"""DuckDB: COPY (SELECT ... random() ...) TO a file."""

import sys

import command
import duckdb
import schemas_sql
import words


def quoted(values):
    return ", ".join("'" + value + "'" for value in values)


def pick(values):
    """One of the values, uniformly."""
    return f"[{quoted(values)}][1 + floor(random() * {len(values)})::INTEGER]"


def weighted(weights, draw):
    """One of the values by its weight; draw is a column, since CASE reads it once per branch."""
    cases, sum_so_far = "", 0.0
    for value, weight in weights.items():
        sum_so_far += weight
        cases += f" WHEN {draw} < {sum_so_far:.6f} THEN '{value}'"
    return f"CASE{cases} ELSE '{list(weights)[-1]}' END"


def whole(low, high, type_name="INTEGER"):
    return f"({low} + floor(random() * {high - low + 1}))::{type_name}"


def digits(prefix, low, high):
    return f"'{prefix}' || {whole(low, high)}"


def payload(size, plain=False):
    """Random hexadecimal text. The fastest source of it in SQL is uuid(): 30 of its 32 digits are random. Plain is what people
    write: the digest of a random number."""
    if size == 0:
        return "''"
    if plain:
        return f"concat({', '.join(['md5(random()::VARCHAR)'] * (size // 16))})"
    pieces = ", ".join(["uuid()::VARCHAR"] * (size // 16))
    return f"replace(concat({pieces}), '-', '')"


# ---- what schemas_sql.py asks for ----

def numbers(rows):
    return f"range({rows}) AS numbers(id)"


def unit():
    """Uniform in [0, 1)."""
    return "random()"


def normal():
    return "(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))"


def divided(number, by):
    return f"({number} // {by})"


def integer(value):
    return f"({value})::BIGINT"


def small(value):
    return f"({value})::SMALLINT"


def decimal(value, digits_, scale):
    return f"({value})::DECIMAL({digits_}, {scale})"


def text(value):
    return f"({value})::VARCHAR"


def truth(condition):
    return f"({condition})"


def padded(number, width):
    return f"lpad({text(number)}, {width}, '0')"


def uuid():
    return "uuid()::VARCHAR"


def hexadecimal(size):
    return f"left({payload(size + 15)}, {2 * size})"


def moment(microseconds):
    return f"make_timestamptz({microseconds})"


def day_after(microseconds):
    return f"make_timestamp({microseconds})::DATE + 1"


# ---- workloads ----

def c360(rows, payload_bytes, plain):
    """Two levels: the inner one draws what several columns depend on."""
    state = " ".join(f"WHEN '{clean}' THEN [{quoted(dirty)}][state_variant]" for clean, dirty in words.VARIANTS.items())
    city = " ".join(f"WHEN '{clean}' THEN '{dirty}'" for clean, dirty in words.MISSPELT.items())
    phone = f"{whole(200, 998)} || '' || {whole(200, 998)} || {whole(1000, 9998)}"
    return f"""
WITH draws AS (
  SELECT id, random() AS type_draw, random() AS source_draw, random() AS quality_draw,
    1 + least(floor((pow(1 - random(), -2) - 1) * {words.ZIPF_SPREAD}), 9e15)::BIGINT % {command.CUSTOMERS} AS customer_id,
    'user' || {whole(1000, 999998)} || CASE WHEN random() < {words.DUPLICATE} THEN '.DUPLICATE@' ELSE '@' END
      || {pick(words.DOMAINS)} AS email,
    CASE WHEN random() < {words.DIRTY} THEN {whole(1, 6)} ELSE 0 END AS email_mode,
    CASE WHEN random() < {words.DIRTY} THEN {whole(1, 4)} ELSE 0 END AS phone_mode,
    {pick(words.CHANNELS)} AS channel,
    {whole(1, len(words.LOCATIONS))} AS location, random() < {words.DIRTY} AS city_dirty,
    random() < {words.DIRTY} AS state_dirty, {whole(1, 4)} AS state_variant,
    random() < 0.4 AS has_campaign, {whole(1, 20)} AS views
  FROM range({rows}) AS numbers(id)),
typed AS (
  SELECT *, {weighted(words.TYPES, "type_draw")} AS interaction_type,
    [{quoted(words.CITIES)}][location] AS city, [{quoted(words.STATES)}][location] AS state,
    hash(customer_id) % 100 < 60 AS loyalty_member
  FROM draws),
amounts AS (
  SELECT *, interaction_type NOT IN ('login', 'support') AS has_product, interaction_type = 'support' AS is_support,
    channel NOT IN ('store', 'call_center') AS has_device,
    CASE WHEN interaction_type IN ('browse', 'purchase') THEN views ELSE 0 END AS page_views,
    CASE WHEN interaction_type = 'purchase' THEN
      round(least(greatest(exp(4.3 + 1.2 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())), 1.0), 9999.99), 2)
      ELSE 0.0 END AS transaction_amount
  FROM typed)
SELECT id, id AS row_id,
  make_timestamp({words.START} + floor(random() * {words.END - words.START})::BIGINT) AS event_timestamp,
  uuid()::VARCHAR AS event_id, uuid()::VARCHAR AS session_id, customer_id,
  CASE email_mode WHEN 0 THEN email WHEN 1 THEN replace(email, '@', '') WHEN 2 THEN upper(email)
    WHEN 3 THEN '  ' || email || '  ' WHEN 4 THEN replace(email, '@', '@@')
    WHEN 5 THEN left(email, length(email) - 4) ELSE replace(email, '@', '.at.') END AS email_raw,
  CASE phone_mode WHEN 0 THEN CASE WHEN random() < 0.5 THEN '+1' || {phone}
      ELSE '(' || {whole(200, 998)} || ') ' || {whole(200, 998)} || '-' || {whole(1000, 9998)} END
    WHEN 1 THEN {phone}
    WHEN 2 THEN '+1-' || {whole(200, 998)} || '-' || {whole(200, 998)} || '-' || {whole(1000, 9998)}
    WHEN 3 THEN {whole(200, 998)} || '' || {whole(200, 998)}
    ELSE regexp_replace({phone}, '0', 'O') END AS phone_raw,
  interaction_type, CASE WHEN has_product THEN {digits("PRD", 10000, 99998)} END AS product_id,
  CASE WHEN has_product THEN {pick(words.CATEGORIES)} END AS product_category, transaction_amount::DOUBLE AS transaction_amount,
  {pick(words.CURRENCIES)} AS currency, channel, CASE WHEN has_device THEN {pick(words.DEVICES)} END AS device_type,
  CASE WHEN has_device THEN {pick(words.BROWSERS)} END AS browser,
  {whole(1, 254)} || '.' || {whole(0, 254)} || '.' || {whole(0, 254)} || '.' || {whole(1, 253)} AS ip_address,
  CASE WHEN city_dirty THEN CASE city {city} ELSE city END ELSE city END AS city_raw,
  CASE WHEN state_dirty THEN CASE state {state} END ELSE state END AS state_raw,
  {whole(10000, 99998)}::VARCHAR AS zip_code, page_views::INTEGER AS page_views,
  CASE WHEN page_views > 0 THEN {whole(30, 3629)} ELSE 0 END::INTEGER AS time_on_site_seconds,
  CASE WHEN page_views = 1 THEN 1.0 ELSE 0.0 END::DOUBLE AS bounce_rate,
  CASE WHEN has_product THEN {whole(1, 100)} END AS click_count,
  CASE WHEN has_product THEN round(random() * 9999.99, 2) END AS cart_value,
  CASE WHEN has_product THEN {whole(0, 20)} END AS items_in_cart,
  CASE WHEN is_support THEN {digits("TKT", 10000, 99999)} END AS support_ticket_id,
  CASE WHEN is_support THEN {pick(words.ISSUES)} END AS issue_category,
  CASE WHEN is_support THEN {whole(1, 5)} END AS satisfaction_score,
  CASE WHEN has_campaign THEN {digits("CMP", 100, 999)} END AS campaign_id,
  CASE WHEN has_campaign THEN {pick(words.UTM_SOURCES)} END AS utm_source,
  CASE WHEN has_campaign THEN {pick(words.UTM_MEDIA)} END AS utm_medium, loyalty_member,
  CASE WHEN loyalty_member THEN {weighted(words.TIERS, "hash(customer_id + 1000000) % 100 / 100.0")} END AS loyalty_tier,
  CASE WHEN loyalty_member THEN floor(transaction_amount * 10) ELSE 0 END::INTEGER AS points_earned,
  CASE WHEN loyalty_member AND random() < 0.1 THEN {whole(100, 999)} ELSE 0 END::INTEGER AS points_redeemed,
  {weighted(words.SOURCES, "source_draw")} AS data_source, {weighted(words.QUALITIES, "quality_draw")} AS data_quality_flag,
  {pick(words.BROWSERS)} || '/' || {whole(90, 129)} || '.0 (' || {pick(words.DEVICES)} || '; ' || {pick(words.SYSTEMS)}
    || ')' AS raw_user_agent,
  {payload(32, plain)} AS session_fingerprint, {payload(payload_bytes, plain)} AS interaction_payload
FROM amounts"""


def iot10(rows):
    return f"""
SELECT id, {whole(1, 100000)} AS device_id, {whole(0, 100)} AS battery, {pick(words.SITES)} AS site,
  {pick(words.METRICS)} AS metric, {weighted(words.STATUSES, "status_draw")} AS status, round(-20 + random() * 65, 2) AS temperature, random() * 1000 AS reading,
  make_timestamptz({words.YEAR_START} + floor(random() * {words.YEAR})::BIGINT) AS event_time, hash(random()) AS trace
FROM (SELECT id, random() AS status_draw FROM range({rows}) AS numbers(id))"""


def query(workload, rows, plain=False):
    if workload in schemas_sql.QUERIES:
        return schemas_sql.QUERIES[workload](sys.modules[__name__], rows)
    return iot10(rows) if workload == "iot10" else c360(rows, command.PAYLOAD_BYTES[workload], plain)


def target(format_name, defaults=False):
    """Options of COPY. Bloom filters are off because lakegen's files have none; row groups are DuckDB's own, its best."""
    if format_name == "parquet":
        return "FORMAT parquet, COMPRESSION snappy" + ("" if defaults else ", WRITE_BLOOM_FILTER false")
    return {"csv": "FORMAT csv, HEADER true", "jsonl": "FORMAT json"}[format_name]


def main():
    options = command.arguments(__doc__, command.WORKLOADS + tuple(schemas_sql.QUERIES), formats=("parquet", "csv", "jsonl"))
    connection = duckdb.connect()
    connection.execute(f"SET threads = {options.threads}")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"COPY ({query(options.workload, options.rows, options.plain)}) TO '{options.output}' "
                       f"({target(options.format, options.defaults)})")


if __name__ == "__main__":
    main()
