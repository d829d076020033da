/* SPDX-License-Identifier: Apache-2.0 */
/* The schema images_analytical, its parts: columns.c describes, fill.c makes columns, each by its rule,
 * text.c those of text, words.c holds dictionaries, captions.c sentences and pools, images_analytical.c opens.
 *
 * A row is an image. All draws are made at its image_id, so that an image has the same cells wherever a run begins. */
#ifndef IMAGES_H
#define IMAGES_H

#include <lakegen/distribution.h>
#include <lakegen/schema.h>

/* Columns, in order. */
enum {
    IMAGE_ID,
    SITE_NAME_ID,
    SITE_NAME,
    SITE_IMAGE_ID,
    GENDER_ID,
    GENDER,
    AGE_ID,
    AGE,
    AGE_DETAIL_ID,
    LOCATION_ID,
    COUNTRY_CODE,
    REGION,
    KEYWORD_IDS,
    ETHNICITY_IDS,
    ETHNICITY_WHITE,
    ETHNICITY_BLACK,
    ETHNICITY_ASIAN,
    ETHNICITY_HISPANIC,
    ETHNICITY_MIDDLE_EASTERN,
    ETHNICITY_NATIVE_AMERICAN,
    ETHNICITY_PACIFIC_ISLANDER,
    ETHNICITY_MIXED,
    ETHNICITY_OTHER,
    HAS_FACE,
    HAS_BODY,
    HAS_FEET,
    HAS_HANDS,
    HAS_LEFT_HAND,
    HAS_RIGHT_HAND,
    IS_FACE_DISTANT,
    IS_SMALL,
    IS_FACE_NO_LMS,
    FACE_X,
    FACE_Y,
    FACE_Z,
    MOUTH_GAP,
    BODY_POSE_CLUSTER_256,
    BODY_POSE_CLUSTER_512,
    BODY_POSE_CLUSTER_768,
    HAND_POSES_CLUSTER_32,
    HAND_GESTURE_CLUSTER_32,
    HAND_GESTURE_CLUSTER_64,
    HAND_GESTURE_CLUSTER_128,
    ARMS_POSES3D_CLUSTER_64,
    ARM_POSES3D_CLUSTER_128,
    HAND_POSITION_CLUSTER_128,
    HSV_CLUSTER,
    META_HSV_CLUSTER,
    FACE_CLUSTER,
    TOPIC_ID_1,
    TOPIC_SCORE_1,
    TOPIC_ID_2,
    TOPIC_SCORE_2,
    TOPIC_ID_3,
    TOPIC_SCORE_3,
    IS_NOT_FACE_TOPIC_ID,
    IS_NOT_FACE_SCORE,
    IS_FACE_MODEL_TOPIC_ID,
    IS_FACE_MODEL_SCORE,
    AFFECT_ID,
    AFFECT_SCORE,
    DETECTION_COUNT,
    DETECTION_CLASSES,
    DETECTION_TOP_CLASS_ID,
    DETECTION_TOP_CLASS_CONFIDENCE,
    OBJ_CLUSTER,
    UPLOAD_DATE,
    AUTHOR,
    CAPTION,
    CONTENT_URL,
    WIDTH,
    HEIGHT,
    IS_DUPE_OF,
    UPDATED_AT,
    COLUMNS
};

/* Facts of an image that several columns tell: an int32 for each row. */
enum {
    FACT_NONE = -1, /* no fact, for rules */
    FACT_SITE,      /* index */
    FACT_GENDER,
    FACT_AGE,
    FACT_LOCATION,
    FACT_ETHNICITY,
    FACT_FACE, /* 0, 1 */
    FACT_BODY,
    FACT_HANDS,
    FACT_TOPICS,     /* 0…3 */
    FACT_DETECTIONS, /* 0…16 */
    FACT_TOP_CLASS,  /* 0, or that of the first detection */
    FACT_DAY,        /* index in the days there are */
    FACT_SIZE,       /* width << 16 | height */
    FACTS
};

#define SITES 18
#define GENDERS 3
#define AGES 6
#define LOCATIONS 16 /* the first is unknown */
#define REGIONS 6
#define ETHNICITIES 9
#define KEYWORDS_MOST 20
#define DETECTIONS_MOST 16
#define DAYS (5 * 12 * 28)
#define NAMES 24
#define AUTHORS (NAMES * NAMES)
#define LARGEST_NUMBER 768 /* of dictionaries that count */

struct images {
    struct lg_stream stream[COLUMNS];
    struct lg_stream topics, size; /* of facts that no column has alone */
    struct lg_choice *site, *gender, *age, *ethnicity, *keywords, *detections;
    int64_t start; /* image_id of row 0 */
    struct words *words;
};

extern const struct lg_table images_tables[];
extern const struct lg_option images_options[];

/* ---- a slice being filled ---- */

struct work {
    const struct images *schema;
    struct lg_batch *batch;
    int64_t first, rows;         /* first: image_id */
    struct lg_draw *draws;       /* for the column at hand */
    const int32_t *fact[FACTS];  /* made when first asked for */
};

/* Each gives NULL, with err set, when memory ran out. */
const struct lg_draw *work_draws(struct work *work, const struct lg_stream *stream, uint64_t draw, struct lg_error *err);
const int32_t *work_fact(struct work *work, int fact, struct lg_error *err);

int fill_column(struct work *work, uint32_t column, struct lg_error *err);

/* text.c */
int fill_site_image_ids(struct work *work, uint32_t column, struct lg_error *err);
int fill_urls(struct work *work, uint32_t column, struct lg_error *err);
int fill_captions(struct work *work, uint32_t column, struct lg_error *err);

#endif
