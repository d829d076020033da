/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of schemas: cells are made once in the plainest way, and again in every other way that the contract of generate() allows. */
#include "kit/checks.h"

#include "encode/widths.h"
#include "kit/cells.h"
#include "plan/plan.h"

#include <lakegen/thread.h>

#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define MOST_ROWS 400                  /* of a range */
#define RANGE_BYTES ((int64_t)4 << 20) /* the same, by bytes */
#define WIDTH_ROWS 16                  /* by which bytes are estimated */

/* A range of rows of a table, from its beginning, middle or end. */
struct range {
    const struct lg_check_subject *subject;
    const struct lg_settings *settings; /* that the plan was made from */
    const struct lg_plan *plan;
    const struct lg_plan_table *table;
    int64_t first_row, rows;
};

/* ---- making cells ---- */

/* Makes rows [first, first + count) of the range in one slice and adds them to cells. */
static int add_slice(const struct range *range, int64_t first, int64_t count, const uint64_t *columns, struct lg_batch *batch,
                     struct lg_cells *cells, struct lg_error *err)
{
    if (lg_source_fill(&range->table->source, range->first_row + first, count, columns, batch, err) != LG_OK)
        return err->code;
    return cells ? lg_cells_add(cells, batch, err) : LG_OK;
}

static int take_whole(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    struct lg_batch *batch;

    if (lg_batch_new(range->table->layout, range->rows, &batch, err) != LG_OK)
        return err->code;
    (void)add_slice(range, 0, range->rows, NULL, batch, cells, err);
    lg_batch_free(batch);
    return err->code;
}

/* ---- other ways: each takes the cells of a range ---- */

/* In a batch that has been used: what was there before must not show. */
static int take_again(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    struct lg_batch *batch;

    if (lg_batch_new(range->table->layout, range->rows, &batch, err) != LG_OK)
        return err->code;
    if (add_slice(range, 0, range->rows, NULL, batch, NULL, err) == LG_OK &&
        add_slice(range, range->rows / 2, 1, NULL, batch, NULL, err) == LG_OK)
        (void)add_slice(range, 0, range->rows, NULL, batch, cells, err);
    lg_batch_free(batch);
    return err->code;
}

/* Slices of 1, 2, 3… up to 50 rows. */
static int take_pieces(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    int64_t size = 1, left = range->rows;
    struct lg_batch *batch;

    if (lg_batch_new(range->table->layout, range->rows, &batch, err) != LG_OK)
        return err->code;
    for (; left > 0 && err->code == LG_OK; size = size < 50 ? size + 1 : 1) {
        int64_t count = size < left ? size : left;

        (void)add_slice(range, range->rows - left, count, NULL, batch, cells, err);
        left -= count;
    }
    lg_batch_free(batch);
    return err->code;
}

static int take_rows(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    struct lg_batch *batch;

    if (lg_batch_new(range->table->layout, 1, &batch, err) != LG_OK)
        return err->code;
    for (int64_t row = 0; row < range->rows && err->code == LG_OK; row++)
        (void)add_slice(range, row, 1, NULL, batch, cells, err);
    lg_batch_free(batch);
    return err->code;
}

/* A column at a time, and all but that one before, so that columns which use each other's work are found out. */
static int take_columns(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    uint32_t columns = range->table->layout->columns, words = columns / 64 + 1;
    uint64_t *mask = calloc(words, sizeof(*mask));
    struct lg_batch *batch = NULL;

    if (!mask)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a mask of columns");
    else
        (void)lg_batch_new(range->table->layout, range->rows, &batch, err);
    for (uint32_t c = 0; c < columns && err->code == LG_OK; c++) {
        memset(mask, 0xff, words * sizeof(*mask));
        mask[c / 64] &= ~((uint64_t)1 << (c % 64));
        if (columns > 1 && add_slice(range, 0, range->rows, mask, batch, NULL, err) != LG_OK)
            break;
        memset(mask, 0, words * sizeof(*mask));
        mask[c / 64] = (uint64_t)1 << (c % 64);
        (void)add_slice(range, 0, range->rows, mask, batch, cells, err);
    }
    lg_batch_free(batch);
    free(mask);
    return err->code;
}

/* Rows from the last to the first, each twice: what a schema keeps from one call to the next would show in the second. */
static int take_backwards(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    struct lg_batch *batch;

    if (lg_batch_new(range->table->layout, range->rows, &batch, err) != LG_OK)
        return err->code;
    for (int64_t row = range->rows; row-- > 0 && err->code == LG_OK;)
        (void)add_slice(range, row, 1, NULL, batch, NULL, err);
    if (err->code == LG_OK)
        (void)add_slice(range, 0, range->rows, NULL, batch, cells, err);
    lg_batch_free(batch);
    return err->code;
}

struct worker {
    const struct range *range;
    struct lg_cells cells;
    struct lg_thread *thread;
    struct lg_error err;
};

static void work(void *argument)
{
    struct worker *worker = argument;

    (void)take_again(worker->range, &worker->cells, &worker->err);
}

/* All threads make the same rows at the same time; those of the first are given. */
static int take_on_threads(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    struct worker workers[THREADS] = {{NULL}};

    for (int i = 0; i < THREADS && err->code == LG_OK; i++) {
        workers[i].range = range;
        if (lg_cells_init(&workers[i].cells, range->table->layout, err) == LG_OK)
            (void)lg_thread_start(work, &workers[i], "a check", &workers[i].thread, err);
    }
    for (int i = 0; i < THREADS; i++) {
        lg_thread_join(workers[i].thread);
        if (err->code == LG_OK && workers[i].err.code != LG_OK)
            *err = workers[i].err;
    }
    for (int i = 1; i < THREADS && err->code == LG_OK; i++)
        (void)lg_cells_compare(&workers[0].cells, &workers[i].cells, range->first_row, err);
    if (err->code == LG_OK) {
        struct lg_cells_column *moved = cells->column;

        cells->column = workers[0].cells.column;
        workers[0].cells.column = moved;
    }
    for (int i = 0; i < THREADS; i++)
        if (workers[i].cells.layout)
            lg_cells_release(&workers[i].cells);
    return err->code;
}

/* ---- the same rows of a schema that was opened again ---- */

static int take_from(const struct range *range, const struct lg_settings *settings, struct lg_cells *cells, struct lg_error *err)
{
    struct range again = *range;
    struct lg_plan *plan;

    if (lg_plan_open_schema(settings, range->subject->plugins, &plan, err) != LG_OK)
        return err->code;
    again.table = &plan->table[range->table->layout->index];
    (void)take_whole(&again, cells, err);
    lg_plan_free(plan);
    return err->code;
}

static int take_reopened(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    return take_from(range, range->settings, cells, err);
}

/* --rows cuts the range of rows and changes nothing in it. Of a derived table it cuts the driver. Schemas may refuse it, as for a table
 * that others refer to; then nothing is to be seen. */
static int take_cut(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    const struct lg_plan_table *table = range->table->driver >= 0 ? &range->plan->table[range->table->driver] : range->table;
    struct lg_settings settings = *range->settings;
    struct lg_string text = LG_STRING_INIT;

    settings.rows = (struct lg_words){NULL, 0};
    lg_string_printf(&text, "%s=%lld", table->layout->table->name, (long long)(range->first_row + range->rows));
    if (lg_string_check(&text, err) == LG_OK && lg_words_add(&settings.rows, text.text, text.length, err) == LG_OK &&
        take_from(range, &settings, cells, err) == LG_E_CONFIG) {
        *err = (struct lg_error)LG_ERROR_INIT;
        (void)take_whole(range, cells, err);
    }
    lg_words_release(&settings.rows);
    lg_string_release(&text);
    return err->code;
}

/* Asking for ground truth changes no other table. */
static int take_without_truth(const struct range *range, struct lg_cells *cells, struct lg_error *err)
{
    struct lg_settings settings = *range->settings;

    settings.ground_truth = false;
    return range->table->is_truth ? take_whole(range, cells, err) : take_from(range, &settings, cells, err);
}

/* ---- trying a way at ranges of all tables ---- */

typedef int take_fn(const struct range *range, struct lg_cells *cells, struct lg_error *err);

static int try_range(const struct range *range, take_fn *take, struct lg_error *err)
{
    struct lg_cells plainly, otherwise;

    if (lg_cells_init(&plainly, range->table->layout, err) != LG_OK)
        return err->code;
    if (lg_cells_init(&otherwise, range->table->layout, err) == LG_OK && take_whole(range, &plainly, err) == LG_OK &&
        take(range, &otherwise, err) == LG_OK && lg_cells_compare(&plainly, &otherwise, range->first_row, err) != LG_OK)
        (void)lg_error_wrap(err, "table '%s', rows %lld to %lld", range->table->layout->table->name, (long long)range->first_row,
                            (long long)(range->first_row + range->rows - 1));
    lg_cells_release(&otherwise);
    lg_cells_release(&plainly);
    return err->code;
}

static int choose_rows(const struct lg_plan_table *table, int64_t *rows, struct lg_error *err)
{
    struct lg_column_size *sizes = calloc(table->layout->columns, sizeof(*sizes));
    int64_t width;

    *rows = table->rows < MOST_ROWS ? table->rows : MOST_ROWS;
    if (!sizes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a sample");
    if (lg_widths_measure(&table->source, 0, *rows < WIDTH_ROWS ? *rows : WIDTH_ROWS, RANGE_BYTES, sizes, err) == LG_OK) {
        width = lg_widths_of_row(sizes, table->layout->columns);
        if (width > 0 && *rows > RANGE_BYTES / width)
            *rows = RANGE_BYTES / width > 2 ? RANGE_BYTES / width : *rows < 2 ? *rows : 2;
    }
    free(sizes);
    return err->code;
}

static int try_table(struct range *range, take_fn *take, struct lg_error *err)
{
    int64_t total = range->table->rows, first[3];

    if (total == 0 || choose_rows(range->table, &range->rows, err) != LG_OK)
        return err->code;
    first[0] = 0;
    first[1] = (total - range->rows) / 2;
    first[2] = total - range->rows;
    for (int i = 0; i < 3 && err->code == LG_OK; i++) {
        range->first_row = first[i];
        if (i == 0 || first[i] != first[i - 1])
            (void)try_range(range, take, err);
    }
    return err->code;
}

static bool has_truth(const struct lg_plan *plan)
{
    for (uint32_t t = 0; t < plan->tables; t++)
        if (plan->table[t].is_truth)
            return true;
    return false;
}

/* With every table, every batch checked. */
static int open_plan(const struct lg_check_subject *subject, struct lg_settings *settings, struct lg_plan **plan, struct lg_error *err)
{
    *settings = *subject->settings;
    settings->paranoid = true;
    if (lg_plan_open_schema(settings, subject->plugins, plan, err) != LG_OK || !has_truth(*plan))
        return err->code;
    lg_plan_free(*plan);
    settings->ground_truth = true;
    return lg_plan_open_schema(settings, subject->plugins, plan, err);
}

static int try(const struct lg_check_subject *subject, take_fn *take, struct lg_error *err)
{
    struct lg_settings settings;
    struct lg_plan *plan;

    if (open_plan(subject, &settings, &plan, err) != LG_OK)
        return err->code;
    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++) {
        struct range range = {.subject = subject, .settings = &settings, .plan = plan, .table = &plan->table[t]};

        (void)try_table(&range, take, err);
    }
    lg_plan_free(plan);
    return err->code;
}

#define CHECK_OF(name, take) \
    static int name(const struct lg_check_subject *subject, struct lg_error *err) \
    { \
        return try(subject, take, err); \
    }

CHECK_OF(check_whole, take_whole)
CHECK_OF(check_again, take_again)
CHECK_OF(check_pieces, take_pieces)
CHECK_OF(check_rows, take_rows)
CHECK_OF(check_backwards, take_backwards)
CHECK_OF(check_columns, take_columns)
CHECK_OF(check_threads, take_on_threads)
CHECK_OF(check_reopened, take_reopened)
CHECK_OF(check_cut, take_cut)
CHECK_OF(check_truth, take_without_truth)

/* ---- descriptions ---- */

static int refuse_text(const char *what, const char *name, struct lg_error *err)
{
    return lg_error_set(err, LG_E_PLUGIN, "%s '%s' has no .doc of one line without a full stop", what, name);
}

static int check_table_texts(const struct lg_layout *layout, struct lg_error *err)
{
    if (!lg_check_is_phrase(layout->table->doc))
        return refuse_text("table", layout->table->name, err);
    for (uint32_t c = 0; c < layout->columns; c++)
        if (!lg_check_is_phrase(layout->column[c].column->doc))
            return refuse_text("column", layout->column[c].column->name, err);
    return LG_OK;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Entries of a dictionary are distinct: readers take equal values for one. */
static int check_distinct(const struct lg_layout_column *column, struct lg_error *err)
{
    uint32_t count = column->dictionary.count;
    const char **sorted;

    if (count < 2 || !lg_type_is_text(&column->type))
        return LG_OK;
    sorted = malloc(count * sizeof(*sorted));
    if (!sorted)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a dictionary");
    memcpy(sorted, column->dictionary.values, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), compare_text);
    for (uint32_t i = 1; i < count && err->code == LG_OK; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            (void)lg_error_set(err, LG_E_PLUGIN, "the dictionary of column '%s' has '%.100s' twice", column->column->name, sorted[i]);
    free(sorted);
    return err->code;
}

static int check_names(const struct lg_layout *layout, const char *const *names, const char *what, struct lg_error *err)
{
    for (; names && *names; names++) {
        uint32_t c = 0;

        while (c < layout->columns && strcmp(layout->column[c].column->name, *names) != 0)
            c++;
        if (c == layout->columns)
            return lg_error_set(err, LG_E_PLUGIN, "table '%s': %s names '%s', which is no column", layout->table->name, what, *names);
    }
    return LG_OK;
}

static int check_keys(const struct lg_layout *layout, struct lg_error *err)
{
    const char *const time[] = {layout->table->event_time, NULL};

    if (check_names(layout, layout->table->primary_key, ".primary_key", err) == LG_OK &&
        check_names(layout, layout->table->order_by, ".order_by", err) == LG_OK)
        (void)check_names(layout, time, ".event_time", err);
    return err->code;
}

static int check_description(const struct lg_check_subject *subject, struct lg_error *err)
{
    struct lg_settings settings;
    struct lg_plan *plan;

    if (open_plan(subject, &settings, &plan, err) != LG_OK)
        return err->code;
    for (uint32_t t = 0; t < plan->tables && err->code == LG_OK; t++) {
        const struct lg_layout *layout = plan->table[t].layout;

        if (check_table_texts(layout, err) == LG_OK)
            (void)check_keys(layout, err);
        for (uint32_t c = 0; c < layout->columns && err->code == LG_OK; c++)
            (void)check_distinct(lg_layout_leaf(&layout->column[c]), err);
    }
    lg_plan_free(plan);
    return err->code;
}

/* ---- opened twice ---- */

static bool same_dictionary(const struct lg_layout_column *a, const struct lg_layout_column *b)
{
    const char *const *words = a->dictionary.values, *const *others = b->dictionary.values;

    if (a->dictionary.count != b->dictionary.count)
        return false;
    if (!lg_type_is_text(&a->type))
        return a->dictionary.count == 0 ||
               memcmp(a->dictionary.values, b->dictionary.values, (size_t)a->dictionary.count * a->type.width) == 0;
    for (uint32_t i = 0; i < a->dictionary.count; i++)
        if (strcmp(words[i], others[i]) != 0)
            return false;
    return true;
}

static bool same_columns(const struct lg_layout *a, const struct lg_layout *b)
{
    for (uint32_t c = 0; c < a->columns; c++) {
        const struct lg_column *one = a->column[c].column, *other = b->column[c].column;

        if (strcmp(one->name, other->name) != 0 || strcmp(one->type, other->type) != 0 || one->flags != other->flags ||
            one->epoch != other->epoch || !same_dictionary(lg_layout_leaf(&a->column[c]), lg_layout_leaf(&b->column[c])))
            return false;
    }
    return true;
}

static int compare_plans(const struct lg_plan *a, const struct lg_plan *b, struct lg_error *err)
{
    if (a->tables != b->tables)
        return lg_error_set(err, LG_E_PLUGIN, "it has %u tables, and %u when it is opened again", a->tables, b->tables);
    for (uint32_t t = 0; t < a->tables; t++) {
        const struct lg_plan_table *one = &a->table[t], *other = &b->table[t];

        if (strcmp(one->layout->table->name, other->layout->table->name) != 0 || one->rows != other->rows ||
            one->layout->columns != other->layout->columns || !same_columns(one->layout, other->layout))
            return lg_error_set(err, LG_E_PLUGIN, "table '%s' has other columns, values or rows when the schema is opened again",
                                one->layout->table->name);
    }
    return LG_OK;
}

static int check_twice(const struct lg_check_subject *subject, struct lg_error *err)
{
    struct lg_settings settings;
    struct lg_plan *plan, *again;

    if (open_plan(subject, &settings, &plan, err) != LG_OK)
        return err->code;
    if (lg_plan_open_schema(&settings, subject->plugins, &again, err) == LG_OK) {
        (void)compare_plans(plan, again, err);
        lg_plan_free(again);
    }
    lg_plan_free(plan);
    return err->code;
}

const struct lg_check lg_checks_of_schemas[] = {
    {"describes its tables and columns", check_description, NULL},
    {"describes the same when it is opened again", check_twice, NULL},
    {"fills batches as the headers say", check_whole, NULL},
    {"gives the same cells in a batch that was used", check_again, NULL},
    {"gives the same cells when it is opened again", check_reopened, NULL},
    {"gives the same cells row by row", check_rows, NULL},
    {"gives the same cells in slices of any size", check_pieces, NULL},
    {"gives the same cells after others, in any order", check_backwards, NULL},
    {"gives the same cells column by column", check_columns, NULL},
    {"gives the same cells on several threads at once", check_threads, NULL},
    {"gives the same cells when --rows cuts the table", check_cut, NULL},
    {"gives the same cells with ground truth and without", check_truth, NULL},
    {NULL, NULL, NULL},
};
