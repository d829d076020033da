/* SPDX-License-Identifier: Apache-2.0 */
/* A Parquet file in memory, inspected as `lakegen inspect` does it: for tests that damage it, and for fuzzers. */
#ifndef TESTS_FAULTS_MEMORY_H
#define TESTS_FAULTS_MEMORY_H

#include "read/parquet/indexes.h"
#include "read/parquet/value.h"

struct memory {
    const unsigned char *bytes;
    size_t size;
};

static inline int memory_read(const struct lg_blob *blob, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                              struct lg_error *err)
{
    const struct memory *memory = blob->context;
    int64_t left = (int64_t)memory->size - offset;

    if (size < 0 || size > left)
        size = left;
    if (size > 0)
        (void)emit(context, memory->bytes + offset, (size_t)size);
    return err->code;
}

static inline struct lg_blob memory_blob(const struct memory *memory)
{
    return (struct lg_blob){
        .name = "memory", .size = (int64_t)memory->size, .read = memory_read, .fd = -1, .context = (void *)(uintptr_t)memory};
}

/* All bounds as text, as they are printed. */
static inline void memory_print(const struct lg_parquet_file *file, struct lg_string *out)
{
    for (uint32_t g = 0; g < file->meta.row_groups.count; g++)
        for (uint32_t leaf = 0; leaf < file->leaves; leaf++) {
            const struct lg_statistics *s = &lg_parquet_chunk(file, g, leaf)->meta_data.statistics;
            const struct lg_schema_element *element = file->leaf[leaf].element;
            struct lg_json json;

            lg_string_clear(out);
            lg_json_init(&json, out, false);
            lg_json_open(&json, NULL, '{');
            lg_parquet_put_json_value(element, "min", s->min_value, &json);
            lg_parquet_put_json_value(element, "max", s->max_value, &json);
            lg_json_close(&json, '}');
            lg_parquet_put_name(file, leaf, out);
            lg_parquet_put_type(element, out);
            lg_parquet_put_value(element, s->max_value, 20, out);
        }
}

/* Gives what was found wrong: 0 for a file that is right. */
static inline int64_t memory_inspect(const unsigned char *bytes, size_t size, struct lg_error *err)
{
    const struct memory memory = {bytes, size};
    struct lg_findings findings = LG_FINDINGS_INIT;
    struct lg_blob blob = memory_blob(&memory);
    struct lg_string text = LG_STRING_INIT;
    struct lg_parquet_file file;
    struct lg_parquet_scan *scan;
    int64_t count;

    if (lg_parquet_open(&blob, &file, &findings, err) == LG_OK) {
        memory_print(&file, &text);
        if (lg_parquet_scan_new(&file, &findings, &scan, err) == LG_OK) {
            if (lg_parquet_scan_file(scan, err) == LG_OK)
                (void)lg_parquet_check_indexes(&file, scan, &findings, err);
            lg_parquet_scan_free(scan);
        }
        lg_parquet_close(&file);
    }
    count = findings.count + (err->code != LG_OK);
    lg_findings_release(&findings);
    lg_string_release(&text);
    return count;
}

#endif
