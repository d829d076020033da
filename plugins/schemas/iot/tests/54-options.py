# SPDX-License-Identifier: Apache-2.0
"""Each option of iot changes what it says and no other column; periods, extremes, and what is refused."""

import readings
from readings import COLUMNS, MEASURES, generate
from stattest import share
from taptest import done, equal, lakegen, need, ok

np = need("numpy")
BASE = ["--set", "sensors=400", "--rows", "288000", "--set", "frame_bytes=2", "--seed", "42"]  # 720 minutes
MEASURED = [*MEASURES, "error_code", "is_anomaly", "quality_flag", "status"]
ALL = set(COLUMNS)
OF_THE_SENSOR = {"sensor_id", "site_id", "gateway_id", "device_model", "region", "latitude", "longitude"}
AFFECTED_BY = {
    "frame_bytes=3": {"raw_frame"}, "late_ratio=0.5": {"ingest_time"}, "clock_skew_ratio=0.5": {"event_time", "quality_flag"},
    "mixup_ratio=0.5": {"temperature_c", "quality_flag"}, "anomaly_ratio=0.5": {*readings.ANOMALOUS, "is_anomaly", "quality_flag"},
    "stuck_ratio=0.5": {*readings.ANOMALOUS, "is_anomaly", "quality_flag"}, "firmware_roll_ratio=0.9": {"firmware_version", "temperature_c",
                                                                                                     "quality_flag"},
    "gap_ratio=0.05": set(MEASURED), "warning_ratio=0.05": set(MEASURED), "fault_ratio=0.05": set(MEASURED),
    "duplicate_ratio=0.2": ALL - OF_THE_SENSOR, "start=2024-07-01": {"event_time", "ingest_time", "temperature_c", "humidity_pct",
                                                                    "pressure_hpa", "power_w"},
    "interval=5m": ALL - OF_THE_SENSOR - {"reading_id", "sequence_number", "raw_frame"},
    "days=2": {"firmware_version", "temperature_c", "quality_flag"}, "end=2024-01-03": {"firmware_version", "temperature_c",
        "quality_flag"}}

base = generate(*BASE)
described = lakegen("describe", "iot").stdout
for assignment, affected in AFFECTED_BY.items():
    option = assignment.partition("=")[0]
    ok(f"\n{option} " in described, f"{option} is described")
    run = generate(*BASE, "--set", assignment)
    run.connection.execute(f"CREATE VIEW base AS SELECT *, row_number() OVER () - 1 AS row FROM read_parquet('{base.folder}/*.parquet')")
    differences = run.rows(f"""SELECT {', '.join(f'count(*) FILTER (a.{name} IS DISTINCT FROM b.{name})' for name in COLUMNS)}
        FROM readings a JOIN base b USING (row)""")[0]
    changed = {name for name, count in zip(COLUMNS, differences) if count}
    ok(changed <= affected, f"{assignment} changes nothing but {', '.join(sorted(affected))}", changed - affected)
    ok(len(changed) > len(affected) * .3, f"{assignment} does change that", affected - changed)


def count(*arguments):
    return generate("--set", "frame_bytes=0", *arguments).one("SELECT count(*) FROM readings")


# sizes and periods
equal(count("--scale", "0.0001", "--days", "1"), 1440, "there is always a sensor")
equal(count("--scale", "0.0025", "--days", "1"), 3 * 1440, "2.5 sensors are 3")
equal(count("--set", "sensors=7", "--set", "interval=90s", "--days", "1"), 7 * 960, "interval in seconds")
equal(count("--set", "sensors=7", "--set", "interval=1500ms", "--set", "end=2024-01-01T01:00:00"), 7 * 2400,
      "interval in milliseconds, end in hours")
equal(count("--set", "sensors=3", "--set", "interval=500ms", "--set", "end=2024-01-01T00:10:00"), 3 * 1200, "half a second")
quick = generate("--set", "sensors=3", "--set", "interval=1ms", "--rows", "60000", *readings.SPOTLESS)
quick.none("""SELECT row, event_time FROM readings
    WHERE abs(epoch_us(event_time) - 1704067200000000 - row // 3 * 1000) > 500""", "a millisecond: each reading stays in its slot")
equal(quick.one("SELECT count(DISTINCT sequence_number) FROM readings"), 20_000, "and all are there")
equal(count("--set", "sensors=7", "--set", "interval=7m", "--set", "end=2024-01-01T01:00:00"), 7 * 8, "only whole intervals count")
equal(count("--set", "sensors=3", "--start", "2024-02-01", "--end", "2024-02-03", "--days", "2"), 3 * 2880, "days and end that agree")
equal(generate("--set", "sensors=3", "--rows", "10", "--start", "1960-05-05T12:00:00").one(
    "SELECT date_trunc('minute', min(event_time) + INTERVAL 3 SECONDS)::TIMESTAMP::VARCHAR FROM readings"), "1960-05-05 12:00:00",
    "a start before 1970")
long = generate("--set", "sensors=3", "--days", "1", "--rows", "10000")
equal(long.one("SELECT max(sequence_number) FROM readings"), 3333, "--rows goes on behind the period")

# extremes of rates
share("gap_ratio with its neighbours is followed where runs must become long", generate(
    "--set", "sensors=3000", "--set", "interval=1h", "--rows", "6000", "--set", "gap_ratio=0.4", "--set", "fault_ratio=0.35",
    "--set", "warning_ratio=0.25").arrays(
        "SELECT status = 'offline' AS v FROM readings WHERE row < 3000")["v"], .4)
for option, condition in {"gap_ratio": "status = 'offline'", "fault_ratio": "status = 'fault'", "warning_ratio": "status = 'warning'",
                          "late_ratio": "ingest_time - event_time >= INTERVAL 1 MINUTE",
                          "clock_skew_ratio": "abs(epoch(event_time) - 1704067200 - 60 * sequence_number) > 20"}.items():
    others = [word for name in ("gap_ratio", "fault_ratio", "warning_ratio", "late_ratio", "clock_skew_ratio") if name != option
              for word in ("--set", f"{name}=0")]
    run = generate("--set", "sensors=70", "--days", "1", *others, "--set", f"{option}=1", "--set", "frame_bytes=0")
    equal(run.rows(f"SELECT DISTINCT {condition} FROM readings"), [(True,)], f"{option}=1 is all of them")
every = generate("--set", "sensors=70", "--days", "1", "--set", "anomaly_ratio=1", "--set", "duplicate_ratio=0", "--set", "gap_ratio=0",
                 "--set", "stuck_ratio=0")
equal(every.one("SELECT count(DISTINCT (row % 70, row // 70 // 60)) FROM readings WHERE is_anomaly"), 70 * 24,
      "anomaly_ratio=1 is every hour")
quarter = generate("--set", "sensors=2000", "--rows", "100000", "--set", "duplicate_ratio=0.25", "--set", "frame_bytes=0")
share("duplicate_ratio=0.25 is that", quarter.arrays("""SELECT sequence_number < row // 2000 AS v FROM readings
    WHERE row BETWEEN 2000 AND 3999""")["v"], .25)
few = generate("--set", "sensors=1", "--rows", "5000", "--ground-truth")
equal(few.one("SELECT count(*) FROM readings WHERE sequence_number IN (row, row - 1) AND sensor_id = 'SNS-0000000'"), 5000,
      "a single sensor")
big = generate("--set", "sensors=12000000", "--rows", "2000", "--set", "frame_bytes=0")
equal(big.rows("SELECT sensor_id, gateway_id, site_id FROM readings WHERE row = 1999"), [("SNS-0001999", "GW-000099", "SITE-0009")],
      "more names than a dictionary holds")
far = lakegen("preview", "iot", "--set", "sensors=12000000", "--offset", 11_999_999, "-n", 1, "--format", "csv", "--columns",
              "sensor_id,site_id").stdout
equal(far.splitlines()[1], "SNS-11999999,SITE-59999", "numbers of more than seven digits")


# what is refused
def refused(status, sentence, *arguments):
    process = lakegen("generate", "iot", "--sink", "null", *arguments, check=False)
    ok(process.returncode == status and sentence in process.stderr, f"refused: {sentence}", process.returncode, process.stderr)


refused(3, "end is not after start", "--start", "2024-05-01", "--end", "2024-05-01")
refused(3, "days is 3, but from start to end it is another time", "--days", "3", "--end", "2024-02-01")
refused(3, "there is no whole interval", "--set", "interval=2h", "--end", "2024-01-01T01:00:00")
refused(3, "warning_ratio, fault_ratio and gap_ratio sum to more than 1", "--set", "warning_ratio=0.5", "--set", "gap_ratio=0.6")
refused(3, "outside 0..0.25", "--set", "duplicate_ratio=0.3")
refused(3, "'0ms' is outside 0.001..86400 s", "--set", "interval=0ms")
refused(3, "not a duration", "--set", "interval=hourly")
refused(3, "go on after the year 9999", "--set", "sensors=1", "--rows", "5000000000")
refused(3, "the limit is 4000000000", "--set", "interval=1s", "--days", "90000")
refused(3, "more than 9223372036854775807 readings", "--set", "sensors=1000000000000", "--set", "interval=1s", "--days", "10000")
done()
