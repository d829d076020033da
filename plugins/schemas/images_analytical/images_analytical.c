/* SPDX-License-Identifier: Apache-2.0 */
/* The schema images_analytical: metadata of stock photos, for analytical databases. */
#include "images.h"
#include "words.h"

#include <stdlib.h>

#define LARGEST_ID INT64_C(4294967295)

static void images_close(void *state)
{
    struct images *schema = state;

    lg_choice_free(schema->site);
    lg_choice_free(schema->gender);
    lg_choice_free(schema->age);
    lg_choice_free(schema->ethnicity);
    lg_choice_free(schema->keywords);
    lg_choice_free(schema->detections);
    words_free(schema->words);
    free(schema);
}

/* Weights in thousandths, but for the twelve small sites that share 260 of 1000. */
static int open_choices(struct images *schema, struct lg_error *err)
{
    static const int64_t sites[SITES] = {4800, 960, 960, 960, 600, 600, 260, 260, 260, 260, 260, 260, 260, 260, 260, 260, 260, 260};
    static const int64_t genders[GENDERS] = {660, 330, 10}, ages[AGES] = {500, 250, 100, 50, 50, 50};
    static const int64_t ethnicities[ETHNICITIES] = {700, 100, 80, 50, 30, 20, 10, 5, 5};
    static const int64_t keywords[] = {100, 200, 300, 200, 150, 50}, detections[] = {200, 300, 250, 150, 100};

    if (lg_choice_new(sites, SITES, &schema->site, err) != LG_OK || lg_choice_new(genders, GENDERS, &schema->gender, err) != LG_OK ||
        lg_choice_new(ages, AGES, &schema->age, err) != LG_OK ||
        lg_choice_new(ethnicities, ETHNICITIES, &schema->ethnicity, err) != LG_OK ||
        lg_choice_new(keywords, 6, &schema->keywords, err) != LG_OK)
        return err->code;
    return lg_choice_new(detections, 5, &schema->detections, err);
}

static int images_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    const struct lg_table *table = &images_tables[0];
    struct images *schema = calloc(1, sizeof(*schema));

    if (!schema)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the schema images_analytical");
    schema->start = lg_option_int(request->options, "start_image_id");
    if (lg_streams_open(request, table, schema->stream, err) == LG_OK &&
        lg_stream_open(request, table->name, "topics", 0, &schema->topics, err) == LG_OK &&
        lg_stream_open(request, table->name, "size", 0, &schema->size, err) == LG_OK &&
        words_new(&schema->words, err) == LG_OK && open_choices(schema, err) == LG_OK) {
        *state = schema;
        return LG_OK;
    }
    images_close(schema);
    return err->code;
}

static int images_check_rows(const void *state, uint32_t table, int64_t rows, struct lg_error *err)
{
    const struct images *schema = state;

    (void)table;
    if (rows <= LARGEST_ID + 1 - schema->start)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "%lld rows from image_id %lld on go beyond %lld, the largest UInt32; lower --rows, --scale or "
                        "--start-image-id", (long long)rows, (long long)schema->start, (long long)LARGEST_ID);
}

static int images_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary,
                             struct lg_error *err)
{
    (void)table, (void)err;
    words_dictionary(((const struct images *)state)->words, column, dictionary);
    return LG_OK;
}

static int images_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    const struct images *schema = state;
    struct work work = {.schema = schema, .batch = batch, .first = schema->start + slice->first_row, .rows = slice->rows};

    for (uint32_t column = 0; column < COLUMNS; column++)
        if (lg_batch_wants(batch, column) && fill_column(&work, column, err) != LG_OK)
            return err->code;
    return LG_OK;
}

LG_SCHEMA_PLUGIN(images_analytical, "1.0", "metadata of stock photos, 74 columns with lists, decimals and nulls, as analytical databases "
                 "hold it", .base.options = images_options, .tables = images_tables, .open = images_open, .close = images_close,
                 .dictionary = images_dictionary, .generate = images_generate, .check_rows = images_check_rows);
