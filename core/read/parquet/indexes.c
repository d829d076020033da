/* SPDX-License-Identifier: Apache-2.0 */
/* Checking page indexes, a column chunk at a time. */
#include "read/parquet/indexes.h"

#include "encode/parquet/bounds.h"
#include "read/parquet/value.h"

#include <inttypes.h>
#include <stdlib.h>

enum { UNORDERED = 0, ASCENDING = 1, DESCENDING = 2 }; /* parquet.thrift, BoundaryOrder */

#define WHOLE_REGION ((int64_t)64 << 20) /* indexes that lie together are read at once up to this size */

/* The indexes of a file in memory, or none, when they are too large or too far apart: then each is read for itself. */
struct region {
    int64_t start, end;
    unsigned char *bytes; /* owned */
};

struct check {
    const struct lg_parquet_file *file;
    struct lg_findings *findings;
    struct region region;
    struct lg_arena arena; /* of the index being checked */
    /* the chunk being checked */
    uint32_t group, leaf;
    const struct lg_column_chunk *chunk;
    const struct lg_chunk_scan *seen;
};

#define FINDING(check, ...) lg_parquet_add_finding((check)->file, (check)->findings, (check)->group, (check)->leaf, __VA_ARGS__)

/* ---- reading ---- */

static void widen(struct region *region, int64_t offset, int64_t size)
{
    if (region->start < 0 || offset < region->start)
        region->start = offset;
    if (offset + size > region->end)
        region->end = offset + size;
}

static int read_region(struct check *check, struct lg_error *err)
{
    struct region *region = &check->region;
    const struct lg_parquet_file *file = check->file;

    region->start = -1;
    for (uint32_t g = 0; g < file->meta.row_groups.count; g++)
        for (uint32_t leaf = 0; leaf < file->leaves; leaf++) {
            const struct lg_column_chunk *chunk = lg_parquet_chunk(file, g, leaf);

            if (LG_HAS_OFFSET_INDEX(chunk))
                widen(region, chunk->offset_index_offset, chunk->offset_index_length);
            if (LG_HAS_COLUMN_INDEX(chunk))
                widen(region, chunk->column_index_offset, chunk->column_index_length);
        }
    if (region->start < 0 || region->end - region->start > WHOLE_REGION)
        return LG_OK;
    region->bytes = malloc((size_t)(region->end - region->start) + 1);
    if (!region->bytes)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for page indexes of %" PRId64 " bytes", region->end - region->start);
    return lg_blob_fetch(file->blob, region->start, (size_t)(region->end - region->start), region->bytes, err);
}

/* *decoded: false when it is damaged, which is a finding. The structure lives until the next one is read. */
static int decode_index(struct check *check, int64_t offset, int32_t size, const struct lg_shape *shape, void *out, unsigned char **bytes,
                        bool *decoded, struct lg_error *err)
{
    const unsigned char *from = check->region.bytes ? check->region.bytes + (offset - check->region.start) : NULL;
    struct lg_compact compact;
    struct lg_error damage = LG_ERROR_INIT;

    *decoded = false;
    *bytes = NULL;
    if (!from) {
        *bytes = malloc((size_t)size + 1);
        if (!*bytes)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for a page index of %d bytes", (int)size);
        if (lg_blob_fetch(check->file->blob, offset, (size_t)size, *bytes, err) != LG_OK)
            return err->code;
        from = *bytes;
    }
    lg_arena_release(&check->arena);
    lg_arena_init(&check->arena, ((size_t)size + 4096) * 24);
    lg_compact_init(&compact, from, (size_t)size, &check->arena);
    if (lg_compact_decode(&compact, shape, out, &damage) != LG_OK)
        FINDING(check, "damaged %s: %s", shape->name, damage.message);
    else if (compact.at != compact.end)
        FINDING(check, "its %s ends %zu bytes early", shape->name, (size_t)(compact.end - compact.at));
    else
        *decoded = true;
    return LG_OK;
}

/* ---- offset indexes ---- */

static void check_offset_index(const struct check *check, const struct lg_offset_index *index)
{
    const struct lg_page_location *page = index->page_locations.item;
    uint64_t places = 0;
    int64_t rows = lg_parquet_group(check->file, check->group)->num_rows;

    for (uint32_t p = 0; p < index->page_locations.count; p++) {
        places = lg_parquet_add_place(&check->file->leaf[check->leaf], places, page[p].offset, page[p].compressed_page_size,
                                      page[p].first_row_index);
        if (page[p].first_row_index >= rows || page[p].first_row_index < (p ? page[p - 1].first_row_index : 0) ||
            (p == 0 && page[p].first_row_index != 0)) {
            FINDING(check, "its offset index has page %" PRIu32 " begin with row %" PRId64 " of %" PRId64, p, page[p].first_row_index,
                    rows);
            return;
        }
    }
    if (places != check->seen->places)
        FINDING(check, "its offset index does not agree with its pages on their places, sizes or rows");
}

/* ---- column indexes ---- */

static const struct lg_bytes *bytes_at(const struct lg_list *list, uint32_t i)
{
    return (const struct lg_bytes *)list->item + i;
}

static int compare(enum lg_parquet_order order, const struct lg_bytes *a, const struct lg_bytes *b)
{
    return lg_bound_compare(order, a->at, a->size, b->at, b->size);
}

/* Cut upper bounds are rounded up, so that bounds of pages may be wider than those of the chunk: only the order is checked. */
static bool is_ordered(const struct lg_column_index *index, enum lg_parquet_order order, uint32_t from, uint32_t to)
{
    int low = compare(order, bytes_at(&index->min_values, from), bytes_at(&index->min_values, to));
    int high = compare(order, bytes_at(&index->max_values, from), bytes_at(&index->max_values, to));

    return index->boundary_order == ASCENDING ? low <= 0 && high <= 0 : low >= 0 && high >= 0;
}

static void check_bounds(const struct check *check, const struct lg_column_index *index)
{
    const struct lg_schema_element *element = check->file->leaf[check->leaf].element;
    const bool *is_null = index->null_pages.item;
    enum lg_parquet_order order;
    bool has_order = lg_parquet_order_of(element, &order);
    int64_t before = -1;

    for (uint32_t p = 0; p < index->null_pages.count; p++) {
        const struct lg_bytes *min = bytes_at(&index->min_values, p), *max = bytes_at(&index->max_values, p);

        if (is_null[p])
            continue;
        if (!lg_parquet_is_value(element, *min) || !lg_parquet_is_value(element, *max)) {
            FINDING(check, "its column index has bounds for page %" PRIu32 " that are none of its type", p);
            return;
        }
        if (has_order && compare(order, min, max) > 0) {
            FINDING(check, "its column index has a lower bound above the upper one for page %" PRIu32, p);
            return;
        }
        if (has_order && before >= 0 && index->boundary_order != UNORDERED && !is_ordered(index, order, (uint32_t)before, p)) {
            FINDING(check, "its column index says that pages are in order, and page %" PRIu32 " is not", p);
            return;
        }
        before = p;
    }
}

static void check_null_counts(const struct check *check, const struct lg_column_index *index)
{
    const struct lg_column_meta_data *meta = &check->chunk->meta_data;
    int64_t sum = 0;

    if (!LG_HAS_NULL_COUNTS(index) || !LG_HAS_STATISTICS(meta) || !LG_HAS_NULL_COUNT(&meta->statistics))
        return;
    for (uint32_t p = 0; p < index->null_counts.count; p++)
        if (__builtin_add_overflow(sum, ((const int64_t *)index->null_counts.item)[p], &sum))
            break;
    if (sum != meta->statistics.null_count)
        FINDING(check, "its column index counts %" PRId64 " nulls, the footer %" PRId64, sum, meta->statistics.null_count);
}

static void check_column_index(const struct check *check, const struct lg_column_index *index)
{
    int64_t pages = check->seen->pages - check->seen->dictionary_pages;
    uint32_t count = index->null_pages.count;

    if (count != pages || index->min_values.count != count || index->max_values.count != count ||
        (LG_HAS_NULL_COUNTS(index) && index->null_counts.count != count)) {
        FINDING(check, "its column index is of %" PRIu32 " pages, it has %" PRId64, count, pages);
        return;
    }
    if (index->boundary_order < UNORDERED || index->boundary_order > DESCENDING)
        FINDING(check, "its column index has the order %d, which Parquet does not have", (int)index->boundary_order);
    check_bounds(check, index);
    check_null_counts(check, index);
}

/* ---- chunks ---- */

static void check_statistics(const struct check *check)
{
    const struct lg_column_meta_data *meta = &check->chunk->meta_data;
    const struct lg_statistics *s = &meta->statistics;
    const struct lg_schema_element *element = check->file->leaf[check->leaf].element;
    enum lg_parquet_order order;

    if (!LG_HAS_STATISTICS(meta))
        return;
    if (LG_HAS_NULL_COUNT(s) && (s->null_count < 0 || s->null_count > meta->num_values))
        FINDING(check, "the footer counts %" PRId64 " nulls among %" PRId64 " values", s->null_count, meta->num_values);
    if (!LG_HAS_MIN_VALUE(s) || !LG_HAS_MAX_VALUE(s))
        return;
    if (!lg_parquet_is_value(element, s->min_value) || !lg_parquet_is_value(element, s->max_value))
        FINDING(check, "the footer has bounds that are none of its type");
    else if (lg_parquet_order_of(element, &order) && compare(order, &s->min_value, &s->max_value) > 0)
        FINDING(check, "the footer has a lower bound above the upper one");
}

static int check_chunk(struct check *check, struct lg_error *err)
{
    struct lg_offset_index offsets;
    struct lg_column_index columns;
    unsigned char *bytes;
    bool decoded;

    check_statistics(check);
    if (check->seen->is_broken || check->seen->is_skipped)
        return LG_OK;
    if (LG_HAS_OFFSET_INDEX(check->chunk)) {
        if (decode_index(check, check->chunk->offset_index_offset, check->chunk->offset_index_length, &lg_offset_index_shape, &offsets,
                         &bytes, &decoded, err) == LG_OK && decoded)
            check_offset_index(check, &offsets);
        free(bytes);
    }
    if (err->code == LG_OK && LG_HAS_COLUMN_INDEX(check->chunk)) {
        if (decode_index(check, check->chunk->column_index_offset, check->chunk->column_index_length, &lg_column_index_shape,
                         &columns, &bytes, &decoded, err) == LG_OK && decoded)
            check_column_index(check, &columns);
        free(bytes);
    }
    return err->code;
}

int lg_parquet_check_indexes(const struct lg_parquet_file *file, const struct lg_parquet_scan *scan, struct lg_findings *findings,
                             struct lg_error *err)
{
    struct check check = {.file = file, .findings = findings};

    (void)read_region(&check, err);
    for (uint32_t g = 0; g < file->meta.row_groups.count && err->code == LG_OK; g++)
        for (uint32_t leaf = 0; leaf < file->leaves && err->code == LG_OK; leaf++) {
            check.group = g;
            check.leaf = leaf;
            check.chunk = lg_parquet_chunk(file, g, leaf);
            check.seen = lg_parquet_scan_chunk(scan, g, leaf);
            (void)check_chunk(&check, err);
        }
    lg_arena_release(&check.arena);
    free(check.region.bytes);
    return err->code;
}
