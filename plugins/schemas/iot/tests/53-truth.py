# SPDX-License-Identifier: Apache-2.0
"""The ground truth tells every injected fault and no more: a run without faults shows what would have been stored."""

import readings
from readings import ANOMALOUS, MEASURES, generate
from taptest import done, equal, ok

# what each mode does to which columns
MODES = {"late": ["ingest_time"], "clock_skew": ["event_time"], "gap": list(MEASURES), "stuck_sensor": ANOMALOUS,
         "spike": ANOMALOUS, "stuck_value": ANOMALOUS, "step": ANOMALOUS, "drift": ANOMALOUS, "unit_mixup": ["temperature_c"],
         "duplicate": ["sequence_number"]}
FAULTY = ["event_time", "ingest_time", *MEASURES]


def text_of(name):
    """A stored value as the truth would write it."""
    if name.endswith("time"):
        return f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    decimals = MEASURES[name][0]
    return f"printf('%.{decimals}f', {name})" if decimals else f"{name}::VARCHAR"


def unpivoted(table, condition):
    cells = [f"SELECT row, '{name}' AS col, coalesce({text_of(name)}, 'null') AS value FROM {table} WHERE {condition}" for name in FAULTY]
    return " UNION ALL ".join(cells)


def told(what, *options, modes=MODES):
    """Both ways: a cell is in the truth where it differs from the clean run, and its clean value is that of the clean run."""
    data = generate("--ground-truth", "--set", "frame_bytes=0", *options)
    clean = generate("--set", "frame_bytes=0", *options, *readings.SPOTLESS)
    data.connection.execute(f"CREATE VIEW clean AS SELECT *, row_number() OVER () - 1 AS row FROM read_parquet('{clean.folder}/*.parquet')")
    count = data.one("SELECT count(DISTINCT sensor_id) FROM readings")
    data.connection.execute(f"CREATE TABLE stored AS {unpivoted('readings', f'sequence_number = row // {count}')}")
    data.connection.execute(f"CREATE TABLE right_ AS {unpivoted('clean', 'true')}")
    data.connection.execute("""CREATE TABLE differ AS SELECT row, col, right_.value FROM stored JOIN right_ USING (row, col)
        WHERE stored.value <> right_.value""")
    data.connection.execute('CREATE TABLE told AS SELECT row_id AS row, "column" AS col, clean_value AS value, mode FROM readings_truth')
    data.none("SELECT * FROM differ EXCEPT SELECT row, col, value FROM told",
              f"{what}: every cell that is wrong is told, with its clean value")
    data.none("SELECT row, col, value FROM told WHERE mode <> 'duplicate' EXCEPT SELECT * FROM differ", f"{what}: nothing else is told")
    data.none("SELECT row, col FROM told GROUP BY ALL HAVING count(*) > 1", f"{what}: one row per cell")
    data.none(f"""SELECT row, value FROM told WHERE mode = 'duplicate' EXCEPT
        SELECT row, (row // {count})::VARCHAR FROM readings WHERE sequence_number <> row // {count}""", f"{what}: duplicates are told")
    data.none(f"""SELECT row, (row // {count})::VARCHAR FROM readings WHERE sequence_number <> row // {count} EXCEPT
        SELECT row, value FROM told WHERE mode = 'duplicate'""", f"{what}: all of them")
    data.none("""SELECT t.row_id FROM readings_truth t JOIN readings r ON r.row = t.row_id WHERE t.reading_id <> r.reading_id""",
              f"{what}: the truth has the row's reading_id")
    data.none("SELECT a.row_id FROM readings_truth a JOIN readings_truth b ON b.row = a.row + 1 WHERE a.row_id > b.row_id",
              f"{what}: the truth is in the order of rows")
    for mode, columns in MODES.items():
        found = {name for (name,) in data.rows(f"""SELECT DISTINCT "column" FROM readings_truth WHERE mode = '{mode}'""")}
        equal(found, set(columns) if mode in modes else set(), f"{what}: {mode} concerns {', '.join(columns)}")
    return data


data = told("usual", "--set", "sensors=300", "--days", "1", "--seed", "42", "--set", "stuck_ratio=0.03",
            "--set", "anomaly_ratio=0.04")
flags = data.rows("""SELECT DISTINCT mode, is_anomaly FROM readings JOIN readings_truth t ON t.row_id = readings.row
    WHERE mode <> 'duplicate'
    AND mode NOT IN ('late', 'clock_skew') ORDER BY 1""")
equal(flags, [("drift", True), ("gap", False), ("spike", True), ("step", True), ("stuck_sensor", True), ("stuck_value", True),
              ("unit_mixup", False)],
      "is_anomaly is true inside spikes, stuck values, steps and drifts and where a sensor is stuck, and nowhere else")
data.none("""SELECT temperature_c, clean_value FROM readings r JOIN readings_truth t ON t.row_id = r.row WHERE mode = 'unit_mixup'
    AND sequence_number = r.row // 300
    AND (temperature_c * 100)::DECIMAL(9, 0) <> round(clean_value::DECIMAL(9, 2) * 180 + 3200, 0)""", "Fahrenheit to the nearest hundredth")
data.none("""SELECT r.row FROM readings r JOIN readings c ON c.row = r.row - 300 AND r.sequence_number = c.sequence_number
    ANTI JOIN readings_truth t ON t.row_id = r.row AND t.mode = 'duplicate'""", "a copy is told as such")

# what quality_flag follows from
data.connection.execute("""CREATE TABLE wrong AS
    SELECT row_id, bool_or(mode IN ('stuck_sensor', 'spike', 'stuck_value', 'unit_mixup')) AS bad,
    bool_or(mode IN ('step', 'drift', 'clock_skew')) AS suspect FROM readings_truth WHERE mode <> 'duplicate' GROUP BY 1""")
data.none("""SELECT r.row, quality_flag, status, bad, suspect FROM readings r LEFT JOIN wrong ON wrong.row_id = r.row
    WHERE sequence_number = r.row // 300
    AND quality_flag <> CASE WHEN status = 'offline' THEN 'missing' WHEN status = 'fault' OR bad THEN 'bad'
    WHEN status = 'warning' OR suspect THEN 'suspect' ELSE 'good' END AND NOT (is_anomaly AND bad IS NULL)""",
          "quality_flag is what status and faults make it")
equal(data.rows("SELECT DISTINCT quality_flag FROM readings ORDER BY 1"), [("bad",), ("good",), ("missing",), ("suspect",)],
      "all four flags occur")

# runs that stand still: one value, that of the reading before
for mode in ("stuck_sensor", "stuck_value"):
    data.connection.execute(f"""CREATE OR REPLACE TABLE still AS SELECT t."column" AS col, row_id % 300 AS sensor, row_id // 300
    AS slot, v.value
        FROM readings_truth t JOIN stored v ON v.row = t.row_id AND v.col = t."column" WHERE mode = '{mode}'""")
    data.none("""SELECT col, sensor, slot // 60 FROM still GROUP BY ALL HAVING count(DISTINCT value) > 1""",
              f"{mode}: a value stands still")
    ok(data.one("SELECT avg(n) FROM (SELECT count(*) AS n FROM still GROUP BY col, sensor, slot // 60)") > 10, f"{mode}: for minutes")

told("hourly", "--set", "sensors=450", "--set", "interval=1h", "--days", "60", "--start", "1969-12-01", "--seed", "7",
     "--set", "anomaly_ratio=0.1", "--set", "duplicate_ratio=0.2")
told("everything", "--set", "sensors=230", "--set", "interval=30s", "--days", "1", "--rows", "100000", "--seed", "text", "--set",
     "anomaly_ratio=0.5",
     "--set", "gap_ratio=0.03", "--set", "late_ratio=0.6", "--set", "mixup_ratio=0.7", "--set", "stuck_ratio=0.5",
     "--set", "clock_skew_ratio=0.5", "--set", "duplicate_ratio=0.25")
spotless = generate("--set", "sensors=300", "--days", "1", "--ground-truth", *readings.SPOTLESS)
equal(spotless.one("SELECT count(*) FROM readings_truth"), 0, "without faults the truth is empty")
equal(spotless.rows("SELECT DISTINCT status = 'offline', is_anomaly, sequence_number = row // 300 FROM readings"), [(False, False, True)],
      "and nothing is offline, an anomaly or a copy")
done()
