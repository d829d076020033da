/* SPDX-License-Identifier: Apache-2.0 */
/* Damages a Parquet file in memory and inspects it:
 *
 *   damage flips FILE STEP      every STEP-th bit of all pages, one at a time: prints how many were tried and how many not found
 *   damage cuts FILE STEP       every STEP-th length that is shorter than the file: the same
 *   damage anywhere FILE COUNT  1 to 64 bytes anywhere, COUNT times: prints how many were tried; it only has to survive */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *load(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    long end;

    if (file && fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0 &&
        (bytes = malloc((size_t)end + 1)))
        *size = fread(bytes, 1, (size_t)end, file);
    if (file)
        (void)fclose(file);
    return bytes;
}

/* One byte for each of the file: is it inside a page? */
static unsigned char *map_pages(const unsigned char *bytes, size_t size)
{
    const struct memory memory = {bytes, size};
    struct lg_findings findings = LG_FINDINGS_INIT;
    struct lg_error err = LG_ERROR_INIT;
    struct lg_blob blob = memory_blob(&memory);
    struct lg_parquet_file file;
    unsigned char *map = calloc(1, size + 1);

    if (!map || lg_parquet_open(&blob, &file, &findings, &err) != LG_OK)
        return NULL;
    for (uint32_t g = 0; g < file.meta.row_groups.count; g++)
        for (uint32_t leaf = 0; leaf < file.leaves; leaf++) {
            const struct lg_column_chunk *chunk = lg_parquet_chunk(&file, g, leaf);

            memset(map + lg_parquet_chunk_start(chunk), 1, (size_t)chunk->meta_data.total_compressed_size);
        }
    lg_parquet_close(&file);
    lg_findings_release(&findings);
    return map;
}

/* A copy of exactly the size, so that a sanitizer sees every step over its end. */
static int64_t inspect(const unsigned char *bytes, size_t size)
{
    struct lg_error err = LG_ERROR_INIT;
    unsigned char *copy = malloc(size ? size : 1);
    int64_t found;

    if (!copy)
        return -1;
    memcpy(copy, bytes, size);
    found = memory_inspect(copy, size, &err);
    free(copy);
    return found;
}

static void flip(unsigned char *bytes, size_t size, size_t step)
{
    unsigned char *map = map_pages(bytes, size);
    size_t tried = 0, missed = 0;

    for (size_t bit = 0; map && bit < 8 * size; bit += step) {
        if (!map[bit / 8])
            continue;
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        tried++;
        if (inspect(bytes, size) == 0) {
            missed++;
            (void)fprintf(stderr, "not found: bit %zu of byte %zu\n", bit % 8, bit / 8);
        }
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    (void)printf("%zu tried, %zu missed\n", tried, missed);
    free(map);
}

static void cut(const unsigned char *bytes, size_t size, size_t step)
{
    size_t tried = 0, missed = 0;

    for (size_t length = 0; length < size; length += step, tried++)
        missed += inspect(bytes, length) == 0;
    (void)printf("%zu tried, %zu missed\n", tried, missed);
}

static void damage_anywhere(unsigned char *bytes, size_t size, size_t count)
{
    unsigned char before[64];
    uint64_t state = 1;

    for (size_t i = 0; i < count; i++) {
        size_t length, at;

        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        length = 1 + (state >> 58);
        if (length > size)
            length = size;
        at = (size_t)((state >> 8) % (size - length + 1));
        memcpy(before, bytes + at, length);
        for (size_t k = 0; k < length; k++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            bytes[at + k] = (unsigned char)(state >> 56);
        }
        (void)inspect(bytes, size);
        memcpy(bytes + at, before, length);
    }
    (void)printf("%zu tried\n", count);
}

int main(int argc, char **argv)
{
    size_t size = 0, number = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
    unsigned char *bytes = number ? load(argv[2], &size) : NULL;

    if (!bytes || size == 0 || inspect(bytes, size) != 0) {
        (void)fprintf(stderr, "usage: damage flips|cuts|anywhere FILE NUMBER, with a file that nothing is wrong with\n");
        return 2;
    }
    if (strcmp(argv[1], "flips") == 0)
        flip(bytes, size, number);
    else if (strcmp(argv[1], "cuts") == 0)
        cut(bytes, size, number);
    else
        damage_anywhere(bytes, size, number);
    free(bytes);
    return 0;
}
