/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of receipts and their JSON form. */
#include "record/receipts.h"

#include <jansson.h>
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

void lg_receipts_put_json(const struct lg_receipts *receipts, const char *key, struct lg_json *json)
{
    lg_json_open(json, key, '[');
    for (size_t i = 0; i < receipts->count; i++) {
        const struct lg_part_receipt *item = &receipts->item[i];
        bool pretty = json->pretty;

        lg_json_open(json, NULL, '{');
        json->pretty = false; /* a line an object */
        lg_json_text(json, "name", item->name);
        lg_json_text(json, "table", item->table);
        lg_json_int(json, "ordinal", item->ordinal);
        lg_json_int(json, "part", item->part);
        lg_json_int(json, "first_row", item->first_row);
        lg_json_int(json, "rows", item->receipt.rows);
        lg_json_int(json, "bytes", item->receipt.bytes);
        lg_json_text(json, "digest", item->receipt.digest);
        if (item->receipt.etag[0])
            lg_json_text(json, "etag", item->receipt.etag);
        lg_json_close(json, '}');
        json->pretty = pretty;
    }
    lg_json_close(json, ']');
}

static bool get_int(const json_t *object, const char *key, int64_t *value)
{
    const json_t *member = json_object_get(object, key);

    if (!json_is_integer(member))
        return false;
    *value = json_integer_value(member);
    return true;
}

static bool get_text(const json_t *object, const char *key, char *text, size_t size)
{
    const char *value = json_string_value(json_object_get(object, key));

    if (!value || strlen(value) >= size)
        return false;
    memcpy(text, value, strlen(value) + 1);
    return true;
}

static bool parse_item(const json_t *object, struct lg_part_receipt *item)
{
    item->receipt = (struct lg_receipt){.struct_size = sizeof(item->receipt)};
    item->name = (char *)(uintptr_t)json_string_value(json_object_get(object, "name"));
    item->table = (char *)(uintptr_t)json_string_value(json_object_get(object, "table"));
    if (json_object_get(object, "etag") && !get_text(object, "etag", item->receipt.etag, sizeof(item->receipt.etag)))
        return false;
    return item->name && item->table && get_int(object, "ordinal", &item->ordinal) && get_int(object, "part", &item->part) &&
           get_int(object, "first_row", &item->first_row) && get_int(object, "rows", &item->receipt.rows) &&
           get_int(object, "bytes", &item->receipt.bytes) &&
           get_text(object, "digest", item->receipt.digest, sizeof(item->receipt.digest));
}

int lg_receipts_parse(const char *text, size_t size, const char *key, struct lg_receipts *receipts, struct lg_error *err)
{
    json_error_t where;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &where);
    const json_t *array = json_object_get(root, key);
    size_t i;
    json_t *object;

    if (!root)
        return lg_error_set(err, LG_E_STATE, "line %d column %d: %.100s", where.line, where.column, where.text);
    if (!json_is_array(array))
        (void)lg_error_set(err, LG_E_STATE, "it has no list '%s'", key);
    json_array_foreach(array, i, object)
    {
        struct lg_part_receipt item;

        if (err->code != LG_OK)
            break;
        if (!parse_item(object, &item))
            (void)lg_error_set(err, LG_E_STATE, "item %zu of '%s' is not a receipt", i, key);
        else
            (void)lg_receipts_add(receipts, &item, err);
    }
    json_decref(root);
    return err->code;
}
