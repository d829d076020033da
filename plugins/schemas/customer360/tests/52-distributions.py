# SPDX-License-Identifier: Apache-2.0
"""The distribution of every column that is drawn row by row, at 1.2 million rows; customers and amounts have their own tests."""

import c360
from c360 import digits, generate
from stattest import chi_square, kolmogorov, share, stats, uniform_integers, weights
from taptest import done, equal, need

np, pc = need("numpy", "pyarrow.compute")
HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
run = generate("--scale", "0.5", "--payload-kb", "0", "--ground-truth", "--seed", "42")


def hex_digits(name, positions, values=HEX):
    """Every one of these places holds each digit equally often."""
    matrix = c360.bytes_of(run[name])[:, positions].astype(np.int64)
    places = matrix.shape[1]
    counts = np.bincount((matrix + 256 * np.arange(places)).ravel(), minlength=256 * places).reshape(places, 256)
    chi_square(f"{name}: {len(values)} digits equally often at each of {places} places", counts[:, values].ravel(),
               np.full(places * len(values), 1 / places / len(values)))


def timestamps(name, start, end):
    stamps = pc.cast(run[name], "int64").to_numpy()
    first, last = (int(np.datetime64(day, "us").astype(int)) for day in (start, end))
    kolmogorov(f"{name} is uniform over its range", stamps, stats.uniform(first, last - first).cdf)
    uniform_integers(f"{name}: microseconds are as likely as any other", stamps % 1000, 0, 999)


def emails(clean):
    weights("email_raw: five domains", pc.list_element(pc.split_pattern(clean, "@"), 1), c360.EMAIL_DOMAINS)
    local = pc.list_element(pc.split_pattern(clean, "@"), 0)
    duplicate = pc.ends_with(local, ".DUPLICATE")
    share("email_raw: .DUPLICATE in 10 %", duplicate.to_numpy(zero_copy_only=False), .10)
    numbers = digits(pc.replace_substring(local, ".DUPLICATE", ""), len("user"))
    uniform_integers("email_raw: user1000...user999998", numbers, 1000, 999_998)


def phones(name, canonical):
    """canonical: +1AAAPPPLLLL"""
    uniform_integers(f"{name}: area 200...998", digits(canonical, 2, 5), 200, 998)
    uniform_integers(f"{name}: prefix 200...998", digits(canonical, 5, 8), 200, 998)
    uniform_integers(f"{name}: line 1000...9998", digits(canonical, 8, 12), 1000, 9998)


def user_agents(array):
    parts = pc.extract_regex(array, r"^(?P<browser>[a-z]+)/(?P<version>\d+)\.0 \((?P<device>[a-z]+); (?P<system>.*)\)$")
    weights("raw_user_agent: browser", pc.struct_field(parts, "browser"), c360.BROWSERS)
    weights("raw_user_agent: device", pc.struct_field(parts, "device"), c360.DEVICES)
    weights("raw_user_agent: system", pc.struct_field(parts, "system"), c360.SYSTEMS)
    uniform_integers("raw_user_agent: version 90...129", digits(pc.struct_field(parts, "version"), 0), 90, 129)


def addresses(array):
    octets = pc.split_pattern(array, ".")
    for place, (low, high) in enumerate([(1, 254), (0, 254), (0, 254), (1, 253)]):
        uniform_integers(f"ip_address: octet {'abcd'[place]} {low}...{high}", digits(pc.list_element(octets, place), 0),
                         low, high)


for name, expected in c360.CHOICES.items():
    weights(f"{name}: {len(expected)} values with their weights", run.where(name, run.live(name)), expected)
for name, (low, high) in c360.INTEGERS.items():
    uniform_integers(f"{name}: {low}...{high}", run.where(name, run.live(name)).to_numpy(), low, high)
for name, (prefix, low, high) in c360.NUMBERED.items():
    values = digits(run.where(name, run.live(name)), len(prefix))
    uniform_integers(f"{name}: {prefix}{low}...{prefix}{high}", values, low, high)
share("campaign_id is present in 40 % of rows", run.campaign, .40)
share("points_redeemed: 10 % of members' rows", run.numbers("points_redeemed")[run.member] > 0, .10)
share("points_redeemed: the same for rows of customer 2 ... N",
      run.numbers("points_redeemed")[run.member & (run.numbers("customer_id") > 1)] > 0, .10)

timestamps("event_timestamp", "2024-01-01", "2025-12-31")
for name in ("event_id", "session_id"):
    hex_digits(name, [place for place in range(36) if place not in (8, 13, 14, 18, 19, 23)])
    hex_digits(name, [19], HEX[[8, 9, 10, 11]])
hex_digits("session_fingerprint", list(range(64)))

emails(run.clean("email_raw"))
clean = run.clean("phone_raw")
fresh = run.corrupted("phone_raw")
share("phone_raw: half are +1AAAPPPLLLL, half (AAA) PPP-LLLL",
      pc.starts_with(run.where("phone_raw", ~fresh), "+").to_numpy(zero_copy_only=False), .5)
phones("phone_raw", pc.replace_substring_regex(pc.replace_substring_regex(run.where("phone_raw", ~fresh), r"[() -]", ""),
                                               r"^(\d)", r"+1\1"))
phones("phone_raw, fresh digits of dirty ones", run.corruptions("phone_raw")["clean_value"].combine_chunks())
addresses(run["ip_address"])
user_agents(run["raw_user_agent"])

pairs = pc.binary_join_element_wise(run.clean("city_raw"), run.clean("state_raw"), "/")
weights("city_raw and state_raw: 22 pairs", pairs, c360.uniform(*map("/".join, c360.CITY_STATE)))
cart = c360.cents(run.where("cart_value", run.shopping).to_numpy())[0]
uniform_integers("cart_value: uniform in cents", cart, 0, 999_999)
kolmogorov("cart_value is uniform", cart + .5, stats.uniform(0, 1_000_000).cdf)

payload = generate("--rows", "8000", "--payload-kb", "3", "--seed", "42")
matrix = c360.bytes_of(payload["interaction_payload"])
equal(matrix.shape, (8000, 6144), "interaction_payload: 3 KiB are 6144 characters in every row")
decoded = np.frombuffer(bytes.fromhex(matrix.tobytes().decode()), np.uint8)
chi_square("interaction_payload: every byte equally often", np.bincount(decoded, minlength=256), np.full(256, 1 / 256))
pair_counts = np.bincount(decoded[:-1].astype(np.int64) * 256 + decoded[1:], minlength=65536)
chi_square("interaction_payload: every pair of bytes equally often", pair_counts, np.full(65536, 1 / 65536))
done()
