/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the random numbers of lakegen to standard output without end, for statistical batteries to read.
 *
 *     stream ORDER [SEED [ROUNDS]]
 *
 * Each order is one in which lakegen or a plugin may use draws. Words have the byte order of this machine.
 * ROUNDS other than 7 makes the generator weaker or stronger: with few rounds a battery must find faults, which shows
 * that it can. Ends when the reader closes the pipe. docs/random-numbers.md has the results. */
#include "gen/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 4096 /* draws made at a time */
#define COLUMNS 64
#define KEYS_PER_SEED 16
#define PAYLOAD_KEY 1000003

struct source {
    struct lg_seed seed;
    const struct lg_kernels *kernels;
    int rounds;
    uint64_t key[COLUMNS][2]; /* streams s0, s1, … of one table; most orders use the first only */
};

struct order {
    const char *name;
    const char *what;
    int lane; /* the only 32-bit lane that is written, or -1 */
    void (*fill)(const struct source *source, uint64_t first, struct lg_draw *out);
};

static void fail(const struct lg_error *err)
{
    (void)fprintf(stderr, "stream: %s\n", err->message);
    exit(EXIT_FAILURE);
}

static void open_stream(const struct lg_seed *seed, unsigned column, uint64_t key[2])
{
    struct lg_error err = LG_ERROR_INIT;
    char name[16];

    (void)snprintf(name, sizeof(name), "s%u", column);
    if (lg_stream_key(seed, "battery", "t", name, 0, key, &err) != LG_OK)
        fail(&err);
}

static void parse_seed(const char *text, struct lg_seed *seed)
{
    struct lg_error err = LG_ERROR_INIT;

    if (lg_seed_parse(text, seed, &err) != LG_OK)
        fail(&err);
}

static void draw(const struct source *source, const uint64_t key[2], struct lg_counters at, size_t n, struct lg_draw *out)
{
    if (source->rounds == LG_ARS_ROUNDS) {
        source->kernels->ars(key, &at, n, out);
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = lg_ars_portable(key, at.lo + i * at.lo_step, at.hi + i * at.hi_step, source->rounds);
}

static void draw_keys(const struct source *source, const int64_t keys[BLOCK], struct lg_draw *out)
{
    if (source->rounds == LG_ARS_ROUNDS) {
        source->kernels->ars_keys(source->key[0], keys, 0, BLOCK, out);
        return;
    }
    for (size_t i = 0; i < BLOCK; i++)
        out[i] = lg_ars_portable(source->key[0], (uint64_t)keys[i], 0, source->rounds);
}

static void fill_rows(const struct source *source, uint64_t first, struct lg_draw *out)
{
    draw(source, source->key[0], (struct lg_counters){first, 1, 0, 0}, BLOCK, out);
}

static void fill_payload(const struct source *source, uint64_t first, struct lg_draw *out)
{
    draw(source, source->key[0], (struct lg_counters){PAYLOAD_KEY, 0, first, 1}, BLOCK, out);
}

static void fill_columns(const struct source *source, uint64_t first, struct lg_draw *out)
{
    enum { ROWS = BLOCK / COLUMNS };
    struct lg_draw column[ROWS];

    for (int c = 0; c < COLUMNS; c++) {
        draw(source, source->key[c], (struct lg_counters){first / COLUMNS, 1, 0, 0}, ROWS, column);
        for (int row = 0; row < ROWS; row++)
            out[row * COLUMNS + c] = column[row];
    }
}

static void fill_stride_1000(const struct source *source, uint64_t first, struct lg_draw *out)
{
    draw(source, source->key[0], (struct lg_counters){first * 1000, 1000, 0, 0}, BLOCK, out);
}

/* Keys i × 2^32; when those are used up (64 GiB), again from 1, then from 2. */
static void fill_stride_4g(const struct source *source, uint64_t first, struct lg_draw *out)
{
    draw(source, source->key[0], (struct lg_counters){first << 32 | first >> 32, UINT64_C(1) << 32, 0, 0}, BLOCK, out);
}

static uint64_t reverse_bits(uint64_t x)
{
    x = (x >> 1 & 0x5555555555555555) | (x & 0x5555555555555555) << 1;
    x = (x >> 2 & 0x3333333333333333) | (x & 0x3333333333333333) << 2;
    x = (x >> 4 & 0x0f0f0f0f0f0f0f0f) | (x & 0x0f0f0f0f0f0f0f0f) << 4;
    x = (x >> 8 & 0x00ff00ff00ff00ff) | (x & 0x00ff00ff00ff00ff) << 8;
    x = (x >> 16 & 0x0000ffff0000ffff) | (x & 0x0000ffff0000ffff) << 16;
    return x >> 32 | x << 32;
}

static void fill_reversed(const struct source *source, uint64_t first, struct lg_draw *out)
{
    int64_t keys[BLOCK];

    for (uint64_t i = 0; i < BLOCK; i++)
        keys[i] = (int64_t)reverse_bits(first + i);
    draw_keys(source, keys, out);
}

static void fill_gray(const struct source *source, uint64_t first, struct lg_draw *out)
{
    int64_t keys[BLOCK];

    for (uint64_t i = 0; i < BLOCK; i++)
        keys[i] = (int64_t)((first + i) ^ (first + i) >> 1);
    draw_keys(source, keys, out);
}

static void fill_seeds(const struct source *source, uint64_t first, struct lg_draw *out)
{
    for (uint64_t i = first; i < first + BLOCK; i += KEYS_PER_SEED, out += KEYS_PER_SEED) {
        struct lg_seed seed;
        uint64_t key[2];
        char text[24];

        (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)(i / KEYS_PER_SEED));
        parse_seed(text, &seed);
        open_stream(&seed, 0, key);
        draw(source, key, (struct lg_counters){0, 1, 0, 0}, KEYS_PER_SEED, out);
    }
}

static const struct order orders[] = {
    {"rows", "one stream, keys 0, 1, 2, …, draw 0: a column", -1, fill_rows},
    {"payload", "one key, draws 0, 1, 2, …: random bytes", -1, fill_payload},
    {"columns", "64 streams, row by row, draw 0: a table", -1, fill_columns},
    {"stride1000", "one stream, every 1000th key", -1, fill_stride_1000},
    {"stride4g", "one stream, every 2^32th key", -1, fill_stride_4g},
    {"reversed", "one stream, keys 0, 1, 2, … with their 64 bits reversed", -1, fill_reversed},
    {"gray", "one stream, each key differs from the one before in one bit", -1, fill_gray},
    {"low", "like rows, only the lowest 32 bits of each draw", 0, fill_rows},
    {"high", "like rows, only the highest 32 bits of each draw", 3, fill_rows},
    {"seeds", "seeds 0, 1, 2, …, keys 0 to 15 of one stream each", -1, fill_seeds},
};

#define ORDERS (sizeof(orders) / sizeof(orders[0]))

static const struct order *find_order(const char *name)
{
    for (size_t i = 0; i < ORDERS; i++)
        if (strcmp(orders[i].name, name) == 0)
            return &orders[i];
    return NULL;
}

static int usage(void)
{
    (void)fputs("usage: stream ORDER [SEED [ROUNDS]], ORDER one of\n", stderr);
    for (size_t i = 0; i < ORDERS; i++)
        (void)fprintf(stderr, "  %-12s%s\n", orders[i].name, orders[i].what);
    return 2;
}

static bool write_block(const struct order *order, const struct lg_draw *draws)
{
    uint32_t lanes[BLOCK];

    if (order->lane < 0)
        return fwrite(draws, sizeof(draws[0]), BLOCK, stdout) == BLOCK;
    for (size_t i = 0; i < BLOCK; i++)
        lanes[i] = lg_draw_lane(&draws[i], order->lane);
    return fwrite(lanes, sizeof(lanes[0]), BLOCK, stdout) == BLOCK;
}

int main(int argc, char **argv)
{
    const struct order *order = argc > 1 && argc < 5 ? find_order(argv[1]) : NULL;
    struct source source = {.rounds = argc > 3 ? atoi(argv[3]) : LG_ARS_ROUNDS};
    struct lg_error err = LG_ERROR_INIT;
    static struct lg_draw draws[BLOCK];
    uint64_t first = 0;

    if (!order || source.rounds < 1)
        return usage();
    if (lg_kernels_choose(&source.kernels, &err) != LG_OK)
        fail(&err);
    parse_seed(argc > 2 ? argv[2] : "42", &source.seed);
    for (unsigned c = 0; c < COLUMNS; c++)
        open_stream(&source.seed, c, source.key[c]);
    do {
        order->fill(&source, first, draws);
        first += BLOCK;
    } while (write_block(order, draws));
    return EXIT_FAILURE;
}
