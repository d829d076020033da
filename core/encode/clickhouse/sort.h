/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a block in the order of some of its columns, as ORDER BY of ClickHouse has it: ascending, nulls and NaN last, texts by their
 * bytes, lists by their elements. Rows that are the same in all of them keep their order, so that the bytes of a block are determined. */
#ifndef LG_CLICKHOUSE_SORT_H
#define LG_CLICKHOUSE_SORT_H

#include "encode/clickhouse/stage.h"

/* The columns of a block, and which of them it is sorted by, the first first. */
struct lg_sorting {
    const struct lg_wire *wire; /* borrowed */
    uint32_t columns;
    uint32_t *key; /* numbers of wires; owned */
    uint32_t keys; /* 0: rows stay as they come */
};

/* A worker's memory. A zeroed structure is empty. */
struct lg_sorter {
    struct lg_bytes key, start, entry, order;
    struct lg_stage spare;
};

/* names: of columns between commas. LG_E_USAGE for one that is not among the wires. */
int lg_sorting_init(struct lg_sorting *sorting, const struct lg_wire *wire, uint32_t columns, const char *names, struct lg_error *err);
void lg_sorting_release(struct lg_sorting *sorting);

/* Puts all stages in order, one for each wire. */
int lg_sorter_sort(struct lg_sorter *sorter, const struct lg_sorting *sorting, struct lg_stage *stage, int64_t rows, struct lg_error *err);
void lg_sorter_release(struct lg_sorter *sorter);

/* Bytes of a sorter at most, for so many rows of so many bytes. */
int64_t lg_sorter_memory(const struct lg_sorting *sorting, int64_t rows, int64_t row_bytes);

#endif
