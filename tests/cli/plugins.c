/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins for the tests of configuration, compiled with -DCASE_<name> into <name>.so: a sink with the options of an object store,
 * secrets among them, that keeps nothing and tells what it was given; and schemas whose times are a start and a number of days or
 * months. */
#include <lakegen/schema.h>
#include <lakegen/sink.h>

#if defined(CASE_s3)
static const char *const formats[] = {"parquet", "csv", "jsonl", NULL};

static const struct lg_option options[] = {
    {.name = "endpoint", .type = LG_OPTION_TEXT, .doc = "d"},
    {.name = "region", .type = LG_OPTION_TEXT, .fallback = "us-east-1", .doc = "d"},
    {.name = "access_key", .type = LG_OPTION_SECRET, .doc = "d"},
    {.name = "secret_key", .type = LG_OPTION_SECRET, .doc = "d"},
    {.name = "path_style", .type = LG_OPTION_CHOICE, .fallback = "auto", .range = "auto|true|false", .doc = "d"},
    {.name = "ca_cert", .type = LG_OPTION_TEXT, .doc = "d"},
    {.name = "verify_ssl", .type = LG_OPTION_BOOL, .fallback = "true", .doc = "d"},
    {.name = "checksum", .type = LG_OPTION_TEXT, .fallback = "auto", .doc = "d"},
    {.name = "part_size", .type = LG_OPTION_SIZE, .fallback = "16mb", .range = "5242880..5368709120", .doc = "d"},
    {.name = "uploads", .type = LG_OPTION_INT, .fallback = "4", .range = "1..64", .doc = "d"},
    {.name = "tell", .type = LG_OPTION_BOOL, .fallback = "false", .doc = "fail, and say what was given"},
    {0}};

static int store_open(const struct lg_options *given, const struct lg_run *run, void **state, struct lg_error *err)
{
    const char *access = lg_option_text(given, "access_key"), *secret = lg_option_text(given, "secret_key");

    *state = NULL;
    if (!lg_option_int(given, "tell"))
        return LG_OK;
    return lg_error_set(err, LG_E_DESTINATION,
                        "bucket %s, place %s, endpoint %s, region %s, keys of %zu and %zu bytes, verify_ssl %lld, %lld uploads",
                        run->authority, run->root, lg_option_text(given, "endpoint"), lg_option_text(given, "region"),
                        access ? strlen(access) : 0, secret ? strlen(secret) : 0, (long long)lg_option_int(given, "verify_ssl"),
                        (long long)lg_option_int(given, "uploads"));
}

static void store_close(void *state)
{
    (void)state;
}

static int store_begin(void *state, const struct lg_object *object, void **writer, struct lg_error *err)
{
    (void)state, (void)object, (void)err;
    *writer = NULL;
    return LG_OK;
}

static int store_write(void *writer, struct lg_buffer *buffer, struct lg_error *err)
{
    (void)writer, (void)buffer, (void)err;
    return LG_OK;
}

static int store_commit(void *writer, struct lg_receipt *receipt, struct lg_error *err)
{
    (void)writer, (void)receipt, (void)err;
    return LG_OK;
}

static void store_abort(void *writer)
{
    (void)writer;
}

static int store_stat(void *state, const char *name, int64_t *bytes, struct lg_error *err)
{
    (void)state, (void)bytes;
    return lg_error_set(err, LG_E_NOT_FOUND, "no object '%s'", name);
}

static int store_list(void *state, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    (void)state, (void)prefix, (void)emit, (void)context, (void)err;
    return LG_OK;
}

static int store_read(void *state, const char *name, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                      struct lg_error *err)
{
    (void)state, (void)offset, (void)size, (void)emit, (void)context;
    return lg_error_set(err, LG_E_NOT_FOUND, "no object '%s'", name);
}

static int store_publish(void *state, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *err)
{
    (void)state, (void)name, (void)bytes, (void)size, (void)if_absent, (void)err;
    return LG_OK;
}

static int store_remove(void *state, const char *name, struct lg_error *err)
{
    (void)state, (void)name, (void)err;
    return LG_OK;
}

LG_SINK_PLUGIN(s3, "1", "stands where an object store would", .base.options = options, .formats = formats, .open = store_open,
               .close = store_close, .begin = store_begin, .write = store_write, .commit = store_commit, .abort = store_abort,
               .stat = store_stat, .list = store_list, .read = store_read, .publish = store_publish, .remove = store_remove);
#else
static const struct lg_column columns[] = {{.name = "id", .type = "l"}, {0}};
static const struct lg_table tables[] = {{.name = "rows", .columns = columns, .rows_per_unit = 1000}, {0}};

static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    int64_t *values = lg_batch_int64(batch, 0);

    (void)state, (void)err;
    for (int64_t i = 0; values && i < slice->rows; i++)
        values[i] = slice->first_row + i;
    return LG_OK;
}

#if defined(CASE_daily)
static const struct lg_option options[] = {
    {.name = "start", .type = LG_OPTION_TIME, .fallback = "2024-01-01", .role = "time_start", .doc = "d"},
    {.name = "days", .type = LG_OPTION_INT, .fallback = "30", .range = "1..10000", .role = "time_days", .doc = "d"},
    {0}};
LG_SCHEMA_PLUGIN(daily, "1", "times are a start and days", .base.options = options, .tables = tables, .generate = generate);
#else
static const struct lg_option options[] = {
    {.name = "months", .type = LG_OPTION_INT, .fallback = "12", .role = "time_months", .doc = "d"},
    {.name = "start", .type = LG_OPTION_TIME, .fallback = "2024-01-01", .role = "time_start", .doc = "d"},
    {0}};
LG_SCHEMA_PLUGIN(monthly, "1", "times are a start and months", .base.options = options, .tables = tables, .generate = generate);
#endif
#endif
