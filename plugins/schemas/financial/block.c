/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks: whole account-months of one month, with the arrays that several columns share, made when the first of them asks. */
#include "financial.h"

/* ---- blocks ---- */

void begin_blocks(struct block *block, struct work *work)
{
    block->work = work;
    block->drafts.fin = NULL; /* no month yet */
    block->at = block->begin = block->end = 0;
}

int next_block(struct block *block)
{
    const struct work *work = block->work;
    int64_t at = block->at + (block->end - block->begin), row = work->first + at, left = work->rows - at, account_month, lead;
    struct drafts *drafts = &block->drafts;

    if (left == 0)
        return 0;
    account_month = row / PER_MONTH;
    lead = row % PER_MONTH;
    if (!drafts->fin || account_month / work->fin->accounts != drafts->month.number)
        month_of(work->fin, account_month / work->fin->accounts, &drafts->month);
    drafts->fin = work->fin;
    drafts->account = account_month % work->fin->accounts;
    drafts->rows = (lead + left + PER_MONTH - 1) / PER_MONTH * PER_MONTH;
    if (drafts->rows > BLOCK)
        drafts->rows = BLOCK;
    if (drafts->rows > (work->fin->accounts - drafts->account) * PER_MONTH)
        drafts->rows = (work->fin->accounts - drafts->account) * PER_MONTH;
    drafts->first = account_month * PER_MONTH;
    block->begin = lead;
    block->end = drafts->rows < lead + left ? drafts->rows : lead + left;
    block->at = at;
    block->made = 0;
    return 1;
}

/* ---- arrays that several columns share ---- */

enum { MADE_TIME = 1, MADE_MERCHANT = 2, MADE_OF_MERCHANT = 4, MADE_CENTS = 8, MADE_COUNTRY = 16, MADE_CITY = 32, MADE_STATUS = 64,
       MADE_USD = 128, MADE_DIRT = 256, MADE_DRAFTS = 512, MADE_OPENING = 1024 };

/* Is it to be made now? */
static int is_due(struct block *block, unsigned what)
{
    int due = !(block->made & what);

    block->made |= what;
    return due;
}

const struct drafts *block_drafts(struct block *block)
{
    if (is_due(block, MADE_DRAFTS)) {
        drafts_begin(&block->drafts);
        drafts_make(&block->drafts);
        if (is_settled(&block->drafts.month))
            settle(&block->drafts, block_openings(block));
    }
    return &block->drafts;
}

const int64_t *block_openings(struct block *block)
{
    if (is_due(block, MADE_OPENING))
        opening_balances(block_drafts(block), block->opening);
    return block->opening;
}

const int64_t *block_times(struct block *block)
{
    if (is_due(block, MADE_TIME))
        draft_times(block_drafts(block), block->time);
    return block->time;
}

const int64_t *block_merchants(struct block *block)
{
    if (is_due(block, MADE_MERCHANT))
        draft_merchants(block_drafts(block), block->merchant);
    return block->merchant;
}

const struct lg_draw *block_of_merchants(struct block *block)
{
    if (is_due(block, MADE_OF_MERCHANT))
        lg_draw_keys(&block->drafts.fin->of[STREAM_MERCHANT], block_merchants(block), 0, block->drafts.rows, block->of_merchant);
    return block->of_merchant;
}

const int64_t *block_cents(struct block *block)
{
    if (is_due(block, MADE_CENTS))
        draft_cents(block_drafts(block), block_merchants(block), block_countries(block), block->cents);
    return block->cents;
}

const int32_t *block_countries(struct block *block)
{
    if (is_due(block, MADE_COUNTRY))
        draft_countries(block_drafts(block), block->country);
    return block->country;
}

const int32_t *block_cities(struct block *block)
{
    if (is_due(block, MADE_CITY))
        draft_cities(block_drafts(block), block_countries(block), block->city);
    return block->city;
}

const int32_t *block_statuses(struct block *block)
{
    if (is_due(block, MADE_STATUS))
        draft_statuses(block_drafts(block), block->status);
    return block->status;
}

const int64_t *block_usd(struct block *block)
{
    if (is_due(block, MADE_USD))
        draft_usd(block_drafts(block), block_cents(block), block_countries(block), block->made & MADE_TIME ? block->time : NULL,
                  block->usd);
    return block->usd;
}

const struct lg_draw *block_dirt(struct block *block)
{
    if (is_due(block, MADE_DIRT))
        lg_draw_keys(&block->drafts.fin->of[STREAM_DIRTY], block_drafts(block)->key, 0, block->drafts.rows, block->dirt);
    return block->dirt;
}
