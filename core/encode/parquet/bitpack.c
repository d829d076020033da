/* SPDX-License-Identifier: Apache-2.0 */
/* Bit-packing, eight values at a time: eight values of w bits are w bytes. */
#include "encode/parquet/bitpack.h"

#include <string.h>

unsigned lg_bit_width(uint32_t count)
{
    unsigned width = 0;

    while (width < 32 && ((uint64_t)1 << width) < count)
        width++;
    return width;
}

/* Eight bytes of 0 or 1 become a byte: the product gathers bit 0 of byte i at bit 56 + i. */
size_t lg_pack_flags(const unsigned char *flags, size_t n, unsigned char *out)
{
    size_t i = 0;
    uint64_t eight;

    for (; i + 8 <= n; i += 8) {
        memcpy(&eight, flags + i, 8);
        out[i / 8] = (unsigned char)((eight * UINT64_C(0x0102040810204080)) >> 56);
    }
    if (i < n) {
        eight = 0;
        memcpy(&eight, flags + i, n - i);
        out[i / 8] = (unsigned char)((eight * UINT64_C(0x0102040810204080)) >> 56);
    }
    return (n + 7) / 8;
}

size_t lg_pack_levels(const unsigned char *levels, size_t n, unsigned width, unsigned char *out)
{
    if (width == 1)
        return lg_pack_flags(levels, n, out);
    for (size_t i = 0; i < n; i += 8) {
        unsigned sixteen = 0;

        for (size_t j = 0; j < 8 && i + j < n; j++)
            sixteen |= (unsigned)levels[i + j] << (2 * j);
        out[i / 4] = (unsigned char)sixteen;
        out[i / 4 + 1] = (unsigned char)(sixteen >> 8);
    }
    return (n + 7) / 8 * 2;
}

/* Inlined with a constant width, this becomes shifts and ors. Up to 8 bits a group fits one word, up to 16 two. */
static inline void pack_groups(const int32_t *values, size_t groups, unsigned width, unsigned char *out)
{
    for (size_t g = 0; g < groups; g++, values += 8, out += width) {
        uint64_t low = 0, high = 0;

        if (width <= 8) {
            for (unsigned i = 0; i < 8; i++)
                low |= (uint64_t)(uint32_t)values[i] << (i * width);
            memcpy(out, &low, 8);
            continue;
        }
        for (unsigned i = 0; i < 4; i++) {
            low |= (uint64_t)(uint32_t)values[i] << (i * width);
            high |= (uint64_t)(uint32_t)values[i + 4] << (i * width);
        }
        low |= width == 16 ? 0 : high << (4 * width);
        high = width == 16 ? high : high >> (64 - 4 * width);
        memcpy(out, &low, 8);
        memcpy(out + 8, &high, 8);
    }
}

/* Any width: a bit at a time would do, a byte at a time is enough for dictionaries over 65,536 entries. */
static void pack_wide(const int32_t *values, size_t groups, unsigned width, unsigned char *out)
{
    uint64_t pending = 0;
    unsigned bits = 0;

    for (size_t i = 0; i < 8 * groups; i++) {
        pending |= (uint64_t)(uint32_t)values[i] << bits;
        for (bits += width; bits >= 8; bits -= 8, pending >>= 8)
            *out++ = (unsigned char)pending;
    }
}

static void pack(const int32_t *values, size_t groups, unsigned width, unsigned char *out)
{
    switch (width) {
#define WIDTH(w) \
    case w: \
        pack_groups(values, groups, w, out); \
        return;
        WIDTH(1)
        WIDTH(2)
        WIDTH(3)
        WIDTH(4)
        WIDTH(5)
        WIDTH(6)
        WIDTH(7)
        WIDTH(8)
        WIDTH(9)
        WIDTH(10)
        WIDTH(11)
        WIDTH(12)
        WIDTH(13)
        WIDTH(14)
        WIDTH(15)
        WIDTH(16)
#undef WIDTH
    default:
        pack_wide(values, groups, width, out);
    }
}

size_t lg_pack_indices(const int32_t *values, size_t n, unsigned width, unsigned char *out)
{
    size_t groups = n / 8, rest = n % 8;
    int32_t last[8] = {0};

    pack(values, groups, width, out);
    if (rest == 0)
        return groups * width;
    memcpy(last, values + 8 * groups, rest * sizeof(last[0]));
    pack(last, 1, width, out + groups * width);
    return (groups + 1) * width;
}

static size_t put_varint(uint64_t value, unsigned char *out)
{
    size_t n = 0;

    for (; value >= 0x80; value >>= 7)
        out[n++] = (unsigned char)(value | 0x80);
    out[n++] = (unsigned char)value;
    return n;
}

size_t lg_packed_run_header(size_t n, unsigned char *out)
{
    return put_varint((n + 7) / 8 << 1 | 1, out);
}

size_t lg_repeated_run_header(size_t n, unsigned char *out)
{
    return put_varint(n << 1, out);
}
