# SPDX-License-Identifier: Apache-2.0
"""The distribution of every column of images_analytical, at 600,000 images."""

import images
from images import generate
from stattest import chi_square, contingency_p, share, uniform_integers, weights
from taptest import done, need, ok

np = need("numpy")
data = generate("--rows", "600000", "--seed", "42")
data.connection.execute("CREATE TABLE i AS SELECT * FROM images_analytical")


def values(expression, where="true"):
    return data.arrays(f"SELECT ({expression})::BIGINT AS v FROM i WHERE {where}")["v"]


def spans(description, counts, table):
    """Counts that are uniform over one of several ranges, chosen by weight."""
    expected = np.zeros(max(most for (_, most), _ in table) + 1)
    for (least, most), weight in table:
        expected[least:most + 1] += weight / (most - least + 1)
    chi_square(description, np.bincount(counts, minlength=len(expected)), expected)


weights("site_name: 18 with their weights", data.arrow("SELECT site_name FROM i"), images.SITES)
weights("gender: 3 with their weights", data.arrow("SELECT gender FROM i"), {name: p for (_, name), p in images.GENDERS.items()})
weights("age: 6 with their weights", data.arrow("SELECT age FROM i"), {name: p for (_, name), p in images.AGES.items()})
weights("age_detail_id: 0 with .30, else 1...20", data.arrow("SELECT age_detail_id FROM i"), {0: .3} | {k: .035 for k in range(1, 21)})
weights("country_code: unknown .30, else uniform", data.arrow("SELECT country_code FROM i"),
        {"": .3} | {code: .7 / 15 for code in images.COUNTRIES})
weights("ethnicity: 9 with their weights", data.arrow("SELECT ethnicity_ids[1] FROM i"), dict(images.ETHNICITIES.values()))
uniform_integers("site_image_id ends with 0...999999", values("split_part(site_image_id, '-', 4)"), 0, 999_999)
spans("keyword_ids: as many as there should be", values("len(keyword_ids)"), images.KEYWORDS)
spans("detection_count", values("detection_count"), images.DETECTIONS)
for name, most in (("keyword_ids", 10_000), ("detection_classes", 80)):
    elements = data.arrays(f"SELECT unnest({name})::BIGINT AS v FROM i")["v"]
    uniform_integers(f"{name}: 1...{most}", elements, 1, most)
    for place in (1, 2, 5, 16):
        uniform_integers(f"{name}: at place {place}", values(f"{name}[{place}]", f"len({name}) >= {place}"), 1, most)
for name, (condition, yes, no) in images.FLAGS.items():
    share(f"{name}: {yes} with {condition}", values(name, condition), yes)
    if no:
        share(f"{name}: {no} without", values(name, f"NOT {condition}"), no)
for name, (least, most) in images.DECIMALS.items():
    uniform_integers(f"{name}: {least}...{most}", values(f"{name} * 1000", "has_face"), round(least * 1000), round(most * 1000))
for name, (most, nulls) in images.CLUSTERS.items():
    share(f"{name}: null in {nulls}", values(f"{name} IS NULL"), nulls)
    uniform_integers(f"{name}: 1...{most}", values(name, f"{name} IS NOT NULL"), 1, most)
before = "true"
for number, (probability, least, most) in enumerate(images.TOPICS, 1):
    share(f"topic_id_{number}: {probability} of those before", values(f"topic_id_{number} > 0", before), probability)
    before = f"topic_id_{number} > 0"
    uniform_integers(f"topic_id_{number}: 1...100", values(f"topic_id_{number}", before), 1, 100)
    uniform_integers(f"topic_score_{number}: thousandths", values(f"round(topic_score_{number}::DOUBLE * 1000)", before), least, most)
for name, probability in images.SCORES.items():
    thousandths = values(f"round({name}::DOUBLE * 1000)")
    chi_square(f"{name}: 0...1 with {probability}, else 0", np.bincount(thousandths, minlength=1001),
               [1 - probability + probability / 1001] + [probability / 1001] * 1000)
    id_ = {"is_not_face_score": "is_not_face_topic_id", "is_face_model_score": "is_face_model_topic_id", "affect_score": "affect_id"}[name]
    ok(contingency_p(values(f"{name} > 0"), values(f"{id_} IS NULL")) > 1e-6, f"{name} is independent of {id_}")
uniform_integers("detection_top_class_confidence: 0.5...1.0",
                 values("round(detection_top_class_confidence::DOUBLE * 1000)", "detection_count > 0"), 500, 1000)
uniform_integers("upload_date: any day is as likely",
                 values("(year(upload_date) - 2020) * 336 + (month(upload_date) - 1) * 28 + day(upload_date) - 1"), 0, 1679)
uniform_integers("updated_at: 1 second to 30 days later", values("(epoch_us(updated_at) - epoch_us(upload_date)) // 1000000"), 1, 2592000)
authors = data.rows("SELECT count(*) FROM i GROUP BY author")
chi_square("author: 576 equally often", [count for count, in authors], np.full(576, 1 / 576))
share("width: 0 with .10", values("width = 0"), .10)
near = [(width, height) for width, height in images.SIZES]
sums = " + ".join(f"(width BETWEEN {w - 50} AND {w + 49} AND height BETWEEN {h - 50} AND {h + 49})::INT" for w, h in near)
data.none(f"SELECT width, height FROM i WHERE width > 0 AND {sums} = 0", "sizes are near one of ten")
for width, height in ((3840, 2160), (800, 600)):  # none other is as wide
    where = f"width BETWEEN {width - 50} AND {width + 49}"
    share(f"{width} by {height}: a tenth of those that are known", values(where, "width > 0"), .10)
    uniform_integers(f"{width}: -50...+49", values("width", where), width - 50, width + 49)
    uniform_integers(f"{height}: -50...+49", values("height", where), height - 50, height + 49)

# captions: which sentences and words there are is the plugin's; that they are as likely as each other is seen by one pool that
# begins a sentence of its own form
captions = values("caption LIKE 'still life of %, %'")
share("caption: each of 30 sentences is as likely", captions, 1 / 30)
styles = data.rows("SELECT count(*) FROM i WHERE caption LIKE 'still life of %, %' GROUP BY split_part(caption, ', ', -1)")
chi_square("caption: each of a pool's 100 words is as likely", [count for count, in styles], np.full(len(styles), 1 / len(styles)))
ok(len(styles) == 100, "there are 100 of them", len(styles))
for a, b in (("has_face", "gender_id"), ("is_small", "has_face"), ("hsv_cluster % 4", "meta_hsv_cluster % 4"),
             ("site_name_id % 5", "age_id"), ("has_left_hand", "is_small"), ("topic_id_1 % 4", "detection_count % 4")):
    independent = "hsv_cluster IS NOT NULL AND meta_hsv_cluster IS NOT NULL"
    ok(contingency_p(values(a, independent), values(b, independent)) > 1e-6, f"{a} is independent of {b}")
done()
