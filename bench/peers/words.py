# SPDX-License-Identifier: Apache-2.0
"""The values of low-cardinality columns and their weights, for all peers. The source is the schemas' documentation."""

TYPES = {"browse": 0.35, "login": 0.20, "purchase": 0.18, "abandoned_cart": 0.15, "support": 0.12}
SOURCES = {"primary_system": 0.70, "legacy_import": 0.15, "manual_entry": 0.10, "third_party_api": 0.05}
QUALITIES = {"clean": 0.92, "duplicate_suspected": 0.02, "incomplete_data": 0.03, "format_inconsistent": 0.03}
TIERS = {"bronze": 0.70, "silver": 0.20, "gold": 0.10}

DOMAINS = ["gmail.com", "yahoo.com", "outlook.com", "icloud.com", "hotmail.com"]
CATEGORIES = ["electronics", "clothing", "home_garden", "books", "sports"]
CURRENCIES = ["USD", "EUR", "GBP", "CAD"]
CHANNELS = ["web", "mobile_app", "store", "call_center", "social_media"]
DEVICES = ["desktop", "mobile", "tablet"]
BROWSERS = ["chrome", "safari", "firefox", "edge"]
ISSUES = ["billing", "technical", "general_inquiry"]
UTM_SOURCES = ["google", "facebook", "email", "direct"]
UTM_MEDIA = ["cpc", "organic", "referral"]
SYSTEMS = ["Windows NT 10.0", "macOS 14.0", "Linux", "iOS 17", "Android 14"]

LOCATIONS = [
    ("New York", "NY"), ("NYC", "New York"), ("New York City", "NY"), ("Los Angeles", "CA"), ("LA", "California"),
    ("Los Angeles", "California"), ("Chicago", "IL"), ("Chicago", "Illinois"), ("Houston", "TX"), ("Houston", "Texas"),
    ("Phoenix", "AZ"), ("Phoenix", "Arizona"), ("Philadelphia", "PA"), ("Philly", "Pennsylvania"), ("San Antonio", "TX"),
    ("San Antonio", "Texas"), ("San Diego", "CA"), ("San Diego", "California"), ("Dallas", "TX"), ("Dallas", "Texas"),
    ("San Jose", "CA"), ("San Jose", "California")]
CITIES = [city for city, _ in LOCATIONS]
STATES = [state for _, state in LOCATIONS]

MISSPELT = {"Chicago": "Chicgao", "New York": "Newyork", "New York City": "Newyork City", "NYC": "Nyc", "Phoenix": "Pheonix",
            "Los Angeles": "Los Angelas", "LA": "La", "Houston": "Huston", "Philadelphia": "Philidelphia", "Philly": "Phily"}
VARIANTS = {
    "CA": ["california", "CALIFORNIA", "Calif.", "Ca"], "California": ["CA", "ca", "Calif.", "CALIFORNIA"],
    "NY": ["new york", "NEW YORK", "N.Y.", "Ny"], "New York": ["new york", "NEW YORK", "ny", "N.Y."],
    "IL": ["illinois", "ILLINOIS", "Ill.", "Il"], "Illinois": ["IL", "il", "Ill.", "ILLINOIS"],
    "TX": ["texas", "TEXAS", "Tex.", "Tx"], "Texas": ["TX", "tx", "Tex.", "TEXAS"],
    "AZ": ["arizona", "ARIZONA", "Ariz.", "Az"], "Arizona": ["AZ", "az", "Ariz.", "ARIZONA"],
    "PA": ["pennsylvania", "PENNSYLVANIA", "Penn.", "Pa"], "Pennsylvania": ["PA", "pa", "Penn.", "PENNSYLVANIA"]}

DIRTY = 0.08
DUPLICATE = 0.10
START, END = 1704067200000000, 1767139200000000  # 2024-01-01 to 2025-12-31, microseconds
# P(k) of the folded Zipf law at alpha = 1.5 from one uniform u in (0, 1]: floor((u^-2 - 1) * ZIPF_SPREAD) + 1, to 0.003
ZIPF_SPREAD = 0.6147

# ---- iot10 ----
SITES = ["oslo", "lagos", "lima", "perth", "osaka", "turin", "quito", "denver"]
METRICS = ["ambient", "coolant", "exhaust", "intake"]
STATUSES = {"ok": 0.90, "degraded": 0.08, "failed": 0.02}
YEAR_START, YEAR = 1735689600000000, 31536000000000  # 2025, microseconds

# ---- iot ----
IOT_START = 1704067200000000  # 2024, microseconds
IOT_STATUSES = {"ok": 0.965, "warning": 0.025, "fault": 0.008, "offline": 0.002}
MODELS = ["TH-100", "TH-200", "ENV-5", "VIB-30", "PWR-8", "MULTI-X", "EDGE-1", "ENV-7 Pro"]
FIRMWARES = ["1.8.4", "2.0.1", "2.1.0", "2.2.3", "2.3.0"]
REGIONS = ["us-east", "us-west", "sa-east", "eu-west", "eu-central", "ap-south", "ap-northeast", "ap-southeast"]

# ---- financial ----
TRANSACTIONS = {"purchase": 0.55, "bill_payment": 0.08, "atm_withdrawal": 0.08, "transfer_out": 0.06, "transfer_in": 0.06,
                "deposit": 0.06, "direct_deposit": 0.05, "fee": 0.03, "interest": 0.02, "refund": 0.01}
BANK_STATUSES = {"posted": 0.965, "pending": 0.02, "declined": 0.01, "reversed": 0.005}
BANK_CHANNELS = {"pos": 0.528, "online": 0.305, "mobile": 0.097, "ach": 0.028, "branch": 0.042}  # where the type leaves a choice
BANK_CURRENCIES = ["EUR", "GBP", "CAD", "MXN", "CHF"]
BANK_CATEGORIES = ["groceries", "restaurants", "fuel", "general_merchandise", "pharmacy", "clothing", "electronics", "travel",
                   "entertainment", "home_improvement", "transport", "telecom"]
BANK_CITIES = ["New York", "Los Angeles", "Chicago", "Houston", "Phoenix", "Philadelphia", "San Antonio", "San Diego", "Dallas",
               "San Jose", "Austin", "Columbus", "Charlotte", "Seattle", "Denver", "Boston", "Berlin", "Paris", "London", "Toronto"]
COUNTRIES = {"US": 0.93, "GB": 0.015, "CA": 0.015, "DE": 0.01, "FR": 0.01, "IT": 0.005, "ES": 0.005, "MX": 0.005, "CH": 0.005}
CARDS = 0.64  # share of transactions with a card: who has none is at home
COUNTRIES_OF_CARDS = {country: 1 - (1 - share) / CARDS if country == "US" else share / CARDS for country, share in COUNTRIES.items()}
ACCOUNT_TYPES = ["checking", "checking", "savings", "credit", "checking", "money_market"]
ADJECTIVES = ["Blue", "Golden", "Silver", "Green", "Northern", "Royal", "Old", "Grand", "Little", "Happy", "Sunny", "Quiet", "Urban",
              "Coastal", "Alpine", "Metro", "Central", "Twin", "Copper", "Maple", "Cedar"]
NOUNS = ["Harbor", "River", "Lake", "Hill", "Bridge", "Garden", "Forest", "Ridge", "Canyon", "Park", "Crown", "Eagle", "Falcon", "Bear",
         "Oak", "Willow", "Anchor", "Beacon", "Compass", "Mill", "Forge", "Corner", "Market", "Plaza", "Station", "Stone", "Wave"]
TRADES = ["Market", "Grill", "Fuel", "Store", "Pharmacy", "Apparel", "Electronics", "Hotel", "Cinema", "Hardware", "Transit", "Wireless"]
NETWORKS = ["192.0.2.", "198.51.100.", "203.0.113."]

# ---- columns in order: names and types as Arrow has them ----
C360_COLUMNS = {
    "id": "int64", "row_id": "int64", "event_timestamp": "timestamp[us]", "event_id": "string", "session_id": "string",
    "customer_id": "int64", "email_raw": "string", "phone_raw": "string", "interaction_type": "string", "product_id": "string",
    "product_category": "string", "transaction_amount": "double", "currency": "string", "channel": "string",
    "device_type": "string", "browser": "string", "ip_address": "string", "city_raw": "string", "state_raw": "string",
    "zip_code": "string", "page_views": "int32", "time_on_site_seconds": "int32", "bounce_rate": "double",
    "click_count": "int32", "cart_value": "double", "items_in_cart": "int32", "support_ticket_id": "string",
    "issue_category": "string", "satisfaction_score": "int32", "campaign_id": "string", "utm_source": "string",
    "utm_medium": "string", "loyalty_member": "bool", "loyalty_tier": "string", "points_earned": "int32",
    "points_redeemed": "int32", "data_source": "string", "data_quality_flag": "string", "raw_user_agent": "string",
    "session_fingerprint": "string", "interaction_payload": "string"}
IOT10_COLUMNS = {
    "id": "int64", "device_id": "int32", "battery": "int32", "site": "string", "metric": "string", "status": "string",
    "temperature": "double", "reading": "double", "event_time": "timestamp[us, tz=UTC]", "trace": "uint64"}
IOT_COLUMNS = {
    "reading_id": "string", "sensor_id": "string", "event_time": "timestamp[us, tz=UTC]", "ingest_time": "timestamp[us, tz=UTC]",
    "sequence_number": "int64", "site_id": "string", "gateway_id": "string", "device_model": "string", "firmware_version": "string",
    "region": "string", "latitude": "double", "longitude": "double", "temperature_c": "double", "humidity_pct": "double",
    "pressure_hpa": "double", "vibration_mm_s": "double", "power_w": "double", "battery_pct": "int16", "signal_rssi_dbm": "int16",
    "status": "string", "error_code": "string", "is_anomaly": "bool", "quality_flag": "string", "raw_frame": "string"}
FINANCIAL_COLUMNS = {
    "transaction_id": "string", "account_id": "int64", "customer_id": "int64", "account_type": "string", "card_token": "string",
    "pan_masked": "string", "transaction_time": "timestamp[us, tz=UTC]", "posted_date": "date32[day]", "transaction_type": "string",
    "direction": "string", "amount": "decimal128(14, 2)", "currency": "string", "fx_rate": "decimal128(12, 6)",
    "amount_usd": "decimal128(14, 2)", "balance_after": "decimal128(14, 2)", "merchant_id": "int64", "merchant_name": "string",
    "mcc": "string", "merchant_category": "string", "merchant_country": "string", "merchant_city": "string", "channel": "string",
    "status": "string", "auth_code": "string", "reference_number": "string", "counterparty_account_id": "int64",
    "transfer_group_id": "int64", "ip_address": "string", "device_fingerprint": "string", "latitude": "double", "longitude": "double",
    "description": "string", "is_fraud": "bool", "fraud_score": "double", "raw_message": "string"}
COLUMNS = {"c360": C360_COLUMNS, "thin": C360_COLUMNS, "iot10": IOT10_COLUMNS, "iot": IOT_COLUMNS, "financial": FINANCIAL_COLUMNS}


def columns(workload):
    return COLUMNS[workload]
