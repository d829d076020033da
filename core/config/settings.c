/* SPDX-License-Identifier: Apache-2.0 */
/* The table of settings, and looking things up in it. */
#include "config/settings.h"

#include "config/config.h"

#include <ctype.h>
#include <string.h>

#define RUNS (LG_FOR_GENERATE | LG_FOR_ESTIMATE)
#define MAKES (RUNS | LG_FOR_PREVIEW)
#define KNOWS (MAKES | LG_FOR_DESCRIBE | LG_FOR_DDL)
#define TRIES (KNOWS | LG_FOR_PLUGIN)
#define LOOKS (LG_FOR_VERIFY | LG_FOR_STATUS | LG_FOR_CLEAN)
#define STORES (LG_FOR_STORAGE | LG_FOR_CLEANUP)
#define TELLS \
    (LG_FOR_PREVIEW | LG_FOR_DESCRIBE | LG_FOR_LIST | LG_FOR_ESTIMATE | LG_FOR_VERSION | LG_FOR_INSPECT | LG_FOR_PLUGIN | LOOKS | STORES)
#define AT(member) offsetof(struct lg_settings, member)

const struct lg_setting lg_settings_table[] = {
    {"schema", 0, LG_SETTING_TEXT, KNOWS, "What", "NAME", NULL, NULL,
     "schema plugin: a name from 'lakegen list', or the path of a .so file; or a .yaml or .json file that declares a schema",
     AT(schema), "schema", "schema_file"},
    {"scale", 0, LG_SETTING_DECIMAL, TRIES, "What", "N", "1", "0.000000001..10000",
     "size of the data set; what 1 means is the schema's, for most of them about 10 GB", AT(scale), "scale"},
    {"target-size", 0, LG_SETTING_DECIMAL_SIZE, KNOWS, "What", "SIZE", NULL, "1..9223372036854775807",
     "as many rows as make files of this size, estimated; 100gb are 10^11 bytes here. Entities grow with them unless --scale is given",
     AT(target_size), "target_size"},
    {"rows", 'r', LG_SETTING_LIST, TRIES, "What", "[TABLE=]N", NULL, NULL, "exact number of rows instead of the scale's", AT(rows), "rows"},
    {"seed", 's', LG_SETTING_TEXT, TRIES, "What", "ANY", "42", NULL, "any number or text; equal seeds give equal data", AT(seed), "seed"},
    {"tables", 0, LG_SETTING_LIST, MAKES | LG_FOR_DDL, "What", "LIST", NULL, NULL,
     "only these tables of the schema, separated by commas; preview shows the first of them", AT(tables), "output.tables"},
    {"set", 0, LG_SETTING_ASSIGNMENT, TRIES | LOOKS | STORES, "What", "KEY=VALUE", NULL, NULL,
     "an option of the schema or sink; '--KEY VALUE' does the same, '--KEY' and '--no-KEY' where it is true or false", AT(set)},
    {"dirty-ratio", 0, LG_SETTING_RATIO, TRIES, "What", "RATIO", NULL, "0..1", "share of corrupted values, where the schema has any",
     AT(dirty_ratio), "quality.dirty_data_ratio", "dirty_ratio"},
    {"time-start", 0, LG_SETTING_TIME, TRIES, "What", "DATE", NULL, NULL, "first moment of the schema's times, ISO 8601 and UTC",
     AT(time_start), "time.start", "time_start"},
    {"time-end", 0, LG_SETTING_TIME, TRIES, "What", "DATE", NULL, NULL, "end of the schema's times, excluded", AT(time_end), "time.end",
     "time_end"},
    {"ground-truth", 0, LG_SETTING_FLAG, KNOWS, "What", NULL, NULL, NULL,
     "also write what was corrupted, where the schema can tell", AT(ground_truth), "ground_truth"},
    {"sink", 0, LG_SETTING_TEXT, RUNS | LOOKS, "Where", "NAME|URL", "file", NULL,
     "sink plugin: file, s3, clickhouse, null, stdout or the path of a .so file; or a URL such as s3://bucket/prefix, file:///data/out, "
     "clickhouse://host/db.table, -", AT(sink), "output.sink"},
    {"output", 'o', LG_SETTING_TEXT, RUNS | LOOKS | LG_FOR_PLUGIN, "Where", "PLACE", NULL, NULL,
     "where objects go: a folder, or a URL as for --sink", AT(output), "output.url"},
    {"bucket", 0, LG_SETTING_TEXT, RUNS | LOOKS, "Where", "NAME", NULL, NULL, "the same as --output s3://NAME",
     AT(bucket), "output.bucket"},
    {"prefix", 0, LG_SETTING_TEXT, RUNS | LOOKS, "Where", "PREFIX", NULL, NULL, "where objects go in the bucket",
     AT(prefix), "output.prefix"},
    {"path", 0, LG_SETTING_TEXT, RUNS, "Where", "PATTERN", NULL, NULL,
     "names of objects, for example '{table}/part-{part}.{ext}'", AT(path), "output.path"},
    {"format", 'f', LG_SETTING_CHOICE, MAKES, "Where", "NAME", "auto", "auto|parquet|csv|jsonl|native|rowbinary|table",
     "file format; auto is the sink's first choice (preview: table)", AT(format), "output.format"},
    {"compression", 0, LG_SETTING_TEXT, RUNS, "Where", "NAME[:LEVEL]", "auto", NULL,
     "codec: snappy, zstd, gzip, lz4 or none, for example zstd:3; auto is snappy for Parquet, none for text", AT(compression),
     "output.compression"},
    {"csv-safe", 0, LG_SETTING_FLAG, MAKES, "Where", NULL, NULL, NULL,
     "CSV: an apostrophe before texts that a spreadsheet would take for a formula", AT(csv_safe), "output.csv_safe"},
    {"file-size", 0, LG_SETTING_SIZE, RUNS, "Where", "SIZE", "512mb", "1024..1125899906842624", "size of an object at most, estimated",
     AT(file_size), "output.file_size"},
    {"row-group-size", 0, LG_SETTING_SIZE, RUNS, "Where", "SIZE", NULL, "1024..4294967296",
     "size of a row group: 128mb for Parquet, 32mb for a block of Native, when not given", AT(row_group_size), "output.row_group_size"},
    {"file-rows", 0, LG_SETTING_INT, RUNS, "Where", "ROWS", NULL, "1..9223372036854775807",
     "rows of an object, instead of its size; in one row group, unless --row-group-size is given", AT(file_rows), "output.file_rows"},
    {"page-size", 0, LG_SETTING_SIZE, RUNS, "Where", "SIZE", "1mb", "1024..268435456", "size of a Parquet page",
     AT(page_size), "output.page_size"},
    {"batch-size", 'b', LG_SETTING_INT, RUNS, "Where", "ROWS", NULL, "1..9223372036854775807",
     "rows of an insert, for sinks that take rows: 100000 for clickhouse", AT(batch_size), "output.batch_size"},
    {"sort-by", 0, LG_SETTING_TEXT, RUNS, "Where", "key|COLUMNS", NULL, NULL,
     "sort the rows of every block by the key that ddl gives the table, or by these columns; formats native and rowbinary",
     AT(sort_by), "output.sort_by"},
    {"create-table", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "Where", NULL, NULL, NULL,
     "make the tables that are not there, for sinks that take rows", AT(create_table), "output.create_table"},
    {"dialect", 0, LG_SETTING_CHOICE, LG_FOR_DDL, "What", "NAME", "clickhouse", "clickhouse", "database that the statements are for",
     AT(dialect)},
    {"count", 'c', LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "print how many rows the sink's tables hold, and do nothing else", AT(count)},
    {"overwrite", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "Where", NULL, NULL, NULL, "replace the objects of an earlier run",
     AT(overwrite), "output.overwrite"},
    {"sha256", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "Where", NULL, NULL, NULL,
     "put the SHA-256 of every object into the manifest, besides its XXH3-128; it costs processor time", AT(sha256),
     "output.sha256"},
    {"threads", 't', LG_SETTING_COUNT, RUNS | LG_FOR_VERIFY | LG_FOR_CLEAN, "How", "N|auto", "auto", "1..1024",
     "worker threads; auto: the processors this process may use, CPU quota included", AT(threads), "run.threads"},
    {"memory", 0, LG_SETTING_SIZE, RUNS | LG_FOR_VERIFY, "How", "SIZE|auto", "auto", "1..1125899906842624",
     "most memory to use; lowers the number of threads, never the data's layout", AT(memory), "run.memory"},
    {"mode", 0, LG_SETTING_CHOICE, RUNS, "How", "NAME", "auto", "auto|batch|sequential|continuous",
     "memory as lakebench has it, when --memory is not given: 4gb (batch, sequential) or 24gb (continuous); auto: what there is",
     AT(mode), "run.mode"},
    {"node-id", 0, LG_SETTING_INT, RUNS, "How", "I", NULL, "0..1000000", "this process makes the parts i, i + n, i + 2n, ...; "
     "JOB_COMPLETION_INDEX when not given", AT(node_id), "run.node_id"},
    {"total-nodes", 0, LG_SETTING_INT, RUNS, "How", "N", NULL, "1..1000000", "number of processes that share the run",
     AT(total_nodes), "run.total_nodes"},
    {"run-id", 0, LG_SETTING_TEXT, RUNS | LOOKS, "How", "ID", NULL, NULL,
     "name of the run; by default taken from the plan's identity", AT(run_id), "run.id"},
    {"resume", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "continue an unfinished run of the same plan; what is finished stays as it is", AT(resume), "run.resume"},
    {"reset", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "forget what an unfinished run of the same plan has done, and make all its parts again", AT(reset), "run.reset"},
    {"continue", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "continue this plan's run where it was begun, else begin it, and with --overwrite replace what else is there; the objects of a "
     "finished run are looked for, and made again where they are missing", AT(goes_on), "run.continue"},
    {"verify-existing", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "with --resume or --continue: read what is finished and make again what has changed; otherwise presence and size are looked at",
     AT(verify_existing), "run.verify_existing"},
    {"checkpoint", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, "true", NULL,
     "write down every finished part at once; without, --resume knows only parts that carry their identity, as Parquet files do",
     AT(checkpoint), "checkpoint.enabled"},
    {"checkpoint-path", 0, LG_SETTING_TEXT, LG_FOR_GENERATE | LG_FOR_STATUS, "How", "FOLDER", NULL, NULL,
     "folder on this machine for the state of the unfinished run; by default it lies at the destination",
     AT(checkpoint_path), "checkpoint.path"},
    {"checkpoint-interval", 0, LG_SETTING_INT, LG_FOR_GENERATE, "How", "PARTS", NULL, "1..1000000000",
     "save the checkpoint after so many parts, and every second; 1 for sinks that take rows", AT(checkpoint_interval),
     "checkpoint.interval"},
    {"duration", 0, LG_SETTING_DURATION, LG_FOR_GENERATE, "How", "TIME", NULL, "1..",
     "begin no part after this time, for example 90s or 2h; --resume continues", AT(duration), "run.duration"},
    {"least-rows", 0, LG_SETTING_INT, LG_FOR_GENERATE, "How", "N", NULL, "1..9223372036854775807",
     "with --duration: the parts of the first N rows are made all the same, whatever time they take", AT(least_rows), "run.least_rows"},
    {"rate", 0, LG_SETTING_RATE, LG_FOR_GENERATE, "How", "RATE", NULL, NULL,
     "at most so many rows (10k/s) or bytes (50mb/s) a second, of the whole run: nodes share it", AT(rate),
     "run.rate"},
    {"keep-going", 0, LG_SETTING_FLAG, LG_FOR_GENERATE, "How", NULL, NULL, NULL,
     "when a part fails, go on with the others; the exit status is 10 then, and --resume makes the failed ones",
     AT(keep_going), "run.keep_going"},
    {"grace", 0, LG_SETTING_DURATION, LG_FOR_GENERATE, "How", "TIME", "20s", "0..86400000",
     "time for parts that are being written to be finished after SIGINT or SIGTERM", AT(grace), "run.grace"},
    {"dry-run", 0, LG_SETTING_FLAG, LG_FOR_GENERATE | LG_FOR_CLEANUP, "How", NULL, NULL, NULL,
     "look at the destination and say what would be done; write nothing", AT(dry_run), "run.dry_run"},
    {"plugin-dir", 0, LG_SETTING_LIST, TRIES | LG_FOR_LIST | LOOKS | STORES, "How", "DIR", NULL, NULL,
     "folder with schemas/ and sinks/, searched first", AT(plugin_dir), "plugins.dirs"},
    {"strict", 0, LG_SETTING_FLAG, KNOWS | LG_FOR_CONFIG, "How", NULL, NULL, NULL, "warnings about the configuration are errors",
     AT(strict), "strict"},
    {"paranoid", 0, LG_SETTING_FLAG, MAKES, "How", NULL, NULL, NULL, "check every batch that a schema plugin fills",
     AT(paranoid), "run.paranoid"},
    {"deep", 0, LG_SETTING_FLAG, LG_FOR_VERIFY, "How", NULL, NULL, NULL, "also make the data again and compare every byte", AT(deep)},
    {"force", 0, LG_SETTING_FLAG, LG_FOR_CLEAN | LG_FOR_CLEANUP, "How", NULL, NULL, NULL,
     "clean: do not ask; cleanup: also while a run seems to be at work, or in a whole bucket", AT(force)},
    {"older-than", 0, LG_SETTING_DURATION, LG_FOR_CLEANUP, "What", "TIME", "24h", "0..",
     "only uploads that were begun so long ago: 90s, 15m, 2h, 7d", AT(older_than)},
    {"limit", 'n', LG_SETTING_INT, LG_FOR_PREVIEW, "What", "N", "10", "0..100000000", "rows to show", AT(limit)},
    {"offset", 0, LG_SETTING_INT, LG_FOR_PREVIEW, "What", "ROW", "0", "0..9223372036854775807", "first row to show", AT(offset)},
    {"columns", 0, LG_SETTING_LIST, LG_FOR_PREVIEW, "What", "LIST", NULL, NULL, "only these columns, separated by commas",
     AT(columns)},
    {"quiet", 'q', LG_SETTING_FLAG, LG_FOR_GENERATE | LG_FOR_VERIFY | LG_FOR_CLEAN | STORES, "Talk", NULL, NULL, NULL,
     "print errors only", AT(quiet), "talk.quiet"},
    {"progress", 0, LG_SETTING_CHOICE, LG_FOR_GENERATE, "Talk", "HOW", "auto", "auto|bar|plain|json|none",
     "progress on standard error; auto: a bar on a terminal, a line every 10 seconds elsewhere", AT(progress), "talk.progress"},
    {"log-format", 0, LG_SETTING_CHOICE, LG_FOR_ALL, "Talk", "HOW", "text", "text|json",
     "form of what is said on standard error; json: an object a line", AT(log_format), "talk.log_format"},
    {"metrics-file", 0, LG_SETTING_TEXT, LG_FOR_GENERATE, "Talk", "FILE", NULL, NULL,
     "keep the run's figures in this file, in Prometheus' text format, replaced as a whole every second", AT(metrics_file),
     "talk.metrics_file"},
    {"output-format", 0, LG_SETTING_CHOICE, TELLS, "Talk", "HOW", "table", "table|json|markdown",
     "form of what the command prints; markdown is for describe alone", AT(output_format), "talk.output_format"},
    {"color", 0, LG_SETTING_CHOICE, LG_FOR_ALL, "Talk", "WHEN", "auto", "auto|always|never",
     "colours in error messages; auto: on a terminal, unless NO_COLOR is set", AT(color), "talk.color"},
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

bool lg_sink_fits(const char *sink, const char *place)
{
    const char *meant = lg_url_scheme(place) ? place : lg_setting_find("sink")->fallback;
    size_t length = lg_url_scheme(place) ? lg_url_scheme(place) : strlen(meant);

    sink = lg_sink_of_word(sink);
    return (lg_url_scheme(sink) ? lg_url_scheme(sink) : strlen(sink)) == length && strncmp(sink, meant, length) == 0;
}

const struct lg_alias lg_aliases[] = {
    {"target-tb", "target-size", "TiB"},   {"workers", "threads", ""},        {"file-size-mb", "file-size", "mb"},
    {"timestamp-start", "time-start", ""}, {"timestamp-end", "time-end", ""}, {"table", "tables", ""},
    {"custom-schema", "schema", ""},       {NULL, NULL, NULL}};

/* The plugin that takes files. */
static const char schema_of_files[] = "declared";

const char *const lg_other_variables[] = {"LAKEGEN_PLUGIN_PATH", "LAKEGEN_CPU", NULL};

const char *const lg_expected_plugins[] = {"s3", "clickhouse", NULL};

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

const struct lg_setting *lg_setting_find_key(const char *key)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->key && strcmp(s->key, key) == 0)
            return s;
    return NULL;
}

bool lg_key_leads_on(const char *path)
{
    size_t length = strlen(path);

    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (s->key && strncmp(s->key, path, length) == 0 && s->key[length] == '.')
            return true;
    return false;
}

int lg_key_words(const char *section, struct lg_words *words, struct lg_error *err)
{
    size_t length = strlen(section);

    for (const struct lg_setting *s = lg_settings_table; s->name && err->code == LG_OK; s++) {
        const char *word = s->key && strncmp(s->key, section, length) == 0 ? s->key + length : "";

        if (length == 0 ? *word != '\0' : *word++ == '.')
            (void)lg_words_add(words, word, strcspn(word, "."), err);
    }
    return err->code;
}

size_t lg_key_section(const char *key)
{
    const char *dot = strrchr(key, '.');

    return dot ? (size_t)(dot - key) : 0;
}

bool lg_key_begins_section(const struct lg_setting *setting)
{
    size_t length = setting->key ? lg_key_section(setting->key) : 0;

    for (const struct lg_setting *s = lg_settings_table; length > 0 && s != setting; s++)
        if (s->key && strncmp(s->key, setting->key, length + 1) == 0)
            return false;
    return length > 0;
}

const struct lg_alias *lg_alias_find(const char *name)
{
    for (const struct lg_alias *a = lg_aliases; a->name; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

const char *lg_settings_schema_plugin(const struct lg_settings *settings)
{
    return settings->schema && lg_config_is_file(settings->schema) ? schema_of_files : settings->schema;
}

bool lg_setting_belongs(const struct lg_setting *setting, unsigned mask)
{
    return (setting->commands & mask) || ((mask & LG_FOR_CONFIG) && (setting->key || setting->type == LG_SETTING_ASSIGNMENT));
}

bool lg_setting_variable(const struct lg_setting *setting, struct lg_string *out)
{
    lg_string_clear(out);
    if (!setting->key)
        return false;
    lg_string_puts(out, "LAKEGEN_");
    for (const char *p = setting->name; *p; p++)
        lg_string_putc(out, *p == '-' ? '_' : (char)toupper((unsigned char)*p));
    return true;
}
