/* SPDX-License-Identifier: Apache-2.0 */
/* The table of settings, and how values get into the structure. */
#include "config/settings.h"

#include "base/parse.h"

#include <stdlib.h>
#include <string.h>

#define RUNS (LG_FOR_GENERATE | LG_FOR_ESTIMATE)
#define MAKES (RUNS | LG_FOR_PREVIEW)
#define KNOWS (MAKES | LG_FOR_DESCRIBE)
#define LOOKS (LG_FOR_VERIFY | LG_FOR_STATUS | LG_FOR_CLEAN)
#define TELLS \
    (LG_FOR_PREVIEW | LG_FOR_DESCRIBE | LG_FOR_LIST | LG_FOR_ESTIMATE | LG_FOR_VERSION | LG_FOR_INSPECT | LOOKS)
#define AT(member) offsetof(struct lg_settings, member)

const struct lg_setting lg_settings_table[] = {
    {"schema", 0, LG_SETTING_TEXT, KNOWS, "What", "NAME", NULL, NULL, "schema plugin: a name from 'lakegen list', or the path of a .so file",
     AT(schema)},
    {"scale", 0, LG_SETTING_DECIMAL, KNOWS, "What", "N", "1", "0.000000001..10000",
     "size of the data set; what 1 means is the schema's, for most of them about 10 GB", AT(scale)},
    {"rows", 'r', LG_SETTING_LIST, KNOWS, "What", "[TABLE=]N", NULL, NULL, "exact number of rows instead of the scale's", AT(rows)},
    {"seed", 's', LG_SETTING_TEXT, KNOWS, "What", "ANY", "42", NULL, "any number or text; equal seeds give equal data", AT(seed)},
    {"tables", 0, LG_SETTING_LIST, RUNS, "What", "LIST", NULL, NULL, "only these tables of the schema, separated by commas",
     AT(tables)},
    {"set", 0, LG_SETTING_LIST, KNOWS | LOOKS, "What", "KEY=VALUE", NULL, NULL,
     "an option of the schema or sink; '--KEY VALUE' does the same", AT(set)},
    {"ground-truth", 0, LG_SETTING_FLAG, KNOWS, "What", NULL, NULL, NULL,
     "also write what was corrupted, where the schema can tell", AT(ground_truth)},
    {"sink", 0, LG_SETTING_TEXT, RUNS | LOOKS, "Where", "NAME|URL", "file", NULL,
     "sink plugin: file, null, stdout or the path of a .so file; or a URL such as file:///data/out, null:, -", AT(sink)},
    {"output", 'o', LG_SETTING_TEXT, RUNS | LOOKS, "Where", "PLACE", NULL, NULL, "where objects go: a folder for the sink file",
     AT(output)},
    {"path", 0, LG_SETTING_TEXT, RUNS, "Where", "PATTERN", NULL, NULL,
     "names of objects, for example '{table}/part-{part}.{ext}'", AT(path)},
    {"format", 'f', LG_SETTING_CHOICE, MAKES, "Where", "NAME", "auto", "auto|parquet|csv|jsonl|table",
     "file format; auto is the sink's first choice (preview: table)", AT(format)},
    {"compression", 0, LG_SETTING_TEXT, RUNS, "Where", "NAME[:LEVEL]", "auto", NULL,
     "codec: snappy, zstd, gzip, lz4 or none, for example zstd:3; auto is snappy for Parquet, none for text", AT(compression)},
    {"file-size", 0, LG_SETTING_SIZE, RUNS, "Where", "SIZE", "512mb", "1024..1125899906842624", "size of an object at most, estimated",
     AT(file_size)},
    {"row-group-size", 0, LG_SETTING_SIZE, RUNS, "Where", "SIZE", NULL, "1024..4294967296",
     "size of a Parquet row group, 128mb when not given", AT(row_group_size)},
    {"page-size", 0, LG_SETTING_SIZE, RUNS, "Where", "SIZE", "1mb", "1024..268435456", "size of a Parquet page", AT(page_size)},
    {"overwrite", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "Where", NULL, NULL, NULL, "replace the objects of an earlier run",
     AT(overwrite)},
    {"sha256", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "Where", NULL, NULL, NULL,
     "put the SHA-256 of every object into the manifest, besides its XXH3-128; it costs processor time", AT(sha256)},
    {"threads", 't', LG_SETTING_COUNT, RUNS | LG_FOR_VERIFY | LG_FOR_CLEAN, "How", "N|auto", "auto", "1..1024",
     "worker threads; auto: the processors this process may use, CPU quota included", AT(threads)},
    {"memory", 0, LG_SETTING_SIZE, RUNS | LG_FOR_VERIFY, "How", "SIZE|auto", "auto", "1..1125899906842624",
     "most memory to use; lowers the number of threads, never the data's layout", AT(memory)},
    {"node-id", 0, LG_SETTING_INT, RUNS, "How", "I", NULL, "0..1000000", "this process makes the parts i, i + n, i + 2n, ...; "
     "JOB_COMPLETION_INDEX when not given", AT(node_id)},
    {"total-nodes", 0, LG_SETTING_INT, RUNS, "How", "N", NULL, "1..1000000", "number of processes that share the run",
     AT(total_nodes)},
    {"run-id", 0, LG_SETTING_TEXT, RUNS | LOOKS, "How", "ID", NULL, NULL,
     "name of the run; by default taken from the plan's identity", AT(run_id)},
    {"resume", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "continue an unfinished run of the same plan; what is finished stays as it is", AT(resume)},
    {"reset", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "forget what an unfinished run of the same plan has done, and make all its parts again", AT(reset)},
    {"verify-existing", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "with --resume: read what is finished and make again what has changed; otherwise presence and size are looked at",
     AT(verify_existing)},
    {"checkpoint", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, "true", NULL,
     "write down every finished part at once; without, --resume knows only parts that carry their identity, as Parquet files do",
     AT(checkpoint)},
    {"checkpoint-path", 0, LG_SETTING_TEXT, LG_FOR_GENERATE, "How", "FOLDER", NULL, NULL,
     "folder on this machine for the state of the unfinished run; by default it lies at the destination", AT(checkpoint_path)},
    {"duration", 0, LG_SETTING_DURATION, LG_FOR_GENERATE, "How", "TIME", NULL, "1..",
     "begin no part after this time, for example 90s or 2h; --resume continues", AT(duration)},
    {"rate", 0, LG_SETTING_RATE, LG_FOR_GENERATE, "How", "RATE", NULL, NULL,
     "at most so many rows (10k/s) or bytes (50mb/s) a second, of the whole run: nodes share it", AT(rate)},
    {"keep-going", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "when a part fails, go on with the others; the exit status is 10 then, and --resume makes the failed ones", AT(keep_going)},
    {"grace", 0, LG_SETTING_DURATION, LG_FOR_GENERATE, "How", "TIME", "20s", "0..86400000",
     "time for parts that are being written to be finished after SIGINT or SIGTERM", AT(grace)},
    {"dry-run", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "look at the destination and say what would be done; write nothing", AT(dry_run)},
    {"plugin-dir", 0, LG_SETTING_LIST, KNOWS | LG_FOR_LIST | LOOKS, "How", "DIR", NULL, NULL,
     "folder with schemas/ and sinks/, searched first", AT(plugin_dir)},
    {"paranoid", 0, LG_SETTING_FLAG, MAKES, "How", NULL, NULL, NULL, "check every batch that a schema plugin fills", AT(paranoid)},
    {"deep", 0, LG_SETTING_FLAG, LG_FOR_VERIFY, "How", NULL, NULL, NULL, "also make the data again and compare every byte", AT(deep)},
    {"force", 0, LG_SETTING_FLAG, LG_FOR_CLEAN, "How", NULL, NULL, NULL, "do not ask", AT(force)},
    {"limit", 'n', LG_SETTING_INT, LG_FOR_PREVIEW, "What", "N", "10", "0..100000000", "rows to show", AT(limit)},
    {"offset", 0, LG_SETTING_INT, LG_FOR_PREVIEW, "What", "ROW", "0", "0..9223372036854775807", "first row to show", AT(offset)},
    {"columns", 0, LG_SETTING_LIST, LG_FOR_PREVIEW, "What", "LIST", NULL, NULL, "only these columns, separated by commas",
     AT(columns)},
    {"table", 0, LG_SETTING_LIST, LG_FOR_PREVIEW, "What", "NAME", NULL, NULL, "the table to show, if there are several", AT(tables)},
    {"quiet", 'q', LG_SETTING_FLAG, LG_FOR_GENERATE | LG_FOR_VERIFY | LG_FOR_CLEAN, "Talk", NULL, NULL, NULL, "print errors only",
     AT(quiet)},
    {"progress", 0, LG_SETTING_CHOICE, LG_FOR_GENERATE, "Talk", "HOW", "auto", "auto|bar|plain|json|none",
     "progress on standard error; auto: a bar on a terminal, a line every 10 seconds elsewhere", AT(progress)},
    {"log-format", 0, LG_SETTING_CHOICE, LG_FOR_ALL, "Talk", "HOW", "text", "text|json",
     "form of what is said on standard error; json: an object a line", AT(log_format)},
    {"metrics-file", 0, LG_SETTING_TEXT, LG_FOR_GENERATE, "Talk", "FILE", NULL, NULL,
     "keep the run's figures in this file, in Prometheus' text format, replaced as a whole every second", AT(metrics_file)},
    {"output-format", 0, LG_SETTING_CHOICE, TELLS, "Talk", "HOW", "table", "table|json|markdown",
     "form of what the command prints; markdown is for describe alone", AT(output_format)},
    {"color", 0, LG_SETTING_CHOICE, LG_FOR_ALL, "Talk", "WHEN", "auto", "auto|always|never",
     "colours in error messages; auto: on a terminal, unless NO_COLOR is set", AT(color)},
    {"help", 'h', LG_SETTING_FLAG, LG_FOR_ALL, "Talk", NULL, NULL, NULL, "explain the command", AT(help)},
    {NULL, 0, LG_SETTING_FLAG, 0, NULL, NULL, NULL, NULL, NULL, 0},
};

static const struct {
    const char *word, *sink;
} sink_words[] = {{"-", "stdout"}, {"local", "file"}};

const char *lg_sink_of_word(const char *word)
{
    for (size_t i = 0; i < sizeof(sink_words) / sizeof(sink_words[0]); i++)
        if (strcmp(sink_words[i].word, word) == 0)
            return sink_words[i].sink;
    return word;
}

int lg_words_add(struct lg_words *words, const char *word, size_t length, struct lg_error *err)
{
    char **grown = realloc(words->word, (words->count + 2) * sizeof(*grown));

    if (grown) {
        words->word = grown;
        grown[words->count] = strndup(word, length);
        grown[words->count + 1] = NULL;
    }
    if (!grown || !grown[words->count])
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    words->count++;
    return LG_OK;
}

void lg_words_release(struct lg_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free(words->word);
    *words = (struct lg_words){NULL, 0};
}

static void *target(struct lg_settings *settings, const struct lg_setting *setting)
{
    return (char *)settings + setting->offset;
}

static int add_words(struct lg_words *words, const char *value, struct lg_error *err)
{
    for (;;) {
        size_t length = strcspn(value, ",");

        if (length > 0 && lg_words_add(words, value, length, err) != LG_OK)
            return err->code;
        if (value[length] == '\0')
            return LG_OK;
        value += length + 1;
    }
}

static bool is_word_of(const char *words, const char *value)
{
    size_t length = strlen(value);

    for (;;) {
        size_t word = strcspn(words, "|");

        if (word == length && memcmp(words, value, length) == 0)
            return true;
        if (words[word] == '\0')
            return false;
        words += word + 1;
    }
}

static int set_text(char **text, const char *value, struct lg_error *err)
{
    char *copy = strdup(value);

    if (!copy)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    free(*text);
    *text = copy;
    return LG_OK;
}

static int check_integer(const struct lg_setting *setting, int64_t integer, const char *value, struct lg_error *err)
{
    if (lg_nano_in_range((lg_int128)integer * 1000000000, setting->range))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is outside %s%s", value, setting->range,
                        setting->type == LG_SETTING_DURATION ? " milliseconds" : "");
}

static int set_integer(const struct lg_setting *setting, int64_t *integer, const char *value, struct lg_error *err)
{
    bool sized = setting->type == LG_SETTING_SIZE;
    bool automatic = (setting->value && strstr(setting->value, "auto")) && strcmp(value, "auto") == 0;

    if (automatic) {
        *integer = 0;
        return LG_OK;
    }
    if ((sized ? lg_parse_size(value, integer, err) : lg_parse_int64(value, integer, err)) != LG_OK)
        return err->code;
    return check_integer(setting, *integer, value, err);
}

static int set_decimal(const struct lg_setting *setting, struct lg_decimal *decimal, const char *value, struct lg_error *err)
{
    if (lg_parse_decimal(value, decimal, err) != LG_OK)
        return err->code;
    if (lg_nano_in_range(decimal->nano, setting->range))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is outside %s", value, setting->range);
}

static int set_duration(const struct lg_setting *setting, int64_t *milliseconds, const char *value, struct lg_error *err)
{
    if (lg_parse_duration(value, milliseconds, err) != LG_OK)
        return err->code;
    return check_integer(setting, *milliseconds, value, err);
}

static int set_flag(bool *flag, const char *value, struct lg_error *err)
{
    return lg_parse_bool(value, flag, err);
}

static int set_choice(const struct lg_setting *setting, char **text, const char *value, struct lg_error *err)
{
    if (is_word_of(setting->range, value))
        return set_text(text, value, err);
    return lg_error_set(err, LG_E_USAGE, "'%.64s' is none of %s", value, setting->range);
}

static int set_value(struct lg_settings *settings, const struct lg_setting *setting, const char *value, struct lg_error *err)
{
    void *place = target(settings, setting);

    switch (setting->type) {
    case LG_SETTING_FLAG:
        return set_flag(place, value, err);
    case LG_SETTING_TEXT:
        return set_text(place, value, err);
    case LG_SETTING_LIST:
        if (strcmp(setting->name, "set") == 0 || strcmp(setting->name, "plugin-dir") == 0) /* values may hold commas */
            return lg_words_add(place, value, strlen(value), err);
        return add_words(place, value, err);
    case LG_SETTING_DECIMAL:
        return set_decimal(setting, place, value, err);
    case LG_SETTING_CHOICE:
        return set_choice(setting, place, value, err);
    case LG_SETTING_DURATION:
        return set_duration(setting, place, value, err);
    case LG_SETTING_RATE:
        return lg_parse_rate(value, place, err);
    default:
        return set_integer(setting, place, value, err);
    }
}

int lg_settings_set(struct lg_settings *settings, const struct lg_setting *setting, const char *value, struct lg_error *err)
{
    if (set_value(settings, setting, value, err) != LG_OK) {
        if (err->code == LG_E_CONFIG)
            err->code = LG_E_USAGE;
        return lg_error_wrap(err, "--%s", setting->name);
    }
    settings->given[setting - lg_settings_table] = true;
    return LG_OK;
}

int lg_settings_init(struct lg_settings *settings, struct lg_error *err)
{
    *settings = (struct lg_settings){.node_id = -1, .total_nodes = -1};
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->fallback && set_value(settings, s, s->fallback, err) != LG_OK)
            return lg_error_wrap(err, "default of --%s", s->name);
    return LG_OK;
}

void lg_settings_release(struct lg_settings *settings)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        if (s->type == LG_SETTING_TEXT || s->type == LG_SETTING_CHOICE) {
            char **text = target(settings, s);

            free(*text);
            *text = NULL;
        } else if (s->type == LG_SETTING_LIST) {
            lg_words_release(target(settings, s));
        }
    }
}

const struct lg_setting *lg_setting_find(const char *name)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

const struct lg_setting *lg_setting_find_letter(char letter)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->letter == letter)
            return s;
    return NULL;
}

bool lg_setting_is_given(const struct lg_settings *settings, const char *name)
{
    const struct lg_setting *setting = lg_setting_find(name);

    return setting && settings->given[setting - lg_settings_table];
}
