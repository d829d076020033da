# SPDX-License-Identifier: Apache-2.0
"""Where lakegen wants to be: the floors and aims of the performance specification, as data. Nothing fails by them."""

# lakegen's rate divided by the peer's: (floor, aim)
GENERATE = {
    ("c360", "rows"): (60, 150), ("thin", "rows"): (100, 200),
    ("c360", "clickhouse"): (8, 15), ("thin", "clickhouse"): (4, 7), ("iot10", "clickhouse"): (4, 8),
    ("c360", "duckdb"): (50, 90), ("thin", "duckdb"): (6, 11), ("iot10", "duckdb"): (4, 8)}
ENCODE = {("iot10", "duckdb"): (1.5, 4), ("iot10", "pyarrow"): (1.5, 4), ("iot10", "polars"): (1, 2)}
TEXT_FLOOR = 2         # times the best peer, by bytes
TEXT_AIM_MB = 1000     # per second of processor

READ_TIME = (1.05, 0.95)  # our file's time divided by that of the same rows from pyarrow
FILE_SIZE = (1.10, 1.05)
SCALING = (1.85, 1.95)    # from one thread to two
INSERT_FLOOR = 0.95       # of the rate at which a server takes the same rows from Native files
INSERT_SHARE = 0.20       # of all processor time that the client may use
UPLOAD_FLOOR = {"boto3, upload_file": 4}  # signed payloads: processor time by that of lakegen's uploading
FIRST_BYTE_MS = (50, 10)
FAULT_SPEED = {0.005: 0.95, 0.05: 0.8}  # share of requests with a fault: speed, by that without
PEAK_AIM_MIB = 64         # c360, two threads


def peak_floor_mib(threads):
    return 128 + 64 * threads


# The peers' rates when floors and aims were set, thousands of rows per second of processor. A peer that is faster here was
# given better SQL or settings, or a newer version, and its floor has become steeper by as much.
SET_AGAINST = {
    ("c360", "rows"): "8.9", ("thin", "rows"): "10.6",
    ("c360", "clickhouse"): "81–91", ("thin", "clickhouse"): "310–324", ("iot10", "clickhouse"): "1,630–1,810",
    ("c360", "duckdb"): "13–15", ("thin", "duckdb"): "190–196", ("iot10", "duckdb"): "1,760–1,820"}
ENCODE_SET_AGAINST = {
    ("thin", "duckdb"): "380", ("thin", "pyarrow"): "460", ("thin", "polars"): "650",
    ("iot10", "duckdb"): "3,700", ("iot10", "pyarrow"): "3,600", ("iot10", "polars"): "6,900"}


def upload(peer, ratio):
    """Floor and result, for a table."""
    floor = UPLOAD_FLOOR.get(peer)
    return (f"{floor}×", "met" if ratio >= floor else "**not met**") if floor else ("", "")


def verdict(value, floor, aim):
    """In words. Where the aim is below the floor, less is better."""
    less = aim < floor
    if value <= aim if less else value >= aim:
        return "aim met"
    return "floor met" if (value <= floor if less else value >= floor) else "**not met**"
