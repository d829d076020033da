/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionaries of iot: fixed words, names with a number, and the values that measures can have. */
#ifndef IOT_WORDS_H
#define IOT_WORDS_H

#include "iot.h"

#define REGIONS 8
#define MODELS 8
#define FIRMWARES 6
#define ERROR_CODES 40
#define NAME_LONGEST 24     /* of a sensor, gateway or site */
#define MOST_NAMES 65536    /* that a dictionary is made of */

struct words;

int words_new(const struct iot *iot, struct words **words, struct lg_error *err);
void words_free(struct words *words);

/* The dictionary of a column of readings. */
void words_dictionary(const struct words *words, uint32_t column, struct lg_dictionary *dictionary);

/* Names: how many sensors share one, how many names there are, and the text of one; gives its end. */
int64_t words_sensors_per_name(uint32_t column);
int64_t words_names(const struct iot *iot, uint32_t column);
char *words_put_name(char *p, uint32_t column, int64_t number);

/* Of the ground truth: what went wrong, and the columns where it can, in their order. */
extern const char *const words_modes[MODES], *const words_faulty[FAULTY];

#endif
