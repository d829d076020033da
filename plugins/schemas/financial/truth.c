/* SPDX-License-Identifier: Apache-2.0 */
/* Ground truth: for each transaction, the cells that were corrupted, and the frauds by their pattern. A copy is one corruption of its
 * own; what is dirty about the transaction that it repeats stands at that one. */
#include "financial.h"
#include "words.h"

#include <lakegen/text.h>

/* Where the next truth row goes. Arrays are NULL when their column is not wanted. */
struct rows {
    struct work *work;
    int64_t count;
    int64_t *row_id;
    int32_t *column, *mode;
};

#define LONGEST 96

static int add(struct rows *rows, int64_t row, int column, int mode, const char *clean, const char *end, struct lg_error *err)
{
    struct lg_batch *batch = rows->work->batch;
    char id[36];

    if (rows->row_id)
        rows->row_id[rows->count] = row;
    if (rows->column)
        rows->column[rows->count] = column;
    if (rows->mode)
        rows->mode[rows->count] = mode;
    rows->count++;
    lg_draw_uuid(&rows->work->fin->stream[TRANSACTION_ID], row, id);
    if (lg_batch_wants(batch, TRUTH_TRANSACTION_ID) && lg_batch_add_text(batch, TRUTH_TRANSACTION_ID, id, sizeof(id), err) != LG_OK)
        return err->code;
    if (lg_batch_wants(batch, TRUTH_CLEAN_VALUE))
        (void)lg_batch_add_text(batch, TRUTH_CLEAN_VALUE, clean, (size_t)(end - clean), err);
    return err->code;
}

static int add_word(struct rows *rows, int64_t row, int column, int mode, const char *clean, struct lg_error *err)
{
    return add(rows, row, column, mode, clean, clean + strlen(clean), err);
}

/* The transaction that it repeats. */
static int add_copy(struct rows *rows, int64_t row, struct lg_error *err)
{
    char id[36];

    lg_draw_uuid(&rows->work->fin->stream[TRANSACTION_ID], row - 1, id);
    return add(rows, row, TRUTH_ID, DUPLICATE, id, id + sizeof(id), err);
}

static int add_statement(struct rows *rows, struct block *block, int64_t i, struct lg_error *err)
{
    struct lg_draw draws[BLOCK];
    char text[LONGEST];
    struct line line;

    lg_draw_keys(&block->drafts.fin->stream[DESCRIPTION], block->drafts.key + i, 0, 1, draws + i);
    line = line_of(block, i, draws);
    if (line.day == line.month)
        return LG_OK;
    line.swapped = 0;
    return add(rows, block->drafts.first + i, TRUTH_DESCRIPTION, DATE_SWAPPED, text, put_statement(block->drafts.fin, &line, text), err);
}

static int add_merchant(struct rows *rows, struct block *block, int64_t i, struct lg_error *err)
{
    const int64_t row = block->drafts.first + i, merchant = block_merchants(block)[i];
    const struct lg_draw *of_merchant = &block_of_merchants(block)[i];
    int variant = name_variant(block, i);
    char text[LONGEST];

    if (variant != AS_IT_IS && add(rows, row, TRUTH_MERCHANT_NAME, MERCHANT_VARIANT + variant - UPPER_CASE, text,
                                   put_merchant(text, merchant, of_merchant, AS_IT_IS), err) != LG_OK)
        return err->code;
    if (lg_hit(lg_draw_lane(&block_dirt(block)[i], 3), block->drafts.fin->dirty))
        (void)add_word(rows, row, TRUTH_MCC, MCC_MISSING, words_codes[merchant_code(merchant, of_merchant)], err);
    return err->code;
}

static int add_fraud(struct rows *rows, int64_t row, int mark, struct lg_error *err)
{
    return add_word(rows, row, TRUTH_IS_FRAUD,
                    mark == CARD_TESTING ? MODE_CARD_TESTING
                    : mark == FAR_AWAY   ? MODE_GEOGRAPHIC_JUMP
                                         : MODE_ROUND_AMOUNT,
                    "false", err);
}

static int tell(struct rows *rows, struct block *block, int64_t i, struct lg_error *err)
{
    const struct drafts *drafts = block_drafts(block);
    const struct lg_draw *dirt = &block_dirt(block)[i];
    int64_t row = drafts->first + i;

    if (drafts->mark[i] == COPY)
        return add_copy(rows, row, err);
    if (lg_hit(lg_draw_lane(dirt, 0), drafts->fin->dirty))
        (void)add_word(rows, row, TRUTH_CURRENCY, CURRENCY_LOWER_CASE, words_currency(currency_of(block_countries(block)[i])), err);
    if (err->code == LG_OK && lg_hit(lg_draw_lane(dirt, 1), drafts->fin->dirty))
        (void)add_statement(rows, block, i, err);
    if (err->code == LG_OK && kinds[drafts->kind[i]].has & WITH_MERCHANT)
        (void)add_merchant(rows, block, i, err);
    if (err->code == LG_OK && is_fraud(drafts->mark[i]))
        (void)add_fraud(rows, row, drafts->mark[i], err);
    return err->code;
}

int fill_truth(struct work *work, struct lg_error *err)
{
    struct rows rows = {work, 0, lg_batch_int64(work->batch, TRUTH_ROW_ID), lg_batch_index(work->batch, TRUTH_COLUMN),
                        lg_batch_index(work->batch, TRUTH_MODE)};
    struct block block;

    begin_blocks(&block, work);
    while (err->code == LG_OK && next_block(&block))
        for (int64_t i = block.begin; i < block.end && err->code == LG_OK; i++)
            (void)tell(&rows, &block, i, err);
    return err->code == LG_OK ? lg_batch_set_rows(work->batch, rows.count, err) : err->code;
}
