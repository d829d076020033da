/* SPDX-License-Identifier: Apache-2.0 */
/* Stages: the values of a column, put one behind the other as ClickHouse's binary formats have them.
 *
 * A wire belongs to an encoder and is read-only once made; a stage belongs to a worker and is filled slice by slice. */
#ifndef LG_CLICKHOUSE_STAGE_H
#define LG_CLICKHOUSE_STAGE_H

#include "batch/batch.h"
#include "encode/clickhouse/type.h"

/* A column, understood once. */
struct lg_wire {
    const struct lg_layout_column *layout;
    const struct lg_layout_column *leaf; /* its own, or of its elements */
    struct lg_wire_type type;
    struct lg_string name;    /* of the type; owned */
    struct lg_string entries; /* the dictionary's values, as they are stored; owned */
    uint32_t *entry;          /* text: where each begins, one more than there are; owned */
    uint32_t index_width;     /* LowCardinality: bytes of an index */
};

struct lg_bytes {
    unsigned char *bytes; /* owned */
    size_t used, capacity;
};

/* Values are those of elements when the column is a list, and then offset has its end for each row. */
struct lg_stage {
    struct lg_bytes nulls;   /* a byte for each value, 1 is null; of nullable columns */
    struct lg_bytes offsets; /* uint64 */
    struct lg_bytes values;  /* a null has a value too: 0, '', or index 0 */
    int64_t count;           /* of values */
};

/* as_indices: dictionaries of text become indices (LowCardinality), 0 being null where the column is nullable; otherwise texts. */
int lg_wire_init(struct lg_wire *wire, const struct lg_table *table, const struct lg_layout_column *column, bool as_indices,
                 struct lg_error *err);
void lg_wire_release(struct lg_wire *wire);

/* Bytes of memory of the wire. */
int64_t lg_wire_memory(const struct lg_wire *wire);

/* Adds all rows of a batch. LG_E_CONFIG for a time that the type does not hold, LG_E_PLUGIN for an index outside the dictionary. */
int lg_stage_add(struct lg_stage *stage, const struct lg_wire *wire, const struct lg_batch_column *batch, int64_t rows,
                 struct lg_error *err);
void lg_stage_clear(struct lg_stage *stage); /* keeps the memory */
void lg_stage_release(struct lg_stage *stage);

/* Of a list: where the values of a row end; 0 for row -1. */
static inline uint64_t lg_stage_end(const struct lg_stage *stage, int64_t row)
{
    uint64_t end = 0;

    if (row >= 0)
        memcpy(&end, stage->offsets.bytes + (size_t)row * sizeof(end), sizeof(end));
    return end;
}

/* out[i] = from[index[i]], of values of so many bytes. */
void lg_gather(const void *from, uint32_t width, const int32_t *index, int64_t n, unsigned char *out);

/* Room for `more` bytes behind what is used; NULL without memory. A zeroed structure is empty. */
unsigned char *lg_bytes_room(struct lg_bytes *bytes, size_t more);

/* A variable-length integer; at most 10 bytes. */
#define LG_VARINT_MOST 10
static inline unsigned char *lg_put_varint(unsigned char *p, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        *p++ = (unsigned char)(v | 0x80);
    *p++ = (unsigned char)v;
    return p;
}

#endif
