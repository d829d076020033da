/* SPDX-License-Identifier: Apache-2.0 */
/* Differences: what is not as a manifest says. All are counted, the first LG_DIFFERENCES_KEPT found are kept.
 *
 * Life cycle: lg_differences_init(), lg_differences_add() by any thread, lg_differences_sort() and reading by one, release. */
#ifndef LG_AUDIT_DIFFERENCES_H
#define LG_AUDIT_DIFFERENCES_H

#include <lakegen/error.h>

#include <pthread.h>
#include <stddef.h>

#define LG_DIFFERENCES_KEPT 1000

struct lg_difference_item {
    int64_t ordinal;  /* of the object's part; sorts */
    int64_t number;   /* in the order they were found */
    const char *kind; /* a word: missing, size, digest, page, rows, extra, bytes, unreadable */
    char *object, *text; /* owned */
};

struct lg_differences {
    pthread_mutex_t mutex;
    int64_t count, objects; /* objects: that differ, as lg_differences_add_object() counted them */
    size_t kept;
    struct lg_difference_item item[LG_DIFFERENCES_KEPT];
};

void lg_differences_init(struct lg_differences *differences);
void lg_differences_release(struct lg_differences *differences);
void lg_differences_add(struct lg_differences *differences, int64_t ordinal, const char *kind, const char *object, const char *format, ...)
    LG_PRINTF(5, 6);
void lg_differences_add_object(struct lg_differences *differences); /* counts an object that differs */
void lg_differences_sort(struct lg_differences *differences);

#endif
