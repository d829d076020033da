/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed lines and documents, back from their place. */
#include "record/saved.h"

#include "record/document.h"

#include <string.h>

static bool is_of_plan(const json_t *object, const char *identity_hash)
{
    char hash[65] = "";

    return lg_member_text(object, "identity_hash", hash, sizeof(hash)) && (!identity_hash || strcmp(hash, identity_hash) == 0);
}

/* The first line: whose receipts these are. */
static bool read_head(const char *line, size_t length, const char *identity_hash, struct lg_string *root, struct lg_error *err)
{
    struct lg_error reading = LG_ERROR_INIT;
    json_t *head;
    bool ours;

    if (!lg_json_is_sealed(line, length) || lg_document_parse_record(line, length, &head, &reading) != LG_OK) {
        if (reading.code != LG_OK)
            *err = reading; /* sealed, so it is whole: it is newer */
        return false;
    }
    ours = is_of_plan(head, identity_hash) && json_is_string(json_object_get(head, "root"));
    if (ours && root)
        lg_string_puts(root, json_string_value(json_object_get(head, "root")));
    json_decref(head);
    return ours;
}

static int add_line(const char *line, size_t length, struct lg_receipts *receipts, size_t *damaged, struct lg_error *err)
{
    struct lg_error parsing = LG_ERROR_INIT;
    struct lg_part_receipt item;
    json_t *object = NULL;

    if (lg_json_is_sealed(line, length) && lg_document_parse(line, length, &object, &parsing) == LG_OK &&
        lg_receipt_read(object, &item))
        (void)lg_receipts_add(receipts, &item, err);
    else
        (*damaged)++;
    json_decref(object);
    return err->code;
}

static int read_lines(const struct lg_string *text, const char *identity_hash, struct lg_string *root, struct lg_receipts *receipts,
                      size_t *damaged, struct lg_error *err)
{
    const char *line = lg_string_text(text), *end = line + text->length;
    bool is_first = true;

    while (line < end && err->code == LG_OK) {
        const char *feed = memchr(line, '\n', (size_t)(end - line)), *next = feed ? feed + 1 : end;

        if (is_first && !read_head(line, (size_t)(next - line), identity_hash, root, err)) {
            (*damaged)++;
            return err->code;
        }
        if (!is_first)
            (void)add_line(line, (size_t)(next - line), receipts, damaged, err);
        is_first = false;
        line = next;
    }
    *damaged += is_first; /* an empty file */
    return err->code;
}

int lg_saved_receipts(const struct lg_record_entry *entry, const char *identity_hash, struct lg_string *root,
                      struct lg_receipts *receipts, size_t *damaged, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;

    *damaged = 0;
    if (lg_place_read(entry->place, entry->name, &text, err) == LG_OK)
        (void)read_lines(&text, identity_hash, root, receipts, damaged, err);
    lg_string_release(&text);
    return lg_error_wrap(err, "reading '%.200s'", entry->name);
}

int lg_saved_checkpoint(const struct lg_record_entry *entry, const char *identity_hash, struct lg_checkpoint *checkpoint,
                        struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    json_t *root = NULL;

    if (lg_place_read(entry->place, entry->name, &text, err) == LG_OK) {
        if (!lg_json_is_sealed(lg_string_text(&text), text.length))
            (void)lg_error_set(err, LG_E_VERIFICATION, "it is damaged");
        else if (lg_document_parse_record(text.text, text.length, &root, err) == LG_OK &&
                 (!is_of_plan(root, identity_hash) || !lg_member_int(root, "generation", &checkpoint->generation) ||
                  !lg_member_int(root, "receipts", &checkpoint->receipts)))
            (void)lg_error_set(err, LG_E_VERIFICATION, "it is of another plan, or no checkpoint");
    }
    json_decref(root);
    lg_string_release(&text);
    return lg_error_wrap(err, "reading '%.200s'", entry->name);
}
