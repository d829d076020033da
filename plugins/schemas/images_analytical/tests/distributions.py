# SPDX-License-Identifier: Apache-2.0
"""What the specification says of each column of images_analytical, checked wherever the rows are: in files by DuckDB, in a table by
ClickHouse.

    check(source)  asks source.values(expression, where) for an array of the values of all rows, in any order
"""

import images
from stattest import chi_square, contingency_p, share, uniform_integers, weights
from taptest import need, ok

np, pa = need("numpy", "pyarrow")


class Source:
    """Values by their counts, as any SQL has them. rows(sql) gives tuples; the rest is what the dialects say differently."""

    def values(self, expression, where="1 = 1"):
        found = self.rows(f"SELECT v, count(*) FROM (SELECT {expression} AS v FROM {self.table} WHERE {where}) AS t GROUP BY v")
        return np.repeat(np.array([value for value, _ in found]), [int(count) for _, count in found])

    def integers(self, expression, where="1 = 1"):
        return self.values(self.integer(expression), where).astype(np.int64)


class Duck(Source):
    def __init__(self, rows, table):
        self.rows, self.table = rows, table

    integer = staticmethod(lambda x: f"CAST({x} AS BIGINT)")
    thousandths = staticmethod(lambda x: f"CAST(round(CAST({x} AS DOUBLE) * 1000) AS BIGINT)")
    length = staticmethod(lambda x: f"len({x})")
    elements = staticmethod(lambda x: f"unnest({x})")
    piece = staticmethod(lambda x, between, place: f"split_part({x}, '{between}', {place})")
    seconds = staticmethod(lambda x: f"(epoch_us({x}) // 1000000)")
    year, month, day = (staticmethod(lambda x, name=name: f"{name}({x})") for name in ("year", "month", "day"))


class ClickHouse(Source):
    """Of any age. query(sql) gives the answer's text, a line each row."""

    def __init__(self, query, table):
        self.query, self.table = query, table

    def rows(self, sql):
        return [line.split("\t") for line in self.query(f"{sql} FORMAT TSV").splitlines()]

    integer = staticmethod(lambda x: f"toInt64({x})")
    thousandths = staticmethod(lambda x: f"toInt64(round(toFloat64({x}) * 1000))")
    length = staticmethod(lambda x: f"length({x})")
    elements = staticmethod(lambda x: f"arrayJoin({x})")
    piece = staticmethod(lambda x, between, place: f"splitByString('{between}', {x})[{place}]")
    seconds = staticmethod(lambda x: f"toUInt32({x})")
    year, month, day = (staticmethod(lambda x, name=name: f"{name}({x})") for name in ("toYear", "toMonth", "toDayOfMonth"))


def spans(description, counts, table):
    """Counts that are uniform over one of several ranges, chosen by weight."""
    expected = np.zeros(max(most for (_, most), _ in table) + 1)
    for (least, most), weight in table:
        expected[least:most + 1] += weight / (most - least + 1)
    chi_square(description, np.bincount(counts, minlength=len(expected)), expected)


def check_choices(source):
    def weighted(description, column, expected):
        weights(f"{column}: {description}", pa.array(source.values(column)), expected)

    def numbered(description, column, expected):
        weights(f"{column}: {description}", pa.array(source.integers(column)), expected)

    weighted("18 with their weights", "site_name", images.SITES)
    weighted("3 with their weights", "gender", {name: p for (_, name), p in images.GENDERS.items()})
    weighted("6 with their weights", "age", {name: p for (_, name), p in images.AGES.items()})
    weighted("unknown .30, else uniform", "country_code", {"": .3} | {code: .7 / 15 for code in images.COUNTRIES})
    numbered("0 with .30, else 1...20", "age_detail_id", {0: .3} | {k: .035 for k in range(1, 21)})
    numbered("9 with their weights", "ethnicity_ids[1]", dict(images.ETHNICITIES.values()))
    uniform_integers("site_image_id ends with 0...999999", source.integers(source.piece("site_image_id", "-", 4)), 0, 999_999)


def check_lists(source):
    spans("keyword_ids: as many as there should be", source.integers(source.length("keyword_ids")), images.KEYWORDS)
    spans("detection_count", source.integers("detection_count"), images.DETECTIONS)
    for name, most in (("keyword_ids", 10_000), ("detection_classes", 80)):
        uniform_integers(f"{name}: 1...{most}", source.integers(source.elements(name)), 1, most)
        for place in (1, 2, 5, 16):
            uniform_integers(f"{name}: at place {place}", source.integers(f"{name}[{place}]", f"{source.length(name)} >= {place}"), 1, most)


def check_flags_and_clusters(source):
    for name, (condition, yes, no) in images.FLAGS.items():
        condition = condition.replace("true", "1 = 1")
        share(f"{name}: {yes} with {condition}", source.integers(name, condition), yes)
        if no:
            share(f"{name}: {no} without", source.integers(name, f"NOT {condition}"), no)
    for name, (least, most) in images.DECIMALS.items():
        uniform_integers(f"{name}: {least}...{most}", source.values(source.thousandths(name), "has_face").astype(np.int64),
                         round(least * 1000), round(most * 1000))
    for name, (most, nulls) in images.CLUSTERS.items():
        share(f"{name}: null in {nulls}", source.integers(f"{name} IS NULL"), nulls)
        uniform_integers(f"{name}: 1...{most}", source.integers(name, f"{name} IS NOT NULL"), 1, most)
    ok(len(source.values("obj_cluster", "obj_cluster IS NOT NULL")) == 0, "obj_cluster: null")


def check_topics(source):
    before = "1 = 1"
    for number, (probability, least, most) in enumerate(images.TOPICS, 1):
        share(f"topic_id_{number}: {probability} of those before", source.integers(f"topic_id_{number} > 0", before), probability)
        before = f"topic_id_{number} > 0"
        uniform_integers(f"topic_id_{number}: 1...100", source.integers(f"topic_id_{number}", before), 1, 100)
        uniform_integers(f"topic_score_{number}: thousandths",
                         source.values(source.thousandths(f"topic_score_{number}"), before).astype(np.int64), least, most)
    for name, probability in images.SCORES.items():
        thousandths = source.values(source.thousandths(name)).astype(np.int64)
        chi_square(f"{name}: 0...1 with {probability}, else 0", np.bincount(thousandths, minlength=1001),
                   [1 - probability + probability / 1001] + [probability / 1001] * 1000)
    uniform_integers("detection_top_class_confidence: 0.5...1.0",
                     source.values(source.thousandths("detection_top_class_confidence"), "detection_count > 0").astype(np.int64), 500, 1000)


def check_times(source):
    date = "upload_date"
    day = (f"({source.integer(source.year(date))} - 2020) * 336 + ({source.integer(source.month(date))} - 1) * 28 + "
           f"{source.integer(source.day(date))} - 1")
    uniform_integers("upload_date: any day is as likely", source.integers(day), 0, 1679)
    uniform_integers("updated_at: 1 second to 30 days later", source.integers(f"{source.seconds('updated_at')} - {source.seconds(date)}"),
                     1, 2592000)


def check_texts_and_sizes(source):
    _, authors = np.unique(source.values("author"), return_counts=True)
    chi_square("author: 576 equally often", authors, np.full(576, 1 / 576))
    share("width: 0 with .10", source.integers("width = 0"), .10)
    near = " OR ".join(f"(width BETWEEN {w - 50} AND {w + 49} AND height BETWEEN {h - 50} AND {h + 49})" for w, h in images.SIZES)
    ok(len(source.integers("width", f"width > 0 AND NOT ({near})")) == 0, "sizes are near one of ten")
    for width, height in ((3840, 2160), (800, 600)):  # none other is as wide
        where = f"width BETWEEN {width - 50} AND {width + 49}"
        share(f"{width} by {height}: a tenth of those that are known", source.integers(where, "width > 0"), .10)
        uniform_integers(f"{width}: -50...+49", source.integers("width", where), width - 50, width + 49)
        uniform_integers(f"{height}: -50...+49", source.integers("height", where), height - 50, height + 49)
    # which sentences and words there are is the plugin's; that they are as likely as each other is seen by one pool that begins a
    # sentence of its own form
    share("caption: each of 30 sentences is as likely", source.integers("caption LIKE 'still life of %, %'"), 1 / 30)
    _, styles = np.unique(source.values(source.piece("caption", ", ", -1), "caption LIKE 'still life of %, %'"), return_counts=True)
    chi_square("caption: each of a pool's 100 words is as likely", styles, np.full(len(styles), 1 / len(styles)))
    ok(len(styles) == 100, "there are 100 of them", len(styles))


def check_independence(source):
    def independent(a, b, where="1 = 1"):
        pairs = source.integers(f"{source.integer(a)} * 1000 + {source.integer(b)}", where)
        ok(contingency_p(pairs // 1000, pairs % 1000) > 1e-6, f"{a} is independent of {b}")

    for a, b in (("has_face", "gender_id"), ("is_small", "has_face"), ("site_name_id % 5", "age_id"), ("has_left_hand", "is_small"),
                 ("topic_id_1 % 4", "detection_count % 4"), ("is_not_face_score > 0", "is_not_face_topic_id IS NULL"),
                 ("is_face_model_score > 0", "is_face_model_topic_id IS NULL"), ("affect_score > 0", "affect_id IS NULL")):
        independent(a, b)
    independent("hsv_cluster % 4", "meta_hsv_cluster % 4", "hsv_cluster IS NOT NULL AND meta_hsv_cluster IS NOT NULL")


def check(source):
    for part in (check_choices, check_lists, check_flags_and_clusters, check_topics, check_times, check_texts_and_sizes,
                 check_independence):
        part(source)
