# SPDX-License-Identifier: Apache-2.0
"""numpy and pyarrow, row by row: text is built in Python from scalar draws, and a row group at a time is written.

This stands for generators written the plain way, lakebench's generate.py among them: a loop over the rows of each column that is
text, numpy arrays for the others."""

import datetime
import uuid

import command
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import words

GROUP_ROWS = {"c360": 16384, "thin": 65536}
EPOCH = datetime.datetime(1970, 1, 1)
TYPES = {"timestamp[us]": pa.timestamp("us"), "double": pa.float64(), "bool": pa.bool_(), "string": pa.string(),
         "int32": pa.int32(), "int64": pa.int64()}
SCHEMA = pa.schema([(name, TYPES[kind]) for name, kind in words.C360_COLUMNS.items()])


class Rows:
    """Makes the cells of one row group. number() and pick() draw one value, arrays() many."""

    def __init__(self, rng, first, rows, customers):
        self.rng, self.first, self.rows = rng, first, rows
        self.member, self.tier = customers

    def number(self, low, high):
        return self.rng.integers(low, high + 1)

    def pick(self, values):
        return values[self.rng.integers(0, len(values))]

    def weighted(self, weights):
        return self.rng.choice(list(weights), size=self.rows, p=list(weights.values())).tolist()

    # ---- cells ----

    def email(self):
        duplicate = ".DUPLICATE" if self.rng.random() < words.DUPLICATE else ""
        email = f"user{self.number(1000, 999998)}{duplicate}@{self.pick(words.DOMAINS)}"
        if self.rng.random() >= words.DIRTY:
            return email
        mode = self.number(1, 6)
        if mode == 1:
            return email.replace("@", "")
        if mode == 2:
            return email.upper()
        if mode == 3:
            return f"  {email}  "
        if mode == 4:
            return email.replace("@", "@@")
        return email.rpartition(".")[0] if mode == 5 else email.replace("@", ".at.")

    def phone(self):
        area, prefix, line = self.number(200, 998), self.number(200, 998), self.number(1000, 9998)
        if self.rng.random() < words.DIRTY:
            return self.dirty_phone(area, prefix, line)
        return f"+1{area}{prefix}{line}" if self.rng.random() < 0.5 else f"({area}) {prefix}-{line}"

    def dirty_phone(self, area, prefix, line):
        mode = self.number(1, 4)
        if mode == 1:
            return f"{area}{prefix}{line}"
        if mode == 2:
            return f"+1-{area}-{prefix}-{line}"
        return f"{area}{prefix}"[:8] if mode == 3 else f"{area}{prefix}{line}".replace("0", "O", 1)

    def place(self):
        city, state = self.pick(words.LOCATIONS)
        if self.rng.random() < words.DIRTY:
            city = words.MISSPELT.get(city, city)
        if self.rng.random() < words.DIRTY:
            state = self.pick(words.VARIANTS[state])
        return city, state

    def address(self):
        return f"{self.number(1, 254)}.{self.number(0, 254)}.{self.number(0, 254)}.{self.number(1, 253)}"

    def agent(self):
        return (f"{self.pick(words.BROWSERS)}/{self.number(90, 129)}.0 ({self.pick(words.DEVICES)}; {self.pick(words.SYSTEMS)})")

    def moment(self):
        return EPOCH + datetime.timedelta(microseconds=int(self.number(words.START, words.END - 1)))

    def uuid(self):
        return str(uuid.UUID(bytes=self.rng.bytes(16), version=4))

    # ---- columns ----

    def each(self, make):
        return [make() for _ in range(self.rows)]

    def where(self, present, make):
        return [make() if there else None for there in present]

    def amounts(self, kinds):
        drawn = np.round(np.clip(self.rng.lognormal(4.3, 1.2, self.rows), 1.0, 9999.99), 2)
        return np.where(np.array(kinds) == "purchase", drawn, 0.0)

    def columns(self, payload_bytes):
        rng, number, pick, each, where = self.rng, self.number, self.pick, self.each, self.where
        ids = np.arange(self.first, self.first + self.rows)
        kinds = self.weighted(words.TYPES)
        product = [kind not in ("login", "support") for kind in kinds]
        support = [kind == "support" for kind in kinds]
        channels = each(lambda: pick(words.CHANNELS))
        device = [channel not in ("store", "call_center") for channel in channels]
        campaign = (rng.random(self.rows) < 0.4).tolist()
        customers = (rng.zipf(1.5, self.rows) - 1) % command.CUSTOMERS + 1
        members = [self.member[customer] for customer in customers]
        cities, states = zip(*each(self.place))
        amounts = self.amounts(kinds)
        views = [int(number(1, 20)) if kind in ("browse", "purchase") else 0 for kind in kinds]
        return {
            "id": ids, "row_id": ids, "event_timestamp": each(self.moment), "event_id": each(self.uuid),
            "session_id": each(self.uuid), "customer_id": customers, "email_raw": each(self.email),
            "phone_raw": each(self.phone), "interaction_type": kinds,
            "product_id": where(product, lambda: f"PRD{number(10000, 99998)}"),
            "product_category": where(product, lambda: pick(words.CATEGORIES)), "transaction_amount": amounts,
            "currency": each(lambda: pick(words.CURRENCIES)), "channel": channels,
            "device_type": where(device, lambda: pick(words.DEVICES)), "browser": where(device, lambda: pick(words.BROWSERS)),
            "ip_address": each(self.address), "city_raw": cities, "state_raw": states,
            "zip_code": each(lambda: str(number(10000, 99998))), "page_views": views,
            "time_on_site_seconds": [int(number(30, 3629)) if seen else 0 for seen in views],
            "bounce_rate": [1.0 if seen == 1 else 0.0 for seen in views],
            "click_count": where(product, lambda: int(number(1, 100))),
            "cart_value": where(product, lambda: round(rng.random() * 9999.99, 2)),
            "items_in_cart": where(product, lambda: int(number(0, 20))),
            "support_ticket_id": where(support, lambda: f"TKT{number(10000, 99999)}"),
            "issue_category": where(support, lambda: pick(words.ISSUES)),
            "satisfaction_score": where(support, lambda: int(number(1, 5))),
            "campaign_id": where(campaign, lambda: f"CMP{number(100, 999)}"),
            "utm_source": where(campaign, lambda: pick(words.UTM_SOURCES)),
            "utm_medium": where(campaign, lambda: pick(words.UTM_MEDIA)), "loyalty_member": members,
            "loyalty_tier": [self.tier[customer] if member else None for customer, member in zip(customers, members)],
            "points_earned": [int(amount * 10) if member else 0 for amount, member in zip(amounts, members)],
            "points_redeemed": [int(number(100, 999)) if member and rng.random() < 0.1 else 0 for member in members],
            "data_source": self.weighted(words.SOURCES), "data_quality_flag": self.weighted(words.QUALITIES),
            "raw_user_agent": each(self.agent), "session_fingerprint": each(lambda: rng.bytes(32).hex()),
            "interaction_payload": each(lambda: rng.bytes(payload_bytes).hex())}


def make_customers(rng):
    count = command.CUSTOMERS + 1
    member = (rng.random(count) < 0.6).tolist()
    return member, rng.choice(list(words.TIERS), size=count, p=list(words.TIERS.values())).tolist()


def main():
    options = command.arguments(__doc__, workloads=("c360", "thin"))
    rng = np.random.default_rng(42)
    customers = make_customers(rng)
    group_rows = GROUP_ROWS[options.workload]
    pa.set_cpu_count(options.threads)
    with pq.ParquetWriter(options.output, SCHEMA, compression="snappy") as writer:
        for first in range(0, options.rows, group_rows):
            rows = Rows(rng, first, min(group_rows, options.rows - first), customers)
            writer.write_table(pa.table(rows.columns(command.PAYLOAD_BYTES[options.workload]), schema=SCHEMA))


if __name__ == "__main__":
    main()
