/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins that are broken on purpose, one for each refusal: compiled with -DCASE_<name> into <name>.so by 30-plugins.sh. */
#include <lakegen/schema.h>
#include <lakegen/sink.h>

#include <string.h>

static const struct lg_column good_columns[] = {{.name = "id", .type = "l"}, {.name = "x", .type = "l"}, {0}};
static const struct lg_table good_tables[] = {{.name = "rows", .columns = good_columns, .rows_per_unit = 1000}, {0}};

static inline int good_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)state, (void)err;
    for (uint32_t c = 0; c < 2; c++) {
        int64_t *values = lg_batch_int64(batch, c);

        for (int64_t i = 0; values && i < slice->rows; i++)
            values[i] = slice->first_row + i;
    }
    return LG_OK;
}

/* A schema whose table was tampered with after the macro's defaults. */
#define TAMPERED(ident, statement) \
    LG_EXPORT const struct lg_plugin *lg_plugin_entry_v0(void); \
    const struct lg_plugin *lg_plugin_entry_v0(void) \
    { \
        static struct { \
            struct lg_schema_plugin schema; \
            char tail[64]; \
        } table = {{.base = {sizeof(struct lg_schema_plugin), LG_ABI_MINOR, LG_KIND_SCHEMA, #ident, "1", "tampered", NULL, {0}}, \
                    .tables = good_tables, \
                    .generate = good_generate}, \
                   {0}}; \
        statement; \
        return &table.schema.base; \
    }

#define GOOD(ident, ...) LG_SCHEMA_PLUGIN(ident, "1", "a case of broken.c", .generate = good_generate, __VA_ARGS__);
#define COLUMNS(...) \
    static const struct lg_column columns[] = {__VA_ARGS__, {0}}; \
    static const struct lg_table tables[] = {{.name = "rows", .columns = columns, .rows_per_unit = 1000}, {0}};

#if defined(CASE_plain) /* no entry at all */
int lg_nothing_to_see;
#elif defined(CASE_major2)
LG_EXPORT const struct lg_plugin *lg_plugin_entry_v2(void);
const struct lg_plugin *lg_plugin_entry_v2(void)
{
    return NULL;
}
#elif defined(CASE_undef)
int no_such_function(void);
static int calls(const void *s, const struct lg_slice *l, struct lg_batch *b, struct lg_error *e)
{
    return no_such_function() + good_generate(s, l, b, e);
}
LG_SCHEMA_PLUGIN(undef, "1", "calls what nobody has", .tables = good_tables, .generate = calls);
#elif defined(CASE_notable)
LG_EXPORT const struct lg_plugin *lg_plugin_entry_v0(void);
const struct lg_plugin *lg_plugin_entry_v0(void)
{
    return NULL;
}
#elif defined(CASE_newer) /* has a callback that this lakegen does not know */
TAMPERED(newer, table.schema.base.abi_minor = 5; table.schema.base.struct_size += 8; table.tail[0] = 1)
#elif defined(CASE_newerzero) /* newer, but uses nothing new */
TAMPERED(newerzero, table.schema.base.abi_minor = 5; table.schema.base.struct_size += 16)
#elif defined(CASE_older) /* from before .check_rows was there */
TAMPERED(older, table.schema.base.struct_size = offsetof(struct lg_schema_plugin, check_rows))
#elif defined(CASE_empty)
TAMPERED(empty, table.schema.base.struct_size = 0)
#elif defined(CASE_huge)
TAMPERED(huge, table.schema.base.struct_size = 0xffffffff)
#elif defined(CASE_other)
TAMPERED(liar, (void)0)
#elif defined(CASE_nameless)
TAMPERED(nameless, table.schema.base.version = NULL)
#elif defined(CASE_nogen)
TAMPERED(nogen, table.schema.generate = NULL)
#elif defined(CASE_notables)
TAMPERED(notables, table.schema.tables = NULL)
#elif defined(CASE_badtype)
COLUMNS({.name = "id", .type = "jpeg"})
GOOD(badtype, .tables = tables)
#elif defined(CASE_twice)
COLUMNS({.name = "id", .type = "l"}, {.name = "id", .type = "l"})
GOOD(twice, .tables = tables)
#elif defined(CASE_nocolumns)
static const struct lg_column columns[] = {{0}};
static const struct lg_table tables[] = {{.name = "rows", .columns = columns, .rows_per_unit = 1000}, {0}};
GOOD(nocolumns, .tables = tables)
#elif defined(CASE_escape)
static const struct lg_table tables[] = {{.name = "../../escape", .columns = good_columns, .rows_per_unit = 1000}, {0}};
GOOD(escape, .tables = tables)
#elif defined(CASE_leavingpath)
static const struct lg_table tables[] = {{.name = "rows", .path = "a/../..", .columns = good_columns, .rows_per_unit = 1000}, {0}};
GOOD(leavingpath, .tables = tables)
#elif defined(CASE_duplicates)
static const struct lg_table tables[] = {{.name = "rows", .columns = good_columns, .rows_per_unit = 1000},
                                         {.name = "rows", .columns = good_columns, .rows_per_unit = 1000},
                                         {0}};
GOOD(duplicates, .tables = tables)
#elif defined(CASE_latename) /* the same of tables that are known only when it is open */
static const struct lg_table tables[] = {{.name = "Rows", .columns = good_columns, .rows_per_unit = 1000}, {0}};
static int describe(const void *s, const struct lg_table **t, struct lg_error *e)
{
    (void)s, (void)e;
    *t = tables;
    return LG_OK;
}
GOOD(latename, .describe = describe)
#elif defined(CASE_tableflag)
static const struct lg_table tables[] = {{.name = "rows", .columns = good_columns, .rows_per_unit = 1000, .flags = 1u << 20}, {0}};
GOOD(tableflag, .tables = tables)
#elif defined(CASE_tablefield)
static const struct lg_table tables[] = {{.name = "rows", .columns = good_columns, .rows_per_unit = 1000, .reserved = {[3] = 1}}, {0}};
GOOD(tablefield, .tables = tables)
#elif defined(CASE_columnflag)
COLUMNS({.name = "id", .type = "l"}, {.name = "x", .type = "l", .flags = 1u << 20})
GOOD(columnflag, .tables = tables)
#elif defined(CASE_columnfield)
COLUMNS({.name = "id", .type = "l"}, {.name = "x", .type = "l", .reserved = {[2] = 1}})
GOOD(columnfield, .tables = tables)
#elif defined(CASE_optionfield)
static const struct lg_option options[] = {{.name = "big", .type = LG_OPTION_INT, .doc = "d", .reserved = {[1] = 1}}, {0}};
GOOD(optionfield, .tables = good_tables, .base.options = options)
#elif defined(CASE_pluginfield)
GOOD(pluginfield, .tables = good_tables, .base.reserved = {1})
#elif defined(CASE_negative)
static int rows(const void *s, uint32_t t, int64_t *n, struct lg_error *e)
{
    (void)s, (void)t, (void)e;
    *n = -5;
    return LG_OK;
}
GOOD(negative, .tables = good_tables, .rows = rows)
#elif defined(CASE_badoption)
static const struct lg_option options[] = {{.name = "Big", .type = LG_OPTION_INT, .doc = "d"}, {0}};
GOOD(badoption, .tables = good_tables, .base.options = options)
#elif defined(CASE_norows)
static const struct lg_table tables[] = {{.name = "rows", .columns = good_columns}, {0}};
GOOD(norows, .tables = tables)
#elif defined(CASE_nodictionary)
COLUMNS({.name = "id", .type = "l"}, {.name = "x", .type = "u", .flags = LG_COLUMN_DICTIONARY})
GOOD(nodictionary, .tables = tables)
#elif defined(CASE_leftout) /* column x is never filled */
static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    int64_t *id = lg_batch_int64(batch, 0);

    (void)state, (void)err;
    for (int64_t i = 0; id && i < slice->rows; i++)
        id[i] = i;
    return LG_OK;
}
LG_SCHEMA_PLUGIN(leftout, "1", "forgets a column", .tables = good_tables, .generate = generate);
#elif defined(CASE_badindex) || defined(CASE_badword) || defined(CASE_noword)
#if defined(CASE_badword)
static const char *const words[] = {"a", "b\xff"};
#elif defined(CASE_noword)
static const char *const words[] = {"a", NULL};
#else
static const char *const words[] = {"a", "b"};
#endif
COLUMNS({.name = "x", .type = "u", .flags = LG_COLUMN_DICTIONARY})
static int dictionary(const void *s, uint32_t t, uint32_t c, struct lg_dictionary *d, struct lg_error *e)
{
    (void)s, (void)t, (void)c, (void)e;
    d->values = words;
    d->count = 2;
    return LG_OK;
}
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *e)
{
    int32_t *x = lg_batch_index(batch, 0);

    (void)s, (void)e;
    for (int64_t i = 0; i < slice->rows; i++)
        x[i] = i == 700 ? 2 : 0;
    return LG_OK;
}
#if defined(CASE_badword)
LG_SCHEMA_PLUGIN(badword, "1", "a word that is no text", .tables = tables, .generate = generate, .dictionary = dictionary);
#elif defined(CASE_noword)
LG_SCHEMA_PLUGIN(noword, "1", "a word that is missing", .tables = tables, .generate = generate, .dictionary = dictionary);
#else
LG_SCHEMA_PLUGIN(badindex, "1", "points outside", .tables = tables, .generate = generate, .dictionary = dictionary);
#endif
#elif defined(CASE_nullrequired)
COLUMNS({.name = "x", .type = "u", .flags = LG_COLUMN_REQUIRED})
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)s;
    for (int64_t i = 0; i < slice->rows; i++)
        if (lg_batch_add_null(batch, 0, err) != LG_OK)
            return err->code;
    return LG_OK;
}
LG_SCHEMA_PLUGIN(nullrequired, "1", "nulls where none may be", .tables = tables, .generate = generate);
#elif defined(CASE_fewer)
COLUMNS({.name = "x", .type = "u"})
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)s;
    for (int64_t i = slice->rows > 1; i < slice->rows; i++)
        if (lg_batch_add_text(batch, 0, "y", 1, err) != LG_OK)
            return err->code;
    return LG_OK;
}
LG_SCHEMA_PLUGIN(fewer, "1", "a value too few", .tables = tables, .generate = generate);
#elif defined(CASE_more)
COLUMNS({.name = "x", .type = "u"})
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)s;
    for (int64_t i = 0; i <= slice->rows; i++)
        if (lg_batch_add_text(batch, 0, "y", 1, err) != LG_OK)
            return err->code;
    return LG_OK;
}
LG_SCHEMA_PLUGIN(more, "1", "a value too many", .tables = tables, .generate = generate);
#elif defined(CASE_notutf8)
COLUMNS({.name = "x", .type = "u"})
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)s;
    for (int64_t i = 0; i < slice->rows; i++)
        if (lg_batch_add_text(batch, 0, "\xff", 1, err) != LG_OK)
            return err->code;
    return LG_OK;
}
LG_SCHEMA_PLUGIN(notutf8, "1", "bytes that are no text", .tables = tables, .generate = generate);
#elif defined(CASE_silent)
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)s, (void)slice, (void)batch, (void)err;
    return LG_E_PLUGIN;
}
LG_SCHEMA_PLUGIN(silent, "1", "fails without a word", .tables = good_tables, .generate = generate);
#elif defined(CASE_mute_open)
static int mute(const struct lg_schema_request *r, void **s, struct lg_error *e)
{
    (void)r, (void)s, (void)e;
    return LG_E_PLUGIN;
}
GOOD(mute_open, .tables = good_tables, .open = mute)
#elif defined(CASE_mute_describe)
static int mute(const void *s, const struct lg_table **t, struct lg_error *e)
{
    (void)s, (void)t, (void)e;
    return LG_E_PLUGIN;
}
GOOD(mute_describe, .describe = mute)
#elif defined(CASE_mute_rows)
static int mute(const void *s, uint32_t t, int64_t *rows, struct lg_error *e)
{
    (void)s, (void)t, (void)e;
    *rows = 1;
    return LG_E_PLUGIN;
}
GOOD(mute_rows, .tables = good_tables, .rows = mute)
#elif defined(CASE_mute_dictionary)
COLUMNS({.name = "id", .type = "l"}, {.name = "x", .type = "u", .flags = LG_COLUMN_DICTIONARY})
static int mute(const void *s, uint32_t t, uint32_t c, struct lg_dictionary *d, struct lg_error *e)
{
    static const char *const values[] = {"a"};

    (void)s, (void)t, (void)c, (void)e;
    d->count = 1;
    d->values = values;
    return LG_E_PLUGIN;
}
GOOD(mute_dictionary, .tables = tables, .dictionary = mute)
#elif defined(CASE_nocommit) || defined(CASE_sinkflag) || defined(CASE_oldsink)
static const char *const formats[] = {"csv", NULL};
static int open(const struct lg_options *o, const struct lg_run *r, void **s, struct lg_error *e)
{
    (void)o, (void)r, (void)s, (void)e;
    return LG_OK;
}
static void close(void *s)
{
    (void)s;
}
static int begin(void *s, const struct lg_object *o, void **w, struct lg_error *e)
{
    (void)s, (void)o, (void)w, (void)e;
    return LG_OK;
}
static int write(void *w, struct lg_buffer *b, struct lg_error *e)
{
    (void)w, (void)b, (void)e;
    return LG_OK;
}
#if defined(CASE_sinkflag)
LG_SINK_PLUGIN(sinkflag, "1", "a flag of tomorrow", .formats = formats, .open = open, .close = close, .begin = begin, .write = write,
               .flags = 1u << 20);
#elif defined(CASE_oldsink) /* from before sinks changed */
LG_SINK_PLUGIN(oldsink, "1", "of yesterday", .formats = formats, .open = open, .close = close, .begin = begin, .write = write,
               .base.abi_minor = 2);
#else
LG_SINK_PLUGIN(nocommit, "1", "never done", .formats = formats, .open = open, .close = close, .begin = begin, .write = write);
#endif
#elif defined(CASE_hollow) /* a derived table of one text column without a row: not broken, but nothing is known of its width */
static const struct lg_column columns[] = {{.name = "x", .type = "u", .flags = LG_COLUMN_RANDOM}, {0}};
static const struct lg_table tables[] = {{.name = "rows", .columns = good_columns, .rows_per_unit = 1000},
                                         {.name = "none", .columns = columns, .driver = "rows", .fanout = 1},
                                         {0}};
static int generate(const void *s, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    return slice->table == 0 ? good_generate(s, slice, batch, err) : lg_batch_set_rows(batch, 0, err);
}
LG_SCHEMA_PLUGIN(hollow, "1", "a table without rows", .tables = tables, .generate = generate);
#elif defined(CASE_wide) /* not broken: as many columns as anybody has, with names that other formats find hard */
#include <stdio.h>
#include <stdlib.h>
#define COLUMNS_OF_WIDE 5000
struct wide {
    struct lg_column columns[COLUMNS_OF_WIDE + 1];
    struct lg_table tables[2];
    char names[COLUMNS_OF_WIDE][16];
};
static int open_state(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    struct wide *wide = calloc(1, sizeof(*wide));

    (void)request;
    if (!wide)
        return lg_error_set(err, LG_E_LOCAL, "out of memory");
    for (int c = 0; c < COLUMNS_OF_WIDE; c++) {
        (void)snprintf(wide->names[c], sizeof(wide->names[c]), "c%d", c);
        wide->columns[c] = (struct lg_column){.name = wide->names[c], .type = "i", .flags = LG_COLUMN_RANDOM};
    }
    wide->columns[0].name = "select"; /* a word of SQL */
    wide->tables[0] = (struct lg_table){.name = "rows", .columns = wide->columns, .rows_per_unit = 1000};
    *state = wide;
    return LG_OK;
}
static void close_state(void *state)
{
    free(state);
}
static int describe(const void *state, const struct lg_table **tables, struct lg_error *err)
{
    (void)err;
    *tables = ((const struct wide *)state)->tables;
    return LG_OK;
}
static int generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    (void)state, (void)err;
    for (uint32_t c = 0; c < COLUMNS_OF_WIDE; c++) {
        int32_t *values = lg_batch_int32(batch, c);

        for (int64_t i = 0; values && i < slice->rows; i++)
            values[i] = (int32_t)((slice->first_row + i) * (int64_t)c % 1000);
    }
    return LG_OK;
}
LG_SCHEMA_PLUGIN(wide, "1", "5,000 columns", .open = open_state, .close = close_state, .describe = describe, .generate = generate);
#elif defined(CASE_names)
COLUMNS({.name = COLUMN_NAME, .type = "l"}, {.name = "x", .type = "l"})
GOOD(names, .tables = tables)
#elif defined(CASE_good)
#ifdef ANOTHER /* under the same name and version */
COLUMNS({.name = "id", .type = "l"}, {.name = "x", .type = "l", .flags = LG_COLUMN_NULLABLE})
GOOD(good, .tables = tables)
#else
GOOD(good, .tables = good_tables)
#endif
#else
#error "no such case"
#endif
