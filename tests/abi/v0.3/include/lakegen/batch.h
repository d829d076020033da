/* SPDX-License-Identifier: Apache-2.0 */
/* Batches: the memory that a schema fills for one slice of rows, one buffer set per column, reused for the next slice.
 *
 * Life cycle. The host makes a batch, gives it to .generate() with a slice, and reads it afterwards. A plugin asks for
 * the array of a column and writes whole columns. Every getter gives NULL for a column that is not wanted (the slice has
 * a column mask), so a column costs nothing unless somebody reads it. All arrays have lg_batch_rows() elements, are
 * 64-byte aligned, and hold junk before they are written: write every element, also where the value is null.
 *
 * Nulls. lg_batch_valid() gives one byte per row: 1 a value, 0 null. A nullable column whose plugin did not ask for it has
 * no nulls in this slice.
 *
 * Threads: a batch belongs to one worker thread. Ownership: all memory stays the batch's. */
#ifndef LAKEGEN_BATCH_H
#define LAKEGEN_BATCH_H

#include <lakegen/table.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lg_batch;

/* The rows that the slice asks for. For a derived table: the rows of the driver, see lg_batch_set_rows(). */
int64_t lg_batch_rows(const struct lg_batch *batch);

/* Is the column wanted? */
int lg_batch_wants(const struct lg_batch *batch, uint32_t column);

/* Derived tables only: how many rows were made, at most fanout × the driver's rows. Arrays have room for that many. */
int lg_batch_set_rows(struct lg_batch *batch, int64_t rows, struct lg_error *err);

/* Typed arrays. The column's type must have that width; "tsu" is int64, "tdD" int32, decimals by precision. */
int8_t *lg_batch_int8(struct lg_batch *batch, uint32_t column);
int16_t *lg_batch_int16(struct lg_batch *batch, uint32_t column);
int32_t *lg_batch_int32(struct lg_batch *batch, uint32_t column);
int64_t *lg_batch_int64(struct lg_batch *batch, uint32_t column);
uint8_t *lg_batch_uint8(struct lg_batch *batch, uint32_t column);
uint16_t *lg_batch_uint16(struct lg_batch *batch, uint32_t column);
uint32_t *lg_batch_uint32(struct lg_batch *batch, uint32_t column);
uint64_t *lg_batch_uint64(struct lg_batch *batch, uint32_t column);
float *lg_batch_float32(struct lg_batch *batch, uint32_t column);
double *lg_batch_float64(struct lg_batch *batch, uint32_t column);
uint8_t *lg_batch_bool(struct lg_batch *batch, uint32_t column);  /* one byte per row, 0 or 1 */
uint8_t *lg_batch_bytes(struct lg_batch *batch, uint32_t column); /* "w:N": N bytes per row; decimals over 18 digits: 16 */

/* The indices of a dictionary column, each below the dictionary's count. Where the value is null any valid index. */
int32_t *lg_batch_index(struct lg_batch *batch, uint32_t column);

/* Validity bytes of a NULLABLE column; NULL for other columns. */
uint8_t *lg_batch_valid(struct lg_batch *batch, uint32_t column);

/* Scratch memory for arrays that several columns need; 64-byte aligned, gone when .generate() returns. NULL, with err set,
 * when memory ran out. */
void *lg_batch_scratch(struct lg_batch *batch, size_t bytes, struct lg_error *err);

/* ---- text and binary columns -------------------------------------------------------------------------------------
 * Values are stored one after the other, each behind its length as 4 bytes little endian (Parquet's PLAIN encoding of
 * BYTE_ARRAY), so that encoders copy whole runs of values. A null takes no bytes. Writing a column in place:
 *
 *     struct lg_text text;
 *     if (lg_text_open(batch, COLUMN, rows * LONGEST, &text, err) != LG_OK) return err->code;
 *     for (i = 0; i < rows; i++) {
 *         char *p = lg_text_begin(&text);
 *         … write at most LONGEST bytes from p on, p ends behind the last …
 *         lg_text_end(&text, p);
 *     }
 *     lg_text_close(batch, COLUMN, &text);
 *
 * Ask lg_batch_wants() first: a column that is not wanted cannot be opened. Exactly one value or null for each row. */
struct lg_text {
    unsigned char *next;  /* where the next value's length goes */
    unsigned char *start; /* of the column's bytes */
    uint32_t *offset;     /* offset[0] is where the next value begins, from start */
};

/* bytes: the most that all values of the slice take together, without their lengths. */
int lg_text_open(struct lg_batch *batch, uint32_t column, int64_t bytes, struct lg_text *text, struct lg_error *err);
void lg_text_close(struct lg_batch *batch, uint32_t column, const struct lg_text *text);

static inline char *lg_text_begin(const struct lg_text *text)
{
    return (char *)text->next + 4;
}

static inline void lg_text_end(struct lg_text *text, const char *end)
{
    uint32_t length = (uint32_t)(end - (const char *)text->next) - 4;
    text->next[0] = (unsigned char)length;
    text->next[1] = (unsigned char)(length >> 8);
    text->next[2] = (unsigned char)(length >> 16);
    text->next[3] = (unsigned char)(length >> 24);
    text->next += 4 + length;
    *++text->offset = (uint32_t)(text->next - text->start);
}

static inline void lg_text_null(struct lg_text *text)
{
    *++text->offset = (uint32_t)(text->next - text->start);
}

/* The convenient way, value by value: opens the column at its first value, checks and grows. Every row in order. */
int lg_batch_add_text(struct lg_batch *batch, uint32_t column, const void *bytes, size_t length, struct lg_error *err);
int lg_batch_add_null(struct lg_batch *batch, uint32_t column, struct lg_error *err);

/* ---- lists --------------------------------------------------------------------------------------------------------
 * The elements of all rows lie one after the other, in a batch of their own with one column, 0, which is filled like any other:
 *
 *     uint32_t *offset = lg_batch_offsets(batch, COLUMN), n = 0;
 *     struct lg_batch *elements;
 *     for (i = 0; i < rows; i++) {
 *         offset[i] = n;
 *         n += … the number of elements of row i; none for a null …
 *     }
 *     offset[rows] = n;
 *     elements = lg_batch_elements(batch, COLUMN, err);
 *     if (!elements) return err->code;
 *     id = lg_batch_uint16(elements, 0);
 *     … write id[0] to id[n - 1] …
 *
 * Ask lg_batch_wants() first, or look at the NULL. Since 0.2. */

/* rows + 1 places where the elements of a row begin, from 0 on, never falling. Derived tables: after lg_batch_set_rows(). */
uint32_t *lg_batch_offsets(struct lg_batch *batch, uint32_t column);

/* The elements, when the offsets are written: lg_batch_rows() of it is their number. NULL, with err set, when the column is no list
 * with offsets, or they tell of more than 134,217,728 elements. */
struct lg_batch *lg_batch_elements(struct lg_batch *batch, uint32_t column, struct lg_error *err);

#ifdef __cplusplus
}
#endif
#endif
