/* SPDX-License-Identifier: Apache-2.0 */
/* ARS in plain C: the reference that every other path must equal, and what runs where there are no AES instructions. */
#include "gen/kernels.h"

#include <string.h>

/* The S-box of AES (FIPS 197, table 4). */
static const unsigned char sbox[256] = {
    0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b, 0x6f, 0xc5, 0x30, 0x01, 0x67, 0x2b, 0xfe, 0xd7, 0xab, 0x76, 0xca, 0x82, 0xc9, 0x7d,
    0xfa, 0x59, 0x47, 0xf0, 0xad, 0xd4, 0xa2, 0xaf, 0x9c, 0xa4, 0x72, 0xc0, 0xb7, 0xfd, 0x93, 0x26, 0x36, 0x3f, 0xf7, 0xcc,
    0x34, 0xa5, 0xe5, 0xf1, 0x71, 0xd8, 0x31, 0x15, 0x04, 0xc7, 0x23, 0xc3, 0x18, 0x96, 0x05, 0x9a, 0x07, 0x12, 0x80, 0xe2,
    0xeb, 0x27, 0xb2, 0x75, 0x09, 0x83, 0x2c, 0x1a, 0x1b, 0x6e, 0x5a, 0xa0, 0x52, 0x3b, 0xd6, 0xb3, 0x29, 0xe3, 0x2f, 0x84,
    0x53, 0xd1, 0x00, 0xed, 0x20, 0xfc, 0xb1, 0x5b, 0x6a, 0xcb, 0xbe, 0x39, 0x4a, 0x4c, 0x58, 0xcf, 0xd0, 0xef, 0xaa, 0xfb,
    0x43, 0x4d, 0x33, 0x85, 0x45, 0xf9, 0x02, 0x7f, 0x50, 0x3c, 0x9f, 0xa8, 0x51, 0xa3, 0x40, 0x8f, 0x92, 0x9d, 0x38, 0xf5,
    0xbc, 0xb6, 0xda, 0x21, 0x10, 0xff, 0xf3, 0xd2, 0xcd, 0x0c, 0x13, 0xec, 0x5f, 0x97, 0x44, 0x17, 0xc4, 0xa7, 0x7e, 0x3d,
    0x64, 0x5d, 0x19, 0x73, 0x60, 0x81, 0x4f, 0xdc, 0x22, 0x2a, 0x90, 0x88, 0x46, 0xee, 0xb8, 0x14, 0xde, 0x5e, 0x0b, 0xdb,
    0xe0, 0x32, 0x3a, 0x0a, 0x49, 0x06, 0x24, 0x5c, 0xc2, 0xd3, 0xac, 0x62, 0x91, 0x95, 0xe4, 0x79, 0xe7, 0xc8, 0x37, 0x6d,
    0x8d, 0xd5, 0x4e, 0xa9, 0x6c, 0x56, 0xf4, 0xea, 0x65, 0x7a, 0xae, 0x08, 0xba, 0x78, 0x25, 0x2e, 0x1c, 0xa6, 0xb4, 0xc6,
    0xe8, 0xdd, 0x74, 0x1f, 0x4b, 0xbd, 0x8b, 0x8a, 0x70, 0x3e, 0xb5, 0x66, 0x48, 0x03, 0xf6, 0x0e, 0x61, 0x35, 0x57, 0xb9,
    0x86, 0xc1, 0x1d, 0x9e, 0xe1, 0xf8, 0x98, 0x11, 0x69, 0xd9, 0x8e, 0x94, 0x9b, 0x1e, 0x87, 0xe9, 0xce, 0x55, 0x28, 0xdf,
    0x8c, 0xa1, 0x89, 0x0d, 0xbf, 0xe6, 0x42, 0x68, 0x41, 0x99, 0x2d, 0x0f, 0xb0, 0x54, 0xbb, 0x16};

/* The state as AES has it: four columns of four bytes, column c in bits 32 × c of the 128, byte 0 lowest. */
struct state {
    uint32_t column[4];
};

/* SubBytes and ShiftRows: row r of column c comes from column c + r. */
static struct state substitute(struct state s)
{
    struct state out;

    for (int c = 0; c < 4; c++) {
        uint32_t value = 0;

        for (int r = 0; r < 4; r++)
            value |= (uint32_t)sbox[(s.column[(c + r) & 3] >> (8 * r)) & 0xff] << (8 * r);
        out.column[c] = value;
    }
    return out;
}

static uint32_t rotate_right(uint32_t x, int bits)
{
    return x >> bits | x << (32 - bits);
}

/* MixColumns on one column: byte r becomes 2 b[r] + 3 b[r+1] + b[r+2] + b[r+3] in GF(2^8). */
static uint32_t mix(uint32_t x)
{
    uint32_t doubled = ((x & 0x7f7f7f7f) << 1) ^ (((x >> 7) & 0x01010101) * 0x1b);

    return doubled ^ rotate_right(x ^ doubled, 8) ^ rotate_right(x, 16) ^ rotate_right(x, 24);
}

static void add_key(struct state *s, uint64_t lo, uint64_t hi)
{
    s->column[0] ^= (uint32_t)lo;
    s->column[1] ^= (uint32_t)(lo >> 32);
    s->column[2] ^= (uint32_t)hi;
    s->column[3] ^= (uint32_t)(hi >> 32);
}

struct lg_draw lg_ars_portable(const uint64_t key[2], uint64_t lo, uint64_t hi, int rounds)
{
    struct state s = {{(uint32_t)lo, (uint32_t)(lo >> 32), (uint32_t)hi, (uint32_t)(hi >> 32)}};
    uint64_t key_lo = key[0], key_hi = key[1];

    add_key(&s, key_lo, key_hi);
    for (int round = 1; round <= rounds; round++) {
        key_lo += LG_ARS_WEYL_LO;
        key_hi += LG_ARS_WEYL_HI;
        s = substitute(s);
        for (int c = 0; c < 4 && round < rounds; c++)
            s.column[c] = mix(s.column[c]);
        add_key(&s, key_lo, key_hi);
    }
    return (struct lg_draw){
        {s.column[0] | (uint64_t)s.column[1] << 32, s.column[2] | (uint64_t)s.column[3] << 32}};
}

static void ars(const uint64_t key[2], const struct lg_counters *counters, size_t n, struct lg_draw *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = lg_ars_portable(key, counters->lo + i * counters->lo_step, counters->hi + i * counters->hi_step,
                                 LG_ARS_ROUNDS);
}

static void ars_keys(const uint64_t key[2], const int64_t *keys, uint64_t hi, size_t n, struct lg_draw *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = lg_ars_portable(key, (uint64_t)keys[i], hi, LG_ARS_ROUNDS);
}

static void hex(const unsigned char *bytes, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
}

/* The bytes of a draw, lowest first. */
static void draw_bytes(struct lg_draw draw, unsigned char bytes[16])
{
    for (int i = 0; i < 16; i++)
        bytes[i] = (unsigned char)(draw.word[i >> 3] >> (8 * (i & 7)));
}

static void ars_hex(const uint64_t key[2], const struct lg_counters *counters, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char bytes[16];

        draw_bytes(lg_ars_portable(key, counters->lo + i * counters->lo_step, counters->hi + i * counters->hi_step,
                                   LG_ARS_ROUNDS),
                   bytes);
        hex(bytes, 16, out + 32 * i);
    }
}

static void uuid(const struct lg_draw *draws, size_t n, char *out, size_t stride)
{
    for (size_t i = 0; i < n; i++, out += stride) {
        struct lg_draw draw = {{(draws[i].word[0] & LG_UUID_AND_LO) | LG_UUID_OR_LO,
                                (draws[i].word[1] & LG_UUID_AND_HI) | LG_UUID_OR_HI}};
        unsigned char bytes[16];
        char text[32];

        draw_bytes(draw, bytes);
        hex(bytes, 16, text);
        memcpy(out, text, 8);
        memcpy(out + 9, text + 8, 4);
        memcpy(out + 14, text + 12, 4);
        memcpy(out + 19, text + 16, 4);
        memcpy(out + 24, text + 20, 12);
        out[8] = out[13] = out[18] = out[23] = '-';
    }
}

const struct lg_kernels lg_kernels_portable = {"portable", ars, ars_keys, hex, ars_hex, uuid};
