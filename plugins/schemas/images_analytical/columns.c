/* SPDX-License-Identifier: Apache-2.0 */
/* What images_analytical looks like: columns, the table, options. */
#include "images.h"

#define N LG_COLUMN_NULLABLE
#define D LG_COLUMN_DICTIONARY
#define U8 "C"
#define U16 "S"
#define U32 "I"
#define THREE_DECIMALS "d:6,3"
#define CLUSTER(name_, type_, most, nulls) \
    { \
        .name = (name_), .type = (type_), .doc = "1..." #most, .null_when = nulls " %", .flags = N | D \
    }

static const struct lg_column keywords[] = {{.name = "element", .type = U32}, {0}};
static const struct lg_column classes[] = {{.name = "element", .type = U8}, {0}};
static const struct lg_column ethnicities[] = {{.name = "element", .type = U8, .flags = D}, {0}};

static const struct lg_column columns[] = {
    [IMAGE_ID] = {.name = "image_id", .type = U32, .flags = LG_COLUMN_SEQUENTIAL, .doc = "row number, from start_image_id on"},
    [SITE_NAME_ID] = {.name = "site_name_id", .type = U8, .flags = D, .doc = "1...18, of site_name"},
    [SITE_NAME] = {.name = "site_name", .type = "u", .flags = D,
                   .doc = "Getty .40, Shutterstock .08, Adobe .08, iStock .08, Pexels .05, Unsplash .05, 12 others .26 in all"},
    [SITE_IMAGE_ID] = {.name = "site_image_id", .type = "u", .doc = "site-<site>-<image>-<0...999999>"},
    [GENDER_ID] = {.name = "gender_id", .type = U8, .flags = D, .doc = "of gender"},
    [GENDER] = {.name = "gender", .type = "u", .flags = D, .doc = "woman .66, man .33, empty .01"},
    [AGE_ID] = {.name = "age_id", .type = U8, .flags = D, .doc = "of age"},
    [AGE] = {.name = "age", .type = "u", .flags = D, .doc = "adult .50, young .25, teenager .10, child .05, baby .05, old .05"},
    [AGE_DETAIL_ID] = {.name = "age_detail_id", .type = U8, .flags = D, .doc = "0 with .30, else 1...20"},
    [LOCATION_ID] = {.name = "location_id", .type = U16, .flags = D, .doc = "0 with .30, else 1...15, of country_code"},
    [COUNTRY_CODE] = {.name = "country_code", .type = "u", .flags = D, .doc = "empty where location_id is 0, else one of 15"},
    [REGION] = {.name = "region", .type = "u", .flags = D, .doc = "of the country; empty where location_id is 0"},
    [KEYWORD_IDS] = {.name = "keyword_ids", .type = "+l", .children = keywords,
                     .doc = "none .10, 1...3 .20, 2...7 .30, 5...12 .20, 10...15 .15, 15...20 .05; of 1...10000"},
    [ETHNICITY_IDS] = {.name = "ethnicity_ids", .type = "+l", .children = ethnicities,
                       .doc = "exactly one: white .70, asian .10, black .08, hispanic .05, middle_eastern .03, native_american .02, "
                              "pacific_islander .01, mixed .005, other .005"},
    [ETHNICITY_WHITE] = {.name = "ethnicity_white", .type = "b", .doc = "ethnicity_ids is [1]"},
    [ETHNICITY_BLACK] = {.name = "ethnicity_black", .type = "b", .doc = "ethnicity_ids is [3]"},
    [ETHNICITY_ASIAN] = {.name = "ethnicity_asian", .type = "b", .doc = "ethnicity_ids is [2]"},
    [ETHNICITY_HISPANIC] = {.name = "ethnicity_hispanic", .type = "b", .doc = "ethnicity_ids is [4]"},
    [ETHNICITY_MIDDLE_EASTERN] = {.name = "ethnicity_middle_eastern", .type = "b", .doc = "ethnicity_ids is [5]"},
    [ETHNICITY_NATIVE_AMERICAN] = {.name = "ethnicity_native_american", .type = "b", .doc = "ethnicity_ids is [6]"},
    [ETHNICITY_PACIFIC_ISLANDER] = {.name = "ethnicity_pacific_islander", .type = "b", .doc = "ethnicity_ids is [7]"},
    [ETHNICITY_MIXED] = {.name = "ethnicity_mixed", .type = "b", .doc = "ethnicity_ids is [8]"},
    [ETHNICITY_OTHER] = {.name = "ethnicity_other", .type = "b", .doc = "ethnicity_ids is [9]"},
    [HAS_FACE] = {.name = "has_face", .type = "b", .doc = ".60"},
    [HAS_BODY] = {.name = "has_body", .type = "b", .doc = ".75 with a face, .20 without"},
    [HAS_FEET] = {.name = "has_feet", .type = "b", .doc = ".55 with a body, .05 without"},
    [HAS_HANDS] = {.name = "has_hands", .type = "b", .doc = ".50 with a body, .10 without"},
    [HAS_LEFT_HAND] = {.name = "has_left_hand", .type = "b", .doc = ".60 with hands"},
    [HAS_RIGHT_HAND] = {.name = "has_right_hand", .type = "b", .doc = ".60 with hands"},
    [IS_FACE_DISTANT] = {.name = "is_face_distant", .type = "b", .doc = ".15 with a face"},
    [IS_SMALL] = {.name = "is_small", .type = "b", .doc = ".10"},
    [IS_FACE_NO_LMS] = {.name = "is_face_no_lms", .type = "b", .doc = ".05 with a face"},
    [FACE_X] = {.name = "face_x", .type = THREE_DECIMALS, .doc = "-33...-27 with a face, else 0"},
    [FACE_Y] = {.name = "face_y", .type = THREE_DECIMALS, .doc = "-2...2 with a face, else 0"},
    [FACE_Z] = {.name = "face_z", .type = THREE_DECIMALS, .doc = "-2...2 with a face, else 0"},
    [MOUTH_GAP] = {.name = "mouth_gap", .type = THREE_DECIMALS, .doc = "0...0.5 with a face, else 0"},
    [BODY_POSE_CLUSTER_256] = CLUSTER("body_pose_cluster_256", U16, 256, "30"),
    [BODY_POSE_CLUSTER_512] = CLUSTER("body_pose_cluster_512", U16, 512, "30"),
    [BODY_POSE_CLUSTER_768] = CLUSTER("body_pose_cluster_768", U16, 768, "30"),
    [HAND_POSES_CLUSTER_32] = CLUSTER("hand_poses_cluster_32", U8, 32, "50"),
    [HAND_GESTURE_CLUSTER_32] = CLUSTER("hand_gesture_cluster_32", U8, 32, "50"),
    [HAND_GESTURE_CLUSTER_64] = CLUSTER("hand_gesture_cluster_64", U8, 64, "50"),
    [HAND_GESTURE_CLUSTER_128] = CLUSTER("hand_gesture_cluster_128", U8, 128, "50"),
    [ARMS_POSES3D_CLUSTER_64] = CLUSTER("arms_poses3D_cluster_64", U8, 64, "60"),
    [ARM_POSES3D_CLUSTER_128] = CLUSTER("arm_poses3D_cluster_128", U8, 128, "60"),
    [HAND_POSITION_CLUSTER_128] = CLUSTER("hand_position_cluster_128", U8, 128, "40"),
    [HSV_CLUSTER] = CLUSTER("hsv_cluster", U16, 512, "25"),
    [META_HSV_CLUSTER] = CLUSTER("meta_hsv_cluster", U16, 256, "25"),
    [FACE_CLUSTER] = CLUSTER("face_cluster", U16, 256, "20"),
    [TOPIC_ID_1] = {.name = "topic_id_1", .type = U16, .flags = D, .doc = "1...100 with .80, else 0"},
    [TOPIC_SCORE_1] = {.name = "topic_score_1", .type = "f", .flags = D, .doc = "0.3...1.0 with a first topic, else 0; 3 decimals"},
    [TOPIC_ID_2] = {.name = "topic_id_2", .type = U16, .flags = D, .doc = "1...100 with .60 of those that have a first, else 0"},
    [TOPIC_SCORE_2] = {.name = "topic_score_2", .type = "f", .flags = D, .doc = "0.2...0.7 with a second topic, else 0; 3 decimals"},
    [TOPIC_ID_3] = {.name = "topic_id_3", .type = U16, .flags = D, .doc = "1...100 with .40 of those that have a second, else 0"},
    [TOPIC_SCORE_3] = {.name = "topic_score_3", .type = "f", .flags = D, .doc = "0.1...0.4 with a third topic, else 0; 3 decimals"},
    [IS_NOT_FACE_TOPIC_ID] = CLUSTER("is_not_face_topic_id", U16, 200, "90"),
    [IS_NOT_FACE_SCORE] = {.name = "is_not_face_score", .type = "f", .flags = D, .doc = "0...1 with .10, else 0; 3 decimals"},
    [IS_FACE_MODEL_TOPIC_ID] = CLUSTER("is_face_model_topic_id", U16, 200, "95"),
    [IS_FACE_MODEL_SCORE] = {.name = "is_face_model_score", .type = "f", .flags = D, .doc = "0...1 with .05, else 0; 3 decimals"},
    [AFFECT_ID] = CLUSTER("affect_id", U16, 50, "80"),
    [AFFECT_SCORE] = {.name = "affect_score", .type = "f", .flags = D, .doc = "0...1 with .20, else 0; 3 decimals"},
    [DETECTION_COUNT] = {.name = "detection_count", .type = U16, .flags = D, .doc = "0 .20, 1 .30, 2...4 .25, 3...7 .15, 8...16 .10"},
    [DETECTION_CLASSES] = {.name = "detection_classes", .type = "+l", .children = classes, .doc = "detection_count of 1...80"},
    [DETECTION_TOP_CLASS_ID] = {.name = "detection_top_class_id", .type = U8, .flags = D,
                                .doc = "the first of detection_classes; 0 when there is none"},
    [DETECTION_TOP_CLASS_CONFIDENCE] = {.name = "detection_top_class_confidence", .type = "f", .flags = D,
                                        .doc = "0.5...1.0 with a detection, else 0; 3 decimals"},
    [OBJ_CLUSTER] = {.name = "obj_cluster", .type = U16, .flags = N | D, .doc = "nothing yet", .null_when = "always"},
    [UPLOAD_DATE] = {.name = "upload_date", .type = "tsu:UTC", .flags = D, .doc = "midnight: 2020...2024, month 1...12, day 1...28"},
    [AUTHOR] = {.name = "author", .type = "u", .flags = D, .doc = "24 first names and 24 last names"},
    [CAPTION] = {.name = "caption", .type = "u", .doc = "one of 30 sentences with words of 12 pools of 100"},
    [CONTENT_URL] = {.name = "content_url", .type = "u", .doc = "https://example.com/images/<image_id>.jpg"},
    [WIDTH] = {.name = "width", .type = U16, .doc = "of one of ten sizes, -50...+49, at least 100; 0 with .10"},
    [HEIGHT] = {.name = "height", .type = U16, .doc = "the same; 0 where width is"},
    [IS_DUPE_OF] = {.name = "is_dupe_of", .type = U32, .flags = D, .doc = "0"},
    [UPDATED_AT] = {.name = "updated_at", .type = "tsu:UTC", .doc = "upload_date and 1 second to 30 days, whole seconds"},
    [COLUMNS] = {0}};

static const char *const key[] = {"image_id", NULL};

static const struct lg_property properties[] = {
    {"seed", "random"}, /* when nobody gives one */
    {"clickhouse.engine", "ReplacingMergeTree(updated_at)"},
    {"clickhouse.order_by",
     "has_face, detection_top_class_id, body_pose_cluster_512, hand_position_cluster_128, site_name_id, location_id, "
                            "upload_date, image_id"},
    {"clickhouse.type.upload_date", "DateTime"},
    {"clickhouse.type.updated_at", "DateTime"},
    {0}};

const struct lg_table images_tables[] = {{.name = "images_analytical",
                                          .doc = "Stock photos: where they come from, what they show, and what models found in them",
                                          .columns = columns,
                                          .primary_key = key,
                                          .order_by = key,
                                          .event_time = "updated_at",
                                          .properties = properties,
                                          .rows_per_unit = 20000000},
                                         {0}};

const struct lg_option images_options[] = {
    {.name = "start_image_id", .type = LG_OPTION_INT, .fallback = "1", .range = "0..4294967295", .doc = "image_id of the first row"},
    {0}};
