# SPDX-License-Identifier: Apache-2.0
"""Ranges are inclusive: of so many cells that the first and the last value of a range must occur, these are the extremes."""

from c360 import CHOICES, digits, preview
from taptest import done, equal, need

pc = need("pyarrow.compute")
MANY = 20  # expected occurrences of each value; that a given value is absent has the chance e**-20


CLEAN = ["--dirty-ratio=0", "--duplicate-email-ratio=0"]


def edges(description, numbers, low, high):
    equal((int(numbers.min()), int(numbers.max())), (low, high), description)


def only(interaction_type):
    """Rows of one type, so that its columns have no nulls."""
    types = CHOICES["interaction_type"]
    return "--type-weights=" + ",".join(f"{name}={int(name == interaction_type)}" for name in types)


edges("product_id: PRD10000...PRD99998", digits(preview("product_id", 89_999 * MANY, only("browse")), 3), 10000, 99998)
edges("support_ticket_id: TKT10000...TKT99999",
      digits(preview("support_ticket_id", 90_000 * MANY, only("support")), 3), 10000, 99999)
edges("zip_code: 10000...99998", digits(preview("zip_code", 89_999 * MANY), 0), 10000, 99998)
edges("time_on_site_seconds: 30...3629",
      preview("time_on_site_seconds", 3600 * MANY, only("purchase")).to_numpy(), 30, 3629)

emails = preview("email_raw", 998_999 * MANY, *CLEAN)
edges("email_raw: user1000...user999998", digits(pc.list_element(pc.split_pattern(emails, "@"), 0), 4), 1000, 999_998)

phones = preview("phone_raw", 4 * 8999 * MANY, *CLEAN)
plain, pretty = phones.filter(pc.starts_with(phones, "+")), phones.filter(pc.starts_with(phones, "("))
for form, array, places in (("+1AAAPPPLLLL", plain, (2, 5, 8)), ("(AAA) PPP-LLLL", pretty, (1, 6, 10))):
    area, prefix, line = places
    edges(f"phone_raw: area 200...998 in {form}", digits(array, area, area + 3), 200, 998)
    edges(f"phone_raw: prefix 200...998 in {form}", digits(array, prefix, prefix + 3), 200, 998)
    edges(f"phone_raw: line 1000...9998 in {form}", digits(array, line, line + 4), 1000, 9998)

cart = preview("cart_value", 1_000_000 * MANY, only("browse")).to_numpy()
equal((float(cart.min()), float(cart.max())), (0.0, 9999.99), "cart_value: 0.00...9999.99")

stamps = preview("event_timestamp", 10 * MANY, "--timestamp-start=2024-02-29T23:59:59.999995",
                 "--timestamp-end=2024-03-01T00:00:00.000005")
equal(sorted(set(stamps.to_pylist())),
      [f"2024-02-29T23:59:59.99999{digit}" for digit in range(5, 10)] +
      [f"2024-03-01T00:00:00.00000{digit}" for digit in range(5)],
      "event_timestamp: the start is reached, the end is not, and each microsecond between")
done()
