# SPDX-License-Identifier: Apache-2.0
"""images_analytical without chance: columns and types, what follows from what, the form of texts, and rows by their image_id."""

import images
from images import generate
from taptest import done, equal, lakegen, ok

data = generate("--rows", "120000", "--seed", "7")
equal({name: kind for name, kind, *_ in data.rows("DESCRIBE images_analytical") if name != "row"}, images.types(),
      "74 columns, in order, of these types")
equal(len(images.types()), 74, "that are 74")
data.none("SELECT image_id FROM images_analytical WHERE image_id <> row + 1", "image_id is the row number, from 1")

# ids and their names
names = ", ".join(f"({i + 1}, '{name}')" for i, name in enumerate(images.SITES))
data.none(f"SELECT DISTINCT site_name_id, site_name FROM images_analytical EXCEPT VALUES {names}", "site_name_id is that of site_name")
for pairs, id_, name in ((images.GENDERS, "gender_id", "gender"), (images.AGES, "age_id", "age")):
    data.none(f"SELECT DISTINCT {id_}, {name} FROM images_analytical EXCEPT VALUES " + ", ".join(map(str, pairs)),
              f"{id_} is that of {name}")
region = {code: name for name, codes in images.REGIONS.items() for code in codes.split()}
places = ", ".join(str((i + 1, code, region[code])) for i, code in enumerate(images.COUNTRIES))
data.none(f"SELECT DISTINCT location_id, country_code, region FROM images_analytical EXCEPT VALUES (0, '', ''), {places}",
          "country_code and region are those of location_id")
for name, (number, _) in images.ETHNICITIES.items():
    data.none(f"SELECT row FROM images_analytical WHERE ethnicity_{name} <> (ethnicity_ids = [{number}])",
              f"ethnicity_{name} is that of ethnicity_ids")
data.none("SELECT row FROM images_analytical WHERE len(ethnicity_ids) <> 1", "there is exactly one of them")

# presence
for name, (condition, _, otherwise) in images.FLAGS.items():
    if condition != "true" and otherwise == 0:
        data.none(f"SELECT row FROM images_analytical WHERE {name} AND NOT {condition}", f"{name} only with {condition}")
for name, (least, most) in images.DECIMALS.items():
    data.none(f"SELECT row FROM images_analytical WHERE CASE WHEN has_face THEN {name} NOT BETWEEN {least} AND {most} ELSE {name} <> 0 END",
              f"{name} is of {least}...{most} with a face, else 0")
data.none("SELECT row FROM images_analytical WHERE len(detection_classes) <> detection_count", "detection_count counts detection_classes")
data.none("""SELECT row FROM images_analytical WHERE detection_top_class_id <> coalesce(detection_classes[1], 0)
             OR (detection_top_class_confidence > 0) <> (detection_count > 0)""", "the top class is the first, or 0 and 0")
data.none("SELECT row FROM images_analytical WHERE (topic_id_2 > 0 AND topic_id_1 = 0) OR (topic_id_3 > 0 AND topic_id_2 = 0)",
          "no topic without the one before")
for number in (1, 2, 3):
    data.none(f"SELECT row FROM images_analytical WHERE (topic_id_{number} > 0) <> (topic_score_{number} > 0)",
              f"topic_score_{number} where there is a topic")
data.none("SELECT row FROM images_analytical WHERE obj_cluster IS NOT NULL", "obj_cluster is null")
data.none("SELECT row FROM images_analytical WHERE is_dupe_of <> 0", "is_dupe_of is 0")
data.none("SELECT row FROM images_analytical WHERE (width = 0) <> (height = 0) OR width BETWEEN 1 AND 99 OR height BETWEEN 1 AND 99",
          "both dimensions are 0, or both at least 100")
nullable = {*images.CLUSTERS, "obj_cluster"}
for name in images.types():
    if name not in nullable:
        equal(data.one(f"SELECT count(*) FROM images_analytical WHERE {name} IS NULL"), 0, f"{name} is never null")

# texts and times
data.none(r"""SELECT site_image_id FROM images_analytical WHERE NOT regexp_full_match(site_image_id,
    format('site-{}-{}-(0|[1-9][0-9]{{0,5}})', site_name_id, image_id))""", "site_image_id is site-<site>-<image>-<number>")
data.none("SELECT content_url FROM images_analytical WHERE content_url <> format('https://example.com/images/{}.jpg', image_id)",
          "content_url has the image_id")
data.none("SELECT author FROM images_analytical WHERE NOT regexp_full_match(author, '[A-Z][a-z]+ [A-Z][a-z]+')", "authors have two names")
equal(data.one("SELECT count(DISTINCT author) FROM images_analytical"), 576, "there are 24 times 24 of them")
data.none("SELECT caption FROM images_analytical WHERE caption LIKE '%@%' OR length(caption) NOT BETWEEN 10 AND 240",
          "every place of a caption is filled")
data.none("""SELECT upload_date FROM images_analytical WHERE epoch_us(upload_date) % 86400000000 <> 0
    OR year(upload_date) NOT BETWEEN 2020 AND 2024 OR day(upload_date) > 28""", "upload_date is a midnight of 2020...2024, up to the 28th")
data.none("""SELECT row FROM images_analytical WHERE epoch_us(updated_at) % 1000000 <> 0
    OR epoch_us(updated_at) - epoch_us(upload_date) NOT BETWEEN 1000000 AND 2592000000000""", "updated_at is up to 30 days behind it")

# a row belongs to its image_id
half = generate("--start-image-id", "60001", "--rows", "60000", "--seed", "7")
half.connection.execute(f"CREATE VIEW whole AS SELECT * FROM read_parquet('{data.folder}/*.parquet')")
half.none("(SELECT * EXCLUDE row FROM images_analytical) EXCEPT (SELECT * FROM whole WHERE image_id > 60000)",
          "--start-image-id N --rows R makes the images N...N+R-1, as they are in any run")
equal(half.rows("SELECT min(image_id), max(image_id), count(*) FROM images_analytical"), [(60001, 120000, 60000)], "these and no others")
result = lakegen("estimate", "images_analytical", "--rows", "7", "--start-image-id", "4294967290", check=False)
equal((result.returncode, "beyond 4294967295" in result.stderr), (3, True), "image_ids beyond UInt32 are refused")
ok(lakegen("estimate", "images_analytical", "--rows", "6", "--start-image-id", "4294967290"), "the last one is not")
done()
