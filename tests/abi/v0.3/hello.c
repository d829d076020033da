/* SPDX-License-Identifier: Apache-2.0 */
/* The schema hello: one small table, and the template for schemas of your own.
 *
 * Copy this file, rename "hello", and change columns and generate(). Everything a schema needs is here: a description, streams
 * of random numbers opened once, and a function that fills any range of rows. */
#include <lakegen/distribution.h>
#include <lakegen/schema.h>

#include <stdlib.h>

/* A column's place in the table. The order is that of columns[]. */
enum { ID, GREETING, CODE, LUCKY_NUMBER, COLUMNS };

static const char *const greetings[] = {"hello", "hi", "good day", "welcome"};
#define GREETINGS (sizeof(greetings) / sizeof(greetings[0]))

static const struct lg_column columns[] = {
    {.name = "id", .type = "l", .doc = "row number, from 0"},
    {.name = "greeting", .type = "u", .flags = LG_COLUMN_DICTIONARY, .doc = "hello .50, hi .30, good day .15, welcome .05"},
    {.name = "code", .type = "u", .flags = LG_COLUMN_RANDOM, .doc = "8 random hexadecimal digits"},
    {.name = "lucky_number", .type = "i", .flags = LG_COLUMN_NULLABLE, .null_when = "the row has no luck, see lucky_ratio",
     .doc = "uniform 1...49"},
    {0}};

static const struct lg_table tables[] = {
    {.name = "greetings", .columns = columns, .rows_per_unit = 1000000, .doc = "People who were greeted"}, {0}};

static const struct lg_option options[] = {
    {.name = "lucky_ratio", .type = LG_OPTION_DECIMAL, .fallback = "0.25", .range = "0..1", .doc = "share of rows with a lucky number"},
    {0}};

/* What open() makes and generate() reads: the same for all threads, so nothing in it changes after open(). */
struct hello {
    struct lg_stream stream[COLUMNS]; /* one for each column: changing a column changes no other */
    struct lg_choice *greeting;
    uint64_t lucky; /* threshold */
};

static void hello_close(void *state)
{
    struct hello *hello = state;

    lg_choice_free(hello->greeting);
    free(hello);
}

static int hello_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    static const int64_t weights[GREETINGS] = {50, 30, 15, 5};
    struct hello *hello = calloc(1, sizeof(*hello));

    if (!hello)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the schema hello");
    hello->lucky = lg_threshold(lg_option_decimal(request->options, "lucky_ratio"));
    if (lg_streams_open(request, &tables[0], hello->stream, err) == LG_OK &&
        lg_choice_new(weights, GREETINGS, &hello->greeting, err) == LG_OK) {
        *state = hello;
        return LG_OK;
    }
    hello_close(hello);
    return err->code;
}

static int hello_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary,
                            struct lg_error *err)
{
    (void)state, (void)table, (void)column, (void)err; /* there is one */
    dictionary->count = GREETINGS;
    dictionary->values = greetings;
    return LG_OK;
}

static int hello_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    const struct hello *hello = state;
    struct lg_draw *draws = lg_batch_scratch(batch, (size_t)slice->rows * sizeof(*draws), err);
    int64_t *id = lg_batch_int64(batch, ID); /* NULL when nobody wants the column */
    int32_t *greeting = lg_batch_index(batch, GREETING);
    int32_t *lucky_number = lg_batch_int32(batch, LUCKY_NUMBER);
    uint8_t *valid = lg_batch_valid(batch, LUCKY_NUMBER);

    if (!draws)
        return err->code;
    for (int64_t i = 0; id && i < slice->rows; i++)
        id[i] = slice->first_row + i;
    if (greeting) {
        lg_draw_rows(&hello->stream[GREETING], slice->first_row, 0, slice->rows, draws);
        lg_choice_pick(hello->greeting, draws, 0, slice->rows, greeting);
    }
    if (lucky_number) {
        lg_draw_rows(&hello->stream[LUCKY_NUMBER], slice->first_row, 0, slice->rows, draws);
        lg_uniform_int32(draws, 0, slice->rows, 1, 49, lucky_number);
        for (int64_t i = 0; i < slice->rows; i++)
            valid[i] = (uint8_t)lg_hit(lg_draw_lane(&draws[i], 1), hello->lucky);
    }
    return lg_fill_hex(&hello->stream[CODE], slice->first_row, 4, batch, CODE, err);
}

LG_SCHEMA_PLUGIN(hello, "1.0", "one table that says hello, the template for new schemas", .base.options = options,
                 .tables = tables, .open = hello_open, .close = hello_close, .dictionary = hello_dictionary,
                 .generate = hello_generate);
