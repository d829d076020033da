/* SPDX-License-Identifier: Apache-2.0 */
/* Opening Parquet files. */
#include "read/parquet/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "PAR1"
#define ENCRYPTED_MAGIC "PARE"
#define TRAILER 8 /* the footer's length and the magic */
#define DEEPEST_SCHEMA 128
#define MOST_COLUMNS 1000000
#define METADATA_FACTOR 16 /* C structures take more than their bytes: a chunk of ours 3 times, the barest possible 12 times */

/* ---- the tail ---- */

static int not_parquet(const struct lg_blob *blob, struct lg_error *err)
{
    return lg_error_set(err, LG_E_VERIFICATION, "not a Parquet file: it %s",
                        blob->size < 4 + TRAILER ? "is too short for one" : "does not begin with PAR1");
}

static int refuse_encrypted(const struct lg_encryption_algorithm *algorithm, const char *what, struct lg_error *err)
{
    return lg_error_set(err, LG_E_UNSUPPORTED, "%s encrypted (%s); files are inspected only in clear", what,
                        LG_HAS(algorithm, 1)   ? "AES_GCM_V1"
                        : LG_HAS(algorithm, 2) ? "AES_GCM_CTR_V1"
                                               : "an unknown algorithm");
}

/* An encrypted footer says in clear what it is encrypted with. */
static int refuse_encrypted_footer(const struct lg_parquet_file *file, struct lg_error *err)
{
    struct lg_file_crypto_meta_data crypto = {0};
    struct lg_arena arena;
    struct lg_compact compact;
    struct lg_error ignored = LG_ERROR_INIT;

    lg_arena_init(&arena, 0);
    lg_compact_init(&compact, file->footer, file->footer_size, &arena);
    (void)lg_compact_decode(&compact, &lg_file_crypto_meta_data_shape, &crypto, &ignored);
    return refuse_encrypted(&crypto.encryption_algorithm, "the file is", err);
}

static uint32_t little_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static int read_footer(struct lg_parquet_file *file, struct lg_error *err)
{
    const struct lg_blob *blob = file->blob;
    unsigned char head[4], trailer[TRAILER];
    bool encrypted;

    if (blob->size < 4 + TRAILER)
        return not_parquet(blob, err);
    if (lg_blob_fetch(blob, 0, sizeof(head), head, err) != LG_OK ||
        lg_blob_fetch(blob, blob->size - TRAILER, sizeof(trailer), trailer, err) != LG_OK)
        return err->code;
    encrypted = memcmp(trailer + 4, ENCRYPTED_MAGIC, 4) == 0;
    if (memcmp(head, MAGIC, 4) != 0 && memcmp(head, ENCRYPTED_MAGIC, 4) != 0)
        return not_parquet(blob, err);
    if (!encrypted && memcmp(trailer + 4, MAGIC, 4) != 0)
        return lg_error_set(err, LG_E_VERIFICATION, "a Parquet file that is cut short or damaged: it does not end with PAR1");
    file->footer_size = little_endian(trailer);
    file->data_end = blob->size - TRAILER - (int64_t)file->footer_size;
    if (file->footer_size == 0 || file->data_end < 4)
        return lg_error_set(err, LG_E_VERIFICATION, "damaged: its footer cannot have %zu bytes, the file has %" PRId64,
                            file->footer_size, blob->size);
    if ((int64_t)file->footer_size > LG_PARQUET_FOOTER_CEILING)
        return lg_error_set(err, LG_E_LOCAL, "its footer has %zu bytes, the limit is %" PRId64, file->footer_size,
                            LG_PARQUET_FOOTER_CEILING);
    file->footer = malloc(file->footer_size);
    if (!file->footer)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a footer of %zu bytes", file->footer_size);
    if (lg_blob_fetch(blob, file->data_end, file->footer_size, file->footer, err) != LG_OK)
        return err->code;
    return encrypted ? refuse_encrypted_footer(file, err) : LG_OK;
}

static bool begins_with(struct lg_bytes bytes, const char *text)
{
    return bytes.size >= strlen(text) && memcmp(bytes.at, text, strlen(text)) == 0;
}

static int decode_footer(struct lg_parquet_file *file, struct lg_findings *findings, struct lg_error *err)
{
    struct lg_compact compact;

    lg_compact_init(&compact, file->footer, file->footer_size, &file->arena);
    if (lg_compact_decode(&compact, &lg_file_meta_data_shape, &file->meta, err) != LG_OK)
        return lg_error_wrap(err, "damaged footer");
    if (LG_HAS_ENCRYPTION(&file->meta))
        return refuse_encrypted(&file->meta.encryption_algorithm, "columns are", err);
    if (compact.at != compact.end)
        lg_findings_add(findings, "the footer's structure ends %zu bytes before the footer does", (size_t)(compact.end - compact.at));
    file->is_ours = begins_with(file->meta.created_by, "lakegen version ");
    return LG_OK;
}

/* ---- schema ---- */

static const struct lg_schema_element *element_at(const struct lg_parquet_file *file, uint32_t i)
{
    return (const struct lg_schema_element *)file->meta.schema.item + i;
}

/* A group whose children are being walked. */
struct level {
    uint32_t element, children_left, definition_levels, repetition_levels;
};

struct walk {
    struct level level[DEEPEST_SCHEMA];
    size_t depth;
};

static int check_leaf(const struct lg_schema_element *element, uint32_t i, struct lg_error *err)
{
    if (!lg_parquet_has_type(element->type))
        return lg_error_set(err, LG_E_VERIFICATION, "schema element %" PRIu32 " has the physical type %d, which Parquet does not have",
                            i, (int)element->type);
    if (element->type == 7 && element->type_length <= 0)
        return lg_error_set(err, LG_E_VERIFICATION, "schema element %" PRIu32 " is FIXED_LEN_BYTE_ARRAY of %d bytes", i,
                            (int)element->type_length);
    return LG_OK;
}

static int walk_element(struct lg_parquet_file *file, struct walk *walk, uint32_t i, struct lg_error *err)
{
    const struct lg_schema_element *element = element_at(file, i);
    struct level *above = &walk->level[walk->depth - 1];
    uint32_t definition = above->definition_levels + (element->repetition_type != LG_REQUIRED);
    uint32_t repetition = above->repetition_levels + (element->repetition_type == LG_REPEATED);

    if (element->repetition_type < LG_REQUIRED || element->repetition_type > LG_REPEATED)
        return lg_error_set(err, LG_E_VERIFICATION, "schema element %" PRIu32 " is repeated in an unknown way (%d)", i,
                            (int)element->repetition_type);
    file->parent[i] = above->element;
    above->children_left--;
    if (LG_HAS_TYPE(element) && element->num_children == 0) {
        file->leaf[file->leaves++] = (struct lg_leaf){element, i, definition, repetition};
        return check_leaf(element, i, err);
    }
    if (element->num_children < 0 || walk->depth == DEEPEST_SCHEMA)
        return lg_error_set(err, LG_E_VERIFICATION, "schema element %" PRIu32 " has %d children, or is nested more than %d deep", i,
                            (int)element->num_children, DEEPEST_SCHEMA);
    walk->level[walk->depth++] = (struct level){i, (uint32_t)element->num_children, definition, repetition};
    return LG_OK;
}

static int walk_schema(struct lg_parquet_file *file, struct lg_error *err)
{
    struct walk walk = {.level = {{0, 0, 0, 0}}, .depth = 1};
    uint32_t count = file->meta.schema.count;

    if (count == 0 || count > MOST_COLUMNS)
        return lg_error_set(err, LG_E_VERIFICATION, "the schema has %" PRIu32 " elements", count);
    file->parent = lg_arena_take(&file->arena, count, sizeof(*file->parent));
    file->leaf = lg_arena_take(&file->arena, count, sizeof(*file->leaf));
    if (!file->parent || !file->leaf)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %" PRIu32 " columns", count);
    walk.level[0].children_left = element_at(file, 0)->num_children > 0 ? (uint32_t)element_at(file, 0)->num_children : 0;
    for (uint32_t i = 1; i < count; i++) {
        while (walk.depth > 0 && walk.level[walk.depth - 1].children_left == 0)
            walk.depth--;
        if (walk.depth == 0)
            return lg_error_set(err, LG_E_VERIFICATION, "the schema's tree ends before its element %" PRIu32 " of %" PRIu32, i, count);
        if (walk_element(file, &walk, i, err) != LG_OK)
            return err->code;
    }
    while (walk.depth > 0 && walk.level[walk.depth - 1].children_left == 0)
        walk.depth--;
    return walk.depth == 0 ? LG_OK : lg_error_set(err, LG_E_VERIFICATION, "the schema ends before its tree does");
}

/* ---- row groups ---- */

const struct lg_stored_group *lg_parquet_group(const struct lg_parquet_file *file, uint32_t group)
{
    return (const struct lg_stored_group *)file->meta.row_groups.item + group;
}

const struct lg_column_chunk *lg_parquet_chunk(const struct lg_parquet_file *file, uint32_t group, uint32_t leaf)
{
    return (const struct lg_column_chunk *)lg_parquet_group(file, group)->columns.item + leaf;
}

int64_t lg_parquet_chunk_start(const struct lg_column_chunk *chunk)
{
    const struct lg_column_meta_data *meta = &chunk->meta_data;

    bool has_data = meta->data_page_offset > 0; /* some writers say 0 when there are no rows */

    return LG_HAS_DICTIONARY_PAGE(meta) && (!has_data || meta->dictionary_page_offset < meta->data_page_offset)
               ? meta->dictionary_page_offset
               : meta->data_page_offset;
}

static bool lies_inside(const struct lg_parquet_file *file, int64_t offset, int64_t size)
{
    return size >= 0 && offset >= 4 && offset <= file->data_end && size <= file->data_end - offset;
}

static bool has_right_path(const struct lg_parquet_file *file, uint32_t leaf, const struct lg_list *path)
{
    uint32_t element = file->leaf[leaf].index;

    for (uint32_t i = path->count; i-- > 0; element = file->parent[element]) {
        const struct lg_bytes *name = (const struct lg_bytes *)path->item + i, *expected = &element_at(file, element)->name;

        if (element == 0 || name->size != expected->size || memcmp(name->at, expected->at, name->size) != 0)
            return false;
    }
    return element == 0;
}

static int check_chunk(const struct lg_parquet_file *file, uint32_t leaf, const struct lg_column_chunk *chunk, struct lg_error *err)
{
    const struct lg_column_meta_data *meta = &chunk->meta_data;

    if (LG_HAS_CRYPTO(chunk))
        return lg_error_set(err, LG_E_UNSUPPORTED, "it is encrypted; files are inspected only in clear");
    if (!LG_HAS_META_DATA(chunk))
        return lg_error_set(err, LG_E_VERIFICATION, "it has no meta_data");
    if (meta->type != file->leaf[leaf].element->type || !has_right_path(file, leaf, &meta->path_in_schema))
        return lg_error_set(err, LG_E_VERIFICATION, "its type or path is not the schema's");
    if (!lg_parquet_has_codec(meta->codec))
        return lg_error_set(err, LG_E_VERIFICATION, "it is compressed with codec %d, which Parquet does not have", (int)meta->codec);
    if (meta->num_values < 0 || meta->total_uncompressed_size < 0)
        return lg_error_set(err, LG_E_VERIFICATION, "it has a negative size or count");
    if (!LG_HAS_FILE_PATH(chunk) && !lies_inside(file, lg_parquet_chunk_start(chunk), meta->total_compressed_size))
        return lg_error_set(err, LG_E_VERIFICATION, "its pages, %" PRId64 " bytes at %" PRId64 ", are not inside the file",
                            meta->total_compressed_size, lg_parquet_chunk_start(chunk));
    if ((LG_HAS_OFFSET_INDEX(chunk) && !lies_inside(file, chunk->offset_index_offset, chunk->offset_index_length)) ||
        (LG_HAS_COLUMN_INDEX(chunk) && !lies_inside(file, chunk->column_index_offset, chunk->column_index_length)) ||
        (LG_HAS_BLOOM_FILTER(meta) && !lies_inside(file, meta->bloom_filter_offset, meta->bloom_filter_length)))
        return lg_error_set(err, LG_E_VERIFICATION, "its page indexes or bloom filter are not inside the file");
    return LG_OK;
}

static int wrap_chunk(const struct lg_parquet_file *file, uint32_t group, uint32_t leaf, struct lg_error *err)
{
    struct lg_string name = LG_STRING_INIT;

    lg_parquet_put_name(file, leaf, &name);
    (void)lg_error_wrap(err, "row group %" PRIu32 ", column '%.100s'", group, lg_string_text(&name));
    lg_string_release(&name);
    return err->code;
}

static int check_group(const struct lg_parquet_file *file, uint32_t g, struct lg_error *err)
{
    const struct lg_stored_group *group = lg_parquet_group(file, g);

    if (group->num_rows < 0)
        return lg_error_set(err, LG_E_VERIFICATION, "row group %" PRIu32 " has %" PRId64 " rows", g, group->num_rows);
    if (group->columns.count != file->leaves)
        return lg_error_set(err, LG_E_VERIFICATION, "row group %" PRIu32 " has %" PRIu32 " columns, the schema %" PRIu32, g,
                            group->columns.count, file->leaves);
    for (uint32_t leaf = 0; leaf < file->leaves; leaf++)
        if (check_chunk(file, leaf, lg_parquet_chunk(file, g, leaf), err) != LG_OK)
            return wrap_chunk(file, g, leaf, err);
    return LG_OK;
}

static int check_groups(const struct lg_parquet_file *file, struct lg_findings *findings, struct lg_error *err)
{
    int64_t rows = 0;

    for (uint32_t g = 0; g < file->meta.row_groups.count; g++) {
        if (check_group(file, g, err) != LG_OK)
            return err->code;
        if (__builtin_add_overflow(rows, lg_parquet_group(file, g)->num_rows, &rows))
            return lg_error_set(err, LG_E_VERIFICATION, "its row groups have more rows than can be counted");
    }
    if (rows != file->meta.num_rows)
        lg_findings_add(findings, "the footer says %" PRId64 " rows, its row groups have %" PRId64, file->meta.num_rows, rows);
    return LG_OK;
}

/* ---- life cycle ---- */

int lg_parquet_open(const struct lg_blob *blob, struct lg_parquet_file *file, struct lg_findings *findings, struct lg_error *err)
{
    *file = (struct lg_parquet_file){.blob = blob};
    if (read_footer(file, err) == LG_OK) {
        lg_arena_init(&file->arena, METADATA_FACTOR * file->footer_size + ((size_t)1 << 20));
        if (decode_footer(file, findings, err) == LG_OK && walk_schema(file, err) == LG_OK)
            (void)check_groups(file, findings, err);
    }
    if (err->code == LG_OK)
        return LG_OK;
    lg_parquet_close(file);
    return lg_error_wrap(err, "'%.300s'", blob->name);
}

void lg_parquet_close(struct lg_parquet_file *file)
{
    lg_arena_release(&file->arena);
    free(file->footer);
    *file = (struct lg_parquet_file){0};
}

void lg_parquet_put_name(const struct lg_parquet_file *file, uint32_t leaf, struct lg_string *out)
{
    uint32_t path[DEEPEST_SCHEMA + 1];
    size_t depth = 0;

    for (uint32_t element = file->leaf[leaf].index; element != 0; element = file->parent[element])
        path[depth++] = element;
    while (depth-- > 0) {
        struct lg_bytes name = element_at(file, path[depth])->name;

        lg_string_put_printable_bytes(out, name.at, name.size);
        if (depth > 0)
            lg_string_putc(out, '.');
    }
}

void lg_parquet_add_finding(const struct lg_parquet_file *file, struct lg_findings *findings, uint32_t group, uint32_t leaf,
                            const char *format, ...)
{
    struct lg_string text = LG_STRING_INIT;
    va_list arguments;

    lg_string_printf(&text, "row group %" PRIu32 ", column '", group);
    lg_parquet_put_name(file, leaf, &text);
    lg_string_puts(&text, "': ");
    va_start(arguments, format);
    lg_string_vprintf(&text, format, arguments);
    va_end(arguments);
    lg_findings_add(findings, "%s", lg_string_text(&text));
    lg_string_release(&text);
}
