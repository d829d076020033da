/* SPDX-License-Identifier: Apache-2.0 */
/* The proleptic Gregorian calendar in integers: days since 1970-01-01 and back. No time zones, no C library. */
#ifndef LG_BASE_CIVIL_H
#define LG_BASE_CIVIL_H

#include <stdint.h>

#define LG_DAY_MICROSECONDS INT64_C(86400000000)

int64_t lg_days_from_civil(int year, int month, int day);
void lg_civil_from_days(int64_t days, int *year, int *month, int *day);
int lg_days_in_month(int year, int month);

#endif
