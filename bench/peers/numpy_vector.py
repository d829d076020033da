# SPDX-License-Identifier: Apache-2.0
"""numpy and pyarrow, vectorised: whole columns at a time, dictionaries and text buffers made directly."""

import command
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import words

GROUP_ROWS = {"c360": 8192, "thin": 262144, "iot10": 1048576}
HEX = np.array([f"{byte:02x}" for byte in range(256)], dtype="S2").view(np.uint16)
HEX_PIECE = 1 << 17


# ---- columns from draws ----

def whole(rng, low, high, rows, dtype=np.int64):
    return rng.integers(low, high + 1, rows, dtype=dtype)


def coded(values, index, valid=None):
    """A dictionary column; Parquet takes its indices as they are."""
    mask = None if valid is None else ~valid
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32), mask=mask), pa.array(values))


def pick(rng, values, rows, valid=None):
    return coded(values, whole(rng, 0, len(values) - 1, rows), valid)


def weighted_index(rng, weights, rows):
    edges = np.cumsum(list(weights.values()))
    return np.minimum(np.searchsorted(edges, rng.random(rows), side="right"), len(weights) - 1)


def text(numbers):
    return pc.cast(pa.array(numbers), pa.string())


def join(*parts):
    return pc.binary_join_element_wise(*parts, "")


def fixed_text(characters):
    """Rows of equally many characters as a column of text, without copying them."""
    rows, width = characters.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32) if width else np.zeros(rows + 1, np.int32)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(characters))


def hex_characters(rng, size, rows):
    """Random bytes as text, through pieces that stay in the processor's cache."""
    pairs = np.empty(rows * size, np.uint16)
    for first in range(0, pairs.size, HEX_PIECE):
        piece = pairs[first:first + HEX_PIECE]
        np.take(HEX, np.frombuffer(rng.bytes(piece.size), np.uint8), out=piece, mode="clip")
    return pairs.view(np.uint8).reshape(rows, 2 * size)


def uuids(rng, rows):
    draws = np.frombuffer(bytearray(rng.bytes(rows * 16)), np.uint8).reshape(rows, 16)
    draws[:, 6] = draws[:, 6] & 0x0F | 0x40
    draws[:, 8] = draws[:, 8] & 0x3F | 0x80
    digits = HEX[draws].view(np.uint8)
    characters = np.full((rows, 36), ord("-"), np.uint8)
    for first, end, at in ((0, 8, 0), (8, 12, 9), (12, 16, 14), (16, 20, 19), (20, 32, 24)):
        characters[:, at:at + end - first] = digits[:, first:end]
    return fixed_text(characters)


def tagged(prefix, rng, low, high, rows, valid):
    """A prefix and a number of fixed width, null where not valid."""
    column = join(prefix, text(whole(rng, low, high, rows)))
    return pc.if_else(pa.array(valid), column, None)


# ---- dirty data ----

def dirty_modes(rng, modes, rows):
    """0 for clean cells, else 1 to modes."""
    return np.where(rng.random(rows) < words.DIRTY, whole(rng, 1, modes, rows), 0)


def replaced(column, at, change):
    """change() makes new values of those that `at` marks."""
    mask = pa.array(at)
    return pc.replace_with_mask(column, mask, change(column.filter(mask)))


def emails(rng, rows):
    at = np.where(rng.random(rows) < words.DUPLICATE, ".DUPLICATE@", "@").astype(object)
    domains = np.array(words.DOMAINS, object)[whole(rng, 0, len(words.DOMAINS) - 1, rows)]
    column = join("user", text(whole(rng, 1000, 999998, rows)), pa.array(at), pa.array(domains))
    changes = [lambda e: pc.replace_substring(e, "@", ""), pc.utf8_upper, lambda e: join("  ", e, "  "),
               lambda e: pc.replace_substring(e, "@", "@@"), lambda e: pc.utf8_slice_codeunits(e, 0, -4),
               lambda e: pc.replace_substring(e, "@", ".at.")]
    modes = dirty_modes(rng, len(changes), rows)
    for mode, change in enumerate(changes, 1):
        column = replaced(column, modes == mode, change)
    return column


def phone_parts(rng, rows):
    return text(whole(rng, 200, 998, rows)), text(whole(rng, 200, 998, rows)), text(whole(rng, 1000, 9998, rows))


def phones(rng, rows):
    area, prefix, line = phone_parts(rng, rows)
    column = pc.if_else(pa.array(rng.random(rows) < 0.5), join("+1", area, prefix, line), join("(", area, ") ", prefix, "-", line))
    changes = [lambda a, p, n: join(a, p, n), lambda a, p, n: join("+1-", a, "-", p, "-", n), lambda a, p, n: join(a, p),
               lambda a, p, n: pc.replace_substring(join(a, p, n), "0", "O", max_replacements=1)]
    modes = dirty_modes(rng, len(changes), rows)
    for mode, change in enumerate(changes, 1):
        column = replaced(column, modes == mode, lambda old: change(*phone_parts(rng, len(old))))
    return column


def location_tables():
    """All spellings of cities and states, and where the dirty ones of each location are."""
    cities = sorted(set(words.CITIES) | set(words.MISSPELT.values()))
    states = sorted(set(words.STATES).union(*words.VARIANTS.values()))
    place = {"cities": cities, "states": states}
    place["city"] = np.array([cities.index(city) for city in words.CITIES])
    place["bad_city"] = np.array([cities.index(words.MISSPELT.get(city, city)) for city in words.CITIES])
    place["state"] = np.array([states.index(state) for state in words.STATES])
    place["bad_state"] = np.array([[states.index(bad) for bad in words.VARIANTS[state]] for state in words.STATES])
    return place


PLACE = location_tables()
AGENTS = [f"{browser}/{version}.0 ({device}; {system})" for browser in words.BROWSERS for version in range(90, 130)
          for device in words.DEVICES for system in words.SYSTEMS]
CAMPAIGNS = [f"CMP{number}" for number in range(100, 1000)]


class Customers:
    """What belongs to customers rather than to rows."""

    def __init__(self, rng):
        self.member = rng.random(command.CUSTOMERS + 1) < 0.6
        self.tier = weighted_index(rng, words.TIERS, command.CUSTOMERS + 1)


def c360(rng, first, rows, customers, payload_bytes):
    ids = np.arange(first, first + rows)
    kind = weighted_index(rng, words.TYPES, rows)
    kinds = list(words.TYPES)
    purchase = kind == kinds.index("purchase")
    support = kind == kinds.index("support")
    product = ~support & (kind != kinds.index("login"))
    customer = (rng.zipf(1.5, rows) - 1) % command.CUSTOMERS + 1
    member = customers.member[customer]
    channel = whole(rng, 0, len(words.CHANNELS) - 1, rows)
    device = (channel != words.CHANNELS.index("store")) & (channel != words.CHANNELS.index("call_center"))
    campaign = rng.random(rows) < 0.4
    location = whole(rng, 0, len(words.LOCATIONS) - 1, rows)
    bad_city, bad_state = rng.random(rows) < words.DIRTY, rng.random(rows) < words.DIRTY
    amount = np.where(purchase, np.round(np.clip(rng.lognormal(4.3, 1.2, rows), 1.0, 9999.99), 2), 0.0)
    views = np.where(purchase | (kind == kinds.index("browse")), whole(rng, 1, 20, rows, np.int32), 0).astype(np.int32)
    return pa.table({
        "id": ids, "row_id": ids,
        "event_timestamp": whole(rng, words.START, words.END - 1, rows).view("datetime64[us]"),
        "event_id": uuids(rng, rows), "session_id": uuids(rng, rows), "customer_id": customer,
        "email_raw": emails(rng, rows), "phone_raw": phones(rng, rows), "interaction_type": coded(kinds, kind),
        "product_id": tagged("PRD", rng, 10000, 99998, rows, product),
        "product_category": pick(rng, words.CATEGORIES, rows, product), "transaction_amount": amount,
        "currency": pick(rng, words.CURRENCIES, rows), "channel": coded(words.CHANNELS, channel),
        "device_type": pick(rng, words.DEVICES, rows, device), "browser": pick(rng, words.BROWSERS, rows, device),
        "ip_address": join(text(whole(rng, 1, 254, rows)), ".", text(whole(rng, 0, 254, rows)), ".",
                           text(whole(rng, 0, 254, rows)), ".", text(whole(rng, 1, 253, rows))),
        "city_raw": coded(PLACE["cities"], np.where(bad_city, PLACE["bad_city"][location], PLACE["city"][location])),
        "state_raw": coded(PLACE["states"], np.where(bad_state, PLACE["bad_state"][location, whole(rng, 0, 3, rows)],
                                                     PLACE["state"][location])),
        "zip_code": text(whole(rng, 10000, 99998, rows)), "page_views": views,
        "time_on_site_seconds": np.where(views > 0, whole(rng, 30, 3629, rows, np.int32), 0).astype(np.int32),
        "bounce_rate": np.where(views == 1, 1.0, 0.0),
        "click_count": pa.array(whole(rng, 1, 100, rows, np.int32), mask=~product),
        "cart_value": pa.array(np.round(rng.random(rows) * 9999.99, 2), mask=~product),
        "items_in_cart": pa.array(whole(rng, 0, 20, rows, np.int32), mask=~product),
        "support_ticket_id": tagged("TKT", rng, 10000, 99999, rows, support),
        "issue_category": pick(rng, words.ISSUES, rows, support),
        "satisfaction_score": pa.array(whole(rng, 1, 5, rows, np.int32), mask=~support),
        "campaign_id": pick(rng, CAMPAIGNS, rows, campaign),
        "utm_source": pick(rng, words.UTM_SOURCES, rows, campaign), "utm_medium": pick(rng, words.UTM_MEDIA, rows, campaign),
        "loyalty_member": member, "loyalty_tier": coded(list(words.TIERS), customers.tier[customer], member),
        "points_earned": np.where(member, np.floor(amount * 10), 0).astype(np.int32),
        "points_redeemed": np.where(member & (rng.random(rows) < 0.1), whole(rng, 100, 999, rows, np.int32), 0).astype(np.int32),
        "data_source": coded(list(words.SOURCES), weighted_index(rng, words.SOURCES, rows)),
        "data_quality_flag": coded(list(words.QUALITIES), weighted_index(rng, words.QUALITIES, rows)),
        "raw_user_agent": pick(rng, AGENTS, rows), "session_fingerprint": fixed_text(hex_characters(rng, 32, rows)),
        "interaction_payload": fixed_text(hex_characters(rng, payload_bytes, rows))})


def iot10(rng, first, rows):
    return pa.table({
        "id": np.arange(first, first + rows), "device_id": whole(rng, 1, 100000, rows, np.int32),
        "battery": whole(rng, 0, 100, rows, np.int32), "site": pick(rng, words.SITES, rows),
        "metric": pick(rng, words.METRICS, rows),
        "status": coded(list(words.STATUSES), weighted_index(rng, words.STATUSES, rows)),
        "temperature": whole(rng, -2000, 4500, rows) / 100.0, "reading": rng.random(rows) * 1000.0,
        "event_time": pa.array(words.YEAR_START + whole(rng, 0, words.YEAR - 1, rows)).view(pa.timestamp("us", "UTC")),
        "trace": rng.integers(0, 2**64, rows, dtype=np.uint64)})


def tables(workload, rows, group_rows):
    """The workload's rows, a table for each row group."""
    rng = np.random.default_rng(42)
    customers = None if workload == "iot10" else Customers(rng)
    for first in range(0, rows, group_rows):
        some = min(group_rows, rows - first)
        if workload == "iot10":
            yield iot10(rng, first, some)
        else:
            yield c360(rng, first, some, customers, command.PAYLOAD_BYTES[workload])


# Dictionaries where values repeat: trying them on unique text costs time and gains nothing.
NUMBERS_CODED = ["page_views", "time_on_site_seconds", "bounce_rate", "click_count", "items_in_cart", "satisfaction_score",
                 "points_earned", "points_redeemed", "customer_id", "transaction_amount", "zip_code", "battery", "temperature"]


def coded_columns(schema):
    return [field.name for field in schema if pa.types.is_dictionary(field.type) or field.name in NUMBERS_CODED]


def main():
    options = command.arguments(__doc__)
    pa.set_cpu_count(options.threads)
    writer = None
    for table in tables(options.workload, options.rows, GROUP_ROWS[options.workload]):
        if writer is None:
            writer = pq.ParquetWriter(options.output, table.schema, compression="snappy",
                                      use_dictionary=coded_columns(table.schema))
        writer.write_table(table)
    writer.close()


if __name__ == "__main__":
    main()
