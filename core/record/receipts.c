/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of receipts and their JSON form. */
#include "record/receipts.h"

#include "record/document.h"

#include <stdlib.h>
#include <string.h>

void lg_receipts_release(struct lg_receipts *receipts)
{
    for (size_t i = 0; i < receipts->count; i++) {
        free(receipts->item[i].table);
        free(receipts->item[i].name);
    }
    free(receipts->item);
    *receipts = (struct lg_receipts)LG_RECEIPTS_INIT;
}

int lg_receipts_add(struct lg_receipts *receipts, const struct lg_part_receipt *item, struct lg_error *err)
{
    struct lg_part_receipt copy = *item;

    if (receipts->count == receipts->capacity) {
        size_t capacity = receipts->capacity ? 2 * receipts->capacity : 64;
        struct lg_part_receipt *grown = realloc(receipts->item, capacity * sizeof(*grown));

        if (!grown)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for the receipts of %zu objects", capacity);
        receipts->item = grown;
        receipts->capacity = capacity;
    }
    copy.table = strdup(item->table);
    copy.name = strdup(item->name);
    if (!copy.table || !copy.name) {
        free(copy.table);
        free(copy.name);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a receipt");
    }
    receipts->item[receipts->count++] = copy;
    return LG_OK;
}

static int by_ordinal(const void *a, const void *b)
{
    const struct lg_part_receipt *x = a, *y = b;

    return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

void lg_receipts_sort(struct lg_receipts *receipts)
{
    if (receipts->count > 0)
        qsort(receipts->item, receipts->count, sizeof(*receipts->item), by_ordinal);
}

void lg_receipts_sum(const struct lg_receipts *receipts, int64_t *rows, int64_t *bytes)
{
    *rows = *bytes = 0;
    for (size_t i = 0; i < receipts->count; i++) {
        *rows += receipts->item[i].receipt.rows;
        *bytes += receipts->item[i].receipt.bytes;
    }
}

/* ---- as JSON ---- */

void lg_receipt_put_members(const struct lg_part_receipt *item, struct lg_json *json)
{
    lg_json_text(json, "name", item->name);
    lg_json_text(json, "table", item->table);
    lg_json_int(json, "ordinal", item->ordinal);
    lg_json_int(json, "part", item->part);
    lg_json_int(json, "first_row", item->first_row);
    lg_json_int(json, "end_row", item->end_row);
    lg_json_int(json, "rows", item->receipt.rows);
    lg_json_int(json, "bytes", item->receipt.bytes);
    lg_json_text(json, "digest", item->receipt.digest);
    if (item->sha256[0])
        lg_json_text(json, "sha256", item->sha256);
    if (item->receipt.etag[0])
        lg_json_text(json, "etag", item->receipt.etag);
}

void lg_receipts_put_json(const struct lg_receipts *receipts, const char *key, struct lg_json *json)
{
    lg_json_open(json, key, '[');
    for (size_t i = 0; i < receipts->count; i++) {
        bool pretty = json->pretty;

        lg_json_open(json, NULL, '{');
        json->pretty = false; /* a line an object */
        lg_receipt_put_members(&receipts->item[i], json);
        lg_json_close(json, '}');
        json->pretty = pretty;
    }
    lg_json_close(json, ']');
}

static bool may_have_text(const json_t *object, const char *key, char *text, size_t size)
{
    return !json_object_get(object, key) || lg_member_text(object, key, text, size);
}

bool lg_receipt_read(const json_t *object, struct lg_part_receipt *item)
{
    *item = (struct lg_part_receipt){.receipt.struct_size = sizeof(item->receipt)};
    item->name = (char *)(uintptr_t)json_string_value(json_object_get(object, "name"));
    item->table = (char *)(uintptr_t)json_string_value(json_object_get(object, "table"));
    return item->name && item->table && lg_member_int(object, "ordinal", &item->ordinal) &&
           lg_member_int(object, "part", &item->part) && lg_member_int(object, "first_row", &item->first_row) &&
           lg_member_int(object, "end_row", &item->end_row) && lg_member_int(object, "rows", &item->receipt.rows) &&
           lg_member_int(object, "bytes", &item->receipt.bytes) &&
           lg_member_text(object, "digest", item->receipt.digest, sizeof(item->receipt.digest)) &&
           may_have_text(object, "sha256", item->sha256, sizeof(item->sha256)) &&
           may_have_text(object, "etag", item->receipt.etag, sizeof(item->receipt.etag));
}

int lg_receipts_read(const json_t *root, const char *key, struct lg_receipts *receipts, struct lg_error *err)
{
    const json_t *array = json_object_get(root, key);

    if (!json_is_array(array))
        return lg_error_set(err, LG_E_STATE, "it has no list '%s'", key);
    for (size_t i = 0; i < json_array_size(array) && err->code == LG_OK; i++) {
        struct lg_part_receipt item;

        if (!lg_receipt_read(json_array_get(array, i), &item))
            (void)lg_error_set(err, LG_E_STATE, "item %zu of '%s' is not a receipt", i, key);
        else
            (void)lg_receipts_add(receipts, &item, err);
    }
    return err->code;
}

int lg_receipts_parse(const char *text, size_t size, const char *key, struct lg_receipts *receipts, struct lg_error *err)
{
    json_t *root;

    if (lg_document_parse(text, size, &root, err) == LG_OK)
        (void)lg_receipts_read(root, key, receipts, err);
    json_decref(root);
    return err->code;
}
