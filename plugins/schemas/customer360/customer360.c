/* SPDX-License-Identifier: Apache-2.0 */
/* The schema customer360: retail and e-commerce customer interactions, as lakehouse benchmarks use them. */
#include "customer360.h"
#include "dirty.h"
#include "words.h"

#include <stdlib.h>

static void c360_close(void *state)
{
    struct customer360 *schema = state;

    lg_zipf_free(schema->customer);
    lg_quantiles_free(schema->amount);
    lg_choice_free(schema->type);
    lg_choice_free(schema->source);
    lg_choice_free(schema->quality);
    lg_choice_free(schema->tier);
    words_free(schema->words);
    free(schema);
}

static int open_choice(const struct lg_options *options, const char *name, uint32_t count, struct lg_choice **choice,
                       struct lg_error *err)
{
    int64_t weights[8];

    lg_option_weights(options, name, weights, count);
    return lg_choice_new(weights, count, choice, err);
}

static double real(const struct lg_options *options, const char *name)
{
    return (double)lg_option_decimal(options, name).nano / 1e9;
}

static uint64_t threshold(const struct lg_options *options, const char *name)
{
    return lg_threshold(lg_option_decimal(options, name));
}

static int open_times(struct customer360 *schema, const struct lg_options *options, struct lg_error *err)
{
    schema->start = lg_option_int(options, "timestamp_start");
    schema->end = lg_option_int(options, "timestamp_end");
    if (schema->end > schema->start)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "timestamp_end is not after timestamp_start");
}

static int open_customers(struct customer360 *schema, const struct lg_schema_request *request, struct lg_error *err)
{
    int64_t customers = lg_option_int(request->options, "customers");

    if (!lg_option_is_set(request->options, "customers") && lg_scaled_rows(request->scale, 100000, &customers, err) != LG_OK)
        return err->code;
    return lg_zipf_new(real(request->options, "zipf_alpha"), customers, 1, &schema->customer, err);
}

static int open_distributions(struct customer360 *schema, const struct lg_schema_request *request, struct lg_error *err)
{
    const struct lg_options *options = request->options;

    schema->dirty = threshold(options, "dirty_ratio");
    schema->duplicate = threshold(options, "duplicate_email_ratio");
    schema->member = threshold(options, "member_ratio");
    schema->campaign = threshold(options, "campaign_ratio");
    schema->payload_bytes = lg_option_int(options, "payload_kb") * 1024;
    if (open_times(schema, options, err) != LG_OK || open_customers(schema, request, err) != LG_OK ||
        open_choice(options, "type_weights", TYPES, &schema->type, err) != LG_OK ||
        open_choice(options, "source_weights", SOURCES, &schema->source, err) != LG_OK ||
        open_choice(options, "quality_weights", QUALITIES, &schema->quality, err) != LG_OK ||
        open_choice(options, "tier_weights", TIERS, &schema->tier, err) != LG_OK)
        return err->code;
    return lg_lognormal_new(real(options, "amount_mu"), real(options, "amount_sigma"), 1.00, 9999.99, 2, &schema->amount, err);
}

static int c360_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    const struct lg_table *table = &customer360_tables[TABLE_INTERACTIONS];
    struct customer360 *schema = calloc(1, sizeof(*schema));

    if (!schema)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the schema customer360");
    if (lg_streams_open(request, table, schema->stream, err) == LG_OK &&
        lg_stream_open(request, table->name, "location", 0, &schema->location, err) == LG_OK &&
        words_new(&schema->words, err) == LG_OK && open_distributions(schema, request, err) == LG_OK) {
        *state = schema;
        return LG_OK;
    }
    c360_close(schema);
    return err->code;
}

static int c360_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary,
                           struct lg_error *err)
{
    static const char *const corrupted[] = {"email_raw", "phone_raw", "city_raw", "state_raw"};

    (void)err;
    if (table == TABLE_INTERACTIONS) {
        words_dictionary(((const struct customer360 *)state)->words, column, dictionary);
        return LG_OK;
    }
    dictionary->values = column == 1 ? corrupted : dirty_modes;
    dictionary->count = column == 1 ? 4 : MODES;
    return LG_OK;
}

static int c360_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    struct work work = {.schema = state, .batch = batch, .first = slice->first_row, .rows = slice->rows};

    if (slice->table == TABLE_TRUTH)
        return fill_truth(&work, err);
    for (uint32_t column = 0; column < COLUMNS; column++)
        if (lg_batch_wants(batch, column) && fill_column(&work, column, err) != LG_OK)
            return err->code;
    return LG_OK;
}

LG_SCHEMA_PLUGIN(customer360, "1.0", "retail and e-commerce customer interactions, 41 columns, with dirty data and its ground truth",
                 .base.options = customer360_options, .tables = customer360_tables, .open = c360_open, .close = c360_close,
                 .dictionary = c360_dictionary, .generate = c360_generate);
