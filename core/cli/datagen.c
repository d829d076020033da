/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of lakebench's generator: parsed by their table, then turned into settings, by its arithmetic. */
#include "cli/datagen.h"

#include "base/int128.h"
#include "base/machine.h"
#include "base/parse.h"
#include "config/lakebench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NANO 1000000000
#define ROW_BYTES 4200 /* of a file, as the older tool reckons */
#define LEAST_FILE_ROWS 1000
#define CUSTOMERS "500000"
#define MOST_FILES 100000000
#define FURTHER_FILES 1000000 /* with --duration; of --total-nodes a plan must not depend, and room for presence is 10 bytes for each */
#define PROGRAM "lakegen-datagen"

enum argument {
    TARGET_TB, WORKERS, SEED, NODE_ID, TOTAL_NODES, PAYLOAD_KB, BUCKET, PREFIX, RESUME, FILE_SIZE_MB, MODE, DIRTY_RATIO,
    TIMESTAMP_START, TIMESTAMP_END, DURATION, HELP, ARGUMENTS
};

const struct lg_datagen_argument lg_datagen_arguments[] = {
    [TARGET_TB] = {"target-tb", "TB", NULL, NULL, "size of the data set, in units of 2^40 bytes; must be given", NULL},
    [WORKERS] = {"workers", "N", "4", "1..1024", "threads, but no fewer than the processors that this process may use", NULL},
    [SEED] = {"seed", "N", "42", NULL, "any number or text; equal seeds give equal data", "seed"},
    [NODE_ID] = {"node-id", "I", NULL, "0..1000000", "of the files, this process makes those whose number modulo --total-nodes is I; "
                 "JOB_COMPLETION_INDEX, or else 0, when not given", "node-id"},
    [TOTAL_NODES] = {"total-nodes", "N", "1", "1..1000000", "number of processes that share the run", "total-nodes"},
    [PAYLOAD_KB] = {"payload-kb", "KB", "2", "0..1024", "random KiB per payload; hexadecimal doubles them", "payload-kb="},
    [BUCKET] = {"bucket", "NAME", "lakebench-bronze", NULL, "bucket of the S3 store", "bucket"},
    [PREFIX] = {"prefix", "PREFIX", "customer/interactions", NULL, "where files go in the bucket: PREFIX/part-000000.parquet", "prefix"},
    [RESUME] = {"resume", NULL, NULL, NULL, "do not replace what another plan has written; the same plan is always continued", NULL},
    [FILE_SIZE_MB] = {"file-size-mb", "MB", "512", "1..1048576", "size of a file, in MiB, of which its rows follow", NULL},
    [MODE] = {"mode", "NAME", NULL, "batch|sequential|continuous", "batch, sequential or continuous: the memory to use, 4 GiB or, for continuous, 24 GiB; "
              "what there is when not given", "mode"},
    [DIRTY_RATIO] = {"dirty-ratio", "RATIO", "0.08", NULL, "share of corrupted values", "dirty-ratio"},
    [TIMESTAMP_START] = {"timestamp-start", "DATE", "2024-01-01", NULL, "first moment of the events, UTC", "time-start"},
    [TIMESTAMP_END] = {"timestamp-end", "DATE", "2025-12-31", NULL, "end of the events, excluded", "time-end"},
    [DURATION] = {"duration", "SECONDS", "0", NULL, "after the files of --target-tb make further ones until this time is over", NULL},
    [HELP] = {"help", NULL, NULL, NULL, "show this", NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

const char lg_datagen_summary[] =
    "Fills a bucket with customer360 as lakebench's generator does, and takes its arguments and variables: AWS_ACCESS_KEY_ID, "
    "AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL, S3_ENDPOINT, S3_REGION, S3_PATH_STYLE, S3_CA_CERT, S3_VERIFY_SSL. The same "
    "command continues a run that was interrupted, and replaces what another plan has written. Configuration files are not read.";

/* What was said, by the argument's place in the table. */
struct given {
    const char *text[ARGUMENTS]; /* NULL: not said; "" of a switch */
};

/* ---- the command line ---- */

static int unknown(const char *word, struct lg_error *err)
{
    const char *names[ARGUMENTS + 1], *nearest;
    char name[64];

    for (int i = 0; i <= ARGUMENTS; i++)
        names[i] = lg_datagen_arguments[i].name;
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
    nearest = lg_nearest_word(name, names);
    return lg_error_set(err, LG_E_USAGE, "unknown option '--%s'%s%s%s", name, nearest ? ", did you mean '--" : ", see '" PROGRAM " --help",
                        nearest ? nearest : "", nearest ? "'?" : "'");
}

/* NULL: no such argument. */
static const struct lg_datagen_argument *find(const char *word)
{
    size_t length = strcspn(word, "=");

    for (const struct lg_datagen_argument *a = lg_datagen_arguments; a->name; a++)
        if (strlen(a->name) == length && strncmp(a->name, word, length) == 0)
            return a;
    return NULL;
}

/* --name value, --name=value, --name. The last one counts, as it always did. */
static int take(struct given *given, char *const *argv, int argc, int *next, struct lg_error *err)
{
    const char *word = argv[(*next)++] + 2, *equals = strchr(word, '=');
    const struct lg_datagen_argument *argument = find(word);

    if (!argument)
        return unknown(word, err);
    if (!argument->value && equals)
        return lg_error_set(err, LG_E_USAGE, "--%s takes no value", argument->name);
    if (argument->value && !equals && *next == argc)
        return lg_error_set(err, LG_E_USAGE, "--%s needs a value", argument->name);
    given->text[argument - lg_datagen_arguments] = !argument->value ? "" : equals ? equals + 1 : argv[(*next)++];
    return LG_OK;
}

static int parse(struct given *given, int argc, char *const *argv, struct lg_error *err)
{
    for (int next = 1; next < argc && err->code == LG_OK;) {
        if (strcmp(argv[next], "-h") == 0) {
            given->text[HELP] = "";
            next++;
        } else if (strncmp(argv[next], "--", 2) == 0 && argv[next][2]) {
            (void)take(given, argv, argc, &next, err);
        } else {
            (void)lg_error_set(err, LG_E_USAGE, "'%.64s' is no option, see '" PROGRAM " --help'", argv[next]);
        }
    }
    return err->code;
}

static int check_range(const struct lg_datagen_argument *argument, const char *text, struct lg_error *err)
{
    int64_t number;

    if (strchr(argument->range, '|')) {
        if (!lg_is_word_of(argument->range, text))
            (void)lg_error_set(err, LG_E_USAGE, "'%.64s' is none of %s", text, argument->range);
    } else if (lg_parse_int64(text, &number, err) == LG_OK && !lg_nano_in_range((lg_int128)number * NANO, argument->range))
        (void)lg_error_set(err, LG_E_USAGE, "'%.64s' is outside %s", text, argument->range);
    if (err->code == LG_OK)
        return LG_OK;
    err->code = LG_E_USAGE;
    return lg_error_wrap(err, "--%s", argument->name);
}

/* Defaults, and what must be a whole number or one of some words. */
static int complete(struct given *given, struct lg_error *err)
{
    const char *index = getenv("JOB_COMPLETION_INDEX");

    if (!given->text[TARGET_TB])
        return lg_error_set(err, LG_E_USAGE, "--target-tb is missing: how much data, in TB; see '" PROGRAM " --help'");
    if (!given->text[NODE_ID] && !(index && *index))
        given->text[NODE_ID] = "0";
    for (int i = 0; i < ARGUMENTS && err->code == LG_OK; i++) {
        const struct lg_datagen_argument *argument = &lg_datagen_arguments[i];

        if (!given->text[i])
            given->text[i] = argument->fallback;
        if (given->text[i] && argument->range)
            (void)check_range(argument, given->text[i], err);
    }
    return err->code;
}

/* ---- settings ---- */

/* place: the argument that it comes of. */
static int set(struct lg_cli *cli, const char *setting, const char *text, enum argument place, struct lg_error *err)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "--%s", lg_datagen_arguments[place].name);
    return lg_settings_set_from(&cli->settings, lg_setting_find(setting), text, &(struct lg_origin){LG_LAYER_FLAG, name, NULL}, err);
}

static int set_count(struct lg_cli *cli, const char *setting, int64_t count, enum argument place, struct lg_error *err)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%lld", (long long)count);
    return set(cli, setting, text, place, err);
}

/* key: "payload-kb=" */
static int set_option(struct lg_cli *cli, const char *key, const char *text, struct lg_error *err)
{
    char word[128];

    (void)snprintf(word, sizeof(word), "--%s%s", key, text);
    return lg_settings_set(&cli->settings, lg_setting_find("set"), word, err);
}

/* What is the same under another name. */
static int set_given(struct lg_cli *cli, const struct given *given, struct lg_error *err)
{
    for (int i = 0; i < ARGUMENTS && err->code == LG_OK; i++) {
        const char *setting = lg_datagen_arguments[i].setting;

        if (setting && given->text[i])
            (void)(strchr(setting, '=') ? set_option(cli, setting, given->text[i], err)
                                        : set(cli, setting, given->text[i], (enum argument)i, err));
    }
    return err->code;
}

/* What the older tool has no word for. */
static int set_fixed(struct lg_cli *cli, const struct given *given, struct lg_error *err)
{
    char schema[LG_LAKEBENCH_PATH], sink[LG_LAKEBENCH_PATH];
    const struct {
        const char *setting, *text;
    } fixed[] = {{"schema", schema}, {"sink", sink}, {"format", "parquet"}, {"continue", "true"}};

    lg_lakebench_plugin(lg_lakebench_find(LG_LAKEBENCH_SCHEMA_KEY), schema);
    lg_lakebench_plugin(lg_lakebench_find(LG_LAKEBENCH_STORE_KEY), sink);
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]) && err->code == LG_OK; i++)
        (void)lg_settings_set(&cli->settings, lg_setting_find(fixed[i].setting), fixed[i].text, err);
    if (err->code == LG_OK)
        (void)set_option(cli, "customers=", CUSTOMERS, err);
    cli->settings.way_out = "choose another --prefix, or leave --resume out to replace it";
    return err->code == LG_OK ? set(cli, "overwrite", given->text[RESUME] ? "false" : "true", RESUME, err) : err->code;
}

/* A worker of the older tool is a process; a quota for more than these is for using it. */
static int set_threads(struct lg_cli *cli, const struct given *given, struct lg_error *err)
{
    int64_t workers = strtoll(given->text[WORKERS], NULL, 10), processors = lg_machine_threads();

    return set_count(cli, "threads", workers > processors ? workers : processors, WORKERS, err);
}

/* Files, and rows in each. */
struct size {
    int64_t files, file_rows;
};

/* A binary fraction, as it is to the older tool: what 0.1 comes to depends on that. */
static int parse_target(const char *text, double *target, struct lg_error *err)
{
    char *end;

    *target = strtod(text, &end);
    if (end == text || text[strspn(text, "0123456789.eE+-")] != '\0' || *end != '\0' || !(*target >= 0))
        return lg_error_set(err, LG_E_USAGE, "--target-tb: '%.64s' is not a number of TB, use for example 0.5", text);
    return LG_OK;
}

static int reckon(const struct given *given, struct size *size, struct lg_error *err)
{
    int64_t bytes = strtoll(given->text[FILE_SIZE_MB], NULL, 10) << 20;
    double target, files;

    if (parse_target(given->text[TARGET_TB], &target, err) != LG_OK)
        return err->code;
    files = target * 1099511627776.0 / (double)bytes;
    if (files > MOST_FILES)
        return lg_error_set(err, LG_E_USAGE, "--target-tb %.64s would take more than %d files; raise --file-size-mb",
                            given->text[TARGET_TB], MOST_FILES);
    size->files = files > 1 ? (int64_t)files : 1;
    size->file_rows = bytes / ROW_BYTES > LEAST_FILE_ROWS ? bytes / ROW_BYTES : LEAST_FILE_ROWS;
    return LG_OK;
}

/* A run that goes on after the target until its time is over is one of so many files that few make them before: 512 TB, by default. */
static int set_duration(struct lg_cli *cli, const struct given *given, struct size *size, struct lg_error *err)
{
    int64_t milliseconds;

    if (lg_parse_duration(given->text[DURATION], &milliseconds, err) != LG_OK) {
        err->code = LG_E_USAGE;
        return lg_error_wrap(err, "--duration");
    }
    if (milliseconds == 0)
        return LG_OK;
    if (set(cli, "duration", given->text[DURATION], DURATION, err) == LG_OK)
        (void)set_count(cli, "least-rows", size->files * size->file_rows, TARGET_TB, err);
    size->files += FURTHER_FILES;
    return err->code;
}

static int translate(struct lg_cli *cli, const struct given *given, struct lg_error *err)
{
    struct size size = {0, 0};

    if (reckon(given, &size, err) != LG_OK || set_fixed(cli, given, err) != LG_OK || set_given(cli, given, err) != LG_OK ||
        set_threads(cli, given, err) != LG_OK || set_duration(cli, given, &size, err) != LG_OK ||
        set_count(cli, "file-rows", size.file_rows, FILE_SIZE_MB, err) != LG_OK)
        return err->code;
    return set_count(cli, "rows", size.files * size.file_rows, TARGET_TB, err);
}

/* ---- the program ---- */

static int print_help(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT, name = LG_STRING_INIT;

    (void)cli;
    lg_string_puts(&out, PROGRAM " --target-tb TB [OPTION]...\n\n");
    lg_cli_put_wrapped(&out, lg_datagen_summary, 0, 0);
    lg_string_putc(&out, '\n');
    for (const struct lg_datagen_argument *a = lg_datagen_arguments; a->name; a++) {
        lg_string_clear(&name);
        lg_string_printf(&name, "%s--%s%s%s", strcmp(a->name, "help") == 0 ? "-h, " : "", a->name, a->value ? " " : "",
                         a->value ? a->value : "");
        lg_string_printf(&out, "  %-24s", lg_string_text(&name));
        lg_string_clear(&name);
        lg_string_printf(&name, "%s%s%s%s", a->doc, a->fallback ? " [" : "", a->fallback ? a->fallback : "", a->fallback ? "]" : "");
        lg_cli_put_wrapped(&out, lg_string_text(&name), 26, 26);
    }
    (void)lg_cli_print(&out, err);
    lg_string_release(&name);
    lg_string_release(&out);
    return err->code;
}

int lg_datagen_parse(struct lg_cli *cli, int argc, char *const *argv, struct lg_error *err)
{
    static const struct lg_command generate = {PROGRAM, LG_FOR_GENERATE, NULL, 0, NULL, NULL, lg_cli_generate, LG_READS_NOTHING};
    static const struct lg_command help = {PROGRAM, LG_FOR_HELP, NULL, 0, NULL, NULL, print_help, LG_READS_NOTHING};
    struct given given = {{NULL}};

    if (lg_cli_check_words(argc, argv, err) != LG_OK || parse(&given, argc, argv, err) != LG_OK)
        return err->code;
    if (given.text[HELP]) {
        cli->command = &help;
        return LG_OK;
    }
    if (complete(&given, err) == LG_OK && translate(cli, &given, err) == LG_OK)
        cli->command = &generate;
    return err->code;
}
