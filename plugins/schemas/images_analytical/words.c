/* SPDX-License-Identifier: Apache-2.0 */
/* The words, and which dictionary each column has. */
#include "words.h"

#include <lakegen/calendar.h>

#include <stdio.h>
#include <stdlib.h>

#define THOUSANDTHS 1001

struct words {
    uint8_t bytes[256];             /* 0, 1, 2… */
    uint16_t shorts[LARGEST_NUMBER + 1];
    float thousandths[THOUSANDTHS];
    int64_t days[DAYS];             /* midnights, in microseconds */
    const char *author[AUTHORS];
    char author_text[AUTHORS][24];
};

static const uint32_t zero[] = {0};
static const uint8_t gender_ids[GENDERS] = {1, 2, 0}, age_ids[AGES] = {6, 5, 4, 3, 1, 7};
static const char *const sites[SITES] = {"Getty", "Shutterstock", "Adobe", "iStock", "Pexels", "Unsplash", "Pond5", "123rf", "Alamy",
                                         "VCG", "Picxy", "Pixerf", "ImagesBazaar", "IndiaPicture", "Iwaria", "Nappy", "Picha",
                                         "Afripics"};
static const char *const genders[GENDERS] = {"woman", "man", ""};
static const char *const ages[AGES] = {"adult", "young", "teenager", "child", "baby", "old"};
static const char *const countries[LOCATIONS] = {"", "US", "GB", "CA", "AU", "DE", "FR", "IT", "ES", "JP", "CN", "IN", "BR", "MX",
                                                 "RU", "UA"};
static const char *const regions[REGIONS] = {"", "North America", "Europe", "Oceania", "Asia", "South America"};
const uint8_t words_region_of[LOCATIONS] = {0, 1, 2, 1, 3, 2, 2, 2, 2, 4, 4, 4, 5, 1, 2, 2};

static const char *const first_names[NAMES] = {"Amara", "Bruno", "Chiara", "Dmitri", "Elena", "Farid", "Grace", "Hiroshi",
                                               "Ines", "Jonas", "Kavya", "Liam", "Mei", "Nadia", "Omar", "Priya",
                                               "Quentin", "Rosa", "Stefan", "Tala", "Umar", "Vera", "Wanjiru", "Yusuf"};
static const char *const last_names[NAMES] = {"Abiola", "Bauer", "Costa", "Duval", "Eriksen", "Fontana", "Garcia", "Hughes",
                                              "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Patel",
                                              "Quispe", "Rossi", "Sharma", "Tanaka", "Usman", "Vargas", "Weber", "Zhang"};

static void name_authors(struct words *words)
{
    for (int i = 0; i < AUTHORS; i++) {
        (void)snprintf(words->author_text[i], sizeof(words->author_text[i]), "%s %s", first_names[i / NAMES], last_names[i % NAMES]);
        words->author[i] = words->author_text[i];
    }
}

static void count_out(struct words *words)
{
    for (int i = 0; i < 256; i++)
        words->bytes[i] = (uint8_t)i;
    for (int i = 0; i <= LARGEST_NUMBER; i++)
        words->shorts[i] = (uint16_t)i;
    for (int i = 0; i < THOUSANDTHS; i++)
        words->thousandths[i] = (float)i / 1000;
    for (int i = 0; i < DAYS; i++)
        words->days[i] = lg_days_from_civil(2020 + i / (12 * 28), 1 + i / 28 % 12, 1 + i % 28) * LG_DAY_MICROSECONDS;
}

int words_new(struct words **words, struct lg_error *err)
{
    *words = calloc(1, sizeof(**words));
    if (!*words)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the words of images_analytical");
    name_authors(*words);
    count_out(*words);
    return LG_OK;
}

void words_free(struct words *words)
{
    free(words);
}

/* Where a column's values lie in struct words, and how many there are. */
#define IN(member, first, count_) {NULL, offsetof(struct words, member) + (first) * sizeof(((struct words *)0)->member[0]), count_}
#define TO_255(first, most) IN(bytes, first, (most) - (first) + 1)
#define NUMBERS(first, most) IN(shorts, first, (most) - (first) + 1)
#define SCORES IN(thousandths, 0, THOUSANDTHS)

static const struct {
    const void *values; /* or NULL, and then at offset */
    size_t offset;
    uint32_t count;
} dictionaries[COLUMNS] = {
    [SITE_NAME_ID] = TO_255(1, SITES),
    [SITE_NAME] = {sites, 0, SITES},
    [GENDER_ID] = {gender_ids, 0, GENDERS},
    [GENDER] = {genders, 0, GENDERS},
    [AGE_ID] = {age_ids, 0, AGES},
    [AGE] = {ages, 0, AGES},
    [AGE_DETAIL_ID] = TO_255(0, 20),
    [LOCATION_ID] = NUMBERS(0, LOCATIONS - 1),
    [COUNTRY_CODE] = {countries, 0, LOCATIONS},
    [REGION] = {regions, 0, REGIONS},
    [ETHNICITY_IDS] = TO_255(1, ETHNICITIES),
    [BODY_POSE_CLUSTER_256] = NUMBERS(1, 256),
    [BODY_POSE_CLUSTER_512] = NUMBERS(1, 512),
    [BODY_POSE_CLUSTER_768] = NUMBERS(1, 768),
    [HAND_POSES_CLUSTER_32] = TO_255(1, 32),
    [HAND_GESTURE_CLUSTER_32] = TO_255(1, 32),
    [HAND_GESTURE_CLUSTER_64] = TO_255(1, 64),
    [HAND_GESTURE_CLUSTER_128] = TO_255(1, 128),
    [ARMS_POSES3D_CLUSTER_64] = TO_255(1, 64),
    [ARM_POSES3D_CLUSTER_128] = TO_255(1, 128),
    [HAND_POSITION_CLUSTER_128] = TO_255(1, 128),
    [HSV_CLUSTER] = NUMBERS(1, 512),
    [META_HSV_CLUSTER] = NUMBERS(1, 256),
    [FACE_CLUSTER] = NUMBERS(1, 256),
    [TOPIC_ID_1] = NUMBERS(0, 100),
    [TOPIC_SCORE_1] = SCORES,
    [TOPIC_ID_2] = NUMBERS(0, 100),
    [TOPIC_SCORE_2] = SCORES,
    [TOPIC_ID_3] = NUMBERS(0, 100),
    [TOPIC_SCORE_3] = SCORES,
    [IS_NOT_FACE_TOPIC_ID] = NUMBERS(1, 200),
    [IS_NOT_FACE_SCORE] = SCORES,
    [IS_FACE_MODEL_TOPIC_ID] = NUMBERS(1, 200),
    [IS_FACE_MODEL_SCORE] = SCORES,
    [AFFECT_ID] = NUMBERS(1, 50),
    [AFFECT_SCORE] = SCORES,
    [DETECTION_COUNT] = NUMBERS(0, DETECTIONS_MOST),
    [DETECTION_TOP_CLASS_ID] = TO_255(0, 80),
    [DETECTION_TOP_CLASS_CONFIDENCE] = SCORES,
    [OBJ_CLUSTER] = NUMBERS(1, 1),
    [UPLOAD_DATE] = IN(days, 0, DAYS),
    [AUTHOR] = IN(author, 0, AUTHORS),
    [IS_DUPE_OF] = {zero, 0, 1},
};

void words_dictionary(const struct words *words, uint32_t column, struct lg_dictionary *dictionary)
{
    const void *values = dictionaries[column].values;

    dictionary->values = values ? values : (const char *)words + dictionaries[column].offset;
    dictionary->count = dictionaries[column].count;
}
