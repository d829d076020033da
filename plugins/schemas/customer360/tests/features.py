# SPDX-License-Identifier: Apache-2.0
"""Every random column as small category codes, so that any two of them can be tested for independence."""

import c360
from c360 import digits

from taptest import need

np, pc = need("numpy", "pyarrow.compute")
CELLS = 6


def cut(numbers, low, high):
    """Integers of low...high in CELLS equal cells."""
    return (numbers - low) * min(CELLS, high - low + 1) // (high - low + 1)


def codes(array):
    return array.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def spread(run, name, values, rows=None):
    """Codes of the rows that are live, -1 elsewhere."""
    rows = run.live(name) if rows is None else rows
    result = np.full(run.rows, -1, np.int64)
    result[rows] = values
    return result


def choices(run):
    return {name: spread(run, name, codes(run.where(name, run.live(name)))) for name in c360.CHOICES}


def integers(run):
    found = {}
    for name, (low, high) in c360.INTEGERS.items():
        found[name] = spread(run, name, cut(run.where(name, run.live(name)).to_numpy(), low, high))
    for name, (prefix, low, high) in c360.NUMBERED.items():
        found[name] = spread(run, name, cut(digits(run.where(name, run.live(name)), len(prefix)), low, high))
    return found


def amounts(run):
    purchases = c360.cents(run.where("transaction_amount", run.purchase).to_numpy())[0]
    cart = c360.cents(run.where("cart_value", run.shopping).to_numpy())[0]
    return {"transaction_amount": spread(run, "transaction_amount", np.searchsorted([3000, 7400, 18000], purchases)),
            "transaction_amount, last digit": spread(run, "transaction_amount", purchases % 10 // 2),
            "cart_value": spread(run, "cart_value", cut(cart, 0, 999_999))}


def times(run):
    stamps = pc.cast(run["event_timestamp"], "int64").to_numpy()
    return {"event_timestamp": np.searchsorted(np.quantile(stamps, [.2, .4, .6, .8]), stamps),
            "event_timestamp, microseconds": cut(stamps % 1000, 0, 999)}


def hexadecimals(run):
    """The first and the last byte, as cells of one character each."""
    return {f"{name}, {where} digit": codes(pc.utf8_slice_codeunits(run[name], start, start + 1))
            for name, width in (("event_id", 36), ("session_id", 36), ("session_fingerprint", 64))
            for where, start in (("first", 0), ("last", width - 1))}


def customers(run):
    member = run.member
    redeems = run.numbers("points_redeemed") != 0
    return {"customer_id": np.searchsorted([2, 3, 11, 101], run.numbers("customer_id"), side="right"),
            "loyalty_member": member.astype(np.int64), "loyalty_tier": codes(run["loyalty_tier"]),
            "points_redeemed, any": np.where(member, redeems, -1).astype(np.int64),
            "campaign": run.campaign.astype(np.int64)}


def emails(run):
    clean = run.clean("email_raw")
    local = pc.list_element(pc.split_pattern(clean, "@"), 0)
    number = digits(pc.replace_substring(local, ".DUPLICATE", ""), len("user"))
    return {"email_raw": cut(number, 1000, 999_998), "email_raw, duplicate": codes(pc.ends_with(local, ".DUPLICATE")),
            "email_raw, domain": codes(pc.list_element(pc.split_pattern(clean, "@"), 1))}


def phones(run):
    rows = ~run.corrupted("phone_raw")
    stored = run.where("phone_raw", rows)
    numbers = pc.replace_substring_regex(stored, r"^\+1|[() -]", "")
    found = {"form": codes(pc.starts_with(stored, "+")), "area": cut(digits(numbers, 0, 3), 200, 998),
             "prefix": cut(digits(numbers, 3, 6), 200, 998), "line": cut(digits(numbers, 6), 1000, 9998)}
    return {f"phone_raw, {part}": spread(run, "phone_raw", values, rows) for part, values in found.items()}


def addresses(run):
    octets = pc.split_pattern(run["ip_address"], ".")
    return {f"ip_address, octet {'abcd'[place]}": cut(digits(pc.list_element(octets, place), 0), 0, 255) for place in range(4)}


def agents(run):
    parts = pc.extract_regex(run["raw_user_agent"],
                             r"^(?P<browser>[a-z]+)/(?P<version>\d+)\.0 \((?P<device>[a-z]+); (?P<system>.*)\)$")
    found = {f"raw_user_agent, {part}": codes(pc.struct_field(parts, part)) for part in ("browser", "device", "system")}
    return {**found, "raw_user_agent, version": cut(digits(pc.struct_field(parts, "version"), 0), 90, 129)}


def places(run):
    """City and state are one draw, so they are one feature."""
    return {"city and state": codes(pc.binary_join_element_wise(run.clean("city_raw"), run.clean("state_raw"), "/"))}


def dirt(run):
    """Whether a cell is corrupted, where it can be, and how. A city that has no misspelling does not say."""
    misspellable = pc.is_in(run.clean("city_raw"), value_set=c360.pa.array(list(c360.MISSPELT)))
    rows = {"city_raw": misspellable.to_numpy(zero_copy_only=False)}
    found = {}
    for name in c360.DIRTY_COLUMNS:
        hit = run.corrupted(name)
        found[f"{name}, corrupted"] = np.where(rows.get(name, True), hit, -1).astype(np.int64)
        if name in ("email_raw", "phone_raw"):
            found[f"{name}, mode"] = spread(run, name, codes(run.corruptions(name)["mode"].combine_chunks()), hit)
    return found


def features(run):
    """All of them, by name; a name begins with its column's, or with those of both columns of a pair."""
    found = {}
    for part in (times, hexadecimals, customers, emails, phones, choices, integers, amounts, addresses, places, agents,
                 dirt):
        found.update(part(run))
    return found
