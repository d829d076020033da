/* SPDX-License-Identifier: Apache-2.0 */
/* The proleptic Gregorian calendar in integers: days since 1970-01-01 and back. No time zones, no C library. Any thread. Since 0.2.
 *
 * Years are those of astronomers: 0 is the year before 1. Months are 1 to 12, days of the month 1 to 31. */
#ifndef LAKEGEN_CALENDAR_H
#define LAKEGEN_CALENDAR_H

#include <lakegen/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LG_DAY_MICROSECONDS INT64_C(86400000000)

/* A day beyond its month's end counts on into the next month. */
int64_t lg_days_from_civil(int year, int month, int day);
void lg_civil_from_days(int64_t days, int *year, int *month, int *day);
int lg_days_in_month(int year, int month);

/* 0 Monday … 6 Sunday. */
static inline int lg_weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

#ifdef __cplusplus
}
#endif
#endif
