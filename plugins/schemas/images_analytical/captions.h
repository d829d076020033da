/* SPDX-License-Identifier: Apache-2.0 */
/* What captions are made of: sentences with places, and pools of words for them. */
#ifndef IMAGES_CAPTIONS_H
#define IMAGES_CAPTIONS_H

enum { PERSON, ACTION, LOCATION, TIME, EMOTION, DOING, OBJECT, ACTIVITY, SETTING, WITH, POSE, STYLE, POOLS };

#define SENTENCES 30
#define PLACES_MOST 5 /* of a sentence */
#define POOL_WORDS 100

/* In a sentence '@' and a letter, 'a' for the first pool, stand for a word. */
extern const char *const captions_sentences[SENTENCES];
extern const char *const captions_pools[POOLS][POOL_WORDS];

#endif
