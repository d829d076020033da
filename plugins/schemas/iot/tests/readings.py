# SPDX-License-Identifier: Apache-2.0
"""What the iot tests share: the specification as tables."""

import math

from sqldata import Data

COLUMNS = {
    "reading_id": "VARCHAR", "sensor_id": "VARCHAR", "event_time": "TIMESTAMP WITH TIME ZONE",
    "ingest_time": "TIMESTAMP WITH TIME ZONE", "sequence_number": "BIGINT", "site_id": "VARCHAR", "gateway_id": "VARCHAR",
    "device_model": "VARCHAR", "firmware_version": "VARCHAR", "region": "VARCHAR", "latitude": "DOUBLE", "longitude": "DOUBLE",
    "temperature_c": "DOUBLE", "humidity_pct": "DOUBLE", "pressure_hpa": "DOUBLE", "vibration_mm_s": "DOUBLE",
    "power_w": "DOUBLE", "battery_pct": "SMALLINT", "signal_rssi_dbm": "SMALLINT", "status": "VARCHAR",
    "error_code": "VARCHAR", "is_anomaly": "BOOLEAN", "quality_flag": "VARCHAR", "raw_frame": "VARCHAR",
}
TRUTH_COLUMNS = {"row_id": "BIGINT", "reading_id": "VARCHAR", "column": "VARCHAR", "mode": "VARCHAR", "clean_value": "VARCHAR"}

# measured columns: decimals, least and most
MEASURES = {
    "temperature_c": (2, -100, 160), "humidity_pct": (1, 0, 100), "pressure_hpa": (1, 850, 1100),
    "vibration_mm_s": (3, 0, 65.535), "power_w": (1, 0, 4000), "battery_pct": (0, 5, 100), "signal_rssi_dbm": (0, -110, -40)}
ANOMALOUS = ["temperature_c", "humidity_pct", "pressure_hpa", "vibration_mm_s", "power_w"]
ANOMALIES = ["spike", "stuck_value", "step", "drift"]

UUID4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
FORMATS = {"reading_id": UUID4, "sensor_id": "SNS-[0-9]{7}", "site_id": "SITE-[0-9]{4}", "gateway_id": "GW-[0-9]{6}",
           "error_code": "E[1-9][0-9]{2}", "raw_frame": "[0-9a-f]{156}"}

STATUS = {"ok": .965, "warning": .025, "fault": .008, "offline": .002}
MODELS = {"TH-100": .22, "TH-200": .18, "ENV-5": .16, "VIB-30": .14, "PWR-8": .10, "MULTI-X": .09, "EDGE-1": .07,
          "ENV-7 Pro": .04}
FIRMWARES = {"1.8.4": .10, "2.0.1": .20, "2.1.0": .30, "2.2.3": .25, "2.3.0": .15}
NEXT_FIRMWARE = dict(zip(FIRMWARES, [*list(FIRMWARES)[1:], "2.4.0"]))
REGIONS = ["us-east", "us-west", "sa-east", "eu-west", "eu-central", "ap-south", "ap-northeast", "ap-southeast"]
VIBRATION = {"ok": (.9, .35), "warning": (2.4, .40), "fault": (6.0, .45)}  # median, sigma of the logarithm

# Options that make faults, and what makes a run without any.
FAULTS = ["duplicate_ratio", "late_ratio", "gap_ratio", "anomaly_ratio", "stuck_ratio", "mixup_ratio", "clock_skew_ratio"]
SPOTLESS = [word for option in FAULTS for word in ("--set", f"{option}=0")]


def generate(*arguments):
    return Data("iot", *arguments)


def zipf(count):
    total = math.fsum(1 / k for k in range(1, count + 1))
    return [1 / k / total for k in range(1, count + 1)]


def columns_of(data, table):
    return {name: kind for name, kind, *_ in data.rows(f"DESCRIBE {table}") if name != "row"}
