/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: what a user can say to lakegen, declared once. The table in settings.c makes the command line, --help, the manual
 * page, shell completion, the keys of configuration files with their JSON Schema, the LAKEGEN_… variables and the checks; struct
 * lg_settings is what the rest of the program reads.
 *
 * Life cycle: lg_settings_init(), lg_settings_set() for the command line, lg_config_load() (config/config.h) for what is weaker,
 * then reading; lg_settings_release(). Values may come in any order: the strongest layer wins. */
#ifndef LG_CONFIG_SETTINGS_H
#define LG_CONFIG_SETTINGS_H

#include <lakegen/option.h>

#include "base/parse.h"
#include "base/string.h"
#include "config/assignment.h"

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
    LG_FOR_CONFIG = 1 << 11, /* validate, config: everything that has a key */
    LG_FOR_STORAGE = 1 << 12,
    LG_FOR_CLEANUP = 1 << 13,
    LG_FOR_PLUGIN = 1 << 14,
    LG_FOR_DDL = 1 << 15,
    LG_FOR_ALL = (1 << 16) - 1
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
    LG_SETTING_RATE,    /* struct lg_rate */
    LG_SETTING_DECIMAL_SIZE, /* int64_t bytes; kb, mb, gb are powers of 1000 */
    LG_SETTING_ASSIGNMENT,   /* struct lg_option_assignments, every use adds one */
    LG_SETTING_TIME,         /* char *; with a role: checked as the plugin's option says */
    LG_SETTING_RATIO         /* char *; the same */
};

struct lg_words {
    char **word; /* owned; ended by NULL; NULL when empty */
    size_t count;
};

/* Where the value in force came from. */
struct lg_source_of_value {
    enum lg_layer layer;
    char *place; /* "FILE:LINE:COLUMN", "LAKEGEN_SCALE", "--scale"; NULL: built in; owned */
    char *text;  /* the value as it was written; NULL: none; owned */
};

#define LG_MOST_SETTINGS 128

struct lg_settings {
    /* what */
    char *schema, *seed;
    struct lg_decimal scale;
    int64_t target_size; /* 0: not given */
    struct lg_words rows, tables;
    struct lg_option_assignments set;
    char *dirty_ratio, *time_start, *time_end;
    bool random_seeds; /* generate: schemas that want one draw their seed when none is given */
    bool ground_truth;
    /* where */
    char *sink, *output, *bucket, *prefix, *path, *format, *compression;
    int64_t file_size, row_group_size, page_size;
    bool csv_safe;
    int64_t file_rows;  /* 0: not given */
    int64_t batch_size; /* 0: not given */
    char *sort_by;
    bool create_table, overwrite, sha256, count;
    char *dialect;
    /* how */
    int64_t threads, memory; /* 0: auto */
    int64_t node_id, total_nodes; /* -1: not given */
    char *run_id, *mode;
    bool resume, reset, goes_on, verify_existing, checkpoint;
    char *checkpoint_path;
    int64_t checkpoint_interval; /* 0: not given */
    int64_t duration, grace; /* milliseconds; duration 0: not given */
    int64_t least_rows;      /* 0: not given */
    struct lg_rate rate;
    bool keep_going, dry_run;
    bool paranoid, strict;
    bool deep, force;
    int64_t older_than; /* milliseconds */
    /* talk */
    bool quiet;
    char *progress, *output_format, *color, *log_format, *metrics_file;
    struct lg_words plugin_dir;
    /* preview */
    int64_t limit, offset;
    struct lg_words columns;
    bool help;
    const char *way_out; /* what else to do where another run is, in the program's own words; NULL: in lakegen's; not owned */
    /* by the option's place in the table */
    struct lg_source_of_value source[LG_MOST_SETTINGS];
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
    const char *key;  /* in configuration files: "output.file_size"; NULL: not there */
    const char *role; /* of the plugin option that it sets, see lakegen/option.h; or NULL */
};

extern const struct lg_setting lg_settings_table[]; /* ended by name == NULL */

/* Other names of a setting, most of them from the users' older tools: the value gets the suffix. */
struct lg_alias {
    const char *name, *setting, *suffix;
};
extern const struct lg_alias lg_aliases[]; /* ended by name == NULL */

/* Variables LAKEGEN_… of the environment that are no settings. Ended by NULL. */
extern const char *const lg_other_variables[];

/* Plugins that a configuration may have a section for although this build lacks them. Ended by NULL. */
extern const char *const lg_expected_plugins[];

int lg_settings_init(struct lg_settings *settings, struct lg_error *err); /* defaults */
void lg_settings_release(struct lg_settings *settings);

/* Sets a value from the command line. LG_E_USAGE for a value that does not fit, or a second, different one; the message names
 * the option. */
int lg_settings_set(struct lg_settings *settings, const struct lg_setting *setting, const char *value, struct lg_error *err);

/* The same from any layer; the value is checked, and ignored when a stronger layer has set the setting. Lists grow within a layer
 * and are replaced by a stronger one. LG_E_CONFIG, but LG_E_USAGE from the command line. */
struct lg_origin {
    enum lg_layer layer;
    const char *place; /* borrowed */
    const char *word;  /* what the place calls the setting, for messages; NULL: the place says it */
};
int lg_settings_set_from(struct lg_settings *settings, const struct lg_setting *setting, const char *value,
                         const struct lg_origin *origin, struct lg_error *err);

/* Back to the built-in value. */
int lg_settings_reset(struct lg_settings *settings, const struct lg_setting *setting, struct lg_error *err);

/* By name, by letter, by key, or NULL. */
const struct lg_setting *lg_setting_find(const char *name);
const struct lg_setting *lg_setting_find_letter(char letter);
const struct lg_setting *lg_setting_find_key(const char *key);
const struct lg_alias *lg_alias_find(const char *name);

/* Keys are paths. The length of a key's section ("output" of "output.path"), 0 at the top; is it the first setting of the table in
 * its section? Does a path lead on to keys? The words that may stand in a section, "" at the top, are added; some more than once. */
size_t lg_key_section(const char *key);
bool lg_key_begins_section(const struct lg_setting *setting);
bool lg_key_leads_on(const char *path);
int lg_key_words(const char *section, struct lg_words *words, struct lg_error *err);

/* Is it an option of a command with that mask? */
bool lg_setting_belongs(const struct lg_setting *setting, unsigned mask);

/* Can an environment variable set it? All that have a key; then out is the variable's name: LAKEGEN_FILE_SIZE. */
bool lg_setting_variable(const struct lg_setting *setting, struct lg_string *out);

const struct lg_source_of_value *lg_setting_source(const struct lg_settings *settings, const char *name);
bool lg_setting_is_given(const struct lg_settings *settings, const char *name);

/* The schema plugin to load: the setting "schema", or the plugin that takes files when it names one; NULL: none. */
const char *lg_settings_schema_plugin(const struct lg_settings *settings);

/* The sink that people mean by a short word such as "-"; any other word itself. */
const char *lg_sink_of_word(const char *word);
/* Are a sink, a name or a URL, and a place meant for each other? A place without scheme is meant for the sink that is built in. */
bool lg_sink_fits(const char *sink, const char *place);

/* Says where a setting was given, before an error that is set: "my.yaml:3:9: …" and LG_E_CONFIG when it was not the command
 * line. Returns the code. */
int lg_settings_blame(const struct lg_settings *settings, const char *name, struct lg_error *err);

int lg_words_add(struct lg_words *words, const char *word, size_t length, struct lg_error *err);
void lg_words_release(struct lg_words *words);

#endif
