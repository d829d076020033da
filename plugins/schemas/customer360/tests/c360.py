# SPDX-License-Identifier: Apache-2.0
"""What the customer360 tests share: the specification as tables, and reading what lakegen made.

    run = generate("--scale", "0.1", "--ground-truth", "--payload-kb", "0")
    run["email_raw"]           one column as an Arrow array
    run.clean("email_raw")     the same with every corruption undone by the ground truth
    run.isin("channel", "web") a NumPy mask of rows
    run.live("product_id")     the rows that must have a value there
    preview("zip_code", 1000)  one column alone, without files
"""

import functools
import glob
import os
import subprocess

from taptest import lakegen, need, workdir

np, pa, pc, pq, csv = need("numpy", "pyarrow", "pyarrow.compute", "pyarrow.parquet", "pyarrow.csv")


def uniform(*values):
    return {value: 1 / len(values) for value in values}


COLUMNS = {
    "id": "int64", "row_id": "int64", "event_timestamp": "timestamp[us]", "event_id": "string", "session_id": "string",
    "customer_id": "int64", "email_raw": "string", "phone_raw": "string", "interaction_type": "string",
    "product_id": "string", "product_category": "string", "transaction_amount": "double", "currency": "string",
    "channel": "string", "device_type": "string", "browser": "string", "ip_address": "string", "city_raw": "string",
    "state_raw": "string", "zip_code": "string", "page_views": "int32", "time_on_site_seconds": "int32",
    "bounce_rate": "double", "click_count": "int32", "cart_value": "double", "items_in_cart": "int32",
    "support_ticket_id": "string", "issue_category": "string", "satisfaction_score": "int32", "campaign_id": "string",
    "utm_source": "string", "utm_medium": "string", "loyalty_member": "bool", "loyalty_tier": "string",
    "points_earned": "int32", "points_redeemed": "int32", "data_source": "string", "data_quality_flag": "string",
    "raw_user_agent": "string", "session_fingerprint": "string", "interaction_payload": "string",
}
TRUTH_COLUMNS = {"row_id": "int64", "column": "string", "mode": "string", "clean_value": "string"}

DEVICES = uniform("desktop", "mobile", "tablet")
BROWSERS = uniform("chrome", "safari", "firefox", "edge")
SYSTEMS = uniform("Windows NT 10.0", "macOS 14.0", "Linux", "iOS 17", "Android 14")
EMAIL_DOMAINS = uniform("gmail.com", "yahoo.com", "outlook.com", "icloud.com", "hotmail.com")
CHOICES = {
    "interaction_type": {"browse": .35, "login": .20, "purchase": .18, "abandoned_cart": .15, "support": .12},
    "product_category": uniform("electronics", "clothing", "home_garden", "books", "sports"),
    "currency": uniform("USD", "EUR", "GBP", "CAD"),
    "channel": uniform("web", "mobile_app", "store", "call_center", "social_media"),
    "device_type": DEVICES,
    "browser": BROWSERS,
    "issue_category": uniform("billing", "technical", "general_inquiry"),
    "utm_source": uniform("google", "facebook", "email", "direct"),
    "utm_medium": uniform("cpc", "organic", "referral"),
    "data_source": {"primary_system": .70, "legacy_import": .15, "manual_entry": .10, "third_party_api": .05},
    "data_quality_flag": {"clean": .92, "duplicate_suspected": .02, "incomplete_data": .03,
                          "format_inconsistent": .03},
}
TIERS = {"bronze": .70, "silver": .20, "gold": .10}

# inclusive ranges, of the rows that are live
INTEGERS = {"page_views": (1, 20), "time_on_site_seconds": (30, 3629), "click_count": (1, 100), "items_in_cart": (0, 20),
            "satisfaction_score": (1, 5), "points_redeemed": (100, 999)}
# columns of a prefix and a number without leading zeros
NUMBERED = {"product_id": ("PRD", 10000, 99998), "zip_code": ("", 10000, 99998),
            "support_ticket_id": ("TKT", 10000, 99999), "campaign_id": ("CMP", 100, 999)}

CITY_STATE = [
    ("New York", "NY"), ("NYC", "New York"), ("New York City", "NY"), ("Los Angeles", "CA"), ("LA", "California"),
    ("Los Angeles", "California"), ("Chicago", "IL"), ("Chicago", "Illinois"), ("Houston", "TX"), ("Houston", "Texas"),
    ("Phoenix", "AZ"), ("Phoenix", "Arizona"), ("Philadelphia", "PA"), ("Philly", "Pennsylvania"), ("San Antonio", "TX"),
    ("San Antonio", "Texas"), ("San Diego", "CA"), ("San Diego", "California"), ("Dallas", "TX"), ("Dallas", "Texas"),
    ("San Jose", "CA"), ("San Jose", "California")]
MISSPELT = {"Chicago": "Chicgao", "New York": "Newyork", "New York City": "Newyork City", "NYC": "Nyc",
            "Phoenix": "Pheonix", "Los Angeles": "Los Angelas", "LA": "La", "Houston": "Huston",
            "Philadelphia": "Philidelphia", "Philly": "Phily"}
STATE_VARIANTS = {
    "CA": ["california", "CALIFORNIA", "Calif.", "Ca"], "California": ["CA", "ca", "Calif.", "CALIFORNIA"],
    "NY": ["new york", "NEW YORK", "N.Y.", "Ny"], "New York": ["new york", "NEW YORK", "ny", "N.Y."],
    "IL": ["illinois", "ILLINOIS", "Ill.", "Il"], "Illinois": ["IL", "il", "Ill.", "ILLINOIS"],
    "TX": ["texas", "TEXAS", "Tex.", "Tx"], "Texas": ["TX", "tx", "Tex.", "TEXAS"],
    "AZ": ["arizona", "ARIZONA", "Ariz.", "Az"], "Arizona": ["AZ", "az", "Ariz.", "ARIZONA"],
    "PA": ["pennsylvania", "PENNSYLVANIA", "Penn.", "Pa"], "Pennsylvania": ["PA", "pa", "Penn.", "PENNSYLVANIA"]}
EMAIL_MODES = ["email_at_removed", "email_upper_case", "email_padded", "email_double_at", "email_domain_cut",
               "email_at_spelled"]
PHONE_MODES = ["phone_digits", "phone_dashed", "phone_cut", "phone_letter_o"]
DIRTY_COLUMNS = ["email_raw", "phone_raw", "city_raw", "state_raw"]

# What each option of the schema is allowed to change.
LOYALTY = ["loyalty_member", "loyalty_tier", "points_earned", "points_redeemed"]
BY_TYPE = ["interaction_type", "product_id", "product_category", "transaction_amount", "page_views",
           "time_on_site_seconds", "bounce_rate", "click_count", "cart_value", "items_in_cart", "support_ticket_id",
           "issue_category", "satisfaction_score", "points_earned"]
AFFECTED_BY = {
    "customers": ["customer_id", *LOYALTY], "zipf_alpha": ["customer_id", *LOYALTY], "dirty_ratio": DIRTY_COLUMNS,
    "duplicate_email_ratio": ["email_raw"], "payload_kb": ["interaction_payload"],
    "timestamp_start": ["event_timestamp"], "timestamp_end": ["event_timestamp"], "type_weights": BY_TYPE,
    "amount_mu": ["transaction_amount", "points_earned"], "amount_sigma": ["transaction_amount", "points_earned"],
    "member_ratio": LOYALTY, "tier_weights": ["loyalty_tier"],
    "campaign_ratio": ["campaign_id", "utm_source", "utm_medium"], "quality_weights": ["data_quality_flag"],
    "source_weights": ["data_source"]}

UUID4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
CLEAN_EMAIL = r"user[0-9]{4,6}(\.DUPLICATE)?@(gmail|yahoo|outlook|icloud|hotmail)\.com"
CLEAN_PHONE = r"\+1[0-9]{10}|\([0-9]{3}\) [0-9]{3}-[0-9]{4}"
OCTET = "(0|[1-9][0-9]{0,2})"
FORMATS = {
    "event_id": UUID4, "session_id": UUID4, "product_id": "PRD[0-9]{5}", "ip_address": rf"{OCTET}(\.{OCTET}){{3}}",
    "zip_code": "[0-9]{5}", "support_ticket_id": "TKT[0-9]{5}", "campaign_id": "CMP[0-9]{3}",
    "raw_user_agent": r"[a-z]+/[0-9]{2,3}\.0 \([a-z]+; [^;()]+\)", "session_fingerprint": "[0-9a-f]{64}"}


class Run:
    """The rows of one generated data set; columns are read when they are asked for, and kept."""

    def __init__(self, folder):
        self.folder = folder
        self.columns = {}

    def files(self):
        return sorted(glob.glob(os.path.join(self.folder, "*.parquet")))

    def table(self, *columns):
        return pa.concat_tables(pq.read_table(name, columns=list(columns) or None) for name in self.files())

    def __getitem__(self, name):
        if name not in self.columns:
            self.columns[name] = self.table(name).column(0).combine_chunks()
        return self.columns[name]

    @functools.cached_property
    def rows(self):
        return len(self["id"])

    def numbers(self, name):
        """A column without nulls as a NumPy array."""
        return self[name].to_numpy(zero_copy_only=False)

    def isin(self, name, *values):
        return pc.is_in(self[name], value_set=pa.array(values)).to_numpy(zero_copy_only=False)

    def present(self, name):
        return pc.is_valid(self[name]).to_numpy(zero_copy_only=False)

    def where(self, name, mask):
        """The values of some rows."""
        return self[name].filter(pa.array(mask))

    @functools.cached_property
    def shopping(self):
        return ~self.isin("interaction_type", "login", "support")

    @functools.cached_property
    def support(self):
        return self.isin("interaction_type", "support")

    @functools.cached_property
    def purchase(self):
        return self.isin("interaction_type", "purchase")

    @functools.cached_property
    def online(self):
        return ~self.isin("channel", "store", "call_center")

    @functools.cached_property
    def campaign(self):
        return self.present("campaign_id")

    @functools.cached_property
    def member(self):
        return self.numbers("loyalty_member")

    @functools.cached_property
    def viewing(self):
        return self.isin("interaction_type", "browse", "purchase")

    def nullable(self, name):
        """The rows where the specification wants a value, for a column that has nulls; None where it has none."""
        for columns, rows in NULL_RULES:
            if name in columns:
                return getattr(self, rows)
        return None

    def live(self, name):
        """The rows whose value is drawn at random: those with a value that no other column dictates."""
        if name in LIVE_RULES:
            return LIVE_RULES[name](self)
        rule = self.nullable(name)
        return np.ones(self.rows, bool) if rule is None else rule

    @functools.cached_property
    def truth(self):
        return pa.concat_tables(pq.read_table(name) for name in self.truth_files())

    def truth_files(self):
        return sorted(glob.glob(os.path.join(self.folder + "_truth", "*.parquet")))

    def corruptions(self, column):
        """The ground truth of one column, by row."""
        return self.truth.filter(pc.equal(self.truth["column"], column)).sort_by("row_id")

    def corrupted(self, column):
        mask = np.zeros(self.rows, bool)
        mask[self.corruptions(column)["row_id"].to_numpy()] = True
        return mask

    def clean(self, column):
        """The column before corruption."""
        values = self.corruptions(column)["clean_value"].combine_chunks()
        return pc.replace_with_mask(self[column], pa.array(self.corrupted(column)), values)


NULL_RULES = [
    (("product_id", "product_category", "click_count", "cart_value", "items_in_cart"), "shopping"),
    (("device_type", "browser"), "online"),
    (("support_ticket_id", "issue_category", "satisfaction_score"), "support"),
    (("campaign_id", "utm_source", "utm_medium"), "campaign"),
    (("loyalty_tier",), "member"),
]
LIVE_RULES = {
    "transaction_amount": lambda run: run.purchase,
    "page_views": lambda run: run.viewing,
    "time_on_site_seconds": lambda run: run.viewing,
    "points_redeemed": lambda run: run.numbers("points_redeemed") != 0,
}


def generate(*arguments, folder=None):
    """Runs lakegen generate customer360 and gives its rows."""
    folder = folder or os.path.join(workdir(), "out")
    lakegen("generate", "customer360", "--quiet", "--output", folder, *arguments)
    return Run(folder)


def preview(column, rows, *options):
    """One column of so many rows, made alone and read from a pipe; texts stay texts, numbers become numbers."""
    command = ["lakegen", "preview", "customer360", "--format", "csv", "--columns", column, "--rows", rows, "--limit", rows]
    types = {column: COLUMNS[column].removesuffix("[us]").replace("timestamp", "string")}
    with subprocess.Popen([*map(str, command), *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        table = csv.read_csv(process.stdout, convert_options=csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False))
    assert process.returncode == 0, command
    return table[column].combine_chunks()


def matches(array, pattern):
    """Which values are of this form, from the first to the last character."""
    return pc.match_substring_regex(array, rf"\A(?:{pattern})\z")


def digits(array, start, stop=None):
    """The number that stands at these characters of every value."""
    text = pc.utf8_slice_codeunits(array, start, stop) if stop else pc.utf8_slice_codeunits(array, start)
    return pc.cast(text, pa.int64()).to_numpy(zero_copy_only=False)


def bytes_of(array):
    """Values of one length as a matrix of bytes, a row per value."""
    width = pc.binary_length(array[0]).as_py()
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset:array.offset + len(array) + 1]
    assert (np.diff(offsets) == width).all(), "values of different lengths"
    return np.frombuffer(array.buffers()[2], np.uint8)[offsets[0]:offsets[-1]].reshape(len(array), width)


def cents(amounts):
    """Amounts as whole cents, and whether each is exactly a number of two decimals."""
    rounded = np.rint(amounts * 100).astype(np.int64)
    return rounded, rounded / 100 == amounts
