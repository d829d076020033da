/* SPDX-License-Identifier: Apache-2.0 */
/* Text to numbers, for configuration and command lines: whole words only, locale-independent, every overflow refused.
 *
 * Each function gives LG_OK, or LG_E_CONFIG with a message that quotes the text and says what is expected. Callers add which
 * option it was. Any thread. */
#ifndef LG_BASE_PARSE_H
#define LG_BASE_PARSE_H

#include <lakegen/error.h>
#include <lakegen/option.h>

#include "base/int128.h"
#include "base/string.h"

#include <stdbool.h>
#include <stdint.h>

int lg_parse_int64(const char *text, int64_t *value, struct lg_error *err);

/* true, false, and what YAML 1.1 had: yes, no, on, off; any case. */
int lg_parse_bool(const char *text, bool *value, struct lg_error *err);

/* Up to 9 fractional digits, kept exactly. */
int lg_parse_decimal(const char *text, struct lg_decimal *value, struct lg_error *err);
/* … and back, without zeros at the end: 80000000 is "0.08". */
void lg_put_nano(struct lg_string *out, int64_t nano);

/* Bytes. kb, mb, gb, tb and kib…, k, m, g, t are 1024-based (as lakebench has them); a fraction is allowed when the result is
 * a whole number of bytes or more than 1 KiB. */
int lg_parse_size(const char *text, int64_t *bytes, struct lg_error *err);

/* As lg_parse_size(), but kb, mb, gb, tb are powers of 1000 (as the data-faker's --target-size); KiB, MiB… are binary. */
int lg_parse_decimal_size(const char *text, int64_t *bytes, struct lg_error *err);

/* 90, 90s, 15m, 2h, 1d, 500ms: milliseconds. */
int lg_parse_duration(const char *text, int64_t *milliseconds, struct lg_error *err);

/* So much a second: rows (10k/s, 2.5m/s; k, m, g are powers of 1000) or, with a unit of bytes, bytes (50mb/s, 1GiB/s). "/s" may be
 * left out. More than 0. */
struct lg_rate {
    int64_t per_second; /* 0: no limit */
    bool is_bytes;
};
int lg_parse_rate(const char *text, struct lg_rate *rate, struct lg_error *err);

/* 2024-02-29, 2024-02-29T12:00:00, …T12:00:00.5, …Z, …+02:00: microseconds since 1970-01-01 UTC; years 0001 to 9999. */
int lg_parse_time(const char *text, int64_t *microseconds, struct lg_error *err);

/* Is a number of 10^-9 inside "lo..hi" (decimals, either end may be missing)? NULL: any is. */
bool lg_nano_in_range(lg_int128 nano, const char *range);

#endif
