/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionaries of customer360: fixed words, and values that are counted out once in open(). */
#ifndef CUSTOMER360_WORDS_H
#define CUSTOMER360_WORDS_H

#include "customer360.h"

struct words;

int words_new(struct words **words, struct lg_error *err);
void words_free(struct words *words);

/* The dictionary of a column of interactions. */
void words_dictionary(const struct words *words, uint32_t column, struct lg_dictionary *dictionary);

#define USER_AGENTS (4 * 40 * 3 * 5) /* browser, version, device, system */
#define CAMPAIGNS 900                /* CMP100…CMP999 */
#define SECONDS_ON_SITE 3601         /* 0, then 30…3629 */
#define POINTS_STEPS 901             /* 0, then 100…999 */
#define PAGE_VIEWS_MOST 20
#define CLICKS_MOST 100
#define ITEMS_MOST 20

#endif
