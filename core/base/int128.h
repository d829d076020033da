/* SPDX-License-Identifier: Apache-2.0 */
/* 128-bit integers: products of two 64-bit numbers that must not overflow. Both compilers have them on all our targets. */
#ifndef LG_BASE_INT128_H
#define LG_BASE_INT128_H

__extension__ typedef __int128 lg_int128;
__extension__ typedef unsigned __int128 lg_uint128;

#endif
