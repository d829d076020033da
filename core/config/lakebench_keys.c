/* SPDX-License-Identifier: Apache-2.0 */
/* What lakebench's keys mean here. */
#include "config/lakebench.h"

#include "base/int128.h"
#include "base/parse.h"
#include "config/expand.h"

#include <stdio.h>
#include <string.h>

#define UNIT_BYTES (INT64_C(10) << 30) /* of target_size, a unit of scale */

/* ---- plain entries ---- */

bool lg_lakebench_is_said(const struct lg_yaml_node *node, struct lg_string *text)
{
    struct lg_error ignored = LG_ERROR_INIT;

    return node->kind == LG_YAML_SCALAR && lg_expand(node->text, text, &ignored) == LG_OK && text->length > 0;
}

static int to_setting(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    bool is_said = lg_lakebench_is_said(node, &text);

    lg_string_release(&text);
    file->has_schema = file->has_schema || (is_said && strcmp(key->target, "schema") == 0);
    file->has_bucket = file->has_bucket || (is_said && strcmp(key->target, "bucket") == 0);
    if (is_said && strcmp(key->target, "scale") == 0)
        file->scale = node;
    return lg_reader_set(file->reader, node, lg_setting_find(key->target), err);
}

/* platform.storage.SINK.KEY, architecture.workload.SCHEMA.KEY */
void lg_lakebench_plugin(const struct lg_lakebench_key *key, char plugin[LG_LAKEBENCH_PATH])
{
    (void)snprintf(plugin, LG_LAKEBENCH_PATH, "%s", key->path);
    *strrchr(plugin, '.') = '\0';
    (void)memmove(plugin, strrchr(plugin, '.') + 1, strlen(strrchr(plugin, '.')));
}

static int to_option(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    char plugin[LG_LAKEBENCH_PATH];

    lg_lakebench_plugin(key, plugin);
    return lg_reader_assign(file->reader, node, plugin, key->target, err);
}

static int to_option_as_text(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key,
                             const char *text, struct lg_error *err)
{
    char plugin[LG_LAKEBENCH_PATH];

    lg_lakebench_plugin(key, plugin);
    return lg_reader_assign_text(file->reader, node, plugin, key->target, text, err);
}

static int nothing_to_do(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key,
                         struct lg_error *err)
{
    (void)file;
    (void)node;
    (void)key;
    return err->code;
}

void lg_lakebench_leave_out(struct lg_string *list, const char *path)
{
    lg_string_printf(list, "%s%s", list->length ? ", " : "", path);
}

static int unused(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    bool is_said = node->kind != LG_YAML_NULL && !(node->kind == LG_YAML_SCALAR && !*node->text);

    if (is_said)
        lg_lakebench_leave_out(&file->unused, key->path);
    return err->code;
}

static int foreign(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    (void)node;
    lg_lakebench_leave_out(&file->foreign, key->path);
    return err->code;
}

/* ---- entries that need a thought ---- */

static int target_size(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    (void)key;
    file->target_size = node;
    return err->code;
}

static int take_target(struct lg_lakebench *file, const char *text, struct lg_error *err)
{
    const struct lg_reader *reader = file->reader;
    struct lg_string given = LG_STRING_INIT;
    struct lg_decimal scale;
    int64_t bytes, units;
    char word[32];

    if (lg_parse_size(text, &bytes, err) != LG_OK) {
        (void)lg_yaml_wrap(reader->yaml, file->target_size, err);
        return lg_problems_take(reader->problems, err);
    }
    units = bytes / UNIT_BYTES + (bytes % UNIT_BYTES >= UNIT_BYTES / 2);
    units = units > 1 ? units : 1;
    (void)snprintf(word, sizeof(word), "%lld", (long long)units);
    lg_reader_warn(reader, file->target_size, "'target_size' is an old key, write 'scale: %s'", word);
    if (!file->scale || !lg_lakebench_is_said(file->scale, &given))
        (void)lg_reader_set_text(reader, file->target_size, lg_setting_find("scale"), word, err);
    else if (lg_parse_decimal(given.text, &scale, err) != LG_OK)
        *err = (struct lg_error)LG_ERROR_INIT; /* told already */
    else if ((lg_int128)scale.nano != (lg_int128)units * 1000000000)
        (void)lg_reader_refuse(reader, file->target_size, err, "target_size comes to scale %s, and scale (line %d) is another; leave out "
                               "target_size, which is an old key", word, file->scale->line);
    file->scale = file->target_size;
    lg_string_release(&given);
    return err->code;
}

int lg_lakebench_settle_target(struct lg_lakebench *file, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    if (file->target_size && file->target_size->kind != LG_YAML_NULL && lg_reader_text(file->reader, file->target_size, &text, err) &&
        text.length > 0)
        (void)take_target(file, text.text, err);
    lg_string_release(&text);
    return err->code;
}

/* 0 is lakebench's word for automatic. */
static bool is_zero(const struct lg_yaml_node *node)
{
    struct lg_string text = LG_STRING_INIT;
    bool zero = lg_lakebench_is_said(node, &text) && strcmp(text.text, "0") == 0;

    lg_string_release(&text);
    return zero;
}

static int generators(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    return is_zero(node) ? LG_OK : to_setting(file, node, key, err);
}

/* How many uploads go on at once is the sink's. */
static int uploaders(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    char sink[LG_LAKEBENCH_PATH];

    lg_lakebench_plugin(lg_lakebench_find(LG_LAKEBENCH_STORE_KEY), sink);
    return is_zero(node) ? LG_OK : lg_reader_assign(file->reader, node, sink, key->target, err);
}

/* So many days from the start of the schema's times, whichever that is in the end. */
static int to_days(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    char plugin[LG_LAKEBENCH_PATH];

    lg_lakebench_plugin(key, plugin);
    return lg_reader_assign_days(file->reader, node, plugin, err);
}

static int pipeline_mode(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key,
                         struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    (void)key;
    if (node->kind == LG_YAML_SCALAR && lg_reader_text(file->reader, node, &text, err)) {
        if (strcmp(text.text, "continuous") == 0)
            lg_reader_warn(file->reader, node, "the mode 'continuous' is an old word, write 'sustained'");
        file->is_sustained = strcmp(text.text, "continuous") == 0 || strcmp(text.text, "sustained") == 0;
    }
    lg_string_release(&text);
    return err->code;
}

static int run_duration(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key,
                        struct lg_error *err)
{
    (void)key;
    file->duration = node->kind == LG_YAML_NULL ? NULL : node;
    return err->code;
}

static int cycles(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    (void)key;
    if (node->kind == LG_YAML_SCALAR && lg_reader_text(file->reader, node, &text, err) && text.length > 0 && strcmp(text.text, "1") != 0)
        lg_reader_warn(file->reader, node, "cycles are the pipeline's; the data of all of them is generated at once");
    lg_string_release(&text);
    return err->code;
}

/* ---- lists of words ---- */

static bool is_one_of(const char *const *words, const char *text)
{
    while (*words && strcmp(*words, text) != 0)
        words++;
    return *words != NULL;
}

static bool read_word(const struct lg_lakebench *file, const struct lg_yaml_node *list, const struct lg_yaml_node *node,
                      const char *const *words, bool *found, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    bool good = lg_reader_text(file->reader, node, &text, err);

    for (size_t i = 0; words[i] && good; i++)
        found[i] = found[i] || strcmp(words[i], text.text) == 0;
    if (good && !is_one_of(words, text.text)) {
        const char *nearest = lg_nearest_word(text.text, words);

        (void)lg_reader_refuse(file->reader, node, err, "'%.64s' is none of the %s%s%s%s", text.text, list->key,
                               nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
        good = false;
    }
    lg_string_release(&text);
    return good;
}

/* Fills found[] for the words that a list has; false, and problems, when it has others. */
static bool read_words(const struct lg_lakebench *file, const struct lg_yaml_node *node, const char *const *words, bool *found,
                       struct lg_error *err)
{
    bool good = lg_yaml_want(file->reader->yaml, node, LG_YAML_SEQUENCE, err) == LG_OK;

    if (!good) {
        (void)lg_problems_take(file->reader->problems, err);
        return false;
    }
    for (const struct lg_yaml_node *child = node->first; child; child = child->next)
        good = read_word(file, node, child, words, found, err) && good;
    return good;
}

/* Types that are not listed get no weight. */
static int event_types(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    static const char *const words[] = {"purchase", "browse", "support", "login", "abandoned_cart", NULL};
    struct lg_string weights = LG_STRING_INIT;
    bool found[5] = {false};

    if (node->kind == LG_YAML_NULL || !read_words(file, node, words, found, err))
        return err->code;
    for (size_t i = 0; words[i]; i++)
        if (!found[i])
            lg_string_printf(&weights, "%s%s=0", weights.length ? "," : "", words[i]);
    if (weights.length > 0 && lg_string_check(&weights, err) == LG_OK)
        (void)to_option_as_text(file, node, key, weights.text, err);
    lg_string_release(&weights);
    return err->code;
}

static int channels(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    static const char *const words[] = {"web", "mobile", "store", "call_center", "social_media", NULL};
    bool found[5] = {false};

    (void)key;
    if (node->kind == LG_YAML_NULL || !read_words(file, node, words, found, err))
        return err->code;
    for (size_t i = 0; words[i]; i++)
        if (!found[i]) {
            lg_reader_warn(file->reader, node, "all five channels are generated; leave the list out");
            return err->code;
        }
    return err->code;
}

static int quality(struct lg_lakebench *file, const struct lg_yaml_node *node, const struct lg_lakebench_key *key, struct lg_error *err)
{
    static const char *const words[] = {"clean", "duplicate_suspected", "incomplete", "format_inconsistent", NULL};
    static const char *const ours[] = {"clean", "duplicate_suspected", "incomplete_data", "format_inconsistent"};
    struct lg_decimal share[] = {{920000000}, {20000000}, {30000000}, {30000000}};
    struct lg_string weights = LG_STRING_INIT, text = LG_STRING_INIT;
    lg_int128 sum = 0;

    if (node->kind == LG_YAML_NULL)
        return LG_OK;
    if (lg_yaml_want(file->reader->yaml, node, LG_YAML_MAPPING, err) != LG_OK ||
        lg_yaml_check_keys(file->reader->yaml, node, words, err) != LG_OK)
        return lg_problems_take(file->reader->problems, err);
    for (size_t i = 0; words[i]; i++) {
        const struct lg_yaml_node *given = lg_yaml_get(node, words[i]);

        if (given && lg_reader_text(file->reader, given, &text, err) && lg_parse_decimal(text.text, &share[i], err) != LG_OK) {
            (void)lg_yaml_wrap(file->reader->yaml, given, err);
            (void)lg_problems_take(file->reader->problems, err);
        }
        sum += share[i].nano;
        lg_string_printf(&weights, "%s%s=%lld.%09lld", i ? "," : "", ours[i], (long long)(share[i].nano / 1000000000),
                         (long long)(share[i].nano % 1000000000));
    }
    if (sum < 999000000 || sum > 1001000000)
        (void)lg_reader_refuse(file->reader, node, err, "the shares sum to %lld.%03lld, they must sum to 1",
                               (long long)(sum / 1000000000), (long long)(sum / 1000000 % 1000));
    else if (lg_string_check(&weights, err) == LG_OK)
        (void)to_option_as_text(file, node, key, weights.text, err);
    lg_string_release(&weights);
    lg_string_release(&text);
    return err->code;
}

/* ---- the table ---- */

#define DATAGEN "architecture.workload.datagen."
#define C360 "architecture.workload.customer360."
#define S3 "platform.storage.s3."

const struct lg_lakebench_key lg_lakebench_keys[] = {
    {"name", NULL, nothing_to_do, NULL},
    {"description", NULL, nothing_to_do, NULL},
    {"version", NULL, nothing_to_do, NULL},
    {"recipe", NULL, nothing_to_do, NULL},
    {"images", NULL, unused, NULL},
    {"images.spark", "spark_image", foreign, NULL},
    {S3 "endpoint", "endpoint", to_option, "endpoint"},
    {S3 "access_key", "access_key", to_option, "access_key"},
    {S3 "secret_key", "secret_key", to_option, "secret_key"},
    {S3 "secret_ref", "secret_ref", unused, NULL},
    {S3 "region", NULL, to_option, "region"},
    {S3 "path_style", NULL, to_option, "path_style"},
    {S3 "ca_cert", NULL, to_option, "ca_cert"},
    {S3 "verify_ssl", NULL, to_option, "verify_ssl"},
    {S3 "create_buckets", NULL, unused, NULL},
    {S3 "buckets.bronze", NULL, to_setting, "bucket"},
    {S3 "buckets.silver", NULL, nothing_to_do, NULL},
    {S3 "buckets.gold", NULL, nothing_to_do, NULL},
    {"platform.storage.scratch", NULL, foreign, NULL},
    {"platform.kubernetes", NULL, unused, NULL},
    {"platform.kubernetes.namespace", "namespace", unused, NULL},
    {"platform.compute", NULL, foreign, NULL},
    {"architecture.workload.schema", NULL, to_setting, "schema"},
    {DATAGEN "scale", "scale", to_setting, "scale"},
    {DATAGEN "target_size", NULL, target_size, NULL},
    {DATAGEN "mode", NULL, to_setting, "mode"},
    {DATAGEN "parallelism", NULL, unused, NULL},
    {DATAGEN "file_size", NULL, to_setting, "file-size"},
    {DATAGEN "dirty_data_ratio", NULL, to_setting, "dirty-ratio"},
    {DATAGEN "cpu", NULL, unused, NULL},
    {DATAGEN "memory", NULL, unused, NULL},
    {DATAGEN "generators", NULL, generators, "threads"},
    {DATAGEN "uploaders", NULL, uploaders, "uploads"},
    {DATAGEN "timestamp_start", NULL, to_setting, "time-start"},
    {DATAGEN "timestamp_end", NULL, to_setting, "time-end"},
    {DATAGEN "checkpoint.enabled", NULL, to_setting, "checkpoint"},
    {DATAGEN "checkpoint.path", NULL, unused, NULL},
    {C360 "unique_customers", NULL, to_option, "customers"},
    {C360 "date_range_days", NULL, to_days, NULL},
    {C360 "channels", NULL, channels, NULL},
    {C360 "event_types", NULL, event_types, "type_weights"},
    {C360 "quality_distribution", NULL, quality, "quality_weights"},
    {"architecture.pipeline.mode", "mode", pipeline_mode, NULL},
    {"architecture.pipeline.cycles", "cycles", cycles, NULL},
    {"architecture.pipeline.sustained.run_duration", NULL, run_duration, NULL},
    {"architecture.pipeline.sustained", NULL, foreign, NULL},
    {"architecture.pipeline.medallion.bronze.path_template", NULL, to_setting, "prefix"},
    {"architecture.pipeline.medallion.bronze.format", NULL, nothing_to_do, NULL},
    {"architecture.pipeline.medallion", NULL, foreign, NULL},
    {"architecture.pipeline.pattern", NULL, foreign, NULL},
    {"architecture.pipeline.pre_benchmark_maintenance", NULL, foreign, NULL},
    {"architecture.catalog", NULL, foreign, NULL},
    {"architecture.table_format", NULL, foreign, NULL},
    {"architecture.query_engine", NULL, foreign, NULL},
    {"architecture.pipeline_engine", NULL, foreign, NULL},
    {"architecture.benchmark", NULL, foreign, NULL},
    {"architecture.tables", NULL, foreign, NULL},
    {"observability", NULL, foreign, NULL},
    {"spark", NULL, foreign, NULL},
    {NULL, NULL, NULL, NULL},
};

const struct lg_lakebench_key *lg_lakebench_find(const char *path)
{
    const struct lg_lakebench_key *key = lg_lakebench_keys;

    while (key->path && strcmp(key->path, path) != 0)
        key++;
    return key->path ? key : NULL;
}

const struct lg_lakebench_key *lg_lakebench_find_flat(const char *name)
{
    const struct lg_lakebench_key *key = lg_lakebench_keys;

    while (key->path && !(key->flat && strcmp(key->flat, name) == 0))
        key++;
    return key->path ? key : NULL;
}

bool lg_lakebench_is_foreign(const struct lg_lakebench_key *key)
{
    return key->read == foreign;
}
