/* SPDX-License-Identifier: Apache-2.0 */
/* Bits: Parquet's RLE / bit-packing hybrid (Parquet, Encodings.md), for levels, dictionary indices and booleans. */
#ifndef LG_PARQUET_BITPACK_H
#define LG_PARQUET_BITPACK_H

#include <stddef.h>
#include <stdint.h>

/* Bits needed for values 0…count-1. */
unsigned lg_bit_width(uint32_t count);

/* One bit per byte (each 0 or 1), lowest first; the last byte is filled up with zeros. Gives the bytes written. */
size_t lg_pack_flags(const unsigned char *flags, size_t n, unsigned char *out);

/* The same for levels, a byte each, of 1 or 2 bits. */
size_t lg_pack_levels(const unsigned char *levels, size_t n, unsigned width, unsigned char *out);

/* Values of `width` bits (1…32), in groups of eight, the last filled up with zeros. Gives the bytes written. out has room for
 * 8 bytes more. */
size_t lg_pack_indices(const int32_t *values, size_t n, unsigned width, unsigned char *out);

/* Headers of the hybrid: a bit-packed run of n values, a run of n equal values. */
#define LG_RUN_HEADER_MAX 10
size_t lg_packed_run_header(size_t n, unsigned char *out);
size_t lg_repeated_run_header(size_t n, unsigned char *out);

#endif
