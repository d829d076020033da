# SPDX-License-Identifier: Apache-2.0
"""What the tests of images_analytical share: the specification as tables."""

from sqldata import Data

SITES = {"Getty": .40, "Shutterstock": .08, "Adobe": .08, "iStock": .08, "Pexels": .05, "Unsplash": .05}
SITES |= {name: .26 / 12 for name in ("Pond5", "123rf", "Alamy", "VCG", "Picxy", "Pixerf", "ImagesBazaar", "IndiaPicture", "Iwaria",
                                      "Nappy", "Picha", "Afripics")}
GENDERS = {(1, "woman"): .66, (2, "man"): .33, (0, ""): .01}
AGES = {(6, "adult"): .50, (5, "young"): .25, (4, "teenager"): .10, (3, "child"): .05, (1, "baby"): .05, (7, "old"): .05}
REGIONS = {"North America": "US CA MX", "Europe": "GB DE FR IT ES RU UA", "Oceania": "AU", "Asia": "JP CN IN", "South America": "BR"}
COUNTRIES = "US GB CA AU DE FR IT ES JP CN IN BR MX RU UA".split()
ETHNICITIES = {"white": (1, .70), "asian": (2, .10), "black": (3, .08), "hispanic": (4, .05), "middle_eastern": (5, .03),
               "native_american": (6, .02), "pacific_islander": (7, .01), "mixed": (8, .005), "other": (9, .005)}
KEYWORDS = [((0, 0), .10), ((1, 3), .20), ((2, 7), .30), ((5, 12), .20), ((10, 15), .15), ((15, 20), .05)]
DETECTIONS = [((0, 0), .20), ((1, 1), .30), ((2, 4), .25), ((3, 7), .15), ((8, 16), .10)]
FLAGS = {  # the condition, the share where it holds, and where it does not
    "has_face": ("true", .60, 0), "has_body": ("has_face", .75, .20), "has_feet": ("has_body", .55, .05),
    "has_hands": ("has_body", .50, .10), "has_left_hand": ("has_hands", .60, 0), "has_right_hand": ("has_hands", .60, 0),
    "is_face_distant": ("has_face", .15, 0), "is_small": ("true", .10, 0), "is_face_no_lms": ("has_face", .05, 0)}
DECIMALS = {"face_x": (-33, -27), "face_y": (-2, 2), "face_z": (-2, 2), "mouth_gap": (0, .5)}
CLUSTERS = {  # the largest number, and how often there is none
    "body_pose_cluster_256": (256, .30), "body_pose_cluster_512": (512, .30), "body_pose_cluster_768": (768, .30),
    "hand_poses_cluster_32": (32, .50), "hand_gesture_cluster_32": (32, .50), "hand_gesture_cluster_64": (64, .50),
    "hand_gesture_cluster_128": (128, .50), "arms_poses3D_cluster_64": (64, .60), "arm_poses3D_cluster_128": (128, .60),
    "hand_position_cluster_128": (128, .40), "hsv_cluster": (512, .25), "meta_hsv_cluster": (256, .25), "face_cluster": (256, .20),
    "is_not_face_topic_id": (200, .90), "is_face_model_topic_id": (200, .95), "affect_id": (50, .80)}
SCORES = {"is_not_face_score": .10, "is_face_model_score": .05, "affect_score": .20}
TOPICS = [(.80, 300, 1000), (.60, 200, 700), (.40, 100, 400)]
SIZES = [(1920, 1080), (3840, 2160), (2560, 1440), (1600, 1200), (2048, 1536), (1920, 1280), (2400, 1600), (1200, 800), (1024, 768),
         (800, 600)]


def types():
    """Columns in order, as DuckDB sees the Parquet file."""
    found = {"image_id": "UINTEGER", "site_name_id": "UTINYINT", "site_name": "VARCHAR", "site_image_id": "VARCHAR",
             "gender_id": "UTINYINT", "gender": "VARCHAR", "age_id": "UTINYINT", "age": "VARCHAR", "age_detail_id": "UTINYINT",
             "location_id": "USMALLINT", "country_code": "VARCHAR", "region": "VARCHAR", "keyword_ids": "UINTEGER[]",
             "ethnicity_ids": "UTINYINT[]"}
    for name in ("white", "black", "asian", "hispanic", "middle_eastern", "native_american", "pacific_islander", "mixed", "other"):
        found[f"ethnicity_{name}"] = "BOOLEAN"
    found |= {name: "BOOLEAN" for name in FLAGS} | {name: "DECIMAL(6,3)" for name in DECIMALS}
    for name in list(CLUSTERS)[:13]:
        found[name] = "UTINYINT" if name.startswith(("hand_", "arm")) else "USMALLINT"
    for number in (1, 2, 3):
        found |= {f"topic_id_{number}": "USMALLINT", f"topic_score_{number}": "FLOAT"}
    for name in ("is_not_face_topic_id", "is_face_model_topic_id", "affect_id"):
        found |= {name: "USMALLINT", name.replace("_topic_id", "").replace("_id", "") + "_score": "FLOAT"}
    return found | {"detection_count": "USMALLINT", "detection_classes": "UTINYINT[]", "detection_top_class_id": "UTINYINT",
                    "detection_top_class_confidence": "FLOAT", "obj_cluster": "USMALLINT", "upload_date": "TIMESTAMP WITH TIME ZONE",
                    "author": "VARCHAR", "caption": "VARCHAR", "content_url": "VARCHAR", "width": "USMALLINT", "height": "USMALLINT",
                    "is_dupe_of": "UINTEGER", "updated_at": "TIMESTAMP WITH TIME ZONE"}


def generate(*arguments):
    return Data("images_analytical", *arguments)
