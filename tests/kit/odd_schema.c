/* SPDX-License-Identifier: Apache-2.0 */
/* A schema that breaks one promise, the one that -DODD says: 51-plugin-check.sh compiles it into a folder for each. */
#include <lakegen/distribution.h>
#include <lakegen/schema.h>

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SUMMARY
#define SUMMARY "a schema with an oddity"
#endif
#define IS(what) (strcmp(ODD, what) == 0)

enum { ID, X, FLAG, PRICE, WORD, COLUMNS };

static const char *const words[] = {"one", "two", "two"};

static const struct lg_column columns[] = {{.name = "id", .type = "l", .doc = "row number"},
#ifdef NO_DOC
                                           {.name = "x", .type = "l"},
#else
                                           {.name = "x", .type = "l", .doc = "what is odd"},
#endif
                                           {.name = "flag", .type = "b", .doc = "true for odd rows"},
                                           {.name = "price", .type = "d:3,1", .doc = "up to 99.9"},
                                           {.name = "word", .type = "u", .flags = LG_COLUMN_DICTIONARY, .doc = "a word"},
                                           {0}};
static const char *const key[] = {
#ifdef NO_KEY
    "nobody",
#else
    "id",
#endif
    NULL};
static const struct lg_table tables[] = {
    {.name = "rows", .columns = columns, .rows_per_unit = 5000, .primary_key = key, .doc = "Rows"},
    {.name = "truth", .columns = columns, .driver = "rows", .fanout = 2, .flags = LG_TABLE_GROUND_TRUTH, .doc = "Two rows for each odd one"},
    {0}};

struct odd {
    int64_t opened, cut, truth;
};

static atomic_int_fast64_t opens, calls, most;

static int odd_open(const struct lg_schema_request *request, void **state, struct lg_error *err)
{
    struct odd *odd = calloc(1, sizeof(*odd));

    (void)err;
    odd->opened = atomic_fetch_add(&opens, 1);
    odd->cut = request->rows != NULL;
    odd->truth = request->flags & LG_SCHEMA_GROUND_TRUTH;
    *state = odd;
    return LG_OK;
}

static int odd_rows(const void *state, uint32_t table, int64_t *rows, struct lg_error *err)
{
    (void)table, (void)err;
    *rows = 5000 + (IS("rows") ? ((const struct odd *)state)->opened : 0);
    return LG_OK;
}

static int odd_dictionary(const void *state, uint32_t table, uint32_t column, struct lg_dictionary *dictionary, struct lg_error *err)
{
    (void)state, (void)table, (void)column, (void)err;
    dictionary->count = IS("distinct") ? 3 : 2;
    dictionary->values = words;
    return LG_OK;
}

static int64_t value(const struct odd *odd, const struct lg_slice *slice, int64_t row)
{
    if (IS("calls"))
        return atomic_load(&calls);
    if (IS("opened"))
        return odd->opened;
    if (IS("slice"))
        return slice->first_row;
    if (IS("size"))
        return slice->rows > 40;
    if (IS("order"))
        return atomic_load(&most) > row;
    if (IS("cut"))
        return odd->cut;
    if (IS("truth"))
        return odd->truth;
    if (IS("thread"))
        return syscall(SYS_gettid) == syscall(SYS_getpid);
#ifdef LIBM
    return (int64_t)exp((double)(row % 7));
#else
    return row * 3;
#endif
}

static void seen(int64_t row)
{
    if (row > atomic_load(&most))
        atomic_store(&most, row);
}

static int fill(const struct odd *odd, const struct lg_slice *slice, struct lg_batch *batch, int64_t rows, int64_t each)
{
    int64_t *id = lg_batch_int64(batch, ID), *x = lg_batch_int64(batch, X);
    uint8_t *flag = lg_batch_bool(batch, FLAG);
    int32_t *price = lg_batch_int32(batch, PRICE), *word = lg_batch_index(batch, WORD);

    for (int64_t i = 0; i < rows; i++) {
        int64_t row = slice->first_row + i / each;

        if (id || IS("crash"))
            id[i] = row;
        if (x)
            x[i] = value(odd, slice, row);
        if (flag)
            flag[i] = IS("bool") ? 7 : row & 1;
        if (price)
            price[i] = IS("digits") ? 1000 : (int32_t)(row % 1000);
        if (word)
            word[i] = IS("index") ? 2 : row & 1;
    }
    seen(slice->first_row + slice->rows - 1);
    return LG_OK;
}

static int odd_generate(const void *state, const struct lg_slice *slice, struct lg_batch *batch, struct lg_error *err)
{
    atomic_fetch_add(&calls, 1);
    if (IS("quit") && slice->first_row > 100)
        _exit(3);
    if (slice->table == 0)
        return fill(state, slice, batch, slice->rows, 1);
    if (lg_batch_set_rows(batch, 2 * slice->rows, err) != LG_OK)
        return err->code;
    return fill(state, slice, batch, 2 * slice->rows, 2);
}

#ifdef EXPORTS
LG_EXPORT int odd_helper(void);
int odd_helper(void)
{
    return 1;
}
#endif
#ifdef PRIVATE
void lg_string_clear(void *string);
static void odd_close(void *state)
{
    free(state);
    lg_string_clear(NULL);
}
#else
static void odd_close(void *state)
{
    free(state);
}
#endif

LG_SCHEMA_PLUGIN(odd, "1", SUMMARY, .tables = tables, .open = odd_open, .close = odd_close, .rows = odd_rows,
                 .dictionary = odd_dictionary, .generate = odd_generate);
