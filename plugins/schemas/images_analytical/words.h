/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionaries of images_analytical: names, and values that are counted out once in open(). */
#ifndef IMAGES_WORDS_H
#define IMAGES_WORDS_H

#include "images.h"

struct words;

int words_new(struct words **words, struct lg_error *err);
void words_free(struct words *words);

/* The dictionary of a column, or of a list's elements. */
void words_dictionary(const struct words *words, uint32_t column, struct lg_dictionary *dictionary);

/* Which region a location is in, as an index in the region's dictionary. */
extern const uint8_t words_region_of[LOCATIONS];

#endif
