/* SPDX-License-Identifier: Apache-2.0 */
/* The schema declared, its parts: read.c turns a file into tables and columns, generators.c lists the generators, each in the file of
 * its kind; conditions.c and formula.c decide and compute, dirt.c corrupts, fill.c fills a slice, declared.c opens and dispatches.
 *
 * A column's values are arrays while a slice is filled, in one of a few forms, so that a generator writes whole columns and whoever
 * needs them (a condition, a template, a formula) reads whole columns. Columns are filled after those they need. */
#ifndef DECLARED_H
#define DECLARED_H

#include <lakegen/distribution.h>
#include <lakegen/schema.h>
#include <lakegen/yaml.h>

#include <stdbool.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

/* ---- types ---- */

enum family { BOOLS, INTEGERS, FLOATS, DECIMALS, DATES, TIMESTAMPS, TEXTS, BINARIES, FIXED, LISTS, FAMILIES };
#define NUMBERS (1u << INTEGERS | 1u << FLOATS | 1u << DECIMALS)

struct type {
    char name[24];        /* as it was written */
    char format[24];      /* Arrow */
    enum family family;
    uint32_t width;       /* of a value in a batch, bytes; 0: texts, lists */
    int decimals;         /* of DECIMALS */
    int64_t least, most;  /* of values held as integers */
};

/* A value of a column's type: an integer (bool, integers, decimals in their last digit, days, microseconds), a real or a text. */
union value {
    int64_t integer;
    double real;
    const char *text;
};

/* ---- columns ---- */

/* How a column's values are held while a slice is filled. FORM_BYTES: only in the batch. */
enum form { FORM_INTEGERS, FORM_REALS, FORM_WORDS, FORM_TEXT, FORM_BYTES };

/* Distinct values that a column chooses from by index: the dictionary of a column whose type may have one. */
struct words {
    uint32_t count, room;
    union value *value;
    const void *packed; /* as struct lg_dictionary has them */
    double *real;       /* as numbers; NULL for texts */
    char **shown;       /* as texts */
    uint32_t *length;   /* of shown */
    uint32_t longest;   /* of shown, bytes */
};

struct column;
struct work;
struct reader;

struct vector {
    uint8_t *present; /* ABSENT, PRESENT or OTHERWISE for each row; NULL: all are present */
    int64_t *integers;
    double *reals;
    int32_t *words;
    const unsigned char *text; /* values behind their lengths, as in a batch, at offset[row] */
    const uint32_t *offset;
};
enum { ABSENT, PRESENT, OTHERWISE };

struct generator {
    const char *name;
    unsigned families;       /* of the types that it makes, 1 << family */
    const char *const *keys; /* of its own, ended by NULL */
    int (*read)(struct reader *reader, struct column *column, struct lg_error *err);
    int (*fill)(struct work *work, const struct column *column, struct vector *out, struct lg_error *err);
};
extern const struct generator generators[]; /* ended by name == NULL */

struct condition;
struct dirt;

struct column {
    const char *name;
    const struct lg_yaml_node *node;
    enum { WHOLE, LENGTH, ELEMENT } role; /* a column of a table, or of a list its lengths, or its elements */
    uint32_t number; /* in its table */
    int place;       /* in the table as others see it; -1: hidden */
    enum { UNREAD, READING, READ } state;
    const struct generator *generator;
    void *own; /* of the generator */
    struct type type;
    enum form form;
    struct words words;
    struct lg_stream stream, null_stream;
    int32_t by; /* the column whose value is the key of all draws; -1: the row is */
    struct condition *condition; /* NULL: always */
    bool has_otherwise;
    union value otherwise;
    uint32_t otherwise_word;
    struct lg_decimal null_ratio;
    bool may_be_null, is_random, is_needed; /* needed: by another column */
    struct dirt *dirt;
    uint64_t *needs; /* bitmap of all columns that must be filled before, itself included */
};

struct table {
    const char *name;
    const struct lg_yaml_node *node;
    struct column *column;
    uint32_t columns, words_of_needs;
    uint32_t *order; /* columns after those that they need */
    uint32_t ordered;
    int64_t rows;    /* at the scale of the request */
    const struct lg_yaml_node *reference; /* of another table to this one; NULL: none */
    bool is_of_elements;                  /* of a list */
};

struct declared {
    const struct lg_yaml *yaml;
    struct table *table;
    uint32_t tables;
    struct lg_table *described; /* ended by name == NULL */
    struct kept *kept;
};

/* ---- memory that lives as long as the schema ---- */

/* Zeroed; NULL with err set. */
void *keep(struct declared *schema, size_t bytes, struct lg_error *err);
char *keep_text(struct declared *schema, const char *text, size_t length, struct lg_error *err);
/* Gives an object to the schema: release(object) when it closes, or now, with err set. */
int keep_object(struct declared *schema, void *object, void (*release)(void *object), struct lg_error *err);
void kept_free(struct declared *schema);

/* ---- reading ---- */

struct reader {
    struct declared *schema;
    const struct lg_schema_request *request;
    const struct lg_yaml *yaml;
    struct table *table;   /* whose columns are being read */
    struct column *column; /* the one being read */
    struct column *chain[101]; /* the columns being read, each needed by the one before */
    int depth;
};

/* The table that a column refers to, or NULL; and whether so many rows are too many for a sequence. */
const struct table *referred_table(const struct column *column);
int check_sequence(const struct declared *schema, const struct column *column, int64_t rows, struct lg_error *err);

int read_schema(struct reader *reader, struct lg_error *err);

/* A column whose name, node and role are known, or the part of a list. */
int read_details(struct reader *reader, struct column *column, struct lg_error *err);

/* Makes sure that the column of that name is read, and that it is filled before the one being read. node: where it is named. NULL with
 * err set. */
struct column *need_column(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct lg_error *err);
/* The two halves of it. */
struct column *know_column(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct lg_error *err);
void take_needs(struct reader *reader, struct column *column);
struct column *read_key_column(struct reader *reader, struct table *table, struct column *column, struct lg_error *err);
struct table *find_table(struct declared *schema, const char *name);

/* A key of the column being read: NULL when it is absent, or nothing; required ones set err. */
const struct lg_yaml_node *get_key(const struct reader *reader, const struct column *column, const char *key);
const struct lg_yaml_node *require_key(const struct reader *reader, const struct column *column, const char *key, struct lg_error *err);
int refuse_key(const struct reader *reader, const struct column *column, const char *key, struct lg_error *err, const char *why);

/* Numbers; an absent key leaves the value as it is. _real: a decimal as a double. _units: in 10^-decimals, exactly. */
int read_integer(const struct reader *reader, const struct column *column, const char *key, int64_t least, int64_t most, int64_t *value,
                 struct lg_error *err);
int read_real(const struct reader *reader, const struct column *column, const char *key, double *value, struct lg_error *err);
int read_units(const struct reader *reader, const struct column *column, const char *key, int decimals, int64_t *value,
               struct lg_error *err);
int read_ratio(const struct reader *reader, const struct lg_yaml_node *node, struct lg_decimal *ratio, struct lg_error *err);
int read_flag(const struct reader *reader, const struct lg_yaml_node *mapping, const char *key, bool *flag, struct lg_error *err);
int open_stream(const struct reader *reader, const struct column *column, const char *suffix, struct lg_stream *stream,
                struct lg_error *err);

/* ---- types.c ---- */

int read_type(const struct reader *reader, const struct lg_yaml_node *node, struct type *type, struct lg_error *err);
int read_value(const struct reader *reader, const struct lg_yaml_node *node, const struct type *type, union value *value,
               struct lg_error *err);
bool same_value(const struct type *type, union value a, union value b);
size_t put_value(const struct type *type, union value value, char *out); /* at most 64 bytes; not for texts */
double to_real(const struct type *type, int64_t integer);
bool is_held_as_integer(const struct type *type);

/* ---- words.c ---- */

int words_add(struct reader *reader, struct column *column, union value value, uint32_t *index, struct lg_error *err); /* once */
int words_push(struct reader *reader, struct column *column, union value value, struct lg_error *err); /* known to be new */
int words_finish(struct reader *reader, struct column *column, struct lg_error *err);

/* Values with weights: a list, a mapping from value to weight, or a list and a list of weights. choice stays NULL without weights. */
struct options {
    union value *value;
    uint32_t count;
    struct lg_choice *choice; /* kept */
};
int read_options(struct reader *reader, const struct lg_yaml_node *values, const struct lg_yaml_node *weights, const struct type *type,
                 struct options *options, struct lg_error *err);
int read_weights(struct reader *reader, const struct lg_yaml_node *list, uint32_t count, int64_t *weights, struct lg_error *err);
int new_choice(struct reader *reader, const struct lg_yaml_node *node, const int64_t *weights, uint32_t count, struct lg_choice **choice,
               struct lg_error *err);

extern const struct type text_type;

/* ---- a slice being filled ---- */

struct work {
    const struct table *table;
    struct lg_batch *batch;
    int64_t first, rows;
    const int64_t *keys;   /* of the rows, which are elements of lists; NULL: first, first + 1, … */
    struct vector *vector; /* of each column */
    struct lg_draw *draws; /* for the column at hand */
};

int fill_slice(const struct declared *schema, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err);

/* Who has a value, the values, and, where the column is wanted, the batch. */
int fill_vector(struct work *work, const struct column *column, struct vector *vector, struct lg_error *err);

/* Scratch memory for the rows of the slice; NULL with err set. */
void *row_array(const struct work *work, size_t width, struct lg_error *err);

/* Draws of a stream at the column's keys, in memory that the next call uses again. NULL with err set. */
const struct lg_draw *draw_for(struct work *work, const struct column *column, const struct lg_stream *stream, uint64_t number,
                               struct lg_error *err);

/* The keys of the rows, for a column: values of .by, or those of elements. NULL, and err is not set: the rows are their own keys. */
const int64_t *keys_of(struct work *work, const struct column *column, struct lg_error *err);
static inline bool follows_rows(const struct work *work, const struct column *column)
{
    return column->by < 0 && !work->keys;
}

/* A row's own key. */
static inline int64_t key_of(const struct work *work, int64_t row)
{
    return work->keys ? work->keys[row] : work->first + row;
}

/* The values of a column that is held as integers, or as words that are. NULL with err set. */
const int64_t *vector_integers(const struct work *work, const struct column *column, const struct vector *vector, struct lg_error *err);

/* Where the values of a column go: the batch's array where that is what is stored, else scratch. NULL with err set. */
int64_t *integers_for(const struct work *work, const struct column *column, struct vector *out, struct lg_error *err);
double *reals_for(const struct work *work, const struct column *column, struct vector *out, struct lg_error *err);
int32_t *words_for(const struct work *work, const struct column *column, struct vector *out, struct lg_error *err);

/* Bytes of present, made if they are not there. NULL with err set. */
uint8_t *presence_for(const struct work *work, struct vector *out, struct lg_error *err);

/* A column of texts being written; rows that are not present are passed over by texts_skip(). */
struct texts {
    struct lg_text text;
    struct lg_text start;
    const uint8_t *present;
    const char *otherwise;
    size_t otherwise_length;
    bool in_batch;
};
int texts_open(struct work *work, const struct column *column, const struct vector *out, size_t longest, struct texts *texts,
               struct lg_error *err);
/* May the column be written by a function of the library that knows only rows and batches? */
static inline bool goes_straight(const struct work *work, const struct column *column, const struct vector *out)
{
    return follows_rows(work, column) && !out->present && !column->dirt && !column->is_needed && column->place >= 0 &&
           lg_batch_wants(work->batch, (uint32_t)column->place);
}

void texts_close(struct work *work, const struct column *column, const struct texts *texts, struct vector *out);

static inline bool texts_skip(struct texts *texts, int64_t row)
{
    char *p;

    if (!texts->present || texts->present[row] == PRESENT)
        return false;
    if (texts->present[row] == ABSENT) {
        lg_text_null(&texts->text);
        return true;
    }
    p = lg_text_begin(&texts->text);
    memcpy(p, texts->otherwise, texts->otherwise_length);
    lg_text_end(&texts->text, p + texts->otherwise_length);
    return true;
}

/* A value of a vector of texts that is present. */
static inline const char *vector_text(const struct vector *vector, int64_t row, size_t *length)
{
    *length = vector->offset[row + 1] - vector->offset[row] - 4;
    return (const char *)vector->text + vector->offset[row] + 4;
}

/* The columns' values as numbers, for a run of rows. */
void vector_reals(const struct column *column, const struct vector *vector, int64_t first, int64_t rows, double *out);

/* ---- conditions.c, formula.c, dirt.c, shares.c ---- */

int read_condition(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct lg_error *err);
/* Clears yes[] where the condition does not hold. */
int condition_test(const struct condition *condition, struct work *work, uint8_t *yes, struct lg_error *err);

struct formula;
int read_formula(struct reader *reader, const struct lg_yaml_node *node, struct formula **formula, struct lg_error *err);
bool formula_may_be_null(const struct formula *formula);
/* Results, and 0 in valid where there is none. rows is at most FORMULA_ROWS. */
#define FORMULA_ROWS 256
void formula_compute(const struct formula *formula, const struct work *work, int64_t first, int64_t rows, double *out, uint8_t *valid);

int read_dirt(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct lg_error *err);
/* The words that are stored, clean ones first; NULL: texts are. */
const struct words *dirt_stored_words(const struct dirt *dirt);
int dirt_words(const struct column *column, struct work *work, const struct vector *clean, int32_t *stored, struct lg_error *err);
int dirt_texts(const struct column *column, struct work *work, const struct vector *clean, struct lg_error *err);

/* The elements of a list, and its lengths where it has its own. NULL: none. */
const struct column *list_element(const struct column *column);
const struct column *list_length(const struct column *list);

/* Is the column stored as indices into a dictionary; and which. */
const struct words *stored_words(const struct column *column);

int describe_schema(struct reader *reader, struct lg_error *err);

/* Marks a share of the rows of a column: exact for references, drawn for others and where equal keys are to be equally marked. natural:
 * see mark_share(). */
int mark_some(struct work *work, const struct column *column, const struct lg_stream *stream, struct lg_decimal ratio, int64_t natural,
              uint8_t *marks, struct lg_error *err);

/* Marks an exact share of rows: of each hundred, and of all `natural` rows. */
void mark_share(const struct lg_stream *stream, struct lg_decimal ratio, int64_t natural, int64_t first, int64_t rows, uint8_t *marks);

/* ---- patterns, also as dirty modes ---- */

struct pattern;
int read_pattern(struct reader *reader, const struct lg_yaml_node *node, struct pattern **pattern, struct lg_error *err);
size_t pattern_longest(const struct pattern *pattern);
char *pattern_put(const struct pattern *pattern, const struct lg_stream *stream, int64_t key, uint64_t first_draw, char *p);

/* ---- generators, one line each in generators.c ---- */

#define GENERATORS(X) \
    X(sequence) X(constant) X(choice) X(chance) X(map) X(uniform) X(normal) X(lognormal) X(exponential) X(poisson) X(zipf) \
    X(uuid) X(hex) X(bytes) X(reference) X(time) X(formula) X(template) X(pattern) X(person) X(list)
#define DECLARE_GENERATOR(name) \
    int read_##name##_column(struct reader *reader, struct column *column, struct lg_error *err); \
    int fill_##name##_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err);
GENERATORS(DECLARE_GENERATOR)

#endif
