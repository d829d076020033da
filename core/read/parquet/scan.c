/* SPDX-License-Identifier: Apache-2.0 */
/* Scanning: chunks in the order in which they lie in the file. */
#include "read/parquet/scan.h"

#include "base/digest.h"
#include "read/parquet/dictionary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN = 0, PLAIN_DICTIONARY = 2, RLE = 3, BIT_PACKED = 4 }; /* parquet.thrift, Encoding */

/* A chunk's bytes in the file. */
struct range {
    int64_t start, end;
    uint32_t group, leaf;
};

struct lg_parquet_scan {
    const struct lg_parquet_file *file;
    struct lg_findings *findings;
    struct lg_chunk_scan *chunk; /* by group, then leaf */
    struct range *range;         /* sorted by place */
    size_t ranges, current;
    int64_t position;
    struct lg_pages pages;
    bool is_walking; /* the current range */
};

#define CHUNK_FINDING(scan, range, ...) \
    lg_parquet_add_finding((scan)->file, (scan)->findings, (range)->group, (range)->leaf, __VA_ARGS__)

/* ---- life cycle ---- */

static struct lg_chunk_scan *seen(const struct lg_parquet_scan *scan, uint32_t group, uint32_t leaf)
{
    return &scan->chunk[(size_t)group * scan->file->leaves + leaf];
}

const struct lg_chunk_scan *lg_parquet_scan_chunk(const struct lg_parquet_scan *scan, uint32_t group, uint32_t leaf)
{
    return seen(scan, group, leaf);
}

static int by_place(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

static void list_ranges(struct lg_parquet_scan *scan)
{
    const struct lg_parquet_file *file = scan->file;

    for (uint32_t g = 0; g < file->meta.row_groups.count; g++)
        for (uint32_t leaf = 0; leaf < file->leaves; leaf++) {
            const struct lg_column_chunk *chunk = lg_parquet_chunk(file, g, leaf);
            int64_t start = lg_parquet_chunk_start(chunk);

            *seen(scan, g, leaf) = (struct lg_chunk_scan){.first_data_page = -1, .first_dictionary_page = -1};
            if (LG_HAS_FILE_PATH(chunk))
                seen(scan, g, leaf)->is_skipped = true;
            else if (chunk->meta_data.total_compressed_size > 0)
                scan->range[scan->ranges++] = (struct range){start, start + chunk->meta_data.total_compressed_size, g, leaf};
        }
    if (scan->ranges > 0)
        qsort(scan->range, scan->ranges, sizeof(*scan->range), by_place);
}

int lg_parquet_scan_new(const struct lg_parquet_file *file, struct lg_findings *findings, struct lg_parquet_scan **out,
                        struct lg_error *err)
{
    size_t chunks = (size_t)file->meta.row_groups.count * file->leaves;
    struct lg_parquet_scan *scan = calloc(1, sizeof(*scan));

    *out = NULL;
    if (scan) {
        scan->chunk = calloc(chunks + 1, sizeof(*scan->chunk));
        scan->range = calloc(chunks + 1, sizeof(*scan->range));
    }
    if (!scan || !scan->chunk || !scan->range) {
        lg_parquet_scan_free(scan);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu column chunks", chunks);
    }
    scan->file = file;
    scan->findings = findings;
    list_ranges(scan);
    *out = scan;
    return LG_OK;
}

void lg_parquet_scan_free(struct lg_parquet_scan *scan)
{
    if (!scan)
        return;
    lg_pages_release(&scan->pages);
    free(scan->chunk);
    free(scan->range);
    free(scan);
}

/* ---- pages ---- */

uint64_t lg_parquet_add_place(const struct lg_leaf *leaf, uint64_t places, int64_t offset, int64_t size, int64_t first_row)
{
    const int64_t place[3] = {offset, size, leaf->repetition_levels == 0 ? first_row : 0};

    return lg_hash64(places, place, sizeof(place));
}

static void note_data_page(const struct lg_parquet_scan *scan, const struct range *range, struct lg_chunk_scan *chunk,
                           const struct lg_seen_page *page)
{
    const struct lg_page_header *header = page->header;
    bool is_v2 = header->type == LG_PAGE_V2;
    int32_t encoding = is_v2 ? header->data_v2.encoding : header->data.encoding;

    if (chunk->first_data_page < 0)
        chunk->first_data_page = page->offset;
    chunk->places = lg_parquet_add_place(&scan->file->leaf[range->leaf], chunk->places, page->offset, page->size, chunk->values);
    chunk->pages_with[lg_parquet_has_encoding(encoding) ? encoding : LG_ENCODINGS]++;
    chunk->values += is_v2 ? header->data_v2.num_values : header->data.num_values;
    chunk->nulls += header->data_v2.num_nulls;
    chunk->rows += header->data_v2.num_rows;
    chunk->has_v1 = chunk->has_v1 || !is_v2;
    chunk->has_v2 = chunk->has_v2 || is_v2;
}

/* Levels are RLE, or the BIT_PACKED of files before 2014; dictionaries are PLAIN under either of its names. */
static void check_page_encodings(struct lg_parquet_scan *scan, const struct range *range, const struct lg_seen_page *page)
{
    const struct lg_data_page_header *data = &page->header->data;
    int32_t packed = scan->file->is_ours ? RLE : BIT_PACKED, plain = scan->file->is_ours ? PLAIN : PLAIN_DICTIONARY;

    if (page->header->type == LG_PAGE_V1 &&
        ((data->definition_level_encoding != RLE && data->definition_level_encoding != packed) ||
         (data->repetition_level_encoding != RLE && data->repetition_level_encoding != packed)))
        CHUNK_FINDING(scan, range, "page at byte %" PRId64 ": its levels have encodings %d and %d, they must be RLE", page->offset,
                      (int)data->definition_level_encoding, (int)data->repetition_level_encoding);
    if (page->header->type == LG_PAGE_DICT && page->header->dictionary.encoding != PLAIN &&
        page->header->dictionary.encoding != plain)
        CHUNK_FINDING(scan, range, "page at byte %" PRId64 ": its dictionary has encoding %d, it must be PLAIN", page->offset,
                      (int)page->header->dictionary.encoding);
}

static void check_crc(struct lg_parquet_scan *scan, const struct range *range, struct lg_chunk_scan *chunk,
                      const struct lg_seen_page *page)
{
    if (!LG_HAS_CRC(page->header)) {
        chunk->crc_none++;
        if (scan->file->is_ours)
            CHUNK_FINDING(scan, range, "page at byte %" PRId64 " has no CRC", page->offset);
    } else if (page->crc == (uint32_t)page->header->crc) {
        chunk->crc_right++;
    } else {
        chunk->crc_wrong++;
        CHUNK_FINDING(scan, range, "page %" PRId64 " at byte %" PRId64 " (%" PRId64 " bytes): its CRC is %08" PRIx32 ", its header says "
                      "%08" PRIx32, chunk->pages, page->offset, page->size, page->crc, (uint32_t)page->header->crc);
    }
}

static void check_dictionary(struct lg_parquet_scan *scan, const struct range *range, const struct lg_seen_page *page)
{
    const struct lg_column_meta_data *meta = &lg_parquet_chunk(scan->file, range->group, range->leaf)->meta_data;
    struct lg_error err = LG_ERROR_INIT;
    int64_t entries;

    if (lg_parquet_count_entries(scan->file->leaf[range->leaf].element, meta->codec, page, &entries, &err) == LG_E_VERIFICATION)
        CHUNK_FINDING(scan, range, "dictionary page at byte %" PRId64 ": %s", page->offset, err.message);
    else if (err.code == LG_OK && entries != page->header->dictionary.num_values)
        CHUNK_FINDING(scan, range, "dictionary page at byte %" PRId64 ": it has %" PRId64 " entries, its header says %d", page->offset,
                      entries, (int)page->header->dictionary.num_values);
}

static void note_page(void *context, const struct lg_seen_page *page)
{
    struct lg_parquet_scan *scan = context;
    const struct range *range = &scan->range[scan->current];
    struct lg_chunk_scan *chunk = seen(scan, range->group, range->leaf);

    check_crc(scan, range, chunk, page);
    check_page_encodings(scan, range, page);
    if (page->header->type == LG_PAGE_DICT) {
        if (chunk->first_dictionary_page < 0)
            chunk->first_dictionary_page = page->offset;
        chunk->dictionary_pages++;
        if (scan->file->is_ours && LG_HAS_CRC(page->header) && page->crc == (uint32_t)page->header->crc)
            check_dictionary(scan, range, page);
    } else if (page->header->type != LG_PAGE_INDEX) {
        note_data_page(scan, range, chunk, page);
    }
    chunk->pages++;
    chunk->size += page->size;
    chunk->uncompressed += page->header_size + page->header->uncompressed_page_size;
}

/* ---- chunks ---- */

static bool lists_encoding(const struct lg_column_meta_data *meta, int32_t encoding)
{
    for (uint32_t i = 0; i < meta->encodings.count; i++)
        if (((const int32_t *)meta->encodings.item)[i] == encoding)
            return true;
    return false;
}

/* The footer may list encodings that no page has, but not leave one out. */
static void check_encodings(struct lg_parquet_scan *scan, const struct range *range, const struct lg_chunk_scan *chunk,
                            const struct lg_column_meta_data *meta)
{
    char memory[LG_WORD];

    for (int32_t e = 0; e <= LG_ENCODINGS; e++)
        if (chunk->pages_with[e] > 0 && !lists_encoding(meta, e))
            CHUNK_FINDING(scan, range, "%" PRId64 " of its pages have encoding %s, which the footer does not list",
                          chunk->pages_with[e], lg_parquet_encoding_word(e, memory));
}

static int64_t stated_pages(const struct lg_column_meta_data *meta, int32_t encoding)
{
    const struct lg_page_encoding_stats *stats = meta->encoding_stats.item;
    int64_t sum = 0;

    for (uint32_t i = 0; i < meta->encoding_stats.count; i++)
        if (stats[i].encoding == encoding && (stats[i].page_type == LG_PAGE_V1 || stats[i].page_type == LG_PAGE_V2))
            sum += stats[i].count;
    return sum;
}

static void check_encoding_stats(struct lg_parquet_scan *scan, const struct range *range, const struct lg_chunk_scan *chunk,
                                 const struct lg_column_meta_data *meta)
{
    char memory[LG_WORD];

    for (int32_t e = 0; e < LG_ENCODINGS; e++)
        if (stated_pages(meta, e) != chunk->pages_with[e])
            CHUNK_FINDING(scan, range, "%" PRId64 " of its pages have encoding %s, the footer says %" PRId64, chunk->pages_with[e],
                          lg_parquet_encoding_word(e, memory), stated_pages(meta, e));
}

/* What must be so in files of ours, and is in most others. */
static void check_totals(struct lg_parquet_scan *scan, const struct range *range, const struct lg_chunk_scan *chunk,
                         const struct lg_column_meta_data *meta)
{
    check_encodings(scan, range, chunk, meta);
    if (LG_HAS_ENCODING_STATS(meta))
        check_encoding_stats(scan, range, chunk, meta);
    if (chunk->uncompressed != meta->total_uncompressed_size)
        CHUNK_FINDING(scan, range, "its pages have %" PRId64 " bytes uncompressed, the footer says %" PRId64, chunk->uncompressed,
                      meta->total_uncompressed_size);
    if (chunk->first_data_page != meta->data_page_offset)
        CHUNK_FINDING(scan, range, "its first data page is at byte %" PRId64 ", the footer says %" PRId64, chunk->first_data_page,
                      meta->data_page_offset);
    if (chunk->dictionary_pages > 0 && chunk->first_dictionary_page != meta->dictionary_page_offset)
        CHUNK_FINDING(scan, range, "its dictionary page is at byte %" PRId64 ", the footer says %" PRId64,
                      chunk->first_dictionary_page, meta->dictionary_page_offset);
}

static void end_chunk(struct lg_parquet_scan *scan)
{
    const struct range *range = &scan->range[scan->current];
    struct lg_chunk_scan *chunk = seen(scan, range->group, range->leaf);
    const struct lg_column_meta_data *meta = &lg_parquet_chunk(scan->file, range->group, range->leaf)->meta_data;

    if (!chunk->is_broken && !lg_pages_is_between(&scan->pages)) {
        CHUNK_FINDING(scan, range, "its last page does not end where the column chunk does, at byte %" PRId64, range->end);
        chunk->is_broken = true;
    }
    if (chunk->is_broken)
        return;
    if (chunk->values != meta->num_values)
        CHUNK_FINDING(scan, range, "its pages have %" PRId64 " values, the footer says %" PRId64, chunk->values, meta->num_values);
    if (chunk->dictionary_pages > 1)
        CHUNK_FINDING(scan, range, "it has %" PRId64 " dictionary pages", chunk->dictionary_pages);
    if (scan->file->is_ours)
        check_totals(scan, range, chunk, meta);
}

static void begin_chunk(struct lg_parquet_scan *scan)
{
    struct range *range = &scan->range[scan->current];

    scan->is_walking = true;
    if (range->start < scan->position) {
        CHUNK_FINDING(scan, range, "it overlaps the column chunk before it");
        seen(scan, range->group, range->leaf)->is_skipped = true;
        seen(scan, range->group, range->leaf)->is_broken = true;
    }
    lg_pages_begin(&scan->pages, range->start, note_page, scan);
}

/* Bytes of the current chunk. Damage ends its walk, not that of others. */
static int walk(struct lg_parquet_scan *scan, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    const struct range *range = &scan->range[scan->current];
    struct lg_chunk_scan *chunk = seen(scan, range->group, range->leaf);
    struct lg_error found = LG_ERROR_INIT;

    if (chunk->is_broken || lg_pages_feed(&scan->pages, bytes, size, &found) == LG_OK)
        return LG_OK;
    if (found.code != LG_E_VERIFICATION) {
        *err = found;
        return err->code;
    }
    CHUNK_FINDING(scan, range, "%s", found.message);
    chunk->is_broken = true;
    return LG_OK;
}

int lg_parquet_scan_feed(struct lg_parquet_scan *scan, const void *bytes, size_t size, struct lg_error *err)
{
    const unsigned char *p = bytes;

    while (size > 0 && scan->current < scan->ranges && err->code == LG_OK) {
        const struct range *range = &scan->range[scan->current];
        int64_t until = scan->position < range->start ? range->start : range->end;
        size_t some = until - scan->position < (int64_t)size ? (size_t)(until > scan->position ? until - scan->position : 0) : size;

        if (scan->position >= range->start) {
            if (!scan->is_walking)
                begin_chunk(scan);
            (void)walk(scan, p, some, err);
        }
        p += some;
        size -= some;
        scan->position += (int64_t)some;
        if (scan->is_walking && scan->position >= range->end) {
            end_chunk(scan);
            scan->is_walking = false;
            scan->current++;
        }
    }
    scan->position += (int64_t)size;
    return err->code;
}

struct feeding {
    struct lg_parquet_scan *scan;
    struct lg_error *err;
};

static int feed_piece(void *context, const void *bytes, size_t size)
{
    struct feeding *feeding = context;

    return lg_parquet_scan_feed(feeding->scan, bytes, size, feeding->err);
}

int lg_parquet_scan_file(struct lg_parquet_scan *scan, struct lg_error *err)
{
    struct feeding feeding = {scan, err};

    if (lg_blob_read(scan->file->blob, 0, scan->file->data_end, feed_piece, &feeding, err) == LG_OK)
        lg_parquet_scan_end(scan);
    return err->code;
}

/* Chunks that no byte came for. */
void lg_parquet_scan_end(struct lg_parquet_scan *scan)
{
    const struct lg_parquet_file *file = scan->file;

    for (; scan->current < scan->ranges; scan->current++) {
        const struct range *range = &scan->range[scan->current];

        seen(scan, range->group, range->leaf)->is_broken = true;
        CHUNK_FINDING(scan, range, "the file ends before its pages do");
    }
    for (uint32_t g = 0; g < file->meta.row_groups.count; g++)
        for (uint32_t leaf = 0; leaf < file->leaves; leaf++) {
            const struct lg_chunk_scan *chunk = seen(scan, g, leaf);
            int64_t values = lg_parquet_chunk(file, g, leaf)->meta_data.num_values;

            if (chunk->pages == 0 && values > 0 && !chunk->is_broken && !chunk->is_skipped)
                lg_parquet_add_finding(file, scan->findings, g, leaf, "the footer says %" PRId64 " values and no pages", values);
        }
}
