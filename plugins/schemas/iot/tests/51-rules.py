# SPDX-License-Identifier: Apache-2.0
"""iot without chance: columns and types, the grid of slots and sensors, what belongs to what, where nulls are, and sizes."""

import glob
import os

import readings
from readings import FORMATS, MEASURES, generate
from taptest import done, equal, ok

data = generate("--scale", "0.43", "--days", "1", "--ground-truth", "--seed", "7")
SENSORS, SLOTS = 430, 1440
equal(data.one("SELECT count(*) FROM readings"), SENSORS * SLOTS, "scale 0.43 is 430 sensors; a day is 1,440 readings of each")
equal(readings.columns_of(data, "readings"), readings.COLUMNS, "24 columns, in order, of these types")
equal(readings.columns_of(data, "readings_truth"), readings.TRUTH_COLUMNS, "the columns of the ground truth")

data.ordered("iot")

for name, pattern in FORMATS.items():
    data.none(f"SELECT {name} FROM readings WHERE NOT regexp_full_match({name}, '{pattern}')", f"{name} is of the form {pattern}")

# what is a row: slot and sensor, or the slot before for a copy
data.connection.execute(f"""CREATE TABLE r AS SELECT *, row // {SENSORS} AS slot, row % {SENSORS} AS sensor,
    epoch_us(event_time) AS event_us, epoch_us(ingest_time) AS ingest_us FROM readings""")
data.none("SELECT row, sensor_id FROM r WHERE sensor_id <> format('SNS-{:07d}', sensor)", "rows of a slot go through the sensors")
data.none("SELECT row FROM r WHERE sequence_number NOT IN (slot, slot - 1)", "sequence_number is the slot, or the one before")
data.none("SELECT gateway_id FROM r WHERE gateway_id <> format('GW-{:06d}', sensor // 20)", "20 sensors a gateway")
data.none("SELECT site_id FROM r WHERE site_id <> format('SITE-{:04d}', sensor // 200)", "10 gateways a site")
data.none("""SELECT site_id FROM r GROUP BY 1 HAVING count(DISTINCT region) > 1 OR count(DISTINCT latitude) > 1
             OR count(DISTINCT longitude) > 1""", "region and place belong to the site")
data.none("SELECT sensor_id FROM r GROUP BY 1 HAVING count(DISTINCT device_model) > 1", "device_model belongs to the sensor")
data.none("SELECT latitude FROM r WHERE round(latitude, 5) <> latitude OR round(longitude, 5) <> longitude", "places have 5 decimals")

# copies
data.connection.execute("""CREATE TABLE copies AS SELECT later.*, earlier.row AS original FROM r later JOIN r earlier
    ON earlier.sensor = later.sensor AND earlier.slot = later.slot - 1 WHERE later.sequence_number <> later.slot""")
ok(data.one("SELECT count(*) FROM copies") > 1000, "there are duplicates")
different = " OR ".join(f"copies.{name} IS DISTINCT FROM r.{name}" for name in readings.COLUMNS)
data.none(f"SELECT copies.row FROM copies JOIN r ON r.row = copies.original WHERE {different}",
          "a duplicate repeats the reading before it whole, all 24 columns")
data.none("SELECT a.row FROM copies a JOIN copies b ON a.original = b.row", "no reading stands three times")
equal(data.one("SELECT count(DISTINCT reading_id) FROM r"), SENSORS * SLOTS - data.one("SELECT count(*) FROM copies"),
      "every other reading_id is different")
data.none("""SELECT sensor, sequence_number FROM r GROUP BY ALL HAVING count(*) > 2""", "a sequence number occurs at most twice")
missing = f"""(SELECT s.sensor, n.slot FROM (SELECT DISTINCT sensor FROM r) s, (SELECT DISTINCT slot FROM r) n
               EXCEPT SELECT sensor, sequence_number FROM r)"""
data.none(f"({missing} EXCEPT SELECT sensor, slot FROM copies) UNION ALL (SELECT sensor, slot FROM copies EXCEPT {missing})",
          "the numbers that are missing are those of the duplicates' slots")

# times: the grid is a minute from 2024-01-01
GRID = "(1704067200000000 + sequence_number * 60000000)"
data.connection.execute(f"""CREATE TABLE skewed AS SELECT sensor, min(event_us - {GRID}) AS least, max(event_us - {GRID}) AS most
    FROM r GROUP BY 1 HAVING max(abs(event_us - {GRID})) > 2000000""")
data.none("SELECT * FROM skewed WHERE most - least > 4000000", "a clock that is off is off by the same time always")
data.none("""SELECT * FROM skewed WHERE (least + most) / 2 NOT BETWEEN 29000000 AND 901000000
             AND (least + most) / 2 NOT BETWEEN -901000000 AND -29000000""", "by 30 seconds to 15 minutes")
data.connection.execute("CREATE VIEW sound AS SELECT * FROM r WHERE sensor NOT IN (SELECT sensor FROM skewed)")
data.none("SELECT row FROM sound WHERE ingest_us <= event_us", "nothing comes in before it was read")
data.none("SELECT row FROM sound WHERE ingest_us - event_us BETWEEN 45000001 AND 59999999 OR ingest_us - event_us > 3600000000",
          "it is either prompt or 1 to 60 minutes late")
data.none("SELECT gateway_id, sequence_number FROM sound GROUP BY ALL HAVING count(DISTINCT ingest_us - event_us > 50000000) > 1",
          "all sensors of a gateway are late together")
data.none("""SELECT gateway_id, hour FROM (SELECT gateway_id, sequence_number // 60 AS hour, ingest_us - event_us + event_us
    AS came, event_us
             FROM sound WHERE ingest_us - event_us > 50000000) GROUP BY ALL HAVING max(came) - min(came) > 4000000""",
          "what waited comes in together when the gateway is back")

# nulls and values
for name, (decimals, least, most) in MEASURES.items():
    data.none(f"SELECT row, status FROM r WHERE ({name} IS NULL) <> (status = 'offline')", f"{name} is null where the status is offline")
    data.none(f"SELECT {name} FROM r WHERE {name} NOT BETWEEN {least} AND {most} OR round({name}, {decimals}) <> {name}",
              f"{name} is of {least}...{most} with {decimals} decimals")
data.none("SELECT row FROM r WHERE (error_code IS NULL) <> (status IN ('ok', 'offline'))",
          "error_code is null unless the status is warning or fault")
for name in set(readings.COLUMNS) - set(MEASURES) - {"error_code"}:
    equal(data.one(f"SELECT count(*) FROM r WHERE {name} IS NULL"), 0, f"{name} is never null")

# runs of a status: within blocks of two hours, with one error code
data.connection.execute("""CREATE TABLE runs AS SELECT sensor, sequence_number // 120 AS block, min(sequence_number) AS first,
    max(sequence_number) AS last, count(DISTINCT sequence_number) AS slots, count(DISTINCT status) AS kinds,
    count(DISTINCT error_code) AS codes, any_value(status) AS status FROM r WHERE status <> 'ok' GROUP BY ALL""")
data.none("SELECT * FROM runs WHERE kinds > 1 OR codes > 1", "a run has one status and one error code")
data.none("""SELECT * FROM runs WHERE last - first + 1 - slots <>
             (SELECT count(*) FROM copies WHERE copies.sensor = runs.sensor AND slot BETWEEN first AND last)""",
          "a run has no holes but where readings are missing")
equal(data.rows("SELECT status, min(slots) > 0, max(last - first) + 1 <= most FROM runs JOIN (VALUES ('warning', 39), ('fault', 19), "
                "('offline', 29)) AS longest(status, most) USING (status) GROUP BY status, most ORDER BY 1"),
      [("fault", True, True), ("offline", True, True), ("warning", True, True)], "runs last minutes: up to 39, 19 and 29")

# battery: falls, or jumps to 100
data.none("""SELECT * FROM (SELECT battery_pct, lag(battery_pct) OVER (PARTITION BY sensor ORDER BY slot) AS before FROM r
             WHERE battery_pct IS NOT NULL) WHERE battery_pct > before AND battery_pct < 99 OR battery_pct < before - 1""",
          "a battery falls by steps of one, or is new")
# firmware: one step forward at most
steps = data.rows("""SELECT DISTINCT before, firmware_version FROM (SELECT firmware_version, lag(firmware_version) OVER
    (PARTITION BY sensor ORDER BY slot) AS before FROM r) WHERE firmware_version <> before""")
ok(steps and all(readings.NEXT_FIRMWARE[old] == new for old, new in steps), "firmware rolls to the next version", steps)
equal(data.one("SELECT max(n) FROM (SELECT count(DISTINCT firmware_version) AS n FROM r GROUP BY sensor)"), 2, "once at most")

# 10 GB per unit: a slice of scale 1, by what a row takes in it
slice_ = generate("--scale", "1", "--rows", "1200000")
size = sum(map(os.path.getsize, glob.glob(slice_.folder + "/*.parquet"))) / 1_200_000 * 43_200_000
ok(9.5e9 < size < 10.5e9, "scale 1 takes 10 GB, within 5 %", size)
done()
