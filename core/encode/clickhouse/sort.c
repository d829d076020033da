/* SPDX-License-Identifier: Apache-2.0 */
/* Every row gets a key: bytes that memcmp() orders as the columns are. Rows are sorted by it, and then column after column is put in
 * their order. */
#include "encode/clickhouse/sort.h"

#include "encode/clickhouse/cursor.h"

#include <math.h>
#include <stdlib.h>

#define SORT_BYTES (2 * sizeof(struct entry) + sizeof(uint64_t) + sizeof(int32_t)) /* of a row; qsort() has entries of its own */

struct entry {
    uint64_t prefix;          /* the key's first bytes as a number, the greatest byte first */
    const unsigned char *key; /* the rest */
    uint32_t size;
    int32_t row;
};

static int no_memory(int64_t rows, struct lg_error *err)
{
    return lg_error_set(err, LG_E_LOCAL, "out of memory for sorting %lld rows; lower --batch-size or --row-group-size", (long long)rows);
}

/* ---- which columns ---- */

static int add_key(struct lg_sorting *sorting, const char *name, size_t length, struct lg_error *err)
{
    for (uint32_t c = 0; c < sorting->columns; c++) {
        const char *column = sorting->wire[c].layout->column->name;

        if (strlen(column) == length && strncmp(column, name, length) == 0) {
            sorting->key[sorting->keys++] = c;
            return LG_OK;
        }
    }
    return lg_error_set(err, LG_E_USAGE, "there is no column '%.*s' to sort by", length < 100 ? (int)length : 100, name);
}

int lg_sorting_init(struct lg_sorting *sorting, const struct lg_wire *wire, uint32_t columns, const char *names, struct lg_error *err)
{
    *sorting = (struct lg_sorting){.wire = wire, .columns = columns, .key = calloc(strlen(names) + 1, sizeof(*sorting->key))};
    if (!sorting->key)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a list of columns");
    while (*names) {
        size_t length = strcspn(names, ", ");

        if (length > 0 && add_key(sorting, names, length, err) != LG_OK)
            break;
        names += length + (names[length] != '\0');
    }
    return err->code;
}

void lg_sorting_release(struct lg_sorting *sorting)
{
    free(sorting->key);
}

/* ---- keys ---- */

enum order { ORDER_UNSIGNED, ORDER_SIGNED, ORDER_REAL, ORDER_BYTES };

static enum order order_of(const struct lg_wire *wire)
{
    if (wire->type.form == LG_WIRE_DAYS || wire->type.form == LG_WIRE_SECONDS)
        return ORDER_UNSIGNED;
    switch (wire->leaf->type.kind) {
    case LG_TYPE_BOOL:
    case LG_TYPE_UINT8:
    case LG_TYPE_UINT16:
    case LG_TYPE_UINT32:
    case LG_TYPE_UINT64:
        return ORDER_UNSIGNED;
    case LG_TYPE_FLOAT32:
    case LG_TYPE_FLOAT64:
        return ORDER_REAL;
    case LG_TYPE_FIXED:
        return ORDER_BYTES;
    default:
        return ORDER_SIGNED;
    }
}

/* The greatest byte first. */
static unsigned char *put_reversed(const unsigned char *value, size_t width, unsigned char *p)
{
    for (size_t i = width; i > 0; i--)
        *p++ = value[i - 1];
    return p;
}

/* Both zeros are the same; NaN is behind everything, whatever its sign. */
static unsigned char *put_real(const unsigned char *value, size_t width, unsigned char *p)
{
    unsigned char flip;
    double real;
    float single;

    memcpy(&single, value, sizeof(single));
    if (width == sizeof(real))
        memcpy(&real, value, sizeof(real));
    else
        real = (double)single;
    if (isnan(real)) {
        memset(p, 0xff, width);
        return p + width;
    }
    (void)put_reversed(value, width, p);
    if (real == 0)
        memset(p, 0, width);
    flip = *p & 0x80 ? 0xff : 0;
    *p ^= 0x80;
    for (size_t i = 0; i < width; i++)
        p[i] ^= i > 0 ? flip : flip & 0x7f;
    return p + width;
}

/* A text is shorter than another that it begins: 0 0 ends it, and a 0 of its own is 0 255. */
static unsigned char *put_text(const unsigned char *text, unsigned char *p)
{
    size_t length = lg_get_varint(&text);

    for (size_t i = 0; i < length; i++) {
        *p++ = text[i];
        if (text[i] == 0)
            *p++ = 0xff;
    }
    *p++ = 0;
    *p++ = 0;
    return p;
}

static unsigned char *put_ordered(const struct lg_wire *wire, const unsigned char *value, unsigned char *p)
{
    unsigned char *start = p;

    if (wire->type.form == LG_WIRE_TEXT)
        return put_text(value, p);
    switch (order_of(wire)) {
    case ORDER_REAL:
        return put_real(value, wire->type.width, p);
    case ORDER_BYTES:
        memcpy(p, value, wire->type.width);
        return p + wire->type.width;
    case ORDER_SIGNED:
        p = put_reversed(value, wire->type.width, p);
        *start ^= 0x80;
        return p;
    default:
        return put_reversed(value, wire->type.width, p);
    }
}

static size_t text_size(const unsigned char *text)
{
    return lg_get_varint(&text);
}

/* The value that the cursor is at, and then at the next one: false when memory ran out. */
static bool add_value(struct lg_sorter *sorter, const struct lg_wire *wire, struct lg_cursor *cursor)
{
    bool is_null;
    const unsigned char *value = lg_cursor_next(cursor, wire, &is_null);
    size_t most = 2 * (wire->type.form == LG_WIRE_TEXT ? text_size(value) : wire->type.width) + 3;
    unsigned char *start = lg_bytes_room(&sorter->key, most), *p = start;

    if (!start)
        return false;
    if (wire->type.nullable)
        *p++ = is_null;
    if (!is_null)
        p = put_ordered(wire, value, p);
    sorter->key.used += (size_t)(p - start);
    return true;
}

/* Before each element of a list 1, behind the last one 0. */
static bool add_mark(struct lg_sorter *sorter, unsigned char mark)
{
    unsigned char *p = lg_bytes_room(&sorter->key, 1);

    if (p)
        *p = mark;
    sorter->key.used += p != NULL;
    return p;
}

static bool add_cell(struct lg_sorter *sorter, const struct lg_wire *wire, const struct lg_stage *stage, struct lg_cursor *cursor)
{
    uint64_t end;

    if (!wire->type.is_list)
        return add_value(sorter, wire, cursor);
    for (end = lg_cursor_list(cursor, stage); cursor->at < end;)
        if (!add_mark(sorter, 1) || !add_value(sorter, wire, cursor))
            return false;
    return add_mark(sorter, 0);
}

static bool add_keys(struct lg_sorter *sorter, const struct lg_sorting *sorting, const struct lg_stage *stage,
                     struct lg_cursor *cursor, int64_t rows)
{
    uint64_t *start = (uint64_t *)(void *)lg_bytes_room(&sorter->start, ((size_t)rows + 1) * sizeof(*start));

    if (!start)
        return false;
    for (int64_t row = 0; row < rows; row++) {
        start[row] = sorter->key.used;
        for (uint32_t k = 0; k < sorting->keys; k++)
            if (!add_cell(sorter, &sorting->wire[sorting->key[k]], &stage[sorting->key[k]], &cursor[k]))
                return false;
    }
    start[rows] = sorter->key.used;
    return true;
}

static bool make_keys(struct lg_sorter *sorter, const struct lg_sorting *sorting, const struct lg_stage *stage, int64_t rows)
{
    struct lg_cursor *cursor = calloc(sorting->keys, sizeof(*cursor));
    bool made;

    for (uint32_t k = 0; cursor && k < sorting->keys; k++)
        cursor[k] = lg_cursor_of(&stage[sorting->key[k]]);
    sorter->key.used = 0;
    made = cursor && add_keys(sorter, sorting, stage, cursor, rows);
    free(cursor);
    return made;
}

/* ---- the order ---- */

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int difference;

    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    difference = memcmp(x->key, y->key, x->size < y->size ? x->size : y->size);
    if (difference != 0)
        return difference;
    return x->row < y->row ? -1 : 1; /* no key begins another one */
}

static struct entry entry_of(const unsigned char *key, uint64_t size, int64_t row)
{
    struct entry entry = {.row = (int32_t)row};
    uint64_t first = size < sizeof(entry.prefix) ? size : sizeof(entry.prefix);

    for (uint64_t i = 0; i < sizeof(entry.prefix); i++)
        entry.prefix = entry.prefix << 8 | (i < first ? key[i] : 0);
    entry.key = key + first;
    entry.size = (uint32_t)(size - first);
    return entry;
}

static bool find_order(struct lg_sorter *sorter, int64_t rows)
{
    const uint64_t *start = (const uint64_t *)(const void *)sorter->start.bytes;
    struct entry *entry = (struct entry *)(void *)lg_bytes_room(&sorter->entry, (size_t)rows * sizeof(*entry));
    int32_t *order = (int32_t *)(void *)lg_bytes_room(&sorter->order, (size_t)rows * sizeof(*order));

    if (!entry || !order)
        return false;
    for (int64_t row = 0; row < rows; row++)
        entry[row] = entry_of(sorter->key.bytes + start[row], start[row + 1] - start[row], row);
    qsort(entry, (size_t)rows, sizeof(*entry), compare);
    for (int64_t row = 0; row < rows; row++)
        order[row] = entry[row].row;
    return true;
}

/* ---- putting columns in order ---- */

static bool copy_bytes(struct lg_bytes *to, const struct lg_bytes *from)
{
    unsigned char *p = NULL;

    to->used = 0;
    if (from->used > 0 && !(p = lg_bytes_room(to, from->used)))
        return false;
    if (p)
        memcpy(p, from->bytes, from->used);
    to->used = from->used;
    return true;
}

/* Bytes [first, end) of what was there before, for which there is room. */
static void append(struct lg_bytes *to, const struct lg_bytes *from, uint64_t first, uint64_t end)
{
    if (end > first)
        memcpy(to->bytes + to->used, from->bytes + first, end - first);
    to->used += end - first;
}

/* Where each text begins, and the last one ends. */
static bool find_starts(struct lg_sorter *sorter, const struct lg_wire *wire, const struct lg_stage *stage)
{
    uint64_t *start = (uint64_t *)(void *)lg_bytes_room(&sorter->start, ((size_t)stage->count + 1) * sizeof(*start)), at = 0;

    for (int64_t v = 0; start && v <= stage->count; v++) {
        start[v] = at;
        at += v < stage->count ? lg_wire_value_size(wire, stage->values.bytes + at) : 0;
    }
    return start;
}

static uint64_t start_of(const struct lg_sorter *sorter, const struct lg_wire *wire, uint64_t value)
{
    uint32_t width = lg_wire_width(wire);

    return width > 0 ? value * width : ((const uint64_t *)(const void *)sorter->start.bytes)[value];
}

/* Texts and lists, row by row. */
static bool put_rows(struct lg_sorter *sorter, const struct lg_wire *wire, struct lg_stage *stage, int64_t rows)
{
    const int32_t *order = (const int32_t *)(const void *)sorter->order.bytes;
    const struct lg_stage *old = &sorter->spare;
    uint64_t end = 0;

    if (lg_wire_width(wire) == 0 && !find_starts(sorter, wire, stage))
        return false;
    stage->nulls.used = stage->values.used = 0;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t bounds[2] = {(uint64_t)order[i], (uint64_t)order[i] + 1};

        if (wire->type.is_list) {
            bounds[0] = lg_stage_end(old, (int64_t)order[i] - 1);
            bounds[1] = lg_stage_end(old, order[i]);
            end += bounds[1] - bounds[0];
            memcpy(stage->offsets.bytes + (size_t)i * sizeof(end), &end, sizeof(end));
        }
        append(&stage->values, &old->values, start_of(sorter, wire, bounds[0]), start_of(sorter, wire, bounds[1]));
        if (old->nulls.used > 0)
            append(&stage->nulls, &old->nulls, bounds[0], bounds[1]);
    }
    return true;
}

static bool put_in_order(struct lg_sorter *sorter, const struct lg_wire *wire, struct lg_stage *stage, int64_t rows)
{
    const int32_t *order = (const int32_t *)(const void *)sorter->order.bytes;
    struct lg_stage *old = &sorter->spare;

    if (!copy_bytes(&old->values, &stage->values) || !copy_bytes(&old->nulls, &stage->nulls) ||
        !copy_bytes(&old->offsets, &stage->offsets))
        return false;
    if (wire->type.is_list || lg_wire_width(wire) == 0)
        return put_rows(sorter, wire, stage, rows);
    lg_gather(old->values.bytes, lg_wire_width(wire), order, rows, stage->values.bytes);
    if (old->nulls.used > 0)
        lg_gather(old->nulls.bytes, 1, order, rows, stage->nulls.bytes);
    return true;
}

int lg_sorter_sort(struct lg_sorter *sorter, const struct lg_sorting *sorting, struct lg_stage *stage, int64_t rows, struct lg_error *err)
{
    if (rows > INT32_MAX || !make_keys(sorter, sorting, stage, rows) || !find_order(sorter, rows))
        return no_memory(rows, err);
    for (uint32_t c = 0; c < sorting->columns; c++)
        if (!put_in_order(sorter, &sorting->wire[c], &stage[c], rows))
            return no_memory(rows, err);
    return LG_OK;
}

void lg_sorter_release(struct lg_sorter *sorter)
{
    free(sorter->key.bytes);
    free(sorter->start.bytes);
    free(sorter->entry.bytes);
    free(sorter->order.bytes);
    lg_stage_release(&sorter->spare);
}

static bool is_fixed(const struct lg_wire *wire)
{
    return !wire->type.is_list && lg_wire_width(wire) > 0;
}

/* The longest entry of a dictionary. */
static int64_t longest_entry(const struct lg_wire *wire)
{
    int64_t most = 0;

    for (uint32_t i = 0; i < wire->leaf->dictionary.count; i++)
        most = wire->entry[i + 1] - wire->entry[i] > most ? wire->entry[i + 1] - wire->entry[i] : most;
    return most;
}

/* Bytes of a row's value in its key: a text may double. */
static int64_t key_bytes(const struct lg_wire *wire, int64_t row_bytes)
{
    if (wire->type.low_cardinality && wire->entry)
        return 2 * longest_entry(wire) + 3 + (wire->type.is_list ? row_bytes * longest_entry(wire) : 0);
    return is_fixed(wire) && wire->type.form != LG_WIRE_TEXT ? (int64_t)wire->type.width + wire->type.nullable : 2 * row_bytes + 3;
}

/* A column that is kept aside may be all of a row but what others take for sure, or the widest of those; a text in a list has a place
 * where it begins. What grows has room for half as much again. */
int64_t lg_sorter_memory(const struct lg_sorting *sorting, int64_t rows, int64_t row_bytes)
{
    int64_t fixed = 0, widest = 16, key = 0, aside;

    for (uint32_t c = 0; c < sorting->columns; c++) {
        const struct lg_wire *wire = &sorting->wire[c];
        int64_t width = is_fixed(wire) ? (int64_t)lg_wire_width(wire) + wire->type.nullable : 0;

        fixed += width;
        widest = width > widest ? width : widest;
        key = wire->type.is_list && lg_wire_width(wire) == 0 ? (int64_t)sizeof(uint64_t) * row_bytes : key;
    }
    for (uint32_t k = 0; k < sorting->keys; k++)
        key += key_bytes(&sorting->wire[sorting->key[k]], row_bytes);
    aside = row_bytes > fixed + widest ? row_bytes - fixed : widest;
    return sorting->keys > 0 ? rows * ((aside + key) / 2 * 3 + (int64_t)SORT_BYTES) : 0;
}
