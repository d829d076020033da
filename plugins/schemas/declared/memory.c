/* SPDX-License-Identifier: Apache-2.0 */
/* Memory and objects that live until the schema closes. */
#include "declared.h"

#include <stdlib.h>

struct kept {
    struct kept *next;
    void (*release)(void *object); /* of an object; NULL: the memory behind this is what is kept */
    void *object;
    uint64_t reserved; /* what follows is aligned to 16 bytes */
};

static struct kept *new_kept(struct declared *schema, size_t bytes, struct lg_error *err)
{
    struct kept *kept = bytes < SIZE_MAX / 2 ? calloc(1, sizeof(*kept) + bytes) : NULL;

    if (!kept) {
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a declared schema");
        return NULL;
    }
    kept->next = schema->kept;
    schema->kept = kept;
    return kept;
}

void *keep(struct declared *schema, size_t bytes, struct lg_error *err)
{
    struct kept *kept = new_kept(schema, bytes, err);

    return kept ? kept + 1 : NULL;
}

char *keep_text(struct declared *schema, const char *text, size_t length, struct lg_error *err)
{
    char *copy = keep(schema, length + 1, err);

    if (copy && length > 0)
        memcpy(copy, text, length);
    return copy;
}

int keep_object(struct declared *schema, void *object, void (*release)(void *object), struct lg_error *err)
{
    struct kept *kept = new_kept(schema, 0, err);

    if (!kept) {
        release(object);
        return err->code;
    }
    kept->release = release;
    kept->object = object;
    return LG_OK;
}

void kept_free(struct declared *schema)
{
    while (schema->kept) {
        struct kept *kept = schema->kept;

        schema->kept = kept->next;
        if (kept->release)
            kept->release(kept->object);
        free(kept);
    }
}
