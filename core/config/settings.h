/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: what a user can say to lakegen, declared once. The table in settings.c makes command-line parsing, --help, the
 * manual page and the checks; struct lg_settings is what the rest of the program reads.
 *
 * Life cycle: lg_settings_init(), lg_settings_set() for everything the user gave, then reading; lg_settings_release(). */
#ifndef LG_CONFIG_SETTINGS_H
#define LG_CONFIG_SETTINGS_H

#include <lakegen/option.h>

#include "base/parse.h"
#include "base/string.h"

/* Commands that an option belongs to. */
enum {
    LG_FOR_GENERATE = 1 << 0,
    LG_FOR_PREVIEW = 1 << 1,
    LG_FOR_DESCRIBE = 1 << 2,
    LG_FOR_LIST = 1 << 3,
    LG_FOR_ESTIMATE = 1 << 4,
    LG_FOR_VERSION = 1 << 5,
    LG_FOR_HELP = 1 << 6,
    LG_FOR_INSPECT = 1 << 7,
    LG_FOR_VERIFY = 1 << 8,
    LG_FOR_STATUS = 1 << 9, /* status, info, count */
    LG_FOR_CLEAN = 1 << 10,
    LG_FOR_ALL = (1 << 11) - 1
};

enum lg_setting_type {
    LG_SETTING_FLAG,  /* bool; --no-NAME too */
    LG_SETTING_TEXT,  /* char * */
    LG_SETTING_LIST,  /* struct lg_words, every use adds one */
    LG_SETTING_INT,   /* int64_t */
    LG_SETTING_SIZE,  /* int64_t bytes */
    LG_SETTING_DECIMAL, /* struct lg_decimal */
    LG_SETTING_CHOICE,  /* char *, one of the range's words */
    LG_SETTING_COUNT,   /* int64_t or "auto", which is 0 */
    LG_SETTING_DURATION, /* int64_t milliseconds */
    LG_SETTING_RATE     /* struct lg_rate */
};

struct lg_words {
    char **word; /* owned; ended by NULL; NULL when empty */
    size_t count;
};

struct lg_settings {
    /* what */
    char *schema, *seed;
    struct lg_decimal scale;
    struct lg_words rows, tables, set;
    bool ground_truth;
    /* where */
    char *sink, *output, *path, *format, *compression;
    int64_t file_size, row_group_size, page_size;
    bool overwrite, sha256;
    /* how */
    int64_t threads, memory; /* 0: auto */
    int64_t node_id, total_nodes; /* -1: not given */
    char *run_id;
    bool resume, reset, verify_existing, checkpoint;
    char *checkpoint_path;
    int64_t duration, grace; /* milliseconds; duration 0: not given */
    struct lg_rate rate;
    bool keep_going, dry_run;
    bool paranoid;
    bool deep, force;
    /* talk */
    bool quiet;
    char *progress, *output_format, *color, *log_format, *metrics_file;
    struct lg_words plugin_dir;
    /* preview */
    int64_t limit, offset;
    struct lg_words columns;
    bool help;
    /* which of them the user set, by the option's place in the table */
    bool given[128];
};

struct lg_setting {
    const char *name; /* with dashes */
    char letter;      /* or 0 */
    enum lg_setting_type type;
    unsigned commands; /* LG_FOR_… */
    const char *group; /* heading in help: What, Where, How, Talk */
    const char *value; /* placeholder in help; NULL for flags */
    const char *fallback;
    const char *range; /* "1..10", or words separated by '|' */
    const char *doc;
    size_t offset; /* in struct lg_settings */
};

extern const struct lg_setting lg_settings_table[]; /* ended by name == NULL */

int lg_settings_init(struct lg_settings *settings, struct lg_error *err); /* defaults */
void lg_settings_release(struct lg_settings *settings);

/* LG_E_CONFIG for a value that does not fit; the message names the option. */
int lg_settings_set(struct lg_settings *settings, const struct lg_setting *setting, const char *value, struct lg_error *err);

/* By name, or NULL. */
const struct lg_setting *lg_setting_find(const char *name);
const struct lg_setting *lg_setting_find_letter(char letter);
bool lg_setting_is_given(const struct lg_settings *settings, const char *name);

/* The sink that people mean by a short word such as "-"; any other word itself. */
const char *lg_sink_of_word(const char *word);

int lg_words_add(struct lg_words *words, const char *word, size_t length, struct lg_error *err);
void lg_words_release(struct lg_words *words);

#endif
