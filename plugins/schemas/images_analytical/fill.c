/* SPDX-License-Identifier: Apache-2.0 */
/* Columns, a whole one at a time: facts that several of them tell, and a rule for each. */
#include "images.h"
#include "words.h"

/* ---- draws and facts ---- */

static void *scratch(struct work *work, size_t width, struct lg_error *err)
{
    return lg_batch_scratch(work->batch, (size_t)work->rows * width, err);
}

const struct lg_draw *work_draws(struct work *work, const struct lg_stream *stream, uint64_t draw, struct lg_error *err)
{
    if (!work->draws)
        work->draws = scratch(work, sizeof(*work->draws), err);
    if (work->draws)
        lg_draw_rows(stream, work->first, draw, work->rows, work->draws);
    return work->draws;
}

/* ---- rules: a value with a probability, uniform over a range, else 0 or null ---- */

struct rule {
    int (*fill)(struct work *work, uint32_t column, struct lg_error *err);
    int fact;                /* that it depends on, or FACT_NONE */
    int32_t above;           /* the fact holds where it is more than this */
    uint32_t with, without;  /* thousandths: how often there is a value where the fact holds, and where it does not */
    int32_t least, most;     /* the value, or its index in the dictionary */
};

static const struct rule rules[COLUMNS];

/* A rule at work on a slice: whether a row has a value, and which. */
struct toss {
    const struct rule *rule;
    const struct lg_draw *draws;
    const int32_t *fact;      /* NULL: it holds */
    uint64_t with, without;   /* thresholds */
};

static int toss_begin(struct work *work, uint32_t column, struct toss *toss, struct lg_error *err)
{
    const struct rule *rule = &rules[column];

    *toss = (struct toss){.rule = rule,
                          .with = lg_threshold((struct lg_decimal){(int64_t)rule->with * 1000000}),
                          .without = lg_threshold((struct lg_decimal){(int64_t)rule->without * 1000000})};
    if (rule->fact != FACT_NONE && !(toss->fact = work_fact(work, rule->fact, err)))
        return err->code;
    toss->draws = work_draws(work, &work->schema->stream[column], 0, err);
    return err->code;
}

static inline int toss_hits(const struct toss *toss, int64_t row)
{
    int holds = !toss->fact || toss->fact[row] > toss->rule->above;

    return lg_hit(lg_draw_lane(&toss->draws[row], 0), holds ? toss->with : toss->without);
}

static inline int32_t toss_number(const struct toss *toss, int64_t row)
{
    return toss->rule->least + (int32_t)lg_below(lg_draw_lane(&toss->draws[row], 1), (uint32_t)(toss->rule->most - toss->rule->least + 1));
}

static int fill_flags(struct work *work, uint32_t column, struct lg_error *err)
{
    uint8_t *flag = lg_batch_bool(work->batch, column);
    struct toss toss;

    if (toss_begin(work, column, &toss, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        flag[i] = (uint8_t)toss_hits(&toss, i);
    return LG_OK;
}

static int fill_numbers(struct work *work, uint32_t column, struct lg_error *err)
{
    int32_t *index = lg_batch_index(work->batch, column);
    struct toss toss;

    if (toss_begin(work, column, &toss, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        index[i] = toss_hits(&toss, i) ? toss_number(&toss, i) : 0;
    return LG_OK;
}

static int fill_decimals(struct work *work, uint32_t column, struct lg_error *err)
{
    int32_t *thousandths = lg_batch_int32(work->batch, column);
    struct toss toss;

    if (toss_begin(work, column, &toss, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        thousandths[i] = toss_hits(&toss, i) ? toss_number(&toss, i) : 0;
    return LG_OK;
}

static int fill_clusters(struct work *work, uint32_t column, struct lg_error *err)
{
    uint8_t *valid = lg_batch_valid(work->batch, column);
    int32_t *index = lg_batch_index(work->batch, column);
    struct toss toss;

    if (toss_begin(work, column, &toss, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        valid[i] = (uint8_t)toss_hits(&toss, i);
        index[i] = toss_number(&toss, i);
    }
    return LG_OK;
}

/* ---- how facts come about ---- */

static int pick(struct work *work, uint32_t column, const struct lg_choice *choice, int32_t *out, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, &work->schema->stream[column], 0, err);

    if (draws)
        lg_choice_pick(choice, draws, 0, work->rows, out);
    return err->code;
}

static int make_site(struct work *work, int32_t *out, struct lg_error *err)
{
    return pick(work, SITE_NAME_ID, work->schema->site, out, err);
}

static int make_gender(struct work *work, int32_t *out, struct lg_error *err)
{
    return pick(work, GENDER_ID, work->schema->gender, out, err);
}

static int make_age(struct work *work, int32_t *out, struct lg_error *err)
{
    return pick(work, AGE_ID, work->schema->age, out, err);
}

static int make_ethnicity(struct work *work, int32_t *out, struct lg_error *err)
{
    return pick(work, ETHNICITY_IDS, work->schema->ethnicity, out, err);
}

static int make_location(struct work *work, int32_t *out, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, &work->schema->stream[LOCATION_ID], 0, err);
    const uint64_t known = lg_threshold((struct lg_decimal){700000000});

    for (int64_t i = 0; draws && i < work->rows; i++)
        out[i] = lg_hit(lg_draw_lane(&draws[i], 0), known) ? 1 + (int32_t)lg_below(lg_draw_lane(&draws[i], 1), LOCATIONS - 1) : 0;
    return err->code;
}

static int make_flag(struct work *work, uint32_t column, int32_t *out, struct lg_error *err)
{
    struct toss toss;

    if (toss_begin(work, column, &toss, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        out[i] = toss_hits(&toss, i);
    return LG_OK;
}

static int make_face(struct work *work, int32_t *out, struct lg_error *err)
{
    return make_flag(work, HAS_FACE, out, err);
}

static int make_body(struct work *work, int32_t *out, struct lg_error *err)
{
    return make_flag(work, HAS_BODY, out, err);
}

static int make_hands(struct work *work, int32_t *out, struct lg_error *err)
{
    return make_flag(work, HAS_HANDS, out, err);
}

static int make_topics(struct work *work, int32_t *out, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, &work->schema->topics, 0, err);
    static const int64_t nano[] = {800000000, 600000000, 400000000};
    uint64_t threshold[3];

    for (int k = 0; k < 3; k++)
        threshold[k] = lg_threshold((struct lg_decimal){nano[k]});
    for (int64_t i = 0; draws && i < work->rows; i++) {
        int count = 0;

        while (count < 3 && lg_hit(lg_draw_lane(&draws[i], count), threshold[count]))
            count++;
        out[i] = count;
    }
    return err->code;
}

/* Counts are uniform over a range, which is chosen first. */
struct span {
    uint8_t least, most;
};

static int32_t in_span(const struct span *span, const struct lg_draw *draw)
{
    return span->least + (int32_t)lg_below(lg_draw_lane(draw, 1), (uint32_t)(span->most - span->least + 1));
}

static int make_detections(struct work *work, int32_t *out, struct lg_error *err)
{
    static const struct span spans[] = {{0, 0}, {1, 1}, {2, 4}, {3, 7}, {8, DETECTIONS_MOST}};

    if (pick(work, DETECTION_COUNT, work->schema->detections, out, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        out[i] = in_span(&spans[out[i]], &work->draws[i]);
    return LG_OK;
}

static int make_top_class(struct work *work, int32_t *out, struct lg_error *err)
{
    const int32_t *count = work_fact(work, FACT_DETECTIONS, err);
    const struct lg_draw *draws = count ? work_draws(work, &work->schema->stream[DETECTION_CLASSES], 0, err) : NULL;

    for (int64_t i = 0; draws && i < work->rows; i++)
        out[i] = count[i] > 0 ? 1 + (int32_t)lg_below(lg_draw_lane(&draws[i], 0), 80) : 0;
    return err->code;
}

static int make_day(struct work *work, int32_t *out, struct lg_error *err)
{
    const struct lg_draw *draws = work_draws(work, &work->schema->stream[UPLOAD_DATE], 0, err);

    if (draws)
        lg_uniform_int32(draws, 0, work->rows, 0, DAYS - 1, out);
    return err->code;
}

static int32_t near(int32_t size, uint32_t lane)
{
    size += (int32_t)lg_below(lane, 100) - 50;
    return size < 100 ? 100 : size;
}

static int make_size(struct work *work, int32_t *out, struct lg_error *err)
{
    static const struct {
        int16_t width, height;
    } sizes[] = {{1920, 1080}, {3840, 2160}, {2560, 1440}, {1600, 1200}, {2048, 1536},
                 {1920, 1280}, {2400, 1600}, {1200, 800},  {1024, 768},  {800, 600}};
    const struct lg_draw *draws = work_draws(work, &work->schema->size, 0, err);
    const uint64_t known = lg_threshold((struct lg_decimal){900000000});

    for (int64_t i = 0; draws && i < work->rows; i++) {
        uint32_t k = lg_below(lg_draw_lane(&draws[i], 1), 10);

        out[i] = !lg_hit(lg_draw_lane(&draws[i], 0), known)
                     ? 0
                     : near(sizes[k].width, lg_draw_lane(&draws[i], 2)) << 16 | near(sizes[k].height, lg_draw_lane(&draws[i], 3));
    }
    return err->code;
}

static int (*const makers[FACTS])(struct work *work, int32_t *out, struct lg_error *err) = {
    [FACT_SITE] = make_site,           [FACT_GENDER] = make_gender,         [FACT_AGE] = make_age,
    [FACT_LOCATION] = make_location,   [FACT_ETHNICITY] = make_ethnicity,   [FACT_FACE] = make_face,
    [FACT_BODY] = make_body,           [FACT_HANDS] = make_hands,           [FACT_TOPICS] = make_topics,
    [FACT_DETECTIONS] = make_detections, [FACT_TOP_CLASS] = make_top_class, [FACT_DAY] = make_day,
    [FACT_SIZE] = make_size};

const int32_t *work_fact(struct work *work, int fact, struct lg_error *err)
{
    int32_t *out = work->fact[fact] ? NULL : scratch(work, sizeof(*out), err);

    if (out && makers[fact](work, out, err) == LG_OK)
        work->fact[fact] = out;
    return work->fact[fact];
}

/* ---- columns that tell a fact ---- */

static int fill_index_of_fact(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *fact = work_fact(work, rules[column].fact, err);

    if (fact)
        memcpy(lg_batch_index(work->batch, column), fact, (size_t)work->rows * sizeof(*fact));
    return err->code;
}

static int fill_flag_of_fact(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *fact = work_fact(work, rules[column].fact, err);
    uint8_t *flag = lg_batch_bool(work->batch, column);

    for (int64_t i = 0; fact && i < work->rows; i++)
        flag[i] = fact[i] == rules[column].least;
    return err->code;
}

static int fill_regions(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *location = work_fact(work, FACT_LOCATION, err);
    int32_t *index = lg_batch_index(work->batch, column);

    for (int64_t i = 0; location && i < work->rows; i++)
        index[i] = words_region_of[location[i]];
    return err->code;
}

static int fill_sizes(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *size = work_fact(work, FACT_SIZE, err);
    uint16_t *pixels = lg_batch_uint16(work->batch, column);
    int shift = column == WIDTH ? 16 : 0;

    for (int64_t i = 0; size && i < work->rows; i++)
        pixels[i] = (uint16_t)((uint32_t)size[i] >> shift);
    return err->code;
}

static int fill_updates(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *day = work_fact(work, FACT_DAY, err);
    const struct lg_draw *draws = day ? work_draws(work, &work->schema->stream[column], 0, err) : NULL;
    int64_t *moment = lg_batch_int64(work->batch, column);
    struct lg_dictionary days;

    words_dictionary(work->schema->words, UPLOAD_DATE, &days);
    for (int64_t i = 0; draws && i < work->rows; i++)
        moment[i] = ((const int64_t *)days.values)[day[i]] +
                    (1 + (int64_t)lg_below(lg_draw_lane(&draws[i], 0), 30 * 86400)) * 1000000;
    return err->code;
}

static int fill_image_ids(struct work *work, uint32_t column, struct lg_error *err)
{
    uint32_t *id = lg_batch_uint32(work->batch, column);

    (void)err;
    for (int64_t i = 0; i < work->rows; i++)
        id[i] = (uint32_t)(work->first + i);
    return LG_OK;
}

/* ---- lists ---- */

/* Counts become offsets; gives the batch of elements, NULL with err set. */
static struct lg_batch *open_list(struct work *work, uint32_t column, const int32_t *count, struct lg_error *err)
{
    uint32_t *offset = lg_batch_offsets(work->batch, column), n = 0;

    for (int64_t i = 0; i < work->rows; i++) {
        offset[i] = n;
        n += count ? (uint32_t)count[i] : 1;
    }
    offset[work->rows] = n;
    return lg_batch_elements(work->batch, column, err);
}

static int fill_ethnicity_ids(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *ethnicity = work_fact(work, FACT_ETHNICITY, err);
    struct lg_batch *elements = ethnicity ? open_list(work, column, NULL, err) : NULL;

    if (elements)
        memcpy(lg_batch_index(elements, 0), ethnicity, (size_t)work->rows * sizeof(*ethnicity));
    return err->code;
}

/* Elements of a row come from draws first, first + 1… at its key, four of each. */
static void draw_elements(const struct lg_stream *stream, int64_t key, uint64_t first, int32_t count, uint32_t most, uint32_t *out)
{
    struct lg_draw draws[(KEYWORDS_MOST + 3) / 4];

    lg_draw_bytes(stream, key, first, (size_t)(count + 3) / 4 * sizeof(draws[0]), draws);
    for (int32_t k = 0; k < count; k++)
        out[k] = 1 + lg_below(lg_draw_lane(&draws[k / 4], k % 4), most);
}

static int fill_keywords(struct work *work, uint32_t column, struct lg_error *err)
{
    static const struct span spans[] = {{0, 0}, {1, 3}, {2, 7}, {5, 12}, {10, 15}, {15, KEYWORDS_MOST}};
    int32_t *count = scratch(work, sizeof(*count), err);
    struct lg_batch *elements;
    uint32_t *id;

    if (!count || pick(work, column, work->schema->keywords, count, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++)
        count[i] = in_span(&spans[count[i]], &work->draws[i]);
    elements = open_list(work, column, count, err);
    id = elements ? lg_batch_uint32(elements, 0) : NULL;
    for (int64_t i = 0; id && i < work->rows; id += count[i], i++)
        draw_elements(&work->schema->stream[column], work->first + i, 1, count[i], 10000, id);
    return err->code;
}

static int fill_detections(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *count = work_fact(work, FACT_DETECTIONS, err);
    struct lg_batch *elements = count ? open_list(work, column, count, err) : NULL;
    uint8_t *id = elements ? lg_batch_uint8(elements, 0) : NULL;

    for (int64_t i = 0; id && i < work->rows; id += count[i], i++) {
        uint32_t ids[KEYWORDS_MOST];

        draw_elements(&work->schema->stream[column], work->first + i, 0, count[i], 80, ids);
        for (int32_t k = 0; k < count[i]; k++)
            id[k] = (uint8_t)ids[k];
    }
    return err->code;
}

/* ---- the rules ---- */

#define FLAG(fact, with, without) {fill_flags, fact, 0, with, without, 0, 0}
#define TELLS(fact) {fill_index_of_fact, fact, 0, 0, 0, 0, 0}
#define IS(fact, value) {fill_flag_of_fact, fact, 0, 0, 0, value, 0}
#define ETHNICITY(id) IS(FACT_ETHNICITY, (id) - 1)
#define DECIMALS(least, most) {fill_decimals, FACT_FACE, 0, 1000, 0, least, most}
#define CLUSTER(present, most) {fill_clusters, FACT_NONE, 0, present, 0, 0, (most) - 1}
#define NUMBER(present, least, most) {fill_numbers, FACT_NONE, 0, present, 0, least, most}
#define OF_TOPIC(number, least, most) {fill_numbers, FACT_TOPICS, (number) - 1, 1000, 0, least, most}
#define BY(fill) {fill, FACT_NONE, 0, 0, 0, 0, 0}

static const struct rule rules[COLUMNS] = {
    [IMAGE_ID] = BY(fill_image_ids),
    [SITE_NAME_ID] = TELLS(FACT_SITE),
    [SITE_NAME] = TELLS(FACT_SITE),
    [SITE_IMAGE_ID] = BY(fill_site_image_ids),
    [GENDER_ID] = TELLS(FACT_GENDER),
    [GENDER] = TELLS(FACT_GENDER),
    [AGE_ID] = TELLS(FACT_AGE),
    [AGE] = TELLS(FACT_AGE),
    [AGE_DETAIL_ID] = NUMBER(700, 1, 20),
    [LOCATION_ID] = TELLS(FACT_LOCATION),
    [COUNTRY_CODE] = TELLS(FACT_LOCATION),
    [REGION] = BY(fill_regions),
    [KEYWORD_IDS] = BY(fill_keywords),
    [ETHNICITY_IDS] = BY(fill_ethnicity_ids),
    [ETHNICITY_WHITE] = ETHNICITY(1),
    [ETHNICITY_ASIAN] = ETHNICITY(2),
    [ETHNICITY_BLACK] = ETHNICITY(3),
    [ETHNICITY_HISPANIC] = ETHNICITY(4),
    [ETHNICITY_MIDDLE_EASTERN] = ETHNICITY(5),
    [ETHNICITY_NATIVE_AMERICAN] = ETHNICITY(6),
    [ETHNICITY_PACIFIC_ISLANDER] = ETHNICITY(7),
    [ETHNICITY_MIXED] = ETHNICITY(8),
    [ETHNICITY_OTHER] = ETHNICITY(9),
    [HAS_FACE] = FLAG(FACT_NONE, 600, 0),
    [HAS_BODY] = FLAG(FACT_FACE, 750, 200),
    [HAS_FEET] = FLAG(FACT_BODY, 550, 50),
    [HAS_HANDS] = FLAG(FACT_BODY, 500, 100),
    [HAS_LEFT_HAND] = FLAG(FACT_HANDS, 600, 0),
    [HAS_RIGHT_HAND] = FLAG(FACT_HANDS, 600, 0),
    [IS_FACE_DISTANT] = FLAG(FACT_FACE, 150, 0),
    [IS_SMALL] = FLAG(FACT_NONE, 100, 0),
    [IS_FACE_NO_LMS] = FLAG(FACT_FACE, 50, 0),
    [FACE_X] = DECIMALS(-33000, -27000),
    [FACE_Y] = DECIMALS(-2000, 2000),
    [FACE_Z] = DECIMALS(-2000, 2000),
    [MOUTH_GAP] = DECIMALS(0, 500),
    [BODY_POSE_CLUSTER_256] = CLUSTER(700, 256),
    [BODY_POSE_CLUSTER_512] = CLUSTER(700, 512),
    [BODY_POSE_CLUSTER_768] = CLUSTER(700, 768),
    [HAND_POSES_CLUSTER_32] = CLUSTER(500, 32),
    [HAND_GESTURE_CLUSTER_32] = CLUSTER(500, 32),
    [HAND_GESTURE_CLUSTER_64] = CLUSTER(500, 64),
    [HAND_GESTURE_CLUSTER_128] = CLUSTER(500, 128),
    [ARMS_POSES3D_CLUSTER_64] = CLUSTER(400, 64),
    [ARM_POSES3D_CLUSTER_128] = CLUSTER(400, 128),
    [HAND_POSITION_CLUSTER_128] = CLUSTER(600, 128),
    [HSV_CLUSTER] = CLUSTER(750, 512),
    [META_HSV_CLUSTER] = CLUSTER(750, 256),
    [FACE_CLUSTER] = CLUSTER(800, 256),
    [TOPIC_ID_1] = OF_TOPIC(1, 1, 100),
    [TOPIC_SCORE_1] = OF_TOPIC(1, 300, 1000),
    [TOPIC_ID_2] = OF_TOPIC(2, 1, 100),
    [TOPIC_SCORE_2] = OF_TOPIC(2, 200, 700),
    [TOPIC_ID_3] = OF_TOPIC(3, 1, 100),
    [TOPIC_SCORE_3] = OF_TOPIC(3, 100, 400),
    [IS_NOT_FACE_TOPIC_ID] = CLUSTER(100, 200),
    [IS_NOT_FACE_SCORE] = NUMBER(100, 0, 1000),
    [IS_FACE_MODEL_TOPIC_ID] = CLUSTER(50, 200),
    [IS_FACE_MODEL_SCORE] = NUMBER(50, 0, 1000),
    [AFFECT_ID] = CLUSTER(200, 50),
    [AFFECT_SCORE] = NUMBER(200, 0, 1000),
    [DETECTION_COUNT] = TELLS(FACT_DETECTIONS),
    [DETECTION_CLASSES] = BY(fill_detections),
    [DETECTION_TOP_CLASS_ID] = TELLS(FACT_TOP_CLASS),
    [DETECTION_TOP_CLASS_CONFIDENCE] = {fill_numbers, FACT_DETECTIONS, 0, 1000, 0, 500, 1000},
    [OBJ_CLUSTER] = CLUSTER(0, 1),
    [UPLOAD_DATE] = TELLS(FACT_DAY),
    [AUTHOR] = NUMBER(1000, 0, AUTHORS - 1),
    [CAPTION] = BY(fill_captions),
    [CONTENT_URL] = BY(fill_urls),
    [WIDTH] = BY(fill_sizes),
    [HEIGHT] = BY(fill_sizes),
    [IS_DUPE_OF] = NUMBER(0, 0, 0),
    [UPDATED_AT] = BY(fill_updates),
};

int fill_column(struct work *work, uint32_t column, struct lg_error *err)
{
    return rules[column].fill(work, column, err);
}
