#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints powers_of_ten.h: 10^k as 128-bit numbers with the top bit set, rounded up, for the shortest-text algorithm."""

FIRST, LAST = -292, 324


def normalised(k):
    """ceil(10^k / 2^(floor(log2(10^k)) - 127))"""
    if k >= 0:
        shift = (10**k).bit_length() - 128
        return -(-(10**k) >> shift) if shift > 0 else 10**k << -shift
    power = 10**-k
    shift = power.bit_length() - 1 + 128
    quotient = -(-(1 << shift) // power)
    return quotient if quotient < 1 << 128 else (quotient + 1) >> 1


print("/* SPDX-License-Identifier: Apache-2.0 */")
print("/* Made by powers_of_ten.py: 10^k × 2^(127 - floor(log2(10^k))), rounded up, high and low half. */")
print(f"#define FIRST_POWER ({FIRST})")
print("static const uint64_t powers_of_ten[][2] = {")
for k in range(FIRST, LAST + 1):
    g = normalised(k)
    assert 1 << 127 <= g < 1 << 128
    print(f"    {{0x{g >> 64:016x}, 0x{g & (1 << 64) - 1:016x}}}, /* {k} */")
print("};")
