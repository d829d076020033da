/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of differences. */
#include "audit/differences.h"

#include "base/string.h"

#include <stdlib.h>
#include <string.h>

void lg_differences_init(struct lg_differences *differences)
{
    memset(differences, 0, sizeof(*differences));
    (void)pthread_mutex_init(&differences->mutex, NULL);
}

void lg_differences_release(struct lg_differences *differences)
{
    for (size_t i = 0; i < differences->kept; i++) {
        free(differences->item[i].object);
        free(differences->item[i].text);
    }
    (void)pthread_mutex_destroy(&differences->mutex);
}

/* Without memory for the sentence it is still counted. */
void lg_differences_add(struct lg_differences *differences, int64_t ordinal, const char *kind, const char *object, const char *format, ...)
{
    struct lg_string text = LG_STRING_INIT;
    struct lg_difference_item item = {ordinal, 0, kind, strdup(object), NULL};
    va_list arguments;

    va_start(arguments, format);
    lg_string_vprintf(&text, format, arguments);
    va_end(arguments);
    item.text = lg_string_move(&text);
    (void)pthread_mutex_lock(&differences->mutex);
    item.number = differences->count++;
    if (item.object && item.text && differences->kept < LG_DIFFERENCES_KEPT) {
        differences->item[differences->kept++] = item;
        item.object = item.text = NULL;
    }
    (void)pthread_mutex_unlock(&differences->mutex);
    free(item.object);
    free(item.text);
}

void lg_differences_add_object(struct lg_differences *differences)
{
    (void)pthread_mutex_lock(&differences->mutex);
    differences->objects++;
    (void)pthread_mutex_unlock(&differences->mutex);
}

static int by_ordinal(const void *a, const void *b)
{
    const struct lg_difference_item *x = a, *y = b;

    if (x->ordinal != y->ordinal)
        return x->ordinal < y->ordinal ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

void lg_differences_sort(struct lg_differences *differences)
{
    if (differences->kept > 0)
        qsort(differences->item, differences->kept, sizeof(differences->item[0]), by_ordinal);
}
