/* SPDX-License-Identifier: Apache-2.0 */
/* JSON documents through jansson. */
#include "record/document.h"

#include <stdlib.h>
#include <string.h>

/* jansson takes a failed allocation for wrong text, or leaves a member out and says nothing (2.14): failures are seen here. */
static _Thread_local bool ran_out;

static void *allocate(size_t size)
{
    void *memory = malloc(size);

    ran_out = ran_out || !memory;
    return memory;
}

int lg_document_parse(const char *text, size_t size, json_t **root, struct lg_error *err)
{
    json_error_t where;

    json_set_alloc_funcs(allocate, free);
    ran_out = false;
    *root = json_loadb(text ? text : "", size, JSON_REJECT_DUPLICATES, &where);
    if (ran_out) {
        json_decref(*root);
        *root = NULL;
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a record of %zu bytes", size);
    }
    if (*root)
        return LG_OK;
    return lg_error_set(err, LG_E_STATE, "line %d column %d: %.100s", where.line, where.column, where.text);
}

int lg_document_parse_record(const char *text, size_t size, json_t **root, struct lg_error *err)
{
    int64_t version;

    if (lg_document_parse(text, size, root, err) != LG_OK)
        return err->code;
    if (!lg_member_int(*root, "version", &version) || version < 1)
        (void)lg_error_set(err, LG_E_STATE, "it has no version");
    else if (version > LG_RECORD_VERSION)
        (void)lg_error_set(err, LG_E_STATE, "it was written by a newer lakegen: version %lld, this one knows %d; upgrade lakegen",
                           (long long)version, LG_RECORD_VERSION);
    if (err->code == LG_OK)
        return LG_OK;
    json_decref(*root);
    *root = NULL;
    return err->code;
}

bool lg_member_int(const json_t *object, const char *key, int64_t *value)
{
    const json_t *member = json_object_get(object, key);

    if (!json_is_integer(member))
        return false;
    *value = json_integer_value(member);
    return true;
}

bool lg_member_text(const json_t *object, const char *key, char *text, size_t size)
{
    const char *value = json_string_value(json_object_get(object, key));

    if (!value || strlen(value) >= size)
        return false;
    memcpy(text, value, strlen(value) + 1);
    return true;
}
