/* SPDX-License-Identifier: Apache-2.0 */
/* Ground truth: for each row of interactions, the corruptions that changed a value. */
#include "dirty.h"

#include <lakegen/text.h>

enum { TRUTH_ROW_ID, TRUTH_COLUMN, TRUTH_MODE, TRUTH_CLEAN_VALUE };

/* The corruptible columns in the order of the dictionary of "column". */
static const uint32_t corruptible[] = {EMAIL_RAW, PHONE_RAW, CITY_RAW, STATE_RAW};
#define CORRUPTIBLE (sizeof(corruptible) / sizeof(corruptible[0]))

/* Where the next truth row goes. Arrays are NULL when their column is not wanted. */
struct rows {
    int64_t count;
    int64_t *row_id;
    int32_t *column, *mode;
};

struct inputs {
    const struct lg_draw *draws[CORRUPTIBLE];
    const int32_t *locations;
};

/* The mode of a cell; for a city or state also the clean word. */
static int mode_of(const struct work *work, const struct inputs *in, size_t c, int64_t i, const char **clean)
{
    const struct lg_draw *draw = &in->draws[c][i];
    int32_t clean_word, stored;
    int mode;

    switch (corruptible[c]) {
    case EMAIL_RAW:
        return dirty_email_mode(work->schema, draw, work->first + i);
    case PHONE_RAW:
        return dirty_phone_mode(work->schema, draw, work->first + i);
    case CITY_RAW:
        mode = dirty_city(work->schema, in->locations[i], draw, &clean_word, &stored);
        *clean = dirty_cities[clean_word];
        return mode;
    default:
        mode = dirty_state(work->schema, in->locations[i], draw, &clean_word, &stored);
        *clean = dirty_states[clean_word];
        return mode;
    }
}

static int add_clean_value(const struct work *work, const struct inputs *in, size_t c, int64_t i, int mode, const char *word,
                           struct lg_error *err)
{
    char text[EMAIL_LONGEST], *end = text;

    if (!lg_batch_wants(work->batch, TRUTH_CLEAN_VALUE))
        return LG_OK;
    if (corruptible[c] == EMAIL_RAW)
        end = dirty_put_email(work->schema, &in->draws[c][i], CLEAN, text);
    else if (corruptible[c] == PHONE_RAW)
        end = dirty_put_phone(work->schema, &in->draws[c][i], work->first + i, mode, 1, text);
    else
        end = lg_put_text(text, word, strlen(word));
    return lg_batch_add_text(work->batch, TRUTH_CLEAN_VALUE, text, (size_t)(end - text), err);
}

static int add_rows(const struct work *work, const struct inputs *in, struct rows *rows, struct lg_error *err)
{
    for (int64_t i = 0; i < work->rows; i++)
        for (size_t c = 0; c < CORRUPTIBLE; c++) {
            const char *word = NULL;
            int mode = mode_of(work, in, c, i, &word);

            if (mode == CLEAN)
                continue;
            if (rows->row_id)
                rows->row_id[rows->count] = work->first + i;
            if (rows->column)
                rows->column[rows->count] = (int32_t)c;
            if (rows->mode)
                rows->mode[rows->count] = mode;
            if (add_clean_value(work, in, c, i, mode, word, err) != LG_OK)
                return err->code;
            rows->count++;
        }
    return lg_batch_set_rows(work->batch, rows->count, err);
}

int fill_truth(struct work *work, struct lg_error *err)
{
    struct inputs in = {.locations = work_locations(work, err)};
    struct rows rows = {0, lg_batch_int64(work->batch, TRUTH_ROW_ID), lg_batch_index(work->batch, TRUTH_COLUMN),
                        lg_batch_index(work->batch, TRUTH_MODE)};

    for (size_t c = 0; c < CORRUPTIBLE && err->code == LG_OK; c++) {
        work->draws = NULL; /* each column keeps its own */
        in.draws[c] = work_draws(work, corruptible[c], err);
    }
    return err->code == LG_OK ? add_rows(work, &in, &rows, err) : err->code;
}
