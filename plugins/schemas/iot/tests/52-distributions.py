# SPDX-License-Identifier: Apache-2.0
"""The distribution of every column and of every kind of run, at 1.7 million readings."""

import readings
from readings import ANOMALIES, ANOMALOUS, REGIONS, VIBRATION, generate
from stattest import chi_square, kolmogorov, share, stats, uniform_integers, weights
from taptest import done, equal, need, ok

np, pa = need("numpy", "pyarrow")
SENSORS, SLOTS, DAYS = 1200, 1440, 1


def uniform(names):
    return {name: 1 / len(names) for name in names}


def bell(description, values, deviation):
    """Whole numbers, probability proportional to exp(-k² / 2σ²), up to 5 σ."""
    most = 5 * deviation
    probabilities = np.exp(-.5 * (np.arange(-most, most + 1) / deviation) ** 2)
    counts = np.bincount(np.rint(values).astype(np.int64) + most, minlength=2 * most + 1)
    chi_square(description, counts, probabilities / probabilities.sum())


data = generate("--set", f"sensors={SENSORS}", "--days", DAYS, "--ground-truth", "--seed", "42", "--set", "duplicate_ratio=0")
sql = data.connection.execute
sql(f"""CREATE TABLE own AS SELECT * EXCLUDE raw_frame, row // {SENSORS} AS slot, row % {SENSORS} AS sensor, epoch_us(event_time)
    AS event_us,
    epoch_us(ingest_time) AS ingest_us FROM readings""")

# ---- identities
digits = np.frombuffer("".join(data.arrow("SELECT replace(reading_id, '-', '') FROM own LIMIT 300000").to_pylist()).encode(),
                       np.uint8).reshape(-1, 32)
places = [place for place in range(32) if place not in (12, 16)]
counts = np.array([np.bincount(digits[:, place], minlength=128)[[*b"0123456789abcdef"]] for place in places])
chi_square("reading_id: 16 digits equally often at each of 30 places", counts.ravel(), np.full(counts.size, 1 / counts.size))
frames = data.arrow("SELECT raw_frame FROM readings LIMIT 20000").to_pylist()
decoded = np.frombuffer(bytes.fromhex("".join(frames)), np.uint8)
chi_square("raw_frame: every byte equally often", np.bincount(decoded, minlength=256), np.full(256, 1 / 256))

sensors = generate("--set", "sensors=100000", "--rows", "100000", "--seed", "42")
weights("device_model: 8 models with their weights", sensors.arrow("SELECT device_model FROM readings"), readings.MODELS)
weights("firmware_version: 5 versions with their weights", sensors.arrow("SELECT firmware_version FROM readings"), readings.FIRMWARES)
sites = generate("--set", "sensors=2000000", "--rows", "2000000", "--set", "frame_bytes=0", "--seed", "42")
sites.connection.execute("""CREATE TABLE sites AS SELECT site_id, any_value(region) AS region, any_value(latitude) AS latitude,
    any_value(longitude) AS longitude FROM readings GROUP BY 1""")
weights("region: 8, equally often, by site", sites.arrow("SELECT region FROM sites"), uniform(REGIONS))
for name in ("latitude", "longitude"):
    off = sites.arrays(f"""SELECT {name} - (max({name}) OVER region + min({name}) OVER region) / 2 AS off FROM sites
                           WINDOW region AS (PARTITION BY region)""")["off"]
    ok(np.abs(off).max() <= 4, f"{name}: within 4 degrees of the region's middle")
    kolmogorov(f"{name}: uniform there", off, stats.uniform(-4, 8).cdf)
signal = sites.arrays("SELECT signal_rssi_dbm AS v FROM readings WHERE status <> 'offline'")["v"].astype(np.int64)
base = np.ones(41) / 41
noise = np.exp(-.5 * (np.arange(-15, 16) / 3) ** 2)
chi_square("signal_rssi_dbm: base uniform -95...-55, normal noise", np.bincount(signal + 110, minlength=71),
           np.convolve(base, noise / noise.sum()))
battery = sites.arrays("SELECT battery_pct AS v FROM readings WHERE status <> 'offline'")["v"].astype(np.int64)
chi_square("battery_pct: any age is as likely", np.bincount(battery - 5, minlength=96)[1:], np.full(95, 1 / 95))

# ---- times
jitter = data.arrays("""SELECT event_us - 1704067200000000 - slot * 60000000 AS v FROM own
    WHERE abs(event_us - 1704067200000000 - slot * 60000000) <= 2000000""")["v"].astype(np.int64)
uniform_integers("event_time: within two seconds of its slot, any microsecond as likely", jitter, -2_000_000, 2_000_000)
skewed = sites.arrays("SELECT abs(epoch_us(event_time) - 1704067200000000) > 2000000 AS v FROM readings")["v"]
share("event_time: the clocks of 0.5 % of sensors are off", skewed, .005)
lag = data.arrays("SELECT ingest_us - event_us AS v FROM own WHERE ingest_us - event_us BETWEEN 0 AND 45000000")["v"]
kolmogorov("ingest_time: log-normal behind event_time, median 1.5 s", lag / 1e6, stats.lognorm(.6, scale=1.5).cdf)
sql("""CREATE TABLE late AS SELECT gateway_id, slot // 60 AS hour, count(DISTINCT slot) AS slots, max(slot) - min(slot) + 1 AS length
    FROM own WHERE ingest_us - event_us BETWEEN 50000000 AND 3600000000 AND sensor NOT IN
    (SELECT sensor FROM own WHERE abs(event_us - 1704067200000000 - slot * 60000000) > 2000000) GROUP BY ALL""")
gateways = SENSORS // 20 * SLOTS // 60
outages = data.one("SELECT count(*) FROM late")
share("outages: 3 % of the hours of gateways", np.arange(gateways) < outages, .01 * 60 / 20)
share("1 % of readings are late", data.arrays("SELECT ingest_us - event_us > 50000000 AS late FROM own USING SAMPLE reservoir(1000 ROWS) "
                                              "REPEATABLE (1)")["late"], .01)

# ---- runs of a status
blocks = SENSORS * SLOTS // 120
sql("""CREATE TABLE runs AS SELECT sensor, slot // 120 AS block, any_value(status) AS status, any_value(error_code) AS code,
    max(slot) - min(slot) + 1 AS length FROM own WHERE status <> 'ok' GROUP BY ALL""")
found = dict(data.rows("SELECT status, count(*) FROM runs GROUP BY 1"))
expected = {"warning": .025 * 120 / 20, "fault": .008 * 120 / 10, "offline": .002 * 120 / 15}
chi_square("status: a run in its share of blocks of two hours",
           [found[name] for name in expected] + [blocks - sum(found.values())], [*expected.values(), 1 - sum(expected.values())])
for name, longest in (("warning", 39), ("fault", 19), ("offline", 29)):
    uniform_integers(f"status: runs of 1...{longest} {name}", data.arrays(f"SELECT length FROM runs WHERE status = '{name}'")["length"],
                     1, longest)
codes = [count for code, count in data.rows("SELECT code, count(*) FROM runs WHERE code IS NOT NULL GROUP BY 1 ORDER BY 2 DESC")]
equal(len(codes), 40, "error_code: 40 codes are in use")
many = generate("--set", "sensors=400000", "--rows", "400000", "--set", "frame_bytes=0", "--set", "fault_ratio=0.9", "--seed", "42")
order = [code for code, _ in many.rows("SELECT error_code, count(*) FROM readings WHERE error_code IS NOT NULL GROUP BY 1 ORDER BY 2 DESC")]
weights("error_code: Zipf", data.arrow("SELECT code FROM runs WHERE code IS NOT NULL"), dict(zip(order, readings.zipf(40))))

# ---- measured values
for status, (median, sigma) in VIBRATION.items():
    values = data.arrays(f"""SELECT own.vibration_mm_s AS v FROM own LEFT JOIN readings_truth t ON t.row_id = own.row
        AND t.column = 'vibration_mm_s' WHERE t.row_id IS NULL AND status = '{status}'""")["v"]
    kolmogorov(f"vibration_mm_s: log-normal when {status}", values + np.random.default_rng(1).uniform(-5e-4, 5e-4, len(values)),
               stats.lognorm(sigma, scale=median).cdf)
correlation = data.one("""SELECT min(c) FROM (SELECT -corr(temperature_c, humidity_pct) AS c FROM own WHERE quality_flag = 'good'
    GROUP BY sensor)""")
ok(correlation > .5, "humidity_pct falls when temperature_c rises, at every sensor", correlation)
cold = data.arrays("""SELECT avg(temperature_c) AS t, (slot // 60 + round(longitude / 15) + 24)::INT % 24 AS hour, site_id FROM own
    WHERE quality_flag = 'good' GROUP BY site_id, slot // 60, longitude ORDER BY t""")
by_hour = [np.mean(cold["t"][cold["hour"] == hour]) for hour in range(24)]
ok(np.argmax(by_hour) in (14, 15) and np.argmin(by_hour) in (2, 3), "temperature_c: warmest at three, coldest at three at night", by_hour)
noise = data.arrays("""SELECT 100 * (temperature_c - lag(temperature_c) OVER w) AS v FROM own WHERE quality_flag = 'good'
    WINDOW w AS (PARTITION BY sensor ORDER BY slot) QUALIFY slot - lag(slot) OVER w = 1 AND slot % 2 = 1""")["v"]
ok(abs(np.std(noise) / (15 * 2 ** .5) - 1) < .01, "temperature_c: noise of 0.15 degrees from one reading to the next", np.std(noise))
weather = generate("--set", "sensors=4000", "--set", "interval=1h", "--days", "4", "--set", "frame_bytes=0", "--seed", "42",
                   *readings.SPOTLESS)
weather.connection.execute("""CREATE TABLE air AS SELECT region, site_id, sequence_number AS t, avg(pressure_hpa) AS p FROM readings
    GROUP BY ALL""")
waves = weather.arrays("""SELECT a.region = b.region AS same, corr(a.p, b.p) AS c FROM air a JOIN air b USING (t)
    WHERE a.site_id < b.site_id GROUP BY a.site_id, b.site_id, a.region, b.region""")
ok(waves["c"][waves["same"]].min() > .999, "pressure_hpa: sites of a region have the same weather", waves["c"])
ok(waves["c"][~waves["same"]].max() < .99, "and regions each their own")
week = generate("--set", "sensors=600", "--set", "interval=30m", "--days", "28", "--set", "frame_bytes=0", "--seed", "42",
                *readings.SPOTLESS)
duty = week.arrays("""SELECT extract(isodow FROM local) > 5 AS weekend, extract(hour FROM local) BETWEEN 6 AND 21 AS shift,
    power_w / max(power_w) OVER (PARTITION BY sensor_id) AS duty FROM
    (SELECT sensor_id, power_w, event_time + INTERVAL 3 SECONDS + to_hours(round(longitude / 15)::INT) AS local FROM readings)""")
for what, mask, part in (("weekday shifts", ~duty["weekend"] & duty["shift"], .82), ("nights", ~duty["weekend"] & ~duty["shift"], .14),
                         ("weekends", duty["weekend"], .09)):
    mean = float(np.mean(duty["duty"][mask])) * .82 * 1.05
    ok(abs(mean / part - 1) < .01, f"power_w: {part} of what is rated on {what}", mean)

# ---- anomalies and sensors that stand still
sql(f"""CREATE TABLE anomalies AS SELECT sensor, slot // 60 AS hour, max(slot) - min(slot) + 1 AS length FROM own WHERE is_anomaly
    AND row NOT IN (SELECT row_id FROM readings_truth WHERE mode = 'stuck_sensor') GROUP BY ALL""")
hours = SENSORS * SLOTS // 60
share("is_anomaly: 0.5 % of the hours of sensors", np.arange(hours) < data.one("SELECT count(*) FROM anomalies"), .005)
often = generate("--set", "sensors=20000", "--rows", "1200000", "--set", "anomaly_ratio=1", "--set", "frame_bytes=0",
                 "--ground-truth", "--seed", "42",
                 *readings.SPOTLESS[:6])
often.connection.execute(f"""CREATE TABLE found AS SELECT DISTINCT row_id % 20000 AS sensor, mode, "column" FROM readings_truth
    WHERE mode IN {tuple(ANOMALIES)}""")
ok(often.one("SELECT count(*) FROM found") > 19_900, "anomaly_ratio 1: every hour has one")
often.none("SELECT sensor FROM found GROUP BY 1 HAVING count(*) > 1", "and not two")
weights("anomalies: spikes, stuck values, steps and drifts, equally often", often.arrow("SELECT mode FROM found"), uniform(ANOMALIES))
weights("anomalies: of five columns, equally often", often.arrow('SELECT "column" FROM found'), uniform(ANOMALOUS))
still = generate("--set", "sensors=20000", "--set", "interval=30m", "--days", "4", "--set", "frame_bytes=0", "--ground-truth",
                 "--seed", "42")
stuck = still.one("""SELECT count(*) FROM (SELECT DISTINCT row_id % 20000, row_id // 20000 // 48 FROM readings_truth
    WHERE mode = 'stuck_sensor')""")
share("0.1 % of the days of sensors are stuck", np.arange(80_000) < stuck, .001)
mixed = generate("--set", "sensors=40000", "--rows", "1600000", "--set", "frame_bytes=0", "--ground-truth", "--seed", "42")
hits = mixed.arrays("""SELECT t.row_id IS NOT NULL AS v FROM readings r LEFT JOIN readings_truth t ON t.row_id = r.row
    AND t.mode = 'unit_mixup'
    WHERE firmware_version = '2.1.0' AND status <> 'offline' AND NOT is_anomaly""")["v"]
share("a unit mix-up in 0.1 % of one firmware's readings", hits, .001)
equal(mixed.rows("""SELECT DISTINCT firmware_version FROM readings JOIN readings_truth ON row_id = readings.row
    WHERE mode = 'unit_mixup'"""), [("2.1.0",)],
      "and in no other's")
rolled = generate("--set", "sensors=40000", "--set", "interval=12h", "--days", "10", "--set", "frame_bytes=0", "--seed", "42",
                  *readings.SPOTLESS)
changed = rolled.arrays("SELECT count(DISTINCT firmware_version) = 2 AS v FROM readings GROUP BY sensor_id")["v"]
share("firmware_version: 30 % roll forward in the period", changed, .30)
when = rolled.arrays("""SELECT slot FROM (SELECT row // 40000 AS slot, firmware_version <> lag(firmware_version) OVER
    (PARTITION BY row % 40000 ORDER BY row) AS changed FROM readings) WHERE changed""")["slot"].astype(np.int64)
uniform_integers("firmware_version: in any slot but the first", when, 1, 19)
marked = mixed.arrays("SELECT sequence_number <> row // 40000 AS v FROM readings WHERE row >= 40000")["v"]
share("duplicates: 0.2 % of readings", marked, .002)
done()
