# SPDX-License-Identifier: Apache-2.0
"""ClickHouse local, by its embedded engine chdb: INSERT INTO FUNCTION file(...) SELECT ... rand() ... FROM numbers(N)."""

import itertools
import sys

import chdb
import command
import schemas_sql
import words

FORMATS = {"parquet": "Parquet", "csv": "CSVWithNames", "jsonl": "JSONEachRow"}
_tags = itertools.count(1)


def rand(bits=32):
    """A draw of its own: ClickHouse computes equal expressions once, so every call has another argument."""
    return f"rand{'64' if bits == 64 else ''}({next(_tags)})"


def unit():
    """Uniform in [0, 1)."""
    return f"({rand()} / 4294967296)"


def quoted(values):
    return ", ".join("'" + value + "'" for value in values)


def pick(values):
    return f"[{quoted(values)}][1 + {rand()} % {len(values)}]"


def weighted(weights, draw):
    parts, sum_so_far = [], 0.0
    for value, weight in list(weights.items())[:-1]:
        sum_so_far += weight
        parts.append(f"{draw} < {sum_so_far:.6f}, '{value}'")
    return f"multiIf({', '.join(parts)}, '{list(weights)[-1]}')"


def whole(low, high):
    return f"({low} + {rand()} % {high - low + 1})"


def phone():
    return f"toString({whole(200, 998)}), toString({whole(200, 998)}), toString({whole(1000, 9998)})"


def nullable(condition, value, type_name="String"):
    return f"if({condition}, {value}, CAST(NULL, 'Nullable({type_name})'))"


def corrupt_state():
    cases = ", ".join(f"state = '{clean}', [{quoted(dirty)}][state_variant]" for clean, dirty in words.VARIANTS.items())
    return f"if(state_dirty, multiIf({cases}, state), state)"


def corrupt_city():
    return f"if(city_dirty, transform(city, [{quoted(words.MISSPELT)}], [{quoted(words.MISSPELT.values())}], city), city)"


# ---- what schemas_sql.py asks for ----

def numbers(rows):
    return f"(SELECT toInt64(number) AS id FROM numbers({rows}))"


def normal():
    return f"randNormal(0, 1, {next(_tags)})"


def divided(number, by):
    return f"intDiv({number}, {by})"


def integer(value):
    return f"toInt64({value})"


def small(value):
    return f"toInt16({value})"


def decimal(value, digits, scale):
    return f"CAST({value}, 'Decimal({digits}, {scale})')"


def text(value):
    return f"toString({value})"


def truth(condition):
    return f"CAST({condition}, 'Bool')"


def padded(number, width):
    return f"leftPad(toString({number}), {width}, '0')"


def uuid():
    return f"toString(generateUUIDv4({next(_tags)}))"


def hexadecimal(size):
    return f"lower(hex(randomFixedString({size})))"


def moment(microseconds):
    return f"fromUnixTimestamp64Micro(toInt64({microseconds}), 'UTC')"


def day_after(microseconds):
    return f"toDate32({moment(microseconds)}) + 1"


# ---- workloads ----

def c360(rows, payload_bytes):
    payload = f"lower(hex(randomString({payload_bytes})))" if payload_bytes else "''"
    return f"""
WITH draws AS (
  SELECT toInt64(number) AS id, {unit()} AS type_draw, {unit()} AS source_draw, {unit()} AS quality_draw,
    toInt64(1 + toUInt64(least((pow(1 - {unit()}, -2) - 1) * {words.ZIPF_SPREAD}, 9e15)) % {command.CUSTOMERS}) AS customer_id,
    concat('user', toString({whole(1000, 999998)}), if({unit()} < {words.DUPLICATE}, '.DUPLICATE@', '@'),
      {pick(words.DOMAINS)}) AS email,
    if({unit()} < {words.DIRTY}, {whole(1, 6)}, 0) AS email_mode, if({unit()} < {words.DIRTY}, {whole(1, 4)}, 0) AS phone_mode,
    {pick(words.CHANNELS)} AS channel, {whole(1, len(words.LOCATIONS))} AS location,
    {unit()} < {words.DIRTY} AS city_dirty, {unit()} < {words.DIRTY} AS state_dirty, {whole(1, 4)} AS state_variant,
    {unit()} < 0.4 AS has_campaign, {whole(1, 20)} AS views
  FROM numbers({rows})),
typed AS (
  SELECT *, {weighted(words.TYPES, "type_draw")} AS interaction_type, interaction_type NOT IN ('login', 'support') AS has_product,
    interaction_type = 'support' AS is_support, channel NOT IN ('store', 'call_center') AS has_device,
    [{quoted(words.CITIES)}][location] AS city, [{quoted(words.STATES)}][location] AS state,
    intHash32(customer_id) % 100 < 60 AS member, intHash32(customer_id + 2000000) % 100 / 100 AS tier_draw,
    if(interaction_type IN ('browse', 'purchase'), views, 0) AS viewed,
    if(interaction_type = 'purchase', round(least(greatest(randLogNormal(4.3, 1.2), 1.), 9999.99), 2), 0.) AS amount
  FROM draws)
SELECT id, id AS row_id,
  fromUnixTimestamp64Micro(toInt64({words.START} + {rand(64)} % {words.END - words.START}), 'UTC') AS event_timestamp,
  toString(generateUUIDv4({next(_tags)})) AS event_id, toString(generateUUIDv4({next(_tags)})) AS session_id, customer_id,
  multiIf(email_mode = 0, email, email_mode = 1, replaceOne(email, '@', ''), email_mode = 2, upper(email),
    email_mode = 3, concat('  ', email, '  '), email_mode = 4, replaceOne(email, '@', '@@'),
    email_mode = 5, substring(email, 1, length(email) - 4), replaceOne(email, '@', '.at.')) AS email_raw,
  multiIf(phone_mode = 0 AND {rand()} % 2, concat('+1', {phone()}),
    phone_mode = 0, concat('(', toString({whole(200, 998)}), ') ', toString({whole(200, 998)}), '-', toString({whole(1000, 9998)})),
    phone_mode = 1, concat({phone()}),
    phone_mode = 2, concat('+1-', toString({whole(200, 998)}), '-', toString({whole(200, 998)}), '-',
      toString({whole(1000, 9998)})),
    phone_mode = 3, concat(toString({whole(200, 998)}), toString({whole(200, 998)})),
    replaceOne(concat({phone()}), '0', 'O')) AS phone_raw,
  interaction_type, {nullable("has_product", f"concat('PRD', toString({whole(10000, 99998)}))")} AS product_id,
  {nullable("has_product", pick(words.CATEGORIES))} AS product_category, amount AS transaction_amount,
  {pick(words.CURRENCIES)} AS currency, channel, {nullable("has_device", pick(words.DEVICES))} AS device_type,
  {nullable("has_device", pick(words.BROWSERS))} AS browser,
  concat(toString({whole(1, 254)}), '.', toString({whole(0, 254)}), '.', toString({whole(0, 254)}), '.',
    toString({whole(1, 253)})) AS ip_address,
  {corrupt_city()} AS city_raw, {corrupt_state()} AS state_raw, toString({whole(10000, 99998)}) AS zip_code,
  toInt32(viewed) AS page_views, toInt32(if(viewed > 0, {whole(30, 3629)}, 0)) AS time_on_site_seconds,
  if(viewed = 1, 1., 0.) AS bounce_rate, {nullable("has_product", f"toInt32({whole(1, 100)})", "Int32")} AS click_count,
  {nullable("has_product", f"round({unit()} * 9999.99, 2)", "Float64")} AS cart_value,
  {nullable("has_product", f"toInt32({whole(0, 20)})", "Int32")} AS items_in_cart,
  {nullable("is_support", f"concat('TKT', toString({whole(10000, 99999)}))")} AS support_ticket_id,
  {nullable("is_support", pick(words.ISSUES))} AS issue_category,
  {nullable("is_support", f"toInt32({whole(1, 5)})", "Int32")} AS satisfaction_score,
  {nullable("has_campaign", f"concat('CMP', toString({whole(100, 999)}))")} AS campaign_id,
  {nullable("has_campaign", pick(words.UTM_SOURCES))} AS utm_source,
  {nullable("has_campaign", pick(words.UTM_MEDIA))} AS utm_medium, CAST(member, 'Bool') AS loyalty_member,
  {nullable("member", weighted(words.TIERS, "tier_draw"))} AS loyalty_tier,
  toInt32(if(member, floor(amount * 10), 0)) AS points_earned,
  toInt32(if(member AND {unit()} < 0.1, {whole(100, 999)}, 0)) AS points_redeemed,
  {weighted(words.SOURCES, "source_draw")} AS data_source, {weighted(words.QUALITIES, "quality_draw")} AS data_quality_flag,
  concat({pick(words.BROWSERS)}, '/', toString({whole(90, 129)}), '.0 (', {pick(words.DEVICES)}, '; ', {pick(words.SYSTEMS)}, ')')
    AS raw_user_agent,
  lower(hex(randomFixedString(32))) AS session_fingerprint, {payload} AS interaction_payload
FROM typed"""


def iot10(rows):
    return f"""
SELECT toInt64(number) AS id, toInt32({whole(1, 100000)}) AS device_id, toInt32({whole(0, 100)}) AS battery,
  {pick(words.SITES)} AS site, {pick(words.METRICS)} AS metric, {weighted(words.STATUSES, "status_draw")} AS status,
  round(-20 + {unit()} * 65, 2) AS temperature, {rand(64)} / 18446744073709551616. * 1000 AS reading,
  fromUnixTimestamp64Micro(toInt64({words.YEAR_START} + {rand(64)} % {words.YEAR}), 'UTC') AS event_time, {rand(64)} AS trace
FROM (SELECT number, {unit()} AS status_draw FROM numbers({rows}))"""


def query(workload, rows):
    if workload in schemas_sql.QUERIES:
        return schemas_sql.QUERIES[workload](sys.modules[__name__], rows)
    return iot10(rows) if workload == "iot10" else c360(rows, command.PAYLOAD_BYTES[workload])


def settings(options):
    """Bloom filters are off because lakegen's files have none: with iot10 they cost half of the time. With wide rows, smaller
    blocks and row groups keep memory in use small, which is worth a fifth or more."""
    given = {"max_threads": options.threads, "output_format_parquet_compression_method": "'snappy'"}
    if not options.defaults:
        given["output_format_parquet_write_bloom_filter"] = 0
    if not options.defaults and options.workload == "c360":
        given["max_block_size"] = 8192
        given["output_format_parquet_row_group_size_bytes"] = 128 << 20
    return ", ".join(f"{name} = {value}" for name, value in given.items())


def main():
    options = command.arguments(__doc__, command.WORKLOADS + tuple(schemas_sql.QUERIES), formats=tuple(FORMATS))
    chdb.query(f"INSERT INTO FUNCTION file('{options.output}', {FORMATS[options.format]}) "
               f"{query(options.workload, options.rows)} SETTINGS {settings(options)}")


if __name__ == "__main__":
    main()
