/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: everything decided before the first row.
 *
 * A plan has two halves. The *identity* decides the bytes of every object: schema, options, seed, rows, format, encoder and
 * its settings, the layout into row groups and parts, names relative to the destination. It is hashed. The *execution* decides
 * how this process goes about it: destination, threads, memory, node. It is not.
 *
 * Life cycle: lg_plan_new() from settings, then only reading, by any thread; lg_plan_free(). Nobody reads settings after it. */
#ifndef LG_PLAN_PLAN_H
#define LG_PLAN_PLAN_H

#include "base/json.h"
#include "config/options.h"
#include "config/settings.h"
#include "encode/encoder.h"
#include "plan/destination.h"
#include "plugin/plugin.h"

struct lg_plan_table {
    struct lg_source source;
    struct lg_layout *layout;               /* owned */
    struct lg_encoder_settings encoding;    /* with incompressible, owned */
    struct lg_column_size *sizes;           /* of the sample, per column, owned */
    struct lg_encoder *encoder;             /* owned */
    int64_t sample_rows;                    /* of the table, or of the driver */
    int64_t probed, probed_rows;            /* a derived table: rows of its driver, and how many derived ones these have */
    int64_t object_bytes;                   /* of an object, besides row groups and what its end says of them */
    int64_t group_bytes, index_bytes;       /* what the end says of a row group, and of the pages of the sample's rows */
    int32_t driver;                         /* index of the driving table, or -1 */
    bool is_truth;
    bool is_selected;
    int64_t rows;                           /* a derived table: of its driver */
    int64_t rows_per_group, rows_per_part;
    int64_t parts;
    int64_t first_ordinal;                  /* plan-wide number of its part 0 */
    int64_t expected_rows;                  /* rows; of a derived table those that come, an estimate */
    int64_t bytes;                          /* of all objects, an estimate */
    char *sort_by;                          /* of the encoding, or NULL; owned */
    char *name_pattern;                     /* relative to the root, with {part}; owned */
    const char *key;                        /* a column that is LG_COLUMN_SEQUENTIAL, or NULL */
    int64_t first_key;                      /* its value in row 0 */
};

/* What is done with what an earlier run left at the destination. */
enum lg_start {
    LG_START_NEW,      /* nothing may be there */
    LG_START_CONTINUE, /* continue this plan's run if it was begun, else begin it */
    LG_START_RESUME,   /* continue this plan's run */
    LG_START_RESET,    /* this plan's run again, from nothing */
    LG_START_OVERWRITE, /* replace whatever is there */
    LG_START_REPLACE   /* continue this plan's run if it was begun, else replace whatever is there */
};

/* A table as an earlier plan has it, for who makes that plan again. */
struct lg_plan_cut {
    const char *table, *pattern; /* pattern: of names, with {part} */
    int64_t rows_per_group, rows_per_part;
    const char **literal; /* names of columns that are not compressed, ended by NULL; or NULL: the plan does not tell */
};

/* Of the whole run, but for node_parts. */
struct lg_plan_sure {
    int64_t parts, node_parts, rows, bytes;
};

struct lg_plan {
    /* identity */
    const struct lg_schema_plugin *schema;
    void *state;                /* the schema's */
    struct lg_options *options; /* the schema's */
    struct lg_string streams;   /* streams with an epoch above 0 */
    char *seed;
    bool seed_is_random; /* nobody gave one, and the schema wants another every time */
    struct lg_decimal scale;
    const struct lg_format *format;
    struct lg_string encoder_id;
    char *sort_by; /* as the user says it, or NULL; owned */
    int64_t file_size, row_group_size;
    int64_t file_rows;  /* of an object; 0: by sizes */
    bool group_per_file; /* with file_rows */
    int64_t batch_rows; /* of an object, for sinks that take rows; 0: by sizes */
    const struct lg_plan_cut *cuts; /* in place of sizes and --path; NULL: none. Borrowed while the plan is made */
    uint32_t tables;
    struct lg_plan_table *table;
    struct lg_string identity_json; /* one line, canonical */
    char hash[65];

    /* execution */
    const struct lg_sink_plugin *sink;
    struct lg_options *sink_options;
    struct lg_destination destination;
    const struct lg_sink_plugin *keeper; /* keeps the state of the unfinished run, on this machine; NULL: the sink does */
    struct lg_options *keeper_options;
    char *keeper_root; /* owned */
    char run_id[65];
    uint32_t node, nodes;
    unsigned threads;
    int64_t memory; /* the bound, in bytes */
    enum lg_start start;
    const char *way_out;           /* in messages: what else to do where another run is; not owned */
    bool doubts_finished;          /* of a finished run, too, the objects are looked for */
    bool checkpoint, verify_existing, sha256, keep_going, dry_run, create_table;
    int64_t checkpoint_interval;   /* parts between checkpoints at most; 0: by time only */
    int64_t duration_ms, grace_ms; /* duration 0: no end */
    int64_t least_rows;            /* of each table, whose parts are made whatever the duration */
    struct lg_rate rate;           /* of this node; 0: no limit */
    int64_t parts;      /* of the whole run */
    int64_t node_parts; /* of this node */
    int64_t rows, bytes; /* of the whole run; bytes is an estimate, and rows too when a table is derived */
    bool is_derived;     /* a derived table is made: rows is an estimate */
    struct lg_plan_sure sure; /* what is made whatever the duration: all, unless there are least_rows */
    struct lg_words notes; /* sentences for people, worth a warning */
};

/* plugins is borrowed and outlives the plan. */
int lg_plan_new(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **plan, struct lg_error *err);
void lg_plan_free(struct lg_plan *plan);

/* The same, with every table cut and named as an earlier plan has it: cuts ends with table == NULL. */
int lg_plan_new_as(const struct lg_settings *settings, struct lg_plugins *plugins, const struct lg_plan_cut *cuts,
                   struct lg_plan **plan, struct lg_error *err);
const struct lg_plan_cut *lg_plan_cut_of(const struct lg_plan *plan, const struct lg_plan_table *table); /* or NULL */

/* Opens a schema alone, for commands that need no destination: the plan has tables, layouts and rows, and nothing else. */
int lg_plan_open_schema(const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_plan **plan,
                        struct lg_error *err);

/* One object to produce: a pure function of (identity, ordinal). */
struct lg_task {
    uint32_t table;
    int64_t ordinal, part;
    int64_t first_row, rows, groups;
    int64_t size_hint;
};
void lg_plan_task(const struct lg_plan *plan, int64_t ordinal, struct lg_task *task);

/* The whole name of a task's object, and of what marks success; and what the records of all runs at the destination begin with. */
int lg_plan_object_name(const struct lg_plan *plan, const struct lg_task *task, struct lg_string *name, struct lg_error *err);
int lg_plan_success_name(const struct lg_plan *plan, struct lg_string *name, struct lg_error *err);
int lg_plan_records_prefix(const struct lg_plan *plan, struct lg_string *prefix, struct lg_error *err);

/* What all objects of a table begin with; and the task whose object has this name: false when no task of the plan has. */
int lg_plan_object_prefix(const struct lg_plan *plan, const struct lg_plan_table *table, struct lg_string *prefix,
                          struct lg_error *err);
bool lg_plan_find_task(const struct lg_plan *plan, const char *name, struct lg_task *task);

/* Of this node's parts that are sure: rows that are asked for, of the driver where a table is derived, and rows that are expected. */
void lg_plan_node_rows(const struct lg_plan *plan, int64_t *asked, int64_t *expected);

/* The parts of this node by number: the ordinal of the k-th is node + k × nodes. -1 when an ordinal is another node's. */
int64_t lg_plan_node_part(const struct lg_plan *plan, int64_t ordinal);

/* Of its objects; the codec that their bytes as a whole have, or NULL. */
const char *lg_plan_media_type(const struct lg_plan *plan);
const char *lg_plan_encoding(const struct lg_plan *plan);

/* hash(plan identity, table, part): what an object carries to be recognised. */
int lg_plan_part_identity(const struct lg_plan *plan, const struct lg_task *task, char identity[65], struct lg_error *err);

/* What a sink is told of the run: no cancel flag, no tables, and nobody listens to what it says. */
void lg_plan_describe_run(const struct lg_plan *plan, struct lg_run *run);
uint32_t lg_plan_run_flags(const struct lg_plan *plan, enum lg_start start); /* LG_RUN_… of one that starts so */

/* The plan as JSON: identity and execution, without secrets. */
void lg_plan_put_json(const struct lg_plan *plan, struct lg_json *json);

#endif
